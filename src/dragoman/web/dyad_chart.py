"""Series → what its chart draws: both directions by quad, levels with their intervals, and beneath what was read, by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from dragoman.relations.engines import has
from dragoman.relations.intervals import find_levels

if TYPE_CHECKING:
    from datetime import date

    import numpy as np
    from numpy.typing import NDArray

    from dragoman.relations.series import Series

    Numbers = NDArray[np.float64]

_LEFT, _RIGHT, _TALL, _GAP, _READ, _TOP = 46.0, 950.0, 120.0, 42.0, 48.0, 24.0
_STACK = (
    ("verbal cooperation", "up", "words good"),
    ("material cooperation", "up", "deeds good"),
    ("verbal conflict", "down", "words bad"),
    ("material conflict", "down", "deeds bad"),
)
"""Quad, to which side of the line it goes, and its classes; the later lies farther from the line."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a bar: its class, where it begins, how high it is."""

    look: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    """The bars of one period, what they say, and the period's first and last day, which its acts are asked by."""

    x: float
    width: float
    parts: tuple[Part, ...]
    says: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Panel:
    """The columns of one direction. `line`: its base, `top`: its upper end.

    `bands`, `levels`: paths of intervals and levels, up and down. `marks`: where on the scale which number stands.
    """

    name: str
    line: float
    top: float
    columns: tuple[Column, ...]
    bands: tuple[str, ...]
    levels: tuple[str, ...]
    marks: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A whole chart, in units of its own."""

    width: float
    height: float
    left: float
    right: float
    panels: tuple[Panel, ...]
    read: Panel
    ticks: tuple[tuple[float, str], ...]


def draw_chart(series: Series, *, levels: bool = True) -> Chart | None:
    """The chart of a series, with `levels` and their intervals or, sooner, without; None where nothing was read."""
    n = len(series.starts)
    if not n:
        return None
    step = (_RIGHT - _LEFT) / n
    shown = [name for name in series.dyad.directions if name != series.dyad.directions[2] or series.count(name).any()]
    most = [_find_most(series, name) for name in shown]
    scale = _TALL / max([up + down for up, down in most] + [1.0])
    panels, y = [], _TOP
    for name, (up, down) in zip(shown, most, strict=True):
        panels.append(_draw_panel(series, name, y + up * scale, step, scale, (up, down), levels))
        y += (up + down) * scale + _GAP
    read = _draw_read(series, y + _READ, step)
    return Chart(_RIGHT + 10, y + _READ + 26, _LEFT, _RIGHT, tuple(panels), read, _find_ticks(series.starts, step))


def find_ends(series: Series) -> list[date]:
    """The last day of each period."""
    days = {"day": 1, "week": 7}.get(series.by)
    if days:
        return [start + timedelta(days=days - 1) for start in series.starts]
    return [(start.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1) for start in series.starts]


def _find_most(series: Series, direction: str) -> tuple[float, float]:
    up, down = (float(series.count(direction, quad=kind).max()) for kind in ("cooperation", "conflict"))
    return up, down


def _draw_panel(
    series: Series, direction: str, line: float, step: float, scale: float, most: tuple[float, float], levels: bool
) -> Panel:
    rows = {quad: series.count(direction, quad=quad) for quad, _, _ in _STACK}
    columns = []
    for i, (start, end) in enumerate(zip(series.starts, find_ends(series), strict=True)):
        told = ", ".join(f"{int(rows[quad][i])} {quad}" for quad, _, _ in _STACK if rows[quad][i])
        if told:
            parts = _stack([(look, way, float(rows[quad][i]) * scale) for quad, way, look in _STACK], line)
            says = f"{direction}, {_name(start, series.by)}: {told}"
            columns.append(Column(_round(_LEFT + i * step), _round(max(step * 0.8, 0.8)), parts, says, start, end))
    bands, paths = _draw_levels(series, direction, line, step, scale) if levels else ((), ())
    marks = tuple((_round(line + sign * n * scale), f"{n:.0f}") for sign, n in zip((-1, 1), most, strict=True) if n)
    return Panel(direction, _round(line), _round(line - most[0] * scale), tuple(columns), bands, paths, marks)


def _stack(rows: list[tuple[str, str, float]], line: float) -> tuple[Part, ...]:
    ends = {"up": line, "down": line}
    parts = []
    for look, way, height in rows:
        if height <= 0:
            continue
        if way == "up":
            ends[way] -= height
            parts.append(Part(look, _round(ends[way]), _round(height)))
        else:
            parts.append(Part(look, _round(ends[way]), _round(height)))
            ends[way] += height
    return tuple(parts)


def _draw_levels(
    series: Series, direction: str, line: float, step: float, scale: float
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The level of cooperation above the line and of conflict below it, with 90 % intervals; none without the extra `stats`."""
    bands, levels = [], []
    for kind, sign in (("cooperation", -1.0), ("conflict", 1.0)):
        values = series.count(direction, quad=kind)
        if not values.any() or not has("arch"):
            continue
        found = find_levels(values)
        if found[0][0] != found[0][0]:  # too few periods
            continue
        xs = [_LEFT + (i + 0.4) * step for i in range(len(found))]
        levels.append(_path(xs, line + sign * scale * found[:, 0]))
        there, back = (
            _path(xs, line + sign * scale * found[:, 1]),
            _path(xs[::-1], line + sign * scale * found[::-1, 2]),
        )
        bands.append(f"{there}L{back[1:]}Z")
    return tuple(bands), tuple(levels)


