"""What a person says is wrong → entries of the log, and what is shown made anew: one act, in one transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from dragoman.contract import Source, read_argument, read_record, read_value, write_value
from dragoman.errors import LedgerError, LedgerNotFoundError, TextError
from dragoman.ledger import casting, corrections, overlay, pinning, schema
from dragoman.ledger.corrections import ADDED, REJECTED, RETRACTED, STORY
from dragoman.ledger.retrieval import find_ids, follow, get_id
from dragoman.ledger.rows import restore_instant
from dragoman.records import Actor, Correction, Report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy import Connection, Table

    from dragoman.ledger.overlay import Laid
    from dragoman.ledger.rows import Row, Values
    from dragoman.records import Article, CorrectionState, Statement

FLAGGED = ("moved", "lost", "unfit")
_TABLES = (schema.statements, schema.reports, schema.articles, schema.actors)
_STATEMENT = {"speakers": [], "cue": [], "manner": "indirect", "stance": "asserts", "confidence": 1.0}
_REPORT: dict[str, Any] = {"actors": [], "recipients": [], "aspect": "once", "factuality": "CT+", "time": "past"}
_LEFT_OUT: dict[str, dict[str, Any]] = {"statement": _STATEMENT, "report": {**_REPORT, "confidence": 1.0}}
"""What an added row has where it is not given."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What became of an article: `revised_by`, the id of the text in its place; `retracted`, what the log says of that."""

    revised_by: str | None
    retracted: Correction | None


# --- rows ------------------------------------------------------------------------------------------------------------


def correct(connection: Connection, asked: str, changes: Mapping[str, Any], *, who: str, why: str) -> list[Correction]:
    """See Desk.correct."""
    table, row_id = find_row(connection, asked)
    if table is schema.actors:
        return act(connection, [_correct_actor(connection, row_id, *change) for change in changes.items()], who, why)
    laid = _get_laid(connection, table, row_id)
    article, rows = laid.entry.article, laid.rows
    row: Any = article if table is schema.articles else rows[row_id]
    entries = []
    for field, value in changes.items():
        hint = overlay.find_type(row, field)
        before = overlay.get_field(row, field, article.text)
        after = _read(connection, hint, value, field, article)
        _check_change(field, before, after)
        row = overlay.put_field(row, field, after, article.text, rows)
        entries.append(note(row_id, field, before, after, article.id, laid.derived.get(row_id)))
    if not article.text:  # not kept: its length alone says which spans lie in it
        read_record(type(row), write_value(row, ""), _source(connection, article))
    return act(connection, entries, who, why)


def set_rejected(connection: Connection, asked: str, *, rejected: bool, who: str, why: str) -> list[Correction]:
    """See Desk.reject_row and Desk.restore_row."""
    table, row_id = find_row(connection, asked)
    if table not in (schema.statements, schema.reports):
        raise TextError(
            f"{row_id} is no statement or report: only these are rejected; `dragoman delete` takes out articles"
        )
    laid = _get_laid(connection, table, row_id)
    if (row_id in laid.rejected) is rejected:
        raise TextError(
            f"{row_id} is {'rejected already' if rejected else 'not rejected'}: `dragoman log {row_id}` says more"
        )
    entry = note(row_id, REJECTED, not rejected, rejected, laid.entry.article.id, laid.derived.get(row_id))
    return act(connection, [entry], who, why)


def retract(connection: Connection, asked: str, *, who: str, why: str) -> list[Correction]:
    """See Desk.retract."""
    article_id = get_id(connection, schema.articles, asked)
    if overlay.get_laid(connection, article_id).is_retracted:
        raise TextError(f"{article_id} is retracted already: `dragoman log {article_id}` says more")
    return act(connection, [note(article_id, RETRACTED, False, True, article_id, None)], who, why)


def find_standing(connection: Connection, article_id: str) -> Standing:
    """See Ledger.get_standing."""
    columns = schema.articles.c
    later = select(columns.id).where(columns.revises == article_id).order_by(columns.key.desc()).limit(1)
    log = corrections.find_live(connection, [article_id]).get(article_id, [])
    taken = [row for row in log if row.field == RETRACTED][-1:]
    retracted = next(iter(_describe(connection, taken)), None)
    return Standing(connection.execute(later).scalar(), retracted)


