"""The JSON contract: records ↔ plain objects, by the records' own field names.

Spans become `{"start", "end", "text"}`, absent values null, lists never null; an instant is written as precisely as it
was printed, with its offset ("2018-02-12T08:49+04:00"), a day as "2018-02-12". docs/schema.json describes the result.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

from dragoman.records import Article, Entry, Imported, Published, Rejected, Report, Span, Statement

_DAYS = {"year": 4, "month": 7}


def as_json(result: Entry | Rejected, *, least: float = 0.0) -> dict[str, Any]:
    """One line of `dragoman read --json`: `{"article", "statements", "reports"}` or `{"rejected"}`.

    Reports whose confidence is under `least` are left out.
    """
    if isinstance(result, Rejected):
        return {"rejected": _plain(result, "")}
    text = result.article.text
    reports = [r for r in result.reports if r.confidence >= least]
    parts = {"article": result.article, "statements": result.statements, "reports": reports}
    return {name: _plain(part, text) for name, part in parts.items()}


def write_report(article: Article, report: Report) -> dict[str, Any]:
    """A report apart from its article, with what tells where it stands: `article`, `outlet`, `published_at`."""
    at = write_published(article.published_at)
    return {"article": article.id, "outlet": article.outlet, "published_at": at, **_plain(report, article.text)}


def write_statement(article: Article, statement: Statement) -> dict[str, Any]:
    """A statement apart from its article, with what tells where it stands: `article`, `outlet`, `published_at`."""
    at = write_published(article.published_at)
    return {"article": article.id, "outlet": article.outlet, "published_at": at, **_plain(statement, article.text)}


def write_imported(row: Imported) -> dict[str, Any]:
    """A row that others coded, by its fields."""
    found: dict[str, Any] = _plain(row, "")
    return found


def write_published(published: Published | None) -> str | None:
    """The instant as ISO 8601, cut to its precision."""
    if published is None:
        return None
    if published.precision == "minute":
        return published.at.isoformat(timespec="minutes")
    return published.on.isoformat()[: _DAYS.get(published.precision, 10)]


def _plain(value: Any, text: str) -> Any:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case date():
            return value.isoformat()
        case tuple() | list():
            return [_plain(v, text) for v in value]
        case Span():
            return {"start": value.start, "end": value.end, "text": value.of(text)}
        case Published():
            return write_published(value)
        case Article():
            return {f.name: _plain(getattr(value, f.name), text) for f in fields(value)}
    return {f.name: _plain(getattr(value, f.name), text) for f in fields(value)}
