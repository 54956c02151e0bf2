"""Articles that tell of acts, made by hand: a report each, or several."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from dragoman.records import Actor, Article, Date, Entry, Number, Place, Published, Report, Span, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dragoman.ledger import Ledger

CHAD, MALI, NIGER = (
    Actor(code, name, "state", code, "GOV") for code, name in (("TCD", "Chad"), ("MLI", "Mali"), ("NER", "Niger"))
)
ARMY = Actor("o-army", "Chadian army", "organ", "TCD", "MIL")
FRONT = Actor("g-front", "Sahel Front", "armed_group", "MLI", "REB")
KEITA = Actor("p-keita", "Amadou Keita", "person", "MLI", "GOV", "Foreign Minister")
DAY = date(2020, 3, 10)


def day(number: int, last: int | None = None) -> Date:
    """A day of the month in which all of this happens."""
    return Date(date(2020, 3, number), date(2020, 3, last or number), "day", None)


def make_article(name: str, sentences: Sequence[str], *, on: date | None = DAY, **fields: Any) -> Article:
    """An article of these sentences, published at noon of a day."""
    at = Published(datetime(on.year, on.month, on.day, 12, tzinfo=UTC), "minute") if on else None
    id = hashlib.sha256(name.encode()).hexdigest()[:16]
    given: dict[str, Any] = {"title": None, "url": f"https://paper.example/{name}", "outlet": f"{name} Post"}
    return Article(id, "\n\n".join(sentences), published_at=at, language="en", **(given | fields))


def make_report(article: Article, sentence: str, actors: Any, recipients: Any, **fields: Any) -> Report:
    """What one sentence of an article tells; a lone actor will do for a side, None for nobody."""
    start = article.text.index(sentence)
    given: dict[str, Any] = {"type": "ASSAULT", "mode": None, "quad": "material conflict", "score": -9.0}
    given |= {"aspect": "once", "factuality": "CT+", "time": "past", "confidence": 0.9}
    sides = [(side,) if isinstance(side, Actor) else tuple(side or ()) for side in (actors, recipients)]
    id = "r" + hashlib.sha256(f"{article.id} {start} {given | fields}".encode()).hexdigest()[:16]
    return Report(id, *sides, evidence=(Span(start, start + len(sentence)),), **(given | fields))


def make_account(
    name: str, sentence: str, actors: Any, recipients: Any, *, on: date | None = DAY, **fields: Any
) -> Entry:
    """An article whose one sentence tells of one act."""
    article = make_article(name, [sentence], on=on)
    return Entry(article, (), (make_report(article, sentence, actors, recipients, **fields),))


def place(article: Article, name: str, country: str) -> Place:
    """Where, by a name that the article holds."""
    start = article.text.index(name)
    return Place(name, country, Span(start, start + len(name)))


def number(article: Article, what: str, value: float, words: str) -> Number:
    """How many, by words that the article holds."""
    start = article.text.index(words)
    return Number(what, value, Span(start, start + len(words)))


def make_statement(article: Article, words: str, speaker: Actor, **fields: Any) -> Statement:
    """What a speaker says, in words that the article holds."""
    start = article.text.index(words)
    given: dict[str, Any] = {"manner": "indirect", "stance": "asserts", "confidence": 0.9}
    id = "s" + hashlib.sha256(f"{article.id} {start}".encode()).hexdigest()[:16]
    return Statement(id, (speaker,), None, (), (Span(start, start + len(words)),), **(given | fields))


def part(ledger: Ledger) -> set[frozenset[str]]:
    """Which reports are of one event."""
    return {frozenset(event.reports) for event, _ in ledger.find_events(limit=None)}


def report_ids(entries: Iterable[Entry]) -> frozenset[str]:
    """The ids of all their reports."""
    return frozenset(report.id for entry in entries for report in entry.reports)
