"""Who held which office on a day, and who is called what: the actor base.

Nobody rather than the wrong one: where the tables leave two people possible, the answer is None.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from dragoman.actors import vocabulary
from dragoman.actors.countries import find_country, is_state
from dragoman.actors.offices import Holding, name_office
from dragoman.actors.periods import get_days, is_certain, is_possible
from dragoman.actors.tables import CARRIED, WRITTEN, Table, name_key, open_table
from dragoman.actors.words import fold
from dragoman.errors import SourceError

# Where the family name comes first.
_FAMILY_FIRST = frozenset(["CHN", "KOR", "PRK", "TWN", "VNM", "KHM", "SGP", "MYS"])


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the tables, with the offices that fit what was asked, the oldest first."""

    name: str
    other_names: tuple[str, ...]
    offices: tuple[Holding, ...]


class Directory:
    """Tables in layers, the first to answer wins: additions, those written here, and last what is carried over."""

    def __init__(self, layers: Sequence[Table]) -> None:
        *self._above, self._carried = layers
        self._layers = tuple(layers)

    def find_office(self, title: str, country: str, on: date) -> Holding | None:
        """Who held an office on a day; None where nobody is known, or two may have.

        `title`: an office or a title ("president", "secretary of state"); `country`: alpha-3, or an organisation's
        short name. A holder with `acting` is answered only where nobody held the office in full. Raises TextError
        for an unknown title.
        """
        office = name_office(title, country, on)
        if office is None:
            return None
        layers = [[row for row in rows if row.is_believed(on)] for rows in self._find_rows(office, country, on)]
        certain = [row for rows in layers if (row := _choose(rows, on))]
        full = [row for row in certain if not row.acting] or certain
        return full[0] if full else _only([row for rows in layers for row in rows if _is_held(row, on)])

    def find_last(self, title: str, country: str, on: date) -> Holding | None:
        """Who held it on the last day that the tables are known to hold, where `on` is later; None where it is not."""
        office = name_office(title, country, on)
        rows = [row for rows in self._find_rows(office, country, on) for row in rows] if office else []
        ends = [get_days(row.known_to)[1] for row in rows if row.known_to and not row.is_believed(on)]
        return self.find_office(title, country, max(ends)) if ends else None

    def _find_rows(self, office: str, country: str, on: date) -> Iterator[list[Holding]]:
        """The rows of each layer; of what is carried over only where the layers above begin later."""
        above = [table.find_office(country, office) for table in self._above]
        written = [row for rows in above for row in rows]
        for rows in above:
            yield [_close(row, written) for row in rows]
        if all(on < get_days(row.from_on)[0] for row in written):
            carried = self._carried.find_office(country, office)
            yield [_close(row, carried) for row in carried]

    def find_country(self, text: str) -> str | None:
        """Alpha-3 of a state by code, name or adjective; else an organisation's short name by any of its names."""
        return find_country(text) or self._organisations.get(fold(text).removeprefix("the "))

    @cached_property
    def _organisations(self) -> dict[str, str]:
        codes = {fold(code): code for table in self._layers for code in table.countries if not is_state(code)}
        found = dict(codes)
        for name, _kind, _country, _sector, aliases in vocabulary.rows("organisations"):
            forms = [fold(form) for form in (name, *aliases.split(";")) if form]
            known = {codes[form] for form in forms if form in codes}
            if len(known) == 1:
                found |= dict.fromkeys(forms, next(iter(known)))
        return found

    def find_person(self, name: str, on: date | None = None, *, respell: bool = True) -> list[Person]:
        """Everybody called so, by full name or surname; with `on`, who can have been in office then.

        Who has no end may still be in office past what is known of the row (`Holding.is_believed`). `respell`: where
        nobody is, by other transcriptions of a full name ("Sergey" for "Sergei"), which goes through
        all tables.
        """
        key = name_key(name)
        people = [p for p in _gather(self._find_named(key.split()[-1])) if key in set(_keys_of(p))] if key else []
        if not people and respell and " " in key:
            people = [p for p in self._people if spell(key) in {spell(k) for k in _keys_of(p) if " " in k}]
        if on is None:
            return people
        serving = [(p, tuple(r for r in p.offices if _is_held(r, on))) for p in people]
        return [replace(person, offices=offices) for person, offices in serving if offices]

    def _find_named(self, word: str) -> list[Holding]:
        """The rows of everybody with this word in one of their names, also those rows that give another name only."""
        named = [row for table in self._layers for row in table.find_word(word)]
        words = dict.fromkeys([word, *(name_key(row.name).split()[-1] for row in named)])
        above = [row for table in self._above for each in words for row in table.find_word(each)]
        return [
            *dict.fromkeys(above),
            *self._supplement(row for each in words for row in self._carried.find_word(each)),
        ]

    def _supplement(self, carried: Iterable[Holding]) -> list[Holding]:
        """Of rows carried over those for offices that the tables above know nothing of."""
        known = {office for table in self._above for office in table.offices}
        return [row for row in dict.fromkeys(carried) if (row.country, row.office.casefold()) not in known]

    @cached_property
    def _people(self) -> list[Person]:
        return _gather([*(row for table in self._above for row in table), *self._supplement(self._carried)])


