"""Offices and who held them when: a row of the tables, and the titles that name an office."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from dragoman.actors.countries import get_names, is_state
from dragoman.actors.periods import get_days
from dragoman.actors.vocabulary import rows
from dragoman.actors.words import fold
from dragoman.errors import TextError

# "prime minister" is one who stands below a president that is head of government, as in South Korea.
OFFICES = (
    *("head of state", "head of government", "foreign minister", "defence minister", "prime minister"),
    *("UN ambassador", "head"),
)
_CATEGORIES = frozenset(OFFICES[:2])  # no office is called so
ACTING = "acting "
_SPOKES = "spokesperson"
_SPOKES_FIRST = re.compile(r"(?P<what>.+?)(?:'s)? spokes(?:man|woman|person)")
_SPOKES_LAST = re.compile(r"spokes(?:man|woman|person)(?: (?:of|for)(?: the)? |:)(?P<what>.+)")
_SHORT = {
    "pm": "prime minister",
    "fm": "foreign minister",
    "pres": "president",
    "potus": "president",
    "secdef": "secretary of defense",
    "secstate": "secretary of state",
    "sg": "secretary general",
}
# Who bears a minister's title and is not the minister.
_BELOW = frozenset("deputy vice assistant under junior former ex shadow parliamentary permanent press".split())
# What a spokesperson speaks for, as it is also called.
_MINISTRIES = {"ministry of foreign affairs": "foreign ministry", "mfa": "foreign ministry", "defense": "defence"}


@dataclass(frozen=True, slots=True)
class Holding:
    """One person in one office from one date to another.

    `country`: alpha-3, or an organisation's short name. `office`: as the tables have it, without "acting".
    `from_on`, `to_on`: as far as known (2018, 2018-03, 2018-03-31), half-open; `to_on` None: no end known. `known_to`: the
    last day for which a row without an end is known to hold; None where its table does not say.
    """

    name: str
    other_names: tuple[str, ...]
    country: str
    office: str
    acting: bool
    from_on: str
    to_on: str | None
    sector: str | None
    source: str
    known_to: str | None = None

    def is_believed(self, on: date) -> bool:
        """Whether a day is not past what is known of a row without an end."""
        return self.to_on is not None or on <= (get_days(self.known_to)[1] if self.known_to else date.today())


def check_line(line: str) -> str | None:
    """Why a table's line is no holding; None where it is one."""
    fields = line.rstrip("\n").split("\t")
    if len(fields) != 8:
        return f"{len(fields)} fields, 8 are needed"
    name, _, country, office, from_on, to_on, _, _ = fields
    if not (name and country and office):
        return "name, country or office is empty"
    plain = office.removeprefix(ACTING)
    if plain not in OFFICES and not plain.startswith((f"{_SPOKES}:", "head:")):
        return f"office is {office!r}: {', '.join(OFFICES)}, head:… or spokesperson:… is needed"
    return _check_dates(from_on, to_on)


def _check_dates(from_on: str, to_on: str) -> str | None:
    try:
        first, last = get_days(from_on)[0], get_days(to_on)[1] if to_on else None
    except ValueError as error:
        return str(error)
    return f"it ends {to_on}, before it begins {from_on}" if last is not None and last < first else None


def read_line(line: str) -> Holding:
    """A line that `check_line` passes, as a holding."""
    name, others, country, office, from_on, to_on, sector, source = line.rstrip("\n").split("\t")
    acting = office.startswith(ACTING)
    names = tuple(filter(None, (other.strip() for other in others.split(";"))))
    plain = office.removeprefix(ACTING)
    return Holding(name, names, country, plain, acting, from_on, to_on or None, sector or None, source)


def write_line(row: Holding) -> str:
    """The holding as a table's line."""
    office = f"{ACTING}{row.office}" if row.acting else row.office
    others = ";".join(row.other_names)
    fields = (row.name, others, row.country, office, row.from_on, row.to_on or "", row.sector or "", row.source)
    return "\t".join(re.sub(r"[\t\r\n]+", " ", field) for field in fields)


