"""Chains: what stands beside a pair of mentions for the network to weigh, and whom each takes up then."""

from __future__ import annotations

import numpy as np
import pytest

from dragoman import actors, reading
from dragoman.actors import traits
from dragoman.actors.chains import choose, find_chains
from dragoman.reading.network import Network
from dragoman.records import Actor, Article, Cast, Entity, Marked, Mention, MentionKind, Pairs, Reading, Span, Trace
from tests.actors.readings import read

TEXT = (
    "Sameh Shoukry met envoys in Doha. “I am glad,” he said. The International Relief Agency sent its chief. "
    "The IRA praised Shoukry."
)


def mark(text: str, reading: Reading, phrase: str, entity: Entity = "person", *, nth: int = 0) -> Marked:
    """The nth place of a phrase, marked; its last word is its head."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(phrase, start + 1)
    end = start + len(phrase)
    first = int(np.searchsorted(reading.ends, start, side="right"))
    last = int(np.searchsorted(reading.starts, end)) - 1
    return Marked(entity, Span(start, end), first, last, last, 0.9)


@pytest.fixture
def told() -> tuple[Article, Reading, list[Marked]]:
    article, reading = read(TEXT)
    phrases: list[tuple[str, Entity, int]] = [
        ("Sameh Shoukry", "person", 0), ("I", "person", 0), ("he", "person", 0),
        ("The International Relief Agency", "organization", 0), ("The IRA", "organization", 0), ("Shoukry", "person", 1),
    ]  # fmt: skip
    return article, reading, [mark(TEXT, reading, p, e, nth=n) for p, e, n in phrases]


def trait(pairs: Pairs, later: int, earlier: int, nth: int) -> int:
    at = np.flatnonzero((pairs.later == later) & (pairs.earlier == earlier))
    return int(pairs.shared[at[0], nth])


def test_every_mention_is_paired_with_all_before_it_in_reach(told: tuple[Article, Reading, list[Marked]]) -> None:
    pairs = traits.pair_up(*told, Cast())
    assert sorted(zip(pairs.later.tolist(), pairs.earlier.tolist(), strict=True)) == [
        (a, b) for a in range(6) for b in range(a)
    ]
    assert (np.diff(pairs.later) >= 0).all()
    for table, sizes in ((pairs.own, traits.OF_ONE), (pairs.shared, traits.OF_TWO)):
        assert (table >= 0).all() and (table < np.array(sizes)).all()


def test_forms_tell_names_pronouns_and_nominals_apart(told: tuple[Article, Reading, list[Marked]]) -> None:
    forms = [traits.FORMS[n] for n in traits.pair_up(*told, Cast()).own[:, 0].tolist()]
    assert forms == ["full name", "first", "he", "full name", "full name", "name"]


def test_a_surname_shares_words_with_the_full_name_and_initials_with_theirs(
    told: tuple[Article, Reading, list[Marked]],
) -> None:
    pairs = traits.pair_up(*told, Cast())
    surname, initials, other = trait(pairs, 5, 0, 0), trait(pairs, 4, 3, 0), trait(pairs, 3, 0, 0)
    assert surname & 2 and surname // 8 == 3  # the last word, and all words of the shorter
    assert initials & 1 and not surname & 1
    assert other == 0


def test_who_stands_in_a_quotation_is_told(told: tuple[Article, Reading, list[Marked]]) -> None:
    pairs = traits.pair_up(*told, Cast())
    assert [trait(pairs, 1, 0, 3), trait(pairs, 2, 1, 3), trait(pairs, 2, 0, 3)] == [3, 4, 0]


def test_what_the_rules_hold_of_two_mentions_is_told(told: tuple[Article, Reading, list[Marked]]) -> None:
    article, seen, marked = told
    ann, bob = Actor("p1", "Ann", "person"), Actor("p2", "Bob", "person")

    def say(number: int, actor: Actor, kind: MentionKind = "name") -> Mention:
        return Mention(marked[number].span, kind, actor, Trace("actors", "name", "1", 1.0))

    pairs = traits.pair_up(article, seen, marked, Cast((say(0, ann), say(2, ann, "pronoun"), say(5, bob))))
    assert [trait(pairs, 2, 0, 6), trait(pairs, 5, 0, 6), trait(pairs, 3, 1, 6), trait(pairs, 3, 0, 6)] == [1, 2, 0, 4]


def test_a_far_mention_of_the_same_words_stays_in_reach() -> None:
    text = "Doha. " + "Oslo. " * (traits.REACH + 5) + "Doha."
    article, seen = read(text)
    marked = [
        Marked("place", Span(int(a), int(b)), n, n, n, 0.9)
        for n, (a, b) in enumerate(zip(seen.starts, seen.ends, strict=True))
        if text[a] != "."
    ]
    pairs = traits.pair_up(article, seen, marked, Cast())
    last = len(marked) - 1
    assert (last, 0) in set(zip(pairs.later.tolist(), pairs.earlier.tolist(), strict=True))


def test_each_takes_up_the_likeliest_before_it_or_nobody_and_the_second_is_told(
    told: tuple[Article, Reading, list[Marked]],
) -> None:
    article, seen, marked = told

    def weigh(_: Reading, pairs: Pairs) -> tuple[np.ndarray, np.ndarray]:
        wanted = {(2, 0), (4, 3), (5, 2)}
        odds = [
            3.0 if pair in wanted else -9.0 for pair in zip(pairs.later.tolist(), pairs.earlier.tolist(), strict=True)
        ]
        return np.array(odds, np.float32), np.zeros(6, np.float32)

    chains = find_chains(
        article, Reading(*(getattr(seen, n) for n in Reading.__slots__[:-1]), tuple(marked)), Cast(), weigh
    )
    names = [[t.mention.span.of(TEXT) for t in chain] for chain in chains]
    assert names == [
        ["Sameh Shoukry", "he", "Shoukry"], ["I"], ["The International Relief Agency", "The IRA"],
    ]  # fmt: skip
    he = chains[0][1]
    assert he.takes_up == marked[0].span and he.runner_up is None
    assert he.score == pytest.approx(0.95, abs=0.01) and he.score + he.runner_up_score < 1
    assert chains[0][0].takes_up is None and chains[0][0].score == 1 and chains[0][0].runner_up_score == 0


def test_an_article_without_mentions_has_no_chains() -> None:
    assert (
        choose((), Pairs(*[np.zeros((0, 3), np.int64)] * 2, *[np.zeros(0, np.int64)] * 3), np.zeros(0), np.zeros(0))
        == []
    )


@pytest.mark.model
def test_the_shipped_heads_mark_mentions_in_the_text_and_put_each_in_one_chain() -> None:
    article = Article("a", "The foreign minister of France met Angela Merkel in Berlin. She thanked him.")
    network = Network()
    seen = reading.read(article, network, mark=True)
    words = {m.span.of(article.text) for m in seen.marked}
    assert {"The foreign minister of France", "France", "Angela Merkel", "Berlin", "She"} <= words
    assert all(m.first <= m.head <= m.last for m in seen.marked)
    chains = actors.resolve(article, seen, network.weigh).chains
    assert sorted(t.mention.span for chain in chains for t in chain) == sorted(m.span for m in seen.marked)
    assert ["Angela Merkel", "She"] in [[t.mention.span.of(article.text) for t in chain] for chain in chains]
    assert not actors.resolve(article, seen).chains and not reading.read(article, network).marked
