"""Days → periods: days, weeks (from Monday) or months, one after the other without a gap."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal, get_args

from dragoman.errors import TextError

By = Literal["day", "week", "month"]


def read_by(by: str) -> By:
    """How long a period is. Raises TextError."""
    if by not in get_args(By):
        raise TextError(f"periods are given as {by!r}: {', '.join(get_args(By))} are known")
    return by  # type: ignore[return-value]


def find_start(day: date, by: By) -> date:
    """The first day of the period in which a day lies."""
    if by == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if by == "month" else day


def list_starts(first: date, last: date, by: By) -> tuple[date, ...]:
    """The first days of all periods from that of `first` to that of `last`, both included."""
    starts, at = [], find_start(first, by)
    while at <= last:
        starts.append(at)
        at = find_start(at.replace(day=28) + timedelta(days=4), by) if by == "month" else at + _STEP[by]
    return tuple(starts)


_STEP = {"day": timedelta(days=1), "week": timedelta(days=7)}
