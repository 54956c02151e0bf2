"""A line of a brief, with the evidence behind it, and the check that its evidence names what the line says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from dragoman.ledger import Ledger
    from dragoman.records import Act, Report
    from dragoman.relations.matters import FindNames

_GAP = " … "


@dataclass(frozen=True, slots=True)
class Evidence:
    """What stands behind a line: the words of an article that tell an act, and how they name whom.

    `named`: alpha-3 → the words within `text` that the reader took for somebody of that state.
    """

    report: str
    article: str
    text: str
    type: str
    on: date | None
    named: dict[str, tuple[str, ...]]
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    published_on: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a brief says: of whom (alpha-3), of which types, on which day, with a quotation, and on what evidence."""

    says: str
    parties: tuple[str, ...]
    types: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    on: date | None = None
    quote: str | None = None
    notes: tuple[str, ...] = ()


def find_faults(line: Line, find_names: FindNames | None = None) -> tuple[str, ...]:
    """Why a line may not stand; empty where it may.

    Each piece of its evidence must tell an act of a type that the line tells; each party must be named in one of them, by a
    name of the state or by the words that were read as somebody of it; the day must be one that they give; the quotation
    must stand in one, word for word. `find_names`: alpha-3 → the words by which texts name a state.
    """
    if not line.evidence:
        return ("it has no evidence",)
    faults = [f"its evidence tells {each.type}" for each in line.evidence if each.type not in line.types]
    faults += [f"its evidence does not name {code}" for code in line.parties if not _is_named(code, line, find_names)]
    if line.on is not None and line.on not in {each.on for each in line.evidence}:
        faults.append(f"its evidence does not give {line.on.isoformat()}")
    if line.quote is not None and not any(_fold(line.quote) in _fold(each.text) for each in line.evidence):
        faults.append("its quotation is not in its evidence")
    return tuple(faults)


def _is_named(code: str, line: Line, find_names: FindNames | None) -> bool:
    for each in line.evidence:
        names = (*each.named.get(code, ()), *(find_names(code) if find_names else ()))
        if any(
            re.search(rf"(?<!\w){re.escape(_fold(name))}(?!\w)", _fold(each.text)) for name in names if name.strip()
        ):
            return True
    return False


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()


def load_evidence(ledger: Ledger, act: Act) -> Evidence:
    """The words that tell an act, from its article. Raises LedgerNotFoundError if it is not there any more."""
    article, report = ledger.get_report(act.id)
    return Evidence(
        report=report.id,
        article=article.id,
        text=_GAP.join(span.of(article.text) for span in report.evidence),
        type=report.type,
        on=report.date.from_on if report.date else None,
        named=_find_named(report, article.text),
        title=article.title,
        url=article.url,
        outlet=article.outlet,
        published_on=article.published_at.on if article.published_at else None,
    )


def _find_named(report: Report, text: str) -> dict[str, tuple[str, ...]]:
    """Country → how those who act or are acted upon are named inside the evidence."""
    found: dict[str, list[str]] = {}
    for actor in (*report.actors, *report.recipients):
        if actor.country and actor.mention and any(span.contains(actor.mention) for span in report.evidence):
            found.setdefault(actor.country, []).append(actor.mention.of(text))
    return {code: tuple(names) for code, names in found.items()}
