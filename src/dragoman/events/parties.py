"""Parties: who may take part in an act, and who does.

Candidates are the cast's mentions, and groups that no name stands for ("protesters", "two soldiers"). Which of them act and
which are acted upon the network says for each trigger.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from dragoman.events.codebook import JOINT
from dragoman.records import Actor, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from dragoman.events.triggers import Trigger
    from dragoman.records import Article, Cast, LinkKind, Mention, Reading, Score, Statement

_ENOUGH = 0.5
_WE = re.compile(
    r"\b(?:[Ww]e|us|ourselves|[Oo]ur (?:country|government|side|troops|forces|army|soldiers|people|state|nation))\b"
)
_WHERE = re.compile(
    r"\b(?:in|at|near|inside|across|throughout|around|within)\s+(?:the\s+)?(?:\w+ern\s+)?$", re.IGNORECASE
)
_OFFICIAL = frozenset({"GOV", "MIL", "JUD", "LEG", "COP", "SPY"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone named in words `first` to `last`, inclusive."""

    actor: Actor
    span: Span
    first: int
    last: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Parties:
    """Who takes part in one act, in the order of the text; `score`: the mean probability of those roles."""

    actors: tuple[Actor, ...]
    recipients: tuple[Actor, ...]
    score: float


@dataclass(frozen=True, slots=True)
class _At:
    first: int
    last: int


def find_candidates(
    article: Article, reading: Reading, cast: Cast, statements: Sequence[Statement]
) -> tuple[Candidate, ...]:
    """The cast's mentions, who "we" are in quotations, and unnamed groups, in the order of the text."""
    named = [_place(reading, m.actor, m.span) for m in cast.mentions if not _is_place(article, m)]
    ours = [_place(reading, *o) for o in _find_ourselves(article, statements, reading, cast)]
    groups = [_place(reading, *g) for g in _find_groups(article, reading, [m.span for m in cast.mentions])]
    return tuple(sorted((c for c in (*named, *ours, *groups) if c), key=lambda c: (c.first, c.last)))


def _is_place(article: Article, mention: Mention) -> bool:
    """Whether a state is only where something happens: "in Syria"."""
    before = article.text[max(0, mention.span.start - 30) : mention.span.start]
    return mention.actor.kind == "state" and bool(_WHERE.search(before))


def _place(reading: Reading, actor: Actor, span: Span) -> Candidate | None:
    first = int(np.searchsorted(reading.ends, span.start, side="right"))
    last = int(np.searchsorted(reading.starts, span.end)) - 1
    if first > last or first >= len(reading.starts):
        return None
    return Candidate(actor, span, first, last, int(reading.sentence[first]))


@lru_cache(maxsize=1)
def _get_groups() -> dict[str, str]:
    """Nouns of groups and their PLOVER sector, longer nouns first."""
    table = (files("dragoman.events") / "data" / "groups.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return {noun: sector for noun, sector in rows}  # noqa: C416, so that the types are seen


@lru_cache(maxsize=1)
def _group_pattern() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, _get_groups()))})\b", re.IGNORECASE)


def _find_ourselves(
    article: Article, statements: Sequence[Statement], reading: Reading, cast: Cast
) -> Iterable[tuple[Actor, Span]]:
    """ "We" and "us" in quotations: the speaker's state where an official speaks, else the speaker."""
    states = {m.actor.country: m.actor for m in cast.mentions if m.actor.kind == "state"}
    for statement in statements:
        speaker = statement.speakers[0] if len(statement.speakers) == 1 else None
        if speaker is None:
            continue
        side = states.get(speaker.country, speaker) if acts_for_state(speaker) else speaker
        for said in statement.content:
            for word in _WE.finditer(article.text, said.start, said.end):
                span = Span(*word.span())
                if any(q.contains(span) for q in reading.quotations):
                    yield side, span


def _find_groups(article: Article, reading: Reading, taken: Iterable[Span]) -> Iterable[tuple[Actor, Span]]:
    text, spans = article.text, sorted(taken)
    ends = {span.end for span in spans}
    named = {at for span in spans for at in range(span.start, span.end)}
    for sentence in reading.sentences:
        for match in _group_pattern().finditer(text, sentence.start, sentence.end):
            noun, name = Span(*match.span()), match.group().lower()
            before = text[sentence.start : noun.start].rstrip(" '’s-")
            # "Russian troops": the state's mention is a candidate already.
            if not named.isdisjoint(range(noun.start, noun.end)) or any(
                end in ends for end in range(sentence.start + len(before), noun.start + 1)
            ):
                continue
            key = hashlib.sha256(f"{article.id}\n{name}\ngroup".encode()).hexdigest()[:16]
            yield Actor(key, name, "person", None, _get_groups()[name], None, False, noun), noun


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
    chances = [chance for _, chance in (*acting, *undergoing)]
    return Parties(
        actors=_unique(c.actor for c, _ in sorted(acting, key=lambda x: x[0].first)),
        recipients=_unique(c.actor for c, _ in sorted(undergoing, key=lambda x: x[0].first)),
        score=float(np.mean(chances)) if chances else 0.0,
    )


def acts_for_state(actor: Actor) -> bool:
    """Whether someone's acts are those of their state: the state, its organs, and officials."""
    return bool(actor.country) and (
        actor.kind in {"state", "organ"} or (actor.kind == "person" and actor.sector in _OFFICIAL)
    )


def _unique(actors: Iterable[Actor]) -> tuple[Actor, ...]:
    """Each actor once; where a state stands beside those who act for it, the state."""
    once = {a.id: a for a in actors}
    states = {a.country for a in once.values() if a.kind == "state"}
    return tuple(a for a in once.values() if a.kind == "state" or a.country not in states or not acts_for_state(a))
