"""Files of labels (`training/labels/*.jsonl`) → each label beside the row of its text, which stays in the corpora."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Row = dict[str, Any]
LABELS = Path(__file__).parent / "labels"
OWN = Path(__file__).parent / "texts"
"""Dispatches written for this project: all invented, none is news."""


def find_texts(name: str, corpora: Path) -> Path:
    """The file that labels mean by a name: of our own texts ("texts/asia.jsonl"), or of the corpora."""
    return OWN / Path(name).name if name.startswith("texts/") else corpora / name


def read_row(name: str, line: int, corpora: Path) -> Row:
    """One text's row by its file and line."""
    row: Row = json.loads(find_texts(name, corpora).read_text("utf-8").splitlines()[line])
    return row


def read_labels(paths: Iterable[Path], corpora: Path) -> Iterator[tuple[Row, Row]]:
    """Each label with the row of its text. ValueError where a text is not the one that was labelled."""
    rows: dict[str, list[str]] = {}
    for path in paths:
        for label in map(json.loads, path.read_text("utf-8").splitlines()):
            name = label["corpus"]
            if name not in rows:
                rows[name] = find_texts(name, corpora).read_text("utf-8").splitlines()
            row = json.loads(rows[name][label["line"]])
            if hashlib.sha256(row["text"].encode()).hexdigest() != label["sha256"]:
                raise ValueError(f"line {label['line']} of {name} is not the text that was labelled")
            yield label, row
