"""Pairs: each way in which two spans can stand to each other has one place, and "none of these" has its own."""

from __future__ import annotations

from collections.abc import Set

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from dragoman.reading.pairs import PLACES, find_places, join_ends

N_WORDS = 200
_SIDE = (PLACES - 2) // 6


def spread(breaks: set[int]) -> NDArray[np.int32]:
    """Numbers of sentences or paragraphs that begin at `breaks`."""
    starts = np.zeros(N_WORDS, np.int32)
    starts[sorted(breaks)] = 1
    return np.cumsum(starts).astype(np.int32)


Ends = tuple[int, int]


def place(left: Ends, right: Ends, sentences: Set[int] = frozenset(), paragraphs: Set[int] = frozenset()) -> int:
    pair = np.array([left]), np.array([right])
    return int(find_places(*pair, spread({*sentences, *paragraphs}), spread({*paragraphs}))[0])


WORDS = st.integers(0, N_WORDS - 1)
SPANS = st.tuples(WORDS, WORDS).map(lambda ends: (min(ends), max(ends)))
BREAKS = st.sets(st.integers(1, N_WORDS - 1), max_size=12)


@settings(deadline=None)
@given(st.lists(st.tuples(SPANS, SPANS | st.just((-1, -1))), min_size=1, max_size=20), BREAKS, BREAKS)
def test_places_are_within_their_number(
    pairs: list[tuple[tuple[int, int], tuple[int, int]]], sentences: set[int], paragraphs: set[int]
) -> None:
    left, right = (np.array(side) for side in zip(*pairs, strict=True))
    places = find_places(left, right, spread(sentences | paragraphs), spread(paragraphs))
    assert places.dtype == np.int64 and places.shape == (len(pairs),)
    assert places.min() >= 0 and places.max() < PLACES
    assert ((places == 0) == (right[:, 0] < 0)).all()


@settings(deadline=None)
@given(SPANS, SPANS, BREAKS, BREAKS)
def test_the_same_distance_on_the_other_side_is_the_same_place_but_for_the_side(
    left: tuple[int, int], right: tuple[int, int], sentences: set[int], paragraphs: set[int]
) -> None:
    here, there = place(left, right, sentences, paragraphs), place(right, left, sentences, paragraphs)
    overlapping = left[0] <= right[1] and right[0] <= left[1]
    assert (here == PLACES - 1) == (there == PLACES - 1) == overlapping
    if not overlapping:
        after, before = max(here, there), min(here, there)
        assert after - before == _SIDE
        assert (here > there) == (right[0] > left[1])


def test_shared_sentences_paragraphs_and_neither_differ() -> None:
    left, right = (10, 12), (20, 21)
    places = [place(left, right), place(left, right, {15}), place(left, right, {15}, {15})]
    assert len(set(places)) == 3 and places == sorted(places)


def test_further_is_never_nearer() -> None:
    places = [place((5, 6), (n, n)) for n in range(7, N_WORDS)]
    assert places == sorted(places) and len(set(places)) == _SIDE


def test_ends_stand_side_by_side_and_none_is_zeros() -> None:
    vectors = np.arange(12, dtype=np.float32).reshape(4, 3)
    joined = join_ends(vectors, [(0, 2), (3, 3), (-1, -1)])
    assert joined.tolist() == [[0, 1, 2, 6, 7, 8], [9, 10, 11, 9, 10, 11], [0] * 6]
    assert join_ends(vectors, []).shape == (0, 6)
