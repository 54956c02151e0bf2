"""What a program that stays open over a ledger needs: whether anything changed, and that no question takes too long."""

from __future__ import annotations

from contextlib import contextmanager
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

_STEPS = 20_000
"""SQLite's steps between two looks at the clock: some milliseconds."""


class Watch:
    """One connection, opened when first asked, that only looks whether others committed (PRAGMA data_version)."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._lock = Lock()

    def count_changes(self) -> int:
        """A number that changes with every commit of any other connection, of this process or another."""
        with self._lock:
            if self._connection is None:
                self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            driver = self._connection.connection.driver_connection
            return int(driver.execute("PRAGMA data_version").fetchone()[0])  # type: ignore[union-attr]

    def close(self) -> None:
        """Lets go of the connection."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None


@contextmanager
def limited(connection: Connection, seconds: float | None) -> Iterator[None]:
    """While it lasts, the connection's questions are given up `seconds` after it began; None: never."""
    driver = connection.connection.driver_connection
    if seconds is None or driver is None:
        yield
        return
    until = monotonic() + seconds
    driver.set_progress_handler(lambda: monotonic() > until, _STEPS)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)
