"""Decoding: from emissions to spans, each with its probability.

Each label is a linear-chain conditional random field of its own over the words of a paragraph (Lafferty, McCallum and
Pereira 2001). The best legal tags are Viterbi's; a span's probability is the share of all legal sequences, weighed by
their scores, that hold exactly this span, found by the forward-backward recursions. No span crosses from one paragraph to
the next (of PolNeAR's 61,000 training spans one does).

An article is one chain: a word's step is a (5, 5) table from the tag before to its own, and the step into a paragraph goes
from what may end to what may start. Steps multiply, so the chain is cut into blocks that are multiplied abreast; then only
the blocks, not the words, are gone through one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dragoman.reading.tags import ENDS, LEGAL, STARTS, O, find_spans

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Tags = NDArray[np.int64]

_BLOCK = 24  # words: about the root of an article's length, which is where both walks together are shortest
_NEVER = -1e4
_UNLIKELY = -30.0  # nothing legal is held for less likely than e to this: keeps weights above zero
_LEAST = 1e-300


def decode(
    emissions: NDArray[np.float32], transitions: NDArray[np.float32], paragraph: NDArray[np.int32]
) -> list[list[tuple[int, int, float]]]:
    """By label, spans of words (first, last, probability), inclusive, in order.

    `emissions` (n_words, n_labels, 5), `transitions` (n_labels, 5, 5), `paragraph` (n_words,) of which words stand in.
    """
    if not len(paragraph):
        return [[] for _ in range(emissions.shape[1])]
    steps, finish = _lay_steps(emissions, transitions, paragraph)
    tags = _find_best(steps, finish)
    enter, along, leave = _weigh(np.exp(steps), np.exp(finish), tags)
    total = np.cumsum(along, axis=1)
    return [
        [(a, b, float(np.exp(min(enter[k, a] + total[k, b] - total[k, a] + leave[k, b], 0.0)))) for a, b in spans]
        for k, spans in enumerate(map(find_spans, tags))
    ]


def _lay_steps(
    emissions: NDArray[np.float32], transitions: NDArray[np.float32], paragraph: NDArray[np.int32]
) -> tuple[Floats, Floats]:
    """Log-weights of each word's step (n_labels, n_words, 5, 5), and of ending with each tag (n_labels, 5)."""
    scores = emissions.astype(np.float64).transpose(1, 0, 2)
    scores = np.maximum(scores - scores.max(2, keepdims=True), _UNLIKELY)
    likely = np.maximum(transitions - transitions.max((1, 2), keepdims=True), _UNLIKELY).astype(np.float64)
    moves = np.where(LEGAL, likely, _NEVER)
    start = np.where(STARTS, moves[:, O], _NEVER)
    finish = np.where(ENDS, moves[:, :, O], _NEVER)
    opens = np.diff(paragraph, prepend=paragraph[0] - 1) != 0
    into = finish[:, :, None] + start[:, None, :]
    steps = np.where(opens[:, None, None], into[:, None], moves[:, None]) + scores[:, :, None, :]
    return np.maximum(steps, _NEVER), finish


def _block(steps: Floats, idle: Floats) -> Floats:
    """Steps (n_labels, n_words, 5, 5) as (n_labels, n_blocks, _BLOCK, 5, 5), filled up at the end with idle ones (5, 5)."""
    n_labels, n_words = steps.shape[:2]
    fill = np.broadcast_to(idle, (n_labels, -n_words % _BLOCK, 5, 5))
    return np.concatenate((steps, fill), axis=1).reshape(n_labels, -1, _BLOCK, 5, 5)


