"""Keys of rows → how many of them by outlet, month, country: counts beside what a question finds, each over all that it finds."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, cast, func, select

from dragoman.ledger import schema
from dragoman.ledger.asof import stand
from dragoman.ledger.rows import chunks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Connection, Select, Table

Counts = list[tuple[str, int]]
"""Values and how many rows have each, the most frequent first."""
_OWNER = "owner"


def count_statements(connection: Connection, keys: Sequence[int]) -> dict[str, Counts]:
    """By outlet, section, month, manner, stance and the articles' tags, and by country and name of a speaker."""
    said, readings = schema.statements, schema.readings
    by = {"outlet": readings.c.outlet, "section": readings.c.section, "month": _month(said)}
    by |= {"manner": said.c.manner, "stance": said.c.stance}
    found = _count(connection, _select(said, by), said, keys)
    tagged = select(said.c.key.label(_OWNER), schema.tags.c.name.label("tag")).select_from(said)
    tagged = tagged.join(schema.tags, schema.tags.c.reading == said.c.reading)
    found |= _count(connection, tagged, said, keys)
    shown = {"country": schema.actors.c.country, "speaker": schema.actors.c.name}
    return found | _count(connection, _select_parties(said, schema.statement_actors, "speaker", shown), said, keys)


def count_reports(connection: Connection, keys: Sequence[int]) -> dict[str, Counts]:
    """By outlet, month, type, quad and factuality, and by country of who acts and who is acted upon."""
    done = schema.reports
    by = {"outlet": schema.readings.c.outlet, "month": _month(done)}
    by |= {name: done.c[name] for name in ("type", "quad", "factuality")}
    found = _count(connection, _select(done, by), done, keys)
    for name in ("actor", "recipient"):
        query = _select_parties(done, schema.report_actors, name, {name: schema.actors.c.country})
        found |= _count(connection, query, done, keys)
    return found


def count_dyads(
    connection: Connection, *, since: date | None, until: date | None, least: float, most: int
) -> tuple[dict[tuple[str, str, str], int], int]:
    """(acting country, country acted upon, quad) → reports, of the newest `most` that fit; and how many these are."""
    reports, readings, articles = schema.reports, schema.readings, schema.articles
    wanted = [*stand(None), reports.c.confidence >= least]
    wanted += [reports.c.last_on >= since] if since else []
    wanted += [reports.c.first_on <= until] if until else []
    newest = select(reports.c.key, reports.c.quad).join_from(reports, readings).join(articles).where(*wanted)
    order = (reports.c.first_on.desc().nulls_last(), reports.c.reading.desc(), reports.c.n)
    some = newest.order_by(*order).limit(most).cte("some")
    one, other = _parties("actor"), _parties("recipient")
    query = select(one.c.country, other.c.country, some.c.quad, func.count(some.c.key.distinct()))
    query = query.select_from(some).join(one, one.c.report == some.c.key).join(other, other.c.report == some.c.key)
    query = query.where(one.c.country != other.c.country).group_by(one.c.country, other.c.country, some.c.quad)
    number = connection.execute(select(func.count()).select_from(some)).scalar_one()
    return {(row[0], row[1], row[2]): row[3] for row in connection.execute(query)}, number


def count_outlets(connection: Connection, *, limit: int) -> list[tuple[str | None, int, date | None, date | None]]:
    """Outlet (None: not known), its articles, the first and last day of them: those with the most first."""
    readings, articles = schema.readings, schema.articles
    number = func.count().label("number")
    query = select(readings.c.outlet, number, func.min(readings.c.published_on), func.max(readings.c.published_on))
    query = query.join_from(readings, articles).where(*stand(None)).group_by(readings.c.outlet)
    query = query.order_by(number.desc(), readings.c.outlet).limit(limit)
    return [(row[0], row[1], row[2], row[3]) for row in connection.execute(query)]


def _parties(part: str) -> Any:
    """Report and country, once for each country that plays this part in it."""
    appearances = schema.report_actors
    query = _join_shown(select(appearances.c.report, schema.actors.c.country), appearances)
    return query.where(appearances.c.part == part, schema.actors.c.country.is_not(None)).subquery(part)


def _join_shown(query: Select[Any], appearances: Table) -> Select[Any]:
    """Joins actors as they are shown."""
    actors, shown = schema.actors, schema.shown_actors
    query = query.select_from(appearances).outerjoin(shown, shown.c.actor == appearances.c.actor)
    return query.join(actors, actors.c.key == func.coalesce(shown.c.shown, appearances.c.actor))


def _month(rows: Table) -> ColumnElement[str]:
    return func.substr(cast(rows.c.first_on, String), 1, 7)


def _select(rows: Table, by: Mapping[str, ColumnElement[Any]]) -> Select[Any]:
    values = (value.label(name) for name, value in by.items())
    return select(rows.c.key.label(_OWNER), *values).select_from(rows).join(schema.readings)


def _select_parties(rows: Table, appearances: Table, part: str, by: Mapping[str, ColumnElement[Any]]) -> Select[Any]:
    owner = appearances.c[rows.name.removesuffix("s")]
    values = (value.label(name) for name, value in by.items())
    query = _join_shown(select(owner.label(_OWNER), *values), appearances).join(rows, rows.c.key == owner)
    return query.where(appearances.c.part == part)


def _count(connection: Connection, query: Select[Any], rows: Table, keys: Sequence[int]) -> dict[str, Counts]:
    """By each column of a query but the first, which says whose: how many rows have each value, each row once."""
    names = [column.name for column in query.selected_columns][1:]
    held: dict[str, set[tuple[int, str]]] = {name: set() for name in names}
    for some in chunks(keys):
        for owner, *values in connection.execute(query.where(rows.c.key.in_(some))):
            for name, value in zip(names, values, strict=True):
                held[name].add((owner, value))
    counted = {name: Counter(value for _, value in pairs if value is not None) for name, pairs in held.items()}
    return {name: sorted(found.items(), key=lambda each: (-each[1], each[0])) for name, found in counted.items()}
