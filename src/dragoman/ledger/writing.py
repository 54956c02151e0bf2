"""Entries → rows: each article whole or not at all."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from sqlalchemy import delete, or_, select, update

from dragoman.errors import LedgerError
from dragoman.ledger import casting, corrections, merging, overlay, placing, schema
from dragoman.ledger.identity import keep_ids
from dragoman.ledger.retrieval import get_reading, load_entries
from dragoman.ledger.rows import Row, Values, Waiting, add_reading, add_report, add_statement, chunks, hash_text, now

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from dragoman.records import Actor, Article, Date, Entry, Report, Span, Statement

Outcome = Literal["new", "again", "superseded", "revised"]
"""What writing an entry did: its article was new; was read by this version before, so that nothing changed; has a newer
reading now; or is a revision of one that the ledger holds under the same address."""


@dataclass(frozen=True, slots=True)
class Written:
    """What came of an entry: as it stands in the ledger (with the ids its rows keep), and how it came there."""

    entry: Entry
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an entry goes: its article as stored but for its text, the id it came with, its key (None: not there yet), its
    readings; and whether the text is kept there (None: new)."""

    article: Article
    source_id: str
    key: int | None
    kept: bool | None = None
    readings: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the ledger held before a batch: articles by the ids that are asked for, which proposed ids are taken, and
    whether anything was ever corrected; and whether texts of new articles are to be kept."""

    articles: dict[str, list[Row]]
    ids: set[str]
    log: bool
    keep_text: bool


def write_entries(
    connection: Connection, entries: Sequence[Entry], *, run_key: int, keep_text: bool = True
) -> list[Written]:
    """Writes `entries` in the transaction of `connection`, which must hold the write lock.

    `keep_text`: whether articles that are new come with their texts; one that is there stays as it is in this.
    Raises LedgerError for an entry that points outside of its text; nothing of the transaction may then stay.
    """
    for entry in entries:
        check_entry(entry)
    version = connection.execute(select(schema.runs).where(schema.runs.c.key == run_key)).one()
    waiting = Waiting(connection)
    waiting.learn_actors(actor for entry in entries for actor in _find_actors(entry))
    seen = _Seen(
        _find_known(connection, [entry.article.id for entry in entries]),
        _find_taken(connection, [row_id for entry in entries for row_id in _ids(entry)]),
        corrections.has_any(connection),
        keep_text,
    )
    written = [_write(waiting, entry, version, seen) for entry in entries]
    waiting.flush()
    return _correct(connection, written) if seen.log else written


def _correct(connection: Connection, written: Sequence[Written]) -> list[Written]:
    """Lays corrections over what was written: each entry as it is shown."""
    actors = {actor.id for each in written for actor in _find_actors(each.entry)}
    shown = casting.show_actors(connection, only=actors)
    corrected = overlay.find_corrected(connection, {each.entry.article.id for each in written})
    keys = {name: overlay.show_article(connection, name) for name in corrected}
    found = load_entries(connection, [key for key in keys.values() if key is not None])
    made = []
    for each in written:
        key = keys.get(each.entry.article.id)
        entry = each.entry if key is None else found[key]
        if key is None and shown.intersection(actor.id for actor in _find_actors(entry)):
            key = get_reading(connection, entry.article.id, run_id=None)
            entry = load_entries(connection, [key])[key]
        made.append(replace(each, entry=entry))
    return made


def find_reading(connection: Connection, article: Article | str, *, code: str, weights: str) -> int | None:
    """Key of the reading of `article` by this version, if there is one. Given an Article, its text must be the same."""
    article_id, text = (article, None) if isinstance(article, str) else (article.id, article.text)
    known = _find_known(connection, [article_id]).get(article_id, [])
    known = [row for row in known if text is None or row.text_hash == hash_text(text)]
    exact = [row for row in known if row.id == article_id] or known
    if not exact:
        return None
    reading = _find_version(_find_readings(connection, exact[-1].key), code=code, weights=weights)
    return reading.key if reading else None


def delete_article(connection: Connection, article_id: str, *, why: str | None) -> None:
    """Takes out an article with all that was derived from it, and notes that. `article_id` must be there."""
    article = connection.execute(select(schema.articles).where(schema.articles.c.id == article_id)).one()
    readings = select(schema.readings.c.key).where(schema.readings.c.article == article.key)
    ids = {
        table: set(connection.execute(select(table.c.id).where(table.c.reading.in_(readings))).scalars())
        for table in (schema.statements, schema.reports)
    }
    gone = {article_id}.union(*ids.values())
    placing.forget(connection, article.key)
    connection.execute(delete(schema.articles).where(schema.articles.c.key == article.key))  # and what hangs on it
    for some in chunks(sorted(gone)):
        connection.execute(delete(schema.redirects).where(schema.redirects.c.new_id.in_(some)))
    casting.drop_unnamed(connection)
    merging.merge_articles(connection, [article.key])
    _reinstate(connection, article.revises)
    counts = {"n_statements": len(ids[schema.statements]), "n_reports": len(ids[schema.reports])}
    connection.execute(schema.deletions.insert(), {"article_id": article_id, "at": now(), "why": why, **counts})


def _reinstate(connection: Connection, revised: str | None) -> None:
    """The article `revised` is current again if nothing that is left revises it."""
    columns = schema.articles.c
    if revised and not connection.execute(select(columns.key).where(columns.revises == revised).limit(1)).first():
        again = update(schema.articles).where(columns.id == revised, columns.status == "revised")
        connection.execute(again.values(status="current"))
        _enqueue(connection, revised)


def _enqueue(connection: Connection, article_id: str) -> None:
    """Lets an article be placed anew whose status changed: stories count those that are current."""
    columns = schema.articles.c
    found = connection.execute(select(columns.key).where(columns.id == article_id)).scalars()
    placing.enqueue(connection, found)


# --- one entry -------------------------------------------------------------------------------------------------------


def _write(waiting: Waiting, entry: Entry, version: Row, seen: _Seen) -> Written:
    connection, article_id = waiting.connection, entry.article.id
    if article_id in waiting.ids:  # twice in one batch: the first must be seen
        waiting.flush()
        seen.articles.update(_find_known(connection, [article_id]))
    place = _find_place(connection, entry.article, seen.articles.get(article_id, []))
    if found := _find_version(place.readings, code=version.code, weights=version.weights):
        shown = overlay.find_shown(connection, found.key) if seen.log else found.key
        return Written(load_entries(connection, [shown])[shown], "again")
    earlier = [load_entries(connection, [row.key], raw=True)[row.key] for row in place.readings]
    if seen.log and place.key is not None:
        earlier.append(overlay.find_added(connection, place.article))
    entry = replace(entry, article=place.article)
    entry = keep_ids(entry, earlier, taken=seen.ids | waiting.ids)
    waiting.ids.update([entry.article.id, place.source_id], _ids(entry))
    kept, whole = seen.keep_text if place.kept is None else place.kept, entry.article
    if not kept:
        entry = replace(entry, article=replace(whole, text=""))
    reading = _add(waiting, entry, place, version.key)
    if not kept:
        _keep_sketch(waiting, whole, place, *reading)
    return Written(entry, "superseded" if place.readings else "new" if place.article.revises is None else "revised")


def _find_known(connection: Connection, article_ids: Sequence[str]) -> dict[str, list[Row]]:
    """Id → the article with this id and its revisions, oldest first, without their texts."""
    columns = schema.articles.c
    wanted = (columns.key, columns.id, columns.source_id, columns.text_hash, columns.revises)
    kept = (columns.text != "").label("kept")  # length() stops at a NUL
    known: defaultdict[str, list[Row]] = defaultdict(list)
    for some in chunks(article_ids):
        named = or_(columns.id.in_(some), columns.source_id.in_(some))
        for row in connection.execute(select(*wanted, kept).where(named).order_by(columns.key)):
            for name in {row.id, row.source_id}:
                known[name].append(row)
    return known


def _find_readings(connection: Connection, article_key: int) -> tuple[Row, ...]:
    """Readings of an article with their run's code and weights, the current one first, then newest first."""
    readings, runs = schema.readings, schema.runs
    query = select(readings.c.key, runs.c.code, runs.c.weights).join(runs).where(readings.c.article == article_key)
    return tuple(connection.execute(query.order_by(readings.c.current.desc(), readings.c.key.desc())).all())


