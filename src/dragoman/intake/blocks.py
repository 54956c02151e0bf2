"""The lines of a text as the blocks of a page: where each stands, and whether it reads as a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.records import Span

_LINE = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_WORD = re.compile(r"\w+(?:['’.\-]\w+)*")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$|[.!?…,][\"'”’»]+$")
_ABBREVIATION_END = re.compile(r"\b(?:[A-Z]\.)+$|\b(?:[ap]\.m|Inc|Ltd|Corp|Co|Jr|Sr|St|[A-Z][a-z]{2,3})\.$")
_CONTINUES = re.compile(r"[^.!?:…\"”'’)\]]$")

SENTENCE_WORDS = 12
"""From this many words on, a block that ends as a sentence does is taken for the article's own."""
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

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def ends_sentence(self) -> bool:
        """Whether it ends with the mark of a sentence, and not with that of an abbreviation alone."""
        return bool(_SENTENCE_END.search(self.text)) and not (
            self.n_words < SENTENCE_WORDS and _ABBREVIATION_END.search(self.text)
        )

    @property
    def is_paragraph(self) -> bool:
        """Whether it is plainly prose: long enough, and ended as prose is (a colon opens a list or a quotation)."""
        ended = self.ends_sentence or self.text.endswith((":", ";", "-", "–", "—"))
        return (self.n_words >= SENTENCE_WORDS and ended) or self.n_words >= 3 * SENTENCE_WORDS


def fold(text: str) -> str:
    """`text` as it is compared: letters and digits only, case folded, one blank between words."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def find_blocks(text: str) -> list[Block]:
    """The blocks of a text in its order; lines wrapped at a column are joined to paragraphs."""
    lines = _find_lines(text)
    return _join_wrapped(text, lines) if _is_wrapped(lines) else lines


def _find_lines(text: str) -> list[Block]:
    lines: list[Block] = []
    seen = 0
    for match in _LINE.finditer(text):
        if not (stripped := match[0].strip(" \t\xa0\u200b\ufeff\u3000")):
            continue
        start = match.start() + match[0].index(stripped)
        breaks = text[seen : match.start()].replace("\r\n", "\n") if seen else ""
        gap = len(re.sub(r"[^\n\r\x85\u2028\u2029]", "", breaks)) > 1
        lines.append(Block(start, start + len(stripped), stripped, len(_WORD.findall(stripped)), gap))
        seen = match.end()
    return lines


def _is_wrapped(lines: Sequence[Block]) -> bool:
    pairs = [(before, after) for before, after in zip(lines, lines[1:], strict=False) if not after.gap]
    widest = max((len(line.text) for line in lines), default=0)
    if len(pairs) < 3 or not 40 <= widest <= 130:
        return False
    running = sum(_runs_on(before, after, widest) for before, after in pairs)
    return running >= WRAP_SHARE * len(pairs)


def _runs_on(before: Block, after: Block, widest: int) -> bool:
    """Whether the next line's first word would not have fitted on this one, and no sentence ended here."""
    first = after.text.split(maxsplit=1)[0]
    full = len(before.text) + 1 + len(first) > 0.8 * widest
    return full and (bool(_CONTINUES.search(before.text)) or after.text[0].islower())


def _join_wrapped(text: str, lines: Sequence[Block]) -> list[Block]:
    widest = max(len(line.text) for line in lines)
    groups: list[list[Block]] = []
    for line in lines:
        if groups and not line.gap and len(groups[-1][-1].text) + 1 + len(line.text.split()[0]) > 0.8 * widest:
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_join(text, group) for group in groups]


def _join(text: str, group: Sequence[Block]) -> Block:
    start, end = group[0].start, group[-1].end
    return Block(start, end, " ".join(line.text for line in group), sum(line.n_words for line in group), group[0].gap)
