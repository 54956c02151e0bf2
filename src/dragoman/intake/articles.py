"""Sources → articles: what is read, in which order, and why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta, tzinfo
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urlsplit

from dragoman.errors import TextError
from dragoman.intake.addresses import is_url
from dragoman.intake.dump import Dump, read_dump
from dragoman.intake.files import (
    MAX_BYTES,
    STANDARD_INPUT,
    Form,
    find_files,
    find_form,
    open_stdin,
    read_chunks,
    read_on,
    read_opening,
    split_chunks,
)
from dragoman.intake.identity import make_article_id
from dragoman.intake.language import find_language, name_language
from dragoman.intake.material import (
    MANY,
    Material,
    decode,
    fetch_material,
    find_form_of_stdin,
    is_feed,
    open_material,
    show_source,
)
from dragoman.intake.page import Page, PageSizeError, is_page, read_page
from dragoman.intake.published import get_published
from dragoman.intake.refusal import Refusal
from dragoman.intake.zones import get_zone
from dragoman.records import Article, Published, Rejected, Tag

if TYPE_CHECKING:
    from dragoman.intake.archives import Answer
    from dragoman.intake.feeds import FeedItem
    from dragoman.intake.fetching import Fetch


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an article before its text is read.

    `outlet` goes before what the text says; `assumed` and `site` (an outlet too), `title` and `zone` stand in where it
    says nothing. `listed_at` is what a feed says: it goes before a bare day. `url`: where the text was fetched.
    """

    zone: tzinfo | None = None
    outlet: str | None = None
    assumed: Published | None = None
    listed_at: Published | None = None
    site: str | None = None
    title: str | None = None
    url: str | None = None


def load(
    sources: Iterable[str | Path],
    *,
    published: str | None = None,
    outlet: str | None = None,
    timezone: str | None = None,
    stdin: BinaryIO | None = None,
    max_bytes: int = MAX_BYTES,
    fetch: Fetch | None = None,
) -> Iterator[Article | Rejected]:
    """One Article or Rejected for each input, in the order given; directories are expanded as `find_files` does.

    A feed, an export or a web archive gives one for each of its items. `published`, `timezone`: for texts that print no
    date or no offset; what a page prints goes before them. `outlet` goes before what a page says. Without an offset
    printed or given, UTC is assumed. `stdin`: read for "-" (None: standard input). `max_bytes`: larger inputs, or items
    of an export or archive, are refused. `fetch`: gets what http and https addresses hold; without it they are refused.
    Whatever an input holds becomes a Rejected, never an exception; only an option that cannot be read raises TextError,
    before the first input.
    """
    known = make_known(published=published, outlet=outlet, timezone=timezone)

    return _load(find_files(sources), known, stdin=stdin, max_bytes=max_bytes, fetch=fetch)


def make_known(*, published: str | None = None, outlet: str | None = None, timezone: str | None = None) -> Known:
    """What a caller says of texts. Raises TextError for a date or zone that cannot be read."""
    zone = get_zone(timezone) if timezone else None
    assumed = get_published(published, zone=zone) if published else None
    return Known(zone=zone, outlet=outlet, assumed=assumed)


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
    known = make_known(published=published, outlet=outlet, timezone=timezone)
    if not text.strip():
        raise TextError("the text is empty: give the text of an article")
    if any("\ud800" <= char <= "\udfff" or char == "\0" for char in text):
        raise TextError("the text holds a NUL or half of a surrogate pair, which no store keeps: decode it anew")
    dump = read_dump(text, title=title, outlet=outlet, zone=known.zone)
    dump.url = url or dump.url
    return _make_article(text, dump, known, language=find_language("\n".join(dump.paragraphs) or text))


def read_item(item: FeedItem, known: Known, *, fetch: Fetch | None) -> Article:
    """The article that a feed's item stands for: from its page where `fetch` gets it, else from the feed itself.

    Raises Refusal where there is none to be had.
    """
    from dragoman.intake.feeds import make_page

    listed = replace(known, listed_at=item.published_at, site=item.outlet, title=item.title, url=item.link)
    if fetch is not None and item.link:
        try:
            return _read_page_of(item.link, listed, fetch)
        except Refusal as refusal:
            if item.content is None or refusal.reason == "language":
                raise
    return _read_markup(make_page(item), listed)


