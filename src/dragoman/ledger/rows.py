"""Records → rows that wait for the end of a transaction, and the small conversions both ways."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Table, func, select

from dragoman.errors import LedgerError
from dragoman.ledger import schema
from dragoman.ledger.dialects import get_dialect
from dragoman.ledger.words import find_words
from dragoman.records import Date, Published, Span, Trace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection

    from dragoman.records import Actor, Article, Report, Statement

_Value = TypeVar("_Value")
Values = dict[str, Any]
Row = Any  # SQLAlchemy 2.0 and 2.1 do not agree on the parameters of theirs
_KEYED = (schema.articles, schema.readings, schema.statements, schema.reports, schema.actors)
_Put = tuple[str, str, str, str | None, str | None, str | None, bool]
_PUT = ("id", "name", "kind", "country", "sector", "role", "named")
"""An actor as it is put in one place, less the place."""

_GAP = " … "
_MANY = 500  # values asked for at once


# --- small conversions -----------------------------------------------------------------------------------------------


def now() -> datetime:
    """This instant, in UTC and without saying so, as all instants are stored."""
    return datetime.now(UTC).replace(tzinfo=None)


def store_instant(at: datetime) -> datetime:
    """An aware instant as it is stored. Raises LedgerError if it has no offset, or falls out of the calendar in UTC."""
    if at.tzinfo is None:
        raise LedgerError(f"{at.isoformat()} has no offset from UTC. Give one: a ledger orders instants.")
    try:
        return at.astimezone(UTC).replace(tzinfo=None)
    except OverflowError as error:
        raise LedgerError(f"{at.isoformat()} is before the year 1 or after 9999 in UTC.") from error


def restore_instant(at: datetime, *, offset_s: int = 0) -> datetime:
    """A stored instant, aware, with its offset."""
    return at.replace(tzinfo=UTC).astimezone(timezone(timedelta(seconds=offset_s)) if offset_s else UTC)


def chunks(values: Sequence[_Value]) -> Iterator[Sequence[_Value]]:
    """As many values at a time as a question may hold."""
    return (values[start : start + _MANY] for start in range(0, len(values), _MANY))


def hash_text(text: str) -> str:
    """SHA-256 of the UTF-8 text, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _span(name: str, span: Span | None) -> Values:
    return {f"{name}_start": span.start if span else None, f"{name}_end": span.end if span else None}


def _date(name: str, found: Date | None) -> Values:
    return {
        f"{name}_from_on": found.from_on if found else None,
        f"{name}_to_on": found.to_on if found else None,
        f"{name}_precision": found.precision if found else None,
        **_span(name, found.span if found else None),
    }


def restore_span(row: Row, name: str = "span") -> Span | None:
    """The span in columns `{name}_start` and `{name}_end` of `row`."""
    start, end = getattr(row, f"{name}_start"), getattr(row, f"{name}_end")
    return None if start is None else Span(start, end)


def restore_date(row: Row, name: str) -> Date | None:
    """The date in columns `{name}_…` of `row`."""
    from_on = getattr(row, f"{name}_from_on")
    if from_on is None:
        return None
    return Date(from_on, getattr(row, f"{name}_to_on"), getattr(row, f"{name}_precision"), restore_span(row, name))


def restore_published(row: Row) -> Published | None:
    """When the article of a reading says that it appeared."""
    if row.published_at is None:
        return None
    return Published(restore_instant(row.published_at, offset_s=row.published_offset_s), row.published_precision)


def restore_trace(steps: list[list[Any]]) -> tuple[Trace, ...]:
    """Traces from their JSON."""
    return tuple(Trace(*step) for step in steps)


# --- rows that wait --------------------------------------------------------------------------------------------------


