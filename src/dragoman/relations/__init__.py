"""Ledger → Series, Answers, Reciprocity.

What lies between two states, period by period, beside how much was read; whether acts are returned, and how soon; which
offers, demands, threats and accusations were answered. `series(ledger, "RUS", "USA", by="week")` is where to begin.
"""

from dragoman.relations.acts import Dyad, find_dyad
from dragoman.relations.series import Series, series

__all__ = ["Dyad", "Series", "find_dyad", "series"]
