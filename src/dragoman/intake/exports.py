"""A news export (JSON lines, plain or gzip) → the pages that its objects stand for, one line at a time."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import tzinfo
from html import escape
from pathlib import Path
from typing import IO, Any, cast

from dragoman.intake.metadata import Metadata
from dragoman.intake.page import Page, read_page
from dragoman.intake.published import find_published
from dragoman.intake.refusal import Refusal

# Usual names of fields, the most trusted first; those of IPTC ninjs among them.
_TEXTS = ("text", "body_text", "maintext", "body", "content", "article", "bodies", "body_xhtml")
_TITLES = ("title", "headline", "headline_en", "headlines")
_DATES = ("published_at", "published", "datePublished", "pubDate", "firstcreated", "versioncreated", "date")
_URLS = ("url", "link", "uri")
_OUTLETS = ("outlet", "publisher", "provider", "source", "domain")
_BYLINES = ("byline", "author")
_WITHIN = ("value", "name", "title")
_MARKUP = re.compile(r"<(?:p|div|br|article|html|body|h[1-6])\b[^>]*>", re.IGNORECASE)
_NOT_KEPT = re.compile(r"[\x00\ud800-\udfff]")


def read_export(path: Path, *, max_bytes: int, zone: tzinfo | None = None) -> Iterator[tuple[str, Page | Refusal]]:
    """The name of each line that is not blank ("line 3"), and its page or why there is none.

    At most `max_bytes` + 1 bytes of it are in memory. Raises Refusal where the file cannot be opened or read on, and
    for a packed line above the limit, after which nothing is unpacked.
    """
    packed = path.suffix.lower() == ".gz"
    try:
        with cast("IO[bytes]", gzip.open(path) if packed else path.open("rb")) as file:
            yield from _read_lines(file, max_bytes, zone, packed=packed)
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise Refusal("broken", f"the export cannot be read on: {error}"[:300]) from error


def _read_lines(
    file: IO[bytes], limit: int, zone: tzinfo | None, *, packed: bool
) -> Iterator[tuple[str, Page | Refusal]]:
    number = 0
    while line := file.readline(limit + 1):
        number += 1
        if len(line) > limit:
            detail = f"line {number} is larger than the limit of {limit:,} bytes: raise the limit"
            if packed:
                raise Refusal("too_large", detail)
            yield f"line {number}", Refusal("too_large", detail)
            _skip_line(file, line, limit)
        elif line.strip():
            yield f"line {number}", _try_line(line, zone)


def _skip_line(file: IO[bytes], line: bytes, limit: int) -> None:
    while line and not line.endswith(b"\n"):
        line = file.readline(limit + 1)


def _try_line(line: bytes, zone: tzinfo | None) -> Page | Refusal:
    try:
        return _make_page(_parse(line), zone)
    except Refusal as refusal:
        return refusal
    except Exception as error:  # hostile markup may break its engine
        return Refusal("broken", f"{type(error).__name__}: {error}"[:300])


def _parse(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Refusal("encoding", "the line is not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise Refusal("broken", f"the line is not JSON: {error}"[:300]) from error
    if not isinstance(found, dict):
        raise Refusal("broken", f"the line holds a {type(found).__name__}: one object a line is needed")
    return found


def _make_page(item: dict[str, Any], zone: tzinfo | None) -> Page:
    said, text = _read_metadata(item, zone), _find(item, _TEXTS, ("body_text", "body_xhtml", *_WITHIN))
    if not text:
        raise Refusal("no_text", f"the object has no text: give it as one of {', '.join(_TEXTS)}")
    if _NOT_KEPT.search("".join((text, said.title or "", said.url or "", said.outlet or "", said.byline or ""))):
        raise Refusal("encoding", "the object holds a NUL or half of a surrogate pair, which no store keeps")
    if _MARKUP.search(text):
        return _read_markup(text, said, zone)
    opened = said.title is None or text.lstrip().startswith(said.title)
    return Page(text if opened else f"{said.title}\n\n{text}", said)


def _read_markup(text: str, said: Metadata, zone: tzinfo | None) -> Page:
    title = escape(said.title or "")
    page = read_page(
        f"<html><head><title>{title}</title></head><body><article>{text}</article></body></html>", zone=zone
    )
    return replace(page, metadata=said)


def _read_metadata(item: dict[str, Any], zone: tzinfo | None) -> Metadata:
    url = _find(item, _URLS)
    return Metadata(
        title=_find_line(item, _TITLES),
        section=_find_line(item, ("section",)),
        byline=_find_line(item, _BYLINES),
        outlet=_find_line(item, _OUTLETS),
        url=url if url and re.match(r"https?://", url) else None,
        language=_find(item, ("language", "lang")),
        published_at=find_published(_find(item, _DATES) or "", zone=zone),
        tags=tuple(_list_texts(item.get("tags") or item.get("keywords") or item.get("subject"))),
    )


def _find_line(item: dict[str, Any], names: Sequence[str]) -> str | None:
    return " ".join((_find(item, names) or "").split()) or None


def _find(item: dict[str, Any], names: Sequence[str], within: Sequence[str] = _WITHIN) -> str | None:
    """The first field of these names that holds a text, also inside of an object or as the first of a list."""
    for name in names:
        value = item.get(name)
        value = value[0] if isinstance(value, list) and value else value
        if isinstance(value, dict):
            value = next((value[key] for key in within if isinstance(value.get(key), str)), None)
        if isinstance(value, str) and value.strip():
            return value
    return None


def _list_texts(value: Any) -> list[str]:
    parts = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else []
    named = (part.get("name") if isinstance(part, dict) else part for part in parts)
    return [" ".join(part.split()) for part in named if isinstance(part, str) and not _NOT_KEPT.search(part)]
