"""What the database says when it fails → a LedgerError that says what to do."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, InvalidRequestError, StatementError

from dragoman.errors import DragomanError, LedgerError
from dragoman.ledger import postgres, sqlite

if TYPE_CHECKING:
    from collections.abc import Iterator

_DAMAGED = "{ledger} is damaged ({detail}). Restore a backup; what can still be read is listed by `dragoman check`."
_ODD = (ValueError, LookupError, TypeError, AttributeError, OverflowError, InvalidRequestError)
"""What rows that are missing or hold other things than they should break: SQLAlchemy and its reader raise them too."""


def explain(ledger: str, error: BaseException) -> LedgerError:
    """The error to raise for `error`, which the database driver raised over `ledger`."""
    by = postgres.explain if type(error).__module__.startswith("psycopg") else sqlite.explain
    return by(ledger, error)


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
    except StatementError as error:
        raise explain(ledger, error) from error
    except UnicodeEncodeError as error:
        found = error.object[error.start : error.end]
        raise LedgerError(
            f"A text holds {found!r}, half of a surrogate pair, which no encoding can store. Replace it before writing."
        ) from error
    except _ODD as error:
        raise LedgerError(_DAMAGED.format(ledger=ledger, detail=error)) from error
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in ("sqlite3", "psycopg"):
            raise
        raise explain(ledger, error) from error
