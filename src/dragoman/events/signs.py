"""Signs: the words around a trigger that say how its act is told: denied, ahead, left open, tried, going on.

A word's vector hardly holds them (docs/decisions/0064). What each does, and from how far, the network learns.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dragoman.records import Reading

_FAR = 200  # words: signs farther away are not looked for, so that a text of one endless sentence costs no more
_REACHES = (1, 3, 7, _FAR)  # words before the trigger, in its clause: within one reach is within all longer ones
_AFTER = 3
PLACES = len(_REACHES) + 3
"""Where a sign can stand: within each of the reaches before, before the clause, near after, farther after."""
_CLOSES = frozenset(',;:—–()"“”?!')
_IRREGULAR = frozenset(
    "met shot sent held cut hit struck broke gave took made said told led left went came put let kept began fought won lost "
    "sold bought paid built drew withdrew threw flew ran sank seized stood spoke wrote chose shut set freed fled".split()
)
_SHAPES = 8


@lru_cache(maxsize=1)
def _get_signs() -> dict[str, list[tuple[list[str], int]]]:
    """By its first word all words of each sign, and the number of its class."""
    found: dict[str, list[tuple[list[str], int]]] = {}
    for number, (_, phrases) in enumerate(_rows()):
        for said in (phrase.split() for phrase in phrases.split("|")):
            found.setdefault(said[0], []).append((said, number))
    return found


@lru_cache(maxsize=1)
def _rows() -> tuple[tuple[str, str], ...]:
    table = (files("dragoman.events") / "data" / "signs.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return tuple((name, phrases) for name, phrases in rows)


@lru_cache(maxsize=1)
def count_signs() -> int:
    """How many numbers `find_signs` gives a word."""
    return len(_rows()) * PLACES + _SHAPES


def find_signs(text: str, reading: Reading, words: Sequence[int]) -> NDArray[np.float32]:
    """Which signs stand where around each word, in its sentence, and what the word looks like: 0 or 1, (n, count_signs())."""
    found = np.zeros((len(words), count_signs()), np.float32)
    known: dict[int, tuple[int, list[str], list[tuple[int, int, int]]]] = {}
    for row, word in enumerate(words):
        number = int(reading.sentence[word])
        if number not in known:
            known[number] = _read_sentence(text, reading, number)
        first, said, signs = known[number]
        at = word - first
        near = (bisect_left(signs, at - _FAR, key=_begin), bisect_right(signs, at + _FAR, key=_begin))
        for sign, begin, last in signs[slice(*near)]:
            if not begin <= at <= last:
                places = sign * PLACES
                first_place, end_place = _find_places(said, begin, last, at)
                found[row, places + first_place : places + end_place] = 1
        found[row, -_SHAPES:] = _find_shape(text, reading, word, said, at)
    return found


def _read_sentence(text: str, reading: Reading, number: int) -> tuple[int, list[str], list[tuple[int, int, int]]]:
    """A sentence's first word, its words in lower case, and its signs: class, first and last word in it."""
    first, end = (int(np.searchsorted(reading.sentence, n)) for n in (number, number + 1))
    said = [
        text[a:b].lower()
        for a, b in zip(reading.starts[first:end].tolist(), reading.ends[first:end].tolist(), strict=True)
    ]
    known = _get_signs()
    signs = [
        (sign, at, at + len(words) - 1)
        for at, word in enumerate(said)
        for words, sign in known.get(word, ())
        if said[at : at + len(words)] == words
    ]
    return first, said, signs


def _begin(sign: tuple[int, int, int]) -> int:
    return sign[1]


def _find_places(said: Sequence[str], begin: int, last: int, at: int) -> tuple[int, int]:
    """First of its places, and the one after the last."""
    n = len(_REACHES)
    if begin > at:
        after = n + 1 + (begin - at > _AFTER)
        return after, after + 1
    if not _CLOSES.isdisjoint(said[last + 1 : at]):
        return n, n + 1
    return next(place for place, reach in enumerate(_REACHES) if at - last <= reach), n


def _find_shape(text: str, reading: Reading, word: int, said: Sequence[str], at: int) -> tuple[bool, ...]:
    """Endings that tell a verb's form, whether the sentence asks, and whether it is quoted."""
    it = said[at]
    return (
        it.endswith("ed"),
        it.endswith("ing"),
        it.endswith("s"),
        bool(re.search(r"(?:ion|ment|al|ance|ence|ure)s?$", it)),
        it in _IRREGULAR,
        "?" in said[-2:],
        at == 0,
        any(q.start <= reading.starts[word] < q.end for q in reading.quotations),
    )
