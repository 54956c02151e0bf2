"""Reports of one event → the fields in which they contradict one another, with who has which version."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, get_args

from dragoman.contract import write_number
from dragoman.ledger.cameo import read_countries
from dragoman.ledger.likeness import match_sides
from dragoman.ledger.telling import read_day
from dragoman.records import DisputeField

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from dragoman.ledger.telling import Telling, Who

Found = tuple[DisputeField, str | None, dict[str, list[str]]]
"""A field, of what where it is a number, and version → ids of the reports that have it."""

FIELDS: tuple[DisputeField, ...] = get_args(DisputeField)
_DENIED = frozenset({"CT-", "PR-", "PS-"})
_BEGUN = frozenset({"ASSAULT", "COERCE", "MOBILIZE"})
"""Types of which it matters who began."""
_UNSAID = frozenset({"Uu"})


def find_disputes(tellings: Sequence[Telling]) -> list[Found]:
    """What is contradicted, in the order of FIELDS. What only one report says, or one says less exactly, is no contradiction."""
    found: list[Found] = []
    _add(found, "date", None, _group(tellings, _name_days), _days_apart(tellings))
    _add(found, "place", None, _group(tellings, _name_place), _places_apart(tellings))
    for what in sorted({what for telling in tellings for what, _ in telling.numbers}):
        versions = _group(tellings, lambda telling, what=what: _name_number(telling, what))  # type: ignore[misc]
        sets = [{v for w, v in telling.numbers if w == what} for telling in tellings]
        _add(found, "number", what, versions, any(a.isdisjoint(b) for a, b in combinations(filter(None, sets), 2)))
    types = _group(tellings, lambda telling: telling.type)
    _add(found, "type", None, types, len(types) > 1)
    began = _group_beginners(telling for telling in tellings if telling.type in _BEGUN)
    _add(found, "who_began", None, began, len(began) > 1)
    sure = _group(tellings, _name_factuality)
    _add(found, "factuality", None, sure, len(sure) > 1)
    return found


def _add(
    found: list[Found], field: DisputeField, what: str | None, versions: dict[str, list[str]], apart: bool
) -> None:
    if apart:
        found.append((field, what, versions))


def _group(tellings: Iterable[Telling], name: Callable[[Telling], str | None]) -> dict[str, list[str]]:
    versions: defaultdict[str, list[str]] = defaultdict(list)
    for telling in tellings:
        if (value := name(telling)) is not None:
            versions[value].append(telling.id)
    return dict(versions)


def _name_days(telling: Telling) -> str | None:
    first, last = read_day(telling.first), read_day(telling.last)
    return None if first is None else f"{first}" if first == last else f"{first}/{last}"


def _days_apart(tellings: Iterable[Telling]) -> bool:
    """Whether two have no day in common."""
    days = [(t.first, t.last) for t in tellings if t.first is not None and t.last is not None]
    return bool(days) and max(first for first, _ in days) > min(last for _, last in days)


def _name_place(telling: Telling) -> str | None:
    return telling.place or telling.country


def _places_apart(tellings: Iterable[Telling]) -> bool:
    """Whether two name places of other countries, or two places of one country that are both within it."""
    places = {(t.place, t.country) for t in tellings if t.place or t.country}
    countries = {country for _, country in places if country}
    within = {place for place, country in places if place and not _is_country(place, country)}
    return len(countries) > 1 or any(_are_apart(a, b) for a, b in combinations(sorted(within), 2))


def _are_apart(one: str, other: str) -> bool:
    """Whether neither name is part of the other: "Aleppo" and "Aleppo province" may be one place."""
    some, others = set(one.split()), set(other.split())
    return not (some <= others or others <= some)


def _is_country(place: str, country: str | None) -> bool:
    known = read_countries().get(country or "")
    return known is not None and place in {name.casefold() for name in known.names}


def _name_number(telling: Telling, what: str) -> str | None:
    values = [write_number(value) for each, value in telling.numbers if each == what]
    return ", ".join(values) or None


def _name_factuality(telling: Telling) -> str | None:
    if telling.factuality in _UNSAID:
        return None
    return "denied" if telling.factuality in _DENIED else "asserted"


def _group_beginners(tellings: Iterable[Telling]) -> dict[str, list[str]]:
    """Those with two sides, by who acts upon whom: as the first with an opposite has it, or the other way about."""
    both = [telling for telling in tellings if telling.actors and telling.recipients]
    first = next((one for one in both if any(_is_turned(other, one) for other in both)), None)
    if first is None:
        return {}
    turned = [telling for telling in both if _is_turned(telling, first)]
    straight = [telling for telling in both if telling not in turned]
    return {_name_sides(some[0]): [telling.id for telling in some] for some in (straight, turned) if some}


def _is_turned(one: Telling, other: Telling) -> bool:
    """Whether the actors of one are rather the recipients of the other."""
    turned = _share(one.actors, other.recipients) + _share(one.recipients, other.actors)
    return turned > _share(one.actors, other.actors) + _share(one.recipients, other.recipients)


def _share(some: tuple[Who, ...], others: tuple[Who, ...]) -> float:
    return match_sides(some, others) or 0.0


def _name_sides(telling: Telling) -> str:
    return " → ".join(
        ", ".join(sorted({who.country if who.state and who.country else " ".join(who.words) for who in side}))
        for side in (telling.actors, telling.recipients)
    )
