"""Stories as they are shown, split and joined; and what is said in several articles."""

from __future__ import annotations

import pytest

from dragoman.errors import LedgerNotFoundError, TextError
from dragoman.ledger import Ledger
from dragoman.records import Actor, Article, Entry, Run, Span, Statement
from tests.ledger.accounts import make_article, make_text, place, write

BY = {"who": "ana", "why": "the text says so"}
QUOTE = "the northern bridge will be opened before the winter session of parliament ends"


@pytest.fixture
def told(ledger: Ledger, run: Run) -> Ledger:
    """Four articles on one happening, one on another."""
    articles = [make_article(n, make_text(n, about=1), day=n % 2) for n in range(4)]
    write(ledger, run, [*articles, make_article(4, make_text(4, about=2), day=5)])
    place(ledger)
    return ledger


def stories(ledger: Ledger) -> list[tuple[str, ...]]:
    return sorted(story.articles for story in ledger.find_stories(limit=None))


def test_stories_are_listed_newest_first_and_found_by_days_words_and_size(told: Ledger) -> None:
    assert [story.articles for story in told.find_stories()] == [("a004",), ("a000", "a002", "a001", "a003")]
    assert [len(story.articles) for story in told.find_stories(least=2)] == [4]
    assert [len(s.articles) for s in told.find_stories(until=told.find_stories()[1].last_on)] == [4]
    word = told.get_article("a004").text.split()[0]
    assert [story.articles for story in told.find_stories(text=word)] == [("a004",)]


def test_what_is_split_off_stays_whatever_is_read_later_until_it_is_undone(told: Ledger, run: Run) -> None:
    whole = told.find_story("a000")
    assert whole is not None
    assert told.find_extents(["a000", "none"]) == {"a000": (whole.id, len(whole.articles), whole.origins)}
    told.split_story(whole.id, ["a000", "a002"], **BY)
    assert stories(told) == [("a000", "a002"), ("a001", "a003"), ("a004",)]
    newer = told.begin_run(code="2.0", weights="b")
    write(told, newer, [told.get_article(f"a00{n}") for n in range(4)])
    write(told, run, [make_article(9, make_text(1, about=1), day=1)])
    place(told)
    assert stories(told) == [("a000", "a002"), ("a001", "a003", "a009"), ("a004",)]
    assert told.check() == []
    told.undo(**BY)
    place(told)
    assert stories(told) == [("a000", "a002", "a001", "a003", "a009"), ("a004",)]


def test_what_is_joined_stays_and_the_other_id_leads_there(told: Ledger, run: Run) -> None:
    kept, other = told.find_story("a000"), told.find_story("a004")
    assert kept is not None and other is not None
    told.join_stories(kept.id, [other.id], **BY)
    assert told.get_story(other.id)[0].id == kept.id
    write(told, run, [make_article(9, make_text(9, about=2), day=6)])
    place(told)
    assert stories(told) == [("a000", "a002", "a001", "a003", "a004", "a009")]
    assert told.check() == []


def find_ids(ledger: Ledger, *articles: str) -> list[str]:
    """The stories of some articles."""
    place(ledger)
    return [story.id for article in articles if (story := ledger.find_story(article))]


def test_undoing_gives_each_story_its_own_id_again_and_so_does_doing_it_anew(told: Ledger) -> None:
    large, small = find_ids(told, "a000", "a004")
    told.join_stories(small, [large], **BY)
    assert find_ids(told, "a000", "a004") == [small, small]
    told.undo(**BY)
    assert find_ids(told, "a000", "a001", "a002", "a003", "a004") == [large] * 4 + [small]
    split = told.split_story(large, ["a000", "a002"], **BY)[0]
    apart = find_ids(told, "a000", "a001", "a004")
    assert len(set(apart)) == 3
    undone = told.undo(split.id, **BY)[0]
    assert find_ids(told, "a000", "a001") == [large, large] and told.get_story(apart[0])[0].id == large
    told.undo(undone.id, **BY)
    assert find_ids(told, "a000", "a001", "a004") == apart
    joined = told.join_stories(apart[2], [apart[0]], **BY)[0]
    told.undo(joined.id, **BY)
    assert find_ids(told, "a000", "a001", "a004") == apart
    assert told.check() == []


def test_an_id_is_kept_while_a_story_grows(told: Ledger, run: Run) -> None:
    before = told.find_story("a000")
    write(told, run, [make_article(9, make_text(9, about=1), day=0)])
    place(told)
    after = told.find_story("a009")
    assert before is not None and after is not None and after.id == before.id


