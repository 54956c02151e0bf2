"""Hypothesis strategies for every record that a ledger keeps, whole entries at the top."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, get_args

from hypothesis import strategies as st

from dragoman import records as r

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=4, max_size=200)
IDS = st.text("0123456789abcdef-", min_size=1, max_size=12)
SCORES = st.floats(0, 1)
DAYS = st.dates(date(1800, 1, 1), date(2200, 1, 1))
COUNTRIES = st.none() | st.sampled_from(["RUS", "USA", "FRA", "KOR"])


def one_of(literal: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(get_args(literal))


def several(each: st.SearchStrategy[Any], *, least: int = 0) -> st.SearchStrategy[Any]:
    return st.lists(each, min_size=least, max_size=3).map(tuple)


@st.composite
def spans(draw: st.DrawFn, length: int, *, least: int = 0) -> r.Span:
    start = draw(st.integers(0, length - least))
    return r.Span(start, draw(st.integers(start + least, length)))


@st.composite
def dates(draw: st.DrawFn, length: int) -> r.Date:
    first, last = sorted([draw(DAYS), draw(DAYS)])
    return r.Date(first, last, draw(one_of(r.DatePrecision)), draw(st.none() | spans(length)))


@st.composite
def published(draw: st.DrawFn) -> r.Published:
    offset = timezone(timedelta(seconds=draw(st.integers(-86_000, 86_000))))
    at = draw(st.datetimes(datetime(1800, 1, 1), datetime(2200, 1, 1), timezones=st.sampled_from([UTC, offset])))
    return r.Published(at, draw(one_of(r.DatePrecision)))


def traces() -> st.SearchStrategy[Any]:
    return several(st.builds(r.Trace, WORDS, WORDS, WORDS, st.none() | SCORES))


def actors(length: int) -> st.SearchStrategy[r.Actor]:
    return st.builds(
        r.Actor,
        id=IDS,
        name=WORDS,
        kind=one_of(r.ActorKind),
        country=COUNTRIES,
        sector=st.none() | WORDS,
        role=st.none() | WORDS,
        named=st.booleans(),
        mention=st.none() | spans(length),
    )


def statements(length: int) -> st.SearchStrategy[r.Statement]:
    return st.builds(
        r.Statement,
        id=IDS,
        speakers=several(actors(length)),
        source=st.none() | spans(length),
        cue=several(spans(length)),
        content=several(spans(length, least=1), least=1),
        manner=one_of(r.Manner),
        stance=one_of(r.Stance),
        confidence=SCORES,
        addressees=several(actors(length)),
        said_on=st.none() | dates(length),
        occasion=st.none() | WORDS,
        within=st.none(),
        language=st.none() | WORDS,
        chain=several(st.builds(r.Hop, actors(length), one_of(r.HopKind), st.none() | spans(length), st.booleans())),
        trace=traces(),
    )


def reports(length: int) -> st.SearchStrategy[r.Report]:
    numbers = st.builds(r.Number, WORDS, st.floats(allow_nan=False), spans(length))
    conditions = st.builds(r.Condition, one_of(r.ConditionKind), spans(length), st.none() | dates(length))
    return st.builds(
        r.Report,
        id=IDS,
        actors=several(actors(length)),
        recipients=several(actors(length)),
        type=WORDS,
        mode=st.none() | WORDS,
        quad=WORDS,
        score=st.floats(-10, 10),
        aspect=one_of(r.Aspect),
        factuality=one_of(r.Factuality),
        time=one_of(r.Time),
        confidence=SCORES,
        evidence=several(spans(length, least=1), least=1),
        contexts=several(WORDS),
        date=st.none() | dates(length),
        place=st.none() | st.builds(r.Place, WORDS, COUNTRIES, spans(length)),
        numbers=several(numbers),
        conditions=several(conditions),
        asserted_by=st.just("author"),
        performed_in=st.none(),
        trace=traces(),
    )


@st.composite
def articles(draw: st.DrawFn) -> r.Article:
    text = draw(TEXTS)
    maybe = st.none() | WORDS
    return r.Article(
        id=draw(IDS),
        text=text,
        title=draw(maybe),
        url=draw(maybe),
        outlet=draw(maybe),
        section=draw(maybe),
        byline=draw(maybe),
        published_at=draw(st.none() | published()),
        language=draw(maybe),
        tags=draw(several(st.builds(r.Tag, WORDS, maybe, WORDS))),
        furniture=draw(several(spans(len(text)))),
        wire=draw(maybe),
        revises=draw(maybe),
    )


@st.composite
def entries(draw: st.DrawFn, article: r.Article | None = None) -> r.Entry:
    """An article, or this one, with statements and reports whose ids differ, and which refer to one another."""
    article = article or draw(articles())
    length = len(article.text)
    said, done = draw(several(statements(length))), draw(several(reports(length)))
    ids = draw(st.lists(IDS, min_size=len(said) + len(done), max_size=len(said) + len(done), unique=True))
    named = ids[: len(said)]
    within = st.none() | st.sampled_from(named) if named else st.none()
    asserted = st.sampled_from(["author", *named])
    return r.Entry(
        article,
        tuple(replace(each, id=name, within=draw(within)) for each, name in zip(said, named, strict=True)),
        tuple(
            replace(each, id=name, asserted_by=draw(asserted), performed_in=draw(within))
            for each, name in zip(done, ids[len(said) :], strict=True)
        ),
    )
