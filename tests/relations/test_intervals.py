"""Intervals: seeded, as wide as they say, and none where there is too little."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from dragoman.errors import ExtraError
from dragoman.relations.intervals import draw_blocks, find_block, find_difference, find_levels, find_mean

arch = pytest.importorskip("arch.bootstrap")


def make_series(n: int, seed: int, *, keeps: float = 0.0) -> np.ndarray:
    """Counts around 5 that keep a share of how far off the last one was."""
    dice = np.random.default_rng(seed)
    noise = dice.normal(size=n)
    for at in range(1, n):
        noise[at] += keeps * noise[at - 1]
    return np.asarray(5 + noise)


def test_the_same_series_has_the_same_interval() -> None:
    values = make_series(60, 1)
    assert find_mean(values) == find_mean(values)


def test_nine_in_ten_intervals_hold_the_true_mean_also_of_a_series_that_depends_on_itself() -> None:
    for keeps, least in (
        (0.0, 0.82),
        (0.5, 0.72),
    ):  # 50 series: two standard errors under 0.90, and the known shortfall
        found = [find_mean(make_series(120, seed, keeps=keeps), draws=200) for seed in range(50)]
        held = np.mean([each is not None and each.low <= 5 <= each.high for each in found])
        assert held >= least, keeps


def test_blocks_grow_where_a_series_depends_on_itself() -> None:
    assert find_block(make_series(200, 1, keeps=0.8)) > find_block(make_series(200, 1))
    assert find_block(np.ones(50)) == 1.0


@pytest.mark.parametrize("n, block", [(13, 1.0), (66, 4.7), (700, 26.0)])
def test_blocks_are_those_of_the_engine(n: int, block: float) -> None:
    engine = arch.StationaryBootstrap(block, np.arange(n), seed=5)
    drawn = draw_blocks(n, block, draws=20, seed=5)
    assert np.array_equal(drawn, np.stack([data[0][0] for data in engine.bootstrap(20)]))


def test_a_level_lies_within_its_interval_and_follows_the_series() -> None:
    levels = find_levels(np.concatenate([np.zeros(40), np.full(40, 4.0)]))
    assert (levels[:, 1] <= levels[:, 0]).all()
    assert (levels[:, 0] <= levels[:, 2]).all()
    assert levels[0].tolist() == [0, 0, 0]
    assert levels[-1].tolist() == [4, 4, 4]


def test_a_difference_is_after_less_before() -> None:
    found = find_difference(np.zeros(20), make_series(30, 3))
    assert found is not None
    assert found.low < found.value < found.high
    assert found.low > 3


def test_too_few_periods_have_no_interval() -> None:
    assert find_mean(np.ones(7)) is None
    assert find_difference(np.ones(7), np.ones(90)) is None
    assert np.isnan(find_levels(np.ones(7))).all()


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "arch", None)
    monkeypatch.setitem(sys.modules, "arch.bootstrap", None)
    with pytest.raises(ExtraError, match="stats"):
        find_mean(make_series(20, 1))
