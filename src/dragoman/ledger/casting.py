"""The log's entries for actors → as what each actor is shown. The actors that rows name are never touched here.

An actor is put in many ways, one a row of `actors`. The entries for actors that stand are applied to each of them in the
order in which they were made: where its id is the entry's, it gets the field's value, its id (merged into another) too.
What comes of it is another row of `actors`, and `shown_actors` leads there; it is made anew whenever the log changes.
"""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from dragoman.contract import find_hint
from dragoman.errors import TextError
from dragoman.ledger import schema
from dragoman.ledger.corrections import find_live
from dragoman.ledger.rows import Waiting, chunks
from dragoman.records import Actor, Report, Statement

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from sqlalchemy import Connection

    from dragoman.ledger.rows import Row

NAMING = (schema.statement_actors, schema.report_actors, schema.hops)
"""Tables that name actors."""
_FIXED = {"id", "mention"}
PARTS = {Statement: ("speakers", "addressees"), Report: ("actors", "recipients")}


def find_actors(row: Statement | Report) -> Iterator[Actor]:
    """All that a row names."""
    for part in PARTS[type(row)]:
        yield from getattr(row, part)
    if isinstance(row, Statement):
        yield from (hop.actor for hop in row.chain)


def change_actors(row: Statement | Report, change: Callable[[Actor], Actor]) -> dict[str, object]:
    """Field → its value with each actor changed, for those fields that change."""
    changed: dict[str, object] = {part: tuple(map(change, getattr(row, part))) for part in PARTS[type(row)]}
    if isinstance(row, Statement):
        changed["chain"] = tuple(replace(hop, actor=change(hop.actor)) for hop in row.chain)
    return {part: value for part, value in changed.items() if value != getattr(row, part)}


def correct_actor(actor: Actor, log: Sequence[Row]) -> tuple[Actor, int | None]:
    """An actor as the entries for actors have it, and the last of them that had a part in it."""
    last = None
    for each in log:
        if each.row == actor.id:
            actor, last = replace(actor, **{each.field: json.loads(each.after)}), each.id
    return actor, last


def find_type(field: str) -> object:
    """The type of an actor's field. Raises TextError for one that is not there or cannot be corrected."""
    allowed = [each.name for each in fields(Actor) if each.name not in _FIXED]
    if field not in allowed:
        merged = ": `dragoman actors merge` makes two actors one" if field == "id" else ""
        raise TextError(
            f"{field!r} is no field of an actor that can be corrected{merged}; allowed are {', '.join(allowed)}"
        )
    return find_hint(Actor, (field,))


def find_put(connection: Connection, actor_id: str) -> Actor:
    """The newest way in which the actor with this id, which must be there, is shown."""
    actors, shown = schema.actors, schema.shown_actors
    own = select(actors).outerjoin(shown, shown.c.actor == actors.c.key)
    own = own.where(actors.c.id == actor_id, shown.c.actor.is_(None))
    row = connection.execute(own.order_by(actors.c.key.desc()).limit(1)).one()
    return restore_put(row)


def restore_put(row: Row) -> Actor:
    """An actor from its row, without the place where it is named."""
    return Actor(row.id, row.name, row.kind, row.country, row.sector, row.role, row.named)


def follow_actor(connection: Connection, actor_id: str) -> str:
    """The id under which an actor is shown: another where it was merged."""
    actors, shown, target = schema.actors, schema.shown_actors, schema.actors.alias()
    query = select(target.c.id).join_from(shown, actors, actors.c.key == shown.c.actor)
    query = query.join(target, target.c.key == shown.c.shown).where(actors.c.id == actor_id, target.c.id != actor_id)
    merged: str | None = connection.execute(query.limit(1)).scalar()
    return merged or actor_id


def show_actors(connection: Connection, only: Collection[str] | None = None) -> set[str]:
    """Makes anew as what actors are shown: all, or those put under one of these ids. The ids that are shown as others."""
    log = find_live(connection, None).get("", [])
    actors, shown = schema.actors, schema.shown_actors
    before: dict[int, int] = {}
    if only is None:
        before = {row.actor: row.shown for row in connection.execute(select(shown.c.actor, shown.c.shown))}
        connection.execute(delete(shown))
    ids = {row.row for row in log}
    wanted = sorted(ids if only is None else ids.intersection(only))
    puts = {
        row.key: (restore_put(row), correct_actor(restore_put(row), log))
        for some in chunks(wanted)
        for row in connection.execute(select(actors).where(actors.c.id.in_(some)))
    }
    changed = {key: (made, last) for key, (put, (made, last)) in puts.items() if made != put}
    waiting = Waiting(connection)
    waiting.learn_actors(made for made, _ in changed.values())
    rows = [
        {"actor": key, "shown": waiting.get_actor(made), "correction": last} for key, (made, last) in changed.items()
    ]
    waiting.flush()
    if only is not None:
        for some in chunks([row["actor"] for row in rows]):
            connection.execute(delete(shown).where(shown.c.actor.in_(some)))
    if rows:
        connection.execute(shown.insert(), rows)
    if only is None:
        now = {row["actor"]: row["shown"] for row in rows}
        _queue_reports(connection, [key for key in sorted(before.keys() | now) if before.get(key) != now.get(key)])
    drop_unnamed(connection, set(before.values()))
    return {put.id for put, (made, _) in puts.values() if made != put}


def _queue_reports(connection: Connection, actors: Sequence[int]) -> None:
    """Has the reports merged anew that name actors who are shown as others now."""
    naming, readings, queue = schema.report_actors.c, schema.readings.c, schema.unmerged
    query = select(readings.article).distinct().join_from(schema.report_actors, schema.reports).join(schema.readings)
    for some in chunks(actors):
        named = query.where(naming.actor.in_(some), readings.current)
        named = named.where(~select(queue.c.article).where(queue.c.article == readings.article).exists())
        connection.execute(queue.insert().from_select(["article"], named))


def has_shown(connection: Connection) -> bool:
    """Whether any actor is shown as another: where none is, questions need not look."""
    return connection.execute(select(schema.shown_actors.c.actor).limit(1)).first() is not None


def find_named(connection: Connection, readings: Sequence[int]) -> set[int]:
    """Keys of the actors that rows of these readings name."""
    found: set[int] = set()
    for table in NAMING:
        owner = schema.reports if table is schema.report_actors else schema.statements
        query = select(table.c.actor).join_from(table, owner, owner.c.key == table.c[owner.name[:-1]])
        found.update(connection.execute(query.where(owner.c.reading.in_(readings))).scalars())
    return found


def drop_unnamed(connection: Connection, keys: Iterable[int] | None = None) -> None:
    """Takes out actors that no row names, and that nobody is shown as: of these, or of all."""
    actors, shown = schema.actors, schema.shown_actors
    unnamed = [~select(table.c.actor).where(table.c.actor == actors.c.key).exists() for table in NAMING]
    gone = select(actors.c.key).where(*unnamed)
    target = ~select(shown.c.actor).where(shown.c.shown == actors.c.key).exists()
    for some in [None] if keys is None else chunks(sorted(keys)):
        among = [] if some is None else [actors.c.key.in_([*some, *_find_targets(connection, some)])]
        connection.execute(delete(shown).where(shown.c.actor.in_(gone.where(*among))))
        connection.execute(delete(actors).where(*unnamed, target, *among))


def _find_targets(connection: Connection, actors: Sequence[int]) -> list[int]:
    """As whom these are shown."""
    shown = schema.shown_actors.c
    return list(connection.execute(select(shown.shown).where(shown.actor.in_(actors))).scalars())
