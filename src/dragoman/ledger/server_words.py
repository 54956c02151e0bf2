"""Full text where a server holds the ledger: the words of each text, beside it, as words.py parts and folds them.

`words` has them in their order, each between spaces of its own, so that a phrase is a piece of it; `lexemes` is PostgreSQL's
tsvector of them, under a GIN index, which finds the few rows that `words` is then held against. A vector takes a megabyte of
words that differ; a text with more has none, and is held against whatever is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    and_,
    cast,
    event,
    false,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.types import UserDefinedType

from dragoman.ledger import schema, words
from dragoman.ledger.words import Hits, Part, find_terms, find_words, read_query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from sqlalchemy import ColumnElement, Connection

    from dragoman.ledger.rows import Values

_LEXEME, _VECTOR_BYTES = 500, 900_000  # a lexeme takes 2 KB, a vector a megabyte
_K1, _B = 1.2, 0.75  # of bm25, as FTS5 has them
_MANY = 1000


class _Vector(UserDefinedType[str]):
    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """As PostgreSQL calls it."""
        return "TSVECTOR"


class _Query(_Vector):
    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """As PostgreSQL calls it."""
        return "TSQUERY"


METADATA = MetaData()


def _owner(table: Table, **options: Any) -> Column[int]:
    return Column(table.name[:-1], BigInteger, ForeignKey(table.c.key, ondelete="CASCADE"), primary_key=True, **options)


def _indexed(name: str, table: Table) -> Table:
    made = Table(
        name, METADATA, _owner(table), Column("n_words", Integer, nullable=False),
        Column("words", Text(collation="C"), nullable=False), Column("lexemes", _Vector),
    )  # fmt: skip
    Index(f"{name}_lexemes", made.c.lexemes, postgresql_using="gin")
    Index(f"{name}_without", made.c.lexemes, postgresql_where=made.c.lexemes.is_(None))
    return made


INDEXES = {name: (_indexed(name, table), table, column) for name, table, column in schema.TEXT_INDEXES}
report_words = Table(
    "report_words", METADATA, _owner(schema.reports), Column("words", Text(collation="C"), nullable=False)
)
role_words = Table("role_words", METADATA, _owner(schema.actors), Column("words", Text(collation="C"), nullable=False))
FOLDED = {schema.reports: (report_words, "evidence"), schema.actors: (role_words, "role")}
"""Table → where the words of one of its columns are held against parts of words, and which column."""
condition_words = Table(
    "condition_words", METADATA, _owner(schema.reports), Column("n", Integer, primary_key=True),
    Column("words", Text(collation="C"), nullable=False),
)  # fmt: skip


@event.listens_for(schema.METADATA, "after_create")
def _create(_: object, connection: Connection, **__: object) -> None:
    if connection.dialect.name == "postgresql":
        METADATA.create_all(connection, checkfirst=False)


# --- in --------------------------------------------------------------------------------------------------------------


def insert_words(
    connection: Connection,
    table: Table,
    rows: Sequence[Values],
    copy: Callable[[Connection, str, Sequence[str], Iterable[Sequence[Any]]], None],
) -> None:
    """Adds the words of what was just added to `table`, by `copy`."""
    if table in FOLDED:
        beside, folded = FOLDED[table]
        lines = ((row["key"], _fold(row[folded] or "")) for row in rows)
        copy(connection, beside.name, (table.name[:-1], "words"), lines)
    elif table is schema.report_conditions:
        copy(connection, condition_words.name, ("report", "n", "words"), list(_fold_conditions(connection, rows)))
    for index, source, column in INDEXES.values():
        if table is source:
            columns = (source.name[:-1], "n_words", "words", "lexemes")
            copy(connection, index.name, columns, _lay_out([(row["key"], row[column]) for row in rows]))


def add_role_words(connection: Connection) -> None:
    """Lays the words of their roles beside all actors, where none are yet."""
    actors = schema.actors.c
    rows = connection.execute(select(actors.key, actors.role)).all()
    for start in range(0, len(rows), _MANY):
        some = [{"actor": row.key, "words": _fold(row.role or "")} for row in rows[start : start + _MANY]]
        connection.execute(role_words.insert(), some)


def _lay_out(texts: Sequence[tuple[int, str]]) -> Iterator[tuple[Any, ...]]:
    """(key, number of words, words, vector) of each text that has a word."""
    for start in range(0, len(texts), _MANY):
        some = texts[start : start + _MANY]
        for (key, _), terms in zip(some, find_terms([text for _, text in some]), strict=True):
            if terms:
                yield key, len(terms), _join(terms), _write_vector(terms)


def _join(terms: Iterable[str]) -> str:
    return "".join(f" {term} " for term in terms)


def _find_lexemes(terms: Iterable[str]) -> set[str] | None:
    """What a vector holds; None where that is too much for one."""
    found = {term[:_LEXEME] for term in terms}
    return found if sum(len(each.encode()) + 8 for each in found) < _VECTOR_BYTES else None


def _write_vector(terms: Iterable[str]) -> str | None:
    found = _find_lexemes(terms)
    return None if found is None else " ".join(f"'{each}'" for each in sorted(found))  # no term has a quote in it


def _fold(text: str) -> str:
    return " ".join(sorted(find_words(text)))


def _fold_conditions(connection: Connection, rows: Sequence[Values]) -> Iterator[tuple[int, int, str]]:
    reports, readings, articles = schema.reports, schema.readings, schema.articles
    keys = sorted({row["report"] for row in rows})
    texts: dict[int, str] = {}
    for start in range(0, len(keys), _MANY):
        query = select(reports.c.key, articles.c.text).join_from(reports, readings).join(articles)
        found = connection.execute(query.where(reports.c.key.in_(keys[start : start + _MANY])))
        texts.update((row.key, row.text) for row in found)
    for row in rows:
        yield row["report"], row["n"], _fold(texts[row["report"]][row["span_start"] : row["span_end"]])


# --- out -------------------------------------------------------------------------------------------------------------


def find_hits(index: str, query: str) -> Hits:
    """By the vector, then by the words. Scored as bm25 does, less how rare a word is: all that are found have all of them."""
    table = INDEXES[index][0]
    asked = _read(query)
    columns = table.c
    key: ColumnElement[int] = columns[0]
    if not asked:
        return Hits(table, key, false(), literal(""), literal(0.0))
    pieces = [_join(terms)[: -1 if part.open else None] for part, terms in asked]
    vector = cast(" & ".join(_ask(part, terms) for part, terms in asked), _Query())
    fits = and_(
        or_(columns.lexemes.op("@@")(vector), columns.lexemes.is_(None)),
        *(func.strpos(columns.words, piece) > 0 for piece in pieces),
    )
    length = _B * columns.n_words / cast(func.avg(columns.n_words).over(), Double) + (1 - _B)
    score: ColumnElement[Any] = literal(0.0)
    for piece in pieces:
        count = (func.length(columns.words) - func.length(func.replace(columns.words, piece, ""))) // len(piece)
        score = score + count * (_K1 + 1) / (count + _K1 * length)
    source = INDEXES[index][1].c[INDEXES[index][2]]
    return Hits(table, key, fits, source, score)


def _read(query: str) -> list[tuple[Part, list[str]]]:
    """The parts of a question with their words, less those without any."""
    parts = read_query(query)
    return [(part, terms) for part, terms in zip(parts, find_terms([p.phrase for p in parts]), strict=True) if terms]


def _ask(part: Part, terms: Sequence[str]) -> str:
    asked = [f"'{term[:_LEXEME]}'" for term in terms]
    return " & ".join(asked) + (":*" if part.open and len(terms[-1]) < _LEXEME else "")


def cut_excerpts(query: str, found: Sequence[str]) -> list[str]:
    """See Dialect."""
    return words.cut_excerpts(query, found) if found else []


def hold(column: Column[Any], asked: Iterable[str]) -> list[ColumnElement[bool]]:
    """By the words beside the row."""
    beside, _ = FOLDED[column.table]
    fits = [beside.c.words.contains(word, autoescape=True) for word in asked]
    return [column.table.c.key.in_(select(beside.c[0]).where(*fits))] if fits else []


def hold_condition(asked: Iterable[str]) -> Select[tuple[int]]:
    """By the words beside the condition."""
    held = condition_words.c.words
    return select(condition_words.c.report).where(*(held.contains(word, autoescape=True) for word in asked))


# --- in step ---------------------------------------------------------------------------------------------------------


def check_index(connection: Connection) -> Iterator[tuple[str, str, str]]:
    """The words of every text against the text."""
    for index, table, column in INDEXES.values():
        lexemes = func.tsvector_to_array(index.c.lexemes).label("lexemes")
        query: Select[Any] = select(table.c.key, table.c[column].label("text"), index.c.words, lexemes)
        for some in _part(connection, query.select_from(table.outerjoin(index, index.c[0] == table.c.key))):
            for row, terms in zip(some, find_terms([row.text for row in some]), strict=True):
                lexemes_held = None if row.lexemes is None else set(row.lexemes)
                if (row.words, lexemes_held) != ((_join(terms), _find_lexemes(terms)) if terms else (None, None)):
                    yield "text_index", table.name, f"the words kept of row {row.key} are not those of its text"
    for table, (beside, column) in FOLDED.items():
        folded: Select[Any] = select(table.c.key, table.c[column].label("text"), beside.c.words)
        for some in _part(connection, folded.select_from(table.outerjoin(beside, beside.c[0] == table.c.key))):
            for row in some:
                if row.words != _fold(row.text or ""):
                    yield "text_index", table.name, f"the words kept of row {row.key} are not those of its {column}"


def _part(connection: Connection, query: Select[Any]) -> Iterator[Sequence[Any]]:
    yield from connection.execute(query.execution_options(yield_per=_MANY)).partitions(_MANY)
