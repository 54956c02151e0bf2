"""Sources → articles: what is read, in which order, and why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import tzinfo
from pathlib import Path
from typing import BinaryIO

from dragoman.errors import TextError
from dragoman.intake.dump import Dump, read_dump
from dragoman.intake.encoding import Undecoded, decode_text
from dragoman.intake.files import MAX_BYTES, PAGE_SUFFIXES, STANDARD_INPUT, TEXT_SUFFIXES, find_files, read_bytes
from dragoman.intake.identity import make_article_id
from dragoman.intake.language import find_language, name_language
from dragoman.intake.page import Page, PageSizeError, find_feed, is_page, read_page
from dragoman.intake.published import get_published
from dragoman.intake.zones import get_zone
from dragoman.records import Article, Published, Rejected, RejectReason, Tag


class _Refusal(Exception):
    """An input that turned out to hold no article: carried up to the one place that makes a Rejected of it."""

    def __init__(self, reason: RejectReason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


def load(
    sources: Iterable[str | Path],
    *,
    published: str | None = None,
    outlet: str | None = None,
    timezone: str | None = None,
    stdin: BinaryIO | None = None,
    max_bytes: int = MAX_BYTES,
) -> Iterator[Article | Rejected]:
    """One Article or Rejected for each input, in the order given; directories are expanded as `find_files` does.

    `published`, `timezone`: for texts that print no date or no offset; what a page prints goes before them. `outlet`
    goes before what a page says. Without an offset printed or given, UTC is assumed. `stdin`: read for "-" (None:
    standard input). `max_bytes`: larger inputs are refused. Whatever an input holds becomes a Rejected, never an
    exception; only an option that cannot be read raises TextError, before the first input.
    """
    zone = get_zone(timezone) if timezone else None
    assumed = get_published(published, zone=zone) if published else None
    return _load(find_files(sources), assumed=assumed, outlet=outlet, zone=zone, stdin=stdin, max_bytes=max_bytes)


def article_from_text(
    text: str,
    *,
    published: str | None = None,
    outlet: str | None = None,
    timezone: str | None = None,
    title: str | None = None,
    url: str | None = None,
) -> Article:
    """The Article of one text in memory, with or without furniture. The language is not judged: `language` says it.

    Options as in `load`; `title` need not stand in the text. TextError on a text that is empty or cannot be stored,
    and on an option that cannot be read.
    """
    zone = get_zone(timezone) if timezone else None
    assumed = get_published(published, zone=zone) if published else None
    if not text.strip():
        raise TextError("the text is empty: give the text of an article")
    if any("\ud800" <= char <= "\udfff" or char == "\0" for char in text):
        raise TextError("the text holds a NUL or half of a surrogate pair, which no store keeps: decode it anew")
    dump = read_dump(text, title=title, outlet=outlet, zone=zone)
    dump.url = url or dump.url
    return _make_article(text, dump, assumed=assumed, language=find_language("\n".join(dump.paragraphs) or text))


def _load(
    sources: Iterable[str | Path],
    *,
    assumed: Published | None,
    outlet: str | None,
    zone: tzinfo | None,
    stdin: BinaryIO | None,
    max_bytes: int,
) -> Iterator[Article | Rejected]:
    for source in sources:
        data = read_bytes(source, max_bytes=max_bytes, stdin=stdin)
        if isinstance(data, Rejected):
            yield data
            continue
        try:
            yield _read(source, data, assumed=assumed, outlet=outlet, zone=zone)
        except _Refusal as refusal:
            yield Rejected(str(source), None, refusal.reason, refusal.detail)
        except Exception as error:  # a hostile page may break an engine anywhere: the rest must go on
            yield Rejected(str(source), None, "broken", f"{type(error).__name__}: {error}"[:300])


def _read(
    source: str | Path, data: bytes, *, assumed: Published | None, outlet: str | None, zone: tzinfo | None
) -> Article:
    suffix = "" if str(source) == STANDARD_INPUT else Path(source).suffix.lower()
    decoded = decode_text(data, declared=suffix not in TEXT_SUFFIXES)
    if isinstance(decoded, Undecoded):
        raise _Refusal(decoded.reason, decoded.detail)
    if not decoded.strip():
        raise _Refusal("empty", "the input holds no text")
    if suffix not in TEXT_SUFFIXES and (feed := find_feed(decoded)):
        raise _Refusal("unsupported", f"a feed or site map (<{feed}>) lists articles and is none: give the pages")
    if suffix in PAGE_SUFFIXES or (suffix not in TEXT_SUFFIXES and is_page(decoded)):
        return _read_markup(decoded, assumed=assumed, outlet=outlet, zone=zone)
    dump = read_dump(decoded, outlet=outlet, zone=zone)
    return _make_article(decoded, dump, assumed=assumed, language=_check_language(decoded, dump, None))


def _read_markup(markup: str, *, assumed: Published | None, outlet: str | None, zone: tzinfo | None) -> Article:
    try:
        page = read_page(markup, zone=zone)
    except PageSizeError as error:
        raise _Refusal("too_large", str(error)) from error
    if not page.text:
        raise _Refusal("no_text", "the page holds no article text; give the article's own page")
    dump = read_dump(page.text, title=page.metadata.title, outlet=outlet or page.metadata.outlet, zone=zone)
    language = _check_language(page.text, dump, page.metadata.language)
    _merge(dump, page)
    return _make_article(page.text, dump, assumed=assumed, language=language)


def _merge(dump: Dump, page: Page) -> None:
    """What the markup says goes before what its text prints."""
    said = page.metadata
    dump.title = said.title or dump.title
    dump.section = said.section or dump.section
    dump.byline = said.byline or dump.byline
    dump.url = said.url or dump.url
    dump.published_at = said.published_at or dump.published_at
    dump.tags = list(said.tags) or dump.tags


def _check_language(text: str, dump: Dump, declared: str | None) -> str:
    """The language of the article's own paragraphs; refused unless it is English."""
    body = "\n".join(dump.paragraphs) or text
    language = find_language(body)
    if language != "en":
        said = f", as the page declares ({declared})" if declared == language else ""
        detail = f"the text is in {name_language(language)}{said}; only English is read"
        raise _Refusal("language", detail)
    return language


def _make_article(text: str, dump: Dump, *, assumed: Published | None, language: str) -> Article:
    published_at = dump.published_at or assumed
    return Article(
        id=make_article_id(url=dump.url, outlet=dump.outlet, published_at=published_at, text=text),
        text=text,
        title=dump.title,
        url=dump.url,
        outlet=dump.outlet,
        section=dump.section,
        byline=dump.byline,
        published_at=published_at,
        language=language,
        tags=tuple(Tag(name, None, "page") for name in dump.tags),
        furniture=dump.furniture,
        wire=dump.wire,
    )
