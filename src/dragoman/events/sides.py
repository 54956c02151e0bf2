"""Sides: for whom somebody acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dragoman.records import Actor

_OFFICIAL = frozenset({"GOV", "MIL", "JUD", "COP", "SPY"})  # a legislator speaks for no state, a parliament does


def acts_for_state(actor: Actor) -> bool:
    """Whether someone's acts are those of their state: the state, its organs, and officials."""
    return bool(actor.country) and (
        actor.kind in {"state", "organ"} or (actor.kind == "person" and actor.sector in _OFFICIAL)
    )


def find_side(actor: Actor) -> str:
    """What those have in common who are one party: their state, where they act for it, else who they are."""
    return str(actor.country) if acts_for_state(actor) else actor.id
