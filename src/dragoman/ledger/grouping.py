"""Who was joined to whom, and what people decided → events with ids that stay.

A pin says that a report belongs where a person put it: reports with pins of one label are one event, those of two labels never
are. Who was joined to the same leader as a pinned report goes where that one goes; of several, with the one that it is most
like. Pins are made anew from the log of corrections, of which the last that names a report counts.

An event keeps its id as long as it has more of its reports than any other. A new one is named after the report that leads it.
An id that is no more leads to where most of its reports went.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, func, select, update

from dragoman.ledger import schema
from dragoman.ledger.disagreement import find_disputes
from dragoman.ledger.likeness import measure
from dragoman.ledger.overlay import add_redirect, drop_redirects, find_former
from dragoman.ledger.rows import chunks, now
from dragoman.ledger.telling import read_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from dragoman.ledger.neighbours import Member, Neighbours
    from dragoman.ledger.rows import Values

_Group = tuple[str, int]
"""What the reports of one event share: a label, or ("", key of their leader)."""


def regroup(
    near: Neighbours,
    stars: Iterable[int | None],
    *,
    emptied: Iterable[int | None] = (),
    kept: Mapping[str, str] | None = None,
) -> None:
    """Makes anew the events of those that follow these leaders.

    `emptied`: keys of events that lost reports; `kept`: label → id of the event that those with it are, by a person's word.
    """
    members, pins = _gather(near, {star for star in stars if star is not None})
    groups: defaultdict[_Group, list[Member]] = defaultdict(list)
    for star in _by_leader(members).values():
        for member, group in _place(star, pins):
            groups[group].append(member)
    whole = sorted((sorted(group, key=lambda m: m.rank) for group in groups.values()), key=lambda group: group[0].rank)
    labels = {n: pins[m.telling.id] for n, group in enumerate(whole) for m in group if m.telling.id in pins}
    claimed = {n: (kept or {})[label] for n, label in labels.items() if label in (kept or {})}
    _name(near.connection, whole, {*emptied, *(member.event for member in members)} - {None}, claimed)
    _write(near.connection, whole, pins)


def _gather(near: Neighbours, stars: set[int]) -> tuple[list[Member], dict[str, str]]:
    """All who follow these leaders, or others that share a label with them; and the pins among them."""
    found: dict[int, Member] = {}
    pins: dict[str, str] = {}
    while stars:
        for some in chunks(sorted(stars)):
            found.update((m.key, m) for m in near.find(schema.event_reports.c.leader.in_(some)))
        pins = _find_pins(near.connection, [m.telling.id for m in found.values()])
        beside = _find_labelled(near, set(pins.values()))
        stars = {m.leader for m in beside if m.leader is not None} - {m.leader for m in found.values()}
    return [found[key] for key in sorted(found)], pins


def _find_pins(connection: Connection, reports: Sequence[str]) -> dict[str, str]:
    columns = schema.event_pins.c
    return {
        row.report_id: row.label
        for some in chunks(reports)
        for row in connection.execute(select(columns.report_id, columns.label).where(columns.report_id.in_(some)))
    }


def _find_labelled(near: Neighbours, labels: set[str]) -> list[Member]:
    pins = schema.event_pins.c
    return [
        member
        for some in chunks(sorted(labels))
        for member in near.find(
            schema.event_reports.c.report_id.in_(select(pins.report_id).where(pins.label.in_(some)))
        )
    ]


def _by_leader(members: Iterable[Member]) -> dict[int, list[Member]]:
    stars: defaultdict[int, list[Member]] = defaultdict(list)
    for member in members:
        if member.leader is not None:
            stars[member.leader].append(member)
    return stars


def _place(star: Sequence[Member], pins: Mapping[str, str]) -> list[tuple[Member, _Group]]:
    """The group of each who follows one leader."""
    pinned = sorted((m for m in star if m.telling.id in pins), key=lambda m: m.rank)
    labels = {pins[m.telling.id] for m in pinned}
    placed = []
    for member in star:
        label = pins.get(member.telling.id)
        if label is None and len(labels) == 1:
            label = min(labels)
        elif label is None and labels:
            best = max(pinned, key=lambda other: (measure(member.telling, other.telling), other.leads))
            label = pins[best.telling.id]
        placed.append((member, ("", member.leader or 0) if label is None else (label, 0)))
    return placed


# --- ids --------------------------------------------------------------------------------------------------------------


def _name(
    connection: Connection, groups: Sequence[Sequence[Member]], touched: set[int | None], claimed: Mapping[int, str]
) -> None:
    """Gives each group the event that people said, that it was before, or that it has most of, or a new one; takes out those
    that nobody has, with a redirect."""
    shares = [(Counter(m.event for m in group if m.event is not None), n) for n, group in enumerate(groups)]
    claims = sorted((-share, event, n) for counter, n in shares for event, share in counter.items())
    given = _revive(connection, groups, claimed)
    for _, event, n in claims:
        if n not in given and event not in given.values():
            given[n] = event
    went = {event: n for _, event, n in reversed(claims)}  # where most of each event's reports are now
    fresh = [n for n in range(len(groups)) if n not in given]
    given.update(zip(fresh, _mint(connection, [groups[n][0].telling.id for n in fresh]), strict=True))
    dropped = {event for event in touched if event is not None} - set(given.values())
    _drop(connection, {event: given[went[event]] if event in went else None for event in dropped}, groups, given)
    for n, group in enumerate(groups):
        for member in group:
            member.event = given[n]


def make_id(report: str, turn: int = 0) -> str:
    """The id of a new event named after a report; another one at each turn."""
    return "e" + hashlib.sha256(f"{report}\n{turn}".encode()).hexdigest()[:16]


def _mint(connection: Connection, reports: Sequence[str]) -> list[int]:
    """New events named after reports; their keys."""
    events, redirects = schema.events, schema.redirects
    names: dict[str, str] = {}
    left, turn = list(reports), 0
    while left:
        made = {report: make_id(report, turn) for report in left}
        taken = set(names.values())
        for some in chunks(list(made.values())):
            for column in (events.c.id, redirects.c.old_id):
                taken.update(connection.execute(select(column).where(column.in_(some))).scalars())
        names |= {report: name for report, name in made.items() if name not in taken}
        left, turn = [report for report in left if report not in names], turn + 1
    return _add(connection, [names[report] for report in reports])


def _add(connection: Connection, names: Sequence[str]) -> list[int]:
    """Events with these ids; their keys."""
    events = schema.events
    last = connection.execute(select(func.max(events.c.key))).scalar() or 0
    rows = [{"key": last + n, "id": name, "disputed": ""} for n, name in enumerate(names, 1)]
    if rows:
        connection.execute(events.insert(), rows)
    return [last + n for n in range(1, len(rows) + 1)]


def _revive(connection: Connection, groups: Sequence[Sequence[Member]], claimed: Mapping[int, str]) -> dict[int, int]:
    """The events that groups are by a person's word, or were before they were part of one with others: group → key."""
    given = {n: _get_key(connection, event_id) for event_id, n in {id: n for n, id in claimed.items()}.items()}
    if len(groups) < 2:
        return given
    names = {make_id(m.telling.id, turn): n for turn in (0, 1) for n, group in enumerate(groups) for m in group}
    held = [{m.event for m in group} for group in groups]
    put = {
        n for n, events in enumerate(held) if claimed and n not in given and events == {None}
    }  # that people put apart

    def is_parted(n: int, event_id: str) -> bool:
        of_it = _find_key(connection, event_id) in held[n] and names.get(event_id, n) != n
        return n not in given and (n in put or of_it)

    former = find_former(connection, names, is_parted)
    given |= {n: _get_key(connection, old_id) for n, (old_id, _) in former.items()}
    left = [target for _, target in former.values()]  # what they were part of: that again after which it is named
    for event_id in (*left, *(name for name, n in names.items() if n in put)):
        n, key = names.get(event_id), _find_key(connection, event_id)
        if n is not None and key is not None and n not in given and key not in given.values():
            given[n] = key
    return given


