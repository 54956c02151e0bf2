"""Tags: from scores a word to labelled spans.

Each label has its own sequence of tags B I E S O (begin, inside, end, single, outside), so that spans of different
labels may lie over each other. Decoding is Viterbi's over legal sequences, with learned transitions
(Lafferty, McCallum and Pereira 2001).
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
_NEVER = -1e4


def tag_spans(spans: list[tuple[int, int]], n_words: int) -> NDArray[np.int64]:
    """Tags (n_words,) for spans of words `(first, last)`, inclusive. Of overlapping spans the earlier in the list stays."""
    tags = np.full(n_words, O, np.int64)
    for first, last in spans:
        if (tags[first : last + 1] != O).any():
            continue
        tags[first : last + 1] = I
        tags[first], tags[last] = (S, S) if first == last else (B, E)
    return tags


def decode(
    emissions: NDArray[np.float32], transitions: NDArray[np.float32], paragraph: NDArray[np.int32]
) -> NDArray[np.int64]:
    """Best legal tags, (n_words, n_labels), for `emissions` (n_words, n_labels, 5) and `transitions` (n_labels, 5, 5).

    No span crosses from one `paragraph` (n_words,) to the next: of PolNeAR's 61,000 training spans one does.
    """
    n_words, n_labels, n_tags = emissions.shape
    within = np.where(LEGAL, transitions, _NEVER).transpose(0, 2, 1).astype(np.float32)  # [label, to, from]
    across = np.where(STARTS[:, None] & ENDS, within, np.float32(_NEVER))
    new = np.diff(paragraph, prepend=paragraph[:1]) != 0
    back = np.empty((n_words, n_labels, n_tags), np.int8)
    best = emissions[0] + np.where(STARTS, 0, _NEVER).astype(np.float32)
    for word in range(1, n_words):
        paths = (across if new[word] else within) + best[:, None, :]
        back[word] = paths.argmax(2)
        best = paths.max(2) + emissions[word]
    tags = np.empty((n_words, n_labels), np.int64)
    tags[-1] = (best + np.where(ENDS, 0, _NEVER)).argmax(1)
    rows = np.arange(n_labels)
    for word in range(n_words - 1, 0, -1):
        tags[word - 1] = back[word, rows, tags[word]]
    return tags


def find_spans(tags: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Spans of words `(first, last)`, inclusive, of one legal tag sequence (n_words,)."""
    firsts = np.flatnonzero((tags == B) | (tags == S))
    lasts = np.flatnonzero((tags == E) | (tags == S))
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))
