"""A page of markup → its title and main text, and what it says of itself. The one file that calls the page engine."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from dragoman.intake.blocks import fold
from dragoman.intake.metadata import Metadata, read_metadata

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MARKUP = re.compile(
    r"^\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|\?xml[^>]*>\s*<(?:!doctype\s+)?html)\b",
    re.IGNORECASE | re.DOTALL,
)
_FEED = re.compile(
    r"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?P<name>rss|feed|rdf:RDF|urlset|sitemapindex|opml)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_NOT_FOR_MARKUP = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LONG_TAG = re.compile(r"<(?!meta\b)([a-z][\w-]*)\s[^<>]{20000,}+>", re.IGNORECASE)
"""A tag of attributes beyond reason: the parser compares each with all before it."""
_HEAD_CHARS = 4000
FAST_ELEMENTS = 5_000
"""Above this many elements (the largest news page seen has 1,494) the slow second extractors are left out."""
MOST_ELEMENTS = 20_000
"""Above this many a page is refused: extraction takes time that grows faster than they do."""
_MOST_ATTRIBUTES, _MOST_VALUE = 100, 4_000
"""Attributes an element, and characters of one that is no `content`: what the extractor searches again for every rule."""


@dataclass(frozen=True, slots=True)
class Page:
    """`text`: title, blank line, paragraphs parted by blank lines; "" where the page holds no article."""

    text: str
    metadata: Metadata


class PageSizeError(ValueError):
    """A page of more elements than are read."""


def is_page(text: str) -> bool:
    """Whether a text is HTML by the way it begins."""
    return bool(_MARKUP.match(text[:_HEAD_CHARS]))


def find_feed(text: str) -> str | None:
    """The root element of a feed or site map, which lists articles and is none; None for anything else."""
    match = _FEED.match(text[:_HEAD_CHARS])
    return match["name"] if match else None


def read_page(markup: str, *, zone: tzinfo | None = None) -> Page:
    """The article that a page of markup holds. `zone`: for a time given without one.

    Raises PageSizeError on more elements than are read, and whatever the engines raise.
    """
    tree = _parse(markup)
    if tree is None:
        return Page("", Metadata(None, None, None, None, None, None, None, ()))
    if (n_elements := count_elements(tree)) > MOST_ELEMENTS:
        raise PageSizeError(
            f"the page has {n_elements:,} elements, the limit is {MOST_ELEMENTS:,}: give the article's own page"
        )
    _trim_attributes(tree)
    metadata = read_metadata(tree, zone=zone)
    paragraphs = _extract(tree)
    if not paragraphs:
        return Page("", metadata)
    if metadata.title and fold(paragraphs[0]) == fold(metadata.title):
        paragraphs = paragraphs[1:]
    return Page("\n\n".join([metadata.title, *paragraphs] if metadata.title else paragraphs), metadata)


def _parse(markup: str) -> HtmlElement | None:
    from lxml.etree import LxmlError
    from lxml.html import HTMLParser, document_fromstring

    plain = _LONG_TAG.sub(r"<\1>", _NOT_FOR_MARKUP.sub(" ", _XML_DECLARATION.sub("", markup)))
    try:
        tree = document_fromstring(plain, parser=HTMLParser(remove_comments=True, remove_pis=True, collect_ids=False))
    except (LxmlError, ValueError):
        return None
    return tree


def _trim_attributes(tree: HtmlElement) -> None:
    """Take away attributes beyond reason, in number and in length."""
    for element in tree.iter("*"):
        excess = list(element.attrib)[_MOST_ATTRIBUTES:]
        for name in [*excess, *(n for n, v in element.attrib.items() if len(v) > _MOST_VALUE and n != "content")]:
            element.attrib.pop(name, None)


def count_elements(tree: HtmlElement) -> int:
    return sum(1 for _ in tree.iter())


def _extract(tree: HtmlElement) -> list[str]:
    """Main text by paragraph; empty where the engine finds none."""
    from trafilatura import bare_extraction

    document = bare_extraction(
        tree, fast=count_elements(tree) > FAST_ELEMENTS, include_comments=False, include_tables=False
    )
    body = getattr(document, "body", None)
    return [] if body is None else _read_paragraphs(body)


def _read_paragraphs(body: Any) -> list[str]:
    """One line of text for each block of the extracted tree; a line break within a block begins another."""
    paragraphs: list[str] = []
    for element in body:
        nested = element.tag in ("list", "quote", "table") and len(element)
        parts = [part for block in (list(element) if nested else [element]) for part in _split_breaks(block)]
        paragraphs += [line for part in parts if (line := " ".join(part.split()))]
    return paragraphs


def _split_breaks(block: Any) -> list[str]:
    pieces = [block.text or ""]
    for child in block.iterdescendants():
        pieces.append("\n" if child.tag == "lb" else (child.text or ""))
        pieces.append(child.tail or "")
    if block.tail and block.tail.strip():
        pieces.append("\n" + block.tail)
    # Only breaks of the markup part a paragraph: those of its source file are blanks.
    parts, current = [], ""
    for piece in pieces:
        if piece == "\n":
            parts.append(current)
            current = ""
        else:
            current += piece.replace("\n", " ")
    return [*parts, current]
