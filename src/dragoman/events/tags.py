"""Tags: what an article is about, where its page does not say: the states and people that carry it, and its contexts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeVar

from dragoman.events.sides import acts_for_state
from dragoman.records import Tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dragoman.records import Actor, Cast, Report, Statement

Key = TypeVar("Key")
BY = "dragoman"
MOST = 5
"""Tags of one kind, at most."""
_PARTS = {"state": 0.1, "person": 0.1, "context": 0.25}
"""The share of all naming, speaking and acting that a state or person needs; of all reports that a context needs."""
_SPEAKS, _ACTS = 2, 2
_LEAST = 2
"""What a state or person weighs at least: whoever is named once does not carry an article."""


def find_tags(cast: Cast, statements: Sequence[Statement], reports: Sequence[Report]) -> tuple[Tag, ...]:
    """States, then people, then contexts, each the weightiest first: named counts one, to speak or take part two."""
    weights: Counter[tuple[str, str]] = Counter()
    names: dict[tuple[str, str], str] = {}
    for actor, weight in _list_parts(cast, statements, reports):
        for key, name in _keys(actor):
            weights[key] += weight
            if name:
                names.setdefault(key, name)
    tags = []
    for kind in ("state", "person"):
        mine = {key: weight for key, weight in weights.items() if key[0] == kind and key in names}
        tags += [
            Tag(names[key], key[1] if kind == "state" else None, BY)
            for key in _pick(mine, _PARTS[kind] * sum(mine.values()), _LEAST)
        ]
    about = Counter(name for report in reports for name in report.contexts)
    return (*tags, *(Tag(n.replace("_", " "), n, BY) for n in _pick(about, _PARTS["context"] * len(reports), 1)))


def _list_parts(cast: Cast, statements: Sequence[Statement], reports: Sequence[Report]) -> Iterable[tuple[Actor, int]]:
    yield from ((m.actor, 1) for m in cast.mentions if m.kind != "pronoun")
    yield from ((actor, _SPEAKS) for s in statements for actor in s.speakers)
    yield from ((actor, _ACTS) for r in reports for actor in (*r.actors, *r.recipients))


def _keys(actor: Actor) -> Iterable[tuple[tuple[str, str], str | None]]:
    """What an actor stands for: its state, where it acts for one, and itself, where it is a person with a name."""
    if actor.country and acts_for_state(actor):
        yield ("state", actor.country), actor.name if actor.kind == "state" else None
    if actor.kind == "person" and actor.named and actor.name[:1].isupper():
        yield ("person", actor.id), actor.name


def _pick(weights: Mapping[Key, int], share: float, least: int) -> list[Key]:
    kept = [key for key, weight in weights.items() if weight >= max(share, least)]
    return sorted(kept, key=lambda key: -weights[key])[:MOST]