def _find_version(readings: Sequence[Row], *, code: str, weights: str) -> Row | None:
    return next((row for row in readings if (row.code, row.weights) == (code, weights)), None)


def _find_place(connection: Connection, article: Article, known: Sequence[Row]) -> _Place:
    """Same text as one that is known: there. Same id but another text: a revision, with an id of its own."""
    text_hash = hash_text(article.text)
    same = [row for row in known if row.text_hash == text_hash]
    if same:
        stored = replace(article, id=same[0].id, revises=same[0].revises)
        readings = _find_readings(connection, same[0].key)
        return _Place(stored, same[0].source_id, same[0].key, bool(same[0].kept), readings)
    if known:
        source_id = known[-1].source_id
        revision = replace(article, id=f"{source_id}-{text_hash[:12]}", revises=article.revises or known[-1].id)
        return _Place(revision, source_id, None)
    return _Place(article, article.id, None)


def _ids(entry: Entry) -> list[str]:
    return [row.id for row in entry.statements] + [row.id for row in entry.reports]


def _find_actors(entry: Entry) -> Iterator[Actor]:
    for row in overlay.find_rows(entry):
        yield from casting.find_actors(row)


def _find_taken(connection: Connection, proposed: Sequence[str]) -> set[str]:
    """Which of the ids are some row's."""
    taken: set[str] = set()
    for some in chunks(proposed):
        for table in (schema.statements, schema.reports):
            taken.update(connection.execute(select(table.c.id).where(table.c.id.in_(some))).scalars())
    return taken


