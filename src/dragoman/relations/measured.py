"""How far what is shown here can be believed, as far as it was measured: figures that the package carries."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

ENOUGH = 0.80
"""Precision below which matches of answers are called candidates."""
READERS = 2
"""As many must have labelled the pairs, else they are candidates as well."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Precision and recall of matched answers, on how many pairs, labelled by how many readers."""

    precision: float
    recall: float
    n: int
    readers: int

    @property
    def is_enough(self) -> bool:
        """Whether a match may be called an answer."""
        return self.precision >= ENOUGH and self.readers >= READERS

    def __str__(self) -> str:
        who = "one reader" if self.readers == 1 else f"{self.readers} readers"
        return f"precision {self.precision:.2f} on {self.n} short pairs that {who} labelled, types and parties given"


@lru_cache(maxsize=1)
def get_measured_answers() -> Measured:
    """What `python -m bench answers --ship` wrote."""
    row = json.loads((files("dragoman.relations") / "data" / "answers.json").read_text("utf-8"))
    return Measured(row["precision"], row["recall"], int(row["n"]), int(row["n_readers"]))
