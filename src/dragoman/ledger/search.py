"""Questions → articles and statements, newest first, by page; full text behind `find_text`.

What a user types is never handed to the index as its language: words are quoted one by one and all must occur;
"words in quotation marks" must follow one another; a word that ends in * may go on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from sqlalchemy import Select, and_, func, intersect, literal, literal_column, or_, select, table, union_all

from dragoman.errors import LedgerError
from dragoman.ledger import schema
from dragoman.ledger.asof import stand
from dragoman.ledger.casting import follow_actor
from dragoman.ledger.retrieval import load_articles, load_reports, load_statements
from dragoman.ledger.rows import chunks, find_words
from dragoman.records import Report, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, CompoundSelect, Connection, Table

    from dragoman.records import Article

Found = Literal["article", "statement"]
Place = tuple[int, int, str]
"""Key of a row, and of its reading; its id."""
_Record = TypeVar("_Record", Statement, Report)
_EXCERPT_WORDS = 24


@dataclass(frozen=True, slots=True)
class Match:
    """Where a text was found: the article, the statement if it stands in one, a piece of it, and how well it fits.

    In `excerpt` the words found stand between ⟦ and ⟧. `score` grows with the fit and compares within one kind only.
    """

    kind: Found
    article_id: str
    statement_id: str | None
    excerpt: str
    score: float


# --- by what rows hold -----------------------------------------------------------------------------------------------


def place_statements(
    connection: Connection,
    *,
    speaker: str | None,
    country: str | None,
    outlet: str | None,
    since: date | None,
    until: date | None,
    text: str | None,
    limit: int | None,
    offset: int,
    rejected: bool = False,
    as_of: int | None = None,
) -> list[Place]:
    """Where the statements stand that fit, in the order of Ledger.find_statements; as after the run with the key `as_of`."""
    statements, readings, articles = schema.statements, schema.readings, schema.articles
    speaker = follow_actor(connection, speaker) if speaker and as_of is None else speaker
    wanted = [*stand(as_of, rejected=rejected), *_published_by(outlet)]
    wanted += _between(since, until, statements.c.first_on, statements.c.last_on)
    if speaker is not None or country is not None:
        wanted.append(statements.c.key.in_(_spoken(speaker, country, raw=as_of is not None)))
    if text is not None:
        wanted.append(statements.c.key.in_(_matching("statement_words", text)))
    order = (statements.c.first_on.desc().nulls_last(), statements.c.reading.desc(), statements.c.n)
    query = (
        select(statements.c.key, statements.c.reading, statements.c.id).join_from(statements, readings).join(articles)
    )
    return _places(connection, _page(query.where(*wanted).order_by(*order), limit, offset))


def get_statements(
    connection: Connection, places: Sequence[Place], *, rejected: bool = False, raw: bool = False
) -> list[tuple[Article, Statement]]:
    """The statements of these places, with their articles; corrected since, as they are now; less those deleted since.

    `rejected`: with those that people rejected since; `raw`: as a run left them.
    """
    places = _settle(connection, schema.statements, places, rejected=rejected, raw=raw)
    return _pair(connection, places, load_statements(connection, [place[0] for place in places], raw=raw))


@dataclass(frozen=True, slots=True)
class ReportQuery:
    """What reports are asked for; conditions add up, None asks for nothing.

    `actor`, `recipient`: an alpha-3 code (whoever acts for it), an actor's id, or words of a name. `word_of`: an alpha-3 code,
    for what stands only on the word of that side. `condition`: words of a condition; `deadline_before`: a day after the last
    one of a deadline. `least`: confidence at least. `rejected`: also what people rejected.
    """

    actor: str | None = None
    recipient: str | None = None
    type: str | None = None
    quad: str | None = None
    factuality: str | None = None
    aspect: str | None = None
    condition: str | None = None
    deadline_before: date | None = None
    word_of: str | None = None
    outlet: str | None = None
    since: date | None = None
    until: date | None = None
    text: str | None = None
    least: float = 0.0
    rejected: bool = False


def place_reports(
    connection: Connection, query: ReportQuery, *, limit: int | None, offset: int, as_of: int | None = None
) -> list[Place]:
    """Where the reports stand that fit, in the order of Ledger.find_reports; as after the run with the key `as_of`."""
    reports, readings, articles = schema.reports, schema.readings, schema.articles
    _teach_words(connection)
    wanted = [*stand(as_of, rejected=query.rejected), *_published_by(query.outlet)]
    wanted += _between(query.since, query.until, reports.c.first_on, reports.c.last_on)
    wanted += [
        column == value
        for column, value in (
            (reports.c.type, query.type), (reports.c.quad, query.quad), (reports.c.factuality, query.factuality),
            (reports.c.aspect, query.aspect),
        )
        if value is not None
    ]  # fmt: skip
    for part, who in (("actor", query.actor), ("recipient", query.recipient)):
        if who is not None:
            who = follow_actor(connection, who) if as_of is None else who
            wanted.append(reports.c.key.in_(_taking_part(part, who, raw=as_of is not None)))
    if query.condition is not None:
        wanted.append(reports.c.key.in_(_limited(query.condition)))
    if query.deadline_before is not None:
        wanted.append(reports.c.key.in_(_due(query.deadline_before)))
    if query.word_of is not None:
        wanted.append(_on_word_of(query.word_of, raw=as_of is not None))
    wanted += _holding(reports.c.evidence, query.text or "")
    if query.least:
        wanted.append(reports.c.confidence >= query.least)
    order = (reports.c.first_on.desc().nulls_last(), reports.c.reading.desc(), reports.c.n)
    select_keys = select(reports.c.key, reports.c.reading, reports.c.id).join_from(reports, readings).join(articles)
    return _places(connection, _page(select_keys.where(*wanted).order_by(*order), limit, offset))


def get_reports(
    connection: Connection, places: Sequence[Place], *, rejected: bool = False, raw: bool = False
) -> list[tuple[Article, Report]]:
    """The reports of these places, with their articles, as `get_statements` has them."""
    places = _settle(connection, schema.reports, places, rejected=rejected, raw=raw)
    return _pair(connection, places, load_reports(connection, [place[0] for place in places], raw=raw))


def _places(connection: Connection, query: Select[Any]) -> list[Place]:
    return [(row.key, row.reading, row.id) for row in connection.execute(query)]


def _settle(
    connection: Connection, rows: Table, places: Sequence[Place], *, rejected: bool, raw: bool
) -> Sequence[Place]:
    """Where the rows are now. What is shown of an article is made anew when it is corrected, and keys may be given again."""
    columns = (rows.c.key, rows.c.reading, rows.c.id)
    there: set[Place] = set()
    for some in chunks(places):
        there.update(_places(connection, select(*columns).where(rows.c.key.in_([place[0] for place in some]))))
    lost = sorted({place[2] for place in places if place not in there})
    if not lost:
        return places
    now: dict[str, Place] = {}
    for each in [] if raw else chunks(lost):
        query = select(*columns).join_from(rows, schema.readings).join(schema.articles)
        query = query.where(rows.c.id.in_(each), *stand(None, revised=True, rejected=rejected))
        now.update((place[2], place) for place in _places(connection, query))
    return [place if place in there else now[place[2]] for place in places if place in there or place[2] in now]


def _pair(connection: Connection, places: Sequence[Place], found: dict[int, _Record]) -> list[tuple[Article, _Record]]:
    held = load_articles(connection, sorted({reading for _, reading, _ in places}))
    return [(held[reading], found[key]) for key, reading, _ in places]


def _taking_part(part: str, who: str, *, raw: bool) -> Select[Any]:
    """Keys of reports in which somebody plays a part: of a country, or, where that is no one's, of an id or a name."""
    actors, appearances, others = schema.actors, schema.report_actors, schema.actors.alias()
    mine = or_(actors.c.id == who, *_named(who))
    if len(who) == 3 and who.isalpha() and who.isupper():
        known = select(others.c.key).where(others.c.country == who).exists()
        mine = or_(actors.c.country == who, and_(~known, mine))
    held = _shown_as(mine, raw=raw)
    return select(appearances.c.report).where(appearances.c.part == part, appearances.c.actor.in_(held))


