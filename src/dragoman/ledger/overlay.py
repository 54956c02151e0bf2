"""What people say above what was derived: corrections, and where old ids lead. Derived rows are never touched here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from dragoman.errors import LedgerError, LedgerNotFoundError
from dragoman.ledger import schema
from dragoman.ledger.retrieval import follow
from dragoman.ledger.rows import Row, now, restore_instant
from dragoman.records import Correction

if TYPE_CHECKING:
    from sqlalchemy import Connection

_ROWS = (schema.statements, schema.reports, schema.articles, schema.actors, schema.events)


def add_correction(
    connection: Connection, row: str, field: str, *, before: str | None, after: str | None, who: str, why: str
) -> Correction:
    """Lays a correction over a row. Raises LedgerNotFoundError if no row has that id."""
    row = follow(connection, row)
    if not any(connection.execute(select(table.c.id).where(table.c.id == row).limit(1)).first() for table in _ROWS):
        raise LedgerNotFoundError(f"There is no row {row!r} in this ledger to correct.")
    return _add(connection, row=row, field=field, before=before, after=after, who=who, why=why, undoes=None)


def undo_correction(connection: Connection, number: int, *, who: str, why: str) -> Correction:
    """Adds the correction that takes back another. Raises LedgerNotFoundError, or LedgerError if it is undone."""
    columns = schema.corrections.c
    found = connection.execute(select(schema.corrections).where(columns.id == number)).first()
    if found is None:
        raise LedgerNotFoundError(
            f"There is no correction {number} in this ledger: Ledger.find_corrections lists them."
        )
    if other := connection.execute(select(columns.id).where(columns.undoes == number)).scalar():
        raise LedgerError(f"Correction {number} was undone already, by {other}. Undo that one to have it back.")
    turned = {"row": found.row, "field": found.field, "before": found.after, "after": found.before}
    return _add(connection, **turned, who=who, why=why, undoes=number)


def find_corrections(connection: Connection, row: str | None) -> list[Correction]:
    """The log, oldest first; of one row if it is named."""
    query = select(schema.corrections).order_by(schema.corrections.c.id)
    if row is not None:
        query = query.where(schema.corrections.c.row == follow(connection, row))
    return [_correction(found) for found in connection.execute(query)]


def add_redirect(connection: Connection, old_id: str, new_id: str, *, why: str) -> None:
    """Lets `old_id` lead to `new_id`. Raises LedgerError if it leads elsewhere already, or in a circle."""
    columns = schema.redirects.c
    if found := connection.execute(select(columns.new_id).where(columns.old_id == old_id)).scalar():
        raise LedgerError(f"{old_id!r} leads to {found!r} already, and a redirect is never rewritten.")
    if follow(connection, new_id) == old_id:
        raise LedgerError(f"{new_id!r} leads to {old_id!r}: a redirect between them would be a circle.")
    row = {"old_id": old_id, "new_id": new_id, "why": why, "at": now()}
    connection.execute(schema.redirects.insert(), row)


def _add(connection: Connection, **values: Any) -> Correction:
    result = connection.execute(schema.corrections.insert(), {**values, "at": now()})
    key = result.inserted_primary_key
    query = select(schema.corrections).where(schema.corrections.c.id == (key[0] if key else None))
    return _correction(connection.execute(query).one())


def _correction(row: Row) -> Correction:
    return Correction(
        id=row.id,
        row=row.row,
        field=row.field,
        before=row.before,
        after=row.after,
        who=row.who,
        why=row.why,
        at=restore_instant(row.at),
        undoes=row.undoes,
    )
