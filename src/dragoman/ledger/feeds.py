"""Feeds that are followed: what was seen of each, and by what to ask for it again.

The tables are made in a ledger when the first feed is followed, so that ledgers without any need none. An item is noted
after its article stands in the ledger: killed in between, the item comes again, and its article is known by its id. What
to ask again by is noted after all items of that answer, so that no answer is ever taken for seen that was not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Column, DateTime, MetaData, String, Table, delete, inspect, select

from dragoman.ledger import schema
from dragoman.ledger.rows import chunks, now

if TYPE_CHECKING:
    from sqlalchemy import Connection

FOLLOWED = MetaData()

feeds = Table(
    "feeds",
    FOLLOWED,
    Column("name", String, primary_key=True),  # its address, or its file's path
    Column("etag", String),
    Column("modified", String),  # Last-Modified, as the server said it
    Column("read_at", DateTime, nullable=False),
)
feed_items = Table(
    "feed_items",
    FOLLOWED,
    Column("feed", String, primary_key=True),
    Column("item", String, primary_key=True),
    Column("outcome", String, nullable=False),  # read, known, or the reason for which it was rejected
    Column("seen_at", DateTime, nullable=False),
    sqlite_with_rowid=False,
)


@dataclass(frozen=True, slots=True)
class Followed:
    """What the ledger knows of a feed: by what to ask again (None: never wholly read), and the items seen."""

    etag: str | None
    modified: str | None
    seen: frozenset[str]


def get_followed(connection: Connection, feed: str) -> Followed:
    """What is known of a feed; nothing where it was never followed."""
    if not inspect(connection).has_table(feeds.name):
        return Followed(None, None, frozenset())
    row = connection.execute(select(feeds.c.etag, feeds.c.modified).where(feeds.c.name == feed)).first()
    seen = connection.execute(select(feed_items.c.item).where(feed_items.c.feed == feed)).scalars()
    return Followed(row.etag if row else None, row.modified if row else None, frozenset(seen))


def find_known(connection: Connection, article_ids: Iterable[str]) -> frozenset[str]:
    """Which of the ids are those of articles that the ledger holds, in any revision, or held until they were deleted."""
    known: set[str] = set()
    for some in chunks(sorted(set(article_ids))):
        for column in (schema.articles.c.source_id, schema.deletions.c.article_id):
            known.update(connection.execute(select(column).where(column.in_(some))).scalars())
    return frozenset(known)


def add_seen(connection: Connection, feed: str, item: str, *, outcome: str) -> None:
    """Notes what became of an item; what was noted of it before is replaced."""
    FOLLOWED.create_all(connection)
    connection.execute(delete(feed_items).where(feed_items.c.feed == feed, feed_items.c.item == item))
    connection.execute(feed_items.insert(), {"feed": feed, "item": item, "outcome": outcome, "seen_at": now()})


def add_read(connection: Connection, feed: str, *, etag: str | None, modified: str | None) -> None:
    """Notes that all items of a feed's answer were dealt with."""
    FOLLOWED.create_all(connection)
    connection.execute(delete(feeds).where(feeds.c.name == feed))
    connection.execute(feeds.insert(), {"name": feed, "etag": etag, "modified": modified, "read_at": now()})
