"""Tags: spans survive being written as tags."""

from __future__ import annotations

from itertools import pairwise, product

from hypothesis import given
from hypothesis import strategies as st

from dragoman.reading.tags import ENDS, LEGAL, STARTS, TAGS, B, E, I, O, S, find_spans, tag_spans


def test_legal_pairs_are_those_of_the_scheme() -> None:
    allowed = {TAGS[a] + TAGS[b] for a, b in product(range(5), repeat=2) if LEGAL[a, b]}
    assert allowed == {"BI", "BE", "II", "IE", "EB", "ES", "EO", "SB", "SS", "SO", "OB", "OS", "OO"}


@given(st.integers(1, 30), st.data())
def test_spans_survive_being_tagged(n_words: int, data: st.DataObject) -> None:
    edges = sorted(data.draw(st.sets(st.integers(0, n_words), max_size=12)))
    spans = [(a, b - 1) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    tags = tag_spans(spans, n_words)
    assert find_spans(tags) == spans
    assert STARTS[tags[0]] and ENDS[tags[-1]] and all(LEGAL[a, b] for a, b in pairwise(tags.tolist()))


def test_neighbours_stay_apart_and_one_word_is_single() -> None:
    assert tag_spans([(0, 1), (2, 2), (3, 5)], 7).tolist() == [B, E, S, B, I, E, O]


def test_of_overlapping_spans_the_first_given_stays() -> None:
    assert find_spans(tag_spans([(2, 4), (0, 2), (4, 4), (0, 1)], 6)) == [(0, 1), (2, 4)]
