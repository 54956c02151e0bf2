"""Everything that can go wrong, drawn as a tree.

    DragomanError
    ├── SourceError (OSError)          an input that cannot be opened at all
    ├── TextError (ValueError)         a text or an option that cannot be read as what it should be
    ├── WeightsError (RuntimeError)    the network's files are missing or do not belong together
    ├── ExtraError (ImportError)       a package of an extra is not installed
    └── LedgerError (RuntimeError)     the ledger cannot be opened, read or written
        ├── LedgerVersionError         written by a newer Dragoman
        ├── LedgerBusyError            another writer holds it
        ├── LedgerSlowError (TimeoutError)  a question took longer than was allowed
        └── LedgerNotFoundError (KeyError)  no such row

An input that was opened but holds no readable article is no error: it is a `records.Rejected`.
A message says what happened, the value, what was allowed, and what to do next.
"""


class DragomanError(Exception):
    """Base of all errors raised on purpose by this package."""


class SourceError(DragomanError, OSError):
    """An input that cannot be opened at all: no such file, no permission."""


class TextError(DragomanError, ValueError):
    """A value given by the caller that cannot be read as what it should be: a date, a time zone, an empty text."""


class WeightsError(DragomanError, RuntimeError):
    """The network's files are missing, damaged, or do not belong together."""


class ExtraError(DragomanError, ImportError):
    """A package that only some need is not installed; the message names the extra that brings it."""


class LedgerError(DragomanError, RuntimeError):
    """The ledger cannot be opened, read or written."""


class LedgerVersionError(LedgerError):
    """The ledger was written by a newer Dragoman than this one."""


class LedgerBusyError(LedgerError):
    """Another process holds the ledger's write lock."""


class LedgerSlowError(LedgerError, TimeoutError):
    """A question took longer than the ledger's `read_s`."""


class LedgerNotFoundError(LedgerError, KeyError):
    """No row with that id."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""
