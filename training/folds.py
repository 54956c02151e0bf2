"""Which sentences are kept apart: by their letters alone, so that no sentence, however it is marked, is on both sides."""

from __future__ import annotations

import hashlib
import re

FOLDS = 5
KEPT = 0
"""The fold that the shipped weights did not learn on."""


def find_fold(text: str) -> int:
    """The fold of a sentence, 0 to 4."""
    letters = re.sub(r"[\W_]+", "", text.lower())
    return int(hashlib.sha256(letters.encode()).hexdigest(), 16) % FOLDS
