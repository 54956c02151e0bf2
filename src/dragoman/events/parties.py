"""Parties: who of the candidates acts, and who is acted upon. The network says so for each trigger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dragoman.events.candidates import acts_for_state
from dragoman.events.codebook import JOINT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from dragoman.events.candidates import Candidate
    from dragoman.events.triggers import Trigger
    from dragoman.records import Actor, LinkKind, Reading, Score

_ENOUGH = 0.5


@dataclass(frozen=True, slots=True)
class Parties:
    """Who takes part in one act, in the order of the text; `score`: the probability that it is they and nobody else."""

    actors: tuple[Actor, ...]
    recipients: tuple[Actor, ...]
    score: float


@dataclass(frozen=True, slots=True)
class _At:
    first: int
    last: int


def settle_parties(
    reading: Reading, triggers: Sequence[Trigger], candidates: Sequence[Candidate], score: Score
) -> list[Parties]:
    """Who takes part in the act of each trigger, among the candidates of its sentence."""
    beside: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        beside.setdefault(candidate.sentence, []).append(candidate)
    asked = [
        [c for c in beside.get(int(reading.sentence[t.word]), ()) if not c.first <= t.word <= c.last] for t in triggers
    ]
    places = [(_At(t.word, t.word), c) for t, mine in zip(triggers, asked, strict=True) for c in mine]
    kinds: tuple[LinkKind, LinkKind] = ("act_actor", "act_recipient")
    chances = iter(zip(*(_soften(score(kind, reading, places)) for kind in kinds), strict=True))
    return [_choose(t, [(c, *next(chances)) for c in mine]) for t, mine in zip(triggers, asked, strict=True)]


def _soften(odds: NDArray[np.float32]) -> list[float]:
    """Probabilities of log-odds."""
    chances: list[float] = (1 / (1 + np.exp(-np.clip(odds, -30, 30)))).tolist()
    return chances


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