def _limited(words: str) -> Select[Any]:
    """Keys of reports with a condition of these words."""
    limits, reports, readings, articles = schema.report_conditions, schema.reports, schema.readings, schema.articles
    held = func.substr(articles.c.text, limits.c.span_start + 1, limits.c.span_end - limits.c.span_start)
    found = select(limits.c.report).join(reports, reports.c.key == limits.c.report)
    return found.join(readings, readings.c.key == reports.c.reading).join(articles).where(*_holding(held, words))


def _due(before: date) -> Select[Any]:
    """Keys of reports with a deadline that is over before a day."""
    limits = schema.report_conditions.c
    return select(limits.report).where(limits.kind == "deadline", limits.due_to_on < before)


def _holding(text: ColumnElement[Any], words: str) -> list[ColumnElement[bool]]:
    """That a text holds each of some words, compared as those of names are. For another database: its own folding."""
    return [func.dragoman_words(text).contains(word, autoescape=True) for word in sorted(find_words(words))]


def _teach_words(connection: Connection) -> None:
    """Gives SQLite the function by which `_holding` compares."""
    if (raw := connection.connection.driver_connection) is not None:
        raw.create_function("dragoman_words", 1, lambda text: " ".join(find_words(text or "")), deterministic=True)


def _on_word_of(country: str, *, raw: bool) -> ColumnElement[bool]:
    """Asserted by a statement of whose speakers one is of that country."""
    actors, appearances, statements = schema.actors, schema.statement_actors, schema.statements
    spoken = (
        select(statements.c.key)
        .join(appearances, appearances.c.statement == statements.c.key)
        .where(
            statements.c.reading == schema.reports.c.reading,
            statements.c.id == schema.reports.c.asserted_by,
            appearances.c.part == "speaker",
            appearances.c.actor.in_(_shown_as(actors.c.country == country, raw=raw)),
        )
    )
    return spoken.exists()


