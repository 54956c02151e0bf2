"""A page dumped as text → what it says of itself, and which of it is furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import tzinfo

from dragoman.errors import TextError
from dragoman.intake.agencies import find_agency, find_wire
from dragoman.intake.blocks import Block, find_blocks, fold
from dragoman.intake.furniture import (
    find_furniture,
    is_credit,
    is_list_label,
    is_navigation,
    is_page_line,
    is_repeated_lede,
    is_same_headline,
    read_tags,
)
from dragoman.intake.headers import Header, find_copyright, find_header, is_outlet_like, is_title_case
from dragoman.intake.labels import SECTIONS
from dragoman.intake.published import DateLine, find_dates
from dragoman.intake.refusal import Refusal
from dragoman.records import Published, Span

MOST_CHARS = 100_000
"""Above this many a text is refused: the longest articles seen have 40,000, and reading takes memory for every word."""
MOST_WORDS = 25_000
"""Words and punctuation marks above which it is refused too: time goes by them, and prose of MOST_CHARS has some 20,000."""
HEAD_BLOCKS = 150
"""How far a page's menu may push the headline down."""
REPEAT_BLOCKS = 12
"""How many blocks after the first prose the headline may be said again."""
TITLE_WORDS = (2, 40)
_LONGEST_TITLE = 300
_WORD = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|[^\W\u3400-\u9fff\uf900-\ufaff]+|[^\w\s]")
_SITE_TAIL = re.compile(r"\s+(?:[|»•·]|--?|–|—)\s+(?P<site>[^|»•]{2,40})$")
_QUOTED_SENTENCE = re.compile(r"[.!?,][\"”’]$")
_DATELINE = re.compile(r"^[A-Z][A-Z'’ .,\-]+(?:,? [A-Z][a-z]{2,8}\.? \d{1,2})?(?:,? (?:19|20)\d\d)?\s*[(\[–—-]")


class TextSizeError(Refusal, TextError):
    """A text longer than any article: a file that holds many, or none."""


@dataclass(slots=True)
class Dump:
    """What a dump says of itself. `paragraphs` are the article's own, in order."""

    title: str | None = None
    section: str | None = None
    byline: str | None = None
    outlet: str | None = None
    url: str | None = None
    published_at: Published | None = None
    tags: list[str] = field(default_factory=list)
    wire: str | None = None
    furniture: tuple[Span, ...] = ()
    paragraphs: list[str] = field(default_factory=list)


def _check_size(text: str) -> None:
    few = len(text) <= MOST_WORDS  # a word has a character
    counts = (("characters", len(text), MOST_CHARS), ("words", 0 if few else len(_WORD.findall(text)), MOST_WORDS))
    for what, count, most in counts:
        if count > most:
            detail = f"the text has {count:,} {what}, the limit is {most:,}: give one article, or a part of it"
            raise TextSizeError("too_large", detail)


def read_dump(text: str, *, title: str | None = None, outlet: str | None = None, zone: tzinfo | None = None) -> Dump:
    """What `text` says of itself. `title`, `outlet`: known already; `zone`: for a time printed without one.

    Raises TextSizeError above MOST_CHARS or MOST_WORDS.
    """
    _check_size(text)
    blocks = find_blocks(text)
    headline = find_headline(blocks, title)
    body = find_body(blocks, headline)
    found = find_furniture(blocks, title=headline, body=body)
    headers = _read_headers(blocks, found, headline, body)
    dump = Dump(tags=read_tags([b for i, b in enumerate(blocks) if i in found]))
    dump.paragraphs = [b.text for i, b in enumerate(blocks) if i not in found and i != headline]
    dump.title, cut = _read_title(blocks, headline, title)
    _take_headers(dump, headers)
    dump.published_at = _read_published(headers, dump.paragraphs, zone)
    dump.outlet = outlet or dump.outlet or _find_outlet(blocks, found, cut)
    dump.wire = _read_wire(dump, headers, [b for i, b in enumerate(blocks) if i in found])
    dump.furniture = tuple(sorted([blocks[i].span for i in found] + _title_edges(blocks, headline, dump.title)))
    return dump


