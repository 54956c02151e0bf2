"""An article as a reader knows it, with who says and does what marked in its text; and where single rows stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi.responses import RedirectResponse

from dragoman.contract import as_json, write_report, write_statement
from dragoman.web import phrases
from dragoman.web.answers import Page
from dragoman.web.front import write_head
from dragoman.web.marking import mark_entry
from dragoman.web.visits import Here

if TYPE_CHECKING:
    from dragoman.records import Article, Entry, Hop, Statement

_LATEST = 6


def show_article(visit: Here, article_id: str) -> Page:
    """One article with its statements and reports, as `dragoman show --json` gives them, and what is latest."""
    entry = visit.ledger.get_entry(article_id)
    article = entry.article
    least = visit.site.least
    headline, blocks = mark_entry(entry, least=least)
    newest = visit.keep("newest", lambda: visit.ledger.find_articles(limit=_LATEST + 1))
    latest = [a for a in newest if a.id != article.id][:_LATEST]
    shown = {
        "entry": entry,
        "standing": visit.ledger.get_standing(article.id),
        "article": article,
        "headline": headline,
        "blocks": blocks,
        "chains": find_chains(entry),
        "acts": [r for r in entry.reports if r.confidence >= least],
        "said": {s.id: s for s in entry.statements},
        "latest": latest,
        "story": visit.ledger.find_extents([article.id]).get(article.id),
        "told": visit.ledger.find_told([r.id for r in entry.reports if r.confidence >= least]),
    }
    data = {"latest": [write_head(a) for a in latest]}
    return Page("article.html", phrases.show_head(article), data, shown, lambda: as_json(entry, least=least))


def find_chains(entry: Entry) -> list[tuple[tuple[Hop, ...], list[Statement]]]:
    """The ways by which words came into the article, each with the statements that came by it, the most used first."""
    ways: dict[Any, tuple[tuple[Hop, ...], list[Statement]]] = {}
    for statement in entry.statements:
        key = (
            *((hop.actor.id, hop.how) for hop in statement.chain),
            tuple(speaker.id for speaker in statement.speakers),
        )
        known = ways.setdefault(key, (statement.chain, []))
        sure = sum(not hop.inferred for hop in statement.chain)
        if sure > sum(not hop.inferred for hop in known[0]):
            ways[key] = (statement.chain, known[1])
        ways[key][1].append(statement)
    return sorted(ways.values(), key=lambda way: -len(way[1]))


def show_statement(visit: Here, statement_id: str) -> RedirectResponse:
    """Leads to a statement in its article."""
    article, statement = visit.ledger.get_statement(statement_id)
    return _lead(article, statement.id)


def show_report(visit: Here, report_id: str) -> RedirectResponse:
    """Leads to a report in its article."""
    article, report = visit.ledger.get_report(report_id)
    return _lead(article, report.id)


def _lead(article: Article, row: str) -> RedirectResponse:
    return RedirectResponse(f"/articles/{phrases.quote_part(article.id)}#{phrases.quote_part(row)}", 303)


def give_statement(visit: Here, statement_id: str) -> Page:
    """One statement, by the contract."""
    article, statement = visit.ledger.get_statement(statement_id)
    return Page("", statement.id, write_statement(article, statement))


def give_report(visit: Here, report_id: str) -> Page:
    """One report, by the contract."""
    article, report = visit.ledger.get_report(report_id)
    return Page("", report.id, write_report(article, report))
