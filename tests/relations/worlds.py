"""Ledgers made by hand: a plain line an act, written into an article that tells it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from dragoman.events.codebook import read_codes
from dragoman.records import Actor, Article, Condition, Date, Entry, Published, Report, Span, Statement, Trace

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from dragoman.ledger import Ledger

START = date(2018, 1, 1)  # a Monday
NAMES = {"RUS": "Russia", "USA": "the United States", "CHN": "China", "SYR": "Syria", "EU": "the European Union"}


@dataclass(frozen=True)
class Told:
    """An act as an article tells it, `day` days after the first; `told`: the sentence, else made from the fields."""

    day: int
    actors: str
    recipients: str
    type: str
    mode: str | None = None
    told: str | None = None
    by: str | None = None
    dated: bool = True
    published: int | None = None
    sector: str = "GOV"
    outlet: str | None = None
    condition: str | None = None
    more: dict[str, Any] = field(default_factory=dict)


def write(ledger: Ledger, acts: Iterable[Told]) -> list[str]:
    """Writes an article for each act; the ids of their reports."""
    entries = [make_entry(number, act) for number, act in enumerate(acts)]
    ledger.write_many(entries, run=ledger.begin_run(code="1", weights="a"))
    return [entry.reports[0].id for entry in entries]


def make_entry(number: int, act: Told) -> Entry:
    """An article of one or two sentences that tells an act."""
    codes = read_codes()
    code = codes.get((act.type, act.mode)) or codes[act.type, None]
    actors, recipients = act.actors.split(), act.recipients.split()
    subject = " and ".join(NAMES.get(each, each) for each in actors)
    object_ = " and ".join(NAMES.get(each, each) for each in recipients)
    sentence = act.told or f"{subject[0].upper()}{subject[1:]} did it to {object_} in case {number}."
    head = f"News {number}. "
    tail = f" {NAMES[act.by]} said so." if act.by else ""
    text = head + sentence + tail
    on = START + timedelta(days=act.day)
    out = START + timedelta(days=act.day if act.published is None else act.published)
    article = Article(
        hashlib.sha256(f"{number} {text}".encode()).hexdigest()[:16],
        text,
        outlet=act.outlet,
        published_at=Published(datetime(out.year, out.month, out.day, 12, tzinfo=UTC), "minute"),
    )
    whole = Span(len(head), len(head) + len(sentence))
    said: tuple[Statement, ...] = ()
    if act.by:
        speaker = make_actor(act.by, text, tail and text.index(NAMES[act.by], whole.end), act.sector)
        said = (Statement(f"s{number:06}", (speaker,), speaker.mention, (), (whole,), "indirect", "asserts", 0.9),)
    limits: tuple[Condition, ...] = ()
    if act.condition:
        at = text.index(act.condition)
        limits = (Condition("condition", Span(at, at + len(act.condition))),)
    fields: dict[str, Any] = {
        "id": f"r{number:06}", "type": act.type, "mode": act.mode, "quad": code.quad, "score": code.score, "aspect": "once",
        "factuality": "CT+", "time": "past", "confidence": 0.9, "evidence": (whole,),
        "actors": tuple(make_actor(each, text, None, act.sector) for each in actors),
        "recipients": tuple(make_actor(each, text, None, act.sector) for each in recipients),
        "date": Date(on, on, "day", None) if act.dated else None, "asserted_by": said[0].id if said else "author",
        "conditions": limits, "trace": (Trace("events", "trigger", "1", 0.9),),
    }  # fmt: skip
    return Entry(article, said, (Report(**(fields | act.more)),))


def make_actor(code: str, text: str, at: int | str | None, sector: str = "GOV") -> Actor:
    """Who stands for a state, where the text names it."""
    name = NAMES.get(code, code)
    start = at if isinstance(at, int) else text.lower().find(name.lower())
    mention = Span(start, start + len(name)) if start >= 0 else None
    if code == "EU":
        return Actor("g-eu", name, "organisation", None, "IGO", mention=mention)
    if sector != "GOV":
        return Actor(f"o-{code.lower()}-{sector.lower()}", name, "organ", code, sector, mention=mention)
    return Actor(f"c-{code.lower()}", name, "state", code, sector, mention=mention)


def write_rows(path: Path, rows: Iterable[tuple[date, str, str, str]]) -> Path:
    """A file of ICEWS's four columns: day, actor, what, recipient."""
    lines = [f'{on.isoformat()},{actor},"{what}",{recipient}' for on, actor, what, recipient in rows]
    path.write_text("\n".join(["date,actor,event,recipient", *lines]) + "\n", "utf-8")
    return path
