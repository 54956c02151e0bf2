"""An actor: offices over time, what they said, by month and topic, what they did and what was done to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import Query

from dragoman.contract import write_report, write_statement, write_value
from dragoman.errors import LedgerNotFoundError
from dragoman.ledger import ReportQuery
from dragoman.records import Actor
from dragoman.web import officers, phrases
from dragoman.web.answers import Page
from dragoman.web.charts import draw_months
from dragoman.web.visits import Day, Here, Number, read_day, write_pages

if TYPE_CHECKING:
    from dragoman.ledger import Ledger

Tab = Annotated[Literal["said", "did", "met"], Query(description="What they said, did, or had done to them.")]
_ROWS, _MOST = 20, 1000


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a page is about: an actor of the ledger, or all who act for a state (`code`)."""

    actor: Actor
    code: str | None

    def ask_statements(self) -> dict[str, Any]:
        """What statements of theirs are asked by."""
        return {"country": self.code} if self.code else {"speaker": self.actor.id}

    @property
    def key(self) -> str:
        """What reports of theirs are asked by, and their address."""
        return self.code or self.actor.id


def find_subject(ledger: Ledger, actor_id: str) -> Subject:
    """Whom an id or an alpha-3 code means. Raises LedgerNotFoundError."""
    state = officers.find_state(actor_id)
    if state is not None:
        return Subject(Actor(actor_id, state, "state", actor_id), actor_id)
    try:
        return Subject(ledger.get_actor(actor_id), None)
    except LedgerNotFoundError:
        raise LedgerNotFoundError(
            f"Nobody with the id {actor_id!r} is in this ledger, and no state has this code."
        ) from None


def show_actor(
    visit: Here, actor_id: str, tab: Tab = "said", since: Day = None, until: Day = None, page: Number = 1
) -> Page:
    """An actor, or whoever acts for a state, with a page of what they said, did, or had done to them."""
    subject = find_subject(visit.ledger, actor_id)
    days: dict[str, Any] = {"since": read_day(since, "since"), "until": read_day(until, "until")}
    window = {"limit": _ROWS, "offset": (page - 1) * _ROWS, "most": _MOST}
    least = visit.site.least
    surveys: dict[str, Any] = {
        "said": visit.ledger.survey_statements(**subject.ask_statements(), **days, **window),
        "did": visit.ledger.survey_reports(ReportQuery(actor=subject.key, least=least, **days), **window),
        "met": visit.ledger.survey_reports(ReportQuery(recipient=subject.key, least=least, **days), **window),
    }
    found = surveys[tab]
    offices = _find_offices(subject, surveys["said"].counts["month"])
    write: Any = write_statement if tab == "said" else write_report
    data = {
        "actor": write_value(subject.actor, ""),
        "state": subject.code,
        "offices": [officers.write_office(each) for each in offices],
        "numbers": {name: each.number for name, each in surveys.items()},
        "counts": {
            name: {by: [{"value": v, "number": n} for v, n in some[:12]] for by, some in each.counts.items()}
            for name, each in surveys.items()
        },
        "tab": tab,
        "rows": [write(article, row) for article, row in found.rows],
        **write_pages(page, page * _ROWS < found.number),
    }
    shown = {
        "subject": subject,
        "offices": offices,
        "surveys": surveys,
        "rows": found.rows,
        "tab": tab,
        "months": draw_months({name: dict(each.counts["month"]) for name, each in surveys.items()}),
        "asked": {"since": since, "until": until},
        "told": visit.ledger.find_told([row.id for _, row in found.rows]) if tab != "said" else {},
        "partners": _find_partners(subject, surveys),
        "theirs": subject.ask_statements(),
    }
    return Page("actor.html", phrases.show_line(subject.actor.name), data, shown)


def _find_offices(subject: Subject, months: list[tuple[str, int]]) -> list[Any]:
    """A person's offices; of a state its first offices on the last day of which it says anything."""
    if subject.code is None:
        return officers.find_offices(subject.actor)
    last = max((month for month, _ in months), default=None)
    return officers.find_holders(subject.code, date.fromisoformat(f"{last}-28") if last else date.today())


def _find_partners(subject: Subject, surveys: dict[str, Any]) -> list[tuple[str, str | None, int, int]]:
    """States that they acted upon and were acted upon by: code, name, how often each, the most first."""
    own = subject.code or subject.actor.country
    did, met = dict(surveys["did"].counts["recipient"]), dict(surveys["met"].counts["actor"])
    codes = sorted({*did, *met} - {own}, key=lambda code: (-(did.get(code, 0) + met.get(code, 0)), code))
    return [(code, officers.find_state(code), did.get(code, 0), met.get(code, 0)) for code in codes[:12]]
