"""Texts → windows for the encoder, and what each of their sentences teaches the act reader.

An encoder's window holds whole sentences, as an article has them: of labelled texts, of several told sentences or marked pairs,
each a paragraph, and of treebanks' documents.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import torch

from dragoman.events.candidates import SILENT
from dragoman.reading.words import Words, split_words
from training.acts import Act, Packed, Told, pack
from training.treebank import Parsed, place_arcs, read_treebank

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from tokenizers import Tokenizer
    from torch import Tensor

_MOST = 420  # pieces: a sentence that is longer teaches nothing

Parties = tuple[list[tuple[int, int]], list[tuple[int, int]]]
"""The words, first and last, of those who act and of those who are acted upon."""


@dataclass(frozen=True, slots=True, eq=False)
class Sentence:
    """Words `first` to `last` (exclusive) of a text, and what they teach: acts, a pair, or their syntax.

    `silent`: which words name nobody. `acts`: trigger word, the act, and the words of its parties; numbers count from `first`.
    `vectors` (n_words, 3 * WIDTH): what the encoder makes of them, none before it has read them.
    """

    first: int
    last: int
    silent: np.ndarray
    acts: list[tuple[int, Act, Parties]] | None = None
    pair: tuple[Told, list[tuple[int, int]]] | None = None
    parsed: Parsed | None = None
    vectors: Tensor = field(default_factory=lambda: torch.zeros(0))


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """Consecutive sentences of a text, and the words of the whole text."""

    words: Words
    sentences: list[Sentence]

    @property
    def size(self) -> int:
        """Pieces of all its sentences and what stands between them."""
        at = self.words.first_piece
        return int(at[self.sentences[-1].last] - at[self.sentences[0].first])

    def show(self, vectors: Tensor) -> list[Sentence]:
        """Its sentences with the vectors of its words, the first sentence's first."""
        begin = self.sentences[0].first
        return [replace(s, vectors=vectors[s.first - begin : s.last - begin]) for s in self.sentences]


def make_lesson(told: Sequence[Told], tokenizer: Tokenizer) -> Lesson:
    """Several told texts as one."""
    packed = pack(told, tokenizer)
    text = "\n\n".join(t.text for t in packed.told)
    return Lesson(packed.words, [s for number in range(len(told)) for s in _find_sentences(packed, number, text)])


def _find_sentences(packed: Packed, number: int, text: str) -> Iterator[Sentence]:
    """One told text's sentences; a marked pair's text is one."""
    one, words, spans, (first, last) = packed.told[number], packed.words, packed.spans[number], packed.reach[number]
    if one.acts is None:
        pair = (one, [(a - first, b - first) for a, b in spans])
        yield Sentence(first, last, _find_silent(words, text, first, last), pair=pair)
        return
    edges = [first, *(first + 1 + np.flatnonzero(np.diff(words.sentence[first:last]))).tolist(), last]
    for a, b in pairwise(edges):
        acts = [
            (trigger - a, act, (_clip(spans, act.actors, a, b), _clip(spans, act.recipients, a, b)))
            for act, trigger in zip(one.acts, packed.triggers[number], strict=True)
            if a <= trigger < b
        ]
        yield Sentence(a, b, _find_silent(words, text, a, b), acts=acts)


def _clip(spans: Sequence[tuple[int, int]], numbers: Iterable[int], first: int, last: int) -> list[tuple[int, int]]:
    """Some of the spans as far as they stand in words `first` to `last` (exclusive), counted from there."""
    inside = (spans[n] for n in numbers if spans[n][0] < last and spans[n][1] >= first)
    return [(max(a, first) - first, min(b, last - 1) - first) for a, b in inside]


def _find_silent(words: Words, text: str, first: int, last: int) -> np.ndarray:
    ends = zip(words.starts[first:last].tolist(), words.ends[first:last].tolist(), strict=True)
    return np.array([text[a:b].lower() in SILENT for a, b in ends])


def read_trees(paths: Iterable[Path], tokenizer: Tokenizer) -> list[Lesson]:
    """Treebanks' documents; of their sentences those that are neither very short nor very long."""
    lessons = []
    for text, trees in (d for path in paths for d in read_treebank(path)):
        words = split_words(text, tokenizer)
        found = [p for p in (place_arcs(words, tree) for tree in trees) if p is not None]
        sentences = [Sentence(p.first, p.last, _find_silent(words, text, p.first, p.last), parsed=p) for p in found]
        lessons += [Lesson(words, sentences)] if sentences else []
    return lessons


def pack_lessons(told: Sequence[Told], tokenizer: Tokenizer, dice: random.Random) -> list[Lesson]:
    """Short texts, shuffled, one to six a lesson."""
    order, lessons = list(told), list[Lesson]()
    dice.shuffle(order)
    while order:
        number = min(dice.choice((1, 2, 4, 6)), len(order))
        lessons.append(make_lesson([order.pop() for _ in range(number)], tokenizer))
    return lessons


def cut_lesson(lesson: Lesson, dice: random.Random, *, size: int) -> list[Lesson]:
    """A lesson in windows of whole sentences of up to `size` pieces, the first of random room, so that epochs differ."""
    at, parts, begun = lesson.words.first_piece, list[Lesson](), 0
    room = dice.randint(size // 3, size)
    for number in range(1, len(lesson.sentences) + 1):
        first = lesson.sentences[begun].first
        if number == len(lesson.sentences) or at[lesson.sentences[number].last] - at[first] > room:
            parts.append(Lesson(lesson.words, lesson.sentences[begun:number]))
            begun, room = number, size
    return [part for part in parts if part.size <= _MOST]


def batch_lessons(lessons: Sequence[Lesson], dice: random.Random, *, size: int) -> list[list[Lesson]]:
    """Batches of `size` windows of like length, in random order."""
    ordered = sorted(lessons, key=lambda lesson: (lesson.size // 32, dice.random()))
    batches = [ordered[at : at + size] for at in range(0, len(ordered), size)]
    dice.shuffle(batches)
    return batches