def add(
    connection: Connection, kind: str, article_id: str, given: Mapping[str, Any], *, who: str, why: str
) -> list[Correction]:
    """See Desk.add."""
    if kind not in overlay.KINDS:
        raise TextError(f"{kind!r} cannot be added: a statement or a report can")
    if made := sorted({"id", "trace"} & given.keys()):
        raise TextError(f"{', '.join(made)} cannot be given: the ledger gives each row its own")
    article_id = get_id(connection, schema.articles, article_id)
    laid = overlay.get_laid(connection, article_id)
    article, number = laid.entry.article, _count(connection)
    row_id = kind[0] + hashlib.sha256(f"{article_id}\n{number}\nadded".encode()).hexdigest()[:16]
    whole = {**_LEFT_OUT[kind], **given, "id": row_id}
    row = read_record(overlay.KINDS[kind], whole, _source(connection, article))
    overlay.check_row(row, laid.rows)
    if isinstance(row, Report) and not (row.actors or row.recipients):
        raise TextError("actors and recipients are empty: a report needs one of them")
    after = {kind: write_value(row, article.text)}
    return act(connection, [note(row_id, ADDED, None, after, article_id, None)], who, why)


def put_into_stories(connection: Connection, entries: Sequence[Values], *, who: str, why: str) -> list[Correction]:
    """Adds entries that put articles into stories (stories.py) as one act."""
    return act(connection, entries, who, why)


def undo(connection: Connection, number: int | None, *, who: str, why: str) -> list[Correction]:
    """See Desk.undo."""
    added = corrections.add_undo(connection, number, who=who, why=why)
    overlay.drop_redirects(connection, _find_stories(connection, added))
    return _show(connection, added)


def _find_stories(connection: Connection, numbers: Sequence[int]) -> list[str]:
    """The stories into which articles of these entries are put now that they are made: their ids are theirs again."""
    columns = schema.corrections.c
    named = select(columns.row).where(columns.id.in_(numbers), columns.field == STORY)
    articles = list(connection.execute(named).scalars())
    live = corrections.find_live(connection, articles)
    pins = ([row for row in live.get(article, ()) if row.field == STORY][-1:] for article in articles)
    return [json.loads(row.after) for last in pins for row in last]


# --- actors ----------------------------------------------------------------------------------------------------------


def merge_actors(connection: Connection, kept: str, others: Iterable[str], *, who: str, why: str) -> list[Correction]:
    """See Desk.merge_actors."""
    actor = get_actor(connection, kept)
    entries: list[Values] = []
    for asked in others:
        other = get_actor(connection, asked)
        if other.id == actor.id:
            raise TextError(f"{asked} is {actor.id} already: two actors are needed")
        for field in ("name", "kind", "country", "sector", "named", "id"):
            before, after = getattr(other, field), getattr(actor, field)
            if after is not None:  # also where it is the same here: elsewhere the other may be put in another way
                entries.append(note(other.id, field, before, after, None, None))
    return act(connection, entries, who, why)


def split_actor(
    connection: Connection, asked: str, rows: Iterable[str], *, name: str | None, who: str, why: str
) -> list[Correction]:
    """See Desk.split_actor."""
    actor = get_actor(connection, asked)
    entries: list[Values] = []
    new_id = hashlib.sha256(f"{actor.id}\n{_count(connection)}\nsplit".encode()).hexdigest()[:16]
    log = corrections.find_live(connection, None).get("", [])

    def change(put: Actor) -> Actor:
        shown, _ = casting.correct_actor(put, log)
        return replace(shown, id=new_id, name=name or shown.name) if shown.id == actor.id else put

    for each in rows:
        table, row_id = find_row(connection, each)
        if table is schema.actors:
            raise TextError(
                f"{each} is an actor: the statements, reports or articles in which {asked} is another are needed"
            )
        laid = _get_laid(connection, table, row_id)
        some = laid.rows.values() if table is schema.articles else [laid.rows[row_id]]
        entries += [entry for row in some for entry in _change_row(laid, row, change)]
    if not entries:
        raise TextError(f"none of the rows names {actor.id} ({actor.name})")
    return act(connection, entries, who, why)


