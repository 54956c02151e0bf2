"""Parties: who of the candidates acts, and who is acted upon. The network says so for each trigger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dragoman.events.candidates import acts_for_state, add_others, find_silent, take_up
from dragoman.events.codebook import JOINT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from dragoman.events.candidates import Candidate
    from dragoman.events.triggers import Trigger
    from dragoman.records import Actor, Article, Judged, Reading, Score

_ENOUGH = 0.5
_FAR = 256  # words: nobody farther from a trigger is asked, so that a text of one endless sentence costs no more


@dataclass(frozen=True, slots=True)
class Parties:
    """Who takes part in one act, in the order of the text; `score`: the probability that it is they and nobody else."""

    actors: tuple[Actor, ...]
    recipients: tuple[Actor, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Roles:
    """The chance of each word of a sentence, `first` onwards, to act and to be acted upon in one act: (n_words, 2)."""

    first: int
    chances: NDArray[np.float32]

    def of(self, first: int, last: int, silent: frozenset[int]) -> tuple[float, float]:
        """The chances of somebody named in words `first` to `last`: those of the likeliest word that is not `silent`."""
        told = [
            w - self.first
            for w in range(first, last + 1)
            if w not in silent and 0 <= w - self.first < len(self.chances)
        ]
        acts, undergoes = self.chances[told].max(0).tolist() if told else (0.0, 0.0)
        return acts, undergoes

    def find_playing(self, silent: frozenset[int]) -> list[int]:
        """The words that play a part, rather than none."""
        return [w for w in (np.flatnonzero(self.chances.max(1) >= _ENOUGH) + self.first).tolist() if w not in silent]


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
    score: Score,
) -> list[Parties]:
    """Who takes part in the act of each trigger: candidates of its sentence, and whoever else its words say plays a part."""
    telling = {int(reading.sentence[t.word]) for t in triggers}
    silent = find_silent(article, reading, telling)
    roles = [weigh_roles(reading, judged, t.word) for t in triggers]
    playing = {w for t, r in zip(triggers, roles, strict=True) for w in r.find_playing(silent) if w != t.word}
    beside: dict[int, list[Candidate]] = {}
    for candidate in take_up(reading, add_others(article, reading, candidates, playing), score, telling):
        beside.setdefault(candidate.sentence, []).append(candidate)
    return [
        choose_parties(t, r, beside.get(int(reading.sentence[t.word]), ()), silent)
        for t, r in zip(triggers, roles, strict=True)
    ]


def choose_parties(trigger: Trigger, roles: Roles, candidates: Sequence[Candidate], silent: frozenset[int]) -> Parties:
    """Who takes part in one act, among the candidates of its sentence. `silent`: words that name nobody."""
    asked = [c for c in candidates if not c.first <= trigger.word <= c.last]
    return _choose(trigger, [(c, *roles.of(c.first, c.last, silent)) for c in asked])


def _choose(trigger: Trigger, scored: Sequence[tuple[Candidate, float, float]]) -> Parties:
    acting = [(c, a) for c, a, r in scored if a >= _ENOUGH and (a >= r or trigger.type in JOINT)]
    undergoing = [(c, r) for c, a, r in scored if r >= _ENOUGH and r > a]
    if trigger.type in JOINT:
        acting, undergoing = [*acting, *undergoing], []
    mine = {c.actor.id for c, _ in acting}
    undergoing = [(c, r) for c, r in undergoing if c.actor.id not in mine]
    return Parties(
        actors=_unique(c.actor for c, _ in sorted(acting, key=lambda x: x[0].first)),
        recipients=_unique(c.actor for c, _ in sorted(undergoing, key=lambda x: x[0].first)),
        score=_weigh(scored, mine | {c.actor.id for c, _ in undergoing}) if acting or undergoing else 0.0,
    )


def _weigh(scored: Sequence[tuple[Candidate, float, float]], taken: set[str]) -> float:
    """The probability that exactly those `taken` take part: each one's surest mention counts, as if they were independent."""
    chances: dict[str, float] = {}
    for candidate, acts, undergoes in scored:
        key = candidate.actor.id
        chances[key] = max(chances.get(key, 0.0), acts, undergoes)
    return float(np.prod([chance if key in taken else 1 - chance for key, chance in chances.items()]))


def _unique(actors: Iterable[Actor]) -> tuple[Actor, ...]:
    """Each actor once; where a state stands beside those who act for it, the state."""
    once = {a.id: a for a in actors}
    states = {a.country for a in once.values() if a.kind == "state"}
    return tuple(a for a in once.values() if a.kind == "state" or a.country not in states or not acts_for_state(a))
