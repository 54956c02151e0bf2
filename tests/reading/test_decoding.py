"""Decoding: the best legal sequence there is, and each span's share of all of them, by counting them out."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.reading.decoding import decode
from dragoman.reading.tags import ENDS, LABELS, LEGAL, STARTS, O, find_spans, tag_spans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

FEW, MANY = 5, 30
SEEDS = st.integers(0, 2**32 - 1)
FLAT = np.zeros((len(LABELS), 5, 5), np.float32)


def draw_scores(seed: int, n_words: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Emissions and transitions as a network might give them."""
    chance = np.random.default_rng(seed)
    emissions = chance.normal(0, 3, (n_words, len(LABELS), 5)).astype(np.float32)
    return emissions, chance.normal(0, 1, (len(LABELS), 5, 5)).astype(np.float32)


def number_paragraphs(breaks: list[bool]) -> NDArray[np.int32]:
    return np.cumsum(breaks).astype(np.int32)


def count_out(
    emissions: NDArray[np.float32], moves: NDArray[np.float32], paragraph: NDArray[np.int32]
) -> Iterator[tuple[tuple[int, ...], float]]:
    """Every legal sequence of one label's tags with its weight; outside stands before and after each paragraph."""
    for tags in product(range(5), repeat=len(paragraph)):
        weight, legal = 0.0, True
        for word, tag in enumerate(tags):
            opens = word == 0 or paragraph[word] != paragraph[word - 1]
            closes = word == len(tags) - 1 or paragraph[word] != paragraph[word + 1]
            before = O if opens else tags[word - 1]
            legal &= bool((STARTS[tag] if opens else LEGAL[before, tag]) and (ENDS[tag] or not closes))
            weight += float(emissions[word, tag] + moves[before, tag] + (moves[tag, O] if closes else 0))
        if legal:
            yield tags, float(np.exp(weight))


@settings(deadline=None, max_examples=25)
@given(SEEDS, st.lists(st.booleans(), min_size=1, max_size=FEW))
def test_spans_are_those_of_the_best_sequence_with_their_share_of_all(seed: int, breaks: list[bool]) -> None:
    paragraph = number_paragraphs(breaks)
    emissions, transitions = draw_scores(seed, len(breaks))
    for label, found in enumerate(decode(emissions, transitions, paragraph)):
        counted = list(count_out(emissions[:, label], transitions[label], paragraph))
        best = max(counted, key=lambda row: row[1])[0]
        total = sum(weight for _, weight in counted)
        wanted = [
            (a, b, sum(weight for tags, weight in counted if (a, b) in find_spans(np.array(tags))) / total)
            for a, b in find_spans(np.array(best))
        ]
        assert [row[:2] for row in found] == [row[:2] for row in wanted]
        assert [row[2] for row in found] == pytest.approx([row[2] for row in wanted], abs=1e-6)


@settings(deadline=None)
@given(SEEDS, st.lists(st.booleans(), max_size=MANY))
def test_no_span_crosses_a_paragraph_or_another(seed: int, breaks: list[bool]) -> None:
    paragraph = number_paragraphs(breaks)
    for found in decode(*draw_scores(seed, len(breaks)), paragraph):
        assert all(paragraph[a] == paragraph[b] and 0 <= p <= 1 for a, b, p in found)
        assert sorted(found) == found
        assert len({w for a, b, _ in found for w in range(a, b + 1)}) == sum(b - a + 1 for a, b, _ in found)


def test_certain_emissions_are_taken_at_their_word() -> None:
    emissions = np.zeros((7, len(LABELS), 5), np.float32)
    emissions[np.arange(7), :, tag_spans([(1, 3), (5, 5)], 7)] = 20
    for found in decode(emissions, FLAT, np.zeros(7, np.int32)):
        assert [(a, b) for a, b, _ in found] == [(1, 3), (5, 5)]
        assert min(p for *_, p in found) > 0.999


def test_a_span_that_would_cross_a_paragraph_is_cut_there() -> None:
    emissions = np.zeros((4, len(LABELS), 5), np.float32)
    emissions[np.arange(4), :, tag_spans([(0, 3)], 4)] = 5
    for found in decode(emissions, FLAT, np.array([0, 0, 1, 1], np.int32)):
        assert all(a // 2 == b // 2 for a, b, _ in found)


def test_scores_without_bounds_stay_numbers() -> None:
    emissions, transitions = draw_scores(1, 3000)
    for found in decode(emissions * 50, transitions * 20, np.zeros(3000, np.int32)):
        assert all(0 <= p <= 1 for *_, p in found)
