"""Decoding: from emissions to spans, each with its probability.

Each label is a linear-chain conditional random field of its own over the words of a paragraph (Lafferty, McCallum and
Pereira 2001). The best legal tags are Viterbi's; a span's probability is the share of all legal sequences, weighed by
their scores, that hold exactly this span, found by the forward-backward recursions. No span crosses from one paragraph to
the next (of PolNeAR's 61,000 training spans one does), so all paragraphs of an article go through the recursions abreast.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from dragoman.reading.tags import ENDS, LEGAL, STARTS, O, find_spans

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Tags = NDArray[np.int64]

_NEVER = -1e4
_UNLIKELY = (
    -30.0
)  # nothing legal is held for less likely than e to this: keeps the weights of long paragraphs above zero
_LEAST = 1e-30


def decode(
    emissions: NDArray[np.float32], transitions: NDArray[np.float32], paragraph: NDArray[np.int32]
) -> list[list[tuple[int, int, float]]]:
    """By label, spans of words (first, last, probability), inclusive, in order.

    `emissions` (n_words, n_labels, 5), `transitions` (n_labels, 5, 5), `paragraph` (n_words,) of which words stand in.
    """
    if not len(paragraph):
        return [[] for _ in range(emissions.shape[1])]
    abreast = _line_up(paragraph)
    scores = emissions.astype(np.float64).transpose(1, 0, 2)[:, abreast.order]
    likely = np.maximum(transitions - transitions.max((1, 2), keepdims=True), _UNLIKELY)
    moves = np.where(LEGAL, likely, _NEVER).astype(np.float64)
    tags = _find_best(scores, moves, abreast)
    start, along, end = _weigh(scores, moves, abreast, tags)
    back = np.argsort(abreast.order)
    tags, start, along, end = tags[:, back], start[:, back], along[:, back], end[:, back]
    spans = [find_spans(row) for row in tags]
    total = np.cumsum(along, axis=1)
    return [
        [(a, b, float(np.exp(min(start[k, a] + total[k, b] - total[k, a] + end[k, b], 0.0)))) for a, b in spans[k]]
        for k in range(len(spans))
    ]


@dataclass(frozen=True, slots=True, eq=False)
class _Abreast:
    """Words in an `order` that puts the first words of all paragraphs side by side, then the second ones, and so on.

    `first`: the first words. `steps`: (words, those that follow them), from the paragraphs' starts to their ends.
    `last`: whether a word ends its paragraph.
    """

    order: Tags
    first: slice
    steps: list[tuple[slice, slice]]
    last: NDArray[np.bool_]


def _line_up(paragraph: NDArray[np.int32]) -> _Abreast:
    firsts = np.flatnonzero(np.diff(paragraph, prepend=paragraph[0] - 1))
    lengths = np.diff(firsts, append=len(paragraph))
    rank = np.argsort(np.argsort(-lengths, kind="stable"), kind="stable")
    within = np.arange(len(paragraph)) - np.repeat(firsts, lengths)
    order = np.lexsort((np.repeat(rank, lengths), within))
    edges = [0, *np.cumsum(np.bincount(within)).tolist()]
    # The longest come first: those that go on are the first ones of the step before.
    steps = [(slice(a, a + d - b), slice(b, d)) for (a, b), (_, d) in pairwise(pairwise(edges))]
    return _Abreast(order, slice(0, edges[1]), steps, (within == np.repeat(lengths, lengths) - 1)[order])


def _find_best(scores: Floats, moves: Floats, abreast: _Abreast) -> Tags:
    """The best legal tags (n_labels, n_words), in the order of `scores` (n_labels, n_words, 5): Viterbi."""
    came = np.zeros(scores.shape, np.int8)
    best = scores.copy()
    best[:, abreast.first] += np.where(STARTS, moves[:, None, O], _NEVER)
    for before, now in abreast.steps:
        paths = best[:, before, :, None] + moves[:, None]
        came[:, now] = paths.argmax(2)
        best[:, now] += paths.max(2)
    tags: Tags = (best + np.where(ENDS, moves[:, :, O], _NEVER)[:, None]).argmax(2)
    for before, now in reversed(abreast.steps):
        tags[:, before] = _pick(came[:, now], tags[:, now])
    return tags


def _weigh(scores: Floats, moves: Floats, abreast: _Abreast, tags: Tags) -> tuple[Floats, Floats, Floats]:
    """What a span's log-probability is made of, each (n_labels, n_words): to start at a word, to come to it, to end there.

    Forward and backward weights are scaled a word (Rabiner 1989), so that nothing under- or overflows.
    """
    odds = np.exp(np.maximum(scores - scores.max(2, keepdims=True), _UNLIKELY))
    across = np.exp(moves)
    ahead, scale = _go_ahead(odds, across, abreast)
    finish = np.where(ENDS, across[:, :, O], 0.0)[:, None]
    behind = np.broadcast_to(finish, odds.shape).copy()
    total = (ahead * finish).sum(2)  # of a paragraph, where its last word stands; carried back to all of them
    along = np.log(_pick(odds, tags) + _LEAST) - np.log(scale)
    for before, now in reversed(abreast.steps):
        behind[:, before] = (behind[:, now] * odds[:, now] / scale[:, now, None]) @ across.transpose(0, 2, 1)
        total[:, before] = total[:, now]
        along[:, now] += moves[np.arange(len(moves))[:, None], tags[:, before], tags[:, now]]
    start, end = np.log(_pick(ahead, tags) + _LEAST), np.log(_pick(behind, tags) + _LEAST)
    return start, along, end - np.log(total + _LEAST)


def _go_ahead(odds: Floats, across: Floats, abreast: _Abreast) -> tuple[Floats, Floats]:
    """Forward weights (n_labels, n_words, 5), each word's summing to 1, and what they were divided by."""
    ahead, scale = odds.copy(), np.ones(odds.shape[:2])
    ahead[:, abreast.first] *= STARTS * across[:, None, O]
    scale[:, abreast.first] = ahead[:, abreast.first].sum(2) + _LEAST
    ahead[:, abreast.first] /= scale[:, abreast.first, None]
    for before, now in abreast.steps:
        ahead[:, now] *= ahead[:, before] @ across
        scale[:, now] = ahead[:, now].sum(2) + _LEAST
        ahead[:, now] /= scale[:, now, None]
    return ahead, scale


def _pick(table: NDArray[Any], tags: Tags) -> NDArray[Any]:
    """Of a table (n_labels, n_words, 5), the values of the given tags (n_labels, n_words)."""
    return np.take_along_axis(table, tags[..., None], 2)[..., 0]
