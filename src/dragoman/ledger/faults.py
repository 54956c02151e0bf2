"""What the database says when it fails → a LedgerError that says what to do."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, InvalidRequestError, StatementError

from dragoman.errors import DragomanError, LedgerBusyError, LedgerError, LedgerSlowError

if TYPE_CHECKING:
    from collections.abc import Iterator

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
_DAMAGED = _WHAT[sqlite3.SQLITE_CORRUPT]
_ODD = (ValueError, LookupError, TypeError, AttributeError, OverflowError, InvalidRequestError)
"""What rows that are missing or hold other things than they should break: SQLAlchemy and its reader raise them too."""
_KINDS: dict[int, type[LedgerError]] = {
    sqlite3.SQLITE_BUSY: LedgerBusyError,
    sqlite3.SQLITE_LOCKED: LedgerBusyError,
    sqlite3.SQLITE_INTERRUPT: LedgerSlowError,
}
_OTHER = "{ledger} could not be read or written ({detail}). `dragoman check` says whether it is sound."


def explain(ledger: str, error: BaseException) -> LedgerError:
    """The error to raise for `error`, which the database driver raised over `ledger`."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF  # the low byte is the kind, the rest its detail
    message = _WHAT.get(code, _OTHER).format(ledger=ledger, detail=error)
    return _KINDS.get(code, LedgerError)(message)


@contextmanager
def explained(ledger: str) -> Iterator[None]:
    """Raises as a LedgerError that names `ledger` what the database raises inside, and what comes of its rows.

    Rows of a damaged file are missing, or hold what no Dragoman writes: whatever that breaks, a caller sees one error.
    """
    try:
        yield
    except DragomanError:  # ours already: of the ledger, or of what a caller asked for
        raise
    except DBAPIError as error:
        raise explain(ledger, error.orig or error) from error
    except (StatementError, sqlite3.Error) as error:
        raise explain(ledger, error) from error
    except UnicodeEncodeError as error:
        found = error.object[error.start : error.end]
        raise LedgerError(
            f"A text holds {found!r}, half of a surrogate pair, which no encoding can store. Replace it before writing."
        ) from error
    except _ODD as error:
        raise LedgerError(_DAMAGED.format(ledger=ledger, detail=error)) from error