def read_items(
    source: str, items: Iterable[FeedItem], known: Known, *, fetch: Fetch | None
) -> Iterator[Article | Rejected]:
    """One Article or Rejected for each item of the feed `source`."""
    for item in items:
        yield from _guard(source, item.name, (read_item(each, known, fetch=fetch) for each in [item]))


# --- inputs -----------------------------------------------------------------------------------------------------------


def _load(
    sources: Iterable[str | Path], known: Known, *, stdin: BinaryIO | None, max_bytes: int, fetch: Fetch | None
) -> Iterator[Article | Rejected]:
    for source in sources:
        found = _read_source(source, known, stdin=stdin, max_bytes=max_bytes, fetch=fetch)
        yield from _guard(show_source(source), None, found)


def _read_source(
    source: str | Path, known: Known, *, stdin: BinaryIO | None, max_bytes: int, fetch: Fetch | None
) -> Iterator[Article | Rejected]:
    opening: list[bytes] = []
    if str(source) == STANDARD_INPUT:
        stdin = stdin or open_stdin()
        opening = read_opening(stdin, max_bytes=max_bytes)
        if form := find_form_of_stdin(opening):
            yield from _read_many(source, form, chain(opening, read_on(stdin)), known, max_bytes)
            return
    elif not is_url(source) and (form := find_form(source)) in MANY:
        yield from _read_many(source, form, read_chunks(source), known, max_bytes)
        return
    material = open_material(source, b"".join(opening), stdin=stdin, max_bytes=max_bytes, fetch=fetch)
    if isinstance(material, Rejected):
        yield material
    elif material.form in MANY:
        yield from _read_many(source, material.form, split_chunks(material.data), known, max_bytes)
    else:
        yield from _read_material(source, material, known, fetch)


def _read_many(
    source: str | Path, form: Form, chunks: Iterable[bytes], known: Known, max_bytes: int
) -> Iterator[Article | Rejected]:
    """The articles of an export or a web archive."""
    items: Iterator[tuple[str, Page | Answer | Refusal]]
    if form == "archive":
        from dragoman.intake.archives import read_archive

        items = read_archive(chunks, max_bytes=max_bytes)
    else:
        from dragoman.intake.exports import read_export

        items = read_export(chunks, max_bytes=max_bytes, is_lines=form == "lines", zone=known.zone)
    for name, found in items:
        yield from _guard(show_source(source), name, (_take(each, known) for each in [found]))


def _take(found: Page | Answer | Refusal, known: Known) -> Article:
    if isinstance(found, Refusal):
        raise found
    if isinstance(found, Page):
        return _take_page(found, known)
    fetched_on = Published(found.fetched_at, "day") if found.fetched_at else None
    known = replace(known, assumed=known.assumed or fetched_on)
    return _read_single(Material(found.data, found.form, found.url), known)


def _guard(name: str, item: str | None, found: Iterator[Article | Rejected]) -> Iterator[Article | Rejected]:
    """What is found; what finding it raises becomes a Rejected, as a hostile page may break an engine anywhere."""
    try:
        yield from found
    except Refusal as refusal:
        yield Rejected(name, item, refusal.reason, refusal.detail)
    except Exception as error:
        yield Rejected(name, item, "broken", f"{type(error).__name__}: {error}"[:300])


def _read_material(
    source: str | Path, material: Material, known: Known, fetch: Fetch | None
) -> Iterator[Article | Rejected]:
    """The article of an input, or those of the items that it lists."""
    text = decode(material)
    if not is_feed(text, material):
        yield _read_text(text, material, replace(known, url=material.url))
        return
    from dragoman.intake.feeds import read_feed

    items = read_feed(text, url=material.url, zone=known.zone)
    # Only what was asked for by its address leads on: a file that names addresses is read without the network.
    yield from read_items(show_source(source), items, known, fetch=fetch if material.url else None)


