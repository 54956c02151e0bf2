"""What a person should look at first, and what they decide: each decision one act in the ledger's log, to be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, RedirectResponse, Response

from dragoman.contract import write_correction, write_report, write_statement
from dragoman.errors import TextError
from dragoman.events.codebook import TYPES, fit_code
from dragoman.ledger import EventQuery
from dragoman.records import Report, Span, Statement
from dragoman.web.answers import Page, wants_json
from dragoman.web.event import mark_disputed
from dragoman.web.marking import mark_passage
from dragoman.web.visits import Here, Number, Visit, write_pages
from dragoman.web.writing import find_back, read_form

if TYPE_CHECKING:
    from dragoman.ledger import Ledger
    from dragoman.records import Correction

Kind = Annotated[Literal["statements", "reports"], Query(alias="of", description="Which rows.")]
Row = Annotated[str, Path(max_length=100)]
_ROWS, _MOST, _DISPUTED = 15, 5000, 6
DOUBTFUL = 0.5
"""Rows under this confidence are shown for review."""
FIELDS = {
    "statements": ("speakers", "manner", "stance", "said_on", "content", "source", "occasion"),
    "reports": ("type", "mode", "actors", "recipients", "factuality", "time", "aspect", "date", "evidence"),
}
_HOW = {
    "confirm": "confirmed as it is",
    "reject": "rejected",
    "restore": "restored",
    "correct": "corrected",
}


def show_review(
    visit: Here, kind: Kind = "statements", page: Number = 1, done: Annotated[int | None, Query(ge=1)] = None
) -> Page:
    """Reports that contradict others, then rows under a confidence, the least sure first; each with its passage."""
    ledger, window = visit.ledger, {"limit": _ROWS + 1, "offset": (page - 1) * _ROWS, "most": _MOST}
    found: list[Any]
    contradicted: dict[str, list[tuple[str, str]]] = {}
    if kind == "statements":
        found = ledger.find_doubtful_statements(below=DOUBTFUL, **window)
        rows: list[Any] = found[:_ROWS]
    else:
        found = ledger.find_doubtful_reports(least=visit.site.least, below=DOUBTFUL, **window)
        first, contradicted = _find_contradicted(visit) if page == 1 else ([], {})
        rows = [*first, *(each for each in found[:_ROWS] if each[1].id not in contradicted)]
    write: Any = write_statement if kind == "statements" else write_report
    log = ledger.find_corrections()
    data = {
        "of": kind,
        "below": DOUBTFUL,
        "among_newest": _MOST,
        "contradicted": contradicted,
        "rows": [write(article, row) for article, row in rows],
        **write_pages(page, len(found) > _ROWS),
    }
    shown = {
        "rows": [(article, row, mark_passage(article.text, _spans(row))) for article, row in rows],
        "kind": kind,
        "contradicted": contradicted,
        "fields": FIELDS[kind],
        "types": TYPES,
        "done": next((each for each in log if each.id == done), None),
        "log": log[-8:][::-1],
        "number": len(log),
    }
    return Page("review.html", "Review", data, shown)


def _find_contradicted(visit: Visit) -> tuple[list[Any], dict[str, list[tuple[str, str]]]]:
    """Reports of the newest disputed events, those that a person confirmed left out; and in what each contradicts others."""
    query = EventQuery(disputed=True, least=visit.site.least)
    rows, marked = [], dict[str, list[tuple[str, str]]]()
    for event, accounts in visit.ledger.find_events(query, limit=_DISPUTED):
        in_dispute = mark_disputed(event)
        some = [each for each in accounts if each[1].id in in_dispute and each[1].confidence < 1]
        rows += some
        marked |= {report.id: in_dispute[report.id] for _, report in some}
    return rows, marked


def _spans(row: Statement | Report) -> tuple[Span, ...]:
    return row.content if isinstance(row, Statement) else row.evidence


async def decide(visit: Here, request: Request, row_id: Row) -> Response:
    """Confirms, rejects, restores or corrects a row. Fields: `act`, `why`; to correct also `field` and `value`."""
    given = await read_form(request)
    found = await run_in_threadpool(_decide, visit.ledger, visit.site.by, row_id, given)
    return _tell(visit, given, found)


async def undo(visit: Here, request: Request) -> Response:
    """Takes back the act of a correction, by its `number`; without one the last that stands."""
    given = await read_form(request)
    number = given.get("number", "")
    if number and not (number.isascii() and number.isdigit()):
        raise TextError(f"number is {number!r}: a number of the log is needed")
    why = given.get("why") or "undone on the pages"
    found = await run_in_threadpool(visit.ledger.undo, int(number) if number else None, who=visit.site.by, why=why)
    return _tell(visit, given, found)


def _decide(ledger: Ledger, by: str, row: str, given: dict[str, str]) -> list[Correction]:
    act = given.get("act", "")
    if act not in _HOW:
        raise TextError(f"act is {act!r}: allowed are {', '.join(_HOW)}")
    why = given.get("why") or f"{_HOW[act]} on the pages"
    change: dict[str, Callable[[], list[Correction]]] = {
        "confirm": lambda: ledger.correct(row, {"confidence": 1.0}, who=by, why=why),
        "reject": lambda: ledger.reject_row(row, who=by, why=why),
        "restore": lambda: ledger.restore_row(row, who=by, why=why),
        "correct": lambda: ledger.correct(row, _read_changes(ledger, row, given), who=by, why=why),
    }
    return change[act]()


def _read_changes(ledger: Ledger, row: str, given: dict[str, str]) -> dict[str, Any]:
    """A field and its value, and what goes with a report's type or mode."""
    field, value = given.get("field", ""), given.get("value", "")
    if not field or not value:
        raise TextError("field and value are needed; null as a value means none")
    code = fit_code(ledger.get_report(row)[1], field, value) if field in ("type", "mode") else {}
    return {field: value, **code}


def _tell(visit: Visit, given: dict[str, str], found: list[Correction]) -> Response:
    """The entries of the log as JSON, or the way back to the page, which then tells of them."""
    if wants_json(visit.request.scope):
        return JSONResponse({"corrections": [write_correction(each) for each in found]})
    back, _, query = find_back(given).partition("?")
    kept = [part for part in query.split("&") if part and not part.startswith("done=")]
    return RedirectResponse(f"{back}?{'&'.join([*kept, urlencode({'done': found[0].id})])}", 303)
