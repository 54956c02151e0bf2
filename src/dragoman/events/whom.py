"""Whom words mean that play a part in an act: somebody of whom the article speaks elsewhere, or nobody but themselves.

"The government", "his forces", "they", "Trade Minister Otieno", "two generals": the network weighs all whom the article names or
describes near enough, and all mentions of one side speak together.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from dragoman.events.candidates import describe
from dragoman.events.sides import acts_for_state, find_side
from dragoman.records import Choices, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dragoman.events.candidates import Candidate
    from dragoman.records import Actor, Article, InWords, Reading, WeighChoices

BEFORE, AFTER = 300, 60
"""Words that someone may stand before, or after, those by whom they are meant; after, only with a name."""
MOST = 128
"""So many of those who stand near are asked about, the last ones: ordinary articles have hardly more."""
SALIENCES = (0.05, 0.1, 0.2, 0.4)
"""Shares of all naming in an article from which somebody stands out more and more."""
GROUPS = {
    "civilians": "CVL",
    "protesters": "OPP",
    "rebels": "REB",
    "refugees": "REF",
    "opposition": "OPP",
    "suspects": "CVL",
    "migrants": "CVL",
    "journalists": "MED",
    "activists": "NGO",
    "prisoners": "CVL",
    "militants": "REB",
    "gunmen": "REB",
}
"""By name the sector of those who are nobody else, and are told in ever other words: "a female motorist", "17 of them"."""
OTHERS = ("", *GROUPS)
SOMEBODY = 10
KINDS = SOMEBODY + 1 + len(GROUPS)
"""Classes of a choice: state, who acts for one, person, organisation, nameless, each with the same last word or another; then
nobody else: as the words tell, or one of the groups."""
_ONE_PERSON = re.compile(r"(?:he|she|him|her|his|i|me|my)\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """Who some words are: one actor, or two ("both sides"), and the chance that it is they."""

    actors: tuple[Actor, ...]
    chance: float


def find_whom(
    article: Article, reading: Reading, asked: Sequence[InWords], candidates: Sequence[Candidate], weigh: WeighChoices
) -> list[Named]:
    """Whom each of some mentions means, in the order of the text, which later ones go by."""
    if not asked:
        return []
    choices = list_choices(article.text, reading, asked, candidates)
    odds = weigh(reading, choices)
    edges = np.searchsorted(choices.asked, np.arange(len(asked) + 1)).tolist()
    others = (choices.other - len(asked)).tolist()
    meant = [c.actor for c in candidates]
    sides = [find_side(actor) for actor in meant]
    found = []
    for one, over, first, last in zip(asked, _find_overlaps(asked, candidates), edges, edges[1:], strict=False):
        twins = [c for c in over if sum(candidates[c].span == candidates[d].span for d in over) > 1]
        if twins:  # "both sides"
            found.append(Named(tuple(meant[c] for c in twins), 1.0))
            continue
        numbers = others[first + len(OTHERS) : last]
        best, chance = choose(odds[first:last], [*OTHERS, *(sides[c] for c in numbers)])
        span = Span(int(reading.starts[one.first]), int(reading.ends[one.last]))
        if best in OTHERS:
            actor = describe(article, span, best, GROUPS.get(best))
        else:
            mine = zip(odds[first + len(OTHERS) : last].tolist(), numbers, strict=True)
            same = [c for _, c in sorted((value, c) for value, c in mine if sides[c] == best)]
            actor = _find_actor(article, span, meant, over, same)
        for c in over:
            if candidates[c].nameless:
                meant[c], sides[c] = actor, find_side(actor)
        found.append(Named((replace(actor, mention=span),), chance))
    return found


def _find_overlaps(asked: Sequence[InWords], candidates: Sequence[Candidate]) -> list[list[int]]:
    """The numbers of the candidates that share a word with each mention asked about."""
    at: dict[int, list[int]] = {}
    for number, candidate in enumerate(candidates):
        for word in range(candidate.first, candidate.last + 1):
            at.setdefault(word, []).append(number)
    return [sorted({c for word in range(a.first, a.last + 1) for c in at.get(word, ())}) for a in asked]


def choose(odds: NDArray[np.float32], sides: Sequence[str]) -> tuple[str, float]:
    """The likeliest side and its chance: all rows of one side speak for it."""
    most, chances = float(odds.max()), dict[str, float]()
    for value, side in zip(odds.tolist(), sides, strict=True):
        chances[side] = chances.get(side, 0.0) + math.exp(value - most)
    best = max(chances, key=chances.__getitem__)
    return best, chances[best] / sum(chances.values())


def _find_actor(
    article: Article, span: Span, meant: Sequence[Actor], over: Sequence[int], same: Sequence[int]
) -> Actor:
    """Who of a side it is: whom the words name, a person of unknown side now of it, the state itself, or who was named likest.

    `over` are the numbers of who shares words with it, `same` those of the side, the likest last.
    """
    likest = meant[same[-1]]
    mine = [meant[c] for c in over if c in same]
    if mine:
        return max(mine, key=lambda a: (a.kind != "state", a.named))
    unknown = (a for a in (meant[c] for c in over) if a.kind == "person" and a.named and not a.country)
    person = next(unknown, None)
    if person is not None and acts_for_state(likest):
        return replace(person, country=likest.country, sector=person.sector or "GOV")
    if likest.kind == "person" and acts_for_state(likest) and not _ONE_PERSON.match(span.of(article.text)):
        return next((meant[c] for c in reversed(same) if meant[c].kind == "state"), likest)
    return likest


def list_choices(text: str, reading: Reading, asked: Sequence[InWords], candidates: Sequence[Candidate]) -> Choices:
    """All choices of each mention asked about: who stands near enough before it, and whose names stand in it or after it."""
    mentions: list[InWords] = [*asked, *candidates]
    spans = np.array([(m.first, m.last) for m in mentions], np.int64).reshape(-1, 2)
    lasts = [text[reading.starts[m.last] : reading.ends[m.last]].lower() for m in mentions]
    sides = [find_side(c.actor) for c in candidates]
    counts = Counter(side for side, c in zip(sides, candidates, strict=True) if c.actor.named)
    total = max(1, sum(counts.values()))
    salience = np.searchsorted(SALIENCES, [counts[side] / total for side in sides], side="right")
    kinds = np.array([_find_kind(c.actor) for c in candidates], np.int64)
    named = np.array([c.actor.named for c in candidates], bool)
    firsts, ends = spans[len(asked) :, 0], spans[len(asked) :, 1]
    words, nobody = np.array(lasts), np.full(len(OTHERS), -1)
    rows: list[list[NDArray[np.int64]]] = []
    for n, one in enumerate(asked):
        near = (one.first - ends <= BEFORE) & (firsts - one.last <= AFTER) & (named | (ends < one.first))
        who = np.flatnonzero(near)[-MOST:]
        what = 2 * kinds[who] + (words[len(asked) + who] == words[n])
        rows.append([
            np.full(len(OTHERS) + len(who), n),
            np.concatenate((nobody, len(asked) + who)),
            np.concatenate((SOMEBODY + np.arange(len(OTHERS)), what)),
            np.concatenate((np.zeros(len(OTHERS), np.int64), salience[who])),
        ])  # fmt: skip
    table = [np.concatenate(column) for column in zip(*rows, strict=True)]
    return Choices(spans, *table)


def _find_kind(actor: Actor) -> int:
    if actor.kind == "state":
        return 0
    if acts_for_state(actor):
        return 1
    if not actor.named:
        return 4
    return 2 if actor.kind == "person" else 3
