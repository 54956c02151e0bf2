"""Statements of the articles of a story → utterances: what was said once, and how each article words it.

Two statements of two articles are one utterance if somebody who speaks is the same, by the last word of the name, and the
words they share weigh most of the shorter one. Of statements in quotation marks differences are news, also a word that is
left out where nothing shows it, unless one of them was said in another language than it is quoted in: two translations
differ anyway.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from dragoman.ledger.rows import cover
from dragoman.ledger.sketches import find_rarity, find_stem, find_words
from dragoman.records import Utterance, Wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dragoman.records import Actor, Article, Entry, Origin, Statement, WordingKind

SHARED = 0.6
"""Of the weight of the shorter statement's words."""
_FEWEST = 3  # words that two statements share at least
_COMMON = 1.0  # the rarity under which a word says nothing about what was said
_LEFT_OUT = re.compile(r"…|\.\.\.|\. \. \.")


@dataclass(frozen=True, slots=True, eq=False)
class _Said:
    """A statement as it is compared. `pieces`: its words between gaps; `names`: by which its speakers are the same as others."""

    n: int
    article: Article
    origin: Origin
    statement: Statement
    text: str
    pieces: tuple[tuple[str, ...], ...]
    weights: dict[str, float]
    names: frozenset[str]

    @property
    def words(self) -> tuple[str, ...]:
        """All its words."""
        return tuple(word for piece in self.pieces for word in piece)


def find_utterances(told: Iterable[tuple[Entry, Origin]]) -> list[Utterance]:
    """What is said in articles, given oldest first: each utterance with its carriers in that order, the most carried first."""
    said = [
        _read(n, entry.article, origin, statement)
        for n, (entry, origin, statement) in enumerate(
            (entry, origin, statement) for entry, origin in told for statement in entry.statements
        )
    ]
    found = [_describe(group) for group in _group(said)]
    return sorted(found, key=lambda each: (-each.origins, -len(each.wordings)))


def _read(n: int, article: Article, origin: Origin, statement: Statement) -> _Said:
    text = cover(article.text, statement.content)
    pieces = tuple(tuple(word.casefold() for word in find_words(piece)) for piece in _LEFT_OUT.split(text))
    stems = {find_stem(word) for piece in pieces for word in piece}
    weights = {stem: rarity for stem in stems if (rarity := find_rarity(stem)) >= _COMMON}
    return _Said(n, article, origin, statement, text, pieces, weights, frozenset(map(_name, statement.speakers)))


def _name(actor: Actor) -> str:
    words = find_words(actor.name)
    return (words[-1] if words and actor.kind == "person" and actor.named else actor.name).casefold()


def _group(said: Sequence[_Said]) -> list[list[_Said]]:
    parent = list(range(len(said)))

    def find(n: int) -> int:
        while parent[n] != n:
            n = parent[n]
        return n

    for one, other in sorted(_find_pairs(said)):
        first, second = sorted((find(one), find(other)))
        parent[second] = first
    groups: defaultdict[int, list[_Said]] = defaultdict(list)
    for each in said:
        groups[find(each.n)].append(each)
    return list(groups.values())


def _find_pairs(said: Sequence[_Said]) -> set[tuple[int, int]]:
    """Pairs of statements of two articles that word one utterance."""
    holding: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for each in said:
        for name in each.names:
            for stem in each.weights:
                holding[name, stem].append(each.n)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in holding.values():
        shared.update(combinations(numbers, 2))
    return {(one, other) for (one, other), n in shared.items() if n >= _FEWEST and _is_one(said[one], said[other])}


def _is_one(one: _Said, other: _Said) -> bool:
    if one.article.id == other.article.id:
        return False
    both = sum(weight for stem, weight in one.weights.items() if stem in other.weights)
    return both >= SHARED * min(sum(one.weights.values()), sum(other.weights.values()))


def _describe(group: Sequence[_Said]) -> Utterance:
    """An utterance: of each article its first wording."""
    carriers: dict[str, _Said] = {}
    for each in group:
        carriers.setdefault(each.article.id, each)
    oldest = group[0]
    quoted = next((each for each in carriers.values() if each.statement.manner == "direct"), oldest)
    wordings = tuple(
        Wording(
            article=each.article.id,
            outlet=each.article.outlet,
            statement=each.statement.id,
            text=each.text,
            kind=_compare(quoted if each.statement.manner == "direct" else oldest, each),
            manner=each.statement.manner,
        )
        for each in carriers.values()
    )
    speaker = next((actor.name for each in group for actor in each.statement.speakers), None)
    day = next((each.statement.said_on for each in group if each.statement.said_on), None)
    day = replace(day, span=None) if day else None  # its words stand in one of the articles only
    return Utterance(speaker, day, wordings, len({each.origin.id for each in carriers.values()}))


def _compare(first: _Said, each: _Said) -> WordingKind:
    if first.words == each.words:
        return "same"
    both_quoted = first.statement.manner == each.statement.manner == "direct"
    short, long = sorted((first, each), key=lambda said: len(said.words))
    if _stand_in(short.pieces if both_quoted else [(word,) for word in short.words], long.words):
        return "cut"
    if any(x.statement.language not in (None, x.article.language) for x in (first, each)):
        return "translated"
    return "changed" if both_quoted else "reworded"


def _stand_in(pieces: Iterable[tuple[str, ...]], words: tuple[str, ...]) -> bool:
    """Whether pieces stand among words, each without a gap, one after the other."""
    at = 0
    for piece in pieces:
        found = (n for n in range(at, len(words) - len(piece) + 1) if words[n : n + len(piece)] == piece)
        start = next(found, None)
        if start is None:
            return False
        at = start + len(piece)
    return True
