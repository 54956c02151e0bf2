"""Who acts upon whom, by state: a table of how many reports tell of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import log2
from typing import TYPE_CHECKING, Any

from dragoman.web import officers
from dragoman.web.answers import Page
from dragoman.web.visits import Day, Here, read_day

if TYPE_CHECKING:
    from dragoman.ledger.overview import Dyad

_MOST, _SIDE = 20_000, 16


@dataclass(frozen=True, slots=True)
class Cell:
    """Acts of one state upon another. `shade`: 1 to 5, by how many; `side`: "conflict" or "cooperation", the more frequent."""

    number: int
    conflict: int
    shade: int
    side: str


def show_matrix(visit: Here, since: Day = None, until: Day = None) -> Page:
    """Reports by acting state and state acted upon, of the newest; the states with the most reports."""
    days = {"since": read_day(since, "since"), "until": read_day(until, "until")}
    dyads, number = visit.ledger.count_dyads(**days, least=visit.site.least, most=_MOST)
    codes = _choose(dyads)
    cells = {(d.actor, d.recipient): _shade(d) for d in dyads}
    data: dict[str, Any] = {
        "since": since or None,
        "until": until or None,
        "reports": number,
        "complete": number < _MOST,
        "states": [{"code": code, "name": officers.find_state(code)} for code in codes],
        "dyads": [
            {"actor": d.actor, "recipient": d.recipient, "number": d.number, "quads": dict(d.quads)}
            for d in dyads[:500]
        ],
    }
    shown = {
        "codes": codes,
        "names": {code: officers.find_state(code) or code for code in codes},
        "cells": cells,
        "asked": {"since": since, "until": until},
        "left": len({code for d in dyads for code in (d.actor, d.recipient)}) - len(codes),
    }
    return Page("matrix.html", "Who does what to whom", data, shown)


def _choose(dyads: list[Dyad]) -> list[str]:
    """The states of the table, those with the most reports on either side first."""
    counts: Counter[str] = Counter()
    for dyad in dyads:
        counts[dyad.actor] += dyad.number
        counts[dyad.recipient] += dyad.number
    return [code for code, _ in sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:_SIDE]]


def _shade(dyad: Dyad) -> Cell:
    conflict = sum(n for quad, n in dyad.quads.items() if "conflict" in quad)
    side = "conflict" if conflict * 2 >= dyad.number else "cooperation"
    return Cell(dyad.number, conflict, min(1 + int(log2(dyad.number)), 5), side)
