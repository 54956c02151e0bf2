"""News agencies, broadcasters and papers: the country they work from, and who controls them since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from dragoman.actors.periods import get_days
from dragoman.actors.vocabulary import rows
from dragoman.actors.words import fold


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet; `controls`: who controls it (state, public, private), each with the day since when ("": as far as known)."""

    name: str
    other_names: tuple[str, ...]
    country: str
    controls: tuple[tuple[str, str], ...]

    def find_control(self, on: date) -> str | None:
        """State, public or private on a day, None where it had closed; a change known to the month counts from its end."""
        held = [control for control, since in self.controls if not since or get_days(since)[1] <= on]
        return held[-1] if held and held[-1] != "closed" else None


def find_outlet(name: str) -> Outlet | None:
    """The outlet that is called so, in any case; None where the table has none."""
    return _outlets().get(_key(name))


@lru_cache(maxsize=1)
def _outlets() -> dict[str, Outlet]:
    found: dict[str, Outlet] = {}
    for name, country, controls, aliases in rows("outlets"):
        others = tuple(alias for alias in aliases.split(";") if alias)
        parts = [control.partition(" since ") for control in controls.split(";")]
        outlet = Outlet(name, others, country, tuple((control, since) for control, _, since in parts))
        for form in (name, *others):
            found.setdefault(_key(form), outlet)
    return found


def _key(name: str) -> str:
    return " ".join(fold(name).replace("-", " ").split()).removeprefix("the ")
