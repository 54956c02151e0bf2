"""Attribution articles → windows with labels.

The format is PolNeAR's as stored in `attribution/*.jsonl`: one article a line, `text` and `attributions`, each with
`source`, `cue` and `content` as lists of `[start, end)` code points.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from dragoman.reading.tags import LABELS, tag_spans
from dragoman.reading.words import Window, Words, split_words
from dragoman.records import Label

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

Spans = dict[Label, list[tuple[int, int, int]]]
"""By label: (first word, last word, number of the attribution)."""


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """One article in words, with its attributions."""

    words: Words
    spans: Spans


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """One window of an example: what goes through the encoder, and what should come out."""

    words: Words
    window: Window
    tags: NDArray[np.int64]  # (n_words, n_labels)
    spans: Spans  # word numbers within the window

    @property
    def n_pieces(self) -> int:
        return int(self.words.first_piece[self.window.last] - self.words.first_piece[self.window.first])


def read_articles(path: Path) -> list[dict[str, Any]]:
    """All articles of a file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def split_articles(
    articles: list[dict[str, Any]], *, every: int = 10
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """(to train on, to choose on): every tenth article of each publisher, in the file's order, is kept for choosing."""
    seen: dict[str, int] = {}
    train: list[dict[str, Any]] = []
    choose: list[dict[str, Any]] = []
    for article in articles:
        seen[article["publisher"]] = number = seen.get(article["publisher"], 0) + 1
        (choose if number % every == 0 else train).append(article)
    return train, choose


def make_example(text: str, attributions: list[dict[str, Any]], tokenizer: Tokenizer) -> Example:
    """Labels at word boundaries: a span covers the words it overlaps."""
    words = split_words(text, tokenizer)
    spans: Spans = {label: [] for label in LABELS}
    for number, attribution in enumerate(attributions):
        for label in LABELS:
            for start, end in attribution[label]:
                first = int(np.searchsorted(words.ends, start, side="right"))
                last = int(np.searchsorted(words.starts, end)) - 1
                if first <= last:
                    spans[label].append((first, last, number))
    return Example(words, spans)


def cut_windows(example: Example, *, size: int, dice: random.Random) -> list[Piece]:
    """Windows on sentence boundaries, the first of random size, so that epochs differ; they overlap by a sentence.

    One article in seven is cut short, into pieces the length of a tweet or a brief.
    """
    words, whole = example.words, size
    if dice.random() < 1 / 7:
        size = dice.randint(24, 120)
    breaks = [0, *(np.flatnonzero(np.diff(words.sentence)) + 1).tolist(), len(words)] if len(words) else []
    room = dice.randint(size // 2, size)
    pieces, begin = [], 0
    while begin < len(breaks) - 1:
        end = begin + 1
        while end + 1 < len(breaks) and words.first_piece[breaks[end + 1]] - words.first_piece[breaks[begin]] <= room:
            end += 1
        pieces.append(_cut(example, Window(breaks[begin], min(breaks[end], breaks[begin] + size))))
        if end == len(breaks) - 1:
            break
        begin, room = max(begin + 1, end - 1), size
    return [p for p in pieces if p.n_pieces <= whole + 32]


def _cut(example: Example, window: Window) -> Piece:
    spans = {
        label: [
            (a - window.first, b - window.first, n)
            for a, b, n in example.spans[label]
            if window.first <= a and b < window.last
        ]
        for label in LABELS
    }
    n_words = window.last - window.first
    tags = np.stack([tag_spans([(a, b) for a, b, _ in spans[label]], n_words) for label in LABELS], axis=1)
    return Piece(example.words, window, tags, spans)


def batch_pieces(pieces: list[Piece], *, size: int, dice: random.Random) -> list[list[Piece]]:
    """Batches of `size` windows of like length, in random order."""
    ordered = sorted(pieces, key=lambda p: (p.n_pieces // 32, dice.random()))
    edges = [*range(0, len(ordered), size), len(ordered)]
    batches = [ordered[a:b] for a, b in pairwise(edges) if a < b]
    dice.shuffle(batches)
    return batches
