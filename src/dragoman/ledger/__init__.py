"""Entries ↔ store.

`open_ledger(path)` gives a `Ledger`: one file (SQLite) that keeps what each run made of each article, and answers who
said what. Derived rows are written once; newer readings supersede, corrections lie above. See schema.py for the tables.
"""

from dragoman.ledger.search import EventQuery, ReportQuery
from dragoman.ledger.store import Ledger, open_ledger
from dragoman.ledger.watching import unhurried

__all__ = ["EventQuery", "Ledger", "ReportQuery", "open_ledger", "unhurried"]