def open_directory(additions: Path | None = None) -> Directory:
    """The shipped tables, and above them the additions of a file. Raises SourceError where it cannot be read."""
    added = Table(read_additions(additions).splitlines() if additions else ())
    return Directory([added, open_table(*WRITTEN), open_table(*CARRIED)])


def read_additions(path: Path) -> str:
    """The text of a file of additions, "" where there is none yet. Raises SourceError where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(
            f"{path} cannot be read ({error}): it should be what `dragoman actors update` wrote"
        ) from error


# --- offices ----------------------------------------------------------------------------------------------------------


def _close(row: Holding, others: list[Holding]) -> Holding:
    """A row without an end, ended where another person begins in the same office."""
    if row.to_on is not None:
        return row
    begun = get_days(row.from_on)[1]
    after = [
        other.from_on
        for other in others
        if other.acting == row.acting
        and other.office == row.office
        and get_days(other.from_on)[0] > begun
        and not is_same(row, other)
    ]
    return replace(row, to_on=min(after)) if after else row


def _choose(rows: list[Holding], on: date) -> Holding | None:
    """The one who certainly held the office, a full holder before an acting one; None where nobody is the only one."""
    certain = [row for row in rows if is_certain(row.from_on, row.to_on, on)]
    return _only([row for row in certain if not row.acting] or certain)


def _only(rows: list[Holding]) -> Holding | None:
    return rows[-1] if rows and all(is_same(rows[-1], row) for row in rows) else None


def is_same(one: Holding, other: Holding) -> bool:
    """Whether two rows share one of their names."""
    return bool(_names(one) & _names(other))


def _names(row: Holding) -> set[str]:
    return {name_key(name) for name in (row.name, *row.other_names)}


def _is_held(row: Holding, on: date) -> bool:
    return is_possible(row.from_on, row.to_on, on)


# --- names ------------------------------------------------------------------------------------------------------------


_SPELLINGS = (("kh", "h"), ("iy", "i"), ("ey", "ei"), ("yy", "y"), ("y", "i"), ("ei", "i"), ("ii", "i"), ("ou", "u"),
              ("oo", "u"), ("ph", "f"), ("q", "k"), ("w", "v"), ("ck", "k"), ("ss", "s"), ("ll", "l"), ("mm", "m"),
              ("nn", "n"), ("tt", "t"), ("oha", "uha"), ("mme", "ma"), ("med", "mad"))  # fmt: skip


def spell(key: str) -> str:
    """What two transcriptions of a name share: Sergey and Sergei, Volodymyr Zelenskyy and Zelensky."""
    for written, meant in _SPELLINGS:
        key = key.replace(written, meant)
    return " ".join(part.rstrip("i") or part for part in key.split())


def _identify(row: Holding) -> tuple[str, str]:
    return name_key(row.name), row.country


def _join_abroad(groups: dict[tuple[str, str], list[Holding]]) -> Iterator[list[Holding]]:
    """Rows of one person: somebody of an organisation is the same as somebody of one state with that full name."""
    joined: dict[tuple[str, str], list[Holding]] = {}
    homes: dict[str, set[str]] = {}
    for name, country in groups:
        if is_state(country):
            homes.setdefault(name, set()).add(country)
    for (name, country), rows in groups.items():
        home = homes.get(name, set())
        place = next(iter(home)) if not is_state(country) and len(home) == 1 and " " in name else country
        place = "" if not is_state(place) else place
        joined.setdefault((name, place), []).extend(rows)
    yield from joined.values()


def _gather(rows: Iterable[Holding]) -> list[Person]:
    """The people whose rows these are."""
    groups: dict[tuple[str, str], list[Holding]] = {}
    for row in rows:
        groups.setdefault(_identify(row), []).append(row)
    return [_join(group) for group in _join_abroad(groups)]


def _join(rows: list[Holding]) -> Person:
    others = dict.fromkeys(name for row in rows for name in row.other_names if name != rows[0].name)
    offices = sorted(dict.fromkeys(rows), key=lambda row: (get_days(row.from_on)[0], row.office))
    return Person(rows[0].name, tuple(others), tuple(offices))


def _keys_of(person: Person) -> Iterator[str]:
    """What a person is looked up by: full names, first and last name, surname with and without its particles."""
    family_first = any(row.country in _FAMILY_FIRST for row in person.offices)
    for name in (person.name, *person.other_names):
        parts = name_key(name).split()
        yield from (" ".join(parts[at:]) for at in range(len(parts)))
        if len(parts) > 2:
            yield f"{parts[0]} {parts[-1]}"
        if family_first and len(parts) > 1:
            yield parts[0]
