"""Who is meant by a name, an id or a code → conditions on the rows in which they stand."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, func, intersect, literal, select, union_all

from dragoman.ledger import schema
from dragoman.ledger.words import find_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement, CompoundSelect, Connection

_PAGE, _MANY = 50, 100_000  # rows of a page; of an answer that is not counted to its end
_SAMPLE = 2_000  # reports of the rarer of two by which it is told how often they meet


def find_meant(connection: Connection, who: str, *, raw: bool) -> Select[Any] | CompoundSelect[Any]:
    """Keys of the actors of a country, or, where that is no one's, of an id or a name."""
    actors = schema.actors
    if len(who) == 3 and who.isalpha() and who.isupper():
        of_it = actors.c.country == who
        if connection.execute(select(actors.c.key).where(of_it).limit(1)).first():
            return shown_as(of_it, raw=raw)
    return shown_as(called(who), raw=raw)


def take_part(connection: Connection, held: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    """That actors play parts in reports; `held`: part → their keys.

    Where the rarest of them stands in few reports, these are gone through; else reports are, from the newest on, until a page is
    full: of a common pair that is soon. Which of the two is less, the database cannot know of what is asked for in this way. Two
    who are often named may hardly ever meet: that a pair is common, a sample has to show.
    """
    reports, appearances = schema.reports, schema.report_actors.c
    playing = {part: (appearances.part == part, appearances.actor.in_(keys)) for part, keys in held.items()}
    if not playing:
        return []
    number = connection.execute(select(func.max(reports.c.key))).scalar() or 0
    found = {part: _count_up(connection, select(appearances.report).where(*fits)) for part, fits in playing.items()}
    passed = _PAGE * prod(number / max(1, n) for n in found.values())
    rarest = min(found, key=lambda part: found[part])
    if len(held) > 1 and found[rarest] >= passed:
        passed = _PAGE * number / max(0.5, estimate_pairs(connection, held, rarest, found[rarest]))
    return [
        reports.c.key.in_(select(appearances.report).where(*fits))
        if part == rarest and found[part] < passed
        else _plays(reports.c.key, part, held[part])
        for part, fits in playing.items()
    ]


def estimate_pairs(connection: Connection, held: Mapping[str, Any], rarest: str, number: int) -> float:
    """In how many reports all of them play their parts, by some of the `number` in which the rarest does."""
    appearances = schema.report_actors.c
    fits = (appearances.part == rarest, appearances.actor.in_(held[rarest]))
    some = select(appearances.report).where(*fits).limit(_SAMPLE).subquery()
    others = [_plays(some.c.report, part, keys) for part, keys in held.items() if part != rarest]
    hits: int = connection.execute(select(func.count()).select_from(some).where(*others)).scalar_one()
    return hits * max(1.0, number / _SAMPLE)


def _plays(report: ColumnElement[int], part: str, actors: Any) -> ColumnElement[bool]:
    """That one of some actors plays a part in a report.

    "+ 0": looked up by the report, not by each of the actors; a value of each report, not EXISTS, of which PostgreSQL makes a
    join with all reports of the one side.
    """
    appearances = schema.report_actors.alias().c
    played = select(literal(1)).where(
        appearances.report == report, appearances.part == part, (appearances.actor + 0).in_(actors)
    )
    return played.limit(1).scalar_subquery().is_not(None)


def _count_up(connection: Connection, query: Select[Any]) -> int:
    """How many rows there are, or that there are many."""
    counted: int = connection.execute(select(func.count()).select_from(query.limit(_MANY).subquery())).scalar_one()
    return counted


def shown_as(*wanted: ColumnElement[bool], raw: bool) -> CompoundSelect[Any] | Select[Any]:
    """Keys of actors that are shown, as they were written or as people corrected them, as ones that are wanted.

    `raw`: that were written so, which is the same where nobody is shown as another.
    """
    actors, shown = schema.actors, schema.shown_actors
    held = select(actors.c.key).where(*wanted)
    if raw:
        return held
    own = held.where(~select(shown.c.actor).where(shown.c.actor == actors.c.key).exists())
    return union_all(own, select(shown.c.actor).where(shown.c.shown.in_(held)))


def called(who: str) -> ColumnElement[bool]:
    """That an actor has this id, or all the words of this name in its own.

    One set of keys, not two conditions with "or": of that PostgreSQL holds that it fits half of all actors.
    """
    key = schema.actors.c.key
    meant = [select(key).where(schema.actors.c.id == who), *(select(key).where(fits) for fits in named(who))]
    return key.in_(union_all(*meant) if len(meant) > 1 else meant[0])


def named(name: str) -> list[ColumnElement[bool]]:
    """That an actor has all the words of a name in its own."""
    words = schema.actor_words.c
    each = [select(words.actor).where(words.word == word) for word in sorted(find_words(name))]
    return [schema.actors.c.key.in_(intersect(*each) if len(each) > 1 else each[0])] if each else []
