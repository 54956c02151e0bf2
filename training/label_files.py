"""Files of labels (`training/labels/*.jsonl`) → each label beside the row of its text, which stays in the corpora."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

Row = dict[str, Any]


def read_labels(paths: Iterable[Path], corpora: Path) -> Iterator[tuple[Row, Row]]:
    """Each label with the row of its text. ValueError where a text is not the one that was labelled."""
    rows: dict[str, list[str]] = {}
    for path in paths:
        for label in map(json.loads, path.read_text("utf-8").splitlines()):
            name = label["corpus"]
            if name not in rows:
                rows[name] = (corpora / name).read_text("utf-8").splitlines()
            row = json.loads(rows[name][label["line"]])
            if hashlib.sha256(row["text"].encode()).hexdigest() != label["sha256"]:
                raise ValueError(f"line {label['line']} of {name} is not the text that was labelled")
            yield label, row
