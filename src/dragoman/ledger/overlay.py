"""A derived reading and the log above it → what is shown. Derived rows are never touched here.

Corrections are laid over the newest derived reading of an article, in the order in which they were made. What comes of it
is kept as a reading of its own that says which one it `corrects`: the current one has what is shown, another what was
rejected. Both are made anew from the log whenever it or the derived reading changes, in the same transaction, so that a
question finds corrected rows as it finds others, and costs nothing more where there are none.

A row that a new reading finds again keeps its id, and with it what was corrected of it ("stands"; "moved" where its
evidence is not quite what it was). Where it is not found again the correction is "lost", where it does not fit what is
there now "unfit": neither is applied, both stay in the log to be looked at.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from dragoman.contract import CORRECTIONS, Source, find_hint, read_record, read_value, write_value
from dragoman.errors import LedgerError, TextError
from dragoman.ledger import casting, schema
from dragoman.ledger.corrections import ADDED, REJECTED, RETRACTED, STORY, find_live
from dragoman.ledger.retrieval import follow, load_entries
from dragoman.ledger.rows import Waiting, add_reading, add_report, add_statement, chunks, now, store_trace
from dragoman.records import Article, Entry, Report, Statement, Trace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from dragoman.ledger.rows import Row
    from dragoman.records import Actor, CorrectionState, Span

_Row = Statement | Report
KINDS: dict[str, type[_Row]] = {"statement": Statement, "report": Report}
FIXED = {Article: {"id", "text", "revises"}, Statement: {"id", "trace"}, Report: {"id", "trace"}}
"""Fields that identify a row or say how it came about: these cannot be corrected."""
_UNKNOWN = 2**31
_REFERENCES = ("within", "asserted_by", "performed_in")


@dataclass(frozen=True, slots=True)
class Laid:
    """An article with corrections laid over it: all its rows, those rejected among them, what became of each entry, and the
    rows below by id."""

    entry: Entry
    derived: Mapping[str, _Row]
    rejected: frozenset[str]
    states: Mapping[int, CorrectionState]

    @property
    def rows(self) -> dict[str, _Row]:
        """Statements and reports by id."""
        return {row.id: row for row in find_rows(self.entry)}

    @property
    def is_retracted(self) -> bool:
        """Whether its outlet took it back, as people noted."""
        return any(step.method == RETRACTED for step in self.entry.trace)

    def part(self, *, rejected: bool) -> Entry:
        """The entry with those rows only that were, or were not, rejected."""
        return replace(
            self.entry,
            statements=tuple(row for row in self.entry.statements if (row.id in self.rejected) is rejected),
            reports=tuple(row for row in self.entry.reports if (row.id in self.rejected) is rejected),
        )


def find_rows(entry: Entry) -> list[_Row]:
    """Statements and reports of an entry."""
    return [*entry.statements, *entry.reports]


# --- laying over -----------------------------------------------------------------------------------------------------


def lay(entry: Entry, log: Sequence[Row]) -> Laid:
    """Lays the entries of the log that stand over what was derived of an article."""
    derived = {row.id: row for row in find_rows(entry)}
    article, rows, states = entry.article, dict(derived), dict[int, "CorrectionState"]()
    rejected, trace = set[str](), list[Trace]()
    for each in log:
        if each.field == STORY:
            continue
        step = Trace(CORRECTIONS, each.field, str(each.id))
        try:
            if each.field == RETRACTED:
                trace.append(step)
            elif each.row == article.id:
                article = put_field(article, each.field, json.loads(each.after), article.text, rows)
                trace.append(step)
            elif each.field == ADDED:
                rows[each.row] = _mark(read_added(json.loads(each.after), article.text, rows), step)
            elif each.row not in rows:
                states[each.id] = "lost"
                continue
            elif each.field == REJECTED:
                (rejected.add if each.after == "true" else rejected.discard)(each.row)
                rows[each.row] = _mark(rows[each.row], step)
            else:
                value = json.loads(each.after)
                rows[each.row] = _mark(put_field(rows[each.row], each.field, value, article.text, rows), step)
            states[each.id] = _compare(each.evidence, derived.get(each.row))
        except TextError:
            states[each.id] = "unfit"
    around = [replace(step, method=f"article.{step.method}") for step in trace]
    laid = [_mark(row, *around) for row in rows.values()]
    statements = tuple(row for row in laid if isinstance(row, Statement))
    reports = tuple(row for row in laid if isinstance(row, Report))
    if len(laid) > len(derived):  # rows were added: each where its evidence is
        statements, reports = tuple(sorted(statements, key=_start)), tuple(sorted(reports, key=_start))
    return Laid(Entry(article, statements, reports, tuple(trace)), derived, frozenset(rejected), states)


def put_field(row: Any, field: str, value: Any, text: str, rows: Mapping[str, _Row]) -> Any:
    """`row` with another value in a field or a part of one. `rows`: those of its article. Raises TextError."""
    name, *path = field.split(".")
    plain = _put(write_value(getattr(row, name), text), path, value, name)
    hint = find_hint(type(row), (name,))
    made = replace(row, **{name: read_value(hint, plain, name, _source(text))})
    check_row(made, rows)
    return made


def get_field(row: Any, field: str, text: str) -> Any:
    """The plain value of a field, or of a part of one. Raises TextError if there is no such part."""
    name, *path = field.split(".")
    value = write_value(getattr(row, name), text)
    for n, part in enumerate(path):
        _check_part(value, part, ".".join((name, *path[:n])))
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


def find_type(row: Any, field: str) -> Any:
    """The type of a row's field, or of a part of it. Raises TextError for one that is not there or cannot be corrected."""
    name, *path = field.split(".")
    fixed = FIXED[type(row)]
    allowed = [each for each in type(row).__dataclass_fields__ if each not in fixed]
    noun = type(row).__name__.lower()
    if name not in allowed:
        raise TextError(f"{name!r} is no field of a {noun} that can be corrected; allowed are {', '.join(allowed)}")
    return find_hint(type(row), (name, *path))


