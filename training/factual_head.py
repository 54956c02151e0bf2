"""The head that says how an act is told, while it learns: in numpy, so that measuring needs no torch.

One hidden layer over a word's vector, its likeliest types and the signs around it, and a straight way past it for the last two.
Several questions, each with a softmax of its own; an answer of -1 is not known.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

QUESTIONS = {"certain": 2, "doubt": 3, "polarity": 2, "future": 2, "present": 2, "aspect": 4}
"""What is asked, and how many answers there are: certain or not; if not, PR, PS or Uu; + or -; ahead or not; if not, past or
present; the four aspects."""
SIZES = tuple(QUESTIONS.values())
EDGES = (0, *np.cumsum(SIZES).tolist())
WEIGHTS: Floats = np.array([1, 2, 1, 1, 1, 1, 2, 1, 1.3, 1, 1.3, 1, 1, 1, 1], np.float32)
"""What an answer counts: the rarer one of a question more."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a head learns; chosen on the cases that are for choosing (docs/decisions/0064)."""

    hidden: int = 48
    epochs: int = 12
    batch: int = 256
    rate: float = 3e-3
    decay: float = 0.1
    dropout: float = 0.3
    missed: float = 0.15
    past_rate: float = 4
    seed: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Acts as numbers: `vectors` (n, width), `beside` (n, types and signs), `answers` (n, questions), `worth` (n,)."""

    vectors: Floats
    beside: Floats
    answers: Ints
    worth: Floats

    def pick(self, chosen: NDArray[np.bool_] | Ints) -> Rows:
        """Those rows."""
        return Rows(self.vectors[chosen], self.beside[chosen], self.answers[chosen], self.worth[chosen])


def join(parts: list[Rows]) -> Rows:
    """All rows of some."""
    return Rows(
        *(np.concatenate([getattr(p, name) for p in parts]) for name in ("vectors", "beside", "answers", "worth"))
    )


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """`weights`: from vectors to the hidden layer, from what is beside them to it, its bias; to the odds, their bias; past it."""

    weights: tuple[Floats, ...]

    def weigh(self, vectors: Floats, beside: Floats) -> Floats:
        """Log-odds (n, sum of SIZES)."""
        return _run(self.weights, vectors, beside)[1]

    def answer(self, vectors: Floats, beside: Floats) -> Ints:
        """The likeliest answer to each question, (n, questions)."""
        odds = self.weigh(vectors, beside)
        return np.stack([odds[:, a:b].argmax(1) for a, b in pairwise(EDGES)], 1).astype(np.int64)


def _run(weights: tuple[Floats, ...], vectors: Floats, beside: Floats) -> tuple[Floats, Floats]:
    dense, side, bias, out, last, past = weights
    hidden: Floats = np.maximum(vectors @ dense + beside @ side + bias, 0)
    odds: Floats = hidden @ out + last + beside @ past
    return hidden, odds


def train_head(rows: Rows, settings: Settings = Settings()) -> Head:
    """A head that learned on rows. The same rows give the same head."""
    s, dice = settings, np.random.default_rng(settings.seed)
    mean, spread = rows.vectors.mean(0), rows.vectors.std(0) + np.float32(1e-6)
    vectors = (rows.vectors - mean) / spread
    width, extra, size = vectors.shape[1], rows.beside.shape[1], EDGES[-1]
    dense = dice.normal(0, width**-0.5, (width, s.hidden)).astype(np.float32)
    side = dice.normal(0, extra**-0.5, (extra, s.hidden)).astype(np.float32)
    shapes = ((s.hidden,), (s.hidden, size), (size,), (extra, size))
    weights = (dense, side, *(np.zeros(shape, np.float32) for shape in shapes))
    moments = [(np.zeros_like(w), np.zeros_like(w)) for w in weights]
    steps, step = s.epochs * -(-len(vectors) // s.batch), 0
    for _ in range(s.epochs):
        order = dice.permutation(len(vectors))
        for first in range(0, len(order), s.batch):
            now = order[first : first + s.batch]
            kept = [
                (dice.random((n, w)) > share).astype(np.float32) / np.float32(1 - share)
                for n, w, share in ((1, width, s.dropout), (len(now), extra, s.missed))
            ]
            slopes = _find_slopes(
                weights, vectors[now] * kept[0], rows.beside[now] * kept[1], rows.answers[now], rows.worth[now]
            )
            step += 1
            _move(weights, moments, slopes, step, s.rate * max(0.02, 1 - step / steps), s)
    scaled = (weights[0] / spread[:, None]).astype(np.float32)
    return Head((scaled, weights[1], (weights[2] - mean @ scaled).astype(np.float32), *weights[3:]))


def _find_slopes(
    weights: tuple[Floats, ...], vectors: Floats, beside: Floats, answers: Ints, worth: Floats
) -> tuple[Floats, ...]:
    """Gradients of the weighed cross-entropy, in the order of the weights."""
    hidden, odds = _run(weights, vectors, beside)
    slope = np.zeros_like(odds)
    row = np.arange(len(odds))
    for question, (a, b) in enumerate(pairwise(EDGES)):
        part = odds[:, a:b]
        shares = np.exp(part - part.max(1, keepdims=True))
        shares /= shares.sum(1, keepdims=True)
        asked = answers[:, question] >= 0
        chosen = np.where(asked, answers[:, question], 0)
        shares[row, chosen] -= 1
        slope[:, a:b] = shares * (WEIGHTS[a + chosen] * asked * worth / len(odds))[:, None]
    back = (slope @ weights[3].T) * (hidden > 0)
    return vectors.T @ back, beside.T @ back, back.sum(0), hidden.T @ slope, slope.sum(0), beside.T @ slope


def _move(
    weights: tuple[Floats, ...],
    moments: list[tuple[Floats, Floats]],
    slopes: tuple[Floats, ...],
    step: int,
    rate: float,
    settings: Settings,
) -> None:
    """One step of AdamW (Loshchilov and Hutter, 2019), in place; biases do not decay, and the way past learns faster."""
    for number, (weight, (first, second), slope) in enumerate(zip(weights, moments, slopes, strict=True)):
        first += 0.1 * (slope - first)
        second += 0.02 * (slope * slope - second)
        step_now = (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.98**step)) + 1e-8)
        decayed = settings.decay * weight if number in {0, 1, 3, 5} else 0
        weight -= (settings.past_rate if number == 5 else 1) * rate * (step_now + decayed)
