"""Reading, Cast, Statements → Reports

Who did what to whom, by the PLOVER code book, each on whose word.
"""

from __future__ import annotations

from dragoman.events.codebook import read_codes
from dragoman.events.report import extract

__all__ = ["extract", "read_codes"]
