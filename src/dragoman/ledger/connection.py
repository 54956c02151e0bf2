"""A path or URL → an engine whose connections are set up, over a ledger of this version.

WAL lets readers work while a writer writes. `synchronous=NORMAL` is safe there: a killed process loses nothing that was
committed, and a power cut at most the last commits, never the file; what was lost so is not marked as read, so the same
command reads it again. A writer takes the lock at its start (`BEGIN IMMEDIATE`) and so never finds it taken half-way.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sqlalchemy import create_engine, event, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError
from sqlalchemy.pool import QueuePool

from dragoman.errors import LedgerError, LedgerVersionError
from dragoman.ledger import schema
from dragoman.ledger.faults import explained
from dragoman.ledger.migrations import migrate
from dragoman.ledger.watching import Watch, limited

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

WRITE = {"dragoman_begin": "BEGIN IMMEDIATE"}
"""Execution options of a connection whose transactions write."""

_PRAGMAS = ("foreign_keys = ON", "synchronous = NORMAL", "cache_size = -32768", "temp_store = MEMORY")


class Opened:
    """A ledger's file, opened; each block of `_read` or `_write` is one transaction."""

    def __init__(self, path: Path, engine: Engine, *, read_s: float | None = None) -> None:
        self.path = path
        self._engine = engine
        self._writer = engine.execution_options(**WRITE)
        self._read_s = read_s
        self._watch = Watch(engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the file. The last one to close it folds the write-ahead log into it."""
        self._watch.close()
        self._engine.dispose()

    def count_changes(self) -> int:
        """A number that is another one once anybody has committed anything to the file, and the same until then."""
        with explained(str(self.path)):
            return self._watch.count_changes()

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        with explained(str(self.path)), self._engine.begin() as connection, limited(connection, self._read_s):
            yield connection

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        with explained(str(self.path)), self._writer.begin() as connection:
            yield connection


def find_path(address: str | Path) -> Path:
    """The file that `address` names: a path, or a URL `sqlite:///path`. Raises LedgerError for any other."""
    if isinstance(address, Path) or "://" not in address:
        return Path(address).expanduser().absolute()
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise LedgerError(f"{address!r} is no address of a ledger. Give a path, or sqlite:///path.") from error
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        shown = url.render_as_string(hide_password=True)
        raise LedgerError(f"{shown!r} cannot be opened: this version keeps ledgers in files. Give a path to one.")
    return Path(url.database).expanduser().absolute()


def open_engine(path: Path, *, create: bool, timeout_s: float) -> Engine:
    """An engine over the ledger in `path`, made there if `create` allows it. `timeout_s`: how long to wait for a lock.

    Raises LedgerError if there is none, or what is there is no ledger; LedgerVersionError if it is a newer one.
    """
    if not create and not path.exists():
        raise LedgerError(f"There is no ledger at {path}. `dragoman read FILE --ledger {path}` makes one.")
    if path.is_dir() or not path.parent.is_dir():
        raise LedgerError(f"{path} cannot hold a ledger: it is a folder, or its folder is missing. Name a file.")
    engine = _connect(path, timeout_s=timeout_s)
    try:
        with explained(str(path)):
            _prepare(engine, path, create=create)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _connect(path: Path, *, timeout_s: float) -> Engine:
    address = f"{path.as_uri()}?mode=rwc{'&immutable=1' if _is_frozen(path) else ''}"

    def connect() -> sqlite3.Connection:
        # Autocommit in the driver's eyes: transactions begin and end where the engine says, tables included.
        made = sqlite3.connect(address, timeout_s, uri=True, isolation_level=None, check_same_thread=False)
        for pragma in _PRAGMAS:
            made.execute(f"PRAGMA {pragma}")
        return made

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, json_serializer=_write_json)
    event.listen(engine, "begin", _begin)
    return engine


def _is_frozen(path: Path) -> bool:
    """Whether nothing can be written there: SQLite then reads a WAL file only if told that it will not change."""
    if not path.exists() or Path(f"{path}-wal").exists():
        return False
    effective = os.access in os.supports_effective_ids
    return not any(os.access(each, os.W_OK, effective_ids=effective) for each in (path, path.parent))


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("dragoman_begin", "BEGIN"))


def _write_json(value: object) -> str:
    import json

    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _prepare(engine: Engine, path: Path, *, create: bool) -> None:
    version = _find_version(engine)
    if version is None and create:
        version = _make(engine)
    if version is None:
        raise LedgerError(
            f"{path} is no ledger: an SQLite file without Dragoman's tables. Name another file: it is left as it is."
        )
    if version > schema.VERSION:
        raise LedgerVersionError(
            f"{path} is a ledger of version {version}, made by a newer Dragoman; this one knows {schema.VERSION}. "
            "Install the newer one (pip install --upgrade dragoman), or name another ledger. The file is left as it is."
        )
    if version < schema.VERSION:
        with engine.connect().execution_options(**WRITE) as connection, connection.begin():
            migrate(connection)


def _find_version(engine: Engine) -> int | None:
    try:
        with engine.connect() as connection:
            return connection.execute(select(schema.dragoman.c.version)).scalar()
    except DatabaseError as error:
        if "no such table" in str(error.orig) or "no such column" in str(error.orig):
            return None
        raise


def _make(engine: Engine) -> int | None:
    """Makes the tables in an empty file, all or none. None if the file holds something else."""
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        if raw is not None and not inspect(connection).get_table_names():
            connection.rollback()
            raw.execute("PRAGMA journal_mode = WAL")
    with engine.connect().execution_options(**WRITE) as connection, connection.begin():
        if inspect(connection).get_table_names():  # another process was faster, or these tables are someone else's
            found = inspect(connection).has_table(schema.dragoman.name)
            return connection.execute(select(schema.dragoman.c.version)).scalar() if found else None
        schema.METADATA.create_all(connection, checkfirst=False)
        made_at = datetime.now(UTC).replace(tzinfo=None)
        connection.execute(schema.dragoman.insert(), {"version": schema.VERSION, "made_at": made_at})
    return schema.VERSION
