"""Somebody, or an office whoever held it → what they are on record with, over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.errors import LedgerError
from dragoman.ledger.search import get_statements, place_statements

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from dragoman.records import Article, Statement


def find_positions(
    connection: Connection,
    *,
    name: str | None,
    office: str | None,
    country: str | None,
    topic: str | None,
    since: date | None,
    until: date | None,
    limit: int | None,
    newest: bool,
) -> list[tuple[Article, Statement]]:
    """See Ledger.find_positions."""
    if not (name or office or country):
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
        oldest=not newest,
    )
    return get_statements(connection, places)
