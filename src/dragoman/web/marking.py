"""Entry → paragraphs with marks in them: what is said, by whom, the words that tell it, and what is done.

Marks may overlap in any way. Each comes out as one piece or several, so that pieces only ever lie inside one another.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from dragoman.reading.sentences import find_paragraphs
from dragoman.records import Span, Statement
from dragoman.wording import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from dragoman.records import Entry, Report

MarkKind = Literal["said", "act", "source", "cue", "taken"]
_MOST = 24
"""Notes of one paragraph that the style sheet can light up with their marks."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A span that means something. `row`: the statement or report; `number`: of its note in the paragraph, from 1 on."""

    kind: MarkKind
    span: Span
    row: Statement | Report | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """Going through a paragraph: "text" with its characters, "open" or "close" with a mark; `first`: its first piece."""

    kind: Literal["text", "open", "close"]
    text: str = ""
    mark: Mark | None = None
    first: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """What stands beside a paragraph: rows with one speaker and day, or one act. `numbers`: of their marks."""

    kind: Literal["said", "act"]
    rows: tuple[Statement | Report, ...]
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the text as steps, with its notes; `taken`: all of it was taken off as furniture."""

    steps: tuple[Step, ...]
    notes: tuple[Note, ...] = ()
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Paragraphs that follow one another and are all of the article, or all taken off."""

    taken: bool
    paragraphs: tuple[Paragraph, ...] = field(default=())


def mark_entry(entry: Entry, *, least: float) -> tuple[Paragraph | None, list[Block]]:
    """The article's text in blocks, with its statements and the reports that are at least as sure as `least`.

    Apart from it the first paragraph that is the title, which stands over the text; None where there is none.
    """
    rows: list[Statement | Report] = [*entry.statements, *(r for r in entry.reports if r.confidence >= least)]
    spans = find_paragraphs(entry.article.text)
    reach = [(_reach(row), row) for row in rows]
    paragraphs = [
        _mark_paragraph(entry, span, [row for (start, end), row in reach if start < span.end and end > span.start])
        for span in spans
    ]
    title = clean(entry.article.title or "")
    found = (
        p
        for p, span in zip(paragraphs, spans, strict=True)
        if not p.taken and clean(span.of(entry.article.text)) == title
    )
    headline = next(found, None)
    paragraphs = [each for each in paragraphs if each is not headline]
    return headline, [Block(taken, tuple(some)) for taken, some in groupby(paragraphs, key=lambda each: each.taken)]


def _mark_paragraph(entry: Entry, span: Span, rows: Sequence[Statement | Report]) -> Paragraph:
    text = entry.article.text
    taken = [Mark("taken", part) for part in _clip(entry.article.furniture, span)]
    if taken and not _left(text, span, taken):
        return Paragraph((Step("text", span.of(text)),), taken=True)
    here = [row for row in rows if next(_clip(_main_spans(row), span), None)]
    notes = _group(here)
    numbers = {row.id: n for note in notes for n, row in zip(note.numbers, note.rows, strict=True)}
    marks = [*taken, *(mark for row in rows for mark in _marks_of(row, span, numbers.get(row.id, 0)))]
    return Paragraph(tuple(nest(text, span, marks)), tuple(notes))


def _reach(row: Statement | Report) -> tuple[int, int]:
    """From where to where a row has anything to mark."""
    beside = (*row.cue, *([row.source] if row.source else [])) if isinstance(row, Statement) else ()
    spans = (*_main_spans(row), *beside)
    return min((span.start for span in spans), default=0), max((span.end for span in spans), default=0)


def _left(text: str, span: Span, taken: Iterable[Mark]) -> bool:
    """Whether something of the paragraph stays."""
    held: set[int] = set()
    for mark in taken:
        held.update(range(mark.span.start, mark.span.end))
    return any(at not in held and not text[at].isspace() for at in range(span.start, span.end))


def _clip(spans: Iterable[Span], within: Span) -> Iterator[Span]:
    """The parts of spans that lie inside another, empty ones left out."""
    for each in spans:
        start, end = max(each.start, within.start), min(each.end, within.end)
        if start < end:
            yield Span(start, end)


def _main_spans(row: Statement | Report) -> tuple[Span, ...]:
    return row.content if isinstance(row, Statement) else row.evidence


def _marks_of(row: Statement | Report, within: Span, number: int) -> Iterator[Mark]:
    kind: MarkKind = "said" if isinstance(row, Statement) else "act"
    yield from (Mark(kind, part, row, number) for part in _clip(_main_spans(row), within))
    if isinstance(row, Statement):
        yield from (Mark("cue", part) for part in _clip(row.cue, within))
        yield from (Mark("source", part) for part in _clip([row.source] if row.source else [], within))


def _group(rows: Sequence[Statement | Report]) -> list[Note]:
    """Statements by who speaks when and how; each act alone."""
    groups: dict[object, list[tuple[int, Statement | Report]]] = {}
    for number, row in enumerate(rows, 1):
        key = (tuple(a.id for a in row.speakers), row.said_on, row.stance) if isinstance(row, Statement) else row.id
        groups.setdefault(key, []).append((min(number, _MOST), row))
    return [
        Note(
            "said" if isinstance(some[0][1], Statement) else "act", tuple(r for _, r in some), tuple(n for n, _ in some)
        )
        for some in groups.values()
    ]


def nest(text: str, span: Span, marks: Sequence[Mark]) -> Iterator[Step]:
    """The characters of `span` with marks opened and closed around them: properly nested, whatever overlaps what.

    Where a mark ends while one that began after it goes on, the inner is closed before it and opened again behind it.
    """
    edges = sorted({span.start, span.end, *(edge for m in marks for edge in (m.span.start, m.span.end))})
    starting: dict[int, list[Mark]] = {}
    for mark in marks:
        starting.setdefault(mark.span.start, []).append(mark)
    opened: list[Mark] = []
    begun: set[int] = set()
    for at, until in zip(edges, [*edges[1:], span.end], strict=True):
        again: list[Mark] = []
        while any(mark.span.end <= at for mark in opened):
            closing = opened.pop()
            yield Step("close", mark=closing)
            again += [closing] if closing.span.end > at else []
        for mark in sorted([*again, *starting.get(at, ())], key=lambda m: (-m.span.end, m.span.start)):
            yield Step("open", mark=mark, first=id(mark) not in begun)
            begun.add(id(mark))
            opened.append(mark)
        if at < until:
            yield Step("text", text[at:until])


def mark_passage(text: str, spans: Sequence[Span], *, around: int = 220) -> list[Step]:
    """The passage on which a row stands, its own words marked: from the paragraph, at most `around` to either side."""
    if not spans:
        return []
    first, last = min(span.start for span in spans), max(span.end for span in spans)
    start = max(text.rfind("\n", 0, first) + 1, first - around)
    line = text.find("\n", last)
    end = min(len(text) if line < 0 else line, last + around)
    return list(nest(text, Span(start, end), [Mark("said", span) for span in spans]))