def get_actor(connection: Connection, asked: str) -> Actor:
    """An actor as it is shown, by its id or the beginning of one, also that of one merged into it. LedgerNotFoundError."""
    actor_id = casting.follow_actor(connection, get_id(connection, schema.actors, asked))
    return casting.find_put(connection, actor_id)


def _correct_actor(connection: Connection, actor_id: str, field: str, value: Any) -> Values:
    hint = casting.find_type(field)
    actor = get_actor(connection, actor_id)
    before, after = getattr(actor, field), _read(connection, hint, value, field, None)
    _check_change(field, before, after)
    return note(actor.id, field, before, after, None, None)


def _change_row(laid: Laid, row: Statement | Report, change: Callable[[Actor], Actor]) -> list[Values]:
    """The entries that change actors in a row."""
    article, below = laid.entry.article, laid.derived.get(row.id)
    changed = casting.change_actors(row, change)
    before = {field: write_value(getattr(row, field), article.text) for field in changed}
    return [
        note(row.id, field, before[field], write_value(after, article.text), article.id, below)
        for field, after in changed.items()
    ]


# --- the log ---------------------------------------------------------------------------------------------------------


def find_corrections(connection: Connection, asked: str | None = None, *, flagged: bool = False) -> list[Correction]:
    """See Desk.find_corrections."""
    rows = None if asked is None else _find_logged(connection, asked)
    found = _describe(connection, corrections.find_entries(connection, rows=rows))
    return [each for each in found if not flagged or each.state in FLAGGED]


def count_flagged(connection: Connection, run_id: str) -> int:
    """How many corrections need a look since this run read their articles anew."""
    if not corrections.has_any(connection):
        return 0
    readings, runs, articles = schema.readings, schema.runs, schema.articles
    query = select(articles.c.id).join(readings, readings.c.article == articles.c.key).join(runs)
    named = schema.corrections.c.article
    query = query.where(runs.c.id == run_id, articles.c.id.in_(select(named).where(named.is_not(None))))
    laid = overlay.load_laid(connection, set(connection.execute(query).scalars()))
    return sum(state in FLAGGED for each in laid.values() for state in each.states.values())


def _find_logged(connection: Connection, asked: str) -> list[str]:
    """The id of a row that is there, or of one that the log alone still names. Raises LedgerNotFoundError."""
    try:
        return [find_row(connection, asked)[1]]
    except LedgerNotFoundError:
        column = schema.corrections.c.row
        names = set(connection.execute(select(column).distinct()).scalars())
        if found := [name for name in names if asked and name.startswith(asked)]:
            return found
        raise


def _describe(connection: Connection, entries: Sequence[Row]) -> list[Correction]:
    undone = corrections.find_undone(connection)
    laid = overlay.load_laid(connection, {row.article for row in entries if row.article is not None})
    return [_correction(row, _find_state(row, undone, laid)) for row in entries]


def _find_state(row: Row, undone: dict[int, int], laid: Mapping[str, Laid]) -> CorrectionState:
    if row.act is None:
        return "noted"
    if not corrections.is_live(row.id, undone):
        return "undone"
    if row.undoes is not None or row.article is None or (row.field == STORY and row.article in laid):
        return "stands"
    return laid[row.article].states[row.id] if row.article in laid else "lost"


def _correction(row: Row, state: CorrectionState) -> Correction:
    return Correction(
        id=row.id,
        row=row.row,
        field=row.field,
        before=row.before,
        after=row.after,
        who=row.who,
        why=row.why,
        at=restore_instant(row.at),
        undoes=row.undoes,
        act=row.act,
        article=row.article,
        state=state,
    )


# --- acts ------------------------------------------------------------------------------------------------------------


