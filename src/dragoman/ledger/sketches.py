"""An article's text → what it is compared by: its runs of words, and the words that set it apart.

Runs of four words, each as a hash (Broder 1997, shingles), show what is copied: two texts that share none of these share no
sentence. Every eighth, by its hash, is indexed: so what is copied is found without comparing with everything. The 32 words
that weigh most, by how often they stand here and how rare they are in news, show what it is about: their product is a
cosine. Both depend on the text alone, so that a comparison is the same whatever else the ledger holds.
"""

from __future__ import annotations

import math
import re
import struct
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import xxhash

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dragoman.records import Article

RUN = 4  # words
SAMPLED = 8  # every so many of the runs, by their hash, is indexed
TERMS = 32
SCALE = 1000  # a term's weight is a whole number, so that sums do not depend on their order
_NAME = 2.0  # how much more a word weighs that is written with a capital
_COMMON = 0.7  # the inverse document frequency under which a word says nothing
_ACCENT = re.compile("[\u0300-\u036f]+")
_WORD = re.compile(r"[^\W_]+(?:'(?!s\b)[^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a text is compared by: hashes of its runs of words; hash of a word → weight, of length SCALE as a vector.

    Hashes are of 32 bits.
    """

    runs: frozenset[int]
    terms: Mapping[int, int]

    @property
    def sample(self) -> list[int]:
        """The runs that are indexed."""
        return sorted(run for run in self.runs if run % SAMPLED == 0)


def sketch(article: Article) -> Sketch:
    """What the text of an article, less its furniture, is compared by."""
    words = find_words(_find_body(article))
    folded = [word.casefold() for word in words]
    runs = frozenset(_hash(" ".join(run)) for run in zip(*(folded[n:] for n in range(RUN)), strict=False))
    return Sketch(runs, _weigh(words, folded))


def _hash(words: str) -> int:
    return xxhash.xxh32_intdigest(words.encode())


def pack(numbers: Iterable[int]) -> bytes:
    """Hashes and weights as they are stored: four bytes each, the lowest first."""
    listed = list(numbers)
    return struct.pack(f"<{len(listed)}I", *listed)


def unpack(packed: bytes) -> tuple[int, ...]:
    """The inverse of `pack`."""
    return struct.unpack(f"<{len(packed) // 4}I", packed)


def find_words(text: str) -> list[str]:
    """The words of a text as they are compared: without accents and possessive endings, yet with their capitals."""
    bare = _ACCENT.sub("", unicodedata.normalize("NFKD", text).replace("’", "'"))
    return _WORD.findall(bare)


def _find_body(article: Article) -> str:
    parts, at = [], 0
    for span in sorted(article.furniture):
        parts.append(article.text[at : span.start])
        at = max(at, span.end)
    return "\n".join([*parts, article.text[at:]])


def _weigh(words: list[str], folded: list[str]) -> dict[int, int]:
    """The terms that weigh most; of two that weigh the same, the first by its letters."""
    stems = [find_stem(word) for word in folded]
    counts, capitals = Counter(stems), Counter(s for s, w in zip(stems, words, strict=True) if w[0].isupper())
    found = {}
    for stem, count in counts.items():
        rarity = find_rarity(stem)
        if rarity >= _COMMON and len(stem) > 1:
            name = _NAME if capitals[stem] >= _COMMON * count else 1.0
            found[stem] = (1 + math.log(count)) * rarity * name
    most = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:TERMS]
    length = math.sqrt(sum(weight**2 for _, weight in most))
    return {_hash(stem): round(SCALE * weight / length) for stem, weight in most}


def find_stem(word: str) -> str:
    """A folded English word without its commonest endings: enough for counting what two texts share."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    for ending, least in (("ing", 6), ("ed", 5), ("s", 4)):
        if len(word) >= least and word.endswith(ending) and not word.endswith("ss"):
            return word.removesuffix(ending)
    return word


def find_rarity(stem: str) -> float:
    """The natural logarithm of articles by articles with this word, in the news from which words.tsv was counted."""
    total, counts = _read_counts()
    return math.log((total + 1) / (counts.get(stem, 0) + 1))


@cache
def _read_counts() -> tuple[int, Mapping[str, int]]:
    lines = files("dragoman.ledger").joinpath("data", "words.tsv").read_text("utf-8").splitlines()
    counts = dict(line.split("\t") for line in lines if not line.startswith("#"))
    return int(counts.pop("")), {word: int(count) for word, count in counts.items()}