def test_what_cannot_be_split_or_joined_says_why(told: Ledger) -> None:
    story = told.find_story("a000")
    assert story is not None
    with pytest.raises(TextError, match="a004 is not in the story"):
        told.split_story(story.id, ["a004"], **BY)
    with pytest.raises(TextError, match="not all"):
        told.split_story(story.id, list(story.articles), **BY)
    with pytest.raises(TextError, match="two stories are needed"):
        told.join_stories(story.id, [story.id], **BY)
    with pytest.raises(LedgerNotFoundError):
        told.get_story("y0")
    assert told.find_corrections() == []


def test_splitting_changes_nothing_of_the_article_itself(told: Ledger) -> None:
    before = told.get_entry("a000")
    story = told.find_story("a000")
    assert story is not None
    (made, *_) = told.split_story(story.id, ["a000"], **BY)
    assert (made.row, made.field, made.state) == ("a000", "story", "stands")
    assert told.get_entry("a000") == before


# --- utterances ------------------------------------------------------------------------------------------------------


def say(
    number: int, words: str, *, manner: str = "direct", language: str | None = None, name: str = "Ana Horvat"
) -> Entry:
    """An article with one statement."""
    article = make_article(number, f"{make_text(number, about=1)} {words}.", outlet=f"Outlet {number}")
    start = article.text.index(words)
    speaker = Actor(f"p{number}", name, "person")
    span = Span(start, start + len(words))
    statement = Statement(
        f"s{number}", (speaker,), None, (), (span,), manner, "asserts", 0.9, language=language  # type: ignore[arg-type]
    )  # fmt: skip
    return Entry(article, (statement,))


def hear(ledger: Ledger, run: Run, *entries: Entry) -> list[list[str]]:
    """The kinds of the wordings of each utterance in the story of the first."""
    ledger.write_many(entries, run=run)
    place(ledger)
    story = ledger.find_story(entries[0].article.id)
    assert story is not None and len(story.articles) == len(entries)
    return [[wording.kind for wording in utterance.wordings] for utterance in ledger.get_story(story.id)[2]]


def test_what_several_carry_is_one_utterance_the_oldest_first(ledger: Ledger, run: Run) -> None:
    cut = " ".join(QUOTE.split()[:7])
    told = hear(ledger, run, say(0, QUOTE), say(1, QUOTE), say(2, cut), say(3, "that " + QUOTE, manner="indirect"))
    assert told == [["same", "same", "cut", "cut"]]


def test_a_quotation_that_changed_is_news_two_translations_are_none(ledger: Ledger, run: Run) -> None:
    changed = QUOTE.replace("before", "after")
    entries = [say(0, QUOTE), say(1, changed), say(2, changed + " at last", language="ar")]
    assert hear(ledger, run, *entries) == [["same", "changed", "translated"]]


def test_a_word_that_is_left_out_of_a_quotation_is_news_unless_it_shows(ledger: Ledger, run: Run) -> None:
    without, shown = QUOTE.replace("winter ", ""), QUOTE.replace("before the winter", "…")
    told = hear(ledger, run, say(0, QUOTE), say(1, without), say(2, shown), say(3, without, manner="indirect"))
    assert told == [["same", "changed", "cut", "cut"]]


def test_what_is_cut_is_seen_where_words_come_again(ledger: Ledger, run: Run) -> None:
    long = "parliament says parliament will open the bridge and parliament will pay"
    told = hear(
        ledger, run, say(0, long), say(1, "parliament will open bridge and parliament will pay", manner="mixed")
    )
    assert told == [["same", "cut"]]


def test_what_another_says_or_other_words_are_another_utterance(ledger: Ledger, run: Run) -> None:
    other = "nobody in the harbour ministry has signed any contract with the steel company"
    told = hear(ledger, run, say(0, QUOTE), say(1, QUOTE, name="Bo Lind"), say(2, other))
    assert told == [["same"], ["same"], ["same"]]


def test_what_cites_an_outlet_has_its_origin(ledger: Ledger, run: Run) -> None:
    from dataclasses import replace

    from dragoman.records import Hop

    own, citing = say(0, QUOTE), say(1, QUOTE + " maybe")
    hop = Hop(Actor("o", "Outlet 0", "outlet"), "reported_by", None)
    said = tuple(replace(citing.statements[0], id=f"c{n}", chain=(hop,)) for n in range(2))
    hear(ledger, run, own, replace(citing, statements=said))
    found = ledger.find_origins(["a000", "a001"])
    assert [(o.id, o.how, o.score) for o in found.values()] == [("a000", "own", None), ("a000", "citation", 1.0)]


def test_articles_are_only_of_a_story_that_is_placed(ledger: Ledger, run: Run) -> None:
    ledger.write(Entry(Article("a0", "Nothing but this.")), run=run)
    assert ledger.find_stories() == [] and ledger.find_carriers_of("a0") == []
    place(ledger)
    assert [story.articles for story in ledger.find_stories()] == [("a0",)]
