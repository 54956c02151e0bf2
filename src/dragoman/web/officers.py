"""Who held which office when, as the actor base knows it, for people and states of the ledger."""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dragoman.actors.countries import get_names, is_state, name_state
from dragoman.actors.directory import Directory, open_directory
from dragoman.actors.offices import OFFICES
from dragoman.actors.outlets import find_outlet
from dragoman.settings import get_setting

if TYPE_CHECKING:
    from datetime import date

    from dragoman.actors.offices import Holding
    from dragoman.records import Actor

_OF_STATES = OFFICES[:4]


@lru_cache(maxsize=1)
def _open() -> Directory:
    return open_directory(Path(str(get_setting("offices"))))


def find_offices(actor: Actor) -> list[Holding]:
    """The offices of a person, the latest first; none where several people are called so."""
    if actor.kind != "person" or not actor.named:
        return []
    people = _open().find_person(actor.name)
    if actor.country:
        people = [p for p in people if any(o.country == actor.country for o in p.offices)] or people
    return list(reversed(people[0].offices)) if len(people) == 1 else []


def find_holders(country: str, on: date) -> list[Holding]:
    """Who held a state's first offices on a day, each as far as it is known."""
    held = [_open().find_office(office, country, on) for office in _OF_STATES]
    return [holding for holding in held if holding is not None]


def find_state(code: str) -> str | None:
    """A state's name by its alpha-3 code; None where it is no state's."""
    return name_state(code) if is_state(code) else None


def find_names(code: str) -> tuple[str, ...]:
    """The words by which texts name a state."""
    return get_names(code)


def find_side(outlet: str | None, on: date) -> str:
    """Whose media an outlet is on a day: "RUS state", "GBR public"; "unknown" where the table of outlets lacks it."""
    found = find_outlet(outlet) if outlet else None
    control = found.find_control(on) if found else None
    return f"{found.country} {control}" if found and control else "unknown"


def write_office(holding: Holding) -> dict[str, Any]:
    """An office held, as a plain object."""
    return asdict(holding)
