"""Events: what happened, each act once; its reports side by side, what they contradict one another in, and their origins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Query

from dragoman.contract import write_event
from dragoman.events.codebook import TYPES
from dragoman.ledger import EventQuery
from dragoman.web.answers import Page
from dragoman.web.visits import Code, Day, Here, Number, Words, read_day, write_pages

if TYPE_CHECKING:
    from dragoman.records import Event

_ROWS = 25
FIELDS = {
    "date": "the day",
    "place": "the place",
    "number": "how many",
    "type": "what was done",
    "who_began": "who began",
    "factuality": "whether it happened",
}
"""What a dispute is about, in words."""


def show_events(
    visit: Here,
    disputed: Annotated[bool, Query(description="Only those in which reports contradict one another.")] = False,
    actor: Words = None,
    recipient: Words = None,
    type: Code = None,
    since: Day = None,
    until: Day = None,
    page: Number = 1,
) -> Page:
    """What happened, newest first, each act once, with how many origins and articles tell it."""
    asked: dict[str, Any] = {"actor": actor or None, "recipient": recipient or None, "type": type or None}
    days: dict[str, Any] = {"since": read_day(since, "since"), "until": read_day(until, "until")}
    query = EventQuery(**asked, **days, disputed=disputed, least=visit.site.least)
    found = visit.ledger.find_events(query, limit=_ROWS + 1, offset=(page - 1) * _ROWS)
    rows = found[:_ROWS]
    waiting = visit.ledger.count_unmerged()
    data = {
        "events": [write_event(event, accounts) for event, accounts in rows],
        "unmerged_articles": waiting,
        **write_pages(page, len(found) > _ROWS),
    }
    given = {**asked, "since": since, "until": until, "disputed": "true" if disputed else None}
    shown = {
        "rows": [(event, accounts, _choose(accounts)) for event, accounts in rows],
        "asked": {name: value for name, value in given.items() if value},
        "waiting": waiting,
        "fields": FIELDS,
        "types": TYPES,
    }
    return Page("events.html", "Events", data, shown)


def show_event(visit: Here, event_id: str) -> Page:
    """One event: its reports side by side, disputed fields with who has which version, and why the reports are one event."""
    event, accounts = visit.ledger.get_event(event_id, least=visit.site.least)
    article, report = _choose(accounts)
    statements = {r.asserted_by for _, r in accounts if r.asserted_by != "author"}
    words = {each: visit.ledger.get_statement(each)[1] for each in sorted(statements)}
    joined = {each.report: each for each in event.joined}
    shown = {
        "event": event,
        "accounts": accounts,
        "best": report,
        "article": article,
        "words": words,
        "joined": joined,
        "marked": mark_disputed(event),
        "fields": FIELDS,
    }
    title = f"{report.type.lower()}: {', '.join(a.name for a in report.actors) or 'somebody'}"
    return Page("event.html", title, write_event(event, accounts), shown)


def _choose(accounts: list[Any]) -> Any:
    """The account that speaks for an event: the surest that names both sides."""
    return max(accounts, key=lambda each: (bool(each[1].actors and each[1].recipients), each[1].confidence))


def mark_disputed(event: Event) -> dict[str, list[tuple[str, str]]]:
    """Id of a report → in what it it contradicts others: the field in words, and its version."""
    marked: dict[str, list[tuple[str, str]]] = {}
    for dispute in event.disputes:
        name = FIELDS[dispute.field] + (f" {dispute.what}" if dispute.what else "")
        for version in dispute.versions:
            for report in version.reports:
                marked.setdefault(report, []).append((name, version.value))
    return marked
