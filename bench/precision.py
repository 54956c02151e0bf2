"""Precision per type, packaged: `python -m bench.precision` writes it from bench/figures.json, where `make bench` left it.

What the program prints beside its reports is what was measured: `python -m bench.stamp` fails where the two differ.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bench.stamp import FIGURES, Figures, read_figures
from dragoman.events.codebook import TYPES

PACKAGED = Path(__file__).parent.parent / "src" / "dragoman" / "events" / "data" / "precision.json"
MEASURES = ("reports", "acts")
"""Whole articles with two readers' labels, and those with one reader's: their reports are added up."""


def sum_types(weights: str, figures: Figures) -> dict[str, Any]:
    """The packaged table: which weights, and by type the share right and of how many; a report that two readers judge is one."""
    types = {}
    for kind in TYPES:
        found = [
            (float(figures[f"{m}.precision_{kind}"]["value"]), float(figures[f"{m}.n_{kind}"]["value"]))
            for m in MEASURES
            if f"{m}.precision_{kind}" in figures
        ]
        if n := sum(number for _, number in found):
            types[kind] = {"share": round(sum(share * number for share, number in found) / n, 3), "n": round(n)}
    return {"weights": weights, "types": types}


def write_precision(path: Path = PACKAGED, figures: Path = FIGURES) -> None:
    """Write the table from the figures."""
    path.write_text(json.dumps(sum_types(*read_figures(figures)), indent=1) + "\n", encoding="utf-8")


def find_stale(path: Path = PACKAGED, figures: Path = FIGURES) -> list[str]:
    """A sentence where the packaged table is not what the figures say; none where it is."""
    if path.is_file() and json.loads(path.read_text("utf-8")) == sum_types(*read_figures(figures)):
        return []
    return [f"{path} is not what {figures.name} says: run `python -m bench.precision` and commit it"]


if __name__ == "__main__":
    write_precision()
