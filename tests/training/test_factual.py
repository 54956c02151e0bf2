"""What teaches how acts are told: MEANTIME's columns, labels, frames; and the head that learns."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from training.factual import Event, answer, export_head, fill_frames, read_conll, read_sentences
from training.factual_head import EDGES, Rows, join, train_head

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


def make_rows(n: int = 4000) -> Rows:
    """Acts whose first number tells certainty and whose sign tells polarity; nothing else is known."""
    dice = np.random.default_rng(0)
    vectors = dice.normal(size=(n, 6)).astype(np.float32)
    beside = (dice.random((n, 2)) < 0.1).astype(np.float32)
    answers = np.full((n, 6), -1)
    answers[:, 0], answers[:, 2] = vectors[:, 0] > 0, beside[:, 0]
    return Rows(vectors, beside, answers, np.ones(n, np.float32))


def test_events_are_read_with_their_answers() -> None:
    told = read_conll(PAGE)
    assert told.text == "Apple didn't say.\n\nIt may give up"
    assert [told.text[e.start : e.end] for e in told.events] == ["say", "give up"]
    assert [e.answers for e in told.events] == [(0, -1, 1, 0, -1, -1), (1, 1, -1, 1, -1, -1)]


def test_labels_answer_only_what_they_know() -> None:
    assert answer("CT+", "past", "once") == (0, -1, 0, 0, 0, 0)
    assert answer("PS-", "future", "attempted") == (1, 1, 1, 1, -1, 3)
    assert answer("Uu", "present", "ongoing") == (1, 2, -1, 0, 1, 2)


def test_frames_and_told_sentences_have_their_words_where_they_say() -> None:
    for told in (*fill_frames(times=1), *read_sentences()):
        for event in told.events:
            assert isinstance(event, Event) and told.text[event.start : event.end].strip()
            assert "[" not in told.text and "{A}" not in told.text


def test_a_head_learns_what_is_there_and_the_same_each_time() -> None:
    rows = make_rows()
    judged = train_head(rows).answer(rows.vectors, rows.beside)
    assert (judged[:, 0] == rows.answers[:, 0]).mean() > 0.85
    assert (judged[:, 2] == rows.answers[:, 2]).mean() > 0.95
    assert train_head(rows).answer(rows.vectors, rows.beside).tolist() == judged.tolist()
    assert len(join([rows, rows]).answers) == 2 * len(rows.answers)


def test_the_exported_head_says_what_the_trained_one_does(tmp_path: Path) -> None:
    pytest.importorskip("onnx")
    import onnxruntime

    rows = make_rows(300)
    head = train_head(rows)
    export_head(head, tmp_path / "factual.onnx")
    run = onnxruntime.InferenceSession(str(tmp_path / "factual.onnx"), providers=["CPUExecutionProvider"]).run
    certainty, polarity, time, aspect = run(None, {"vectors": rows.vectors, "beside": rows.beside})
    odds = head.weigh(rows.vectors, rows.beside)
    assert ((certainty[:, 0] > 0.5) == (odds[:, 0] > odds[:, 1])).all()
    assert (polarity.argmax(1) == odds[:, EDGES[2] : EDGES[3]].argmax(1)).all()
    assert [part.sum(1).round(4).tolist() for part in (certainty, polarity, time, aspect)] == [[1.0] * 300] * 4