def _read_page_of(link: str, known: Known, fetch: Fetch) -> Article:
    material = fetch_material(link, fetch)
    if isinstance(material, Rejected):
        raise Refusal(material.reason, material.detail)
    return _read_single(material, known)


def _read_single(material: Material, known: Known) -> Article:
    """The article of what an item stands for or leads to, which cannot be many. Raises Refusal."""
    text = decode(material) if material.form not in MANY else None
    if text is None or is_feed(text, material):
        raise Refusal("unsupported", "the item is a feed, an export or an archive, not an article")
    return _read_text(text, material, replace(known, url=material.url))


def _read_text(text: str, material: Material, known: Known) -> Article:
    if material.form == "page" or (material.form != "text" and is_page(text)):
        return _read_markup(text, known)
    dump = read_dump(text, outlet=known.outlet, zone=known.zone)
    dump.url = known.url or dump.url
    return _make_article(text, dump, known, language=_check_language(text, dump, None))


def _read_markup(markup: str, known: Known) -> Article:
    try:
        page = read_page(markup, zone=known.zone)
    except PageSizeError as error:
        raise Refusal("too_large", str(error)) from error
    return _take_page(page, known)


def _take_page(page: Page, known: Known) -> Article:
    if not page.text:
        raise Refusal("no_text", "the page holds no article text; give the article's own page")
    outlet = known.outlet or page.metadata.outlet
    dump = read_dump(page.text, title=page.metadata.title, outlet=outlet, zone=known.zone)
    language = _check_language(page.text, dump, page.metadata.language)
    _merge(dump, page)
    dump.url = _choose_url(dump.url, known.url)
    return _make_article(page.text, dump, known, language=language)


# --- what is known of an article --------------------------------------------------------------------------------------


def _merge(dump: Dump, page: Page) -> None:
    """What the markup says goes before what its text prints."""
    said = page.metadata
    dump.title = said.title or dump.title
    dump.section = said.section or dump.section
    dump.byline = said.byline or dump.byline
    dump.url = said.url or dump.url
    dump.published_at = said.published_at or dump.published_at
    dump.tags = list(said.tags) or dump.tags


def _choose_url(said: str | None, fetched: str | None) -> str | None:
    """The address that a page gives itself, if it is of the site that it came from: else any could pose as another's."""
    if said is None or fetched is None:
        return said or fetched
    own, other = (_find_site(url) for url in (fetched, said))
    same = own == other or own.endswith("." + other) or other.endswith("." + own)
    return said if same and other.count(".") else fetched


def _find_site(url: str) -> str:
    host = (urlsplit(url).hostname or "").lower()
    first, _, rest = host.partition(".")
    return rest if first in ("www", "m", "amp", "mobile") and "." in rest else host


def _choose_published(printed: Published | None, known: Known) -> Published | None:
    """What the text prints, but for a bare day where the feed has the hour; else the feed's, else what is assumed."""
    listed = known.listed_at
    if printed is None:
        return listed or known.assumed
    near = listed is not None and abs(printed.at - listed.at) < timedelta(days=2)
    return listed if near and printed.precision == "day" else printed


def _check_language(text: str, dump: Dump, declared: str | None) -> str:
    """The language of the article's own paragraphs; refused unless it is English."""
    body = "\n".join(dump.paragraphs) or text
    language = find_language(body)
    if language != "en":
        said = f", as the page declares ({declared})" if declared == language else ""
        detail = f"the text is in {name_language(language)}{said}; only English is read"
        raise Refusal("language", detail)
    return language


def _make_article(text: str, dump: Dump, known: Known, *, language: str) -> Article:
    published_at = _choose_published(dump.published_at, known)
    outlet = dump.outlet or known.site
    return Article(
        id=make_article_id(url=dump.url, outlet=outlet, published_at=published_at, text=text),
        text=text,
        title=dump.title or known.title,
        url=dump.url,
        outlet=outlet,
        section=dump.section,
        byline=dump.byline,
        published_at=published_at,
        language=language,
        tags=tuple(Tag(name, None, "page") for name in dump.tags),
        furniture=dump.furniture,
        wire=dump.wire,
    )
