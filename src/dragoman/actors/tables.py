"""Tables of holdings, read late: a line becomes a row when it is asked for, since a reader asks for few of thousands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from importlib.resources import files
from itertools import accumulate

from dragoman.actors.offices import ACTING, Holding, check_line, read_line, write_line
from dragoman.actors.words import fold

# Written here, and read before what is carried over from REIGN.
WRITTEN = ("offices_g20", "offices_regions", "offices_world")
CARRIED = ("offices_reign",)
_DATED = re.compile(r"# (\d{4}-\d\d-\d\d)\b")


def name_key(name: str) -> str:
    """A name without case, accents, stops and hyphens: "Ban Ki-moon" and "Ban Ki Moon" are one."""
    return " ".join(fold(name).replace("-", " ").replace("'", "").replace("’", "").split())


class Table:
    """Lines of eight fields (`Holding`); comments, and lines that are no holding, are left out.

    A comment that begins with a day ("# 2025-12-31: …") says until when the rows under it are known to hold.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines: list[str] = []
        self._known: dict[str, str] = {}
        known = ""
        for line in lines:
            if line.startswith("#"):
                known = found[1] if (found := _DATED.match(line)) else known
            elif line.count("\t") == 7:
                self._lines.append(line)
                self._known[line] = known
        self._read: dict[str, Holding | None] = {}

    def __iter__(self) -> Iterator[Holding]:
        return self._rows(self._lines)

    def find_office(self, country: str, office: str) -> list[Holding]:
        """The rows of an office, its acting holders' too; of every spokesperson where `office` says no more."""
        return list(self._rows(self._by_office.get((country, office.casefold()), ())))

    def find_word(self, word: str) -> Iterator[Holding]:
        """The rows with this word, as `name_key` leaves it, in one of their names."""
        text, starts = self._names
        at, found = text.find(word), dict[str, bool]()
        while at >= 0:
            number, end = bisect_right(starts, at) - 1, at + len(word)
            if (at and text[at - 1] not in " \n") or text[end : end + 1] not in ("", " ", "\n"):
                at = text.find(word, end)
                continue
            found[self._lines[number]] = True
            at = text.find(word, starts[number + 1] if number + 1 < len(starts) else len(text))
        return self._rows(found)

    @property
    def offices(self) -> Iterable[tuple[str, str]]:
        """Country and office, in lower case, of every row."""
        return self._by_office.keys()

    @cached_property
    def countries(self) -> frozenset[str]:
        """The countries and organisations of its rows."""
        return frozenset(country for country, _ in self._by_office)

    @cached_property
    def _by_office(self) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = {}
        for line in self._lines:
            _, _, country, office, _ = line.split("\t", 4)
            key = office.removeprefix(ACTING).casefold()
            found.setdefault((country, key), []).append(line)
            if key.startswith("spokesperson:"):
                found.setdefault((country, "spokesperson"), []).append(line)
        return found

    @cached_property
    def _names(self) -> tuple[str, list[int]]:
        """The names of all lines as one text, a line each, and where each begins: quicker made than a word's index."""
        names = [names.lower() if (names := _names_of(line)).isascii() else fold(names) for line in self._lines]
        names = [line.replace(".", "").replace("'", "").replace("’", "").replace("-", " ") for line in names]
        return "\n".join(names), list(accumulate((len(line) + 1 for line in names[:-1]), initial=0))

    def _rows(self, lines: Iterable[str]) -> Iterator[Holding]:
        for line in lines:
            if line not in self._read:
                self._read[line] = self._read_line(line)
            row = self._read[line]
            if row is not None:
                yield row

    def _read_line(self, line: str) -> Holding | None:
        row = read_line(line) if check_line(line) is None else None
        return replace(row, known_to=self._known[line] or None) if row is not None and row.to_on is None else row


def _names_of(line: str) -> str:
    name, others, _ = line.split("\t", 2)
    return f"{name} {others.replace(';', ' ')}"


def open_table(*tables: str) -> Table:
    """Packaged tables as one; those that are not there have no rows."""
    folder = files("dragoman.actors") / "data"
    paths = [folder / f"{table}.tsv" for table in tables]
    return Table(line for path in paths if path.is_file() for line in path.read_text("utf-8").splitlines())


def make_table(rows: Iterable[Holding]) -> Table:
    """A table of these rows."""
    return Table(write_line(row) for row in rows)
