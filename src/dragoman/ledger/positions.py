"""Somebody, or an office whoever held it → what they are on record with, over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from dragoman.errors import LedgerError
from dragoman.ledger import schema
from dragoman.ledger.search import get_statements, place_statements

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy import Connection

    from dragoman.records import Article, Statement


def find_positions(
    connection: Connection,
    *,
    name: str | None,
    office: str | None,
    roles: Collection[str] | None,
    country: str | None,
    topic: str | None,
    since: date | None,
    until: date | None,
    limit: int | None,
    newest: bool,
) -> list[tuple[Article, Statement]]:
    """See Ledger.find_positions."""
    if not (name or office or country or roles):
        raise LedgerError("Nobody is named: positions are somebody's. Give a name, an office or a country.")
    places = place_statements(
        connection,
        speaker=name,
        country=country,
        outlet=None,
        since=since,
        until=until,
        text=topic,
        limit=limit,
        offset=0,
        office=office,
        roles=roles,
        oldest=not newest,
    )
    return get_statements(connection, places)


def find_roles(connection: Connection, country: str) -> list[str]:
    """See Ledger.find_roles."""
    actors = schema.actors.c
    query = select(actors.role).distinct().where(actors.country == country, actors.role.is_not(None))
    return list(connection.execute(query.order_by(actors.role)).scalars())
