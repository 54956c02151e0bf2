"""A feed, asked again and again → what is new in it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dragoman.intake.addresses import hide_credentials, is_url
from dragoman.intake.articles import make_known, read_items
from dragoman.intake.feeds import FeedItem, read_feed
from dragoman.intake.fetching import Fetch
from dragoman.intake.files import MAX_BYTES, read_bytes
from dragoman.intake.identity import make_article_id
from dragoman.intake.material import Material, decode, is_feed, take_fetched
from dragoman.intake.refusal import Refusal
from dragoman.records import Article, Rejected

PASSING = frozenset({"unreachable", "refused"})
"""Reasons that may not hold the next time: what was rejected by them is tried again."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it is now. `etag`, `modified`: to ask again by; no items where it has not changed since those given."""

    source: str
    items: tuple[FeedItem, ...]
    etag: str | None = None
    modified: str | None = None

    @property
    def article_ids(self) -> tuple[str, ...]:
        """Ids of the articles that lie at the items' links, as far as pages call themselves by these."""
        return tuple(found for item in self.items if (found := _find_article_id(item)))

    def find_new(self, *, seen: Container[str], known: Container[str]) -> tuple[FeedItem, ...]:
        """The items that were not `seen`, by their ids, and whose article is not `known`, by its id."""
        return tuple(item for item in self.items if item.id not in seen and _find_article_id(item) not in known)


def open_feed(
    source: str,
    *,
    fetch: Fetch,
    etag: str | None = None,
    modified: str | None = None,
    timezone: str | None = None,
    max_bytes: int = MAX_BYTES,
) -> Feed | Rejected:
    """The feed at an address or in a file, or why it cannot be had. TextError for a zone that cannot be read."""
    zone = make_known(timezone=timezone).zone
    name = hide_credentials(source)
    if is_url(source):
        found = fetch(source, etag=etag, modified=modified)
        if isinstance(found, Rejected):
            return found
        if found.unchanged:
            return Feed(name, (), etag, modified)
        material, asked = take_fetched(found), (found.etag, found.modified)
    else:
        data = read_bytes(source, max_bytes=max_bytes, stdin=None)
        if isinstance(data, Rejected):
            return data
        material, asked = Material(data, ""), (None, None)
    try:
        text = decode(material)
        if not is_feed(text, material):
            raise Refusal("unsupported", "this is no feed (RSS or Atom): `dragoman read` reads pages")
        return Feed(name, read_feed(text, url=material.url, zone=zone), *asked)
    except Refusal as refusal:
        return Rejected(name, None, refusal.reason, refusal.detail)
    except Exception as error:  # a hostile feed may break its engine
        return Rejected(name, None, "broken", f"{type(error).__name__}: {error}"[:300])


def read_new(
    feed: Feed,
    items: Iterable[FeedItem],
    *,
    fetch: Fetch,
    outlet: str | None = None,
    timezone: str | None = None,
) -> Iterator[Article | Rejected]:
    """One Article or Rejected for each of the feed's `items`, from its page where the feed came from an address."""
    known = make_known(outlet=outlet, timezone=timezone)
    yield from read_items(feed.source, items, known, fetch=fetch if is_url(feed.source) else None)


def name_feed(source: str) -> str:
    """What a feed is remembered by: its address, or its file's whole path."""
    return source if is_url(source) else str(Path(source).absolute())


def _find_article_id(item: FeedItem) -> str | None:
    return make_article_id(url=item.link, outlet=None, published_at=None, text="") if item.link else None
