"""Rows → records: as they were written, or with actors as people corrected them, which the rows' traces then say."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import bindparam, func, null, select

from dragoman.contract import CORRECTIONS
from dragoman.errors import LedgerError, LedgerNotFoundError
from dragoman.ledger import schema
from dragoman.ledger.rows import Row, chunks, restore_date, restore_published, restore_span, restore_trace
from dragoman.records import (
    Actor,
    Article,
    Condition,
    Entry,
    Hop,
    Number,
    Place,
    Report,
    Span,
    Statement,
    Tag,
    Trace,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy import BindParameter, ColumnElement, Connection, Select, Table

_Record = TypeVar("_Record")
_Parts = dict[int, list[_Record]]
_Marks = defaultdict[int, list[Trace]]
_KEYS: BindParameter[Any] = bindparam("keys", expanding=True)
_LAST = "\U0010ffff"  # sorts after all that an id may hold


# --- whole entries ---------------------------------------------------------------------------------------------------


def load_entries(connection: Connection, readings: Sequence[int], *, raw: bool = False) -> dict[int, Entry]:
    """Key of a reading → what it gave, for readings that are there. `raw`: with actors as they were written."""
    articles = load_articles(connection, readings)
    said = _load_keys(connection, schema.statements, readings)
    done = _load_keys(connection, schema.reports, readings)
    statements = load_statements(connection, [key for keys in said.values() for key in keys], raw=raw)
    reports = load_reports(connection, [key for keys in done.values() for key in keys], raw=raw)
    traces = _load_traces(connection, readings)
    return {
        key: Entry(
            articles[key],
            tuple(statements[each] for each in said.get(key, ())),
            tuple(reports[each] for each in done.get(key, ())),
            traces.get(key, ()),
        )
        for key in readings
    }


def _load_traces(connection: Connection, readings: Sequence[int]) -> dict[int, tuple[Trace, ...]]:
    """Key of a reading → what people corrected of its article, where they did."""
    return {row.key: restore_trace(row.trace) for row in _ask(connection, _select_traces(), readings)}


@lru_cache
def _select_traces() -> Select[Any]:
    columns = schema.readings.c
    return select(columns.key, columns.trace).where(columns.key.in_(_KEYS), columns.trace.is_not(None))


def load_articles(connection: Connection, readings: Sequence[int]) -> dict[int, Article]:
    """Key of a reading → its article, as that reading has it."""
    tags = _load(connection, schema.tags, "reading", readings, lambda row: Tag(row.name, row.code, row.by))
    furniture = _load(connection, schema.furniture, "reading", readings, _span)
    return {
        row.key: _article(row, tuple(tags.get(row.key, ())), tuple(furniture.get(row.key, ())))
        for row in _ask(connection, _select_articles(), readings)
    }


@lru_cache
def _select_articles() -> Select[Any]:
    columns = [column for column in schema.readings.c if column.name != "article"]
    whole = select(*columns, schema.articles.c.id, schema.articles.c.text, schema.articles.c.revises)
    return whole.join_from(schema.readings, schema.articles).where(schema.readings.c.key.in_(_KEYS))


def load_statements(connection: Connection, keys: Sequence[int], *, raw: bool = False) -> dict[int, Statement]:
    """Key → statement. `raw`: with actors as they were written."""
    marks: _Marks | None = None if raw else defaultdict(list)
    cue, content = _load_spans(connection, keys, ("cue", "content"))
    speakers, addressees = _load_actors(
        connection, schema.statement_actors, "statement", keys, parts=("speaker", "addressee"), marks=marks
    )
    chain = _load_hops(connection, keys, marks=marks)
    return {
        row.key: Statement(
            id=row.id,
            speakers=tuple(speakers.get(row.key, ())),
            source=restore_span(row, "source"),
            cue=tuple(cue.get(row.key, ())),
            content=tuple(content.get(row.key, ())),
            manner=row.manner,
            stance=row.stance,
            confidence=row.confidence,
            addressees=tuple(addressees.get(row.key, ())),
            said_on=restore_date(row, "said"),
            occasion=row.occasion,
            within=row.within,
            language=row.language,
            chain=tuple(chain.get(row.key, ())),
            trace=(*restore_trace(row.trace), *(marks.get(row.key, ()) if marks else ())),
        )
        for row in _ask(connection, _select_rows(schema.statements), keys)
    }


def load_reports(connection: Connection, keys: Sequence[int], *, raw: bool = False) -> dict[int, Report]:
    """Key → report. `raw`: with actors as they were written."""
    marks: _Marks | None = None if raw else defaultdict(list)
    actors, recipients = _load_actors(
        connection, schema.report_actors, "report", keys, parts=("actor", "recipient"), marks=marks
    )
    evidence = _load(connection, schema.report_spans, "report", keys, _span)
    contexts = _load(connection, schema.report_contexts, "report", keys, _context)
    numbers = _load(connection, schema.report_numbers, "report", keys, _number)
    conditions = _load(connection, schema.report_conditions, "report", keys, _condition)
    return {
        row.key: Report(
            id=row.id,
            actors=tuple(actors.get(row.key, ())),
            recipients=tuple(recipients.get(row.key, ())),
            type=row.type,
            mode=row.mode,
            quad=row.quad,
            score=row.score,
            aspect=row.aspect,
            factuality=row.factuality,
            time=row.time,
            confidence=row.confidence,
            evidence=tuple(evidence.get(row.key, ())),
            contexts=tuple(contexts.get(row.key, ())),
            date=restore_date(row, "date"),
            place=_place(row),
            numbers=tuple(numbers.get(row.key, ())),
            conditions=tuple(conditions.get(row.key, ())),
            asserted_by=row.asserted_by,
            performed_in=row.performed_in,
            trace=(*restore_trace(row.trace), *(marks.get(row.key, ()) if marks else ())),
        )
        for row in _ask(connection, _select_rows(schema.reports), keys)
    }


# --- by id -----------------------------------------------------------------------------------------------------------


def get_id(connection: Connection, table: Table, prefix: str) -> str:
    """The one id in `table` that is `prefix` or begins with it, or to which `prefix` was redirected.

    Raises LedgerNotFoundError if there is none, LedgerError if there are several.
    """
    noun = table.name.removesuffix("s")
    if not prefix:
        raise LedgerError(f"An empty text names no {noun}. Give an id, or the beginning of one.")
    found = find_ids(connection, table, prefix)
    if not found:
        raise LedgerNotFoundError(f"There is no {noun} whose id is or begins with {prefix!r} in this ledger.")
    if len(found) > 1:
        shown = ", ".join(found[:4]) + (", …" if len(found) > 4 else "")
        raise LedgerError(f"{prefix!r} begins the ids of several {noun}s: {shown}. Give more of it.")
    return found[0]


def find_ids(connection: Connection, table: Table, prefix: str) -> list[str]:
    """Ids in `table` that are `prefix`, or where it was redirected, else up to five that begin with it."""
    column = table.c.id
    target = follow(connection, prefix)
    if connection.execute(select(column).where(column == target).limit(1)).first():
        return [target]
    within = select(column).distinct().where(column >= prefix, column < prefix + _LAST).order_by(column).limit(5)
    return [name for name in connection.execute(within).scalars() if name.startswith(prefix)]


def follow(connection: Connection, row_id: str) -> str:
    """Where redirects lead from `row_id`: itself if there are none."""
    columns = schema.redirects.c
    passed = {row_id}
    while found := connection.execute(select(columns.new_id).where(columns.old_id == row_id)).scalar():
        if found in passed:  # no writer makes a circle, but a damaged file may hold one
            break
        passed.add(row_id := found)
    return row_id


def get_reading(connection: Connection, article_id: str, *, run_id: str | None) -> int:
    """Key of the reading of an article that is current, or that was when `run_id` was the last run.

    Raises LedgerNotFoundError if the article had not been read by then, or there is no such run.
    """
    readings, articles, runs = schema.readings, schema.articles, schema.runs
    query = select(readings.c.key).join_from(readings, articles).where(articles.c.id == article_id)
    if run_id is None:
        query = query.where(readings.c.current)
    else:
        run = connection.execute(select(runs.c.key).where(runs.c.id == run_id)).scalar()
        if run is None:
            raise LedgerNotFoundError(f"There is no run {run_id!r} in this ledger. `dragoman status` lists them.")
        query = query.where(readings.c.run <= run).order_by(readings.c.run.desc(), readings.c.key.desc()).limit(1)
    key: int | None = connection.execute(query).scalar()
    if key is None:
        raise LedgerNotFoundError(f"Article {article_id!r} had not been read by the end of run {run_id!r}.")
    return key


def get_row(connection: Connection, table: Table, row_id: str) -> tuple[int, int]:
    """(key of the row, key of its reading) in the current reading that has it, else the newest."""
    readings = schema.readings
    query = select(table.c.key, readings.c.key).join_from(table, readings).where(table.c.id == row_id)
    row = connection.execute(query.order_by(readings.c.current.desc(), readings.c.key.desc()).limit(1)).one()
    return row[0], row[1]


# --- parts of records ------------------------------------------------------------------------------------------------


@lru_cache
def _select_rows(table: Table) -> Select[Any]:
    return select(table).where(table.c.key.in_(_KEYS))


def _load_keys(connection: Connection, table: Table, readings: Sequence[int]) -> _Parts[int]:
    """Key of a reading → keys of its rows in `table`, in their order."""
    found: _Parts[int] = defaultdict(list)
    for row in _ask(connection, _select_keys(table), readings):
        found[row.reading].append(row.key)
    return found


@lru_cache
def _select_keys(table: Table) -> Select[Any]:
    query = select(table.c.key, table.c.reading).where(table.c.reading.in_(_KEYS))
    return query.order_by(table.c.reading, table.c.n)


def _load(
    connection: Connection, table: Table, owner: str, keys: Sequence[int], make: Callable[[Row], _Record]
) -> _Parts[_Record]:
    """Key of the owner → its parts in `table`, in their order."""
    found: _Parts[_Record] = defaultdict(list)
    for row in _ask(connection, _select_parts(table, owner), keys):
        found[getattr(row, owner)].append(make(row))
    return found


def _load_spans(connection: Connection, keys: Sequence[int], parts: Sequence[str]) -> list[_Parts[Span]]:
    """For each of the parts: key of a statement → its spans of this part, in their order."""
    found: dict[str, _Parts[Span]] = {part: defaultdict(list) for part in parts}
    for row in _ask(connection, _select_parts(schema.statement_spans, "statement"), keys):
        if row.part in found:
            found[row.part][row.statement].append(_span(row))
    return list(found.values())


def _load_actors(
    connection: Connection, table: Table, owner: str, keys: Sequence[int], *, parts: Sequence[str], marks: _Marks | None
) -> list[_Parts[Actor]]:
    """For each of the parts: key of the owner → who plays it. Notes in `marks` where they are people's; None: as written."""
    found: dict[str, _Parts[Actor]] = {part: defaultdict(list) for part in parts}
    rows = list(_ask(connection, _select_players(table, owner, raw=marks is None), keys))
    for part, held in found.items():
        for row in (row for row in rows if row.part == part):
            held[row.owner].append(_actor(row))
            _mark(marks, row.owner, f"{part}s", row.correction)
    return list(found.values())


