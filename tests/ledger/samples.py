"""Entries about invented articles, the same each time they are made."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, timedelta, timezone

from dragoman.records import Actor, Article, Date, Entry, Hop, Published, Report, Span, Statement, Tag, Trace

SPEAKERS = (
    Actor("p-nowak", "Jan Nowak", "person", "POL", "GOV", "Foreign Minister"),
    Actor("p-silva", "María da Silva", "person", "BRA", "GOV", "President"),
    Actor("p-kim", "Kim Jong-suk", "person", "KOR", "MIL", "spokesman"),
    Actor("p-lind", "Åsa Lind", "person", "SWE", "GOV", "Prime Minister"),
)
AGENCY = Actor("o-agency", "Northern Wire", "outlet", "SWE", "MED")
TOPICS = ("fisheries", "grain transit", "border posts", "gas storage", "visa rules", "naval drills")


def make_entry(number: int, *, statements: int = 3, reports: int = 1, tail: str = "") -> Entry:
    """Article `number`, published a day after the one before; `tail` is added to its text."""
    parts = [f"Talks {number} go on."]
    for n in range(statements):
        speaker = SPEAKERS[(number + n) % len(SPEAKERS)]
        parts.append(
            f"{speaker.name} said that talks on {TOPICS[(number + n) % len(TOPICS)]} would resume in round {n}."
        )
    text = "\n\n".join(parts) + tail
    at = datetime(2018, 1, 1, 23, 30, tzinfo=timezone(timedelta(hours=4))) + timedelta(days=number)
    article = Article(
        id=hashlib.sha256(str(number).encode()).hexdigest()[:16],
        text=text,
        title=parts[0],
        url=f"https://paper.example/{number}",
        outlet=("Harbour Post", "Ostsee Zeitung")[number % 2],
        section="World",
        published_at=Published(at, "minute"),
        language="en",
        tags=(Tag("Talks", None, "page"),),
        furniture=(Span(0, 5),),
    )
    said = tuple(_statement(article, parts[n + 1], n) for n in range(statements))
    return Entry(article, said, tuple(_report(article, parts[1], n) for n in range(reports if statements else 0)))


def _statement(article: Article, sentence: str, n: int) -> Statement:
    start = article.text.index(sentence)
    name = sentence[: sentence.index(" said that ")]
    source, content = Span(start, start + len(name)), Span(start + len(name) + 11, start + len(sentence))
    speaker = next(each for each in SPEAKERS if each.name == name)
    on = article.published_at.on if article.published_at else date(2018, 1, 1)
    return Statement(
        id=f"{article.id}-s{n}",
        speakers=(_at(speaker, source),),
        source=source,
        cue=(Span(source.end + 1, source.end + 5),),
        content=(content,),
        manner="indirect",
        stance="asserts",
        confidence=0.9,
        said_on=Date(on - timedelta(days=1), on - timedelta(days=1), "day", None) if n == 1 else None,
        chain=(Hop(AGENCY, "carried_by", None, inferred=True),),
        trace=(Trace("statements", "head", "1", 0.9),),
    )


def _report(article: Article, sentence: str, n: int) -> Report:
    start = article.text.index(sentence)
    return Report(
        id=f"{article.id}-r{n}",
        actors=(SPEAKERS[0],),
        recipients=(SPEAKERS[1],),
        type="CONSULT",
        mode=None,
        quad="verbal cooperation",
        score=1.0,
        aspect="once",
        factuality="CT+",
        time="future",
        confidence=0.8,
        evidence=(Span(start, start + len(sentence)),),
        asserted_by=f"{article.id}-s0",
    )


def _at(actor: Actor, mention: Span) -> Actor:
    return Actor(actor.id, actor.name, actor.kind, actor.country, actor.sector, actor.role, actor.named, mention)
