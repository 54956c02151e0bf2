"""A ledger → a copy of it in a new file, made while others read and write."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from dragoman.errors import LedgerError
from dragoman.ledger.faults import explained

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection


def copy_ledger(connection: Connection, target: Path) -> None:
    """Copies one consistent state into `target`, which must not be there; it appears when it is whole.

    By SQLite's online backup (https://sqlite.org/backup.html). Raises LedgerError if `target` is there or cannot be
    written.
    """
    if os.path.lexists(target):
        raise LedgerError(f"{target} is there already, and a backup overwrites nothing. Name another file.")
    part = target.with_name(f"{target.name}.part-{os.getpid()}")
    try:
        _copy(connection, part, target)
        os.link(part, target)  # unlike a rename, a link overwrites nothing that came meanwhile
    except FileExistsError as error:
        raise LedgerError(f"{target} is there already, and a backup overwrites nothing. Name another file.") from error
    except OSError as error:
        raise LedgerError(f"No backup could be made at {target}: {error}. Name a file where you may write.") from error
    finally:
        part.unlink(missing_ok=True)


def _copy(connection: Connection, part: Path, target: Path) -> None:
    source = connection.connection.driver_connection
    if not isinstance(source, sqlite3.Connection):
        raise LedgerError("Only ledgers in files are backed up so. For a server, use its own way (pg_dump).")
    with explained(str(target)), closing(sqlite3.connect(part, isolation_level=None)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # folds all into the one file before it gets its name
        copy.execute("PRAGMA journal_mode = WAL")
