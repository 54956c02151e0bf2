"""Parties: who acts, and who is acted upon: which words play a part in what a trigger tells, and whom they mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dragoman.events.candidates import find_silent
from dragoman.events.codebook import JOINT
from dragoman.events.sides import acts_for_state, find_side
from dragoman.events.whom import find_whom

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from dragoman.events.candidates import Candidate
    from dragoman.events.triggers import Trigger
    from dragoman.events.whom import Named
    from dragoman.records import Actor, Article, Judged, Reading, WeighChoices

_ENOUGH, _LIKELIEST = 0.5, 0.2
"""The chance from which a word plays a part, and that from which the likeliest does, where no other plays that part."""
_SECOND = 0.1
"""The chance from which the likeliest other word plays where a joint act has one party only."""
_FAR = 256  # words: nobody farther from a trigger is asked, so that a text of one endless sentence costs no more
_BRIDGES = frozenset("of the a an ' ’ s - – ' in for".split())
"""Words between two that play a part, over which both name one party: "members of the security council", "Russia's army"."""


@dataclass(frozen=True, slots=True)
class Parties:
    """Who takes part in one act, in the order of the text.

    `score`: the probability that the words that play a part are these; `meant`: that it is these whom they mean.
    """

    actors: tuple[Actor, ...]
    recipients: tuple[Actor, ...]
    score: float
    meant: float

    def is_whole(self, kind: str) -> bool:
        """Whether nobody is missing from an act of a type: one who acts and one acted upon, or two who act together."""
        return len(self.actors) > 1 if kind in JOINT else bool(self.actors and self.recipients)


@dataclass(frozen=True, slots=True)
class Part:
    """Words `first` to `last`, inclusive, that play one role (0 acts, 1 is acted upon) in an act, with probability `chance`."""

    first: int
    last: int
    role: int
    chance: float


@dataclass(frozen=True, slots=True)
class Roles:
    """The chance of each word of a sentence, `first` onwards, to act and to be acted upon in one act: (n_words, 2)."""

    first: int
    chances: NDArray[np.float32]

    def of(self, first: int, last: int) -> tuple[float, float]:
        """The chances of words `first` to `last` to act and to be acted upon: those of the likeliest."""
        here = self.chances[max(0, first - self.first) : max(0, last + 1 - self.first)]
        acts, undergoes = here.max(0).tolist() if len(here) else (0.0, 0.0)
        return acts, undergoes


def weigh_roles(reading: Reading, judged: Judged, word: int) -> Roles:
    """Who takes part in what a word tells, as the network sees the words of its sentence."""
    first, last = np.searchsorted(reading.sentence, reading.sentence[word] + np.array([0, 1]))
    first, last = max(int(first), word - _FAR), min(int(last), word + _FAR)
    middle = len(judged.near) // 2
    places = np.clip(np.arange(first, last) - word, -middle, middle) + middle
    odds = judged.answers[first:last] @ judged.asks[word].T + judged.near[places]
    return Roles(first, 1 / (1 + np.exp(-np.clip(odds, -30, 30))))


def settle_parties(
    article: Article,
    reading: Reading,
    judged: Judged,
    triggers: Sequence[Trigger],
    candidates: Sequence[Candidate],
    weigh: WeighChoices,
) -> list[Parties]:
    """Who takes part in the act of each trigger."""
    telling = {int(reading.sentence[t.word]) for t in triggers}
    silent = find_silent(article, reading, telling)
    beside: dict[int, list[Candidate]] = {number: [] for number in telling}
    for candidate in candidates:
        if candidate.sentence in beside:
            beside[candidate.sentence].append(candidate)
    roles = [weigh_roles(reading, judged, t.word) for t in triggers]
    parts = [
        find_parts(article, reading, t, r, beside[int(reading.sentence[t.word])], silent)
        for t, r in zip(triggers, roles, strict=True)
    ]
    nameless = [(c.first, c.last) for some in beside.values() for c in some if c.nameless]
    asked = [
        Part(*span, 0, 0.0) for span in sorted({(p.first, p.last) for some in parts for p in some}.union(nameless))
    ]
    found = find_whom(article, reading, asked, candidates, weigh)
    meant = {(p.first, p.last): who for p, who in zip(asked, found, strict=True)}
    return [
        choose_parties(t, r, p, meant, beside[int(reading.sentence[t.word])])
        for t, r, p in zip(triggers, roles, parts, strict=True)
    ]


def find_parts(
    article: Article,
    reading: Reading,
    trigger: Trigger,
    roles: Roles,
    candidates: Sequence[Candidate],
    silent: frozenset[int],
) -> list[Part]:
    """The runs of words that play one part in an act; a word that a candidate's name holds stands for the whole name."""
    likeliest = roles.chances.argmax(1)
    if trigger.type in JOINT:
        likeliest = np.zeros_like(likeliest)
    chances = roles.chances.max(1)
    chances[[n for n in range(len(chances)) if n + roles.first in silent or n + roles.first == trigger.word]] = 0.0
    playing = chances >= _ENOUGH
    for role in (0, 1):
        mine = np.where(likeliest == role, chances, 0.0)
        if _LIKELIEST <= mine.max(initial=0.0) < _ENOUGH:
            playing[mine.argmax()] = True
    holding = {w: c for c in candidates if not c.nameless for w in range(c.first, c.last + 1)}
    if trigger.type in JOINT:
        _find_second(playing, chances, roles.first, holding)
    found: list[Part] = []
    for word in (np.flatnonzero(playing) + roles.first).tolist():
        name = holding.get(word)
        whole = name is not None and not name.first <= trigger.word <= name.last
        first, last = (name.first, name.last) if name and whole else (word, word)
        role, chance = int(likeliest[word - roles.first]), float(chances[word - roles.first])
        before = found[-1] if found else None
        if before and before.role == role and _are_one(article, reading, before, first, holding):
            found[-1] = Part(before.first, max(before.last, last), role, max(before.chance, chance))
        else:
            found.append(Part(first, last, role, chance))
    return found


