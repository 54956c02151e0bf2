"""What makes an article the same article when it is read again."""

from __future__ import annotations

import hashlib

from dragoman.records import Published

_SEPARATOR = "\x1f"


def make_article_id(*, url: str | None, outlet: str | None, published_at: Published | None, text: str) -> str:
    """`"a"` and 16 hex digits: of the url where there is one, else of outlet, instant of publication and text."""
    at = published_at.at.isoformat() if published_at else ""
    key = url or _SEPARATOR.join((outlet or "", at, text))
    return "a" + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
