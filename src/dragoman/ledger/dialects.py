"""What SQLite and PostgreSQL do each in their own way, seen from outside: two modules that answer to the same names.

`sqlite` keeps a ledger in a file, `postgres` in a schema of a server's database. All else in this folder is one SQL for both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from dragoman.ledger import postgres, sqlite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Column, ColumnElement, Connection, Engine, Select, Table
    from sqlalchemy.exc import DatabaseError

    from dragoman.ledger.migrations import Step
    from dragoman.ledger.rows import Values
    from dragoman.ledger.words import Hits


class Place(Protocol):
    """Where a ledger lies: a file, or a schema of a database."""

    @property
    def shown(self) -> Path | str:
        """How messages name it: without a password."""

    def open(self, *, create: bool, timeout_s: float) -> Engine:
        """An engine whose connections are set up, over whatever is there. Raises LedgerError if nothing can be."""

    def prepare(self, connection: Connection) -> None:
        """Before tables are made in an empty place."""

    def refuse(self) -> str:
        """What to say where something else lies there."""


class Dialect(Protocol):
    """What one database does in its own way. Of `write`, a connection's options, see Opened."""

    write: dict[str, object]

    def is_missing(self, error: DatabaseError) -> bool:
        """Whether the database says that there is no such table or column."""

    def is_damage(self, error: DatabaseError) -> bool:
        """Whether the database says that what it holds is not what it should."""

    def find_steps(self) -> Mapping[int, tuple[Step, ...]]:
        """Version of the schema → the steps that make it of the one before; as far back as there are ledgers."""

    def insert(self, connection: Connection, table: Table, rows: Sequence[Values]) -> None:
        """Adds rows, which all have the same columns, as fast as the database can."""

    def insert_new(
        self, connection: Connection, table: Table, columns: Sequence[str], lines: Sequence[tuple[object, ...]]
    ) -> int:
        """Adds rows of these columns, less those whose source and id are there; how many were not."""

    def count_changes(self, connection: Connection) -> int:
        """A number that is another one once another connection has committed anything. Outside of a transaction."""

    def limit(self, connection: Connection, seconds: float | None) -> None:
        """Has the transaction's questions given up after so long (None: never), as an error that `explain` knows."""

    def get_size(self, connection: Connection) -> int:
        """Bytes that the ledger takes on its disk."""

    def find_hits(self, index: str, query: str) -> Hits:
        """Rows of a full-text index that fit what was asked for."""

    def cut_excerpts(self, query: str, found: Sequence[str]) -> list[str]:
        """The excerpts for what a hit's `text` gave."""

    def hold(self, column: Column[Any], asked: Iterable[str]) -> list[ColumnElement[bool]]:
        """That a report's evidence, or an actor's role, holds each of some words, as parts of its own."""

    def hold_condition(self, asked: Iterable[str]) -> Select[tuple[int]]:
        """Keys of reports with a condition that holds each of some words."""

    def check_storage(self, connection: Connection) -> Iterator[tuple[str, str, str]]:
        """(kind, row, detail) of what is wrong with the database itself, and of rows whose parent is gone."""

    def check_index(self, connection: Connection) -> Iterator[tuple[str, str, str]]:
        """(kind, row, detail) of full text that is out of step. Under the write lock."""

    def copy(self, connection: Connection, part: Path, fill: Callable[[Connection, Path], None]) -> None:
        """Makes a file of all that the ledger holds; `fill` does it row by row where the database has no way of its own."""


DIALECTS: dict[str, Dialect] = {"sqlite": sqlite, "postgresql": postgres}


def get_dialect(connection: Connection | Engine) -> Dialect:
    """The one that a connection speaks."""
    return DIALECTS[connection.dialect.name]
