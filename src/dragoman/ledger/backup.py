"""A ledger → a copy of it in a new file, made while others read and write."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sqlalchemy import Table, inspect, select

from dragoman.errors import LedgerError
from dragoman.ledger import schema
from dragoman.ledger.connection import open_place
from dragoman.ledger.dialects import get_dialect
from dragoman.ledger.faults import explained
from dragoman.ledger.feeds import FOLLOWED
from dragoman.ledger.sqlite import File

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

_AT_ONCE = 1000  # rows


def copy_ledger(connection: Connection, target: Path) -> None:
    """Copies one consistent state into `target`, which must not be there; it appears when it is whole.

    Raises LedgerError if `target` is there or cannot be written.
    """
    if os.path.lexists(target):
        raise LedgerError(f"{target} is there already, and a backup overwrites nothing. Name another file.")
    part = target.with_name(f"{target.name}.part-{os.getpid()}")
    try:
        with explained(str(target)):
            get_dialect(connection).copy(connection, part, _fill)
        os.link(part, target)  # unlike a rename, a link overwrites nothing that came meanwhile
    except FileExistsError as error:
        raise LedgerError(f"{target} is there already, and a backup overwrites nothing. Name another file.") from error
    except OSError as error:
        raise LedgerError(f"No backup could be made at {target}: {error}. Name a file where you may write.") from error
    finally:
        for suffix in ("", "-wal", "-shm"):
            part.with_name(part.name + suffix).unlink(missing_ok=True)


def _fill(connection: Connection, part: Path) -> None:
    """Writes a ledger into a new file, row by row."""
    engine = open_place(File(part), create=True, timeout_s=0)
    try:
        with engine.begin() as made:
            for table in sorted(schema.TABLES, key=lambda table: table is schema.unmerged):  # which the others fill
                _copy_rows(connection, made, table)
            if inspect(connection).has_table(FOLLOWED.sorted_tables[0].name):
                FOLLOWED.create_all(made)
                for table in FOLLOWED.sorted_tables:
                    _copy_rows(connection, made, table)
    finally:
        engine.dispose()


def _copy_rows(connection: Connection, made: Connection, table: Table) -> None:
    made.execute(table.delete())  # what making and filling the tables put there
    query = select(table).order_by(*table.primary_key).execution_options(yield_per=_AT_ONCE)
    for rows in connection.execute(query).mappings().partitions(_AT_ONCE):
        made.execute(table.insert(), [dict(row) for row in rows])
