"""Questions → articles and statements, newest first, by page; full text behind `find_text`, by each database's own index.

What a user types is never handed to the index as its language: all words must occur; "words in quotation marks" must
follow one another; a word that ends in * may go on (words.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from sqlalchemy import Select, literal_column, null, select

from dragoman.errors import LedgerError
from dragoman.ledger import schema
from dragoman.ledger.asof import stand
from dragoman.ledger.casting import follow_actor, has_shown
from dragoman.ledger.dialects import get_dialect
from dragoman.ledger.parties import called, find_meant, shown_as, take_part
from dragoman.ledger.retrieval import load_articles, load_reports, load_statements
from dragoman.ledger.rows import chunks
from dragoman.ledger.words import find_words
from dragoman.records import Report, Statement

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Connection, Table

    from dragoman.records import Article

Found = Literal["article", "statement"]
Place = tuple[int, int, str]
"""Key of a row, and of its reading; its id."""
_Record = TypeVar("_Record", Statement, Report)


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
    office: str | None = None,
    roles: Collection[str] | None = None,
    oldest: bool = False,
) -> list[Place]:
    """Where the statements stand that fit, in the order of Ledger.find_statements; as after the run with the key `as_of`.

    `office`: words of a speaker's role; `roles`: whole ones, of which it is one. `oldest`: those of the first day first.
    """
    statements, readings, articles = schema.statements, schema.readings, schema.articles
    speaker = follow_actor(connection, speaker) if speaker and as_of is None else speaker
    wanted = [*stand(as_of, rejected=rejected), *_published_by(outlet)]
    wanted += _between(since, until, statements.c.first_on, statements.c.last_on)
    if not (speaker is country is office is roles is None):
        raw = as_of is not None or not has_shown(connection)
        mine = _spoken(speaker, country, *_officiating(connection, office, roles), raw=raw)
        wanted.append(statements.c.key.in_(mine))
    if text is not None:
        wanted.append(statements.c.key.in_(_matching(connection, "statement_words", text)))
    first = statements.c.first_on.asc() if oldest else statements.c.first_on.desc()
    order = (first.nulls_last(), statements.c.reading.asc() if oldest else statements.c.reading.desc(), statements.c.n)
    query = (
        select(statements.c.key, statements.c.reading, statements.c.id).join_from(statements, readings).join(articles)
    )
    return find_places(connection, cut_page(query.where(*wanted).order_by(*order), limit, offset))


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


@dataclass(frozen=True, slots=True)
class EventQuery(ReportQuery):
    """What events are asked for: those of which a report fits, and whose own days lie between `since` and `until`.

    `disputed`: only those in which reports contradict one another. `least` and `rejected` hold for all reports that are shown.
    """

    disputed: bool = False


def place_reports(
    connection: Connection, query: ReportQuery, *, limit: int | None, offset: int, as_of: int | None = None
) -> list[Place]:
    """Where the reports stand that fit, in the order of Ledger.find_reports; as after the run with the key `as_of`."""
    reports, readings, articles = schema.reports, schema.readings, schema.articles
    wanted = find_fitting(connection, query, as_of=as_of)
    order = (reports.c.first_on.desc().nulls_last(), reports.c.reading.desc(), reports.c.n)
    select_keys = select(reports.c.key, reports.c.reading, reports.c.id).join_from(reports, readings).join(articles)
    return find_places(connection, cut_page(select_keys.where(*wanted).order_by(*order), limit, offset))


def find_fitting(connection: Connection, query: ReportQuery, *, as_of: int | None = None) -> list[ColumnElement[bool]]:
    """The conditions by which reports fit, for a query that joins reports, readings and articles."""
    reports, raw = schema.reports, as_of is not None or not has_shown(connection)
    dialect = get_dialect(connection)
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
    parties = {part: who for part, who in (("actor", query.actor), ("recipient", query.recipient)) if who is not None}
    held = {
        part: find_meant(connection, follow_actor(connection, who) if as_of is None else who, raw=raw)
        for part, who in parties.items()
    }
    wanted += take_part(connection, held)
    if query.condition is not None:
        limited = dialect.hold_condition(sorted(find_words(query.condition)))
        wanted.append(reports.c.key.in_(limited))
    if query.deadline_before is not None:
        wanted.append(reports.c.key.in_(_due(query.deadline_before)))
    if query.word_of is not None:
        wanted.append(_on_word_of(query.word_of, raw=raw))
    wanted += dialect.hold(reports.c.evidence, sorted(find_words(query.text or "")))
    if query.least:
        wanted.append(reports.c.confidence >= query.least)
    return wanted


def get_reports(
    connection: Connection, places: Sequence[Place], *, rejected: bool = False, raw: bool = False
) -> list[tuple[Article, Report]]:
    """The reports of these places, with their articles, as `get_statements` has them."""
    places = _settle(connection, schema.reports, places, rejected=rejected, raw=raw)
    return _pair(connection, places, load_reports(connection, [place[0] for place in places], raw=raw))


def find_places(connection: Connection, query: Select[Any]) -> list[Place]:
    """Where the rows stand that a query of key, reading and id finds."""
    return [(row.key, row.reading, row.id) for row in connection.execute(query)]


def _settle(
    connection: Connection, rows: Table, places: Sequence[Place], *, rejected: bool, raw: bool
) -> Sequence[Place]:
    """Where the rows are now. What is shown of an article is made anew when it is corrected, and keys may be given again."""
    columns = (rows.c.key, rows.c.reading, rows.c.id)
    there: set[Place] = set()
    for some in chunks(places):
        there.update(find_places(connection, select(*columns).where(rows.c.key.in_([place[0] for place in some]))))
    lost = sorted({place[2] for place in places if place not in there})
    if not lost:
        return places
    now: dict[str, Place] = {}
    for each in [] if raw else chunks(lost):
        query = select(*columns).join_from(rows, schema.readings).join(schema.articles)
        query = query.where(rows.c.id.in_(each), *stand(None, revised=True, rejected=rejected))
        now.update((place[2], place) for place in find_places(connection, query))
    return [place if place in there else now[place[2]] for place in places if place in there or place[2] in now]


def _pair(connection: Connection, places: Sequence[Place], found: dict[int, _Record]) -> list[tuple[Article, _Record]]:
    held = load_articles(connection, sorted({reading for _, reading, _ in places}))
    return [(held[reading], found[key]) for key, reading, _ in places]


def _due(before: date) -> Select[Any]:
    """Keys of reports with a deadline that is over before a day."""
    limits = schema.report_conditions.c
    return select(limits.report).where(limits.kind == "deadline", limits.due_to_on < before)


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
            appearances.c.actor.in_(shown_as(actors.c.country == country, raw=raw)),
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
    keys = place_articles(connection, outlet=outlet, since=since, until=until, text=text, limit=limit, offset=offset)
    found = load_articles(connection, keys)
    return [found[key] for key in keys]


def place_articles(
    connection: Connection,
    *,
    outlet: str | None,
    since: date | None,
    until: date | None,
    text: str | None,
    limit: int | None,
    offset: int,
) -> list[int]:
    """Keys of the readings of the articles that fit, in the order of Ledger.find_articles."""
    readings, articles = schema.readings, schema.articles
    wanted = [readings.c.current, articles.c.status == "current", *_published_by(outlet)]
    wanted += _between(since, until, readings.c.published_on, readings.c.published_on)
    if text is not None:
        wanted.append(articles.c.key.in_(_matching(connection, "article_words", text)))
    query = select(readings.c.key).join_from(readings, articles).where(*wanted)
    query = query.order_by(readings.c.published_at.desc().nulls_last(), readings.c.key.desc())
    return list(connection.execute(cut_page(query, limit, offset)).scalars())


def hold_words(connection: Connection, text: str) -> Select[Any]:
    """Keys of the articles that hold a text, as in `find_text`."""
    return _matching(connection, "article_words", text)


def _published_by(outlet: str | None) -> list[ColumnElement[bool]]:
    return [] if outlet is None else [schema.readings.c.outlet_folded == outlet.casefold()]


def _between(
    since: date | None, until: date | None, first: ColumnElement[date], last: ColumnElement[date]
) -> Iterator[ColumnElement[bool]]:
    if since is not None:
        yield last >= since
    if until is not None:
        yield first <= until


def _officiating(
    connection: Connection, office: str | None, roles: Collection[str] | None
) -> list[ColumnElement[bool]]:
    """That an actor's role holds each of some words; that it is one of some."""
    words = sorted(find_words(office or ""))
    one_of = [] if roles is None else [schema.actors.c.role.in_(sorted(roles))]
    return [*get_dialect(connection).hold(schema.actors.c.role, words), *one_of]


