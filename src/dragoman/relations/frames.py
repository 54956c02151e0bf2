"""Series → frames and charts, for notebooks and pages: a pyarrow.Table in long form, Altair, SVG. Needs the extra `frames`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dragoman.ledger.files import make_frame
from dragoman.relations.engines import has, needing
from dragoman.relations.intervals import find_levels
from dragoman.relations.series import QUADS

if TYPE_CHECKING:
    from dragoman.relations.series import Series

COLOURS = ("#4f8fba", "#1f4e79", "#d9925b", "#a32a29")
"""Of the quads in their order: cooperation blue, conflict red, deeds darker than words."""


def make_counts(series: Series) -> Any:
    """A row for each period, direction and type that occurs: `start`, `direction`, `quad`, `type`, `acts`."""
    keys = sorted(series.counts, key=lambda key: (key.direction, QUADS.index(key.quad), key.type))
    rows = [
        (start, key.direction, key.quad, key.type, int(n))
        for key in keys
        for start, n in zip(series.starts, series.counts[key], strict=True)
    ]
    return make_frame(_columns(("start", "direction", "quad", "type", "acts"), rows))


def make_scores(series: Series) -> Any:
    """A row for each period, direction, and words or deeds: `start`, `direction`, `kind`, `score`, summed."""
    rows = [
        (start, direction, kind, float(score))
        for (direction, kind), values in sorted(series.scores.items())
        for start, score in zip(series.starts, values, strict=True)
    ]
    return make_frame(_columns(("start", "direction", "kind", "score"), rows))


def make_read(series: Series) -> Any:
    """A row for each period and side: `start`, `side`, `articles`; with the period's `origins`, of all sides."""
    rows = [
        (start, side, int(n), int(origins))
        for side, values in sorted(series.read_by_side.items())
        for start, n, origins in zip(series.starts, values, series.origins, strict=True)
    ]
    return make_frame(_columns(("start", "side", "articles", "origins"), rows))


def make_chart(series: Series, *, width: int = 640) -> Any:
    """An Altair chart: acts of each quad a period in each direction, conflict below the line, and what was read beneath.

    The line is the level of all acts of conflict, or of cooperation, with its interval, where the extra `stats` is installed.
    """
    with needing("frames", "A chart"):
        import altair
    first, *others = (
        _draw_direction(altair, series, direction, width, legend=n == 0)
        for n, direction in enumerate(series.dyad.directions)
    )
    parts = altair.vconcat(first, *others, _draw_read(altair, series, width))
    return parts.resolve_scale(x="shared", color="independent").resolve_legend(color="independent")


def draw_svg(series: Series, *, width: int = 640) -> str:
    """The chart as SVG, without scripts or anything fetched."""
    chart = make_chart(series, width=width)
    with needing("frames", "A chart"):
        import vl_convert
    svg: str = vl_convert.vegalite_to_svg(chart.to_dict())
    return svg


def _draw_direction(altair: Any, series: Series, direction: str, width: int, *, legend: bool) -> Any:
    rows = []
    for quad in QUADS:
        sign = -1 if quad.endswith("conflict") else 1
        rows += [
            (start, quad, sign * int(n))
            for start, n in zip(series.starts, series.count(direction, quad=quad), strict=True)
        ]
    frame = make_frame(_columns(("start", "quad", "acts"), rows))
    x = altair.X("start:T", title=None, axis=altair.Axis(format="%-d %b %Y", labelOverlap=True))
    colour = altair.Color(
        "quad:N",
        scale=altair.Scale(domain=list(QUADS), range=list(COLOURS)),
        legend=altair.Legend(title=None, orient="top") if legend else None,
    )
    y = altair.Y("acts:Q", title=direction)
    bars = altair.Chart(frame, width=width, height=110).mark_bar().encode(x=x, y=y, color=colour)
    return altair.layer(bars, *_draw_levels(altair, series, direction, x)) if has("arch") else bars


def _draw_levels(altair: Any, series: Series, direction: str, x: Any) -> list[Any]:
    layers = []
    for kind, sign in (("cooperation", 1), ("conflict", -1)):
        levels = find_levels(series.count(direction, quad=kind))
        rows = [
            (start, *(sign * float(v) for v in row))
            for start, row in zip(series.starts, levels, strict=True)
            if row[0] == row[0]
        ]
        if not rows:
            continue
        base = altair.Chart(make_frame(_columns(("start", "level", "low", "high"), rows)))
        band = base.mark_area(opacity=0.18, color="#444").encode(x=x, y=altair.Y("low:Q"), y2="high:Q")
        layers += [band, base.mark_line(color="#444", strokeWidth=1).encode(x=x, y=altair.Y("level:Q"))]
    return layers


def _draw_read(altair: Any, series: Series, width: int) -> Any:
    x = altair.X("start:T", title=None, axis=altair.Axis(format="%-d %b %Y", labelOverlap=True))
    bars = altair.Chart(make_read(series), width=width, height=50).mark_bar()
    return bars.encode(
        x=x,
        y=altair.Y("articles:Q", title="read"),
        color=altair.Color("side:N", legend=altair.Legend(title=None, orient="bottom")),
    )


def _columns(names: tuple[str, ...], rows: list[tuple[Any, ...]]) -> dict[str, list[Any]]:
    return {name: [row[n] for row in rows] for n, name in enumerate(names)}