def read_added(given: Any, text: str, rows: Mapping[str, _Row]) -> _Row:
    """The row that an entry of the log adds: `{"statement": {…}}` or `{"report": {…}}`. Raises TextError."""
    ((kind, plain),) = given.items()
    row = read_record(KINDS[kind], plain, _source(text))
    check_row(row, rows)
    return row


def check_row(row: Any, rows: Mapping[str, _Row]) -> None:
    """Raises TextError if a row points at no words, or names a statement that is not among `rows`."""
    if isinstance(row, Article):
        return
    if not any(span.end > span.start for span in find_evidence(row)):
        name = "content" if isinstance(row, Statement) else "evidence"
        raise TextError(f"{name} covers no words: a row needs the span of its evidence")
    for field in _REFERENCES:
        named = getattr(row, field, None)
        if named not in (None, "author") and not isinstance(rows.get(named), Statement):
            raise TextError(f"{field} is {named!r}: the id of a statement of the same article is needed")


def find_evidence(row: _Row) -> tuple[Span, ...]:
    """The spans on which a row rests."""
    return row.content if isinstance(row, Statement) else row.evidence


def write_evidence(row: _Row | None) -> str | None:
    """The spans on which a row rests as the log notes them."""
    return None if row is None else json.dumps([[span.start, span.end] for span in find_evidence(row)])


def refuse_id(actor: str) -> Actor:
    """For plain values in which actors are whole."""
    raise TextError(f"actor is {actor!r}: an object with id, name and kind is needed")


def _source(text: str) -> Source:
    """For values that were held against the article when they were logged: of a text that is not kept, nothing more is known."""
    return Source(text, refuse_id, length=None if text else _UNKNOWN)


def _compare(evidence: str | None, row: _Row | None) -> CorrectionState:
    """Whether the evidence is still that on which a correction was made; a row that was not derived has its own."""
    return "stands" if evidence is None or row is None or evidence == write_evidence(row) else "moved"


def _put(plain: Any, path: Sequence[str], value: Any, at: str) -> Any:
    if not path:
        return value
    part, *rest = path
    _check_part(plain, part, at)
    made = list(plain) if isinstance(plain, list) else dict(plain)
    key: Any = int(part) if isinstance(plain, list) else part
    made[key] = _put(made[key], rest, value, f"{at}.{part}")
    return made


def _check_part(plain: Any, part: str, at: str) -> None:
    parts = (
        [str(n) for n in range(len(plain))]
        if isinstance(plain, list)
        else list(plain)
        if isinstance(plain, dict)
        else []
    )
    if part not in parts:
        raise TextError(f"{at} has no part {part!r}; it has {', '.join(parts) or 'none: give the whole of it'}")