def find_articles(
    connection: Connection,
    *,
    outlet: str | None,
    since: date | None,
    until: date | None,
    text: str | None,
    limit: int | None,
    offset: int,
) -> list[Article]:
    """See Ledger.find_articles."""
    readings, articles = schema.readings, schema.articles
    wanted = [readings.c.current, articles.c.status == "current", *_published_by(outlet)]
    wanted += _between(since, until, readings.c.published_on, readings.c.published_on)
    if text is not None:
        wanted.append(articles.c.key.in_(_matching("article_words", text)))
    query = select(readings.c.key).join_from(readings, articles).where(*wanted)
    query = query.order_by(readings.c.published_at.desc().nulls_last(), readings.c.key.desc())
    keys = list(connection.execute(_page(query, limit, offset)).scalars())
    found = load_articles(connection, keys)
    return [found[key] for key in keys]


def hold_words(text: str) -> Select[Any]:
    """Keys of the articles that hold a text, as in `find_text`."""
    return _matching("article_words", text)


def _published_by(outlet: str | None) -> list[ColumnElement[bool]]:
    return [] if outlet is None else [schema.readings.c.outlet_folded == outlet.casefold()]


def _between(
    since: date | None, until: date | None, first: ColumnElement[date], last: ColumnElement[date]
) -> Iterator[ColumnElement[bool]]:
    if since is not None:
        yield last >= since
    if until is not None:
        yield first <= until


def _spoken(speaker: str | None, country: str | None, *, raw: bool) -> Select[Any]:
    """Keys of statements with a speaker of that name (all its words), or that id, who is of that country."""
    actors, appearances = schema.actors, schema.statement_actors
    wanted = [appearances.c.part == "speaker"]
    if country is not None:
        wanted.append(actors.c.country == country.upper())
    if speaker is not None:
        wanted.append(or_(actors.c.id == speaker, *_named(speaker)))
    held = _shown_as(*wanted[1:], raw=raw)
    return select(appearances.c.statement).where(wanted[0], appearances.c.actor.in_(held))


