"""Precision: how many of the reports of a type were right where readers had labelled the articles. Made by `make bench`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Precision:
    """The share of `n` reports, as sure as is shown by default, whose type and all parties were right."""

    share: float
    n: int


@lru_cache(maxsize=1)
def read_precision() -> dict[str, Precision]:
    """By type; a type of which no report was read in labelled articles is not there."""
    table = json.loads((files("dragoman.events") / "data" / "precision.json").read_text("utf-8"))
    return {kind: Precision(row["share"], row["n"]) for kind, row in table["types"].items()}
