"""A ledger in a file.

WAL lets readers work while a writer writes. `synchronous=NORMAL` is safe there: a killed process loses nothing that was
committed, and a power cut at most the last commits, never the file; what was lost so is not marked as read, so the same
command reads it again. A writer takes the lock at its start (`BEGIN IMMEDIATE`) and so never finds it taken half-way.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, DateTime, Select, create_engine, event, func, literal_column, select, table
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import QueuePool

from dragoman.errors import LedgerBusyError, LedgerError, LedgerSlowError
from dragoman.ledger import migrations, schema
from dragoman.ledger.words import EXCERPT_WORDS, MARKS, Hits, find_words, quote_query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sqlalchemy import Column, ColumnElement, Connection, Engine, Table

    from dragoman.ledger.rows import Values

_STEPS = 20_000  # of SQLite between two looks at the clock
write: dict[str, object] = {"dragoman_begin": "BEGIN IMMEDIATE"}
_PRAGMAS = ("foreign_keys = ON", "synchronous = NORMAL", "cache_size = -32768", "temp_store = MEMORY")
_WHAT = {
    sqlite3.SQLITE_BUSY: "{ledger} is held by another writer. Wait for it to end, or give a longer time to wait.",
    sqlite3.SQLITE_LOCKED: "{ledger} is held by another writer. Wait for it to end, or give a longer time to wait.",
    sqlite3.SQLITE_READONLY: (
        "{ledger} cannot be written ({detail}). Make the file and its folder writable, or name another ledger."
    ),
    sqlite3.SQLITE_FULL: (
        "The disk that holds {ledger} is full ({detail}). What was written before is sound: make room, "
        "then give the same command again."
    ),
    sqlite3.SQLITE_IOERR: (
        "{ledger} cannot be read or written ({detail}). What was written before is sound: look at the disk and "
        "the room on it, then give the same command again."
    ),
    sqlite3.SQLITE_CANTOPEN: "{ledger} cannot be opened ({detail}). Is its folder there, and may you write in it?",
    sqlite3.SQLITE_PERM: "{ledger} cannot be opened ({detail}). May you read and write it?",
    sqlite3.SQLITE_AUTH: "{ledger} cannot be opened ({detail}). May you read and write it?",
    sqlite3.SQLITE_INTERRUPT: "{ledger}: the question took longer than is allowed. Ask for less: fewer days, more words.",
    sqlite3.SQLITE_CORRUPT: (
        "{ledger} is damaged ({detail}). Restore a backup; what can still be read is listed by `dragoman check`."
    ),
    sqlite3.SQLITE_NOTADB: "{ledger} is no ledger ({detail}). Name another file: this one is left as it is.",
}
_KINDS: dict[int, type[LedgerError]] = {
    sqlite3.SQLITE_BUSY: LedgerBusyError,
    sqlite3.SQLITE_LOCKED: LedgerBusyError,
    sqlite3.SQLITE_INTERRUPT: LedgerSlowError,
}
_OTHER = "{ledger} could not be read or written ({detail}). `dragoman check` says whether it is sound."


# --- the place -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class File:
    """A file that holds a ledger, or is to."""

    shown: Path

    def open(self, *, create: bool, timeout_s: float) -> Engine:
        """See Place. `timeout_s`: how long to wait for a lock."""
        path = self.shown
        if not create and not path.exists():
            raise LedgerError(f"There is no ledger at {path}. `dragoman read FILE --ledger {path}` makes one.")
        if path.is_dir() or not path.parent.is_dir():
            raise LedgerError(f"{path} cannot hold a ledger: it is a folder, or its folder is missing. Name a file.")
        return _connect(path, timeout_s=timeout_s)

    def prepare(self, connection: Connection) -> None:
        """Sets WAL, which cannot be set in a transaction."""
        connection.rollback()
        _raw(connection).execute("PRAGMA journal_mode = WAL")

    def refuse(self) -> str:
        """See Place."""
        return "an SQLite file without Dragoman's tables. Name another file: it is left as it is."


def _connect(path: Path, *, timeout_s: float) -> Engine:
    address = f"{path.as_uri()}?mode=rwc{'&immutable=1' if _is_frozen(path) else ''}"

    def connect() -> sqlite3.Connection:
        # Autocommit in the driver's eyes: transactions begin and end where the engine says, tables included.
        made = sqlite3.connect(address, timeout_s, uri=True, isolation_level=None, check_same_thread=False)
        for pragma in _PRAGMAS:
            made.execute(f"PRAGMA {pragma}")
        made.create_function("dragoman_words", 1, lambda t: " ".join(find_words(t or "")), deterministic=True)
        return made

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, json_serializer=schema.write_json)
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


def _raw(connection: Connection) -> Any:
    return connection.connection.driver_connection


# --- what it says when it fails --------------------------------------------------------------------------------------


def explain(ledger: str, error: BaseException) -> LedgerError:
    """The error to raise for `error`, which the driver raised over `ledger`."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF  # the low byte is the kind, the rest its detail
    message = _WHAT.get(code, _OTHER).format(ledger=ledger, detail=error)
    return _KINDS.get(code, LedgerError)(message)


