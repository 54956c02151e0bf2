"""Events as people join and split them: entries of the log, and from these where each report that they name belongs.

An entry of the fields "joined" and "split" has in `before` and `after` how reports are parted into events, as lists of their
ids. The last entry that stands and names a report counts for it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from dragoman.ledger import schema
from dragoman.ledger.corrections import find_live
from dragoman.ledger.grouping import regroup
from dragoman.ledger.neighbours import Neighbours
from dragoman.ledger.rows import chunks

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

    from dragoman.ledger.rows import Row

JOINED, SPLIT = "joined", "split"
FIELDS = (JOINED, SPLIT)
"""What stands for a field in entries of the log about events."""


def show_pins(connection: Connection) -> None:
    """Makes anew where people put reports, and the events of those that the log puts elsewhere now."""
    table = schema.event_pins
    before = {row.report_id: row.label for row in connection.execute(select(table.c.report_id, table.c.label))}
    now = _find_pins(connection)
    moved = sorted(report for report in before.keys() | now if before.get(report) != now.get(report))
    for some in chunks(moved):
        connection.execute(delete(table).where(table.c.report_id.in_(some)))
    rows = [{"report_id": report, "label": now[report]} for report in moved if report in now]
    if rows:
        connection.execute(table.insert(), rows)
    near = Neighbours(connection)
    members = [each for some in chunks(moved) for each in near.find(schema.event_reports.c.report_id.in_(some))]
    for member in members:
        if not now.get(member.telling.id, ".0").endswith(".0"):
            member.event = None  # what is split off is another event, however much of the old one it has
    regroup(near, {member.leader for member in members}, kept=_find_kept(connection, {now.get(r) for r in moved}))


def _find_kept(connection: Connection, labels: Collection[str | None]) -> dict[str, str]:
    """Of these labels those of what keeps the id of the event that was joined or split, with that id."""
    return {f"{row.id}.0": row.row for row in _find_entries(connection) if f"{row.id}.0" in labels}


def _find_entries(connection: Connection) -> list[Row]:
    return [row for row in find_live(connection, None).get("", []) if row.field in FIELDS]


def _find_pins(connection: Connection) -> dict[str, str]:
    """Report → the label under which the log puts it."""
    return {
        report: f"{row.id}.{n}"
        for row in _find_entries(connection)
        for n, together in enumerate(json.loads(row.after))
        for report in together
    }
