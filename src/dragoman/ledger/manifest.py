"""A ledger → what a table made of it rests on, to be kept beside the table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from dragoman.ledger import schema
from dragoman.ledger.asof import stand

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


def describe(connection: Connection, *, as_of: int | None) -> dict[str, Any]:
    """The ledger now, or when the run with the key `as_of` was the last.

    `run`: the last one then. `runs`: those whose readings stood, with code and weights. `articles`: id → SHA-256 of the text.
    `imports`: files of others with their hashes. `corrections`: the number of the last one in the log; as of a run None, as
    none is laid over what it left. `deleted_since`: articles taken out after that run, which are missing.
    """
    runs, readings, articles = schema.runs.c, schema.readings.c, schema.articles.c
    last = connection.execute(_until(select(schema.runs), runs.key, as_of).order_by(runs.key.desc()).limit(1)).first()
    below = schema.readings.alias("below")  # what was corrected rests on the run that made what lies below
    stood = select(below.c.run).join_from(schema.readings, schema.articles).where(*stand(as_of, revised=True))
    stood = stood.join(below, below.c.key == func.coalesce(readings.corrects, readings.key))
    texts = select(articles.id, articles.text_hash).join_from(schema.readings, schema.articles)
    texts = texts.where(*stand(as_of, revised=True)).order_by(readings.article)
    files = select(schema.imports).join(schema.runs).order_by(schema.imports.c.key)
    gone = select(func.count()).select_from(schema.deletions)
    if as_of is not None and last is not None:
        gone = gone.where(schema.deletions.c.at > (last.finished_at or last.started_at))
    return {
        "schema": connection.execute(select(schema.dragoman.c.version)).scalar_one(),
        "run": last.id if last else None,
        "runs": [
            {
                "id": row.id, "code": row.code, "weights": row.weights,
                "started_at": _write(row.started_at), "finished_at": _write(row.finished_at),
            }
            for row in connection.execute(select(schema.runs).where(runs.key.in_(stood)).order_by(runs.key))
        ],
        "articles": {row.id: row.text_hash for row in connection.execute(texts)},
        "imports": [
            {"source": row.source, "format": row.form, "file": row.path, "sha256": row.file_hash, "added": row.added}
            for row in connection.execute(_until(files, runs.key, as_of))
        ],
        "corrections": None if as_of is not None else connection.execute(select(func.max(schema.corrections.c.id))).scalar(),
        "deleted_since": connection.execute(gone).scalar_one() if as_of is not None else 0,
    }  # fmt: skip


def _until(query: Any, run: Any, as_of: int | None) -> Any:
    return query if as_of is None else query.where(run <= as_of)


def _write(at: datetime | None) -> str | None:
    return None if at is None else f"{at.isoformat(timespec='seconds')}Z"