def _get_key(connection: Connection, event_id: str) -> int:
    """The key of an event with this id, which may lead elsewhere until now."""
    key = _find_key(connection, event_id)
    if key is None:
        drop_redirects(connection, [event_id])
        (key,) = _add(connection, [event_id])
    return key


def _find_key(connection: Connection, event_id: str) -> int | None:
    key: int | None = connection.execute(select(schema.events.c.key).where(schema.events.c.id == event_id)).scalar()
    return key


def _drop(
    connection: Connection, gone: Mapping[int, int | None], groups: Sequence[Sequence[Member]], given: Mapping[int, int]
) -> None:
    """Takes out events, and lets their ids lead to those that have their reports now, if any has."""
    if not gone:
        return
    events, redirects, held = schema.events, schema.redirects, schema.event_reports
    wanted = {*gone, *(event for event in gone.values() if event is not None)}
    ids = {
        row.key: row.id
        for some in chunks(sorted(wanted))
        for row in connection.execute(select(events.c.key, events.c.id).where(events.c.key.in_(some)))
    }
    moved = [
        {"of": m.key, "event": given[n]}
        for n, group in enumerate(groups)
        for m in group
        if m.event is None or m.event in gone
    ]
    if moved:
        change = update(held).where(held.c.key == bindparam("of")).values(event=bindparam("event"))
        connection.execute(change, moved)
    for event, target in sorted(gone.items()):
        connection.execute(delete(events).where(events.c.key == event))
        if target is None:
            connection.execute(delete(redirects).where(redirects.c.new_id == ids[event]))
        else:
            add_redirect(connection, ids[event], ids[target], why="its reports are told of there")


# --- what is kept of an event -----------------------------------------------------------------------------------------


def _write(connection: Connection, groups: Sequence[Sequence[Member]], pins: Mapping[str, str]) -> None:
    """Writes which event each report is of, and of each event its days and what is disputed."""
    at = now()
    rows = [
        {"of": m.key, "event": m.event, "by": "person" if m.telling.id in pins else "merging", "joined_at": at}
        for group in groups
        for m in group
    ]
    facts = [{"of": group[0].event, **_sum_up(group)} for group in groups]
    for table, names, values in (
        (schema.event_reports, ("event", "by", "joined_at"), rows),
        (schema.events, ("first_on", "last_on", "disputed"), facts),
    ):
        if values:
            change = update(table).where(table.c.key == bindparam("of"))
            connection.execute(change.values({name: bindparam(name) for name in names}), values)


def _sum_up(group: Sequence[Member]) -> Values:
    days = [(t.first, t.last) for t in (m.telling for m in group) if t.first is not None and t.last is not None]
    days = days or [(t.told, t.told) for t in (m.telling for m in group) if t.told is not None]
    disputed = dict.fromkeys(field for field, _, _ in find_disputes([m.telling for m in group]))
    return {
        "first_on": read_day(min((first for first, _ in days), default=None)),
        "last_on": read_day(max((last for _, last in days), default=None)),
        "disputed": " ".join(disputed),
    }
