"""Tags: decoding gives the best legal sequence there is, and spans survive being written as tags."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from dragoman.reading.tags import ENDS, LABELS, LEGAL, STARTS, TAGS, B, E, I, O, S, decode, find_spans, tag_spans

FEW, MANY = 5, 30
SEEDS = st.integers(0, 2**32 - 1)


def draw_scores(seed: int, n_words: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Emissions and transitions as a network might give them."""
    chance = np.random.default_rng(seed)
    emissions = chance.normal(0, 3, (n_words, len(LABELS), 5)).astype(np.float32)
    return emissions, chance.normal(0, 1, (len(LABELS), 5, 5)).astype(np.float32)


def number_paragraphs(breaks: list[bool]) -> NDArray[np.int32]:
    return np.cumsum(breaks).astype(np.int32)


def is_legal(tags: NDArray[np.int64], paragraph: NDArray[np.int32]) -> bool:
    inside = all(
        LEGAL[a, b] and (p == q or (ENDS[a] and STARTS[b]))
        for (a, b), (p, q) in zip(pairwise(tags.tolist()), pairwise(paragraph.tolist()), strict=True)
    )
    return bool(inside and STARTS[tags[0]] and ENDS[tags[-1]])


def sum_scores(tags: tuple[int, ...], emissions: NDArray[np.float32], transitions: NDArray[np.float32]) -> float:
    along = sum(float(emissions[n, t]) for n, t in enumerate(tags))
    return along + sum(float(transitions[a, b]) for a, b in pairwise(tags))


def test_legal_pairs_are_those_of_the_scheme() -> None:
    allowed = {TAGS[a] + TAGS[b] for a, b in product(range(5), repeat=2) if LEGAL[a, b]}
    assert allowed == {"BI", "BE", "II", "IE", "EB", "ES", "EO", "SB", "SS", "SO", "OB", "OS", "OO"}


@settings(deadline=None)
@given(SEEDS, st.lists(st.booleans(), min_size=1, max_size=MANY))
def test_decoding_is_always_legal_and_crosses_no_paragraph(seed: int, breaks: list[bool]) -> None:
    paragraph = number_paragraphs(breaks)
    tags = decode(*draw_scores(seed, len(breaks)), paragraph)
    assert tags.shape == (len(breaks), len(LABELS))
    for column in range(len(LABELS)):
        assert is_legal(tags[:, column], paragraph)
        assert all(paragraph[a] == paragraph[b] for a, b in find_spans(tags[:, column]))


@settings(deadline=None, max_examples=25)
@given(SEEDS, st.lists(st.booleans(), min_size=1, max_size=FEW))
def test_decoding_finds_the_best_of_all_legal_sequences(seed: int, breaks: list[bool]) -> None:
    paragraph = number_paragraphs(breaks)
    emissions, transitions = draw_scores(seed, len(breaks))
    tags = decode(emissions, transitions, paragraph)
    sequences = [s for s in product(range(5), repeat=len(breaks)) if is_legal(np.array(s), paragraph)]
    for column in range(len(LABELS)):
        scores = (emissions[:, column], transitions[column])
        best = max(sum_scores(s, *scores) for s in sequences)
        assert sum_scores(tuple(tags[:, column].tolist()), *scores) == pytest.approx(best, abs=1e-3)


@given(st.integers(1, MANY), st.data())
def test_spans_survive_being_tagged(n_words: int, data: st.DataObject) -> None:
    edges = sorted(data.draw(st.sets(st.integers(0, n_words), max_size=12)))
    spans = [(a, b - 1) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    tags = tag_spans(spans, n_words)
    assert find_spans(tags) == spans
    assert is_legal(tags, np.zeros(n_words, np.int32))


def test_neighbours_stay_apart_and_one_word_is_single() -> None:
    assert tag_spans([(0, 1), (2, 2), (3, 5)], 7).tolist() == [B, E, S, B, I, E, O]


def test_of_overlapping_spans_the_first_given_stays() -> None:
    assert find_spans(tag_spans([(2, 4), (0, 2), (4, 4), (0, 1)], 6)) == [(0, 1), (2, 4)]


def test_certain_emissions_are_taken_at_their_word() -> None:
    wanted = tag_spans([(1, 3), (5, 5)], 7)
    emissions = np.zeros((7, len(LABELS), 5), np.float32)
    emissions[np.arange(7), :, wanted] = 20
    flat = np.zeros((len(LABELS), 5, 5), np.float32)
    tags = decode(emissions, flat, np.zeros(7, np.int32))
    assert all(tags[:, column].tolist() == wanted.tolist() for column in range(len(LABELS)))


def test_a_span_that_would_cross_a_paragraph_is_cut_there() -> None:
    wanted = tag_spans([(0, 3)], 4)
    emissions = np.zeros((4, len(LABELS), 5), np.float32)
    emissions[np.arange(4), :, wanted] = 5
    tags = decode(emissions, np.zeros((len(LABELS), 5, 5), np.float32), np.array([0, 0, 1, 1], np.int32))
    assert all(a // 2 == b // 2 for column in range(len(LABELS)) for a, b in find_spans(tags[:, column]))
