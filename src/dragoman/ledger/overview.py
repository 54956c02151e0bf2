"""The part of a ledger that answers for many rows at once: pages with their counts, who acts upon whom, what to look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import func, select

from dragoman.ledger import casting, log, parties, retrieval, schema, search, tallies
from dragoman.ledger.asof import stand
from dragoman.ledger.connection import Opened
from dragoman.ledger.rows import chunks
from dragoman.records import Report, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from sqlalchemy import Connection, Table

    from dragoman.records import Actor, Article, Entry, Rejected, Run

_Record = TypeVar("_Record", Statement, Report)


@dataclass(frozen=True, slots=True)
class Survey(Generic[_Record]):
    """A page of rows, and counts over all that fit, or over the newest of them where they are too many to count.

    `number`: how many were counted; `complete`: whether these are all. `counts`: by what, value, how many.
    """

    rows: list[tuple[Article, _Record]]
    number: int
    complete: bool
    counts: Mapping[str, tallies.Counts]


@dataclass(frozen=True, slots=True)
class Dyad:
    """How many reports tell of acts of one country upon another, by quad."""

    actor: str
    recipient: str
    quads: Mapping[str, int]

    @property
    def number(self) -> int:
        """Reports of all quads."""
        return sum(self.quads.values())


class Overview(Opened):
    """Answers for many rows at once."""

    def find_entries(
        self,
        *,
        outlet: str | None = None,
        since: date | None = None,
        until: date | None = None,
        text: str | None = None,
        limit: int | None = 50,
        offset: int = 0,
    ) -> list[Entry]:
        """Articles with all that was made of each, in the order and by the conditions of `find_articles`."""
        with self._read() as connection:
            keys = search.place_articles(
                connection, outlet=outlet, since=since, until=until, text=text, limit=limit, offset=offset
            )
            found = retrieval.load_entries(connection, keys)
            return [found[key] for key in keys]

    def survey_statements(
        self, *, limit: int = 50, offset: int = 0, most: int = 1000, **asked: Any
    ) -> Survey[Statement]:
        """A page of what `find_statements` finds (and asks by), with counts over the newest `most` of all."""
        with self._read() as connection:
            places = search.place_statements(connection, **{**_ANY, **asked}, limit=most + 1, offset=0)
            counts = tallies.count_statements(connection, [place[0] for place in places[:most]])
            rows = search.get_statements(connection, places[offset : offset + limit])
            return Survey(rows, min(len(places), most), len(places) <= most, counts)

    def survey_reports(
        self, query: search.ReportQuery, *, limit: int = 50, offset: int = 0, most: int = 1000
    ) -> Survey[Report]:
        """A page of what `find_reports` finds, with counts over the newest `most` of all."""
        with self._read() as connection:
            places = search.place_reports(connection, query, limit=most + 1, offset=0)
            counts = tallies.count_reports(connection, [place[0] for place in places[:most]])
            rows = search.get_reports(connection, places[offset : offset + limit])
            return Survey(rows, min(len(places), most), len(places) <= most, counts)

    def count_dyads(
        self, *, since: date | None = None, until: date | None = None, least: float = 0.0, most: int = 20_000
    ) -> tuple[list[Dyad], int]:
        """Who acts upon whom, by country, the most reports first; of the newest `most`, and how many these are."""
        with self._read() as connection:
            counts, number = tallies.count_dyads(connection, since=since, until=until, least=least, most=most)
        pairs: dict[tuple[str, str], dict[str, int]] = {}
        for (actor, recipient, quad), each in counts.items():
            pairs.setdefault((actor, recipient), {})[quad] = each
        dyads = [Dyad(*pair, quads) for pair, quads in pairs.items()]
        return sorted(dyads, key=lambda dyad: (-dyad.number, dyad.actor, dyad.recipient)), number

    def find_told(self, reports: Iterable[str]) -> dict[str, tuple[str, int, int]]:
        """Report's id → the event that it was merged into, how many articles tell of that, and from how many origins."""
        table, events, told = schema.event_reports, schema.events, schema.event_reports.alias()
        placed = schema.placements
        number = func.count(told.c.article.distinct()).label("number")
        origins = func.count(func.coalesce(placed.c.origin, told.c.article).distinct()).label("origins")
        query = select(table.c.report_id, events.c.id, number, origins)
        query = query.join_from(table, events, events.c.key == table.c.event)
        query = query.join(told, told.c.event == events.c.key).outerjoin(placed, placed.c.article == told.c.article)
        query = query.group_by(table.c.report_id, events.c.id)
        found: dict[str, tuple[str, int, int]] = {}
        with self._read() as connection:
            for some in chunks(list(reports)):
                for row in connection.execute(query.where(table.c.report_id.in_(some))):
                    found[row.report_id] = (row.id, row.number, row.origins)
        return found

    def find_doubtful_statements(
        self, *, below: float, limit: int = 50, offset: int = 0, most: int = 5000
    ) -> list[tuple[Article, Statement]]:
        """Statements under a confidence, the least sure first, of the newest `most`."""
        with self._read() as connection:
            places = _place_doubtful(connection, schema.statements, (0.0, below), most)[offset : offset + limit]
            return search.get_statements(connection, places)

    def find_doubtful_reports(
        self, *, least: float, below: float, limit: int = 50, offset: int = 0, most: int = 5000
    ) -> list[tuple[Article, Report]]:
        """Reports at least as sure as `least`, but under `below`, the least sure first, of the newest `most`."""
        with self._read() as connection:
            places = _place_doubtful(connection, schema.reports, (least, below), most)[offset : offset + limit]
            return search.get_reports(connection, places)

    def find_actors(self, words: str, *, limit: int = 20) -> list[Actor]:
        """Actors with all these words in their name, as they are shown."""
        with self._read() as connection:
            actors = schema.actors.c
            query = select(actors.id).where(*parties.named(words)).distinct().order_by(actors.id).limit(limit)
            found = dict.fromkeys(
                casting.follow_actor(connection, each) for each in connection.execute(query).scalars()
            )
            return [casting.find_put(connection, each) for each in found]

    def count_outlets(self, *, limit: int = 100) -> list[tuple[str | None, int, date | None, date | None]]:
        """Outlet (None: not known), how many articles, their first and last day; those with the most first."""
        with self._read() as connection:
            return tallies.count_outlets(connection, limit=limit)

    def find_last_rejected(self, *, limit: int = 50, offset: int = 0) -> list[tuple[Run, Rejected]]:
        """What could not be read, newest first, with the run that tried."""
        with self._read() as connection:
            return log.find_last_rejected(connection, limit=limit, offset=offset)


_ANY: dict[str, Any] = dict.fromkeys(("speaker", "country", "outlet", "since", "until", "text"))


def _place_doubtful(connection: Connection, rows: Table, between: tuple[float, float], most: int) -> list[search.Place]:
    query = select(rows.c.key, rows.c.reading, rows.c.id, rows.c.confidence)
    query = query.join_from(rows, schema.readings).join(schema.articles).where(*stand(None))
    order = (rows.c.first_on.desc().nulls_last(), rows.c.reading.desc(), rows.c.n)
    some = query.order_by(*order).limit(most).subquery()
    doubtful = select(some.c.key, some.c.reading, some.c.id).order_by(some.c.confidence, some.c.key)
    doubtful = doubtful.where(some.c.confidence >= between[0], some.c.confidence < between[1])
    return [(row.key, row.reading, row.id) for row in connection.execute(doubtful)]
