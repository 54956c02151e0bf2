"""Questions → rows that others coded, newest first. What reports are asked for and rows of others lack, is not asked."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select

from dragoman.ledger import schema
from dragoman.ledger.rows import Row, chunks, restore_instant
from dragoman.ledger.words import find_words
from dragoman.records import Carrier, Imported, Party

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection, Select

    from dragoman.ledger.search import ReportQuery

UNASKED = ("factuality", "aspect", "condition", "deadline_before", "word_of")
"""What a ReportQuery can ask for that no row of others says."""

_PLAIN = tuple(f.name for f in fields(Imported) if f.name not in {"actor", "recipient", "contexts"})


def find_imported_keys(
    connection: Connection, query: ReportQuery, *, source: str | None, as_of: int | None, limit: int | None, offset: int
) -> list[int]:
    """Keys of the rows that fit, newest first."""
    table = schema.imported.c
    equal = ((table.type, query.type), (table.quad, query.quad), (table.source, source))
    wanted: list[ColumnElement[bool]] = [column == value for column, value in equal if value is not None]
    wanted += [table.acted_on >= query.since] if query.since else []
    wanted += [table.acted_on <= query.until] if query.until else []
    wanted += [func.lower(table.outlet) == query.outlet.casefold()] if query.outlet else []
    wanted += [table.text.icontains(word, autoescape=True) for word in sorted(find_words(query.text or ""))]
    for part, who in (("actor", query.actor), ("recipient", query.recipient)):
        if who is not None:
            wanted.append(_playing(connection, part, who))
    if as_of is not None:
        then = select(schema.imports.c.key).where(schema.imports.c.run <= as_of)
        wanted.append(table.file.in_(then))
    order = (table.acted_on.desc(), table.key.desc())
    return list(
        connection.execute(select(table.key).where(*wanted).order_by(*order).limit(limit).offset(offset)).scalars()
    )


def get_imported(connection: Connection, keys: Sequence[int]) -> list[Imported]:
    """The rows with these keys, in their order."""
    actor, recipient = schema.parties.alias("a"), schema.parties.alias("r")
    table = schema.imported
    joined = table.outerjoin(actor, table.c.actor == actor.c.key).outerjoin(
        recipient, table.c.recipient == recipient.c.key
    )
    labelled = [
        column.label(f"{part}_of_{column.name}")
        for part, alias in (("actor", actor), ("recipient", recipient))
        for column in alias.c
        if column.name not in {"digest", "words"}
    ]
    query: Select[Any] = select(table, *labelled).select_from(joined)
    found: dict[int, Imported] = {}
    for some in chunks(keys):
        for row in connection.execute(query.where(table.c.key.in_(some))):
            found[row.key] = _imported(row)
    return [found[key] for key in keys]


def find_carriers(connection: Connection, source: str, event_id: str) -> list[Carrier]:
    """The articles that carry an event by its source's word, oldest first."""
    table = schema.carriers.c
    query = select(schema.carriers).where(table.source == source, table.event_id == event_id)
    names = ("outlet", "url", "sentence", "confidence", "tone")
    return [
        Carrier(row.source, row.event_id, restore_instant(row.seen_at), *(getattr(row, name) for name in names))
        for row in connection.execute(query.order_by(table.seen_at, table.key))
    ]


def _playing(connection: Connection, part: str, who: str) -> ColumnElement[bool]:
    """That somebody plays a part: of a country, or, where that is no one's, of a code, or words of a name."""
    table, parties = schema.imported.c, schema.parties.c
    known = select(parties.key).where(parties.country == who).limit(1)
    if len(who) == 3 and who.isalpha() and who.isupper() and connection.execute(known).first():
        return table[f"{part}_country"] == who
    named = [parties.words.contains(f" {word} ", autoescape=True) for word in sorted(find_words(who))]
    held = select(parties.key).where(or_(parties.code == who, *([and_(*named)] if named else [])))
    return table[part].in_(held)


def _party(row: Row, part: str) -> Party | None:
    if getattr(row, part) is None:
        return None
    return Party(*(getattr(row, f"{part}_of_{name}") for name in ("name", "country", "sector", "code")))


def _imported(row: Row) -> Imported:
    held = {name: getattr(row, name) for name in _PLAIN}
    contexts = tuple(row.contexts.split(";")) if row.contexts else ()
    return Imported(actor=_party(row, "actor"), recipient=_party(row, "recipient"), contexts=contexts, **held)
