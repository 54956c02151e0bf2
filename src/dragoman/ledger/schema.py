"""The ledger's tables, as SQLAlchemy metadata that SQLite and PostgreSQL both take.

    runs ─┬─ rejected
          └─ readings ── articles            one reading: what one run made of one article
               ├─ tags, furniture
               ├─ statements ─┬─ statement_spans, statement_actors, hops
               └─ reports ────┴─ report_spans, report_actors, report_contexts, report_numbers, report_conditions
    actors ─┬─ actor_words                   each way in which an actor is put, once, and the words of its name
            └─ shown_actors                  as what it is shown instead, where people corrected it
    events ── event_reports                  reports of the same act, across articles
         event_blocks, event_pins, unmerged   who is compared with whom; what people decided; articles yet to be merged
    unplaced → placements ── stories         where an article's account comes from, and which happening it tells of
               runs_of_words, terms          what placements compare: an index into texts
    imports ── imported, carriers            event data of others, which has no text here; parties: who stands in it
    redirects, corrections, deletions        what happened to ids; what people changed; what was taken out

Rows of a reading are written once and never changed: a newer reading of the same article supersedes (`current`), the
earlier one stays. `corrections` is an overlay that names rows by id, and is never rewritten; what it makes of a reading
lies in a reading without a run, made anew from both whenever one of them changes. Every
`key` is an integer of this file alone; every `id` is what the outside sees. Dates and instants (UTC) are the database's
own types, which in SQLite are ISO text. JSON is used for traces only, which are never queried.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import (
    DDL,
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
)

VERSION = 4
"""Of the schema. A ledger says its own in `dragoman.version`."""

APPLICATION_ID = 0x44524147
"""What SQLite's file header carries ("DRAG"), so that file(1) can tell."""

METADATA = MetaData()


def write_json(value: object) -> str:
    """JSON as it is stored."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


_Key = BigInteger().with_variant(Integer, "sqlite")


def _key(*, counted: bool = False) -> Column[int]:
    """The key of a table: `counted` by the database, or given out under the write lock so that children can name it."""
    return Column("key", _Key, primary_key=True, autoincrement=counted)


def _owner(name: str, table: str, **options: Any) -> Column[int]:
    """A column that refers to `table` and goes with its row."""
    return Column(name, _Key, ForeignKey(f"{table}.key", ondelete="CASCADE"), nullable=False, **options)


def _position() -> Column[int]:
    return Column("n", Integer, primary_key=True)


def _span(name: str = "span", *, nullable: bool = True) -> tuple[Column[int], ...]:
    return tuple(Column(f"{name}_{end}", Integer, nullable=nullable) for end in ("start", "end"))


def _date(name: str) -> tuple[Column[Any], ...]:
    """A records.Date: all null where there is none."""
    days = (Column(f"{name}_from_on", Date), Column(f"{name}_to_on", Date))
    return (*days, Column(f"{name}_precision", String), *_span(name))


def _rows(name: str, owner: str, *columns: Any) -> Table:
    """A table of parts of `owner`'s rows, in order, kept inside its own key."""
    column = _owner(owner, f"{owner}s", primary_key=True)
    return Table(name, METADATA, column, *columns, sqlite_with_rowid=False)


def _newest(table: Table) -> None:
    """What lists of `table` go down by. In SQLite nothing comes after what is lowest as it is."""
    for dialect, first_on in (
        ("sqlite", table.c.first_on.desc()),
        ("postgresql", table.c.first_on.desc().nulls_last()),
    ):
        columns = (first_on, table.c.reading.desc(), table.c.n)
        Index(f"{table.name}_newest", *columns).ddl_if(dialect=dialect)


dragoman = Table(
    "dragoman",
    METADATA,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("made_at", DateTime, nullable=False),
)

runs = Table(
    "runs",
    METADATA,
    _key(counted=True),
    Column("id", String, nullable=False, unique=True),
    Column("started_at", DateTime, nullable=False),
    Column("finished_at", DateTime),
    Column("code", String, nullable=False),
    Column("weights", String, nullable=False),
)

