"""Contexts: what an act is about (PLOVER's 37), from the words of the paragraph that tells it. The network weighs them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dragoman.records import Classify, Reading

_ENOUGH = 0.5
_SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True)
class _Pointers:
    """What points where, by the numbers of contexts: words, stems, and phrases by their first word."""

    names: tuple[str, ...]
    words: dict[str, tuple[int, ...]]
    stems: dict[str, tuple[int, ...]]
    phrases: dict[str, list[tuple[tuple[str, ...], bool, int]]]


@lru_cache(maxsize=1)
def _read_pointers() -> _Pointers:
    table = (files("dragoman.events") / "data" / "contexts.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    found = _Pointers(tuple(name for name, _ in rows), {}, {}, {})
    for number, (_, pointers) in enumerate(rows):
        for pointer in pointers.split("|"):
            stem, said = pointer.endswith("*"), _split(pointer.removesuffix("*"))
            if len(said) > 1:
                found.phrases.setdefault(said[0], []).append((tuple(said[1:]), stem, number))
            else:
                kind = found.stems if stem else found.words
                kind[said[0]] = (*kind.get(said[0], ()), number)
    return found


def _split(pointer: str) -> list[str]:
    """As the tokenizer does: "same-sex" and "d'affaires" are three words each."""
    return re.findall(r"\w+|[^\w\s]", pointer)


@lru_cache(maxsize=20_000)
def _point(word: str) -> tuple[int, ...]:
    """Where one word points."""
    known = _read_pointers()
    ends = range(_SHORTEST_STEM, len(word) + 1)
    return (*known.words.get(word, ()), *(n for end in ends for n in known.stems.get(word[:end], ())))


def list_contexts() -> tuple[str, ...]:
    """Their names, in PLOVER's order, which is that of the network's columns."""
    return _read_pointers().names


def find_contexts(text: str, reading: Reading, words: Sequence[int], classify: Classify) -> list[tuple[str, ...]]:
    """The contexts of the paragraph of each of some words, the likeliest first; none where none is likely enough."""
    if not len(words):
        return []
    paragraphs = [int(reading.paragraph[word]) for word in words]
    once = sorted(set(paragraphs))
    reaches = [
        (int(np.searchsorted(reading.paragraph, p)), int(np.searchsorted(reading.paragraph, p + 1))) for p in once
    ]
    pointed = np.stack([count_pointers(text, reading, first, end) for first, end in reaches])
    chances = dict(zip(once, classify(pointed), strict=True))
    return [tuple(pick_contexts(chances[p])) for p in paragraphs]


def pick_contexts(chances: NDArray[np.float32]) -> list[str]:
    """The contexts that are likely enough of a paragraph's, (n_contexts,), the likeliest first."""
    return [list_contexts()[n] for n in np.argsort(-chances, kind="stable").tolist() if chances[n] >= _ENOUGH]


def count_pointers(text: str, reading: Reading, first: int, end: int) -> NDArray[np.float32]:
    """How many different words among `first` to `end` (not inclusive) point to each context, as 1 - 1 / (1 + n); (37,)."""
    known = _read_pointers()
    said = [
        text[a:b].lower()
        for a, b in zip(reading.starts[first:end].tolist(), reading.ends[first:end].tolist(), strict=True)
    ]
    pointing: dict[int, set[str]] = {}
    for at, word in enumerate(said):
        for number in _point(word):
            pointing.setdefault(number, set()).add(word)
        for rest, stem, number in known.phrases.get(word, ()):
            if _follows(said, at + 1, rest, stem=stem):
                pointing.setdefault(number, set()).add(word)
    found = np.zeros(len(known.names), np.float32)
    for number, words in pointing.items():
        found[number] = 1 - 1 / (1 + len(words))
    return found


def _follows(said: Sequence[str], at: int, rest: tuple[str, ...], *, stem: bool) -> bool:
    """Whether these words stand there; the last may be a stem."""
    here = said[at : at + len(rest)]
    whole = len(rest) - stem
    return (
        len(here) == len(rest) and tuple(here[:whole]) == rest[:whole] and (not stem or here[-1].startswith(rest[-1]))
    )