def _path(xs: list[float], ys: Numbers) -> str:
    return "M" + "L".join(f"{x:.1f},{float(y):.1f}" for x, y in zip(xs, ys, strict=True))


def _draw_read(series: Series, line: float, step: float) -> Panel:
    """Articles read a period: those of either side's state media, and the rest."""
    most = max(float(series.articles.max()), 1.0)
    ours = [f"{code} state" for side in (series.dyad.one, series.dyad.other) for code in side.split("+")]
    looks = {name: f"side-{1 if name.split()[0] in series.dyad.one.split('+') else 2}" for name in ours}
    columns = []
    for i, (start, end) in enumerate(zip(series.starts, find_ends(series), strict=True)):
        total = float(series.articles[i])
        if not total:
            continue
        own = [
            (looks[name], "up", float(series.read_by_side[name][i]) / most * _READ)
            for name in ours
            if name in series.read_by_side
        ]
        rest = total / most * _READ - sum(height for _, _, height in own)
        parts = _stack([*own, ("side-0", "up", rest)], line)
        says = f"read, {_name(start, series.by)}: {int(total)} articles, {int(series.origins[i])} origins"
        columns.append(Column(_round(_LEFT + i * step), _round(max(step * 0.8, 0.8)), parts, says, start, end))
    return Panel("read", line, line - _READ, tuple(columns), (), (), ((line - _READ, f"{most:.0f}"),))


def _find_ticks(starts: tuple[date, ...], step: float) -> tuple[tuple[float, str], ...]:
    """Where a year, or in a short series a month, begins, as far as the names fit beside one another."""
    long = (starts[-1] - starts[0]).days > 900
    ticks: list[tuple[float, str]] = []
    before = None
    for i, start in enumerate(starts):
        name = f"{start:%Y}" if long else f"{start:%b %Y}"
        x = _LEFT + i * step
        if name != before and (not ticks or x - ticks[-1][0] > (44 if long else 70)):
            ticks.append((_round(x), name))
        before = name
    return tuple(ticks)


def _name(start: date, by: str) -> str:
    return f"{start:%B %Y}" if by == "month" else f"{start:%-d %b %Y}" if by == "day" else f"week of {start:%-d %b %Y}"


def _round(value: float) -> float:
    return round(value, 1)