def _mark(row: _Row, *steps: Trace) -> _Row:
    return replace(row, trace=(*row.trace, *steps))


def _start(row: _Row) -> int:
    return min(span.start for span in find_evidence(row))


# --- keeping what comes of it ----------------------------------------------------------------------------------------


def load_laid(connection: Connection, article_ids: Iterable[str] | None = None) -> dict[str, Laid]:
    """Article → it with its corrections, of all articles that have any, or of these."""
    logs = find_live(connection, find_corrected(connection) if article_ids is None else article_ids)
    below = _find_derived(connection, logs)
    entries = load_entries(connection, list(below.values()), raw=True)
    return {article: lay(entries[key], logs.get(article, ())) for article, key in below.items()}


def get_laid(connection: Connection, article_id: str) -> Laid:
    """An article that is there, with what corrections it has."""
    key = _find_derived(connection, [article_id])[article_id]
    logs = find_live(connection, [article_id])
    return lay(load_entries(connection, [key], raw=True)[key], logs.get(article_id, ()))


def find_corrected(connection: Connection, article_ids: Iterable[str] | None = None) -> set[str]:
    """Articles that the log names, all or of these, whether or not what it says of them stands."""
    column = schema.corrections.c.article
    query = select(column).distinct().where(column.is_not(None), schema.corrections.c.act.is_not(None))
    some = [query] if article_ids is None else [query.where(column.in_(each)) for each in chunks(list(article_ids))]
    return {name for each in some for name in connection.execute(each).scalars()}


def find_added(connection: Connection, article: Article) -> Entry:
    """What people added to an article, so that a reading that finds it too finds it again."""
    log = [row for row in find_live(connection, [article.id]).get(article.id, ()) if row.field == ADDED]
    return lay(Entry(article), log).entry


def show_article(connection: Connection, article_id: str) -> int | None:
    """Makes anew what is shown of an article; the key of its current reading, None if it is not in the ledger (any more)."""
    below = _find_derived(connection, [article_id]).get(article_id)
    if below is None:
        return None
    readings = schema.readings.c
    article_key = connection.execute(select(readings.article).where(readings.key == below)).scalar_one()
    _drop(connection, article_key)
    connection.execute(update(schema.readings).where(readings.key == below).values(current=True))
    laid = get_laid(connection, article_id)
    _set_status(connection, article_id, retracted=laid.is_retracted)
    if not any(state in ("stands", "moved") for state in laid.states.values()):
        connection.execute(schema.unplaced.insert(), {"article": article_key})
        return below
    connection.execute(update(schema.readings).where(readings.key == below).values(current=False))
    waiting = Waiting(connection)
    waiting.learn_actors(actor for row in laid.rows.values() for actor in casting.find_actors(row))
    current = _add(waiting, laid, article_key, below, rejected=False)
    if laid.rejected:
        _add(waiting, laid, article_key, below, rejected=True)
    waiting.flush()
    return current


def _set_status(connection: Connection, article_id: str, *, retracted: bool) -> None:
    """What lists go by: of an article that was taken back and is not any more, whether another text is in its place."""
    columns = schema.articles.c
    change = update(schema.articles).where(columns.id == article_id)
    if retracted:
        connection.execute(change.where(columns.status != "retracted").values(status="retracted"))
        return
    revised = connection.execute(select(columns.key).where(columns.revises == article_id).limit(1)).first()
    again = change.where(columns.status == "retracted")
    connection.execute(again.values(status="revised" if revised else "current"))


def _find_derived(connection: Connection, article_ids: Iterable[str]) -> dict[str, int]:
    """Article → key of its newest derived reading."""
    found: dict[str, int] = {}
    for some in chunks(list(article_ids)):
        query = select(schema.articles.c.id, schema.readings.c.key).join(schema.readings)
        query = query.where(schema.articles.c.id.in_(some), schema.readings.c.run.is_not(None))
        found.update((row.id, row.key) for row in connection.execute(query.order_by(schema.readings.c.key)))
    return found


def _drop(connection: Connection, article_key: int) -> None:
    """Takes out what was made of an article's readings and the log before, with actors that nothing names any more."""
    readings = schema.readings.c
    made = select(readings.key).where(readings.article == article_key, readings.run.is_(None))
    keys = list(connection.execute(made).scalars())
    if keys:
        named = casting.find_named(connection, keys)
        connection.execute(delete(schema.readings).where(readings.key.in_(keys)))
        casting.drop_unnamed(connection, named)


