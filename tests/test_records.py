"""Records: what they do by themselves."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dragoman.records import Reading, Span


def make_reading(lengths: list[int]) -> Reading:
    """Sentences of so many words, each word of two characters and a space after it."""
    starts = np.arange(sum(lengths), dtype=np.int32) * 3
    edges = [0, *np.cumsum(lengths).tolist()]
    return Reading(
        starts=starts,
        ends=starts + 2,
        sentence=np.repeat(np.arange(len(lengths), dtype=np.int32), lengths),
        paragraph=np.zeros_like(starts),
        vectors=np.zeros((len(starts), 1), np.float32),
        inner=np.zeros((len(starts), 2), np.float32),
        sentences=tuple(Span(3 * a, 3 * b - 1) for a, b in pairwise(edges)),
        quotations=(),
        labelled=(),
        version="",
    )


def test_a_sentence_of_ordinary_length_stays_whole() -> None:
    reading = make_reading([1, 300, 12])
    assert reading.cut_endless() is reading
    assert make_reading([]).cut_endless().sentences == ()


def test_a_sentence_without_end_is_cut_and_its_neighbours_stay() -> None:
    cut = make_reading([2, 301, 3]).cut_endless()
    assert np.bincount(cut.sentence).tolist() == [2, *[50] * 6, 1, 3]
    assert cut.sentences[:2] == (Span(0, 5), Span(6, 155))


@given(st.lists(st.integers(1, 700), max_size=6))
def test_each_word_stands_in_its_piece(lengths: list[int]) -> None:
    cut = make_reading(lengths).cut_endless()
    for word, number in enumerate(cut.sentence.tolist()):
        assert cut.sentences[number].contains(Span(int(cut.starts[word]), int(cut.ends[word])))
    assert all(a.end < b.start for a, b in pairwise(cut.sentences))
    assert not len(cut.sentence) or np.bincount(cut.sentence).max() <= 300
