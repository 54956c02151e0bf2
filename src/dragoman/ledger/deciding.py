"""What a person says of events: which are one, and which reports are of another act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from dragoman.errors import TextError
from dragoman.ledger import editing, schema
from dragoman.ledger.pinning import JOINED, SPLIT
from dragoman.ledger.retrieval import get_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from dragoman.records import Correction


def join_events(connection: Connection, kept: str, others: Iterable[str], *, who: str, why: str) -> list[Correction]:
    """See Desk.join_events."""
    events = [get_id(connection, schema.events, asked) for asked in (kept, *others)]
    if len(set(events)) < len(events) or len(events) < 2:
        raise TextError(f"{', '.join(events)}: two events or more are needed, each once")
    parts = [find_members(connection, event) for event in events]
    whole = sorted(report for part in parts for report in part)
    return editing.act(connection, [editing.note(events[0], JOINED, parts, [whole], None, None)], who, why)


def split_event(connection: Connection, asked: str, reports: Iterable[str], *, who: str, why: str) -> list[Correction]:
    """See Desk.split_event."""
    event = get_id(connection, schema.events, asked)
    whole = find_members(connection, event)
    taken = sorted({get_id(connection, schema.reports, report) for report in reports})
    if strange := [report for report in taken if report not in whole]:
        raise TextError(f"{', '.join(strange)} is not of event {event}; it has {', '.join(whole)}")
    left = [report for report in whole if report not in taken]
    if not (taken and left):
        raise TextError(
            f"{event} has {len(whole)} reports and {len(taken)} are to be split off: some must go, some stay"
        )
    return editing.act(connection, [editing.note(event, SPLIT, [whole], [left, taken], None, None)], who, why)


def find_members(connection: Connection, event_id: str) -> list[str]:
    """The ids of an event's reports, also of those too unsure to be shown."""
    events, held = schema.events, schema.event_reports
    query = select(held.c.report_id).join(events).where(events.c.id == event_id).order_by(held.c.report_id)
    return list(connection.execute(query).scalars())
