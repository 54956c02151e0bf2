"""Articles → Entries in a ledger, on many cores."""

from __future__ import annotations

from dragoman.scale.readers import Readers, count_processes, read_all
from dragoman.scale.run import Outcome, read_into

__all__ = ["Outcome", "Readers", "count_processes", "read_all", "read_into"]
