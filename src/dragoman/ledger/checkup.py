"""A ledger → what is wrong with it. An empty list: it is sound."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal, cast

from sqlalchemy import and_, func, or_, select
from sqlalchemy.exc import DatabaseError

from dragoman.ledger import casting, overlay, schema
from dragoman.ledger.asof import stand
from dragoman.ledger.dialects import get_dialect
from dragoman.ledger.retrieval import get_reading, load_entries
from dragoman.ledger.rows import cover, hash_text
from dragoman.records import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection, Engine, Select, Table

_AT_ONCE = 1000  # rows in memory
Kind = Literal[
    "damaged",
    "orphan",
    "span",
    "evidence",
    "half_written",
    "current",
    "text_hash",
    "text_index",
    "reference",
    "overlay",
    "event",
]
"""damaged: the file itself; orphan: a row whose parent is gone, or an actor that no row names; span: outside of its
text; evidence: a row that points at no words, or whose copy of them is not what they are; half_written: a reading with
another number of rows than it was written with; current: an article without one current reading; text_hash: a text that
was changed; text_index: full text out of step; reference: a row names a statement that its reading does not hold;
overlay: what is shown is not what the log of corrections makes of what was derived; event: one without reports, or a
report of none, or one that is not shown and waits for nothing."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: which kind, where (a row's id, or a table's name), and what was found."""

    kind: Kind
    row: str
    detail: str


def check_ledger(engine: Engine) -> list[Problem]:
    """Looks at every row, in one state of the ledger. The index of full text is looked at under the write lock."""
    with engine.connect() as connection:
        found = [problem for check in _CHECKS for problem in _run(check, connection)]
    with engine.execution_options(**get_dialect(engine).write).connect() as connection:
        return found + _run(_check_index, connection)


def _run(check: Callable[[Connection], Iterator[Problem]], connection: Connection) -> list[Problem]:
    try:
        with connection.begin_nested():  # what fails must not end the transaction
            return list(check(connection))
    except DatabaseError as error:
        if not get_dialect(connection).is_damage(error):
            raise
        return [Problem("damaged", "the file", str(error.orig))]
    except (ValueError, TypeError, AttributeError) as error:  # a column that holds what was never written there
        return [Problem("damaged", "the file", str(error))]


def _stream(connection: Connection, query: Select[Any]) -> Any:
    """Rows of a long answer, some in memory at once."""
    return connection.execute(query.execution_options(yield_per=_AT_ONCE))


def _check_storage(connection: Connection) -> Iterator[Problem]:
    for kind, row, detail in get_dialect(connection).check_storage(connection):
        yield Problem(cast("Kind", kind), row, detail)


def _check_actors(connection: Connection) -> Iterator[Problem]:
    actors = schema.actors.c
    unnamed = [~select(table.c.actor).where(table.c.actor == actors.key).exists() for table in casting.NAMING]
    shown = schema.shown_actors.c.shown
    unnamed.append(~select(shown).where(shown == actors.key).exists())
    for row in connection.execute(select(actors.id, actors.name).where(*unnamed)):
        yield Problem("orphan", row.id, f"no row names the actor {row.name!r}")


def _check_imported(connection: Connection) -> Iterator[Problem]:
    """Rows of others: each of a file and of parties that are there, and of each file as many as were added."""
    for table, column, parent in (
        (schema.imported, "file", schema.imports),
        (schema.imported, "actor", schema.parties),
        (schema.imported, "recipient", schema.parties),
        (schema.carriers, "file", schema.imports),
    ):
        key = table.c[column]
        there = select(parent.c.key).where(parent.c.key == key).exists()
        for row in connection.execute(select(table.c.id).where(key.is_not(None), ~there)):
            yield Problem("orphan", row.id, f"its {column} is no row of {parent.name}")
    held: Counter[int] = Counter()
    for table in (schema.imported, schema.carriers):
        counted = select(table.c.file, func.count().label("n")).group_by(table.c.file)
        held.update({row.file: row.n for row in connection.execute(counted)})
    for row in connection.execute(select(schema.imports)):
        if row.added != held[row.key]:
            yield Problem("half_written", row.path, f"an import added {row.added} rows, {held[row.key]} are there")