def name_office(title: str, country: str, on: date) -> str | None:
    """The office that a title names in a country on a day: "secretary of state" in USA is the foreign minister.

    None where the title is known and that country has no such office. Raises TextError for an unknown title.
    """
    key = clean_title(title)
    found = _titles().get(key)
    if found is None and (spoken := _name_spokesperson(key)):
        return spoken
    found = found or _titles().get(_simplify(_strip_country(key, country)))
    if found is None:
        raise TextError(
            f"office is {title!r}: {', '.join(OFFICES)}, spokesperson, or a title such as "
            "president, prime minister, secretary of state, king is needed"
        )
    fitting = [row for row in found if row.fits(country, on)]
    named = [row for row in fitting if country in row.countries] or fitting
    return named[0].office if named else None


def find_title(office: str, country: str, on: date) -> str:
    """What an office is called in a country on a day: "Secretary of State"; the office's own name where none is known."""
    fitting = [
        (country not in row.countries, title)
        for title, found in _titles().items()
        for row in found
        if row.office == office and row.fits(country, on) and name_office(title, country, on) == office
    ]
    called = [title for _, title in sorted(fitting, key=lambda pair: pair[0]) if title not in _CATEGORIES]
    return _capitalise(called[0] if called else office)


def _capitalise(title: str) -> str:
    small = {"of", "for", "and", "the", "to"}
    return " ".join(w if w in small else w.upper() if w in {"un", "UN"} else w.capitalize() for w in title.split())


def clean_title(title: str) -> str:
    """A title as the table of titles has it: folded, without "the", "acting" and what a state calls itself."""
    key = " ".join(fold(title).replace("-", " ").replace("(", " ").replace(")", " ").split())
    for word in ("the ", ACTING, "interim ", "caretaker ", "federal ", "union "):
        key = key.removeprefix(word)
    for word in (" acting", " interim", " of the republic", " of the federation", " of the union"):
        key = key.removesuffix(word)
    return _SHORT.get(key, key)


def _strip_country(key: str, country: str) -> str:
    """A title without the country that it is asked for: "president of France", "French foreign minister"."""
    for name in get_names(country):
        key = key.removeprefix(f"{name} ").removesuffix(f" of {name}").removesuffix(f" of the {name}")
    return _SHORT.get(key, key)


def _simplify(key: str) -> str:
    """A minister of foreign affairs or defence whatever else the ministry has; `key` where it is another's office.

    "Minister of Foreign Affairs and Trade", "minister for Europe and foreign affairs", "secretary of national defence".
    """
    words = set(key.replace(",", " ").split())
    if not words & {"minister", "secretary"} or words & _BELOW or "minister of state" in key:
        return key
    if "foreign" in words or "external" in words:
        return "foreign minister"
    return "defence minister" if words & {"defence", "defense"} or "armed forces" in key else key


def _name_spokesperson(key: str) -> str | None:
    found = _SPOKES_LAST.fullmatch(key) or _SPOKES_FIRST.fullmatch(key)
    if found is None:
        return None
    what = found["what"].removeprefix("the ").strip()
    for written, meant in _MINISTRIES.items():
        what = what.replace(written, meant)
    return f"{_SPOKES}:{what}"


@dataclass(frozen=True, slots=True)
class _Title:
    office: str
    countries: frozenset[str]
    excepted: frozenset[str]
    from_on: str
    to_on: str

    def fits(self, country: str, on: date) -> bool:
        if (self.from_on and on < get_days(self.from_on)[0]) or (self.to_on and on >= get_days(self.to_on)[0]):
            return False
        kind = "state" if is_state(country) else "organisation"
        return country not in self.excepted and bool({country, kind} & self.countries)


@lru_cache(maxsize=1)
def _titles() -> dict[str, list[_Title]]:
    found: dict[str, list[_Title]] = {}
    for title, office, countries, excepted, from_on, to_on in rows("office_titles"):
        row = _Title(office, frozenset(countries.split(";")), frozenset(excepted.split(";")), from_on, to_on)
        found.setdefault(clean_title(title), []).append(row)
    return found
