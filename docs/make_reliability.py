"""Draws the reliability curve from bench/figures.json: `python docs/make_reliability.py` writes docs/reliability.svg.

Each tenth of confidence that holds statements is a dot: across, their mean confidence; up, the share that is wholly right,
with its 95 % interval (Wilson 1927). On the diagonal confidence says what happens. Below stands how many there are.
"""

from __future__ import annotations

import json
import sys
from math import sqrt
from pathlib import Path

ROOT = Path(__file__).parents[1]
FIGURES, CHART = ROOT / "bench" / "figures.json", ROOT / "docs" / "reliability.svg"
SIDE, LEFT, TOP, BARS = 320, 56, 16, 60  # of the square, its margins, the bars below: pixels
STYLE = """
  text { font: 12px system-ui, sans-serif; fill: #444 } .axis { stroke: #999 } .ideal { stroke: #bbb; stroke-dasharray: 4 4 }
  .dot { fill: #1f5fa8 } .range { stroke: #1f5fa8; stroke-width: 1.5 } .bar { fill: #1f5fa8; opacity: .35 }
  @media (prefers-color-scheme: dark) { text { fill: #ccc } .dot, .bar { fill: #7db4f0 } .range { stroke: #7db4f0 } }
"""

Tenth = tuple[int, float, float]
"""How many statements, their mean confidence, the share right."""


def find_interval(share: float, n: int, z: float = 1.96) -> tuple[float, float]:
    """The Wilson interval of a share of n."""
    middle, half = share + z * z / (2 * n), z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


def read_tenths(path: Path = FIGURES) -> list[Tenth]:
    """The tenths that were measured."""
    figures = json.loads(path.read_text("utf-8"))["figures"] if path.is_file() else {}
    get = {name: row["value"] for name, row in figures.items()}.get
    rows = [[get(f"reliability.{what}_{k}") for what in ("n", "said", "right")] for k in range(10)]
    return [
        (int(n), float(said), float(right)) for n, said, right in rows if n and said is not None and right is not None
    ]


def x(share: float) -> float:
    """Pixels from the left."""
    return LEFT + share * SIDE


def y(share: float) -> float:
    """Pixels from the top."""
    return TOP + (1 - share) * SIDE


def draw(tenths: list[Tenth]) -> str:
    """The chart as SVG."""
    most, floor = max((n for n, *_ in tenths), default=1), TOP + SIDE + 36 + BARS
    parts = [f'<line class="ideal" x1="{x(0)}" y1="{y(0)}" x2="{x(1)}" y2="{y(1)}"/>']
    for v in (0.0, 0.25, 0.5, 0.75, 1.0):
        parts.append(f'<text x="{x(v)}" y="{y(0) + 18}" text-anchor="middle">{v:g}</text>')
        parts.append(f'<text x="{LEFT - 8}" y="{y(v) + 4}" text-anchor="end">{v:g}</text>')
    parts += [f'<path class="axis" fill="none" d="M{x(0)} {y(1)}V{y(0)}H{x(1)}"/>']
    for n, said, right in tenths:
        low, high = find_interval(right, n)
        parts.append(
            f'<line class="range" x1="{x(said):.1f}" x2="{x(said):.1f}" y1="{y(low):.1f}" y2="{y(high):.1f}"/>'
        )
        parts.append(f'<circle class="dot" cx="{x(said):.1f}" cy="{y(right):.1f}" r="4"/>')
        tall = max(1.0, BARS * n / most)
        parts.append(f'<rect class="bar" x="{x(said) - 9:.1f}" y="{floor - tall:.1f}" width="18" height="{tall:.1f}"/>')
        parts.append(f'<text x="{x(said):.1f}" y="{floor + 14}" text-anchor="middle">{n:,}</text>')
    parts.append(
        f'<text x="{x(0.5)}" y="{floor + 34}" text-anchor="middle">confidence; statements in each tenth</text>'
    )
    parts.append(f'<text transform="translate(14 {y(0.5)}) rotate(-90)" text-anchor="middle">share wholly right</text>')
    width, height = LEFT + SIDE + 24, floor + 44
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"'
    label = ' aria-label="Reliability: confidence against the share of statements that is right">'
    return "\n".join([head + label, f"<style>{STYLE}</style>", *parts, "</svg>", ""])


def main() -> int:
    """Write the chart."""
    CHART.write_text(draw(tenths := read_tenths()), encoding="utf-8")
    print(f"reliability: {len(tenths)} tenths drawn in {CHART.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
