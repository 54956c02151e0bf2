"""How far confidence can be believed: statements of annotated articles by their confidence, and how many are wholly right.

A statement is right as `bench.attribution` says of a whole attribution. Brier (1950) is the mean square of confidence
minus right (1 or 0); `ece`, the expected calibration error (Naeini, Cooper and Hauskrecht 2015), the mean gap between
the two over tenths of confidence, each weighed by its statements.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

import dragoman
from bench.attribution import find_whole, measure_article
from bench.measures import as_spans

if TYPE_CHECKING:
    from pathlib import Path

TENTHS = 10


def measure(path: Path) -> dict[str, float]:
    """`brier`, `ece`, and for each tenth that has any: `n_`, mean confidence `said_` and share right `right_`."""
    rows: list[tuple[float, bool]] = []
    with path.open(encoding="utf-8") as lines:
        for article in (json.loads(line) for line in lines if line.strip()):
            statements = dragoman.read(article["text"]).statements
            right = find_whole(*measure_article(article, map(as_spans, statements)))
            rows += [(s.confidence, number in right) for number, s in enumerate(statements)]
    return summarise(np.array(rows, float).reshape(-1, 2))


def summarise(rows: np.ndarray) -> dict[str, float]:
    """The figures of rows (n, 2): confidence, and 1 where right."""
    said, right = rows.T
    tenth = np.minimum((said * TENTHS).astype(int), TENTHS - 1)
    found: dict[str, float] = {"brier": float(np.mean((said - right) ** 2)), "ece": 0.0, "n": len(rows)}
    for number in np.unique(tenth):
        inside = tenth == number
        found[f"n_{number}"] = int(inside.sum())
        found[f"said_{number}"], found[f"right_{number}"] = float(said[inside].mean()), float(right[inside].mean())
        found["ece"] += abs(float((said - right)[inside].sum())) / len(rows)
    return found