def _spoken(speaker: str | None, country: str | None, *office: ColumnElement[bool], raw: bool) -> Select[Any]:
    """Keys of statements with a speaker of that name (all its words), or that id, of that country, in that office."""
    actors, appearances = schema.actors, schema.statement_actors
    wanted = [appearances.c.part == "speaker", *office]
    if country is not None:
        wanted.append(actors.c.country == country.upper())
    if speaker is not None:
        wanted.append(called(speaker))
    held = shown_as(*wanted[1:], raw=raw)
    return select(appearances.c.statement).where(wanted[0], appearances.c.actor.in_(held))


def cut_page(query: Select[Any], limit: int | None, offset: int) -> Select[Any]:
    """A page of what a query finds. Raises LedgerError for one that cannot be."""
    if offset < 0 or (limit is not None and limit < 0):
        raise LedgerError(f"A page of {limit} rows from row {offset} cannot be had: both count from 0 upwards.")
    return query.limit(limit).offset(offset)


# --- by full text ----------------------------------------------------------------------------------------------------


def find_text(connection: Connection, query: str, *, limit: int, offset: int) -> list[Match]:
    """See Ledger.find_text."""
    dialect, said, readings, articles = get_dialect(connection), schema.statements, schema.readings, schema.articles
    found: list[Match] = []
    for kind, index in (("statement", "statement_words"), ("article", "article_words")):
        hits = dialect.find_hits(index, query)
        asked = select(articles.c.id, hits.text.label("excerpt"), hits.score.label("score"))
        if kind == "statement":
            asked = asked.add_columns(said.c.id.label("said")).join_from(hits.table, said, said.c.key == hits.key)
            asked = asked.join(readings, readings.c.key == said.c.reading).join(articles)
        else:
            asked = asked.add_columns(null().label("said")).join_from(hits.table, articles, articles.c.key == hits.key)
            asked = asked.join(readings, readings.c.article == articles.c.key)
        asked = asked.where(hits.fits, readings.c.current, articles.c.status == "current")
        best = asked.order_by(literal_column("score").desc(), articles.c.id, hits.key).limit(limit + offset)
        rows = connection.execute(best).all()
        excerpts = dialect.cut_excerpts(query, [row.excerpt for row in rows])
        found += [
            Match(cast("Found", kind), row.id, row.said, excerpt, row.score)
            for row, excerpt in zip(rows, excerpts, strict=True)
        ]
    return found[offset : offset + limit]


def _matching(connection: Connection, index: str, text: str) -> Select[Any]:
    """Keys of rows whose text holds what is asked for."""
    hits = get_dialect(connection).find_hits(index, text)
    return select(hits.key).select_from(hits.table).where(hits.fits)
