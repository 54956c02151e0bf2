"""The head that factuality is measured with: one hidden layer over word vectors, and a straight way past it for negators.

Of the kind that the network's head for acts is, in numpy, so that measuring needs no torch. Three questions with two answers
each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

HIDDEN, EPOCHS, BATCH, RATE, DECAY, DROPOUT, SEED = 48, 16, 256, 4e-3, 0.1, 0.3, 1
TOLD_WEIGHT = 0.3
"""What an event of the project's own sentences counts beside one of the corpus."""
WEIGHTS = np.array(((1, 2), (1, 2), (1, 1.3)), np.float32)
"""What an answer counts: the rarer one of each question more."""
_PAST_RATE = 10
_QUESTIONS = 3


class Rows(Protocol):
    """Events as numbers: `vectors` (n, width), `negators` (n, 2), `answers` (n, 3); 2 where there is no answer."""

    @property
    def vectors(self) -> Floats: ...
    @property
    def negators(self) -> Floats: ...
    @property
    def answers(self) -> NDArray[np.int64]: ...


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """Weights of the two layers and of the way past them, and what vectors are scaled by."""

    mean: Floats
    spread: Floats
    weights: tuple[Floats, ...]

    def judge(self, vectors: Floats, negators: Floats) -> NDArray[np.int64]:
        """Answers (n, 3), each 0 or 1."""
        odds = _run(self.weights, (vectors - self.mean) / self.spread, negators)[1]
        return np.asarray(odds.reshape(-1, _QUESTIONS, 2).argmax(2), np.int64)


def _run(weights: tuple[Floats, ...], vectors: Floats, negators: Floats) -> tuple[Floats, Floats]:
    """The hidden layer (n, hidden) and log-odds (n, 6)."""
    dense, bias, out, last, past = weights
    hidden: Floats = np.maximum(vectors @ dense + bias, 0)
    odds: Floats = hidden @ out + last + negators @ past
    return hidden, odds


def train_head(*rows: Rows) -> Head:
    """A head that learned on the first rows, and on any others at `TOLD_WEIGHT`. The same rows give the same head."""
    dice = np.random.default_rng(SEED)
    vectors = np.concatenate([r.vectors for r in rows])
    mean, spread = vectors.mean(0), vectors.std(0) + np.float32(1e-6)
    vectors = (vectors - mean) / spread
    negators = np.concatenate([r.negators for r in rows])
    answers = np.concatenate([r.answers for r in rows])
    worth = np.concatenate([np.full(len(r.answers), TOLD_WEIGHT if n else 1, np.float32) for n, r in enumerate(rows)])
    width, size = vectors.shape[1], 2 * _QUESTIONS
    dense = dice.normal(0, width**-0.5, (width, HIDDEN)).astype(np.float32)
    sizes = ((HIDDEN,), (HIDDEN, size), (size,), (negators.shape[1], size))
    weights = (dense, *(np.zeros(s, np.float32) for s in sizes))
    moments = [(np.zeros_like(w), np.zeros_like(w)) for w in weights]
    steps, step = EPOCHS * -(-len(vectors) // BATCH), 0
    for _ in range(EPOCHS):
        order = dice.permutation(len(vectors))
        for first in range(0, len(order), BATCH):
            rows_now = order[first : first + BATCH]
            kept = (dice.random(width) > DROPOUT).astype(np.float32) / np.float32(1 - DROPOUT)
            now, denied = vectors[rows_now] * kept, negators[rows_now]
            slopes = _find_slopes(weights, now, denied, answers[rows_now], worth[rows_now])
            step += 1
            _move(weights, moments, slopes, step, RATE * max(0.02, 1 - step / steps))
    return Head(mean, spread, weights)


def _find_slopes(
    weights: tuple[Floats, ...], vectors: Floats, negators: Floats, answers: NDArray[np.int64], worth: Floats
) -> tuple[Floats, ...]:
    """Gradients of the weighed cross-entropy, in the order of the weights."""
    hidden, odds = _run(weights, vectors, negators)
    apart = odds.reshape(-1, _QUESTIONS, 2)
    shares = np.exp(apart - apart.max(2, keepdims=True))
    shares /= shares.sum(2, keepdims=True)
    asked = answers < 2
    chosen = np.where(asked, answers, 0)
    shares -= np.eye(2, dtype=np.float32)[chosen]
    weight = WEIGHTS[np.arange(_QUESTIONS), chosen] * asked * worth[:, None] / len(answers)
    slope: Floats = (shares * weight[:, :, None]).reshape(len(answers), -1).astype(np.float32)
    back = (slope @ weights[2].T) * (hidden > 0)
    return vectors.T @ back, back.sum(0), hidden.T @ slope, slope.sum(0), negators.T @ slope


def _move(
    weights: tuple[Floats, ...],
    moments: list[tuple[Floats, Floats]],
    slopes: tuple[Floats, ...],
    step: int,
    rate: float,
) -> None:
    """One step of AdamW (Loshchilov and Hutter, 2019), in place; only the two layers decay, and the way past learns faster."""
    for number, (weight, (first, second), slope) in enumerate(zip(weights, moments, slopes, strict=True)):
        first += 0.1 * (slope - first)
        second += 0.02 * (slope * slope - second)
        step_now = (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.98**step)) + 1e-8)
        decayed = DECAY * weight if number in {0, 2} else 0
        weight -= (_PAST_RATE if number == len(weights) - 1 else 1) * rate * (step_now + decayed)
