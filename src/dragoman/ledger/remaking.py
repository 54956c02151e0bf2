"""What stood when a run was the last → the events that it makes, in a place that goes when they have been looked at.

Which reports are of one event depends on the reports alone (merging.py). So what a run left is merged anew: without what
people corrected, put together or apart, and the same whenever it is asked for. An event is named after its report that goes
before all others, as one is that is new.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, create_engine, delete, select, update

from dragoman.ledger import schema
from dragoman.ledger.asof import stand
from dragoman.ledger.grouping import make_id
from dragoman.ledger.merging import change, load_tellings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from dragoman.ledger.telling import Telling

_TABLES = (schema.events, schema.event_reports, schema.event_blocks, schema.event_pins, schema.redirects)
_STEP = 500  # reports merged together


@contextmanager
def open_events(connection: Connection, as_of: int) -> Iterator[Connection]:
    """Where the events stand that are made of what stood after the run with this key: tables as the ledger has them."""
    engine = create_engine("sqlite://")
    try:
        with engine.begin() as held:
            for table in _TABLES:
                table.create(held)
            for tellings in _read_tellings(connection, as_of):
                change(held, (), tellings)
            _name(held)
            yield held
    finally:
        engine.dispose()


def _read_tellings(connection: Connection, as_of: int) -> Iterator[list[Telling]]:
    """The reports that stood then, some at a time."""
    reports, readings = schema.reports.c, schema.readings.c
    query = select(reports.key, reports.reading, readings.article).join_from(schema.reports, schema.readings)
    query = query.join(schema.articles).where(*stand(as_of)).order_by(readings.article, reports.n)
    rows = connection.execute(query).all()
    for start in range(0, len(rows), _STEP):
        yield load_tellings(connection, rows[start : start + _STEP], raw=True)


def _name(held: Connection) -> None:
    """Names all events by what they are made of, not by what they were made of on the way."""
    table, events = schema.event_reports.c, schema.events
    first: dict[int, str] = {}
    for row in held.execute(select(table.event, table.report_id).order_by(table.rank, table.report_id)):
        first.setdefault(row.event, row.report_id)
    rename = update(events).where(events.c.key == bindparam("of")).values(id=bindparam("name"))
    for named in ({key: f"_{key}" for key in first}, {key: make_id(report) for key, report in first.items()}):
        if named:
            held.execute(rename, [{"of": key, "name": name} for key, name in named.items()])
    held.execute(delete(schema.redirects))
