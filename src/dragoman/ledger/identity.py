"""An entry and the earlier readings of its article → the entry with the ids that its rows keep.

A statement is found again where its content overlaps an earlier one's, a report where its evidence does: by at least
half of the shorter of the two. Of several, the best pairs are taken first (by shared code points over all code points;
for reports, of which a sentence may hold several, type and actors count too), one to one. What no earlier row claims
keeps the id it comes with, unless that is taken: then it is given one made from it, the same each time.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from dragoman.records import Report, Span, Statement

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from dragoman.records import Entry

_Row = TypeVar("_Row", Statement, Report)
_SHARED = 0.5  # of the shorter one: a statement cut in two leaves its id to one half


def keep_ids(entry: Entry, earlier: Iterable[Entry], *, taken: Collection[str]) -> Entry:
    """`entry` with the ids of the rows it finds again in `earlier` readings of the same article, the current one first.

    `taken`: ids of the proposed that some other row holds. References between rows follow.
    """
    before = list(earlier)
    statements = _match(entry.statements, [each.statements for each in before])
    reports = _match(entry.reports, [each.reports for each in before])
    used = {*taken, *statements.values(), *reports.values()}
    said = _name(entry.statements, statements, used, article=entry.article.id)
    done = _name(entry.reports, reports, used, article=entry.article.id)
    ids: dict[str | None, str] = {}
    for statement, kept in zip(entry.statements, said, strict=True):
        ids.setdefault(statement.id, kept)
    return replace(
        entry,
        statements=tuple(
            replace(row, id=kept, within=ids.get(row.within, row.within))
            for row, kept in zip(entry.statements, said, strict=True)
        ),
        reports=tuple(
            replace(
                row,
                id=kept,
                asserted_by=ids.get(row.asserted_by, row.asserted_by),
                performed_in=ids.get(row.performed_in, row.performed_in),
            )
            for row, kept in zip(entry.reports, done, strict=True)
        ),
    )


def _match(rows: Sequence[_Row], readings: Iterable[Sequence[_Row]]) -> dict[int, str]:
    """Position in `rows` → the id it keeps; a row lost in one reading may be found again in the next."""
    kept: dict[int, str] = {}
    for reading in readings:
        pairs = [
            (_likeness(rows[new], reading[old], shared), -new, -old)
            for (new, old), shared in _overlaps([_evidence(r) for r in rows], [_evidence(r) for r in reading]).items()
            if shared >= _SHARED * min(_length(_evidence(rows[new])), _length(_evidence(reading[old])))
        ]
        used = set(kept.values())
        for _, new, old in sorted(pairs, reverse=True):
            if -new not in kept and reading[-old].id not in used:
                kept[-new] = reading[-old].id
                used.add(kept[-new])
    return kept


def _evidence(row: Statement | Report) -> tuple[Span, ...]:
    return _merge(row.content if isinstance(row, Statement) else row.evidence)


def _merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same code points as `spans`, in order and each once."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def _length(spans: Iterable[Span]) -> int:
    return sum(span.end - span.start for span in spans)


def _overlaps(new: Sequence[tuple[Span, ...]], old: Sequence[tuple[Span, ...]]) -> dict[tuple[int, int], int]:
    """(position in new, position in old) → shared code points, where there are any."""
    shared: dict[tuple[int, int], int] = {}
    known = sorted((span.start, span.end, row) for row, spans in enumerate(old) for span in spans)
    longest = max((end - start for start, end, _ in known), default=0)
    for row, spans in enumerate(new):
        for span in spans:
            at = bisect_left(known, (span.start - longest, 0, 0))
            while at < len(known) and known[at][0] < span.end:
                start, end, other = known[at]
                if both := max(0, min(end, span.end) - max(start, span.start)):
                    shared[row, other] = shared.get((row, other), 0) + both
                at += 1
    return shared


def _likeness(new: _Row, old: _Row, shared: int) -> float:
    likeness = shared / (_length(_evidence(new)) + _length(_evidence(old)) - shared)
    if isinstance(new, Report) and isinstance(old, Report):
        likeness += 0.5 * (new.type == old.type) + 0.25 * (new.mode == old.mode)
        likeness += 0.25 * ({a.id for a in new.actors} == {a.id for a in old.actors})
        likeness += 0.25 * ({a.id for a in new.recipients} == {a.id for a in old.recipients})
    return likeness


def _name(rows: Sequence[_Row], kept: dict[int, str], used: set[str], *, article: str) -> list[str]:
    """The id of each row. Adds to `used`."""
    names = []
    for position, row in enumerate(rows):
        name = kept.get(position) or row.id
        turn = 0
        while position not in kept and name in used:
            name = hashlib.sha256(f"{article}\n{row.id}\n{turn}".encode()).hexdigest()[:16]
            turn += 1
        used.add(name)
        names.append(name)
    return names