def _add(waiting: Waiting, laid: Laid, article_key: int, below: int, *, rejected: bool) -> int:
    entry = laid.part(rejected=rejected)
    key = add_reading(
        waiting,
        entry.article,
        article_key=article_key,
        counts=(len(entry.statements), len(entry.reports)),
        current=not rejected,
        corrects=below,
        trace=store_trace(entry.trace) or None,
    )
    for n, statement in enumerate(entry.statements):
        add_statement(waiting, statement, entry.article, reading=key, n=n)
    for n, report in enumerate(entry.reports):
        add_report(waiting, report, entry.article, reading=key, n=n)
    return key


def find_shown(connection: Connection, derived: int) -> int:
    """Key of the reading that is shown for a derived one: itself, unless it is the newest and was corrected."""
    readings, below = schema.readings.c, schema.readings.alias()
    query = select(readings.key).join(below, below.c.article == readings.article)
    query = query.where(below.c.key == derived, readings.current, readings.corrects == derived)
    shown: int | None = connection.execute(query).scalar()
    return derived if shown is None else shown


def find_rejected(connection: Connection, shown: Sequence[int]) -> dict[int, int]:
    """Key of a current reading → key of the one with what was rejected of it, where there is one."""
    readings, beside = schema.readings.c, schema.readings.alias()
    query = select(readings.key, beside.c.key.label("rejected")).join(beside, beside.c.article == readings.article)
    query = query.where(beside.c.run.is_(None), ~beside.c.current)
    return {
        row.key: row.rejected
        for some in chunks(shown)
        for row in connection.execute(query.where(readings.key.in_(some)))
    }


def load_whole(connection: Connection, shown: Sequence[int]) -> dict[int, Entry]:
    """Key of a current reading → what it gave and what was rejected of it, in the order of the text."""
    beside = find_rejected(connection, shown)
    entries = load_entries(connection, [*shown, *beside.values()])
    for key, rejected in beside.items():
        kept, gone = entries[key], entries[rejected]
        entries[key] = replace(
            kept,
            statements=tuple(sorted((*kept.statements, *gone.statements), key=_start)),
            reports=tuple(sorted((*kept.reports, *gone.reports), key=_start)),
        )
    return {key: entries[key] for key in shown}


# --- where ids lead --------------------------------------------------------------------------------------------------


def add_redirect(connection: Connection, old_id: str, new_id: str, *, why: str) -> None:
    """Lets `old_id` lead to `new_id`. Raises LedgerError if it leads elsewhere already, or in a circle."""
    columns = schema.redirects.c
    if found := connection.execute(select(columns.new_id).where(columns.old_id == old_id)).scalar():
        raise LedgerError(f"{old_id!r} leads to {found!r} already, and a redirect is never rewritten.")
    if follow(connection, new_id) == old_id:
        raise LedgerError(f"{new_id!r} leads to {old_id!r}: a redirect between them would be a circle.")
    row = {"old_id": old_id, "new_id": new_id, "why": why, "at": now()}
    connection.execute(schema.redirects.insert(), row)


def find_former(
    connection: Connection, names: Mapping[str, int], is_parted: Callable[[int, str], bool]
) -> dict[int, tuple[str, str]]:
    """Part of what was one → the id that it had before, and the one to which that leads.

    `names`: the ids that might be made after what is in the parts, and in which. `is_parted`: whether a part was of what has
    an id, and is not any more. The ids that are found lead nowhere from then on.
    """
    columns, found = schema.redirects.c, dict[int, tuple[str, str]]()
    for some in chunks(sorted(names)):
        for old_id in connection.execute(select(columns.old_id).where(columns.old_id.in_(some))).scalars().all():
            part, target = names[old_id], follow(connection, old_id)
            if part not in found and is_parted(part, target):
                found[part] = old_id, target
    drop_redirects(connection, [old_id for old_id, _ in found.values()])
    return found


def drop_redirects(connection: Connection, old_ids: Iterable[str]) -> None:
    """Lets these ids lead nowhere: they are somebody's own again."""
    for some in chunks(sorted(set(old_ids))):
        connection.execute(delete(schema.redirects).where(schema.redirects.c.old_id.in_(some)))
