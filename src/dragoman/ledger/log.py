"""What happened to the ledger: its runs, what they could not read, and how much it holds."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from dragoman.errors import LedgerNotFoundError
from dragoman.ledger import placing, schema
from dragoman.ledger.rows import Row, now, restore_instant
from dragoman.records import Rejected, Run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement, Connection, Select


@dataclass(frozen=True, slots=True)
class Status:
    """What a ledger holds now: current readings of articles that no revision replaces.

    `revised` counts the articles that one does, `retracted` those that outlets took back, `speakers` actors by id,
    `imported` rows of others by source, `rejected` inputs by reason, `unplaced` articles that wait to be compared with the
    others, `size_bytes` the file with its log.
    """

    version: int
    articles: int
    revised: int
    retracted: int
    statements: int
    reports: int
    speakers: int
    imported: Mapping[str, int]
    rejected: Mapping[str, int]
    runs: int
    size_bytes: int
    stories: int
    origins: int
    unplaced: int


def begin_run(connection: Connection, *, code: str, weights: str) -> Run:
    """Notes that a run begins. Its id begins with the instant, so that ids sort by time."""
    at = now()
    run_id = f"{at:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
    row = {"id": run_id, "started_at": at, "code": code, "weights": weights, "finished_at": None}
    connection.execute(schema.runs.insert(), row)
    return Run(run_id, restore_instant(at), code, weights)


def finish_run(connection: Connection, run_id: str) -> Run:
    """Notes that a run ended."""
    get_run_key(connection, run_id)
    runs = schema.runs
    connection.execute(update(runs).where(runs.c.id == run_id).values(finished_at=now()))
    return _run(connection.execute(select(runs).where(runs.c.id == run_id)).one())


def get_run_key(connection: Connection, run_id: str) -> int:
    """Key of a run. Raises LedgerNotFoundError."""
    key: int | None = connection.execute(select(schema.runs.c.key).where(schema.runs.c.id == run_id)).scalar()
    if key is None:
        raise LedgerNotFoundError(f"There is no run {run_id!r} in this ledger. Begin one with begin_run.")
    return key


def find_runs(connection: Connection) -> list[Run]:
    """All runs, newest first."""
    return [_run(row) for row in connection.execute(select(schema.runs).order_by(schema.runs.c.key.desc()))]


def add_rejected(connection: Connection, rejected: Rejected, *, run_key: int) -> bool:
    """Notes what could not be read. False, and nothing changes, if this version noted the very same before."""
    table, runs = schema.rejected, schema.runs
    version = connection.execute(select(runs.c.code, runs.c.weights).where(runs.c.key == run_key)).one()
    same = select(table.c.key).join(runs).where(runs.c.code == version.code, runs.c.weights == version.weights)
    same = same.where(table.c.input == rejected.input, table.c.item.is_not_distinct_from(rejected.item))
    same = same.where(table.c.reason == rejected.reason, table.c.detail == rejected.detail)
    if connection.execute(same.limit(1)).first():
        return False
    row = {name: getattr(rejected, name) for name in ("input", "item", "reason", "detail")}
    connection.execute(table.insert(), {"run": run_key, **row})
    return True


def find_rejected(connection: Connection, *, run_id: str | None) -> list[tuple[Run, Rejected]]:
    """What could not be read, with the run that tried, oldest first."""
    query = _select_rejected().order_by(schema.rejected.c.key)
    if run_id is not None:
        query = query.where(schema.rejected.c.run == get_run_key(connection, run_id))
    return [(_run(row), Rejected(row.input, row.item, row.reason, row.detail)) for row in connection.execute(query)]


def find_last_rejected(connection: Connection, *, limit: int, offset: int) -> list[tuple[Run, Rejected]]:
    """A page of what could not be read, with the run that tried, newest first."""
    query = _select_rejected().order_by(schema.rejected.c.key.desc()).limit(limit).offset(offset)
    return [(_run(row), Rejected(row.input, row.item, row.reason, row.detail)) for row in connection.execute(query)]


def _select_rejected() -> Select[Any]:
    table, runs = schema.rejected, schema.runs
    query = select(*(c for c in table.c if c.name not in ("key", "run")), *(c for c in runs.c if c.name != "key"))
    return query.join_from(table, runs)


def count_rows(connection: Connection, *, size_bytes: int) -> Status:
    """How much the ledger holds."""
    articles, readings = schema.articles, schema.readings
    live = select(readings.c.key).join(articles).where(readings.c.current, articles.c.status == "current")
    of_live = select(func.sum(readings.c.n_statements), func.sum(readings.c.n_reports))
    n_statements, n_reports = connection.execute(of_live.where(readings.c.key.in_(live))).one()
    actors, shown, target = schema.actors, schema.shown_actors, schema.actors.alias()
    speaking = select(func.count(func.coalesce(target.c.id, actors.c.id).distinct())).where(_speaks(actors.c.key))
    speaking = speaking.select_from(actors.outerjoin(shown, shown.c.actor == actors.c.key))
    speaking = speaking.outerjoin(target, target.c.key == shown.c.shown)
    by_status = _count(connection, articles.c.status)
    return Status(
        version=connection.execute(select(schema.dragoman.c.version)).scalar_one(),
        articles=by_status.get("current", 0),
        revised=by_status.get("revised", 0),
        retracted=by_status.get("retracted", 0),
        statements=n_statements or 0,
        reports=n_reports or 0,
        speakers=connection.execute(speaking).scalar_one(),
        imported=_count(connection, schema.imported.c.source),
        rejected=_count(connection, schema.rejected.c.reason),
        runs=connection.execute(select(func.count()).select_from(schema.runs)).scalar_one(),
        size_bytes=size_bytes,
        stories=connection.execute(select(func.count()).where(schema.stories.c.articles > 0)).scalar_one(),
        origins=connection.execute(select(func.coalesce(func.sum(schema.stories.c.origins), 0))).scalar_one(),
        unplaced=placing.count_unplaced(connection),
    )


def _count(connection: Connection, column: Any) -> dict[str, int]:
    query = select(column, func.count().label("n")).group_by(column).order_by(column)
    return {row[0]: row.n for row in connection.execute(query)}


def _speaks(actor: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether the actor with this key speaks in a current statement."""
    appearances, statements = schema.statement_actors, schema.statements
    readings, articles = schema.readings, schema.articles
    query = select(appearances.c.actor).join_from(appearances, statements).join(readings).join(articles)
    query = query.where(appearances.c.actor == actor, appearances.c.part == "speaker")
    return query.where(readings.c.current, articles.c.status == "current").exists()


def _run(row: Row) -> Run:
    finished_at = restore_instant(row.finished_at) if row.finished_at is not None else None
    return Run(row.id, restore_instant(row.started_at), row.code, row.weights, finished_at)
