"""Models of who follows whom: what statsmodels gives directly, only where the data bear it, and attention in the model."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from dragoman.relations.dynamics import find_dynamics, find_unfit
from tests.relations.simulated import World, make_world

tsa = pytest.importorskip("statsmodels.tsa.api")
pytest.importorskip("arch")

WEEKLY = Path(__file__).parents[2].parent / "shared" / "corpora" / "series" / "israel-palestine-weekly.csv"


@pytest.mark.corpus
def test_israel_and_palestine_week_by_week_as_statsmodels_has_them() -> None:
    rows = list(csv.DictReader(WEEKLY.open(encoding="utf-8")))
    values = np.array([[float(row["israel_to_palestine"]), float(row["palestine_to_israel"])] for row in rows])
    found = find_dynamics({"ISR → PSE": values[:, 0], "PSE → ISR": values[:, 1]}, draws=40, horizon=4)
    direct = tsa.VAR(values)
    assert found.n == 1278
    assert found.lags == direct.select_order(8).aic == 8
    fitted = direct.fit(8)
    for cause, (effect, causing) in zip(found.causes, ((0, 1), (1, 0)), strict=True):
        test = fitted.test_causality(effect, [causing], kind="f")
        assert (cause.statistic, cause.p) == pytest.approx((test.test_statistic, test.pvalue))
        assert cause.p < 0.001
    responses = fitted.irf(4).irfs
    steps = found.responses["ISR → PSE", "PSE → ISR"]
    assert steps[:, 0] == pytest.approx(responses[:, 1, 0])
    assert (steps[:, 1] <= steps[:, 2]).all()
    assert found.stable
    assert found.white < 0.05  # eight weeks back do not explain all of it, and the page says so
    assert any("left" in warning for warning in found.warnings)


@pytest.mark.corpus
def test_a_chosen_order_is_kept() -> None:
    rows = list(csv.DictReader(WEEKLY.open(encoding="utf-8")))
    values = np.array([[float(row["israel_to_palestine"]), float(row["palestine_to_israel"])] for row in rows])
    found = find_dynamics({"a": values[:, 0], "b": values[:, 1]}, lags=2, draws=0)
    assert (found.lags, found.responses) == (2, {})


def fold(world: World) -> dict[str, np.ndarray]:
    """Logarithms of weekly counts."""
    weeks = {"one": world.one, "other": world.other}
    return {name: np.log1p(values.reshape(-1, 7).sum(axis=1)) for name, values in weeks.items()}


def count_found(*, answered: float, with_attention: bool, worlds: int) -> float:
    """Share of worlds in which the one is found to go before the other."""
    found = []
    for seed in range(worlds):
        world = make_world(seed, answered=answered, n_days=7 * 180, rate=0.02)
        read = world.read.reshape(-1, 7).sum(axis=1) if with_attention else None
        model = find_dynamics(fold(world), read, lags=1, draws=0)
        found += [cause.p <= 0.05 for cause in model.causes if cause.effect == "other"]
    return float(np.mean(found))


def test_shared_attention_in_the_model_errs_no_more_often_than_stated() -> None:
    assert count_found(answered=0.0, with_attention=True, worlds=100) <= 0.10  # 0.05 and two standard errors
    assert count_found(answered=0.0, with_attention=False, worlds=30) > 0.3  # left out, it is taken for an answer


def test_reciprocity_is_found_with_attention_in_the_model() -> None:
    assert count_found(answered=0.6, with_attention=True, worlds=30) > 0.3


def test_what_the_data_do_not_bear_is_said_and_not_fitted() -> None:
    dice = np.random.default_rng(1)
    short = {"a": dice.poisson(2.0, 149).astype(float), "b": dice.poisson(2.0, 149).astype(float)}
    assert find_dynamics(short).unfit == "149 periods, 150 are needed"
    empty = {"a": dice.poisson(2.0, 200).astype(float), "b": dice.poisson(0.1, 200).astype(float)}
    assert "b is empty in" in str(find_unfit(empty))
    assert find_dynamics(empty).causes == ()


def test_series_that_do_not_stay_the_same_are_warned_of() -> None:
    dice = np.random.default_rng(2)
    steps = np.concatenate([dice.normal(0, 1, 100), dice.normal(9, 1, 100)]) + 10
    found = find_dynamics({"a": steps, "b": dice.normal(10, 1, 200)}, draws=0, lags=1)
    assert found.breaks["a"] < 0.05
    assert any("a does not stay the same" in warning for warning in found.warnings)


def test_several_causes_are_tested_together() -> None:
    dice = np.random.default_rng(3)
    rows = {name: dice.normal(size=160) + 5 for name in ("a", "b", "c", "d")}
    found = find_dynamics(rows, draws=0, groups={"a": ("c", "d")})
    assert found.causes[-1].cause == ("c", "d")
