"""Who held an office on the article's day: where it names the office and not the holder, or the person and no office.

The article's own words win: the base fills in only what they leave open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from dragoman.actors.countries import is_state
from dragoman.actors.directory import Directory, open_directory
from dragoman.actors.lexicon import Office
from dragoman.actors.names import Person
from dragoman.actors.offices import OFFICES, Holding, find_title, name_office
from dragoman.actors.periods import get_days, is_certain
from dragoman.actors.roles import suits
from dragoman.actors.scene import Scene
from dragoman.actors.tables import name_key
from dragoman.actors.titles import Title
from dragoman.actors.vocabulary import rows
from dragoman.errors import TextError
from dragoman.records import Article

_NEAR = 15  # years: how long after taking office a name still means who held it
_DETERMINERS = frozenset({None, "the", "this"})
# Before or after an office: whoever is meant does not hold it today.
_ANOTHER_DAY = frozenset(
    "former ex then next future late deputy vice any no every first incoming outgoing elect designate previous another "
    "new last".split()
)


@dataclass(frozen=True, slots=True)
class Incumbents:
    """The base on the day of one article; `on` None: its day is not known, and nobody is answered."""

    directory: Directory
    on: date | None
    scene: Scene

    def find_holder(self, title: Title) -> Person | None:
        """The holder of an office that the article names with its state: as a person of the article where it has them.

        None where somebody else bears the office in the article.
        """
        holder = self._ask(title) if _is_today(self.scene, title) else None
        if holder is None:
            return None
        bearers = [p for p in self.scene.persons if p.country == title.country and suits(p, title) >= 0.8]
        known = [p for p in self.scene.persons if _is_named(p, holder) and p.country in {None, title.country}]
        if known or bearers:
            return known[0] if known[:1] and all(p is known[0] for p in bearers) else None
        person = Person(tuple(name_key(holder.name).split()), holder.name)
        person.role, person.office, person.country, person.sector = (
            title.role,
            title.office,
            title.country,
            title.sector,
        )
        return person

    def _ask(self, title: Title) -> Holding | None:
        if self.on is None or title.country is None or not title.role or not is_state(title.country):
            return None
        try:
            if (name_office(title.role, title.country, self.on) or "spokesperson") == "spokesperson":
                return None  # one of several
            holder = self.directory.find_office(title.role, title.country, self.on)
        except TextError:
            return None
        return holder if holder and holder.acting == title.role.lower().startswith("acting ") else None

    def knows_leader(self, surname: str) -> bool:
        """Whether one head of state or government of that day is called so."""
        return self._find_office(surname, OFFICES[:2]) is not None

    def contradict(self, person: Person) -> None:
        """Note who the base has in the office that the article gives a person today; the article's word stands."""
        role = person.role or ""
        if self.on is None or not person.country or not is_state(person.country) or set(role.lower().split()) & _PAST:
            return
        try:
            holder = self.directory.find_office(role, person.country, self.on)
        except TextError:
            return
        if holder is not None and not holder.office.startswith("spokesperson") and not _is_named(person, holder):
            person.otherwise = holder.name

    def find_states(self, person: Person) -> frozenset[str]:
        """Of what countries and organisations the base has people of that full name; empty where it has none."""
        people = self.directory.find_person(person.name, respell=False) if len(person.keys) > 1 else []
        return frozenset(row.country for each in people for row in each.offices)

    def complete(self, person: Person) -> None:
        """Give a person what the article leaves open: the country, and the office of the day where it has none.

        By surname alone only leaders are known; by full name, who was in office on another day keeps the country of then.
        """
        if self.on is None or (person.role and person.country):
            return
        full = len(person.keys) > 1
        row = self._find_office(person.name, OFFICES[:-1] if full else OFFICES[:2])
        if row is None and full:
            known = self._find_country(person.name)
            person.country = person.country or known
            if person.role is None and known == person.country:
                person.sector = person.sector or self._find_sector(person.name)
        if row is None or person.country not in {None, row.country}:
            return
        person.country, person.sector, person.looked_up = row.country, person.sector or row.sector, True
        if not person.role and row.is_believed(self.on):
            title = find_title(row.office, row.country, self.on)
            person.role = f"Acting {title}" if row.acting else title
            person.office = _find_noun(title.lower())

    def _find_office(self, name: str, offices: tuple[str, ...]) -> Holding | None:
        if self.on is None:
            return None
        people = self.directory.find_person(name, self.on, respell=False)
        on = self.on
        held = [[r for r in p.offices if is_certain(r.from_on, r.to_on, on) and is_state(r.country)] for p in people]
        leading = [rows for rows in held if any(row.office in offices for row in rows)]
        if len(leading) != 1 or (len(people) > 1 and offices != OFFICES[:2]):
            return None
        if any(row.office not in OFFICES[:-1] for row in leading[0]) or len({row.country for row in leading[0]}) > 1:
            return None
        return min(leading[0], key=lambda row: OFFICES.index(row.office))

    def _find_country(self, name: str) -> str | None:
        """The state that the one person of this name held office for, some time within fifteen years of the article."""
        people = self.directory.find_person(name, respell=False)
        rows = people[0].offices if len(people) == 1 and self.on else ()
        near = {row.country for row in rows if self.on and abs(get_days(row.from_on)[0].year - self.on.year) <= _NEAR}
        return next(iter(near)) if len(near) == 1 and all(map(is_state, near)) else None

    def _find_sector(self, name: str) -> str | None:
        """The sector of the office that the base lets somebody hold without an end, though it is past its last day."""
        people = self.directory.find_person(name, respell=False)
        return next((row.sector for each in people for row in each.offices if row.to_on is None), None)


_PAST = _ANOTHER_DAY | {"acting", "interim", "elect", "designate"}


def open_incumbents(article: Article, scene: Scene) -> Incumbents:
    """The shipped base on the day when the article says that it appeared."""
    published = article.published_at
    on = published.on if published is not None and published.precision in {"minute", "day"} else None
    return Incumbents(_get_directory(), on, scene)


@lru_cache(maxsize=1)
def _get_directory() -> Directory:
    return open_directory()


def _is_today(scene: Scene, title: Title) -> bool:
    """Whether "the foreign minister" of these words is the one in office, not a former or a future one."""
    words = scene.words
    if title.office is None or title.office.plural or title.determiner not in _DETERMINERS:
        return False
    around = words[max(0, title.first - 1) : title.last + 2]
    return not any(word.key in _ANOTHER_DAY for word in around)


def _is_named(person: Person, holder: Holding) -> bool:
    """Whether a person's full name or surname in the article is the holder's."""
    keys = [name_key(name).split() for name in (holder.name, *holder.other_names)]
    own = name_key(" ".join(person.keys)).split()
    return any(own == key or (len(own) == 1 and own == key[-1:]) for key in keys)


@lru_cache(maxsize=64)
def _find_noun(title: str) -> Office | None:
    """The office of the table of roles that a title's words are."""
    for noun, sector, gender, country, also in rows("roles"):
        if noun.casefold() == title:
            return Office(title, sector or None, gender or None, country or None, frozenset(also.split(";")), False)
    return None
