"""Dates of the text against TimeBank's: the day, month or year that an expression means, its extent given.

Of all TIMEX3 of type DATE those count whose value is YYYY, YYYY-MM or YYYY-MM-DD; the document's own date stands outside the text
and is what the others are counted from. Rules were chosen on one half of the documents, by the hash of their names.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

from dragoman.reading.words import split_words
from dragoman.records import Date, Published, Span
from dragoman.statements.dates import find_dates

TIMEBANK = Path("../shared/corpora/time/timebank")
HALVES = ("chosen", "kept")
"""The half on which rules were chosen, and the one that was only counted."""
_CREATED = re.compile(r'value="([^"]+)"[^>]*functionInDocument="(?:CREATION|PUBLICATION)_TIME"')
_VALUE = re.compile(r'type="DATE" value="(\d{4}(?:-\d\d){0,2})"')


@dataclass(frozen=True, slots=True)
class Document:
    """A text with the day that it is dated, and its calendar expressions with their values."""

    name: str
    text: str
    published: Published
    values: tuple[tuple[str, Span], ...]

    @property
    def half(self) -> str:
        """By the hash of the name: "chosen" or "kept"."""
        return HALVES[hashlib.sha256(self.name.encode()).digest()[0] % 2]


def read_timeml(name: str, page: str) -> Document:
    """A page of TimeML. Raises ValueError where it has no date of its own."""
    created = _CREATED.search(page)
    if created is None:
        raise ValueError(f"{name} has no CREATION_TIME: a page of TimeML as TempEval-3 has it is needed")
    text, values, opened = "", [], []
    for piece in re.split(r"(<[^>]+>)", page[page.index("<TEXT>") + 6 : page.index("</TEXT>")]):
        if piece.startswith("<TIMEX3"):
            opened.append((piece, len(text)))
        elif piece.startswith("</TIMEX3"):
            tag, start = opened.pop()
            value = _VALUE.search(tag)
            values += [(value[1], Span(start, len(text)))] if value else []
        elif not piece.startswith("<"):
            text += unescape(piece)
    day = datetime.fromisoformat(created[1][:10]).replace(tzinfo=UTC)
    return Document(name, text, Published(day, "day"), tuple(values))


def read_values(document: Document, sentences: Sequence[Span]) -> Iterator[tuple[str, str | None, Span]]:
    """(wanted, found, extent) of each expression: read in its sentence, or alone where the sentence shows none there."""
    text, published = document.text, document.published
    dates = [d for s in sentences for d in find_dates(text, s.start, s.end, published)]
    for wanted, extent in document.values:
        here = [d for d in dates if d.span and d.span.overlaps(extent)]
        alone = here or find_dates(text, extent.start, extent.end, published)
        yield wanted, next((write_value(d, extent) for d in alone), None), extent


def write_value(found: Date, extent: Span) -> str:
    """As TIMEX3 writes it; of a range the beginning, or the end where that is what stands in the extent."""
    if found.precision == "week":
        return found.from_on.strftime("%G-W%V")
    is_end = found.span is not None and found.span.start < extent.start and found.span.end <= extent.end
    day = found.to_on if is_end else found.from_on
    return day.isoformat()[: {"year": 4, "month": 7}.get(found.precision, 10)]


def measure(folder: Path = TIMEBANK) -> dict[str, float]:
    """The share of values that are right, and N: of all documents, and of each half."""
    from dragoman.reading.network import Network

    tokenizer = Network().tokenizer
    right, n = dict.fromkeys(HALVES, 0), dict.fromkeys(HALVES, 0)
    for path in sorted(folder.glob("*.tml")):
        document = read_timeml(path.stem, path.read_text("utf-8"))
        for wanted, found, _ in read_values(document, split_words(document.text, tokenizer).sentences):
            right[document.half] += wanted == found
            n[document.half] += 1
    halves = {f"accuracy_{half}": right[half] / max(n[half], 1) for half in HALVES}
    counts = {f"n_accuracy_{half}": float(n[half]) for half in HALVES}
    total = sum(n.values())
    return {"accuracy": sum(right.values()) / max(total, 1), "n": float(total), **halves, **counts}
