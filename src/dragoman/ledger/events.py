"""Questions → events, with their reports, who has which version, and how many origins tell each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from dragoman.errors import LedgerNotFoundError
from dragoman.ledger import schema
from dragoman.ledger.asof import stand
from dragoman.ledger.disagreement import find_disputes
from dragoman.ledger.origins import find_origins
from dragoman.ledger.retrieval import get_id
from dragoman.ledger.rows import chunks
from dragoman.ledger.search import EventQuery, cut_page, find_fitting, find_places, get_reports
from dragoman.ledger.telling import read_telling
from dragoman.records import Article, Dispute, Event, Joined, Report, Version

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Connection, Select

    from dragoman.ledger.rows import Row

Account = tuple[Article, Report]
"""A report, and the article that carries it."""
_PAGE = 200  # events looked at together


def find_events(
    connection: Connection, query: EventQuery, *, limit: int | None, offset: int
) -> list[tuple[Event, list[Account]]]:
    """See Ledger.find_events."""
    cut_page(select(), limit, offset)
    found: list[tuple[Event, list[Account]]] = []
    wanted = None if limit is None else offset + limit
    at, page = 0, _PAGE if query.disputed or wanted is None else wanted
    while wanted is None or len(found) < wanted:
        keys = list(connection.execute(cut_page(_select(connection, query), page, at)).scalars())
        loaded = _load(connection, keys, least=query.least)
        found += [each for each in loaded if each[0].disputes or not query.disputed]
        at += page
        if len(keys) < page or not page:
            break
    return found[offset:wanted]


def get_event(connection: Connection, asked: str, *, least: float) -> tuple[Event, list[Account]]:
    """See Ledger.get_event."""
    event_id = get_id(connection, schema.events, asked)
    key = connection.execute(select(schema.events.c.key).where(schema.events.c.id == event_id)).scalar_one()
    found = _load(connection, [key], least=least)
    if not found:
        raise LedgerNotFoundError(
            f"No report of event {event_id} is shown: none is sure enough, or the article changed."
        )
    return found[0]


def _select(connection: Connection, query: EventQuery) -> Select[Any]:
    """Keys of events, the newest first."""
    events, held, reports = schema.events.c, schema.event_reports.c, schema.reports
    among = replace(query, since=None, until=None, rejected=False)  # what was rejected is of no event
    fitting = select(held.event).join_from(schema.event_reports, reports, reports.c.id == held.report_id)
    fitting = fitting.join(schema.readings, schema.readings.c.key == reports.c.reading)
    fitting = fitting.join(schema.articles, schema.articles.c.key == schema.readings.c.article)
    fitting = fitting.where(*find_fitting(connection, among))
    wanted: list[ColumnElement[bool]] = [events.key.in_(fitting)]
    wanted += [events.last_on >= query.since] if query.since else []
    wanted += [events.first_on <= query.until] if query.until else []
    wanted += [events.disputed != ""] if query.disputed else []
    return select(events.key).where(*wanted).order_by(events.last_on.desc().nulls_last(), events.key.desc())


# --- with all that belongs to them ------------------------------------------------------------------------------------


def _load(connection: Connection, keys: Sequence[int], *, least: float) -> list[tuple[Event, list[Account]]]:
    """Events of which a report is shown, in the order of their keys as given."""
    members: defaultdict[int, list[Row]] = defaultdict(list)
    for some in chunks(keys):
        for row in connection.execute(_select_members().where(schema.event_reports.c.event.in_(some))):
            members[row.event].append(row)
    shown = _find_accounts(connection, [row for rows in members.values() for row in rows], least)
    origins = find_origins(connection, {row.article for rows in members.values() for row in rows})
    ids = _find_ids(connection, keys)
    made = []
    for key in keys:
        rows = [row for row in members[key] if row.report_id in shown]
        if rows:
            rows.sort(key=lambda row: _order(*shown[row.report_id]))
            event = _make_event(ids[key], rows, origins, [shown[row.report_id] for row in rows])
            made.append((event, [shown[row.report_id] for row in rows]))
    return made


def _select_members() -> Select[Any]:
    table = schema.event_reports
    return select(*(column for column in table.c if column.name not in {"key", "rank"}))


def _find_ids(connection: Connection, keys: Sequence[int]) -> dict[int, str]:
    columns = schema.events.c
    return {
        row.key: row.id
        for some in chunks(keys)
        for row in connection.execute(select(columns.key, columns.id).where(columns.key.in_(some)))
    }


def _find_accounts(connection: Connection, members: Sequence[Row], least: float) -> dict[str, Account]:
    """Id → report with its article, of those that are shown and sure enough."""
    reports, readings, articles = schema.reports.c, schema.readings, schema.articles
    query = select(reports.key, reports.reading, reports.id).join_from(schema.reports, readings).join(articles)
    places = [
        place
        for some in chunks([row.report_id for row in members])
        for place in find_places(
            connection,
            query.where(reports.id.in_(some), reports.confidence >= least, *stand(None)),
        )
    ]
    return {report.id: (article, report) for article, report in get_reports(connection, places)}


def _order(article: Article, report: Report) -> tuple[object, ...]:
    """By publication, the oldest first, what has none last."""
    at = article.published_at
    return (at is None, at.at if at else 0, article.id, report.id)


def _make_event(event_id: str, rows: Sequence[Row], origins: Mapping[int, int], accounts: Sequence[Account]) -> Event:
    carried = {row.report_id: row.article for row in rows}
    disputes = find_disputes([read_telling(row.report_id, row.article, row.features) for row in rows])
    numbers = {origin: n for n, origin in enumerate(dict.fromkeys(origins.get(a, a) for a in carried.values()), 1)}
    days = [(r.date.from_on, r.date.to_on) for _, r in accounts if r.date]
    days = days or [(a.published_at.on, a.published_at.on) for a, _ in accounts if a.published_at]
    return Event(
        id=event_id,
        reports=tuple(carried),
        origins=_count(carried.values(), origins),
        articles=len(set(carried.values())),
        first_on=_first(first for first, _ in days),
        last_on=max((last for _, last in days), default=None),
        disputes=tuple(
            Dispute(field, what, _make_versions(versions, carried, origins)) for field, what, versions in disputes
        ),
        joined=tuple(_make_joined(row, numbers[origins.get(row.article, row.article)]) for row in rows),
    )


def _first(days: Iterable[date]) -> date | None:
    return min(days, default=None)


def _count(articles: Iterable[int], origins: Mapping[int, int]) -> int:
    return len({origins.get(article, article) for article in articles})


def _make_versions(
    versions: Mapping[str, Sequence[str]], carried: Mapping[str, int], origins: Mapping[int, int]
) -> tuple[Version, ...]:
    """The version of the most origins first."""
    made = []
    for value, ids in versions.items():
        articles = [carried[each] for each in ids]
        made.append(Version(value, tuple(ids), _count(articles, origins), len(set(articles))))
    return tuple(sorted(made, key=lambda version: (-version.origins, -version.articles, version.value)))


def _make_joined(row: Row, origin: int) -> Joined:
    _, leader, parts, words, second = row.trace
    return Joined(
        report=row.report_id,
        origin=origin,
        by=row.by,
        leader=leader,
        score=row.score,
        agreed=tuple((name, weight) for name, weight in parts),
        words=tuple(words),
        runner_up=second[0] if second else None,
        runner_up_score=second[1] if second else None,
    )
