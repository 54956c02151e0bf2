"""A ledger in a schema of a PostgreSQL database, by the driver psycopg.

Readers see one state (REPEATABLE READ) and wait for nobody. A writer takes an advisory lock at the start of its transaction, so
that there is one at a time and keys can be given out under it; the server lets go of it when its client is gone. Rows go in by
COPY. PostgreSQL stores no NUL in a text: on the way in it is written as two other characters, on the way out read back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zlib import crc32

from sqlalchemy import DDL, JSON, create_engine, event, func, literal, select, union_all
from sqlalchemy.pool import QueuePool

from dragoman.errors import LedgerBusyError, LedgerError, LedgerSlowError
from dragoman.ledger import schema, server_words
from dragoman.ledger.server_steps import STEPS
from dragoman.ledger.server_words import check_index as check_index
from dragoman.ledger.server_words import cut_excerpts as cut_excerpts
from dragoman.ledger.server_words import find_hits as find_hits
from dragoman.ledger.server_words import hold as hold
from dragoman.ledger.server_words import hold_condition as hold_condition

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Connection, Engine, Table
    from sqlalchemy.engine import URL
    from sqlalchemy.exc import DatabaseError

    from dragoman.ledger.migrations import Step
    from dragoman.ledger.rows import Values

DRIVER = "postgresql+psycopg"
write: dict[str, object] = {
    "dragoman_begin": f"SELECT pg_advisory_xact_lock({schema.APPLICATION_ID}, hashtext(current_schema()))"
}

_NEVER = "corrections are never rewritten: add one that undoes"
_KEEP = (
    f"CREATE FUNCTION keep_corrections() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION '{_NEVER}'; END$$",
    """CREATE TRIGGER corrections_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON corrections
    FOR EACH STATEMENT EXECUTE FUNCTION keep_corrections()""",
)
_QUEUE = (
    """CREATE FUNCTION {table}_{what}_unmerged() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN
    INSERT INTO unmerged VALUES ({key}) ON CONFLICT DO NOTHING; RETURN NULL; END$$""",
    """CREATE TRIGGER {table}_{what}_unmerged AFTER {event} ON {table}
    FOR EACH ROW EXECUTE FUNCTION {table}_{what}_unmerged()""",
)
_QUEUES = [
    ddl.format(table=table, what=what, event=when, key=key)
    for table, what, when, key in schema.QUEUES
    for ddl in _QUEUE
]
for _statement in (*_KEEP, *_QUEUES):
    event.listen(schema.METADATA, "after_create", DDL(_statement).execute_if(dialect="postgresql"))  # type: ignore[no-untyped-call]


# --- the place -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Server:
    """The schema of a database that holds a ledger, or is to: the first of the connection's search path."""

    url: URL

    @property
    def shown(self) -> str:
        """The address without its password."""
        return self.url.render_as_string(hide_password=True)

    def open(self, *, create: bool, timeout_s: float) -> Engine:
        """See Place. `timeout_s`: how long to wait for a lock; 0: as short as can be."""
        try:
            import psycopg  # noqa: F401
        except ImportError as error:
            raise LedgerError(
                f"{self.shown} cannot be opened without psycopg: pip install 'dragoman[postgres]', or name a file."
            ) from error
        engine = create_engine(
            self.url, poolclass=QueuePool, json_serializer=schema.write_json, use_native_hstore=False
        )
        wait_ms = max(1, round(timeout_s * 1000))

        def connect(raw: Any, _: object) -> None:
            raw.execute(f"SET lock_timeout = {wait_ms}; SET jit = off")
            raw.commit()
            if raw.info.parameter_status("server_encoding") != "UTF8":
                raise LedgerError(
                    f"{self.shown} cannot hold a ledger: its encoding is not UTF8. Make a database that is."
                )
            _store_nul(raw)

        event.listen(engine, "connect", connect)
        event.listen(engine, "begin", _begin)
        return engine

    def prepare(self, connection: Connection) -> None:
        """Nothing is to be done."""

    def refuse(self) -> str:
        """See Place."""
        return (
            "a schema with tables of something else, or none. Name another database, or another schema of it "
            "(?options=-csearch_path%3Dnews): it is left as it is."
        )


