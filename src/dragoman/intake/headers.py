"""Lines by which a page says what it is: date, byline, section, outlet, or a keyed header → Header."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dragoman.intake.agencies import find_agency
from dragoman.intake.blocks import fold
from dragoman.intake.labels import BUTTONS, NOTICES, SECTIONS
from dragoman.intake.published import DateLine, find_dates

PRESS_WORDS = frozenset(
    """
    advertiser agency age argus beacon broadcasting bugle bulletin business channel chronicle citizen clarion courier
    daily digest dispatch echo enquirer examiner express forum gazette globe guardian herald independent informer
    inquirer insider intelligencer jazeera journal ledger magazine mail media mercury messenger mirror monitor nation
    network news newspaper newswire observer online outlook pilot post press radio record recorder register report
    reporter republic review sentinel service standard star sun telegraph television tidings times today tribune tv
    voice watch weekly wire world
    """.split()
)
_AFTER_PRESS_WORD = frozenset(
    ["agency", "english", "international", "online", "service", "network", "media", "group", "europe", "asia", "africa"]
)

_NAME = r"(?:[A-ZÀ-Þ](?:[\w'’.\-]*)|(?:de|del|della|der|den|da|dos|du|van|von|la|le|al|el|bin|ibn|bint|ul|ben|and|&))"
_NAMES = rf"{_NAME}(?:,? {_NAME}){{0,11}}"
_BYLINE = re.compile(
    rf"^(?i:(?:(?:story|report|analysis|words|text|article|written|reported|posted|published) )?by"
    rf"|author\s*:|byline\s*:)\s*:?\s+(?P<names>{_NAMES})(?P<rest>.*)$"
)
_ROLES = (
    r"(?:staff(?: (?:writer|reporter|correspondent))?s?|(?:[A-Z]?[\w\-]+ ){0,3}(?:correspondent|reporter"
    r"|editor|writer|columnist|bureau chief"
    r"|bureau|analyst|contributor|producer|journalist|desk)s?|staff and agencies|agencies|special to .{2,40})"
)
_PLACED = re.compile(
    rf"^(?P<names>{_NAME}(?: {_NAME}){{1,5}})(?P<rest> in [A-Z][\w'’\-]+(?:[ ,]+[A-Z][\w'’\-]+){{0,3}})$"
)
_STAFFED = re.compile(
    rf"^(?P<names>{_NAME}(?: {_NAME}){{1,5}})(?P<rest>\s*[,|]\s*(?:the )?(?i:{_ROLES}))(?: in [A-Z][\w ,]+)?$"
)
_REST = re.compile(
    rf"^(?:\s*[,|\-–—/]\s*(?:(?i:(?:the )?{_ROLES})|@\w+|\S+@\S+|[A-Z][\w'’.\-]+(?:"
    rf" [A-Z][\w'’.\-]+){{0,4}})(?: in [A-Z][\w ,]+)?| in [A-Z][\w'’ ,\-]+"
    rf"| (?:for|of) [A-Z][\w'’ .\-]+|\s*[\[(][^\])]{{2,40}}[\])])*\s*\.?$"
)
_KEYED = re.compile(
    r"^(?P<key>title|headline|date|published(?: (?:on|at))?|publication date|byline|authors?|section"
    r"|source|outlet|publication"
    r"|publisher|newspaper|agency|url|link|language|length|dateline)\s*:\s*(?P<value>\S.*)$",
    re.IGNORECASE,
)
_KEYS = {
    "headline": "title", "authors": "byline", "author": "byline", "published on": "date", "published at": "date",
    "published": "date", "publication date": "date", "source": "outlet", "publication": "outlet",
    "publisher": "outlet", "newspaper": "outlet", "agency": "outlet", "link": "url",
}  # fmt: skip
_STAMP = re.compile(
    r"\b(?:(?:first |originally |last )?(?:published|posted|updated?|modified|created|issued|released"
    r"|edited|revised|filed|added"
    r"|upload(?:ed)?)(?: (?:on|at))?|date|time|as of|on|at|local time|publication date)\b\s*:?",
    re.IGNORECASE,
)
_SEPARATORS = re.compile(r"\s*[|•·»›>→]\s*|\s+[/\-–—]+\s+|\s*[;]\s*|^\s*[\-–—,:/]+|[\-–—,:/(]+\s*$")
_CRUMB = re.compile(r"\s*(?:[>»›→]|::)\s*|\s+/\s+")
_COPYRIGHT = re.compile(
    r"^(?:(?i:copyright)\s*|©\s*|\((?i:c)\)\s*|™\s*&?\s*)+(?:\d{4}(?:\s*[-–]\s*\d{4})?)?,?\s*(?i:by\s+)?"
    r"(?P<name>[A-Z][\w'’&.\-]*(?: (?:[A-Z&][\w'’&.\-]*|of|the|and)){0,5})"
)
_CORPORATE = re.compile(r",?\s+(?:Inc|Ltd|LLC|Limited|Corp|Co|Plc|GmbH|All|Media Group)\.?(?: .*)?$")
_SMALL = frozenset(["and", "of", "the", "in", "for", "on", "at", "a", "an", "to", "with", "&", "de", "la", "el", "al"])
_LONGEST = 200
_SECTION_WORDS = 6


@dataclass(slots=True)
class Header:
    """What a line says of the page; None where it does not say."""

    title: str | None = None
    section: str | None = None
    byline: str | None = None
    outlet: str | None = None
    url: str | None = None
    agency: str | None = None
    dates: list[DateLine] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.title or self.section or self.byline or self.outlet or self.url or self.agency or self.dates)


def is_title_case(line: str) -> bool:
    """Whether every word that carries meaning begins with a capital or a digit."""
    words = re.findall(r"[\w&][\w'’.&\-]*", line)
    return bool(words) and not words[0][0].islower() and all(not w[0].islower() or w in _SMALL for w in words)


def is_outlet_like(line: str) -> bool:
    """Whether a line reads as the name of a paper, an agency or a broadcaster: "The Northern Ledger"."""
    words = re.findall(r"[^\W_]+", line.casefold())
    if re.fullmatch(r"(?:www\.)?[\w\-]+(?:\.[\w\-]+)*\.[a-z]{2,6}", line.strip(), re.IGNORECASE):
        return True
    if (
        not 2 <= len(words) <= _SECTION_WORDS
        or fold(line) in SECTIONS
        or fold(line) in BUTTONS
        or not is_title_case(line)
    ):
        return False
    return words[-1] in PRESS_WORDS or (words[-1] in _AFTER_PRESS_WORD and words[-2] in PRESS_WORDS)


def find_byline(line: str) -> str | None:
    """The names of a byline ("By Jane Doe and John Roe, Staff" → "Jane Doe and John Roe"), or None."""
    for pattern in (_BYLINE, _STAFFED, _PLACED):
        if (match := pattern.match(line)) and (pattern is not _BYLINE or _REST.match(match["rest"])):
            return clean_names(match["names"])
    return None


def find_header(line: str) -> Header | None:
    """What `line` says of the page; None where it is no line of that kind. Prose and headlines are none."""
    if len(line) > _LONGEST:
        return None
    return _find_keyed(line) or _find_crumbs(line) or _find_stamped(line)


def find_copyright(line: str) -> str | None:
    """Whose rights a copyright line reserves, or None."""
    if not (match := _COPYRIGHT.match(line.strip())):
        return None
    name = _CORPORATE.sub("", match["name"]).strip(" .,")
    return name if len(name) > 1 and is_title_case(name) else None


def clean_names(names: str) -> str | None:
    """Names without the paper or the office that follows them, which a comma sets off."""
    parts = [part.strip() for part in names.split(",")]
    while len(parts) > 1 and (_is_affiliation(parts[-1])):
        parts.pop()
    return re.sub(r"^(?:and|&)\s|\s(?:and|&)$", "", ", ".join(parts)).strip(" .") or None


def _is_affiliation(part: str) -> bool:
    bare = part.removeprefix("and ").strip()
    return bool(
        find_agency(bare) or is_outlet_like(bare) or re.fullmatch(_ROLES, bare, re.IGNORECASE) or fold(bare) in SECTIONS
    )


def _find_keyed(line: str) -> Header | None:
    if not (match := _KEYED.match(line)):
        return None
    key, value = match["key"].lower(), match["value"].strip()
    key = _KEYS.get(key, key)
    if key == "date":
        dates = find_dates(line)
        return Header(dates=dates) if dates and len(line) - _width(dates) < 60 else None
    if key in ("language", "length", "dateline"):
        return None
    if key == "byline":
        return Header(byline=clean_names(value))
    if key in ("outlet", "section") and not (is_title_case(value) and len(value.split()) <= _SECTION_WORDS):
        return None
    if key == "outlet" and find_agency(value):
        return Header(agency=find_agency(value))
    return Header(
        title=value if key == "title" else None,
        section=value if key == "section" else None,
        outlet=value if key == "outlet" else None,
        url=value if key == "url" else None,
    )


def _find_crumbs(line: str) -> Header | None:
    """ "Home > World > Europe", "The Northern Ledger | World": the last known section, and an outlet beside it."""
    crumbs = [crumb.strip() for crumb in _CRUMB.split(line) if crumb.strip()]
    if len(crumbs) > 1 and fold(crumbs[0]) in {"home", "homepage", "news", "main", "front page", "start"}:
        sections = [crumb for crumb in crumbs[1:] if len(crumb.split()) <= _SECTION_WORDS and is_title_case(crumb)]
        return Header(section=sections[-1]) if sections else None
    return None


def _find_stamped(line: str) -> Header | None:
    dates = find_dates(line)
    header = Header(dates=dates)
    rest = _cut(line, dates)
    bare = _STAMP.sub(" | ", rest) if dates else rest
    for part in filter(None, (piece.strip(" ,()") for piece in _SEPARATORS.split(bare))):
        if not _read_part(part, header, dated=bool(dates), alone=part == line):
            return None
    if dates and header.section and not _at_edge(line, dates):
        return None
    return None if header.is_empty else header


def _read_part(part: str, header: Header, *, dated: bool, alone: bool) -> bool:
    """Takes a part of a header line in; False where it is of no known kind, so that the line is no header."""
    if names := find_byline(part):
        header.agency = find_agency(names)
        header.byline = header.byline or names
        header.agency = header.agency or _find_byline_agency(part)
    elif fold(part) in SECTIONS:
        header.section = part
    elif agency := find_agency(part):
        header.agency = header.agency or agency
    elif is_outlet_like(part):
        header.outlet = header.outlet or part
    elif not _is_ignored(part):
        return dated and not alone and _read_beside_date(part, header)
    return True


def _find_byline_agency(part: str) -> str | None:
    return find_agency(re.split(r"[,|/]|\bof\b|\bfor\b", part)[-1])


def _read_beside_date(part: str, header: Header) -> bool:
    """Beside a date, a few capitalised words are the section, as long as no other was named."""
    words = part.split()
    if len(words) > _SECTION_WORDS or not is_title_case(part) or part.endswith((".", "!", "?")):
        return False
    header.section = header.section or part
    return True


def _is_ignored(part: str) -> bool:
    return not re.search(r"\w", part) or fold(part) in BUTTONS or any(pattern.match(part) for pattern in NOTICES)


def _at_edge(line: str, dates: list[DateLine]) -> bool:
    """Whether the dates open or close the line: a headline may hold one in its middle."""
    return len(line) - dates[-1].end < 30 or dates[0].start < 30


def _cut(line: str, dates: list[DateLine]) -> str:
    for dated in reversed(dates):
        line = f"{line[: dated.start]} | {line[dated.end :]}"
    return line


def _width(dates: list[DateLine]) -> int:
    return sum(dated.end - dated.start for dated in dates)