def _keep_sketch(waiting: Waiting, article: Article, place: _Place, key: int, reading: int) -> None:
    """Keeps by what an article is compared, whose text is here now and not later."""
    row = placing.foresee(article, key, reading)
    if place.key is None:
        waiting.add(schema.placements, [row])
    else:
        placing.complete(waiting.connection, row)


def _add(waiting: Waiting, entry: Entry, place: _Place, run_key: int) -> tuple[int, int]:
    """The keys of the article and of its reading."""
    key = place.key
    if key is None:
        key = _add_article(waiting, place, kept=entry.article.text)
    elif place.readings:
        older = update(schema.readings).where(schema.readings.c.article == key, schema.readings.c.current)
        waiting.connection.execute(older.values(current=False))
    counts = (len(entry.statements), len(entry.reports))
    reading = add_reading(waiting, entry.article, article_key=key, run=run_key, counts=counts)
    for n, statement in enumerate(entry.statements):
        add_statement(waiting, statement, entry.article, reading=reading, n=n)
    for n, report in enumerate(entry.reports):
        add_report(waiting, report, entry.article, reading=reading, n=n)
    return key, reading


def _add_article(waiting: Waiting, place: _Place, *, kept: str) -> int:
    """`kept`: the text, or nothing where it is not to be kept."""
    article = place.article
    if article.revises is not None:
        if article.revises in waiting.ids:
            waiting.flush()
        revised = update(schema.articles).where(schema.articles.c.id == article.revises)
        waiting.connection.execute(revised.where(schema.articles.c.status == "current").values(status="revised"))
        _enqueue(waiting.connection, article.revises)
    row: Values = {"id": article.id, "source_id": place.source_id, "revises": article.revises, "status": "current"}
    row |= {"text": kept, "length": len(article.text), "text_hash": hash_text(article.text)}
    return waiting.add_keyed(schema.articles, row)


# --- what may not be written -----------------------------------------------------------------------------------------


def check_entry(entry: Entry) -> None:
    """Raises LedgerError if a span lies outside of the text, a row has no evidence, or names a statement not there."""
    length = len(entry.article.text)
    said = {statement.id for statement in entry.statements}
    for statement in entry.statements:
        where = f"statement {statement.id!r} of article {entry.article.id!r}"
        _check_spans(_statement_spans(statement), length, where)
        _check_evidence(statement.content, where)
        _check_references({statement.within}, said, where)
    for report in entry.reports:
        where = f"report {report.id!r} of article {entry.article.id!r}"
        _check_spans(_report_spans(report), length, where)
        _check_evidence(report.evidence, where)
        _check_references({report.asserted_by, report.performed_in} - {"author"}, said, where)
    _check_spans(iter(entry.article.furniture), length, f"furniture of article {entry.article.id!r}")


def _check_spans(spans: Iterator[Span | None], length: int, where: str) -> None:
    for span in spans:
        if span is not None and not 0 <= span.start <= span.end <= length:
            raise LedgerError(f"{span} of {where} lies outside of its text, which has {length} characters.")


def _check_evidence(spans: Sequence[Span], where: str) -> None:
    if not any(span.end > span.start for span in spans):
        raise LedgerError(f"The {where} points at no words. A row needs the span of its evidence.")


def _check_references(ids: set[str | None], said: set[str], where: str) -> None:
    for missing in ids - said - {None}:
        raise LedgerError(f"The {where} refers to statement {missing!r}, which is not among those of its article.")


def _dated(found: Date | None) -> Span | None:
    return found.span if found else None


def _statement_spans(statement: Statement) -> Iterator[Span | None]:
    yield from (statement.source, *statement.cue, *statement.content, _dated(statement.said_on))
    yield from (actor.mention for actor in (*statement.speakers, *statement.addressees))
    for hop in statement.chain:
        yield from (hop.span, hop.actor.mention)


def _report_spans(report: Report) -> Iterator[Span | None]:
    yield from (*report.evidence, _dated(report.date), report.place.span if report.place else None)
    yield from (actor.mention for actor in (*report.actors, *report.recipients))
    yield from (number.span for number in report.numbers)
    for condition in report.conditions:
        yield from (condition.span, _dated(condition.due_on))
