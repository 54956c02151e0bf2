"""The log of what people changed: who, when, why, before and after. It is only ever added to.

What is made in one go is one act, and is undone in one go, by entries that turn each of its entries; undoing may be undone.
An entry is live unless a live one undoes it. What the live ones make of the rows: overlay.py, casting.py.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from dragoman.errors import LedgerNotFoundError, TextError
from dragoman.ledger import schema
from dragoman.ledger.rows import Row, chunks, now

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from dragoman.ledger.rows import Values

ADDED, REJECTED, RETRACTED = "added", "rejected", "retracted"
"""What stands for a field where the row as a whole is meant; the last one for an article that its outlet took back."""
STORY = "story"
"""What stands for a field where an article is put into a story: placing goes by it, the overlay leaves it alone."""


def add_act(connection: Connection, entries: Sequence[Values], *, who: str, why: str) -> list[int]:
    """Adds entries as one act, under the write lock; their numbers. An entry: row, field, before, after, article, evidence.

    Raises TextError if `who` or `why` says nothing.
    """
    for name, text in (("who", who), ("why", why)):
        if not text.strip():
            raise TextError(f"{name} is {text!r}: the log needs to know who corrects, and why")
    first = (connection.execute(select(func.max(schema.corrections.c.id))).scalar() or 0) + 1
    shared = {"who": who, "why": why, "at": now(), "act": first, "undoes": None}
    rows = [{"id": first + n, **shared, **entry} for n, entry in enumerate(entries)]
    connection.execute(schema.corrections.insert(), rows)
    return [row["id"] for row in rows]


def add_undo(connection: Connection, number: int | None, *, who: str, why: str) -> list[int]:
    """Takes back the act of an entry (None: the last one that stands), by entries that turn its own; their numbers.

    Raises LedgerNotFoundError if there is none, TextError if it is undone.
    """
    undone = find_undone(connection)
    act = _find_act(connection, number, undone)
    last = [_follow(row.id, undone) for row in act]
    if dead := [turns for turns in last if len(turns) % 2 == 0]:
        raise TextError(f"correction {number} was undone already, by {dead[0][-1]}: undo {dead[0][-1]} to have it back")
    turned = [
        {"row": row.row, "field": row.field, "before": row.after, "after": row.before, "undoes": turns[-1]}
        | {"article": row.article, "evidence": row.evidence}
        for row, turns in zip(act, last, strict=True)
    ]
    return add_act(connection, turned, who=who, why=why)


def find_entries(connection: Connection, *, rows: Iterable[str] | None = None) -> list[Row]:
    """The log, oldest first: all of it (None), or what names one of `rows`, or an article among them that the row is of."""
    query = select(schema.corrections).order_by(schema.corrections.c.id)
    if rows is None:
        return list(connection.execute(query))
    columns, wanted = schema.corrections.c, list(rows)
    found = {
        row.id: row
        for column in (columns.row, columns.article)
        for some in chunks(wanted)
        for row in connection.execute(query.where(column.in_(some)))
    }
    return [found[number] for number in sorted(found)]


def find_live(connection: Connection, articles: Iterable[str] | None) -> dict[str, list[Row]]:
    """Article → the entries for it or its rows that stand, oldest first; under "" those for actors, where `articles` is None."""
    columns, undone = schema.corrections.c, find_undone(connection)
    query = select(schema.corrections).where(columns.act.is_not(None), columns.undoes.is_(None)).order_by(columns.id)
    some = [query.where(columns.article.is_(None))]
    if articles is not None:
        some = [query.where(columns.article.in_(chunk)) for chunk in chunks(list(articles))]
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for each in some:
        for row in connection.execute(each):
            if is_live(row.id, undone):
                found[row.article or ""].append(row)
    return found


def is_live(number: int, undone: dict[int, int]) -> bool:
    """Whether an entry stands; `undone`: each that was undone, with the entry that did."""
    return len(_follow(number, undone)) % 2 == 1


def has_any(connection: Connection) -> bool:
    """Whether anything was ever corrected."""
    return connection.execute(select(schema.corrections.c.id).limit(1)).first() is not None


def find_undone(connection: Connection) -> dict[int, int]:
    """Each entry that was undone, with the one that did."""
    columns = schema.corrections.c
    return {
        row.undoes: row.id for row in connection.execute(select(columns.id, columns.undoes).where(columns.undoes > 0))
    }


def _follow(number: int, undone: dict[int, int]) -> list[int]:
    """An entry, the one that undoes it, the one that undoes that, and so on."""
    turns = [number]
    while (later := undone.get(turns[-1])) is not None:
        turns.append(later)
    return turns


def _find_act(connection: Connection, number: int | None, undone: dict[int, int]) -> list[Row]:
    columns = schema.corrections.c
    query = select(schema.corrections).where(columns.act.is_not(None)).order_by(columns.id)
    if number is None:
        made = connection.execute(select(columns.id).where(columns.undoes.is_(None), columns.act.is_not(None)))
        number = max((each for each in made.scalars() if is_live(each, undone)), default=None)
        if number is None:
            raise LedgerNotFoundError("Nothing is left to undo: no correction in this ledger stands.")
    act: Any = select(columns.act).where(columns.id == number).scalar_subquery()
    found = connection.execute(query.where(columns.act == act)).all()
    if not found:
        raise LedgerNotFoundError(f"There is no correction {number} in this ledger: `dragoman log` lists them.")
    return list(found)
