"""Search: statements, acts or articles by words and what else is known of them, with counts to narrow by."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastapi import Query

from dragoman.contract import write_report, write_statement, write_value
from dragoman.ledger import ReportQuery
from dragoman.web.answers import Page
from dragoman.web.front import write_head
from dragoman.web.visits import PAGE_ROWS, Code, Day, Here, Number, Words, read_day, write_pages

Kind = Annotated[Literal["statements", "reports", "articles"], Query(alias="in", description="What to look for.")]
_MOST = 1000
"""How many are counted; pages go no further."""


def show_search(
    visit: Here,
    q: Words = None,
    kind: Kind = "statements",
    speaker: Words = None,
    country: Code = None,
    actor: Words = None,
    recipient: Words = None,
    type: Code = None,
    outlet: Words = None,
    since: Day = None,
    until: Day = None,
    page: Number = 1,
) -> Page:
    """What fits, newest first, with counts by outlet, month, country and more."""
    asked = {
        "q": q,
        "in": kind,
        "speaker": speaker,
        "country": country,
        "actor": actor,
        "recipient": recipient,
        "type": type,
        "outlet": outlet,
        "since": since,
        "until": until,
    }
    given = {name: value for name, value in asked.items() if value}
    shown: dict[str, Any] = {"asked": given, "kind": kind, "words": find_words(q), "actors": _find_actors(visit, q)}
    find = {"statements": _find_statements, "reports": _find_reports, "articles": _find_articles}[kind]
    rows, data = find(visit, given, page) if len(given) > 1 else ([], write_pages(1, False))
    data = {"asked": given, "actors": [write_value(a, "") for a in shown["actors"]], **data}
    told = visit.ledger.find_told([row.id for _, row in rows]) if kind == "reports" else {}
    shown |= {"rows": rows, "told": told}
    title = f"Search: {q}" if q else "Search"
    return Page("search.html", title, data, shown, lambda: {"rows": [_WRITERS[kind](row) for row in rows]})


def find_words(query: str | None) -> list[str]:
    """The words to light up in what was found, in small letters."""
    return [word.casefold() for word in re.findall(r"\w+", query or "")]


def _days(given: dict[str, Any]) -> dict[str, Any]:
    return {name: read_day(given.get(name), name) for name in ("since", "until")}


def _find_actors(visit: Here, query: str | None) -> list[Any]:
    return visit.ledger.find_actors(query, limit=8) if query and find_words(query) else []


def _find_statements(visit: Here, given: dict[str, Any], page: int) -> tuple[list[Any], dict[str, Any]]:
    asked = {name: given.get(name) for name in ("speaker", "country", "outlet")}
    found = visit.ledger.survey_statements(
        **asked, **_days(given), text=given.get("q"), limit=PAGE_ROWS, offset=(page - 1) * PAGE_ROWS, most=_MOST
    )
    return found.rows, _write_survey(found, page)


def _find_reports(visit: Here, given: dict[str, Any], page: int) -> tuple[list[Any], dict[str, Any]]:
    asked: dict[str, Any] = {name: given.get(name) for name in ("actor", "recipient", "type", "outlet")}
    query = ReportQuery(**asked, **_days(given), text=given.get("q"), least=visit.site.least)
    found = visit.ledger.survey_reports(query, limit=PAGE_ROWS, offset=(page - 1) * PAGE_ROWS, most=_MOST)
    return found.rows, _write_survey(found, page)


def _write_survey(found: Any, page: int) -> dict[str, Any]:
    counts = {name: [{"value": v, "number": n} for v, n in some[:12]] for name, some in found.counts.items()}
    more = page * PAGE_ROWS < found.number
    return {"number": found.number, "complete": found.complete, "counts": counts, **write_pages(page, more)}


def _find_articles(visit: Here, given: dict[str, Any], page: int) -> tuple[list[Any], dict[str, Any]]:
    found = visit.ledger.find_articles(
        outlet=given.get("outlet"),
        **_days(given),
        text=given.get("q"),
        limit=PAGE_ROWS + 1,
        offset=(page - 1) * PAGE_ROWS,
    )
    rows = found[:PAGE_ROWS]
    return rows, write_pages(page, len(found) > PAGE_ROWS)


_WRITERS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "statements": lambda pair: write_statement(*pair),
    "reports": lambda pair: write_report(*pair),
    "articles": write_head,
}