def _find_best(steps: Floats, finish: Floats) -> Tags:
    """The best legal tags (n_labels, n_words): Viterbi, where paths add up and the larger wins.

    Tags stand in the first axes here, so that what numpy takes the maximum of lies side by side.
    """
    n_labels, n_words = steps.shape[:2]
    idle = np.where(np.eye(5, dtype=bool), 0.0, _NEVER)
    blocks = np.ascontiguousarray(_block(steps, idle).transpose(2, 3, 4, 0, 1))  # (_BLOCK, 5, 5, n_labels, n_blocks)
    whole = blocks[0]
    for k in range(1, _BLOCK):
        whole = (whole[:, :, None] + blocks[k]).max(1)
    best = np.empty((5, n_labels, blocks.shape[4]))
    now = np.where(np.arange(5) == O, 0.0, _NEVER)[:, None] + np.zeros(n_labels)
    for b in range(blocks.shape[4]):
        best[..., b] = now
        now = (now[:, None] + whole[..., b]).max(0)
    came = np.empty((n_labels, blocks.shape[4], _BLOCK, 5), np.int8)
    for k in range(_BLOCK):
        paths = best[:, None] + blocks[k]
        came[:, :, k] = paths.argmax(0).transpose(1, 2, 0)
        best = paths.max(0)
    return _trace_back(came.reshape(n_labels, -1, 5)[:, :n_words], (now + finish.T).argmax(0))


def _trace_back(came: NDArray[np.int8], last: Tags) -> Tags:
    """Tags (n_labels, n_words) that end in `last` (n_labels,); `came` (n_labels, n_words, 5) has the tag before each tag."""
    tags = np.empty(came.shape[:2], np.int64)
    for row, before, tag in zip(tags, came.tolist(), last.tolist(), strict=True):
        for word in range(len(row) - 1, -1, -1):
            row[word] = tag
            tag = before[word][tag]
    return tags


def _weigh(steps: Floats, finish: Floats, tags: Tags) -> tuple[Floats, Floats, Floats]:
    """What a span's log-probability is made of, each (n_labels, n_words): to come to a word, to go along, to go on from it."""
    n_words = steps.shape[1]
    ahead, behind = (w.reshape(len(w), -1, 5)[:, :n_words] for w in _go_both_ways(_block(steps, np.eye(5)), finish))
    behind = behind / ((ahead * behind).sum(2, keepdims=True) + _LEAST)
    scale = (ahead[:, :-1, None] @ steps[:, 1:]).sum((2, 3)) + _LEAST
    label, word = np.arange(len(tags))[:, None], np.arange(n_words)
    along = np.zeros(tags.shape)
    along[:, 1:] = np.log(steps[label, word[1:], tags[:, :-1], tags[:, 1:]] + _LEAST) - np.log(scale)
    return np.log(ahead[label, word, tags] + _LEAST), along, np.log(behind[label, word, tags] + _LEAST)


def _go_both_ways(blocks: Floats, finish: Floats) -> tuple[Floats, Floats]:
    """Weights of each word's tags from the start and from the end, (n_labels, n_blocks, _BLOCK, 5), a word's summing to 1."""
    n_labels, n_blocks = blocks.shape[:2]
    whole = blocks[:, :, 0]
    for k in range(1, _BLOCK):
        whole = whole @ blocks[:, :, k]
        whole = whole / whole.max((2, 3), keepdims=True)
    before, after = np.empty((n_labels, n_blocks, 1, 5)), np.empty((n_labels, n_blocks, 5, 1))
    left, right = np.eye(5)[None, O : O + 1] + np.zeros((n_labels, 1, 1)), finish[..., None]
    for b in range(n_blocks):
        before[:, b], after[:, -1 - b] = left, right
        left, right = _even(left @ whole[:, b]), _even(whole[:, -1 - b] @ right)
    ahead, behind = np.empty(blocks.shape[:4]), np.empty(blocks.shape[:4])
    for k in range(_BLOCK):
        before = _even(before @ blocks[:, :, k])
        ahead[:, :, k], behind[:, :, -1 - k] = before[..., 0, :], after[..., 0]
        after = _even(blocks[:, :, -1 - k] @ after)
    return ahead, behind


def _even(weights: NDArray[Any]) -> NDArray[Any]:
    """Vectors in the last two axes, scaled so that each sums to 1 (Rabiner 1989)."""
    scaled: NDArray[Any] = weights / (weights.sum((-2, -1), keepdims=True) + _LEAST)
    return scaled
