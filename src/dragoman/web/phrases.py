"""Values → what a page says of them: days, instants, shares, addresses. Nothing here is markup."""

from __future__ import annotations

import re
from calendar import monthrange
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

from dragoman import wording
from dragoman.contract import find_corrected, write_published

if TYPE_CHECKING:
    from datetime import date

    from dragoman.records import Actor, Article, Hop, Published, Report, Span, Statement

HOPS = {
    "published_by": "published by", "carried_by": "carried by", "reported_by": "reported by", "told_to": "told to",
    "cited_by": "cited by",
}  # fmt: skip
_FACTUALITY = {
    "CT+": "", "PR+": "probable", "PS+": "possible", "CT-": "denied", "PR-": "improbable", "PS-": "doubtful", "Uu": "open",
}  # fmt: skip
_STANCE = {"asserts": "", "denies": "denies", "asks": "asks", "declines": "declines to say"}


def show_text(text: str | None) -> str:
    """A text as it is, but for characters that steer what shows it."""
    return wording.hide_steering(text or "")


def show_line(text: str | None) -> str:
    """A text on one line."""
    return wording.clean(text or "")


def show_when(at: Published | None) -> str:
    """When an article appeared, in its own offset, as precise as it says."""
    if at is None:
        return "undated"
    if at.precision == "minute":
        offset = f"{at.at:%z}"
        return f"{at.at:%-d %B %Y, %H:%M} UTC{'' if offset in ('', '+0000') else f' {offset[:3]}:{offset[3:]}'}"
    form = {"year": "%Y", "month": "%B %Y"}.get(at.precision, "%-d %B %Y")
    return at.at.strftime(form)


def show_date(day: date | None) -> str:
    """A day."""
    return f"{day:%-d %b %Y}" if day else ""


def show_share(value: float) -> str:
    """A probability in whole percent."""
    return f"{value:.0%}".replace("%", " %")


def show_head(article: Article) -> str:
    """An article's title, or else how its text begins."""
    if article.title:
        return wording.clean(article.title)
    begin = wording.clean(article.text[:160])
    return begin if len(begin) < 90 else begin[:88].rsplit(" ", 1)[0] + " …"


def show_offices(actor: Actor) -> str:
    """Role and country of an actor, as short as they can be said."""
    country = actor.country if actor.country and actor.country != actor.id else None
    return ", ".join(wording.clean(part) for part in (actor.role, country) if part)


def show_act(report: Report) -> str:
    """Type and mode of an act, in small letters."""
    return f"{report.type}{f' · {report.mode}' if report.mode else ''}".lower()


def show_marks(report: Report) -> str:
    """What is not plainly past, certain and once about an act."""
    marks = [_FACTUALITY.get(report.factuality, report.factuality)]
    marks += [mark for mark in (report.time, report.aspect) if mark not in ("past", "once")]
    return ", ".join(mark for mark in marks if mark)


def show_stance(statement: Statement) -> str:
    """How a statement is meant, where it does not assert."""
    return _STANCE[statement.stance]


def show_hop(hop: Hop) -> str:
    """How a hop passed on the words."""
    return HOPS[hop.how] + (" (inferred)" if hop.inferred else "")


def join_spans(spans: tuple[Span, ...], article: Article) -> str:
    """The words that spans cover, on one line."""
    return wording.clean(" … ".join(span.of(article.text) for span in spans))


def end_month(month: str) -> str:
    """The last day of a month ("2018-02")."""
    year, number = (int(part) for part in month.split("-"))
    return f"{month}-{monthrange(year, number)[1]:02d}"


def split_lit(text: str, words: list[str]) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether it is one of some words (in small letters) or begins with them."""
    if not words:
        return [(text, False)]
    pattern = re.compile(rf"\b(?:{'|'.join(re.escape(word) for word in words)})\w*", re.IGNORECASE)
    ends, pieces = 0, []
    for found in pattern.finditer(text):
        pieces += [(text[ends : found.start()], False), (found[0], True)]
        ends = found.end()
    return [piece for piece in [*pieces, (text[ends:], False)] if piece[0]]


def find_side(quad: str | None) -> str:
    """The class of a quad: "cooperation" or "conflict"."""
    return "conflict" if quad and "conflict" in quad else "cooperation"


def find_link(url: str | None) -> str | None:
    """An address that may be a link: http or https with a host, and nothing that hides where it leads."""
    if not url or any(ord(mark) <= 32 or mark in "\\\"'<>`" for mark in url) or wording.hide_steering(url) != url:
        return None
    try:
        parts = urlsplit(url)
        found = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return None
    return url if found else None


def quote_path(text: str) -> str:
    """A path, or a part of one, as it stands in an address."""
    return quote(text, safe="/:~-._")


def quote_part(text: str) -> str:
    """One part of a path."""
    return quote(text, safe=":~-._")


def write_query(given: dict[str, Any]) -> str:
    """What is asked for, as the query of an address; "" where nothing is."""
    kept = {name: value for name, value in given.items() if value not in (None, "", 1 if name == "page" else None)}
    return f"?{urlencode(kept)}" if kept else ""


FILTERS = {
    "text": show_text, "line": show_line, "when": show_when, "date": show_date, "day": wording.describe_day,
    "share": show_share, "head": show_head, "offices": show_offices, "act": show_act, "marks": show_marks,
    "stance": show_stance, "hop": show_hop, "side": find_side, "link": find_link, "part": quote_part,
    "query": write_query, "instant": write_published, "speakers": wording.name_speakers, "party": wording.name_party,
    "corrected": find_corrected, "joined": join_spans, "lit": split_lit, "month_end": end_month,
}  # fmt: skip
