"""Numbers → what a chart of them draws: places and sizes in the chart's own units. The templates write the SVG."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_WIDTH, _ROW = 300.0, 34.0
_MOST_MONTHS = 36


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its corner, its size, and what it says when asked."""

    x: float
    y: float
    width: float
    height: float
    says: str


@dataclass(frozen=True, slots=True)
class Months:
    """Rows of bars over the same months.

    `labels`: where a year begins, and which. `missing`: months left of the first shown; `number`: of those shown.
    """

    width: float
    height: float
    rows: tuple[tuple[str, float, tuple[Bar, ...]], ...]
    labels: tuple[tuple[float, str], ...]
    missing: int
    number: int


def draw_months(counts: Mapping[str, Mapping[str, int]]) -> Months | None:
    """Rows of counts by month ("2018-02"), over all months from the first to the last, at most three years; None for none."""
    known = sorted({month for each in counts.values() for month in each})
    if not known:
        return None
    months = _list_months(known[0], known[-1])
    shown = months[-_MOST_MONTHS:]
    step = min(_WIDTH / len(shown), 26.0)
    rows = []
    for n, (name, each) in enumerate(counts.items()):
        base, most = (n + 1) * _ROW, max([*each.values(), 1])
        bars = [
            Bar(i * step, base - height, max(step - 2, 1), height, f"{month}: {each[month]}")
            for i, month in enumerate(shown)
            if month in each and (height := max(each[month] / most * (_ROW - 10), 1.5))
        ]
        rows.append((name, base, tuple(bars)))
    labels = tuple((i * step, month[:4]) for i, month in enumerate(shown) if i == 0 or month.endswith("-01"))
    far = [at for i, at in enumerate(labels) if i == 0 or at[0] - labels[i - 1][0] > 30 or i > 1]
    return Months(_WIDTH, len(rows) * _ROW + 18, tuple(rows), tuple(far), len(months) - len(shown), len(shown))


def _list_months(first: str, last: str) -> list[str]:
    year, month = map(int, first.split("-"))
    found = []
    while (here := f"{year:04d}-{month:02d}") <= last:
        found.append(here)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found
