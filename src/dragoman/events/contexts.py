"""Contexts: what an act is about (PLOVER's 37), from the words of the paragraph that tells it. The network weighs them."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dragoman.records import Classify, Reading

_ENOUGH = 0.5
_LONGEST, _SHORTEST_STEM = 3, 3


@lru_cache(maxsize=1)
def _read_table() -> tuple[tuple[str, ...], dict[str, tuple[int, ...]], dict[str, tuple[int, ...]]]:
    """The contexts' names, and by word or phrase, and by stem, the numbers of those that it points to."""
    table = (files("dragoman.events") / "data" / "contexts.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    whole: dict[str, tuple[int, ...]] = {}
    stems: dict[str, tuple[int, ...]] = {}
    for number, (_, phrases) in enumerate(rows):
        for phrase in phrases.split("|"):
            kind, key = (stems, phrase[:-1]) if phrase.endswith("*") else (whole, phrase)
            kind[key] = (*kind.get(key, ()), number)
    return tuple(name for name, _ in rows), whole, stems


def list_contexts() -> tuple[str, ...]:
    """Their names, in PLOVER's order, which is that of the network's columns."""
    return _read_table()[0]


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
    return [tuple(_pick(chances[p])) for p in paragraphs]


def _pick(chances: NDArray[np.float32]) -> list[str]:
    return [list_contexts()[n] for n in np.argsort(-chances, kind="stable").tolist() if chances[n] >= _ENOUGH]


def count_pointers(text: str, reading: Reading, first: int, end: int) -> NDArray[np.float32]:
    """How many different words among `first` to `end` (not inclusive) point to each context, as 1 - 1 / (1 + n); (37,)."""
    names, whole, stems = _read_table()
    said = [text[a:b].lower() for a, b in zip(reading.starts[first:end], reading.ends[first:end], strict=True)]
    pointing: list[set[str]] = [set() for _ in names]
    for at, word in enumerate(said):
        phrases = [" ".join(said[at : at + size]) for size in range(1, _LONGEST + 1)]
        # The tokenizer splits "same-sex" and "d'affaires".
        phrases += [
            phrase.replace(" - ", "-").replace(" ' ", "'") for phrase in phrases if " - " in phrase or " ' " in phrase
        ]
        found = [n for phrase in phrases for n in whole.get(phrase, ())]
        for phrase in phrases:
            for size in range(max(_SHORTEST_STEM, phrase.rfind(" ") + 2), len(phrase) + 1):
                found += stems.get(phrase[:size], ())
        for number in found:
            pointing[number].add(word)
    return np.array([1 - 1 / (1 + len(words)) for words in pointing], np.float32)