def _ask(connection: Connection, query: Select[Any], keys: Sequence[int]) -> Iterator[Row]:
    """The rows that a query gives for its `keys`, some at a time."""
    for some in chunks(keys):
        yield from connection.execute(query, {"keys": list(some)})


@lru_cache
def _select_parts(table: Table, owner: str) -> Select[Any]:
    """Rows of a table by whose they are, in their order. Made once: to make a query takes as long as to answer it."""
    column = table.c[owner]
    return select(table).where(column.in_(_KEYS)).order_by(column, table.c.n)


@lru_cache
def _select_players(table: Table, owner: str, *, raw: bool) -> Select[Any]:
    column = table.c[owner]
    told = (column.label("owner"), table.c.part, table.c.mention_start, table.c.mention_end)
    query = _select_actors(table, *told, raw=raw).where(column.in_(_KEYS))
    return query.order_by(column, table.c.n)


def _load_hops(connection: Connection, keys: Sequence[int], *, marks: _Marks | None) -> _Parts[Hop]:
    found: _Parts[Hop] = defaultdict(list)
    for row in _ask(connection, _select_hops(raw=marks is None), keys):
        found[row.statement].append(Hop(_actor(row), row.how, restore_span(row), row.inferred))
        _mark(marks, row.statement, "chain", row.correction)
    return found


