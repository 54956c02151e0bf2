"""Closed classes of words, kept as a table."""

from functools import lru_cache
from importlib.resources import files


def rows(table: str) -> list[list[str]]:
    """The rows of a packaged table; lines that begin with "#" are comments."""
    text = (files("dragoman.actors") / "data" / f"{table}.tsv").read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


@lru_cache(maxsize=1)
def _classes() -> dict[str, frozenset[str]]:
    return {name: frozenset(words.split(";")) for name, words in rows("vocabulary")}


def get_words(name: str) -> frozenset[str]:
    """The words of one class; KeyError where the table has none of that name."""
    return _classes()[name]
