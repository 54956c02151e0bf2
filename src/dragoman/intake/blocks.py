"""The lines of a text as the blocks of a page: where each stands, and whether it reads as a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from dragoman.records import Span

_LINE = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_BREAK = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
_INVISIBLE = "\u200b\u2060\ufeff"
_WORD = re.compile(r"\w+(?:['’.\-]\w+)*")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$|[.!?…,][\"'”’»]+$")
_ABBREVIATION_END = re.compile(
    r"\b(?:[A-Z]\.)+$|\b(?:[ap]\.m|Inc|Ltd|Corp|Co|Jr|Sr|St|Dr|Jan|Feb|Aug|Sept?|Oct|Nov|Dec)\.$"
)
_CONTINUES = re.compile(r"[^.!?:…\"”'’)\]]$")

SENTENCE_WORDS = 12
"""From this many words on, a block that ends as a sentence does is taken for the article's own."""
MOST_LINES = 10_000
"""What stands after so many lines, which no article has, is one block."""
LONGEST_LABEL = 1500
"""Characters; a block above it is judged by nothing but its words."""
WRAP_SHARE = 0.5
"""Where at least this share of adjacent lines run on into each other, the text was wrapped at a column."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of the page: half-open code points `[start, end)` without blanks at the edges, and its text."""

    start: int
    end: int
    text: str
    n_words: int
    gap: bool
    """Whether a blank line stands before it."""
    ends_sentence: bool
    """Whether it ends with the mark of a sentence, and not with that of an abbreviation alone."""

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def is_paragraph(self) -> bool:
        """Whether it is plainly prose: long enough, and ended as prose is (a colon opens a list or a quotation)."""
        ended = self.ends_sentence or self.text.endswith((":", ";", "-", "–", "—"))
        return (self.n_words >= SENTENCE_WORDS and ended) or self.n_words >= 3 * SENTENCE_WORDS

    @property
    def is_long(self) -> bool:
        """Whether it is longer than anything that a page says of itself."""
        return len(self.text) > LONGEST_LABEL


def make_block(start: int, end: int, text: str, *, gap: bool) -> Block:
    """The block that `text` is; `end - start` differs from its length where lines were joined."""
    n_words = len(_WORD.findall(text))
    last = text[-40:]
    ends = bool(_SENTENCE_END.search(last)) and not (n_words < SENTENCE_WORDS and _ABBREVIATION_END.search(last))
    return Block(start, end, text, n_words, gap, ends)


def fold(text: str) -> str:
    """`text` as it is compared: letters and digits only, case folded, one blank between words."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def find_blocks(text: str) -> list[Block]:
    """The blocks of a text in its order; lines wrapped at a column are joined to paragraphs."""
    lines = _find_lines(text)
    return _join_wrapped(lines) if _is_wrapped(lines) else lines


def _find_lines(text: str) -> list[Block]:
    lines: list[Block] = []
    seen = 0
    for match in _LINE.finditer(text):
        if len(lines) == MOST_LINES:
            lines.append(make_block(match.start(), len(text.rstrip()), text[match.start() :].rstrip(), gap=True))
            break
        if not (stripped := match[0].strip().strip(_INVISIBLE).strip()):
            continue
        start = match.start() + match[0].index(stripped)
        gap = bool(seen) and len(_BREAK.findall(text, seen, match.start() + 1)) > 1
        lines.append(make_block(start, start + len(stripped), stripped, gap=gap))
        seen = match.end()
    return lines


def _is_wrapped(lines: Sequence[Block]) -> bool:
    pairs = [(before, after) for before, after in pairwise(lines) if not after.gap]
    widest = max((len(line.text) for line in lines), default=0)
    if len(pairs) < 3 or not 40 <= widest <= 130:
        return False
    running = sum(_runs_on(before, after, widest) for before, after in pairs)
    return running >= WRAP_SHARE * len(pairs)


def _runs_on(before: Block, after: Block, widest: int) -> bool:
    """Whether the next line's first word would not have fitted on this one, and no sentence ended here."""
    first = after.text.split(maxsplit=1)[0]
    full = len(before.text) + 1 + len(first) > 0.8 * widest
    return full and (bool(_CONTINUES.search(before.text[-3:])) or after.text[0].islower())


def _join_wrapped(lines: Sequence[Block]) -> list[Block]:
    widest = max(len(line.text) for line in lines)
    groups: list[list[Block]] = []
    for line in lines:
        if groups and not line.gap and len(groups[-1][-1].text) + 1 + len(line.text.split()[0]) > 0.8 * widest:
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_join(group) for group in groups]


def _join(group: Sequence[Block]) -> Block:
    if len(group) == 1:
        return group[0]
    start, end = group[0].start, group[-1].end
    return make_block(start, end, " ".join(line.text for line in group), gap=group[0].gap)