def _check_placements(connection: Connection) -> Iterator[Problem]:
    """Rows of the indexes into texts: each of an article that is placed."""
    placed = schema.placements.c.article
    for table in (schema.runs_of_words, schema.terms):
        named = table.c.article
        there = select(placed).where(placed == named).exists()
        for key in connection.execute(select(named).distinct().where(~there)).scalars():
            yield Problem("orphan", table.name, f"rows name article {key}, which is not placed")


def _check_counts(connection: Connection) -> Iterator[Problem]:
    readings, articles = schema.readings, schema.articles
    held = select(articles.c.id, readings.c.n_statements, readings.c.n_reports).join_from(readings, articles)
    counts = [
        select(func.count()).where(table.c.reading == readings.c.key).scalar_subquery().label(f"held_{table.name}")
        for table in (schema.statements, schema.reports)
    ]
    for row in connection.execute(held.add_columns(*counts)):
        for noun, said, found in (
            ("statements", row.n_statements, row.held_statements),
            ("reports", row.n_reports, row.held_reports),
        ):
            if said != found:
                yield Problem("half_written", row.id, f"a reading was written with {said} {noun}, holds {found}")


def _check_current(connection: Connection) -> Iterator[Problem]:
    readings, articles = schema.readings, schema.articles
    joined = articles.outerjoin(readings, and_(readings.c.article == articles.c.key, readings.c.current))
    query = select(articles.c.id, func.count(readings.c.key).label("n")).select_from(joined).group_by(articles.c.id)
    for row in connection.execute(query.having(func.count(readings.c.key) != 1)):
        yield Problem("current", row.id, f"the article has {row.n} current readings, not one")


def _check_texts(connection: Connection) -> Iterator[Problem]:
    columns = schema.articles.c
    for row in _stream(connection, select(columns.id, columns.text, columns.text_hash, columns.length)):
        if not row.text and row.length:
            continue  # not kept: what its rows hold of it must be nothing, which _check_evidence sees
        if hash_text(row.text) != row.text_hash or len(row.text) != row.length:
            yield Problem("text_hash", row.id, "the text is not the one that was written: its hash differs")


def _check_spans(connection: Connection) -> Iterator[Problem]:
    for table in schema.TABLES:
        ends = [name.removesuffix("_start") for name in table.c.keys() if name.endswith("_start")]  # noqa: SIM118
        for name in ends:
            start, end = table.c[f"{name}_start"], table.c[f"{name}_end"]
            wrong = or_(start < 0, end < start, end > schema.articles.c.length, start.is_(None) != end.is_(None))
            for row in connection.execute(_within(table).add_columns(start, end).where(wrong)):
                yield Problem("span", row[0], f"{name} [{row[1]}, {row[2]}) in {table.name} is outside of the text")


def _within(table: Table) -> Select[Any]:
    """The id of each row of `table`, or of what it belongs to, joined up to the article."""
    readings, articles = schema.readings, schema.articles
    owner = next((each for each in (schema.statements, schema.reports) if each.name[:-1] in table.c), None)
    if owner is not None:
        query = select(owner.c.id).join_from(table, owner, table.c[owner.name[:-1]] == owner.c.key).join(readings)
    else:
        named = table.c.id if "id" in table.c else articles.c.id
        query = select(named).join_from(table, readings, table.c.reading == readings.c.key)
    return query.join(articles, readings.c.article == articles.c.key)


def _check_evidence(connection: Connection) -> Iterator[Problem]:
    texts = _Texts(connection)
    for table, spans, column in (
        (schema.statements, schema.statement_spans, schema.statements.c.content),
        (schema.reports, schema.report_spans, schema.reports.c.evidence),
    ):
        owner = spans.c[table.name[:-1]]
        joined = and_(owner == table.c.key, spans.c.part == "content") if "part" in spans.c else owner == table.c.key
        query = select(table.c.key, table.c.id, column.label("copy"), schema.readings.c.article, spans.c.span_start)
        query = query.add_columns(spans.c.span_end).select_from(table.outerjoin(spans, joined).join(schema.readings))
        yield from _compare(_stream(connection, query.order_by(table.c.key, spans.c.n)), texts)


