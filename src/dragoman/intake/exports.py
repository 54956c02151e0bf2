"""A news export (JSON lines, or JSON; plain or gzip) → the pages that its objects stand for, one at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from functools import partial
from html import escape
from io import BufferedReader
from itertools import chain
from typing import IO, Any

from dragoman.intake.metadata import Metadata
from dragoman.intake.page import Page, read_page
from dragoman.intake.published import find_published
from dragoman.intake.refusal import Refusal
from dragoman.intake.unpacking import Unpacked
from dragoman.records import RejectReason

# Usual names of fields, the most trusted first; those of IPTC ninjs among them.
_TEXTS = ("text", "body_text", "maintext", "body", "content", "article", "bodies", "body_xhtml")
_TITLES = ("title", "headline", "headline_en", "headlines")
_DATES = ("published_at", "published", "datePublished", "pubDate", "firstcreated", "versioncreated", "date")
_URLS = ("url", "link", "uri")
_OUTLETS = ("outlet", "publisher", "provider", "source", "domain")
_BYLINES = ("byline", "author")
_WITHIN = ("value", "name", "title")
_MARKUP = re.compile(r"<(?:p|div|br|article|html|body|h[1-6])\b[^>]*>", re.IGNORECASE)
_BLANK = b" \t\r\n\x0b\x0c\xef\xbb\xbf"
MOST_NAMED = 100
"""Of the items of an export that cannot be read for the same reason, so many are named; the others are counted."""
_NOT_KEPT = re.compile(r"[\x00\ud800-\udfff]")


def read_export(
    chunks: Iterable[bytes], *, max_bytes: int, is_lines: bool = True, zone: tzinfo | None = None
) -> Iterator[tuple[str, Page | Refusal]]:
    """The name of each line that is not blank ("line 3") or object ("object 3"), and its page or why there is none.

    `chunks`: the export, plain or packed by gzip. `is_lines`: it is JSON lines; else it may also be one object or an
    array of them, of at most `max_bytes` in all. At most `max_bytes` + 1 bytes of an export in lines are in memory.
    Of those without a page, MOST_NAMED of a reason come by name and the others, at the end, as one ("line 101 to line 9999").
    Raises Refusal for an export that holds nothing or cannot be read on, and for a packed line above the limit.
    """
    return _count_refused(_read_all(chunks, max_bytes, zone, is_lines=is_lines))


def _count_refused(found: Iterator[tuple[str, Page | Refusal]]) -> Iterator[tuple[str, Page | Refusal]]:
    """What is found, but of a flood of refusals only the first ones and how many more there were."""
    floods: dict[RejectReason, _Flood] = {}
    end: Refusal | None = None
    try:
        for name, each in found:
            if not isinstance(each, Refusal) or floods.setdefault(each.reason, _Flood()).names(name):
                yield name, each
    except Refusal as refusal:
        end = refusal
    for reason, flood in floods.items():
        if flood.n_counted:
            detail = f"{flood.n_counted:,} more items of this export cannot be read for the same reason ({reason})"
            yield f"{flood.first} to {flood.last}", Refusal(reason, detail)
    if end:
        raise end


@dataclass(slots=True)
class _Flood:
    """How many items were refused for one reason: by name, or counted only, and the first and last of those."""

    n_named: int = 0
    n_counted: int = 0
    first: str = ""
    last: str = ""

    def names(self, name: str) -> bool:
        """Whether the item `name`, refused too, is still one of those that are named."""
        if self.n_named < MOST_NAMED:
            self.n_named += 1
            return True
        self.first, self.last = self.first or name, name
        self.n_counted += 1
        return False


def _read_all(
    chunks: Iterable[bytes], max_bytes: int, zone: tzinfo | None, *, is_lines: bool
) -> Iterator[tuple[str, Page | Refusal]]:
    stream = Unpacked(chunks, max_bytes=max_bytes)
    file = BufferedReader(stream)
    n_blank, first = _find_first(file, max_bytes)
    if not first:
        raise Refusal("empty", "the export holds no object")
    lines = chain([first], iter(partial(file.readline, max_bytes + 1), b""))
    if is_lines or _find_object(first) is not None:
        yield from _read_lines(enumerate(lines, n_blank + 1), file, max_bytes, zone, packed=stream.packed)
    else:
        yield from _read_objects(_join(lines, max_bytes), zone)


def is_export(line: bytes) -> bool:
    """Whether a line is that of an export: a JSON object with a text."""
    return bool(_find_text(_find_object(line) or {}))


def _find_first(file: IO[bytes], limit: int) -> tuple[int, bytes]:
    """How many lines are blank before the first that is not, and that line; b"" where there is none."""
    n_blank = 0
    while (line := file.readline(limit + 1)) and len(line) <= limit and not line.strip(_BLANK):
        n_blank += 1
    return n_blank, line


def _find_object(line: bytes) -> dict[str, Any] | None:
    """The object that a line is by itself."""
    try:
        return _parse(line) if line.lstrip(_BLANK).startswith(b"{") else None
    except Refusal:
        return None


def _join(lines: Iterable[bytes], limit: int) -> bytes:
    parts, size = [], 0
    for line in lines:
        parts.append(line)
        size += len(line)
        if size > limit:
            detail = f"the export is larger than the limit of {limit:,} bytes: raise it, or write one object a line"
            raise Refusal("too_large", detail)
    return b"".join(parts)


def _read_objects(data: bytes, zone: tzinfo | None) -> Iterator[tuple[str, Page | Refusal]]:
    found = _load(data, "export")
    items = found if isinstance(found, list) else [found]
    if not items:
        raise Refusal("empty", "the export holds no object")
    for number, item in enumerate(items, 1):
        yield f"object {number}", _try(partial(_check, item), zone)


def _read_lines(
    lines: Iterable[tuple[int, bytes]], file: IO[bytes], limit: int, zone: tzinfo | None, *, packed: bool
) -> Iterator[tuple[str, Page | Refusal]]:
    for number, line in lines:
        if len(line) > limit:
            detail = f"line {number} is larger than the limit of {limit:,} bytes: raise the limit"
            if packed:
                raise Refusal("too_large", detail)
            yield f"line {number}", Refusal("too_large", detail)
            _skip_line(file, line, limit)
        elif line.strip(_BLANK):
            yield f"line {number}", _try(partial(_parse, line), zone)


def _skip_line(file: IO[bytes], line: bytes, limit: int) -> None:
    while line and not line.endswith(b"\n"):
        line = file.readline(limit + 1)


def _try(parse: Callable[[], dict[str, Any]], zone: tzinfo | None) -> Page | Refusal:
    try:
        return _make_page(parse(), zone)
    except Refusal as refusal:
        return refusal
    except Exception as error:  # hostile markup may break its engine
        return Refusal("broken", f"{type(error).__name__}: {error}"[:300])


def _parse(line: bytes) -> dict[str, Any]:
    return _check(_load(line, "line"))


def _load(data: bytes, what: str) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Refusal("encoding", f"the {what} is not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise Refusal("broken", f"the {what} is not JSON: {error}"[:300]) from error


def _check(found: Any) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise Refusal("broken", f"this is a {type(found).__name__} in JSON: objects are needed, one for each article")
    return found


def _make_page(item: dict[str, Any], zone: tzinfo | None) -> Page:
    said, text = _read_metadata(item, zone), _find_text(item)
    if not text:
        raise Refusal("no_text", f"the object has no text: give it as one of {', '.join(_TEXTS)}")
    kept = (text, said.title, said.url, said.outlet, said.byline, said.section, said.language)
    if _NOT_KEPT.search("".join(part for part in kept if part)):
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


def _find_text(item: dict[str, Any]) -> str | None:
    return _find(item, _TEXTS, ("body_text", "body_xhtml", *_WITHIN))


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
