"""How far a figure would move had other articles, or sentences, been drawn (Efron and Tibshirani 1993)."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from statistics import stdev
from typing import TypeVar

_Row = TypeVar("_Row")
RESAMPLES = 200


def find_errors(rows: Sequence[_Row], score: Callable[[list[_Row]], Mapping[str, float]]) -> dict[str, float]:
    """One standard error of each score, as `NAME_se`: rows are drawn anew, as many as there are, with seed 1."""
    dice = random.Random(1)
    samples = [score(dice.choices(rows, k=len(rows))) for _ in range(RESAMPLES)]
    return {f"{name}_se": stdev(sample[name] for sample in samples) for name in samples[0]}
