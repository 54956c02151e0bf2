"""Article, Reading, Cast → Statements

Spans linked into attributions, then what each says of itself: manner, stance, day, occasion, addressees, chain.
"""

from __future__ import annotations

from dragoman.statements.dates import find_dates
from dragoman.statements.statement import extract

__all__ = ["extract", "find_dates"]
