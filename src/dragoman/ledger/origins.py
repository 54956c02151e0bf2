"""Articles → the origin of each: where its account entered the world."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from dragoman.ledger import schema
from dragoman.ledger.rows import chunks

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection


def find_origins(connection: Connection, article_keys: Iterable[int]) -> Mapping[int, int]:
    """Key of an article → its origin's number: articles of one text from one agency share one, any other is its own."""
    readings, articles = schema.readings, schema.articles
    query = select(articles.c.key, articles.c.text_hash, readings.c.wire).join_from(readings, articles)
    first: dict[object, int] = {}
    found = {}
    for some in chunks(sorted(set(article_keys))):
        for row in connection.execute(
            query.where(articles.c.key.in_(some), readings.c.current).order_by(articles.c.key)
        ):
            origin = (row.wire, row.text_hash) if row.wire is not None else row.key
            found[row.key] = first.setdefault(origin, row.key)
    return found
