"""Dates as far as they are known (2018, 2018-03, 2018-03-31), and the time from one to another.

A period is half-open: who left on a day whose successor came on it does not hold the office any more. A date known to
the month leaves open which day it was: then a day is certain, possible or neither.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

_PARTIAL = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


@lru_cache(maxsize=20_000)
def get_days(partial: str) -> tuple[date, date]:
    """The first and the last day that `partial` may mean. Raises ValueError where it is no date."""
    found = _PARTIAL.fullmatch(partial)
    if found is None:
        raise ValueError(f"{partial!r} is no date: 2018, 2018-03 or 2018-03-31 is needed")
    year, month, day = (int(part) if part else None for part in found.groups())
    first = date(year or 0, month or 1, day or 1)
    if day:
        return first, first
    return first, _after(first, months=1 if month else 12) - timedelta(days=1)


def _after(first: date, *, months: int) -> date:
    past = first.month - 1 + months
    return date(first.year + past // 12, past % 12 + 1, 1)


def is_certain(from_on: str, to_on: str | None, on: date) -> bool:
    """Whether `on` falls in the period whatever days its ends were. `to_on` None: it goes on."""
    return get_days(from_on)[1] <= on and (to_on is None or on < get_days(to_on)[0])


def is_possible(from_on: str, to_on: str | None, on: date) -> bool:
    """Whether `on` can fall in the period; its last day can, since some tables count it in."""
    return get_days(from_on)[0] <= on and (to_on is None or on <= get_days(to_on)[1])