def find_headline(blocks: Sequence[Block], title: str | None) -> int | None:
    """The block that holds the headline: the one said twice, else the first that is built as one; None without any."""
    first = next((i for i, b in enumerate(blocks) if _is_prose(b)), len(blocks))
    if title is not None:
        return next((i for i, b in enumerate(blocks[:first]) if is_same_headline(fold(b.text), fold(title))), None)
    candidates = [i for i in range(min(first, HEAD_BLOCKS)) if _may_be_headline(blocks[i])]
    for found in (
        _find_keyed(blocks[:first]),
        _find_repeated(blocks, candidates, first),
        _find_longest(blocks, candidates),
    ):
        if found is not None:
            return found
    return 0 if _is_closed_title(blocks) else None


def find_body(blocks: Sequence[Block], headline: int | None) -> int:
    """The first block of the article's own: the prose after the headline, or after its last repetition near it."""
    start = 0 if headline is None else headline + 1
    prose = (i for i in range(start, len(blocks)) if _is_prose(blocks[i]))
    first = next((i for i in prose if not is_repeated_lede(blocks, i)), len(blocks))
    if headline is not None:
        folded = fold(blocks[headline].text)
        for index in range(min(first + REPEAT_BLOCKS, len(blocks)) - 1, headline, -1):
            if not blocks[index].ends_sentence and is_same_headline(fold(blocks[index].text), folded):
                return max(first, index + 1)
    return first


def _is_prose(block: Block) -> bool:
    """Whether a block is a paragraph of an article, and no caption or notice that is built as one."""
    return (block.is_paragraph or bool(_DATELINE.match(block.text[:200]))) and not is_page_line(block)


def _may_be_headline(block: Block) -> bool:
    least, most = TITLE_WORDS
    if not least <= block.n_words <= most or len(block.text) > _LONGEST_TITLE or _QUOTED_SENTENCE.search(block.text):
        return False
    if block.text.endswith((".", ",", ":", ";")) and not block.text.endswith("..."):
        return False
    return not (is_page_line(block) or is_navigation(block) or find_header(block.text))


def _find_keyed(blocks: Sequence[Block]) -> int | None:
    """A line "Title: …"."""
    return next((i for i, b in enumerate(blocks) if (header := find_header(b.text)) and header.title), None)


def _find_repeated(blocks: Sequence[Block], candidates: Sequence[int], first: int) -> int | None:
    """The first candidate that a later block says again."""
    near = blocks[: first + REPEAT_BLOCKS]
    for index in candidates:
        folded = fold(blocks[index].text)
        if blocks[index].n_words >= 3 and any(is_same_headline(fold(b.text), folded) for b in near[index + 1 :]):
            return index
    return None


def _find_longest(blocks: Sequence[Block], candidates: Sequence[int]) -> int | None:
    """The first candidate of four words or more, else the last of fewer: a menu's entries are shorter than headlines."""
    long = [index for index in candidates if blocks[index].n_words >= 4]
    return long[0] if long else (candidates[-1] if candidates else None)


def _is_closed_title(blocks: Sequence[Block]) -> bool:
    """Some dumps close the headline with a full stop: short, capitalised throughout, and prose below it."""
    if len(blocks) < 2 or not blocks[0].text.endswith(".") or not 3 <= blocks[0].n_words <= 25:
        return False
    return is_title_case(blocks[0].text.rstrip(".")) and blocks[1].is_paragraph


