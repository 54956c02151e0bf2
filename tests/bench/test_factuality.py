"""The measure of factuality: what it reads from MEANTIME's columns, its folds, its counts, and the head that learns."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bench import factuality
from bench.factual_head import train_head
from bench.factuality import UNASKED, Event, Seen

MEANTIME = Path(__file__).parents[3] / "shared/corpora/factuality/meantime"
PAGE = """1\tApple\t_\t_\t_\t_
2\tdid\t_\t_\t_\t_
3\tn't\t_\t_\t_\t_
4\tsay\tB-E-1\tB-CERTAIN-1\tB-NEG-1\tB-NON_FUTURE-1
5\t.\t_\t_\t_\t_

6\tIt\t_\t_\t_\t_
7\tmay\t_\t_\t_\t_
8\tgive\tB-E-2\tB-POSSIBLE-2\tB-UNDERSPECIFIED-2\tB-FUTURE-2
9\tup\tI-E-2\tI-POSSIBLE-2\tI-UNDERSPECIFIED-2\tI-FUTURE-2
"""


def make_seen(n: int = 4000) -> Seen:
    """Events whose first number tells certainty, whose negator tells polarity, and whose time is not known."""
    dice = np.random.default_rng(0)
    vectors = dice.normal(size=(n, 6)).astype(np.float32)
    negators = (dice.random((n, 2)) < 0.1).astype(np.float32)
    answers = np.stack([vectors[:, 0] > 0, negators[:, 0], np.full(n, UNASKED)], 1).astype(np.int64)
    return Seen(vectors, negators, answers)


def test_events_are_read_with_their_answers() -> None:
    told = factuality.read_conll(PAGE)
    assert told.text == "Apple didn't say.\n\nIt may give up"
    assert [told.text[e.start : e.end] for e in told.events] == ["say", "give up"]
    assert [e.answers for e in told.events] == [(0, 1, 0), (1, UNASKED, 1)]


def test_told_sentences_keep_their_triggers() -> None:
    for told in factuality.read_sentences():
        assert all(told.text[e.start : e.end].strip() and max(e.answers) <= UNASKED for e in told.events)
    assert factuality._tell(
        "He left, then left.", 10, {"trigger": "left#2", "factuality": "Uu", "time": "past"}
    ) == Event(24, 28, (1, UNASKED, 0))


def test_folds_are_as_equal_as_can_be_and_the_same_each_time() -> None:
    names = [f"{n}.conll" for n in range(13)]
    folds = factuality.deal_folds(names)
    assert sorted(np.bincount(folds).tolist()) == [2, 2, 3, 3, 3]
    again = factuality.deal_folds(names[::-1])[::-1]
    assert again.tolist() == folds.tolist()


def test_answers_that_the_corpus_does_not_give_are_not_counted() -> None:
    answers = np.array([[0, 1, 0], [1, UNASKED, 1], [0, 0, 1]])
    judged = np.array([[0, 1, 0], [0, 1, 1], [0, 1, 0]])
    scores = factuality.count(judged, answers)
    assert scores["NEG"] == pytest.approx(2 / 3) and scores["POS"] == 0
    assert scores["CERTAIN"] == pytest.approx(0.8) and scores["UNCERTAIN"] == 0
    assert scores["FUTURE"] == pytest.approx(2 / 3)


def test_a_head_learns_what_is_there_and_the_same_each_time() -> None:
    seen = make_seen()
    head = train_head(seen)
    judged = head.judge(seen.vectors, seen.negators)
    assert (judged[:, 0] == seen.answers[:, 0]).mean() > 0.85
    assert (judged[:, 1] == seen.answers[:, 1]).mean() > 0.95
    again = train_head(seen).judge(seen.vectors, seen.negators)
    assert judged.tolist() == again.tolist()


def test_no_article_is_judged_by_a_head_that_learned_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    seen, folds = make_seen(50), np.arange(50) % 5
    sizes = []

    class Still:
        def judge(self, vectors: np.ndarray, negators: np.ndarray) -> np.ndarray:
            return np.zeros((len(vectors), 3), np.int64)

    monkeypatch.setattr(factuality, "train_head", lambda mine, told: sizes.append(len(mine.answers)) or Still())
    assert factuality.judge_folds(seen, folds, seen).shape == (50, 3)
    assert sizes == [40] * 5


@pytest.mark.corpus
def test_meantime_is_read_whole() -> None:
    told = [factuality.read_conll(path.read_text("utf-8")) for path in sorted(MEANTIME.glob("*.conll"))]
    answers = [e.answers for one in told for e in one.events]
    assert (len(told), len(answers)) == (120, 2023)
    assert sum(a[1] == 1 for a in answers) == 47