class Waiting:
    """Rows of one transaction, held back so that each table takes them at once.

    Keys are given out here, above the highest in the file: sound because a writer holds the lock from its start.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.ids: set[str] = set()
        self._rows: defaultdict[Table, list[Values]] = defaultdict(list)
        highest = select(*(select(func.max(table.c.key)).scalar_subquery() for table in _KEYED))
        self._keys = {table: key or 0 for table, key in zip(_KEYED, connection.execute(highest).one(), strict=True)}
        self._actors: dict[_Put, int] = {}

    def add(self, table: Table, rows: Iterable[Values]) -> None:
        """Rows without a key of their own. All rows of one table have the same columns."""
        self._rows[table].extend(rows)

    def add_keyed(self, table: Table, row: Values) -> int:
        """One row, and the key it is given."""
        self._keys[table] += 1
        self._rows[table].append({"key": self._keys[table], **row})
        return self._keys[table]

    def flush(self) -> None:
        """Writes what waits, parents before children."""
        for table in schema.TABLES:
            if rows := self._rows.pop(table, None):
                get_dialect(self.connection).insert(self.connection, table, rows)

    def learn_actors(self, actors: Iterable[Actor]) -> None:
        """Looks up the ways in which actors are put, all at once. Those that the ledger lacks come with their rows."""
        wanted = {_digest(put): put for put in {_put(actor) for actor in actors}}
        columns = schema.actors.c
        for some in chunks(list(wanted)):
            found = self.connection.execute(select(columns.digest, columns.key).where(columns.digest.in_(some)))
            self._actors.update((wanted[row.digest], row.key) for row in found)

    def get_actor(self, actor: Actor) -> int:
        """Key of the way in which an actor is put; the actor must have been learned."""
        return self._get_actor(_put(actor))

    def appear(self, actors: Iterable[Actor], **owner: object) -> list[Values]:
        """Rows that say who appears in `owner`, in order; the actors must have been learned."""
        return [
            {**owner, "n": n, "actor": self._get_actor(_put(actor)), **_span("mention", actor.mention)}
            for n, actor in enumerate(actors)
        ]

    def _get_actor(self, put: _Put) -> int:
        if put not in self._actors:
            row = {"digest": _digest(put), **dict(zip(_PUT, put, strict=True))}
            self._actors[put] = key = self.add_keyed(schema.actors, row)
            self.add(schema.actor_words, ({"word": word, "actor": key} for word in sorted(find_words(put[1]))))
        return self._actors[put]


def _put(actor: Actor) -> _Put:
    return (actor.id, actor.name, actor.kind, actor.country, actor.sector, actor.role, actor.named)


def _digest(put: _Put) -> str:
    return hashlib.sha256(repr(put).encode()).hexdigest()[:32]


# --- records to rows -------------------------------------------------------------------------------------------------


def add_reading(
    waiting: Waiting, article: Article, *, article_key: int, counts: tuple[int, int], current: bool = True, **made: Any
) -> int:
    """One reading of an article, with its tags and furniture; `counts` of statements and reports. Its key.

    `made`: `run`, the key of the run that made it, or what it `corrects`, and by which `trace`.
    """
    published = article.published_at
    offset = published.at.utcoffset() if published else None
    key = waiting.add_keyed(
        schema.readings,
        {
            "article": article_key,
            "run": None,
            "corrects": None,
            "trace": None,
            **made,
            "read_at": now(),
            "current": current,
            "n_statements": counts[0],
            "n_reports": counts[1],
            **{name: getattr(article, name) for name in ("title", "url", "outlet", "section", "byline")},
            "outlet_folded": article.outlet.casefold() if article.outlet is not None else None,
            "published_at": store_instant(published.at) if published else None,
            "published_offset_s": int(offset.total_seconds()) if offset is not None else None,
            "published_precision": published.precision if published else None,
            "published_on": published.on if published else None,
            "language": article.language,
            "wire": article.wire,
        },
    )
    tags = ({"reading": key, "n": n, "name": t.name, "code": t.code, "by": t.by} for n, t in enumerate(article.tags))
    waiting.add(schema.tags, tags)
    waiting.add(schema.furniture, _spans(article.furniture, reading=key))
    if current:
        waiting.add(schema.unplaced, [{"article": article_key}])
    return key


def add_statement(waiting: Waiting, statement: Statement, article: Article, *, reading: int, n: int) -> None:
    """One statement of a reading, with all that hangs on it. Its actors must have been learned."""
    published_on = article.published_at.on if article.published_at else None
    said = statement.said_on
    key = waiting.add_keyed(
        schema.statements,
        {
            "reading": reading,
            "n": n,
            **{name: getattr(statement, name) for name in ("id", "manner", "stance", "confidence")},
            **{name: getattr(statement, name) for name in ("occasion", "within", "language")},
            **_span("source", statement.source),
            **_date("said", said),
            "content": cover(article.text, statement.content),
            "first_on": said.from_on if said else published_on,
            "last_on": said.to_on if said else published_on,
            "trace": store_trace(statement.trace),
        },
    )
    waiting.add(schema.statement_spans, _spans(statement.cue, statement=key, part="cue"))
    waiting.add(schema.statement_spans, _spans(statement.content, statement=key, part="content"))
    for part, actors in {"speaker": statement.speakers, "addressee": statement.addressees}.items():
        waiting.add(schema.statement_actors, waiting.appear(actors, statement=key, part=part))
    chain = zip(waiting.appear([hop.actor for hop in statement.chain], statement=key), statement.chain, strict=True)
    waiting.add(
        schema.hops,
        ({**row, "how": hop.how, **_span("span", hop.span), "inferred": hop.inferred} for row, hop in chain),
    )


def add_report(waiting: Waiting, report: Report, article: Article, *, reading: int, n: int) -> None:
    """One report of a reading, with all that hangs on it. Its actors must have been learned."""
    key = waiting.add_keyed(
        schema.reports,
        {
            "reading": reading,
            "n": n,
            **{name: getattr(report, name) for name in ("id", "type", "mode", "quad", "score", "aspect", "factuality")},
            **{name: getattr(report, name) for name in ("time", "confidence", "asserted_by", "performed_in")},
            **_date("date", report.date),
            "place_name": report.place.name if report.place else None,
            "place_country": report.place.country if report.place else None,
            **_span("place", report.place.span if report.place else None),
            "evidence": cover(article.text, report.evidence),
            "first_on": report.date.from_on if report.date else None,
            "last_on": report.date.to_on if report.date else None,
            "trace": store_trace(report.trace),
        },
    )
    waiting.add(schema.report_spans, _spans(report.evidence, report=key))
    for part, actors in {"actor": report.actors, "recipient": report.recipients}.items():
        waiting.add(schema.report_actors, waiting.appear(actors, report=key, part=part))
    contexts = ({"report": key, "n": n, "context": context} for n, context in enumerate(report.contexts))
    waiting.add(schema.report_contexts, contexts)
    waiting.add(
        schema.report_numbers,
        ({"report": key, "n": n, "what": x.what, "value": x.value, **_span("span", x.span)}
         for n, x in enumerate(report.numbers)),
    )  # fmt: skip
    waiting.add(
        schema.report_conditions,
        ({"report": key, "n": n, "kind": x.kind, **_span("span", x.span), **_date("due", x.due_on)}
         for n, x in enumerate(report.conditions)),
    )  # fmt: skip


def cover(text: str, spans: Iterable[Span]) -> str:
    """What the spans cover, in their order, with gaps shown; nothing of a text that is not kept."""
    return _GAP.join(span.of(text) for span in spans) if text else ""


def store_trace(steps: Iterable[Trace]) -> list[list[Any]]:
    """Traces as their JSON."""
    return [[step.stage, step.method, step.version, step.score] for step in steps]


def _spans(spans: Iterable[Span], **owner: object) -> list[Values]:
    return [{**owner, "n": n, **_span("span", span)} for n, span in enumerate(spans)]