def _shown_as(*wanted: ColumnElement[bool], raw: bool) -> CompoundSelect[Any] | Select[Any]:
    """Keys of actors that are shown, as they were written or as people corrected them, as ones that are wanted.

    `raw`: that were written so.
    """
    actors, shown = schema.actors, schema.shown_actors
    held = select(actors.c.key).where(*wanted)
    if raw:
        return held
    own = held.where(~select(shown.c.actor).where(shown.c.actor == actors.c.key).exists())
    return union_all(own, select(shown.c.actor).where(shown.c.shown.in_(held)))


def _named(name: str) -> list[ColumnElement[bool]]:
    words = schema.actor_words.c
    each = [select(words.actor).where(words.word == word) for word in sorted(find_words(name))]
    return [schema.actors.c.key.in_(intersect(*each) if len(each) > 1 else each[0])] if each else []


def _page(query: Select[Any], limit: int | None, offset: int) -> Select[Any]:
    if offset < 0 or (limit is not None and limit < 0):
        raise LedgerError(f"A page of {limit} rows from row {offset} cannot be had: both count from 0 upwards.")
    return query.limit(limit).offset(offset)


# --- by full text ----------------------------------------------------------------------------------------------------


def find_text(connection: Connection, query: str, *, limit: int, offset: int) -> list[Match]:
    """See Ledger.find_text."""
    said, readings, articles = schema.statements, schema.readings, schema.articles
    current = and_(readings.c.current, articles.c.status == "current")
    in_statements = (
        select(literal("statement").label("kind"), articles.c.id, said.c.id.label("said"), *_scored("statement_words"))
        .join_from(_index("statement_words"), said, said.c.key == literal_column("statement_words.rowid"))
        .join(readings, readings.c.key == said.c.reading)
        .join(articles, articles.c.key == readings.c.article)
        .where(_matches("statement_words", query), current)
    )
    in_articles = (
        select(literal("article").label("kind"), articles.c.id, literal(None).label("said"), *_scored("article_words"))
        .join_from(_index("article_words"), articles, articles.c.key == literal_column("article_words.rowid"))
        .join(readings, readings.c.article == articles.c.key)
        .where(_matches("article_words", query), current)
    )
    found: list[Match] = []
    for each in (in_statements, in_articles):
        best = each.order_by(literal_column("score").desc(), articles.c.id).limit(limit + offset)
        found += [Match(row.kind, row.id, row.said, row.excerpt, row.score) for row in connection.execute(best)]
    return found[offset : offset + limit]


def _index(name: str) -> Any:
    return table(name)


def _scored(index: str) -> tuple[ColumnElement[Any], ...]:
    whole: ColumnElement[Any] = literal_column(index)
    excerpt = func.snippet(whole, 0, "⟦", "⟧", "…", _EXCERPT_WORDS)
    return excerpt.label("excerpt"), (-func.bm25(whole)).label("score")


def _matching(index: str, text: str) -> Select[Any]:
    """Keys of rows whose text holds what is asked for. For another database: its own index, from here on."""
    return select(literal_column("rowid")).select_from(_index(index)).where(_matches(index, text))


def _matches(index: str, text: str) -> ColumnElement[bool]:
    return literal_column(index).op("MATCH")(quote_query(text))


def quote_query(text: str) -> str:
    """What a user asks for, in FTS5's language: words and phrases quoted, so that no other character means anything.

    A text without a letter or digit asks for nothing and finds nothing.
    """
    parts = [phrase or word for phrase, word in re.findall(r'"([^"]*)"|([^\s"]+)', text.replace("\0", " "))]
    kept = [part for part in parts if any(c.isalnum() for c in part)]
    quoted = [f'"{part.rstrip("*")}"' + (" *" if part.endswith("*") else "") for part in kept]
    return " ".join(quoted) or '""'
