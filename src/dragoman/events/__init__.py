"""Reading, Cast, Statements → Reports

Who did what to whom, by the PLOVER code book, each on whose word.
"""

from __future__ import annotations

from dragoman.events.codebook import read_codes
from dragoman.events.report import extract
from dragoman.events.tags import find_tags

__all__ = ["extract", "find_tags", "read_codes"]