rejected = Table(
    "rejected",
    METADATA,
    _key(counted=True),
    Column("run", _Key, ForeignKey("runs.key"), nullable=False),
    Column("input", String, nullable=False),
    Column("item", String),
    Column("reason", String, nullable=False),
    Column("detail", Text, nullable=False),
    Index("rejected_input", "input", postgresql_using="hash"),  # of any length
)

# --- articles and readings -------------------------------------------------------------------------------------------

articles = Table(
    "articles",
    METADATA,
    _key(),
    Column("id", String, nullable=False, unique=True),
    Column("source_id", String, nullable=False, index=True),  # the id intake gave: all revisions of one url share it
    Column("text", Text, nullable=False),
    Column("length", Integer, nullable=False),  # in code points: SQLite's length() stops at a NUL
    Column("text_hash", String, nullable=False, index=True),  # SHA-256 of the UTF-8 text, hexadecimal
    Column("revises", String, index=True),  # an article's id; it need not be in this ledger
    Column("status", String, nullable=False),  # current, revised, or retracted: its outlet took it back
)

readings = Table(
    "readings",
    METADATA,
    _key(),
    _owner("article", "articles"),
    Column("run", _Key, ForeignKey("runs.key"), index=True),  # null: derived readings as people corrected them
    Column("read_at", DateTime, nullable=False),
    Column("current", Boolean, nullable=False),
    Column("n_statements", Integer, nullable=False),
    Column("n_reports", Integer, nullable=False),
    Column("title", Text),
    Column("url", Text),
    Column("outlet", String),
    Column("outlet_folded", String),
    Column("section", String),
    Column("byline", Text),
    Column("published_at", DateTime),  # UTC
    Column("published_offset_s", Integer),
    Column("published_precision", String),
    Column("published_on", Date),  # in the article's own offset
    Column("language", String),
    Column("wire", String),
    Column("corrects", _Key),  # the reading below; this one has what is shown if it is current, else what was rejected
    Column("trace", JSON(none_as_null=True)),  # which fields of the article were corrected
    UniqueConstraint("article", "run"),
    Index("readings_outlet", "outlet_folded", postgresql_using="hash"),
    Index("readings_published", "published_on"),
)
Index(
    "readings_current",
    readings.c.article,
    unique=True,
    sqlite_where=readings.c.current,
    postgresql_where=readings.c.current,
)

tags = _rows(
    "tags",
    "reading",
    _position(),
    Column("name", String, nullable=False),
    Column("code", String),
    Column("by", String, nullable=False),
    Index("ix_tags_name", "name", postgresql_using="hash"),
)
furniture = _rows("furniture", "reading", _position(), *_span(nullable=False))

# --- actors ----------------------------------------------------------------------------------------------------------

