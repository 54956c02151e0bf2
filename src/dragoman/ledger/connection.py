"""A path or URL → an engine whose connections are set up, over a ledger of this version."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sqlalchemy import inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError

from dragoman.errors import LedgerError, LedgerVersionError
from dragoman.ledger import schema
from dragoman.ledger.dialects import get_dialect
from dragoman.ledger.faults import explained
from dragoman.ledger.migrations import migrate
from dragoman.ledger.postgres import DRIVER, Server
from dragoman.ledger.sqlite import File
from dragoman.ledger.watching import Watch, limited

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

    from dragoman.ledger.dialects import Place


class Opened:
    """A ledger, opened; each block of `_read` or `_write` is one transaction."""

    def __init__(self, place: Place, engine: Engine, *, read_s: float | None = None) -> None:
        self.path = place.shown
        self._engine = engine
        self._writer = engine.execution_options(**get_dialect(engine).write)
        self._read_s = read_s
        self._watch = Watch(engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the ledger. The last one to close a file folds the write-ahead log into it."""
        self._watch.close()
        self._engine.dispose()

    def count_changes(self) -> int:
        """A number that is another one once anybody has committed anything to the ledger, and the same until then."""
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


def find_place(address: str | Path) -> Place:
    """What `address` names: a path, or a URL `sqlite:///path` or `postgresql+psycopg://…`. Raises LedgerError for any other."""
    if isinstance(address, Path) or "://" not in address:
        return File(Path(address).expanduser().absolute())
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise LedgerError(
            f"{address!r} is no address of a ledger. Give a path, or {DRIVER}://user@host/database."
        ) from error
    if url.drivername in (DRIVER, "postgresql"):
        return Server(url.set(drivername=DRIVER))
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        shown = url.render_as_string(hide_password=True)
        raise LedgerError(
            f"{shown!r} cannot be opened: ledgers are kept in files, or in PostgreSQL. Give a path to one, or "
            f"{DRIVER}://user@host/database."
        )
    return File(Path(url.database).expanduser().absolute())


def open_place(place: Place, *, create: bool, timeout_s: float) -> Engine:
    """An engine over the ledger in `place`, made there if `create` allows it. `timeout_s`: how long to wait for a lock.

    Raises LedgerError if there is none, or what is there is no ledger; LedgerVersionError if it is a newer one.
    """
    with explained(str(place.shown)):
        engine = place.open(create=create, timeout_s=timeout_s)
        try:
            _prepare(engine, place, create=create)
        except BaseException:
            engine.dispose()
            raise
    return engine


def _prepare(engine: Engine, place: Place, *, create: bool) -> None:
    version = _find_version(engine)
    if version is None and create:
        version = _make(engine, place)
    if version is None:
        raise LedgerError(f"{place.shown} is no ledger: {place.refuse()}")
    if version > schema.VERSION:
        raise LedgerVersionError(
            f"{place.shown} is a ledger of version {version}, made by a newer Dragoman; this one knows {schema.VERSION}. "
            "Install the newer one (pip install --upgrade dragoman), or name another ledger. It is left as it is."
        )
    if version < schema.VERSION:
        with _writer(engine).begin() as connection:
            migrate(connection, get_dialect(connection).find_steps())


def _writer(engine: Engine) -> Engine:
    return engine.execution_options(**get_dialect(engine).write)


def _find_version(engine: Engine) -> int | None:
    try:
        with engine.connect() as connection:
            return connection.execute(select(schema.dragoman.c.version)).scalar()
    except DatabaseError as error:
        if get_dialect(engine).is_missing(error):
            return None
        raise


def _make(engine: Engine, place: Place) -> int | None:
    """Makes the tables in an empty place, all or none. None if it holds something else."""
    with engine.connect() as connection:
        if not inspect(connection).get_table_names():
            place.prepare(connection)
    with _writer(engine).begin() as connection:
        if inspect(connection).get_table_names():  # another process was faster, or these tables are someone else's
            found = inspect(connection).has_table(schema.dragoman.name)
            return connection.execute(select(schema.dragoman.c.version)).scalar() if found else None
        schema.METADATA.create_all(connection, checkfirst=False)
        made_at = datetime.now(UTC).replace(tzinfo=None)
        connection.execute(schema.dragoman.insert(), {"version": schema.VERSION, "made_at": made_at})
    return schema.VERSION