def count_changes(connection: Connection) -> int:
    """See Dialect."""
    return int(_raw(connection).execute("PRAGMA data_version").fetchone()[0])


def limit(connection: Connection, seconds: float | None) -> None:
    """By a look at the clock, some milliseconds apart."""
    if seconds is None:
        _raw(connection).set_progress_handler(None, 0)
        return
    until = monotonic() + seconds
    _raw(connection).set_progress_handler(lambda: monotonic() > until, _STEPS)


def is_missing(error: DatabaseError) -> bool:
    """See Dialect."""
    return "no such table" in str(error.orig) or "no such column" in str(error.orig)


def is_damage(error: DatabaseError) -> bool:
    """See Dialect."""
    name = getattr(error.orig, "sqlite_errorname", "")
    return name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_ERROR", "SQLITE_MISMATCH"))


def find_steps() -> dict[int, tuple[str, ...]]:
    """See Dialect."""
    return migrations.STEPS


# --- rows ------------------------------------------------------------------------------------------------------------


def insert(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    """See Dialect."""
    connection.execute(table.insert(), rows)


def insert_new(
    connection: Connection, table: Table, columns: Sequence[str], lines: Sequence[tuple[object, ...]]
) -> int:
    """See Dialect."""
    marks, named = ", ".join("?" * len(columns)), ", ".join(columns)
    told = f"INSERT INTO {table.name} ({named}) VALUES ({marks}) ON CONFLICT (source, id) DO NOTHING"
    return connection.exec_driver_sql(told, list(lines)).rowcount


def get_size(connection: Connection) -> int:
    """The file with its write-ahead log."""
    path = connection.exec_driver_sql("PRAGMA database_list").all()[0][2]
    files = [Path(f"{path}{suffix}") for suffix in ("", "-wal")]
    return sum(file.stat().st_size for file in files if file.exists())


# --- words -----------------------------------------------------------------------------------------------------------


def find_hits(index: str, query: str) -> Hits:
    """By FTS5; its excerpt and its bm25."""
    whole: ColumnElement[Any] = literal_column(index)
    return Hits(
        table(index),
        literal_column(f"{index}.rowid"),
        whole.op("MATCH")(quote_query(query)),
        func.snippet(whole, 0, *MARKS, EXCERPT_WORDS),
        -func.bm25(whole),
    )


def cut_excerpts(query: str, found: Sequence[str]) -> list[str]:
    """See Dialect: they are cut."""
    return list(found)


def hold(column: Column[Any], asked: Iterable[str]) -> list[ColumnElement[bool]]:
    """By a function that connections have."""
    return _holding(column, asked)


def hold_condition(asked: Iterable[str]) -> Select[tuple[int]]:
    """As `hold`, of what the condition's span covers."""
    limits, reports, readings, articles = schema.report_conditions, schema.reports, schema.readings, schema.articles
    held = func.substr(articles.c.text, limits.c.span_start + 1, limits.c.span_end - limits.c.span_start)
    found = select(limits.c.report).join(reports, reports.c.key == limits.c.report)
    return found.join(readings, readings.c.key == reports.c.reading).join(articles).where(*_holding(held, asked))


def _holding(text: ColumnElement[Any], asked: Iterable[str]) -> list[ColumnElement[bool]]:
    return [func.dragoman_words(text).contains(word, autoescape=True) for word in asked]


# --- looking after it ------------------------------------------------------------------------------------------------


def check_storage(connection: Connection) -> Iterator[tuple[str, str, str]]:
    """By SQLite's own checks of its pages and of what rows refer to; and whether each day, a text here, can be read as one."""
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if line != "ok":
            yield "damaged", "the file", line
    for name, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield "orphan", name, f"row {row if row is not None else '(keyed)'} belongs to no row of {parent}"
    for each in schema.TABLES:
        days = [column for column in each.c if isinstance(column.type, (Date, DateTime))]
        try:
            for _ in connection.execute(select(*days)) if days else ():
                pass
        except (ValueError, TypeError) as error:
            yield "damaged", each.name, f"a day or an instant cannot be read: {error}"


def check_index(connection: Connection) -> Iterator[tuple[str, str, str]]:
    """FTS5's own check (https://sqlite.org/fts5.html#the_integrity_check_command): every word against every row."""
    for index, indexed, _ in schema.TEXT_INDEXES:
        try:
            connection.exec_driver_sql(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")
        except DatabaseError as error:
            if not is_damage(error):
                raise
            yield "text_index", indexed.name, f"the index {index} is not in step: {error.orig}"


def copy(connection: Connection, part: Path, fill: Callable[[Connection, Path], None]) -> None:
    """By SQLite's online backup (https://sqlite.org/backup.html)."""
    with closing(sqlite3.connect(part, isolation_level=None)) as made:
        _raw(connection).backup(made)
        made.execute("PRAGMA journal_mode = DELETE")  # folds all into the one file before it gets its name
        made.execute("PRAGMA journal_mode = WAL")
