"""What a word is, for full text, and what a question asks for: one answer for both databases, which is SQLite's.

FTS5 parts a text into words (https://sqlite.org/fts5.html#unicode61_tokenizer), folds their case and drops accents. Where another
database holds the ledger, an FTS5 table in memory does that all the same, and so both find the same by construction.
"""

from __future__ import annotations

import re
import sqlite3
import threading
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, FromClause

TOKENIZER = "unicode61 remove_diacritics 2"
_LONGEST = 250
MARKS = ("⟦", "⟧", "…")
"""What stands before and after a word found in an excerpt, and where the excerpt was cut."""
EXCERPT_WORDS = 24


@dataclass(frozen=True, slots=True)
class Hits:
    """Rows of a full-text index that fit a question: `fits` where `table`, whose rows are of the keys `key`.

    `text` gives the excerpt, or what the excerpt is cut from; `score` grows with the fit.
    """

    table: FromClause
    key: ColumnElement[int]
    fits: ColumnElement[bool]
    text: ColumnElement[str]
    score: ColumnElement[float]


@dataclass(frozen=True, slots=True)
class Part:
    """A word or phrase that must occur; `open`: its last word may go on."""

    phrase: str
    open: bool


def find_words(name: str) -> set[str]:
    """The words of a name as they are compared: without case, accents or points, each by its first 250 characters."""
    return set(list_words(name))


def list_words(name: str) -> list[str]:
    """The words that `find_words` gives, in their order."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return [word[:_LONGEST] for word in re.findall(r"\w+", bare.casefold())]


def read_query(text: str) -> list[Part]:
    """What a user asks for: words and "phrases in quotation marks", so that no other character means anything."""
    parts = [phrase or word for phrase, word in re.findall(r'"([^"]*)"|([^\s"]+)', text.replace("\0", " "))]
    kept = [part for part in parts if any(c.isalnum() for c in part)]
    return [Part(part.rstrip("*"), part.endswith("*")) for part in kept]


def quote_query(text: str) -> str:
    """What a user asks for, in FTS5's language. A text without a letter or digit asks for nothing and finds nothing."""
    return " ".join(f'"{part.phrase}"' + (" *" if part.open else "") for part in read_query(text)) or '""'


def find_terms(texts: Sequence[str]) -> list[list[str]]:
    """The words of each text as they are compared, in their order."""
    memory, terms = _open_memory(), [list[str]() for _ in texts]
    memory.execute("BEGIN")
    memory.executemany("INSERT INTO parted(rowid, text) VALUES (?, ?)", list(enumerate(texts)))
    for text, term in memory.execute("SELECT doc, term FROM parts ORDER BY doc, offset"):
        terms[text].append(term)
    memory.execute("ROLLBACK")
    return terms


def cut_excerpts(query: str, texts: Sequence[str]) -> list[str]:
    """Of each text a piece with what was asked for, marked; its beginning where that does not occur."""
    memory = _open_memory()
    memory.execute("BEGIN")
    memory.executemany("INSERT INTO shown(rowid, text) VALUES (?, ?)", list(enumerate(texts)))
    cut = "SELECT rowid, snippet(shown, 0, ?, ?, ?, ?) FROM shown WHERE shown MATCH ?"
    found = dict(memory.execute(cut, (*MARKS, EXCERPT_WORDS, quote_query(query))).fetchall())
    memory.execute("ROLLBACK")
    return [found.get(n) or text[:100] for n, text in enumerate(texts)]


_held = threading.local()


def _open_memory() -> sqlite3.Connection:
    """A database in memory, one a thread."""
    memory: Any = getattr(_held, "memory", None)
    if memory is None:
        memory = _held.memory = sqlite3.connect(":memory:", isolation_level=None)
        memory.execute(f"CREATE VIRTUAL TABLE parted USING fts5(text, content='', tokenize='{TOKENIZER}')")
        memory.execute("CREATE VIRTUAL TABLE parts USING fts5vocab(parted, instance)")
        memory.execute(f"CREATE VIRTUAL TABLE shown USING fts5(text, tokenize='{TOKENIZER}')")
    return memory  # type: ignore[no-any-return]
