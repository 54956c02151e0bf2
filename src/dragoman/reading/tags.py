"""Tags: from scores a word to labelled spans.

Each label has its own sequence of tags B I E S O (begin, inside, end, single, outside), so that spans of different
labels may lie over each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import numpy as np

from dragoman.records import Label

if TYPE_CHECKING:
    from numpy.typing import NDArray

LABELS: tuple[Label, ...] = get_args(Label)
TAGS = "BIESO"
B, I, E, S, O = range(5)  # noqa: E741
LEGAL = np.array([[t in after for t in TAGS] for after in ("IE", "IE", "BSO", "BSO", "BSO")])
"""LEGAL[a, b]: whether tag b may follow tag a. (5, 5)"""
STARTS = np.array([t in "BSO" for t in TAGS])
ENDS = np.array([t in "ESO" for t in TAGS])


def tag_spans(spans: list[tuple[int, int]], n_words: int) -> NDArray[np.int64]:
    """Tags (n_words,) for spans of words `(first, last)`, inclusive. Of overlapping spans the earlier in the list stays."""
    tags = np.full(n_words, O, np.int64)
    for first, last in spans:
        if (tags[first : last + 1] != O).any():
            continue
        tags[first : last + 1] = I
        tags[first], tags[last] = (S, S) if first == last else (B, E)
    return tags


def find_spans(tags: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Spans of words `(first, last)`, inclusive, of one legal tag sequence (n_words,)."""
    firsts = np.flatnonzero((tags == B) | (tags == S))
    lasts = np.flatnonzero((tags == E) | (tags == S))
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))
