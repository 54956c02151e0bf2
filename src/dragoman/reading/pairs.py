"""Pairs: how far apart, and how, two labelled spans stand. What a linking head knows beside their vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dragoman.records import Choices, Reading

_STEPS = np.array([1, 2, 3, 4, 6, 9, 14, 22, 40, 80])
_SIDE = len(_STEPS) + 1
PLACES = 1 + 3 * 2 * _SIDE + 1
"""Number of places: 0 is "none of these"; then sentence or paragraph shared or neither, by side, by distance; overlapping."""


def find_places(
    left: NDArray[np.int64], right: NDArray[np.int64], sentence: NDArray[np.int32], paragraph: NDArray[np.int32]
) -> NDArray[np.int64]:
    """Places (n_pairs,) of the spans `right` as seen from `left`; both (n_pairs, 2): first and last word, inclusive.

    A right span of (-1, -1) is "none of these".
    """
    before, after = left[:, 0] - right[:, 1], right[:, 0] - left[:, 1]
    distance = np.searchsorted(_STEPS, np.maximum(before, after), side="left")
    near = np.where(before > 0, right[:, 1], right[:, 0])
    mine = np.where(before > 0, left[:, 0], left[:, 1])
    shared = (paragraph[mine] != paragraph[near]).astype(np.int64) + (sentence[mine] != sentence[near])
    places = 1 + (shared * 2 + (after > 0)) * _SIDE + distance
    places = np.where((before <= 0) & (after <= 0), PLACES - 1, places)
    return np.where(right[:, 0] < 0, 0, places)


def find_choice_places(reading: Reading, choices: Choices) -> NDArray[np.int64]:
    """Places (n,) of who may be meant as seen from each mention asked about; 0 where that is nobody else."""
    right = np.where(choices.other[:, None] >= 0, choices.spans[choices.other], -1)
    return find_places(choices.spans[choices.asked], right, reading.sentence, reading.paragraph)


def join_ends(vectors: NDArray[np.float32], spans: Sequence[tuple[int, int]]) -> NDArray[np.float32]:
    """First and last word's vectors of each span side by side, (n_spans, 2 * width); a span (-1, -1) gives zeros."""
    ends = np.array(spans, np.int64).reshape(-1, 2)
    joined = vectors[ends].reshape(len(ends), 2 * vectors.shape[1])
    joined[ends[:, 0] < 0] = 0
    return joined
