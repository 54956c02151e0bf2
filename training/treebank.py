"""Universal Dependencies (CoNLL-U) → the encoder's words with their heads, relations and parts of speech.

A treebank's token may be several of our words ("U.S."): the first carries its arc, the others hang on it as "flat". Where one of
our words holds several tokens ("cannot"), the first token's arc is its.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from dragoman.reading.words import Words

LONGEST = 90  # words


@dataclass(frozen=True, slots=True)
class Token:
    """A token: its number, code points of its text, number of its head (0: none), relation, part of speech."""

    number: int
    start: int
    end: int
    head: int
    relation: str
    part: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A sentence in words `first` to `last` (exclusive): each one's head from `first` (a root is its own), and labels."""

    first: int
    last: int
    heads: tuple[int, ...]
    relations: tuple[str, ...]
    parts: tuple[str, ...]


def read_treebank(path: Path) -> Iterator[tuple[str, list[list[Token]]]]:
    """Each document's text, paragraphs parted by an empty line, and its sentences."""
    for block in path.read_text("utf-8").split("# newdoc id = ")[1:]:
        text, gap, at, until = "", "", 0, 0
        sentences: list[list[Token]] = []
        sentence: list[Token] = []
        for line in [*block.splitlines()[1:], ""]:
            if line.startswith("# newpar"):
                gap = "\n\n" if text else ""
            elif not line:
                sentences += [sentence] if sentence else []
                sentence, gap, until = [], gap or " ", 0
            elif not line.startswith("#"):
                number, form, _, part, _, _, head, relation, _, misc = line.split("\t")
                first, _, last = number.partition("-")
                if "." in number:
                    continue
                if last or int(first) > until:
                    text += gap + form
                    at, gap = len(text) - len(form), "" if "SpaceAfter=No" in misc else " "
                if last:  # "don't": its tokens follow, and take their parts of it
                    until = int(last)
                    continue
                end = at + len(form) if text.startswith(form, at) else at
                sentence.append(Token(int(first), at, end, int(head), relation.partition(":")[0], part))
                at = end
        yield text, sentences


def place_arcs(words: Words, sentence: list[Token]) -> Parsed | None:
    """A sentence's arcs between our words; None where it has fewer than three or more than LONGEST."""
    first = int(np.searchsorted(words.ends, sentence[0].start, side="right"))
    last = int(np.searchsorted(words.starts, sentence[-1].end))
    if not 3 <= last - first <= LONGEST:
        return None
    tokens = {t.number: t for t in sentence}
    owner: dict[int, Token] = {}
    carrier: dict[int, int] = {}
    for token in sentence:
        mine = [w for w in range(first, last) if token.start <= words.starts[w] < max(token.end, token.start + 1)]
        if mine:
            carrier[token.number] = mine[0]
        for word in mine:
            owner.setdefault(word, token)

    def climb(number: int) -> int:
        """The nearest token at or above one that has a word of ours; 0: none."""
        for _ in sentence:
            if not number or number in carrier:
                return number
            number = tokens[number].head
        return 0

    arcs = [_place_arc(word, owner.get(word), carrier, climb, first) for word in range(first, last)]
    heads, relations, parts = zip(*arcs, strict=True)
    return Parsed(first, last, heads, relations, parts)


def _place_arc(
    word: int, token: Token | None, carrier: dict[int, int], climb: Callable[[int], int], first: int
) -> tuple[int, str, str]:
    if token is None:
        return -1, "", ""
    if carrier[token.number] != word:
        return carrier[token.number] - first, "flat", token.part
    head = climb(token.head)
    return (carrier[head] - first, token.relation, token.part) if head else (word - first, "root", token.part)
