"""The measure of factuality: what it reads from MEANTIME's columns, its folds, its counts, and the cases it asks."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from bench import factuality
from dragoman.records import Aspect, Factuality, Time
from training.factual import read_meantime
from training.factual_head import Rows

MEANTIME = Path(__file__).parents[3] / "shared/corpora/factuality/meantime"


def make_rows(n: int) -> Rows:
    dice = np.random.default_rng(0)
    vectors = dice.normal(size=(n, 6)).astype(np.float32)
    return Rows(vectors, vectors[:, :2], np.full((n, 6), -1), np.ones(n, np.float32))


def test_folds_are_as_equal_as_can_be_and_the_same_each_time() -> None:
    names = [f"{n}.conll" for n in range(13)]
    folds = factuality.deal_folds(names)
    assert sorted(np.bincount(folds).tolist()) == [2, 2, 3, 3, 3]
    again = factuality.deal_folds(names[::-1])[::-1]
    assert again.tolist() == folds.tolist()


def test_answers_that_the_corpus_does_not_give_are_not_counted() -> None:
    answers = np.array([[0, -1, 1, 0, 0, 0], [1, 0, -1, 1, -1, 0], [0, -1, 0, 1, -1, 0]])
    judged = np.array([[0, 0, 1, 0, 0, 0], [0, 0, 1, 1, 0, 0], [0, 0, 1, 0, 0, 0]])
    scores = factuality.count(judged, answers)
    assert scores["NEG"] == pytest.approx(2 / 3) and scores["POS"] == 0
    assert scores["CERTAIN"] == pytest.approx(0.8) and scores["UNCERTAIN"] == 0
    assert scores["FUTURE"] == pytest.approx(2 / 3)


def test_no_article_is_judged_by_a_head_that_learned_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, folds = make_rows(50), np.arange(50) % 5
    sizes = []

    class Still:
        def answer(self, vectors: np.ndarray, beside: np.ndarray) -> np.ndarray:
            return np.zeros((len(vectors), 6), np.int64)

    monkeypatch.setattr(factuality, "train_head", lambda mine: sizes.append(len(mine.answers)) or Still())
    assert factuality.judge_folds(rows, folds, [rows]).shape == (50, 6)
    assert sizes == [40 + 50] * 5


@pytest.mark.corpus
def test_meantime_is_read_whole() -> None:
    if not MEANTIME.is_dir():
        pytest.skip("no ../shared/corpora")
    told = read_meantime(MEANTIME)
    answers = [e.answers for one in told for e in one.events]
    assert (len(told), len(answers)) == (120, 2023)
    assert sum(a[2] == 1 for a in answers) == 47


def test_each_case_asks_what_can_be_said_and_every_second_is_kept_apart() -> None:
    cases = json.loads(factuality.CASES.read_text("utf-8"))
    assert len({c["text"] for c in cases}) == len(cases)
    for kind in {c["kind"] for c in cases}:
        shares = [c["kept"] for c in cases if c["kind"] == kind]
        assert abs(2 * sum(shares) - len(shares)) <= 3
    for name, kind in (("factuality", Factuality), ("time", Time), ("aspect", Aspect)):
        assert {c[name] for c in cases} <= set(kind.__args__)


@pytest.mark.model
def test_cases_kept_from_choosing_come_out_right_in_four_of_five() -> None:
    from dragoman.reading.network import Network

    found = factuality.measure_cases(Network())
    assert found["cases_certain"] >= 0.85 and found["cases_polarity"] >= 0.9 and found["cases_time"] >= 0.75
    assert found["cases_attempted"] >= 0.9