def _begin(connection: Connection) -> None:
    from psycopg import IsolationLevel

    lock = connection.get_execution_options().get("dragoman_begin")
    raw: Any = connection.connection.driver_connection
    # A writer that waited for the lock must see what stands then, not what stood when it began to wait.
    raw.isolation_level = IsolationLevel.READ_COMMITTED if lock else IsolationLevel.REPEATABLE_READ
    raw.read_only = not lock
    if lock:
        connection.exec_driver_sql(lock)


_MARK = "\ufdd0"
"""Stands, in a text as it is stored, before 0 for a NUL and before 1 for itself. No character by Unicode's own word."""


def _store_nul(raw: Any) -> None:
    """Lets a connection store what PostgreSQL does not, and read it back."""
    from psycopg.types.string import StrDumperUnknown, TextLoader

    class Dump(StrDumperUnknown):
        def dump(self, obj: str) -> Any:
            if "\0" in obj or _MARK in obj:
                obj = obj.replace(_MARK, _MARK + "1").replace("\0", _MARK + "0")
            return super().dump(obj)

    class Load(TextLoader):
        def load(self, data: Any) -> Any:
            text: Any = super().load(data)
            return text.replace(_MARK + "0", "\0").replace(_MARK + "1", _MARK) if _MARK in text else text

    raw.adapters.register_dumper(str, Dump)
    for kind in ("text", "varchar"):
        raw.adapters.register_loader(kind, Load)


# --- what it says when it fails --------------------------------------------------------------------------------------

_BUSY, _SLOW = "55P03", "57014"
_KINDS: dict[str, type[LedgerError]] = {_BUSY: LedgerBusyError, _SLOW: LedgerSlowError}
_WHAT = {
    _BUSY: "{ledger} is held by another writer. Wait for it to end, or give a longer time to wait.",
    _SLOW: "{ledger}: the question took longer than is allowed. Ask for less: fewer days, more words.",
    "25006": "{ledger} cannot be written ({detail}). Is it a standby? Name the server that takes writes.",
    "42501": "{ledger} cannot be read or written ({detail}). Ask who keeps the database for the right to.",
    "53100": (
        "The disk that holds {ledger} is full ({detail}). What was written before is sound: make room, "
        "then give the same command again."
    ),
    "53300": "{ledger} takes no more connections ({detail}). Try again, or let the server take more.",
    "3D000": "{ledger} cannot be opened ({detail}). Make the database first: createdb.",
    "3F000": "{ledger} cannot be opened ({detail}). Make the schema first: CREATE SCHEMA.",
    "54000": "{ledger} cannot hold a value that is so long where it is looked for ({detail}).",
    "XX001": "{ledger} is damaged ({detail}). Restore a backup; what can still be read is listed by `dragoman check`.",
    "XX002": "{ledger} is damaged ({detail}). REINDEX it; what can still be read is listed by `dragoman check`.",
    "42P01": "{ledger} is damaged ({detail}). Restore a backup; what can still be read is listed by `dragoman check`.",
    "58": (
        "{ledger} cannot be read or written ({detail}). What was written before is sound: look at the server's disk, "
        "then give the same command again."
    ),
    "57": "{ledger} was stopped ({detail}). What was written before is sound: give the same command again.",
    "28": "{ledger} does not let you in ({detail}). Look at the name and the password.",
    "08": "{ledger} cannot be reached ({detail}). What was written before is sound: is the server there?",
    "": "{ledger} cannot be reached ({detail}). What was written before is sound: is the server there?",
}
_OTHER = "{ledger} could not be read or written ({detail}). `dragoman check` says whether it is sound."


