"""The front page: the newest articles, each with what it has people say and do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dragoman.contract import write_report, write_statement, write_value
from dragoman.web.answers import Page
from dragoman.web.visits import PAGE_ROWS, Code, Day, Here, Number, read_day, write_pages

if TYPE_CHECKING:
    from dragoman.records import Article, Entry, Report, Statement

_HEAD = ("id", "title", "url", "outlet", "section", "byline", "published_at", "tags", "wire", "revises")
_STORY = ("id", "articles", "origins")
_TOLD = ("event", "articles", "origins")
_SAID, _DONE = 2, 2


def show_front(visit: Here, page: Number = 1, outlet: Code = None, since: Day = None, until: Day = None) -> Page:
    """The newest articles with their clearest statements and acts."""
    days: dict[str, Any] = {"since": read_day(since, "since"), "until": read_day(until, "until")}
    found = visit.ledger.find_entries(outlet=outlet or None, **days, limit=PAGE_ROWS + 1, offset=(page - 1) * PAGE_ROWS)
    entries = found[:PAGE_ROWS]
    stories = [(e.article, _choose_said(e), _choose_done(e, visit.site.least)) for e in entries]
    told = visit.ledger.find_told([report.id for _, _, done in stories for report in done])
    extents = visit.ledger.find_extents([article.id for article, _, _ in stories])
    data = {
        "articles": [
            {
                **write_head(article),
                "story": dict(zip(_STORY, extents[article.id], strict=True)) if article.id in extents else None,
                "statements": [write_statement(article, s) for s in said],
                "reports": [write_report(article, r) for r in done],
                "events": {r.id: dict(zip(_TOLD, told[r.id], strict=True)) for r in done if r.id in told},
            }
            for article, said, done in stories
        ],
        **write_pages(page, len(found) > PAGE_ROWS),
    }
    asked = {"outlet": outlet, "since": since, "until": until}
    return Page(
        "front.html", "Front page", data, {"stories": stories, "extents": extents, "told": told, "asked": asked}
    )


def write_head(article: Article) -> dict[str, Any]:
    """An article by what stands over its text."""
    return {name: write_value(getattr(article, name), article.text) for name in _HEAD}


def _choose_said(entry: Entry) -> list[Statement]:
    """The statements to lead with: of somebody named, verbatim before told, the surest first; each speaker once."""

    def rank(statement: Statement) -> tuple[bool, bool, float]:
        named = any(speaker.named for speaker in statement.speakers)
        return named, statement.manner != "indirect", statement.confidence

    best = sorted((s for s in entry.statements if s.speakers), key=rank, reverse=True)
    each = {tuple(a.id for a in s.speakers): s for s in reversed(best)}
    return sorted(each.values(), key=rank, reverse=True)[:_SAID]


def _choose_done(entry: Entry, least: float) -> list[Report]:
    """The acts to show: those with both sides, the surest first."""
    sure = [r for r in entry.reports if r.confidence >= least]
    return sorted(sure, key=lambda r: (bool(r.actors and r.recipients), r.confidence), reverse=True)[:_DONE]
