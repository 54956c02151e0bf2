"""The time to an answer: what statsmodels gives, with censoring and competing outcomes."""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
import pytest

from dragoman.errors import ExtraError
from dragoman.relations.answers import Answer
from dragoman.relations.described import tell_waiting
from dragoman.relations.waiting import Waiting, find_waiting
from tests.relations.test_acts import make_act

duration = pytest.importorskip("statsmodels.duration.survfunc")


def make_answers(*rows: tuple[str, int]) -> list[Answer]:
    return [Answer(make_act(), "demand", "RUS", status, days) for status, days in rows]  # type: ignore[arg-type]


def test_nothing_is_estimated_from_a_handful() -> None:
    assert find_waiting(make_answers(*[("accepted", 1)] * 9)) is None


def test_without_censoring_shares_are_those_counted() -> None:
    rows = [("accepted", 2)] * 3 + [("refused", 5)] * 5 + [("none found", 30)] * 2
    found = find_waiting(make_answers(*rows))
    assert found is not None
    assert (found.n, found.answered, found.median) == (10, 8, 5.5)
    assert found.by_day[7][0] == pytest.approx(0.8)
    assert found.by_day[1] == (0.0, 0.0)
    assert found.by_outcome == pytest.approx({"accepted": 0.3, "refused": 0.5})


def test_what_is_still_open_is_censored_as_statsmodels_has_it() -> None:
    dice = np.random.default_rng(4)
    times = dice.integers(0, 30, 200)
    rows = [(str(dice.choice(["accepted", "refused", "open"])), int(time)) for time in times]
    found = find_waiting(make_answers(*rows))
    names = ["accepted", "refused"]
    status = np.array([names.index(name) + 1 if name in names else 0 for name, _ in rows])
    direct = duration.CumIncidenceRight(times + 0.5, status)
    curve = duration.SurvfuncRight(times + 0.5, (status > 0).astype(int))
    assert found is not None
    assert found.by_outcome == pytest.approx({name: row[-1] for name, row in zip(names, direct.cinc, strict=True)})
    assert found.median == curve.quantile(0.5)
    assert found.by_outcome["accepted"] > (status == 1).mean()  # censoring taken into account


def test_nothing_answered_is_said() -> None:
    found = find_waiting(make_answers(*[("none found", 30)] * 12))
    assert found is not None
    assert (found.answered, found.median, found.by_outcome) == (0, None, {})


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "statsmodels.duration.survfunc", None)
    answers = [replace(answer) for answer in make_answers(*[("accepted", 1)] * 10)]
    with pytest.raises(ExtraError, match="stats"):
        find_waiting(answers)


def test_how_long_answers_take_is_said_in_words() -> None:
    told = tell_waiting(Waiting(20, 9, 5.5, {1: (0.1, 0.07), 7: (0.55, 0.1)}, {"accepted": 0.4, "refused": 0.2}))
    assert "9 found an answer: 10% within a day, 55% within 7 days, half of all within 5 days." in told
    assert "In the end 40% accepted, 20% refused." in told
    assert "fewer than half in all" in tell_waiting(Waiting(20, 3, None, {}, {"kept": 0.2}))
    assert tell_waiting(Waiting(12, 0, None, {}, {})).endswith("no answer was found.")