def act(connection: Connection, entries: Sequence[Values], who: str, why: str) -> list[Correction]:
    """Adds entries to the log as one act, and makes anew what they change. Raises TextError if there are none."""
    if not entries:
        raise TextError("nothing is to be changed: name a field and its value")
    return _show(connection, corrections.add_act(connection, entries, who=who, why=why))


def _show(connection: Connection, numbers: Sequence[int]) -> list[Correction]:
    """Makes anew what entries that were just added change; the entries."""
    query = select(schema.corrections).where(schema.corrections.c.id >= numbers[0])
    added = connection.execute(query.order_by(schema.corrections.c.id)).all()
    articles = {row.article for row in added if row.field not in pinning.FIELDS}
    if any(row.field in pinning.FIELDS for row in added):
        pinning.show_pins(connection)
    if None in articles:
        casting.show_actors(connection)
    for article in sorted(articles - {None}):
        overlay.show_article(connection, article)
    if articles - {None}:
        casting.show_actors(connection)  # those that came with what was put into rows
    return _describe(connection, added)


def note(
    row: str, field: str, before: Any, after: Any, article: str | None, below: Statement | Report | None
) -> Values:
    """An entry of the log; `below`: the derived row, for its evidence (None: an article, an actor, or one that was added)."""
    values = {name: json.dumps(value, ensure_ascii=False) for name, value in (("before", before), ("after", after))}
    return {"row": row, "field": field, **values, "article": article, "evidence": overlay.write_evidence(below)}


def _read(connection: Connection, hint: Any, value: Any, field: str, article: Article | None) -> Any:
    """A value as given, text of a command line or plain, as the log notes it. `article`: None where the row has none."""
    plain = read_argument(hint, value) if isinstance(value, str) else value
    made = read_value(hint, plain, field, _source(connection, article))
    return write_value(made, article.text if article else "")


def _source(connection: Connection, article: Article | None) -> Source:
    """What values are held against: the article's text, or its length where the text is not kept."""
    text, length = (article.text if article else ""), None
    if article and not text:
        columns = schema.articles.c
        length = connection.execute(select(columns.length).where(columns.id == article.id)).scalar_one()
    return Source(text, lambda asked: get_actor(connection, asked), length)


def _check_change(field: str, before: Any, after: Any) -> None:
    if before == after:
        raise TextError(f"{field} is {json.dumps(after, ensure_ascii=False)} already")


def _count(connection: Connection) -> int:
    """How long the log is: it makes ids differ."""
    return connection.execute(select(func.count()).select_from(schema.corrections)).scalar_one()


def find_row(connection: Connection, asked: str) -> tuple[Table, str]:
    """The table and id of the row that is meant. Raises LedgerNotFoundError if there is none, LedgerError if several."""
    if not asked:
        raise LedgerError("An empty text names no row. Give an id, or the beginning of one.")
    target = follow(connection, asked)
    found = [(table, name) for table in _TABLES for name in find_ids(connection, table, asked)]
    found = [each for each in found if each[1] == target] or found
    if not found:
        raise LedgerNotFoundError(f"There is no row whose id is or begins with {asked!r} in this ledger.")
    if len(found) > 1:
        shown = ", ".join(name for _, name in found[:4])
        raise LedgerError(f"{asked!r} begins the ids of several rows: {shown}. Give more of it.")
    return found[0]


def _get_laid(connection: Connection, table: Table, row_id: str) -> Laid:
    """The article of a row, corrected. Raises TextError if its newest reading does not have the row."""
    articles, readings = schema.articles, schema.readings
    query = select(articles.c.id)
    if table is not schema.articles:
        query = query.join(readings, readings.c.article == articles.c.key).join(
            table, table.c.reading == readings.c.key
        )
    article_id: str = connection.execute(query.where(table.c.id == row_id).limit(1)).scalar_one()
    laid = overlay.get_laid(connection, article_id)
    if row_id != article_id and row_id not in laid.rows:
        raise TextError(
            f"{row_id} is not in the newest reading of its article {article_id}: see `dragoman show {article_id}`"
        )
    return laid