@lru_cache
def _select_hops(*, raw: bool) -> Select[Any]:
    hops = schema.hops
    query = _select_actors(hops, *(column for column in hops.c if column.name != "actor"), raw=raw)
    return query.where(hops.c.statement.in_(_KEYS)).order_by(hops.c.statement, hops.c.n)


def _select_actors(table: Table, *columns: ColumnElement[Any], raw: bool) -> Select[Any]:
    """The actors that rows of `table` name: as they are shown, with the correction that made them so, or as written."""
    actors, shown = schema.actors, schema.shown_actors
    if raw:
        return select(actors, *columns, null().label("correction")).join_from(table, actors)
    query = select(actors, *columns, shown.c.correction).select_from(table)
    query = query.outerjoin(shown, shown.c.actor == table.c.actor)
    return query.join(actors, actors.c.key == func.coalesce(shown.c.shown, table.c.actor))


def _mark(marks: _Marks | None, owner: int, field: str, correction: int | None) -> None:
    if marks is not None and correction is not None:
        step = Trace(CORRECTIONS, field, str(correction))
        if step not in marks[owner]:
            marks[owner].append(step)


def _article(row: Row, tags: tuple[Tag, ...], furniture: tuple[Span, ...]) -> Article:
    return Article(
        id=row.id,
        text=row.text,
        title=row.title,
        url=row.url,
        outlet=row.outlet,
        section=row.section,
        byline=row.byline,
        published_at=restore_published(row),
        language=row.language,
        tags=tags,
        furniture=furniture,
        wire=row.wire,
        revises=row.revises,
    )


def _actor(row: Row) -> Actor:
    mention = restore_span(row, "mention")
    return Actor(row.id, row.name, row.kind, row.country, row.sector, row.role, row.named, mention)


def _span(row: Row) -> Span:
    return Span(row.span_start, row.span_end)


def _place(row: Row) -> Place | None:
    if row.place_name is None:
        return None
    return Place(row.place_name, row.place_country, Span(row.place_start, row.place_end))


def _context(row: Row) -> str:
    context: str = row.context
    return context


def _number(row: Row) -> Number:
    return Number(row.what, row.value, _span(row))


def _condition(row: Row) -> Condition:
    return Condition(row.kind, _span(row), restore_date(row, "due"))
