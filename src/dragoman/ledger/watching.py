"""What a program that stays open over a ledger needs: whether anything changed, and that no question takes too long."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Lock, local
from typing import TYPE_CHECKING

from dragoman.ledger.dialects import get_dialect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine


class Watch:
    """One connection, opened when first asked, that only looks whether others committed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._lock = Lock()

    def count_changes(self) -> int:
        """A number that changes with every commit of any other connection, of this process or another."""
        with self._lock:
            if self._connection is None:
                self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            return get_dialect(self._connection).count_changes(self._connection)

    def close(self) -> None:
        """Lets go of the connection."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None


_THREAD = local()


@contextmanager
def unhurried() -> Iterator[None]:
    """While it lasts, what this thread asks a ledger takes as long as it needs."""
    _THREAD.unhurried = True
    try:
        yield
    finally:
        _THREAD.unhurried = False


@contextmanager
def limited(connection: Connection, seconds: float | None) -> Iterator[None]:
    """While it lasts, the connection's questions are given up `seconds` after it began; never where None, or unhurried."""
    if seconds is None or getattr(_THREAD, "unhurried", False):
        yield
        return
    dialect = get_dialect(connection)
    dialect.limit(connection, seconds)
    try:
        yield
    finally:
        dialect.limit(connection, None)
