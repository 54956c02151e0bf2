"""A feed (RSS, Atom, RDF) → its items. The one file that calls the feed engine."""

from __future__ import annotations

import hashlib
import re
from calendar import timegm
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from html import escape, unescape
from io import BytesIO
from typing import Any

from dragoman.intake.addresses import is_url, join_url
from dragoman.intake.blocks import fold
from dragoman.intake.labels import SECTIONS
from dragoman.intake.published import find_published
from dragoman.intake.refusal import Refusal
from dragoman.records import Published

LEAST_WORDS = 80
"""Fewer are a teaser, not an article's full text."""
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_TAG = re.compile(r"<[^>]{0,2000}>")
_CUT_OFF = re.compile(
    r"(?:\[?(?:…|\.\.\.)\]?|\b(?:read|see) more|continue reading|read the (?:full|rest)[^.]{0,60})\W*$", re.IGNORECASE
)
_SEPARATOR = re.compile(r"\s+(?:[|–—»>·•]|--?|::?)\s+")
_NO_OUTLET = frozenset({"rss", "feed", "rss feed", "latest", "latest news", "top stories", "headlines", "all", "home"})


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One entry of a feed. `id`: its own, else its link, else made of what it says.

    `content`: its full text as markup, None where it has none or a teaser only.
    """

    id: str
    link: str | None
    title: str | None
    content: str | None
    published_at: Published | None
    outlet: str | None

    @property
    def name(self) -> str:
        """What it is called where it is rejected."""
        return self.link or self.id


def read_feed(text: str, *, url: str | None = None, zone: tzinfo | None = None) -> tuple[FeedItem, ...]:
    """The items of a feed, in its order. `url`: where it lay; `zone`: for times without one.

    Raises Refusal where nothing can be read or there are none.
    """
    from feedparser import parse

    # A stream, never a text: the engine would take that for an address to open.
    data = BytesIO(_XML_DECLARATION.sub("", text).encode("utf-8"))
    parsed = parse(data, response_headers={"content-type": "application/xml; charset=utf-8"})
    items = {item.id: item for item in (_read_item(e, parsed.feed, url, zone) for e in parsed.entries)}
    if not items and parsed.bozo:
        raise Refusal("broken", f"the feed cannot be read: {parsed.bozo_exception}"[:300])
    if not items:
        raise Refusal("empty", "the feed lists nothing")
    return tuple(items.values())


def make_page(item: FeedItem) -> str:
    """The item's full text as the page that it could be. Raises Refusal where the feed has a teaser only."""
    if item.content is None:
        raise Refusal("no_text", "the feed has no full text of this: give the feed's URL, or the article's page")
    title = escape(item.title or "")
    return f"<html><head><title>{title}</title></head><body><article>{item.content}</article></body></html>"


def _read_item(entry: Any, feed: Any, url: str | None, zone: tzinfo | None) -> FeedItem:
    link = _find_link(entry, url)
    title = _clean(entry.get("title"))
    return FeedItem(
        id=entry.get("id") or link or hashlib.sha256(repr((title, entry.get("published"))).encode()).hexdigest(),
        link=link,
        title=title,
        content=_find_content(entry),
        published_at=_find_published(entry, zone),
        outlet=_find_outlet(entry, feed),
    )


def _find_link(entry: Any, url: str | None) -> str | None:
    found = (entry.get("feedburner_origlink"), entry.get("link"), entry.get("id"))
    links = (join_url(url or "", link) for link in found[:2] if link)
    return next((link for link in (*links, found[2]) if is_url(link)), None)


def _find_content(entry: Any) -> str | None:
    """The longest text that an entry carries, if it is a whole one."""
    said = [*entry.get("content", ()), entry.get("summary_detail") or {}]
    texts = [part for part in said if part.get("value")]
    longest = max(texts, key=lambda part: len(part["value"]), default=None)
    if longest is None:
        return None
    plain = " ".join(unescape(_TAG.sub(" ", longest["value"])).split())
    if len(plain.split()) < LEAST_WORDS or _CUT_OFF.search(plain):
        return None
    return _mark_up(longest["value"]) if longest.get("type") == "text/plain" else str(longest["value"])


def _mark_up(text: str) -> str:
    blocks = (block for block in re.split(r"\n\s*\n", text) if block.strip())
    return "".join(f"<p>{escape(block.strip())}</p>" for block in blocks)


def _find_published(entry: Any, zone: tzinfo | None) -> Published | None:
    """When it was published, in the offset that the feed prints; a date of a change only where there is no other."""
    for name in ("published", "created", "updated"):
        if published := find_published(str(entry.get(name) or ""), zone=zone):
            return published
        if parsed := entry.get(f"{name}_parsed"):
            return Published(at=datetime.fromtimestamp(timegm(parsed), UTC), precision="minute")
    return None


def _find_outlet(entry: Any, feed: Any) -> str | None:
    """Who an entry is from: its own source in a feed of many outlets, else the feed's publisher or title."""
    names = ((entry.get("source") or {}).get("title"), feed.get("publisher"), feed.get("title"))
    name = next((cleaned for name in names if (cleaned := _clean(name))), None)
    parts = [part for part in _SEPARATOR.split(name or "") if not _is_section(part)]
    return (parts[0] if len(parts) == 1 else name) or None


def _is_section(part: str) -> bool:
    folded = fold(part)
    return folded in _NO_OUTLET or folded in SECTIONS or folded.removesuffix(" news") in SECTIONS


def _clean(text: object) -> str | None:
    """One line of plain text; None where nothing is left."""
    plain = unescape(_TAG.sub("", str(text or "")))
    return " ".join(plain.split()) or None
