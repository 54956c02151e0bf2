"""Records in a few words, for people: the same in a terminal and on a page.

Text of others is shown without the characters that steer what shows it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dragoman.records import Actor, Date, Statement

# Control characters, and the bidirectional ones that could make a line read as another.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def hide_steering(text: str) -> str:
    """`text` with a mark in place of each character that steers what shows it: as long as it was."""
    return _STEERING.sub("�", text)


def clean(text: str) -> str:
    """`text` on one line, without characters that steer what shows it."""
    return re.sub(r"\s+", " ", hide_steering(text)).strip()


def name_speakers(statement: Statement) -> str:
    """The speakers' names; "no source named" where there is none."""
    return " and ".join(clean(s.name) for s in statement.speakers) or "no source named"


def describe_speakers(statement: Statement) -> str:
    """Country, sector and role of each speaker."""
    told = (" ".join(clean(x) for x in (s.country, s.sector, s.role) if x) for s in statement.speakers)
    return "; ".join(told).strip("; ")


def describe_day(day: Date | None) -> str:
    """The day or days, as short as they can be said."""
    if day is None:
        return ""
    if day.from_on == day.to_on:
        return f"{day.from_on:%-d %b %Y}"
    return f"{day.from_on:%-d %b} – {day.to_on:%-d %b %Y}"


def name_party(actor: Actor) -> str:
    """A state by its code, someone of a state with it in brackets."""
    if actor.kind == "state":
        return clean(actor.country or actor.name)
    return clean(actor.name) + (f" ({clean(actor.country)})" if actor.country else "")