def _read_title(blocks: Sequence[Block], headline: int | None, title: str | None) -> tuple[str | None, str | None]:
    """The headline without the site's name, and that name."""
    if headline is None:
        return title, None
    line = blocks[headline].text
    if title is not None:
        return title, None
    if (header := find_header(line)) and header.title:
        return header.title, None
    site = _SITE_TAIL.search(line)
    if not site:
        return line, None
    bare, name = line[: site.start()], site["site"].strip()
    again = any(fold(b.text) == fold(bare) for b in blocks[headline + 1 :])
    if again or " | " in line or is_outlet_like(name) or find_agency(name):
        return bare, name if fold(name) not in SECTIONS else None
    return line, None


def _title_edges(blocks: Sequence[Block], headline: int | None, title: str | None) -> list[Span]:
    """What stands beside the headline on its own line: "Title: " before it, the site's name after it."""
    if headline is None or not title or (at := blocks[headline].text.find(title)) < 0:
        return []
    block = blocks[headline]
    if block.end - block.start != len(block.text):
        return []
    edges = [Span(block.start, block.start + at), Span(block.start + at + len(title), block.end)]
    return [edge for edge in edges if edge.start < edge.end]


def _read_headers(blocks: Sequence[Block], found: set[int], headline: int | None, body: int) -> list[Header]:
    """The header lines by how much they are to be trusted: below the headline, above it, then after the text."""
    ends = next((i for i in range(body, len(blocks)) if i in found and is_list_label(blocks[i])), len(blocks))
    above = 0 if headline is None else headline
    order = [*range(above, body), *range(above), *range(body, ends)]
    kept = [(i, header) for i in order if (i in found or i == headline) and (header := find_header(blocks[i].text))]
    plain = [
        i for i, header in kept if i < above and header.section and not header.dates and "\n" not in blocks[i].text
    ]
    if len(plain) > 1:
        # Several sections above the headline are the site's menu, unless a path leads through them.
        kept = [(i, h) for i, h in kept if i not in plain or fold(blocks[i].text) not in SECTIONS]
    return [header for _, header in kept]


def _take_headers(dump: Dump, headers: Sequence[Header]) -> None:
    dated = [header for header in headers if header.dates]
    dump.section = next((h.section for h in [*dated, *headers] if h.section), None)
    dump.byline = next((h.byline for h in headers if h.byline), None)
    dump.outlet = next((h.outlet for h in headers if h.outlet), None)
    dump.url = next((h.url for h in headers if h.url), None)


def _read_published(headers: Sequence[Header], paragraphs: Sequence[str], zone: tzinfo | None) -> Published | None:
    """The first date printed that is not one of a later change, else the first; else the full date of a dateline."""
    dates = [dated for header in headers for dated in header.dates]
    timed = [dated for dated in dates if dated.clock and not dated.later]
    first = next((dated for dated in dates if not dated.later), dates[0] if dates else None)
    if first and not first.clock:
        first = next((dated for dated in timed if dated.on == first.on), first)
    first = first or _find_dateline_date(paragraphs)
    return first.resolve(zone) if first else None


def _find_dateline_date(paragraphs: Sequence[str]) -> DateLine | None:
    if not paragraphs or not (match := _DATELINE.match(paragraphs[0])):
        return None
    return next(iter(find_dates(match[0])), None)


def _find_outlet(blocks: Sequence[Block], found: set[int], site: str | None) -> str | None:
    """The site named beside the headline, else the holder of the rights; an agency is a source, not the outlet."""
    holders = [site] + [find_copyright(blocks[i].text) for i in sorted(found)]
    return next((name for name in holders if name and not find_agency(name)), None)


def _read_wire(dump: Dump, headers: Sequence[Header], furniture: Sequence[Block]) -> str | None:
    credits = [block.text for block in furniture if is_credit(block)]
    rights = [name for block in furniture if (name := find_copyright(block.text)) and find_agency(name)]
    agencies = [header.agency for header in headers if header.agency]
    return find_wire(dump.paragraphs, [*agencies, *credits, *rights], dump.byline, dump.outlet)