def _find_second(
    playing: NDArray[np.bool_], chances: NDArray[np.float32], first: int, holding: Mapping[int, Candidate]
) -> None:
    """Makes the likeliest other word play where only one party of a joint act does: nobody meets alone."""
    words = np.flatnonzero(playing)
    if not len(words):
        return
    name = holding.get(int(words[0]) + first)
    one = range(name.first - first, name.last + 1 - first) if name else range(words[0], words[-1] + 1)
    if not all(w in one for w in words):
        return
    others = chances.copy()
    others[max(one.start, 0) : one.stop] = 0.0
    if others.max() >= _SECOND:
        playing[others.argmax()] = True


def _are_one(article: Article, reading: Reading, before: Part, first: int, holding: Mapping[int, Candidate]) -> bool:
    """Whether words from `first` on go on naming the party before them."""
    between = range(before.last + 1, first)
    text = article.text
    if any(text[reading.starts[w] : reading.ends[w]].lower() not in _BRIDGES for w in between):
        return False
    one, other = holding.get(before.last), holding.get(first)
    apart = one and other and one is not other and find_side(one.actor) != find_side(other.actor)
    return not (apart and between)  # "Franco-German", "Moscow-Kyiv"


def choose_parties(
    trigger: Trigger,
    roles: Roles,
    parts: Sequence[Part],
    meant: Mapping[tuple[int, int], Named],
    candidates: Sequence[Candidate],
) -> Parties:
    """Who takes part in one act: whom the parts mean; who acts is not acted upon too. Others beside lower the score."""
    sides: tuple[dict[str, Actor], dict[str, Actor]] = ({}, {})
    chances: dict[str, tuple[float, float]] = {}
    for part in parts:
        who = meant[part.first, part.last]
        for actor in who.actors:
            side = find_side(actor)
            sides[part.role].setdefault(side, actor)
            chances[side] = max(chances.get(side, (0.0, 0.0)), (part.chance, who.chance))
    for side in sides[0]:
        sides[1].pop(side, None)
    if not any(sides):
        return Parties((), (), 0.0, 0.0)
    others: dict[str, float] = {}
    for candidate in candidates:
        side = find_side(candidate.actor)
        taken = any(p.first <= candidate.last and candidate.first <= p.last for p in parts)
        if not taken and side not in chances and not candidate.first <= trigger.word <= candidate.last:
            others[side] = max(others.get(side, 0.0), min(max(roles.of(candidate.first, candidate.last)), _ENOUGH))
    played, named = zip(*chances.values(), strict=True)
    return Parties(
        _drop_agents(sides[0].values()),
        _drop_agents(sides[1].values()),
        score=float(np.prod([*played, *(1 - chance for chance in others.values())])),
        meant=float(np.prod(named)),
    )


def _drop_agents(actors: Iterable[Actor]) -> tuple[Actor, ...]:
    """Each actor once; where a state stands beside those who act for it, the state."""
    once = {a.id: a for a in actors}
    states = {a.country for a in once.values() if a.kind == "state"}
    return tuple(a for a in once.values() if a.kind == "state" or a.country not in states or not acts_for_state(a))
