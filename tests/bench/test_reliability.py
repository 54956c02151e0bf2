"""Reliability: what is said of each tenth, and its chart."""

from __future__ import annotations

import runpy
from pathlib import Path

import numpy as np
import pytest

from bench.reliability import summarise

ROOT = Path(__file__).parents[2]
DRAWN = runpy.run_path(str(ROOT / "docs" / "make_reliability.py"))


def test_confidence_that_is_right_has_no_gap() -> None:
    found = summarise(np.array([(0.75, 1), (0.75, 1), (0.75, 1), (0.75, 0)], float))
    assert found["ece"] == pytest.approx(0)
    assert found["brier"] == pytest.approx(0.1875)
    assert (found["n_7"], found["said_7"], found["right_7"]) == (4, 0.75, 0.75)


def test_tenths_are_weighed_by_their_statements() -> None:
    found = summarise(np.array([(1.0, 0), (0.1, 0), (0.1, 0), (0.1, 0)], float))
    assert found["ece"] == pytest.approx(0.25 * 1.0 + 0.75 * 0.1)
    assert found["n_9"] == 1


def test_the_interval_is_wilsons() -> None:
    assert DRAWN["find_interval"](0.5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    low, high = DRAWN["find_interval"](1.0, 3)
    assert low < high == pytest.approx(1.0)


def test_the_chart_is_drawn_from_the_figures() -> None:
    wanted = DRAWN["draw"](DRAWN["read_tenths"]())
    assert (ROOT / "docs" / "reliability.svg").read_text("utf-8") == wanted, "run `make docs`"