def _compare(rows: Any, texts: _Texts) -> Iterator[Problem]:
    """Of rows ordered by key: those whose spans cover nothing, or not what their copy says."""
    for _, group in groupby(rows, key=lambda row: row.key):
        parts = list(group)
        spans = [Span(part.span_start, part.span_end) for part in parts if part.span_start is not None]
        if not any(span.end > span.start for span in spans):
            yield Problem("evidence", parts[0].id, "the row points at no words of its article")
        elif cover(texts.get(parts[0].article), spans) != parts[0].copy:
            yield Problem("evidence", parts[0].id, "the words kept for searching are not those that its spans cover")


class _Texts:
    """Texts by article key, the last one kept: rows come article by article."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._last: tuple[int, str] = (0, "")

    def get(self, article: int) -> str:
        if self._last[0] != article:
            query = select(schema.articles.c.text).where(schema.articles.c.key == article)
            self._last = (article, self._connection.execute(query).scalar() or "")
        return self._last[1]


def _check_references(connection: Connection) -> Iterator[Problem]:
    said, own, beside = schema.statements.alias("said"), schema.readings.alias("own"), schema.readings.alias("beside")
    made = select(beside.c.key).join(own, own.c.article == beside.c.article)
    made = made.where(own.c.run.is_(None), beside.c.run.is_(None))  # what is shown may name what was rejected
    for table, column in (
        (schema.statements, schema.statements.c.within),
        (schema.reports, schema.reports.c.asserted_by),
        (schema.reports, schema.reports.c.performed_in),
    ):
        held = or_(said.c.reading == table.c.reading, said.c.reading.in_(made.where(own.c.key == table.c.reading)))
        there = select(said.c.key).where(said.c.id == column, held).exists()
        query = select(table.c.id, column.label("named")).where(column.is_not(None), column != "author", ~there)
        for row in connection.execute(query):
            yield Problem("reference", row.id, f"{column.name} names {row.named!r}, no statement of its reading")


def _check_overlay(connection: Connection) -> Iterator[Problem]:
    for article, laid in overlay.load_laid(connection).items():
        key = get_reading(connection, article, run_id=None)
        shown = load_entries(connection, [key], raw=True)[key]
        applied = any(state in ("stands", "moved") for state in laid.states.values())
        if shown != (laid.part(rejected=False) if applied else replace(laid.entry, trace=())):
            yield Problem("overlay", article, "what is shown is not what the log of corrections makes of it")


def _check_events(connection: Connection) -> Iterator[Problem]:
    events, held, waiting = schema.events.c, schema.event_reports.c, schema.unmerged.c.article
    for row in connection.execute(select(events.id).where(~select(held.key).where(held.event == events.key).exists())):
        yield Problem("event", row.id, "no report is of the event")
    reports, readings, articles = schema.reports.c, schema.readings, schema.articles
    shown = select(reports.key).join_from(schema.reports, readings, readings.c.key == reports.reading)
    shown = shown.join(articles, articles.c.key == readings.c.article)
    shown = shown.where(reports.id == held.report_id, *stand(None)).correlate(schema.event_reports)
    settled = ~select(waiting).where(waiting == held.article).exists()
    lost = or_(held.event.is_(None), held.leader.is_(None), ~shown.exists())
    for row in connection.execute(select(held.report_id).where(settled, lost)):
        yield Problem(
            "event", row.report_id, "a report that is shown no more, or is of no event, and is not to be merged"
        )


def _check_index(connection: Connection) -> Iterator[Problem]:
    for kind, row, detail in get_dialect(connection).check_index(connection):
        yield Problem(cast("Kind", kind), row, detail)


_CHECKS = (
    _check_storage,
    _check_actors,
    _check_imported,
    _check_placements,
    _check_counts,
    _check_current,
    _check_texts,
    _check_spans,
    _check_evidence,
    _check_references,
    _check_overlay,
    _check_events,
)
