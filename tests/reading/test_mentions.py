"""From what the network makes of words to mentions: which spans are judged, and which of these stay."""

from __future__ import annotations

import numpy as np

from dragoman.reading.mentions import LONGEST, find_spans, look_around, pick_spans


def edges(*words: str) -> np.ndarray:
    """ "b": may begin a mention, "e": may end one."""
    return np.array([[9.0 if "b" in w else -9.0, 9.0 if "e" in w else -9.0, 0.0] for w in words], np.float32)


def test_spans_go_from_where_one_may_begin_to_where_one_may_end() -> None:
    """The foreign minister of France: the whole, and the state in it."""
    sentence = np.zeros(5, np.int32)
    assert find_spans(edges("b", "", "e", "", "be"), sentence).tolist() == [[0, 2], [0, 4], [4, 4]]


def test_no_span_goes_on_into_the_next_sentence() -> None:
    assert find_spans(edges("b", "b", "e"), np.array([0, 1, 1], np.int32)).tolist() == [[1, 2]]


def test_no_span_is_longer_than_the_longest() -> None:
    words = ["b", *[""] * (LONGEST - 2), "e", "e"]
    assert find_spans(edges(*words), np.zeros(len(words), np.int32)).tolist() == [[0, LONGEST - 1]]


def test_a_text_without_mentions_has_no_spans() -> None:
    assert find_spans(edges("", "e"), np.zeros(2, np.int32)).shape == (0, 2)


def test_around_a_span_stand_words_of_its_sentence_or_none() -> None:
    sentence = np.array([0, 0, 0, 1], np.int32)
    assert look_around(np.array([[0, 1], [1, 2], [3, 3]]), sentence).tolist() == [[4, 2], [0, 4], [4, 4]]


def shares(*likely: float) -> np.ndarray:
    return np.array([[1 - p, p, 0, 0] for p in likely], np.float32)


def test_mentions_nest_but_do_not_cross_and_the_likelier_wins() -> None:
    spans = np.array([[0, 4], [2, 6], [4, 4], [0, 0]])
    assert pick_spans(shares(0.8, 0.9, 0.7, 0.6), spans, least=0.5) == [3, 1, 2]
    assert pick_spans(shares(0.9, 0.8, 0.7, 0.3), spans, least=0.5) == [0, 2]
