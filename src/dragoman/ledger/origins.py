"""Where accounts enter the world: ten outlets that print one wire story are one origin.

`find_origins` is what counts go by: origins first, then articles. How they are found: placing.py, settling.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from dragoman.ledger import schema
from dragoman.ledger.rows import chunks
from dragoman.records import Origin, Trace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from dragoman.ledger.rows import Row
    from dragoman.records import OriginKind

VERSION = "1"
"""Of what places articles: it stands in their traces."""


def find_origins(connection: Connection, article_keys: Iterable[int]) -> dict[int, int]:
    """Key of an article → the number of its origin: articles that carry one account share one.

    It is the key of the first article that carries it. Articles that are not placed yet (`placing.place_some`) carry their own.
    """
    found = {key: key for key in article_keys}
    columns = schema.placements.c
    for some in chunks(list(found)):
        query = select(columns.article, columns.origin).where(columns.article.in_(some), columns.origin.is_not(None))
        found.update({row.article: row.origin for row in connection.execute(query)})
    return found


def describe_origins(connection: Connection, article_keys: Iterable[int]) -> dict[int, Origin]:
    """Key of an article → its origin, and how it was found: those whose `id` is the same carry one account."""
    keys = list(dict.fromkeys(article_keys))
    placements, articles, first = schema.placements.c, schema.articles, schema.articles.alias()
    columns = (placements[name] for name in ("origin_name", "how", "score", "copy_score"))
    query = select(articles.c.key, func.coalesce(first.c.id, articles.c.id).label("id"), *columns).select_from(
        articles.outerjoin(schema.placements, placements.article == articles.c.key).outerjoin(
            first, first.c.key == placements.origin
        )
    )
    found = {}
    for some in chunks(keys):
        for row in connection.execute(query.where(articles.c.key.in_(some))):
            found[row.key] = _origin(row)
    return found


def find_copied(connection: Connection, article_keys: Iterable[int]) -> dict[int, int]:
    """Key of an article → that of the longest text of which it is a copy, through whatever copies; its own if of none."""
    found = {key: key for key in article_keys}
    columns = schema.placements.c
    while left := sorted(set(found.values())):
        further = {}
        for some in chunks(left):
            query = select(columns.article, columns.copy_of).where(
                columns.article.in_(some), columns.copy_of.is_not(None)
            )
            further.update({row.article: row.copy_of for row in connection.execute(query)})
        if not further:
            break
        found = {key: further.get(target, target) for key, target in found.items()}
    return found


def count_origins(connection: Connection, article_keys: Iterable[int]) -> int:
    """How many accounts these articles carry."""
    return len(set(find_origins(connection, article_keys).values()))


def _origin(row: Row) -> Origin:
    how: OriginKind = row.how or "own"
    return Origin(row.id, row.origin_name, how, row.score, (Trace("origins", how, VERSION, row.score),))
