"""An input → what it holds, and in which form, by its name, its server, or how it begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlsplit

from dragoman.intake.addresses import hide_credentials, is_url
from dragoman.intake.encoding import Undecoded, decode_text
from dragoman.intake.files import Form, find_form, read_bytes
from dragoman.intake.page import find_feed
from dragoman.intake.refusal import Refusal
from dragoman.intake.unpacking import GZIP_MARK, unpack
from dragoman.records import Rejected

if TYPE_CHECKING:
    from dragoman.intake.fetching import Fetch, Fetched

FEEDS = frozenset({"rss", "feed", "rdf:rdf"})
"""Root elements of feeds; what else lists pages (site maps, OPML) is not read."""
MANY = frozenset({"lines", "objects", "archive"})
"""Forms of inputs that hold many articles, and that are not read into memory whole."""
KINDS: dict[str, Form] = {
    "text/html": "page",
    "application/xhtml+xml": "page",
    "text/plain": "text",
    "application/json": "objects",
    "application/x-ndjson": "lines",
    "application/ndjson": "lines",
    "application/jsonl": "lines",
    "application/x-jsonlines": "lines",
    "application/warc": "archive",
}
"""Media types, and what an answer of them is read as."""


@dataclass(frozen=True, slots=True)
class Material:
    """What an input holds, and the form that its name or server says."""

    data: bytes
    form: Form
    url: str | None = None


def find_form_of_stdin(opening: Sequence[bytes]) -> Form:
    """What standard input that begins with the lines `opening` holds, if that is many articles; else ""."""
    packed = bool(opening) and opening[0].startswith(GZIP_MARK)
    first = _peek(b"".join(opening)) if packed else b"".join(opening[-1:])
    if first.startswith(b"WARC/"):
        return "archive"
    # Of what is packed only the beginning is seen, which may be less than a line.
    return "lines" if first.lstrip().startswith(b"{") and (packed or _is_export(first)) else ""


def _peek(data: bytes) -> bytes:
    """How what is packed in `data` begins."""
    try:
        return next(unpack(iter([data]), "gzip"), b"")
    except Refusal:
        return b""


def _is_export(line: bytes) -> bool:
    from dragoman.intake.exports import is_export

    return is_export(line)


def open_material(
    source: str | Path, opening: bytes, *, stdin: BinaryIO | None, max_bytes: int, fetch: Fetch | None
) -> Material | Rejected:
    """The bytes of an input, and what is known of their form."""
    if is_url(source):
        return fetch_material(str(source), fetch)
    data = read_bytes(source, max_bytes=max_bytes, stdin=stdin, opening=opening)
    return data if isinstance(data, Rejected) else Material(data, find_form(source))


def fetch_material(url: str, fetch: Fetch | None) -> Material | Rejected:
    """What an address holds."""
    if fetch is None:
        return Rejected(
            show_source(url), None, "refused", "addresses are not asked here: pass `fetch`, or give the page"
        )
    found = fetch(url)
    return found if isinstance(found, Rejected) else take_fetched(found)


def take_fetched(found: Fetched) -> Material:
    """What was fetched, in the form that its server or its address says."""
    said, named = KINDS.get(found.kind, ""), find_form(urlsplit(found.url).path)
    form = named if named in MANY and said != "page" else said or named
    if form in MANY and found.data.lstrip().startswith(b"<"):  # a page that says no, or a feed
        form = ""
    return Material(found.data, form, found.url)


def decode(material: Material) -> str:
    """The text of an input. Raises Refusal."""
    if not material.data.strip():
        raise Refusal("empty", "the input holds no text")
    decoded = decode_text(material.data, declared=material.form != "text")
    if isinstance(decoded, Undecoded):
        raise Refusal(decoded.reason, decoded.detail)
    if not decoded.strip():
        raise Refusal("empty", "the input holds no text")
    return decoded


def is_feed(text: str, material: Material) -> bool:
    """Whether a text is a feed. Raises Refusal for another list of pages."""
    root = find_feed(text) if material.form != "text" or material.url else None
    if root and root.lower() not in FEEDS:
        raise Refusal("unsupported", f"a site map or outline (<{root}>) lists pages and is none: give the pages")
    return root is not None


def show_source(source: str | Path) -> str:
    """The name of an input, as it is shown and kept."""
    return hide_credentials(source) if is_url(source) and isinstance(source, str) else str(source)