actors = Table(
    "actors",
    METADATA,
    _key(),
    Column("digest", String, nullable=False, unique=True),  # of all that follows, as unique constraints let nulls by
    Column("id", String, nullable=False, index=True),
    Column("name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("country", String, index=True),
    Column("sector", String),
    Column("role", String),
    Column("named", Boolean, nullable=False),
)

actor_words = Table(
    "actor_words",
    METADATA,
    Column("word", String, primary_key=True),
    _owner("actor", "actors", primary_key=True, index=True),
    sqlite_with_rowid=False,
)

shown_actors = Table(
    "shown_actors",
    METADATA,
    _owner("actor", "actors", primary_key=True),
    Column("shown", _Key, ForeignKey("actors.key"), nullable=False, index=True),
    Column("correction", _Key, nullable=False),  # the last that had a part in it
)


def _appearances(owner: str) -> Table:
    """Who stands in a row, as what: speaker, addressee; actor, recipient."""
    return _rows(
        f"{owner}_actors",
        owner,
        Column("part", String, primary_key=True),
        _position(),
        Column("actor", _Key, ForeignKey("actors.key"), nullable=False),
        *_span("mention"),
        Index(f"{owner}_actors_actor", "actor", "part"),
    )


# --- statements ------------------------------------------------------------------------------------------------------

statements = Table(
    "statements",
    METADATA,
    _key(),
    Column("id", String, nullable=False),
    _owner("reading", "readings"),
    Column("n", Integer, nullable=False),
    *_span("source"),
    Column("manner", String, nullable=False),
    Column("stance", String, nullable=False),
    Column("confidence", Double, nullable=False),
    *_date("said"),
    Column("occasion", String),
    Column("within", String),  # a statement's id
    Column("language", String),
    Column("content", Text, nullable=False),  # what the content spans cover, for searching
    Column("first_on", Date),  # said_on, else the day of publication: what lists sort by
    Column("last_on", Date),
    Column("trace", JSON, nullable=False),
    UniqueConstraint("reading", "n"),
    UniqueConstraint("id", "reading"),
)
_newest(statements)

statement_spans = _rows(
    "statement_spans",
    "statement",
    Column("part", String, primary_key=True),  # cue, content
    _position(),
    *_span(nullable=False),
)
statement_actors = _appearances("statement")
hops = _rows(
    "hops",
    "statement",
    _position(),
    Column("actor", _Key, ForeignKey("actors.key"), nullable=False, index=True),
    *_span("mention"),
    Column("how", String, nullable=False),
    *_span(),
    Column("inferred", Boolean, nullable=False),
)

# --- reports ---------------------------------------------------------------------------------------------------------

reports = Table(
    "reports",
    METADATA,
    _key(),
    Column("id", String, nullable=False),
    _owner("reading", "readings"),
    Column("n", Integer, nullable=False),
    Column("type", String, nullable=False),
    Column("mode", String),
    Column("quad", String, nullable=False),
    Column("score", Double, nullable=False),
    Column("aspect", String, nullable=False),
    Column("factuality", String, nullable=False),
    Column("time", String, nullable=False),
    Column("confidence", Double, nullable=False),
    *_date("date"),
    Column("place_name", String),
    Column("place_country", String),
    *_span("place"),
    Column("asserted_by", String, nullable=False),  # author, or a statement's id
    Column("performed_in", String),  # a statement's id
    Column("evidence", Text, nullable=False),  # what the evidence spans cover, for searching
    Column("first_on", Date),  # the act's day, else null: publication is no date of an act
    Column("last_on", Date),
    Column("trace", JSON, nullable=False),
    UniqueConstraint("reading", "n"),
    UniqueConstraint("id", "reading"),
    Index("reports_type", "type", "mode"),
)
_newest(reports)

report_spans = _rows("report_spans", "report", _position(), *_span(nullable=False))
report_actors = _appearances("report")
report_contexts = _rows("report_contexts", "report", _position(), Column("context", String, nullable=False, index=True))
report_numbers = _rows(
    "report_numbers",
    "report",
    _position(),
    Column("what", String, nullable=False),
    Column("value", Double, nullable=False),
    *_span(nullable=False),
)
report_conditions = _rows(
    "report_conditions",
    "report",
    _position(),
    Column("kind", String, nullable=False),
    *_span(nullable=False),
    *_date("due"),
    Index("report_conditions_due", "kind", "due_from_on"),
)

# --- above the readings ----------------------------------------------------------------------------------------------

# Made from the readings that are shown and from the log of corrections by merging.py, article by article: a change of an
# article's reading puts it into `unmerged` (the triggers below), in the same transaction.

events = Table(
    "events",
    METADATA,
    _key(counted=True),
    Column("id", String, nullable=False, unique=True),  # minted once; `redirects` says where one leads that is no more
    Column("first_on", Date),  # of its reports: the act's day, else that of publication
    Column("last_on", Date),
    Column("disputed", String, nullable=False),  # fields in which its reports differ, parted by spaces
    Index("events_newest", "last_on", "key"),
)
event_reports = Table(
    "event_reports",
    METADATA,
    _key(counted=True),
    Column("report_id", String, nullable=False, unique=True),
    Column("article", _Key, nullable=False, index=True),  # no constraint: a row outlives its article until it is merged
    Column("event", _Key, ForeignKey("events.key"), index=True),
    Column("leader", _Key, index=True),  # key of the report that it was joined to; its own: others are joined to it
    Column("rank", BigInteger, nullable=False),  # who may lead: of two that fit, the lower
    Column("features", Text, nullable=False),  # what merging compares, as JSON (likeness.py)
    Column("score", Double),  # how well it fits its leader; null: it leads
    Column("by", String, nullable=False),  # "merging", or "person": whose word stays
    Column("joined_at", DateTime, nullable=False),
    Column("trace", JSON, nullable=False),  # what agreed, and the runner-up
)
event_blocks = Table(
    "event_blocks",
    METADATA,
    Column("block", BigInteger, primary_key=True, autoincrement=False),  # hash of a type and those who take part
    Column(
        "day", Integer, primary_key=True, autoincrement=False
    ),  # of the act, else of publication, from year 1 on; 0: none
    Column("report", _Key, primary_key=True, autoincrement=False),  # key in event_reports
    sqlite_with_rowid=False,
)
event_pins = Table(
    "event_pins",
    METADATA,
    Column("report_id", String, primary_key=True),
    Column("label", String, nullable=False, index=True),  # reports of one label are of one event, by a person's word
    sqlite_with_rowid=False,
)
unmerged = Table("unmerged", METADATA, Column("article", _Key, primary_key=True, autoincrement=False))

# --- where accounts come from ----------------------------------------------------------------------------------------
# Made from the readings by placing.py, in transactions of its own, and made anew where these change. The two indexes name
# articles without a constraint, which would need another index as large: who takes out a placement takes out its rows.

unplaced = Table(
    "unplaced",
    METADATA,
    _key(counted=True),
    _owner("article", "articles", index=True),  # that was read, read again, or lost what it was compared with
)
stories = Table(
    "stories",
    METADATA,
    _key(counted=True),
    Column("id", String, nullable=False, unique=True),
    Column("first_on", Date),  # of its articles
    Column("last_on", Date, index=True),
    Column("origins", Integer, nullable=False),
    Column("articles", Integer, nullable=False),  # that no revision replaces
)
placements = Table(
    "placements",
    METADATA,
    _owner("article", "articles", primary_key=True, autoincrement=False),
    Column("reading", _Key, nullable=False),  # that was placed
    Column("length", Integer, nullable=False),  # how many runs
    Column("published_at", DateTime),  # UTC
    Column("day", Integer, nullable=False),  # of publication, from 1 January of the year 1 on; 0: not known
    Column("outlet", String),  # folded
    Column("agency", String),  # whom it credits
    Column("cited", String),  # whom most of its statements came through
    Column("cited_share", Double),
    Column("copy_of", _Key, index=True),  # an article's key: the longer one that has most of this text
    Column("copy_score", Double),
    Column("near", _Key, index=True),  # an article's key: the earlier one that is most like this
    Column("near_score", Double),
    Column("pinned", String),  # a story's id: where people put it
    Column("story", _Key, ForeignKey("stories.key"), index=True),
    Column("origin", _Key, index=True),  # an article's key: the first of those whose account is one
    Column("origin_name", String),  # the agency or outlet by which it came
    Column("how", String),  # own, copy, credit, citation
    Column("score", Double),
    Column("runs", LargeBinary, nullable=False),  # hashes of all runs of words, four bytes each, ascending
    Column("terms", LargeBinary, nullable=False),  # hash and weight of each, four bytes each
)
runs_of_words = Table(
    "runs_of_words",
    METADATA,
    Column("run", _Key, primary_key=True),
    Column("article", _Key, primary_key=True),
    sqlite_with_rowid=False,
)
terms = Table(
    "terms",
    METADATA,
    Column("term", _Key, primary_key=True),
    Column("day", Integer, primary_key=True),
    Column("article", _Key, primary_key=True),
    Column("weight", Integer, nullable=False),
    sqlite_with_rowid=False,
)

redirects = Table(
    "redirects",
    METADATA,
    Column("old_id", String, primary_key=True),
    Column("new_id", String, nullable=False, index=True),
    Column("why", Text, nullable=False),
    Column("at", DateTime, nullable=False),
)

corrections = Table(
    "corrections",
    METADATA,
    Column("id", _Key, primary_key=True),
    Column("row", String, nullable=False, index=True),
    Column("field", String, nullable=False),
    Column("before", Text),
    Column("after", Text),
    Column("who", String, nullable=False),
    Column("why", Text, nullable=False),
    Column("at", DateTime, nullable=False),
    Column("undoes", _Key, ForeignKey("corrections.id"), unique=True),
    Column("act", _Key),  # the first that was made in one go with this; null in those of versions 1 and 2, only noted
    Column("article", String, index=True),  # whose row it is; null: an actor
    Column("evidence", Text),  # the row's spans when it was corrected, as JSON
)

deletions = Table(
    "deletions",
    METADATA,
    _key(counted=True),
    Column("article_id", String, nullable=False),
    Column("at", DateTime, nullable=False),
    Column("why", Text),
    Column("n_statements", Integer, nullable=False),
    Column("n_reports", Integer, nullable=False),
)

# --- event data of others --------------------------------------------------------------------------------------------
# `imported` and `carriers` name keys of `imports` and `parties` without a constraint, which would cost a third of an
# import's time: no row of these two is ever taken out, and `check` looks.

imports = Table(
    "imports",
    METADATA,
    _key(counted=True),
    Column("run", _Key, ForeignKey("runs.key"), nullable=False),
    Column("source", String, nullable=False),
    Column("form", String, nullable=False),  # the format's name, with the hash of the mapping if it has one
    Column("path", String, nullable=False),
    Column("file_hash", String, nullable=False, index=True),  # SHA-256 of its bytes, hexadecimal
    Column("rows", Integer, nullable=False),  # of the file, dealt with so far, by this import and those it goes on from
    Column("added", Integer, nullable=False),  # by this import, as are the next two
    Column("known", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Column("finished_at", DateTime),
)
parties = Table(
    "parties",
    METADATA,
    _key(),
    Column("digest", String, nullable=False, unique=True),  # of all that follows but `words`
    Column("name", String),
    Column("country", String, index=True),
    Column("sector", String),
    Column("code", String),
    Column("words", String, nullable=False),  # of the name, folded, each between spaces
)
imported = Table(
    "imported",
    METADATA,
    _key(counted=True),
    Column("file", _Key, nullable=False),
    Column("source", String, nullable=False),
    Column("id", String, nullable=False),  # the source's own, else made from the row
    Column("acted_on", Date, nullable=False),
    Column("actor", _Key, index=True),
    Column("recipient", _Key, index=True),
    Column("actor_country", String),  # those of the parties, again: series ask by dyad and day
    Column("recipient_country", String),
    Column("code", String),
    Column("text", Text),
    Column("type", String),
    Column("mode", String),
    Column("quad", String),
    Column("score", Double),
    Column("source_score", Double),
    Column("contexts", String),  # parted by ";"
    Column("place_name", String),
    Column("place_country", String),
    Column("latitude", Double),
    Column("longitude", Double),
    Column("outlet", String),
    Column("url", Text),
    Column("articles", Integer),
    UniqueConstraint("source", "id"),
    Index("imported_dyad", "actor_country", "recipient_country", "acted_on"),
    Index("imported_day", "acted_on"),
)
carriers = Table(
    "carriers",
    METADATA,
    _key(counted=True),
    Column("file", _Key, nullable=False),
    Column("source", String, nullable=False),
    Column("id", String, nullable=False),  # made from the row
    Column("event_id", String, nullable=False),  # the event need not be in this ledger
    Column("seen_at", DateTime, nullable=False),  # UTC
    Column("outlet", String),
    Column("url", Text),
    Column("sentence", Integer),
    Column("confidence", Double),
    Column("tone", Double),
    UniqueConstraint("source", "id"),
    Index("carriers_event", "source", "event_id"),
)

for _column in (column for table in METADATA.tables.values() for column in table.c):
    if isinstance(_column.type, String):  # sorts by code points in both; PostgreSQL would else take a language for it
        made: type[String] = type(_column.type)
        _column.type = _column.type.with_variant(made(collation="C"), "postgresql")

TABLES = tuple(METADATA.sorted_tables)
"""All tables, parents before children."""

# --- full text -------------------------------------------------------------------------------------------------------

TEXT_INDEXES = (("article_words", articles, "text"), ("statement_words", statements, "content"))
"""(index, table, column). In SQLite an FTS5 table that keeps no second copy of the text; triggers hold it in step."""

_INDEX = """CREATE VIRTUAL TABLE {index} USING fts5(
    {column}, content='{table}', content_rowid='key', tokenize='unicode61 remove_diacritics 2')"""
_ADD = "INSERT INTO {index}(rowid, {column}) VALUES (new.key, new.{column});"
_DROP = "INSERT INTO {index}({index}, rowid, {column}) VALUES ('delete', old.key, old.{column});"
_TRIGGERS = (
    "CREATE TRIGGER {index}_added AFTER INSERT ON {table} BEGIN " + _ADD + " END",
    "CREATE TRIGGER {index}_dropped AFTER DELETE ON {table} BEGIN " + _DROP + " END",
    "CREATE TRIGGER {index}_changed AFTER UPDATE OF {column} ON {table} BEGIN " + _DROP + " " + _ADD + " END",
)
_KEEP = "CREATE TRIGGER corrections_{what} BEFORE {what} ON corrections BEGIN SELECT RAISE(ABORT, '{why}'); END"
_NEVER = "corrections are never rewritten: add one that undoes"

_QUEUE = """CREATE TRIGGER {table}_{what}_unmerged AFTER {event} ON {table}
    BEGIN INSERT OR IGNORE INTO unmerged VALUES ({key}); END"""
QUEUES = (
    ("readings", "added", "INSERT", "new.article"),
    ("readings", "changed", "UPDATE OF current", "new.article"),
    ("readings", "dropped", "DELETE", "old.article"),
    ("articles", "changed", "UPDATE OF status", "new.key"),
    ("articles", "dropped", "DELETE", "old.key"),
)
"""(table, what, event, article): what changes which reports are shown."""

_ONLY_ADD = (
    "CREATE TRIGGER corrections_insert BEFORE INSERT ON corrections WHEN EXISTS (SELECT 1 FROM corrections "
    f"WHERE id = new.id OR undoes = new.undoes) BEGIN SELECT RAISE(ABORT, '{_NEVER}'); END"
)
"""Else INSERT OR REPLACE would take a row out without the other triggers."""

_STATEMENTS = [
    ddl.format(index=index, table=table.name, column=column)
    for index, table, column in TEXT_INDEXES
    for ddl in (_INDEX, *_TRIGGERS)
] + [*(_KEEP.format(what=what, why=_NEVER) for what in ("update", "delete")), _ONLY_ADD]
_STATEMENTS += [_QUEUE.format(table=table, what=what, event=when, key=key) for table, what, when, key in QUEUES]

for _statement in [*_STATEMENTS, f"PRAGMA application_id = {APPLICATION_ID}"]:
    event.listen(METADATA, "after_create", DDL(_statement).execute_if(dialect="sqlite"))  # type: ignore[no-untyped-call]
