"""What a ledger showed when a run was the last: the conditions by which readings stand, now or then.

Readings are written once and stay, so that a table of last month can be made again. What was deleted since is gone from
it too. What people corrected lies above what a run left, and is not laid over what is asked for as of one: actors, too, are
those that were written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from dragoman.ledger import schema
from dragoman.ledger.retrieval import get_id

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

    from dragoman.records import Run


def find_run(connection: Connection, run: Run | str | None) -> int | None:
    """Key of a run, by its id or the beginning of one; None for now. Raises LedgerNotFoundError."""
    if run is None:
        return None
    whole = get_id(connection, schema.runs, run if isinstance(run, str) else run.id)
    key: int = connection.execute(select(schema.runs.c.key).where(schema.runs.c.id == whole)).scalar_one()
    return key


def stand(as_of: int | None, *, revised: bool = False, rejected: bool = False) -> list[ColumnElement[bool]]:
    """That a reading is its article's current one, or was at the end of a run; with `revised` also if a revision replaces it.

    `rejected`: or that it holds what people rejected; as of a run nothing is.

    For a query that joins readings and articles.
    """
    readings, articles = schema.readings, schema.articles
    if as_of is None:
        shown = or_(readings.c.current, readings.c.run.is_(None)) if rejected else readings.c.current
        return [shown, *([] if revised else [articles.c.status == "current"])]
    later, newer, revision = readings.alias("later"), readings.alias("newer"), articles.alias("revision")
    superseded = select(later.c.key).where(
        later.c.article == readings.c.article, later.c.run > readings.c.run, later.c.run <= as_of
    )
    replaced = select(newer.c.key).join(revision, revision.c.key == newer.c.article)
    replaced = replaced.where(revision.c.revises == articles.c.id, newer.c.run <= as_of)
    wanted = [readings.c.run <= as_of, ~superseded.exists()]
    return wanted if revised else [*wanted, ~replaced.exists()]