def explain(ledger: str, error: BaseException) -> LedgerError:
    """The error to raise for `error`, which the driver raised over `ledger`. One without a code was raised before any answer."""
    code = getattr(error, "sqlstate", None) or ""
    told = _WHAT.get(code) or _WHAT.get(code[:2]) or _OTHER
    detail = re.sub(r"\s+", " ", str(error)).strip()
    message = told.format(ledger=ledger, detail=detail)
    return _KINDS.get(code, LedgerError)(message)


def count_changes(connection: Connection) -> int:
    """What the server gives as its snapshot, which every transaction that writes changes when it begins and when it ends."""
    return crc32(connection.exec_driver_sql("SELECT pg_current_snapshot()::text").scalar_one().encode())


def limit(connection: Connection, seconds: float | None) -> None:
    """Each of the transaction's questions for itself."""
    if seconds is not None:
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {max(1, round(seconds * 1000))}")


def is_missing(error: DatabaseError) -> bool:
    """See Dialect."""
    return getattr(error.orig, "sqlstate", None) in ("42P01", "42703")


def is_damage(error: DatabaseError) -> bool:
    """See Dialect."""
    code = getattr(error.orig, "sqlstate", None) or ""
    return code[:2] in ("42", "XX", "22") and code != "42501"


def find_steps() -> Mapping[int, tuple[Step, ...]]:
    """See Dialect."""
    return STEPS


# --- rows ------------------------------------------------------------------------------------------------------------


def insert(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    """By COPY, with the words for full text."""
    names = list(rows[0])
    traces = [n for n, name in enumerate(names) if isinstance(table.c[name].type, JSON)]

    def lines() -> Iterator[list[Any]]:
        for row in rows:
            line = list(row.values())
            for n in traces:
                line[n] = None if line[n] is None else schema.write_json(line[n])
            yield line

    _copy(connection, table.name, names, lines())
    server_words.insert_words(connection, table, rows, _copy)


def insert_new(
    connection: Connection, table: Table, columns: Sequence[str], lines: Sequence[tuple[object, ...]]
) -> int:
    """By COPY into a table beside it, from which those that are new go on."""
    named = ", ".join(_quote(connection, column) for column in columns)
    connection.exec_driver_sql(
        f"CREATE TEMPORARY TABLE arriving ON COMMIT DROP AS SELECT {named} FROM {table.name} WITH NO DATA"
    )
    _copy(connection, "arriving", columns, lines)
    told = f"INSERT INTO {table.name} ({named}) SELECT {named} FROM arriving ON CONFLICT (source, id) DO NOTHING"
    added = connection.exec_driver_sql(told).rowcount
    connection.exec_driver_sql("DROP TABLE arriving")
    return added


def _copy(connection: Connection, name: str, columns: Sequence[str], lines: Any) -> None:
    raw: Any = connection.connection.driver_connection
    named = ", ".join(_quote(connection, column) for column in columns)
    with raw.cursor() as cursor, cursor.copy(f"COPY {name} ({named}) FROM STDIN") as copy:
        for line in lines:
            copy.write_row(line)


def _quote(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote(name)


def get_size(connection: Connection) -> int:
    """All tables of the schema, with indexes."""
    size = """SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint FROM pg_class
    WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"""
    found: int = connection.exec_driver_sql(size).scalar_one()
    return found


# --- looking after it ------------------------------------------------------------------------------------------------


def check_storage(connection: Connection) -> Iterator[tuple[str, str, str]]:
    """What rows refer to, in one question. The server watches over its pages itself."""
    counts = []
    for table in schema.TABLES:
        for key in table.foreign_keys:
            parent = key.column.table.alias()
            there = select(parent.c[key.column.name]).where(parent.c[key.column.name] == key.parent).exists()
            lost = select(
                literal(table.name).label("name"), literal(key.column.table.name).label("parent"), func.count()
            )
            counts.append(lost.select_from(table).where(key.parent.is_not(None), ~there))
    for name, of, number in connection.execute(union_all(*counts)):
        if number:
            yield "orphan", name, f"{number} rows belong to no row of {of}"


def copy(connection: Connection, part: Path, fill: Callable[[Connection, Path], None]) -> None:
    """Row by row, into a file."""
    fill(connection, part)
