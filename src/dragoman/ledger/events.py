"""Questions → events, with their reports, who has which version, and how many origins tell each."""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from dragoman.errors import LedgerNotFoundError
from dragoman.ledger import schema
from dragoman.ledger.asof import stand
from dragoman.ledger.disagreement import find_disputes
from dragoman.ledger.origins import find_origins
from dragoman.ledger.remaking import open_events
from dragoman.ledger.retrieval import get_id
from dragoman.ledger.rows import chunks
from dragoman.ledger.search import EventQuery, cut_page, find_fitting, find_places, get_reports
from dragoman.ledger.telling import read_telling
from dragoman.records import Article, Dispute, Event, Joined, Report, Version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Connection, Select

    from dragoman.ledger.rows import Row

Account = tuple[Article, Report]
"""A report, and the article that carries it."""
_PAGE = 200  # events looked at together


def find_events(
    connection: Connection, query: EventQuery, *, limit: int | None, offset: int, as_of: int | None = None
) -> list[tuple[Event, list[Account]]]:
    """See Ledger.find_events; as after the run with the key `as_of`."""
    cut_page(select(), limit, offset)
    found: list[tuple[Event, list[Account]]] = []
    wanted = None if limit is None else offset + limit
    at, page = 0, _PAGE if query.disputed or wanted is None else wanted
    with _open(connection, as_of) as held:
        then = None if as_of is None else _find_keys(connection, held, query, as_of)
        while wanted is None or len(found) < wanted:
            if then is None:
                keys = list(connection.execute(cut_page(_select(connection, query), page, at)).scalars())
            else:
                keys = then[at : at + page]
            loaded = _load(connection, held, keys, least=query.least, as_of=as_of)
            found += [each for each in loaded if each[0].disputes or not query.disputed]
            at += page
            if len(keys) < page or not page:
                break
    return found[offset:wanted]


def get_event(
    connection: Connection, asked: str, *, least: float, as_of: int | None = None
) -> tuple[Event, list[Account]]:
    """See Ledger.get_event."""
    with _open(connection, as_of) as held:
        event_id = get_id(held, schema.events, asked) if as_of is None else _get_id(connection, held, asked)
        key = held.execute(select(schema.events.c.key).where(schema.events.c.id == event_id)).scalar_one()
        found = _load(connection, held, [key], least=least, as_of=as_of)
    if not found:
        raise LedgerNotFoundError(
            f"No report of event {event_id} is shown: none is sure enough, or the article changed."
        )
    return found[0]


@contextmanager
def _open(connection: Connection, as_of: int | None) -> Iterator[Connection]:
    """Where events stand: in the ledger, or made anew as after a run."""
    if as_of is None:
        yield connection
    else:
        with open_events(connection, as_of) as held:
            yield held


def _select(connection: Connection, query: EventQuery) -> Select[Any]:
    """Keys of events, the newest first."""
    held, reports = schema.event_reports.c, schema.reports
    fitting = select(held.event).join_from(schema.event_reports, reports, reports.c.id == held.report_id)
    return _among(query).where(schema.events.c.key.in_(_fit(connection, query, fitting)))


def _find_keys(connection: Connection, held: Connection, query: EventQuery, as_of: int) -> list[int]:
    """Keys of events as after a run, the newest first."""
    fitting = _fit(connection, query, select(schema.reports.c.id).select_from(schema.reports), as_of=as_of)
    reports = set(connection.execute(fitting).scalars())
    columns = schema.event_reports.c
    members = held.execute(select(columns.event, columns.report_id))
    events = {row.event for row in members if row.report_id in reports}
    return [key for key in held.execute(_among(query)).scalars() if key in events]


def _fit(connection: Connection, query: EventQuery, asked: Select[Any], *, as_of: int | None = None) -> Select[Any]:
    """Of reports those that fit, whenever the event was."""
    among = replace(query, since=None, until=None, rejected=False)  # what was rejected is of no event
    joined = asked.join(schema.readings, schema.readings.c.key == schema.reports.c.reading)
    joined = joined.join(schema.articles, schema.articles.c.key == schema.readings.c.article)
    return joined.where(*find_fitting(connection, among, as_of=as_of))


def _among(query: EventQuery) -> Select[Any]:
    """Keys of the events of the days that are asked for, the newest first; of those disputed, if only these are."""
    events = schema.events.c
    wanted: list[ColumnElement[bool]] = [events.last_on >= query.since] if query.since else []
    wanted += [events.first_on <= query.until] if query.until else []
    wanted += [events.disputed != ""] if query.disputed else []
    return select(events.key).where(*wanted).order_by(events.last_on.desc().nulls_last(), events.key.desc())


def _get_id(connection: Connection, held: Connection, asked: str) -> str:
    """The id of an event as after a run, by that, or by the one that most of its reports are of now."""
    try:
        return get_id(held, schema.events, asked)
    except LedgerNotFoundError:
        now = get_id(connection, schema.events, asked)
    events, columns = schema.events, schema.event_reports
    joined = select(columns.c.report_id, events.c.id).join_from(columns, events)
    reports = [row.report_id for row in connection.execute(joined.where(events.c.id == now))]
    went: Counter[str] = Counter(
        row.id for some in chunks(reports) for row in held.execute(joined.where(columns.c.report_id.in_(some)))
    )
    if not went:
        raise LedgerNotFoundError(f"No report of event {now} had been read by then.")
    return min(went, key=lambda event_id: (-went[event_id], event_id))


# --- with all that belongs to them ------------------------------------------------------------------------------------


def _load(
    connection: Connection, held: Connection, keys: Sequence[int], *, least: float, as_of: int | None
) -> list[tuple[Event, list[Account]]]:
    """Events of which a report is shown, in the order of their keys as given."""
    members: defaultdict[int, list[Row]] = defaultdict(list)
    for some in chunks(keys):
        for row in held.execute(_select_members().where(schema.event_reports.c.event.in_(some))):
            members[row.event].append(row)
    shown = _find_accounts(connection, [row for rows in members.values() for row in rows], least, as_of)
    origins = find_origins(connection, {row.article for rows in members.values() for row in rows})
    ids = _find_ids(held, keys)
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


def _find_accounts(
    connection: Connection, members: Sequence[Row], least: float, as_of: int | None
) -> dict[str, Account]:
    """Id → report with its article, of those that are shown and sure enough."""
    reports, readings, articles = schema.reports.c, schema.readings, schema.articles
    query = select(reports.key, reports.reading, reports.id).join_from(schema.reports, readings).join(articles)
    places = [
        place
        for some in chunks([row.report_id for row in members])
        for place in find_places(
            connection,
            query.where(reports.id.in_(some), reports.confidence >= least, *stand(as_of)),
        )
    ]
    return {report.id: (article, report) for article, report in get_reports(connection, places, raw=as_of is not None)}


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
