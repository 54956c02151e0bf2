"""A file of event data that others coded → rows beside Dragoman's own, or Rejected: each line one or the other.

The file is known by its hash: one that was read to its end adds nothing again, one that was interrupted goes on with the
next row. A row is known by its source and id; what has no id of its own is known by all that is kept of it.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import IO, TYPE_CHECKING, Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from dragoman.errors import SourceError, TextError
from dragoman.ledger import log, schema
from dragoman.ledger.cameo import find_act, find_act_named, find_country
from dragoman.ledger.rows import chunks, find_words, now
from dragoman.records import Rejected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from sqlalchemy import Connection, Table

    from dragoman.ledger.formats import Format, Layout
    from dragoman.ledger.rows import Row, Values
    from dragoman.records import Code

    Codes = Mapping[tuple[str, str | None], Code]
NAMED = 100
"""As many wrong lines of a file are noted one by one; those after them are counted."""

_Party = tuple[str | None, str | None, str | None, str | None]
_PARTY = ("name", "country", "sector", "code")
_INSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_CHUNK = 1 << 20
csv.field_size_limit(1 << 24)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is: rows of the file dealt with, of how many lines; what came of those of this import."""

    rows: int
    lines: int
    added: int
    known: int
    rejected: int
    finished: bool


@dataclass(frozen=True, slots=True)
class Source:
    """A file to import, looked through once: its hash, how many lines it has, and how its bytes are to be read."""

    path: Path
    format: Format
    form: str
    digest: str
    lines: int
    encoding: str


def open_source(path: Path, format: Format, *, mapping: Path | None = None) -> Source:
    """Looks through a file. Raises SourceError if it cannot be read, or is packed in a way that is not known."""
    sha, lines, encoding = hashlib.sha256(), 0, "utf-8-sig"
    try:
        with _open(path) as file:
            decoder = codecs.getincrementaldecoder("utf-8")()
            while chunk := file.read(_CHUNK):
                sha.update(chunk)
                lines += chunk.count(b"\n")
                encoding = encoding if encoding == "latin-1" or _is_read(decoder, chunk) else "latin-1"
    except (OSError, EOFError, zipfile.BadZipFile) as error:
        raise SourceError(f"{path} cannot be read ({error}): name a CSV or a table with tabs, plain, .gz or .zip") from error
    form = format.name if mapping is None else f"{format.name} {hashlib.sha256(mapping.read_bytes()).hexdigest()[:12]}"
    return Source(path, format, form, sha.hexdigest(), lines, encoding)


def find_import(connection: Connection, source: Source) -> Row | None:
    """The import of this very file that went furthest."""
    table = schema.imports
    same = select(table).where(table.c.file_hash == source.digest, table.c.form == source.form)
    same = same.where(table.c.source == source.format.source)
    return connection.execute(same.order_by(table.c.finished_at.is_(None), table.c.rows.desc()).limit(1)).first()


def begin_import(connection: Connection, source: Source, *, run_key: int, skip: int) -> Importer:
    """Notes that an import begins, after `skip` rows that earlier ones dealt with."""
    row: Values = {
        **{"run": run_key, "source": source.format.source, "form": source.form, "path": str(source.path)},
        **{"file_hash": source.digest, "rows": skip, "added": 0, "known": 0, "rejected": 0, "finished_at": None},
    }
    result = connection.execute(schema.imports.insert(), row)
    return Importer(source, {"key": result.inserted_primary_key[0] if result.inserted_primary_key else None, **row})


def read_batches(source: Source, codes: Codes, *, skip: int, batch: int) -> Iterator[list[Values | Rejected]]:
    """What the rows of a file are, less the first `skip`, `batch` at a time. Raises TextError if it is of another format."""
    with _open(source.path) as raw:
        text = io.TextIOWrapper(raw, source.encoding, newline="")
        table, layout = _find_layout(text, source)
        lines = _read_lines(table, source)
        rows = _read_rows(islice(lines, skip, None), source, layout, codes)
        while some := list(islice(rows, batch)):
            yield some


class Importer:
    """Rows of one file, on their way into the ledger."""

    def __init__(self, source: Source, note: Values) -> None:
        self._source, self._note = source, note
        self._parties: dict[_Party, int] = {}

    def write(self, connection: Connection, some: list[Values | Rejected], *, finished: bool) -> Progress:
        """Writes a batch, and how far the file is dealt with."""
        note, rows = self._note, [row for row in some if not isinstance(row, Rejected)]
        wrong = [row for row in some if isinstance(row, Rejected)]
        for rejected in wrong[: max(0, NAMED - note["rejected"])]:
            log.add_rejected(connection, rejected, run_key=note["run"])
        if not self._source.format.carriers:
            self._learn_parties(connection, rows)
        table = schema.carriers if self._source.format.carriers else schema.imported
        added = _insert(connection, table, [self._complete(row) for row in rows]) if rows else 0
        note["rows"] += len(some)
        note["added"] += added
        note["known"] += len(rows) - added
        note["rejected"] += len(wrong)
        note["finished_at"] = now() if finished else None
        connection.execute(update(schema.imports).where(schema.imports.c.key == note["key"]).values(note))
        return Progress(note["rows"], self._source.lines, note["added"], note["known"], note["rejected"], finished)

    def _learn_parties(self, connection: Connection, rows: Iterable[Values]) -> None:
        """Gives each row the keys of its parties; those that the ledger lacks are written."""
        wanted = {party for row in rows for party in (row["actor"], row["recipient"]) if party is not None}
        new = {_digest(party): party for party in wanted if party not in self._parties}
        columns = schema.parties.c
        for some in chunks(list(new)):
            for found in connection.execute(select(columns.digest, columns.key).where(columns.digest.in_(some))):
                self._parties[new.pop(found.digest)] = found.key
        if new:
            highest: int = connection.execute(select(func.max(columns.key))).scalar() or 0
            keyed = list(enumerate(new.items(), highest + 1))
            connection.execute(schema.parties.insert(), [_party_row(key, *each) for key, each in keyed])
            self._parties.update((party, key) for key, (_, party) in keyed)

    def _complete(self, row: Values) -> Values:
        """A row as its table has it."""
        row["file"], row["source"] = self._note["key"], self._source.format.source
        if not self._source.format.carriers:
            actor, recipient = row["actor"], row["recipient"]
            row["actor"] = None if actor is None else self._parties[actor]
            row["recipient"] = None if recipient is None else self._parties[recipient]
        return row


# --- the file ---------------------------------------------------------------------------------------------------------


@contextmanager
def _open(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of a file, unpacked."""
    if path.suffix.casefold() == ".gz":
        with gzip.open(path) as file:
            yield file
    elif path.suffix.casefold() == ".zip":
        with zipfile.ZipFile(path) as packed:
            names = [name for name in packed.namelist() if not name.endswith("/")]
            if len(names) != 1:
                raise SourceError(f"{path} holds {len(names)} files: unpack it and import one after the other")
            with packed.open(names[0]) as file:
                yield file
    else:
        with path.open("rb") as file:
            yield file


def _is_read(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True


def _find_layout(text: io.TextIOWrapper, source: Source) -> tuple[Any, Layout]:
    """The rows of a file, past its header, and the layout that it has. Raises TextError if it has none of the format's."""
    first = text.readline()
    for layout in source.format.layouts:
        quoted = layout.delimiter != "\t" or first.startswith('"')
        options: dict[str, Any] = {"delimiter": layout.delimiter, "quoting": csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE}
        cells = next(csv.reader([first], **options), [])
        if not layout.header and len(cells) == len(layout.names):
            return csv.reader(chain([first], text), **options), layout
        cells = [cell.strip() for cell in cells]
        if layout.header and {column for column, _ in layout.kept.values()} <= set(cells):
            return csv.reader(text, **options), replace(layout, names=tuple(cells))
    wanted = " or ".join(
        ", ".join(layout.names[:6]) + ("…" if len(layout.names) > 6 else "")
        if layout.header
        else f"{len(layout.names)} columns parted by tabs"
        for layout in source.format.layouts
    )
    raise TextError(f"{source.path} begins with {first[:80]!r}: a file of {source.format.name} has {wanted}")


def _read_lines(table: Any, source: Source) -> Iterator[tuple[int, list[str]] | Rejected]:
    """The number and cells of each line that is not empty; of one that cannot be taken apart, why."""
    while True:
        try:
            if cells := next(table):
                yield table.line_num, cells
        except StopIteration:
            return
        except csv.Error as error:
            yield Rejected(str(source.path), f"line {table.line_num}", "broken", str(error))


def _read_rows(
    lines: Iterator[tuple[int, list[str]] | Rejected], source: Source, layout: Layout, codes: Codes
) -> Iterator[Values | Rejected]:
    """What each line is: a row of its table, or why it is none."""
    make, name = _make_reader(layout, source), str(source.path)
    acts: dict[tuple[Any, ...], Values] = {}
    for line in lines:
        if isinstance(line, Rejected):
            yield line
            continue
        number, cells = line
        try:
            row = make(cells)
            yield row if source.format.carriers else _find_act(row, acts, source, codes)
        except IndexError:
            yield Rejected(name, f"line {number}", "broken", f"the line has {len(cells)} cells only")
        except ValueError as error:
            yield Rejected(name, f"line {number}", "broken", str(error))


def _find_act(row: Values, acts: dict[tuple[Any, ...], Values], source: Source, codes: Codes) -> Values:
    """The row with PLOVER's words for what it tells, looked up once for each way to tell it (`acts`)."""
    told = (row["code"], None if row["code"] else row["text"], row["type"], row["mode"])
    found = acts.get(told)
    if found is None:
        found = acts[told] = _BOOKS[source.format.book](codes, *told)
    return row | found | {name: row[name] for name in ("text", "contexts") if row[name]}


def _make_reader(layout: Layout, source: Source) -> Callable[[list[str]], Values]:
    """What makes a row of the cells of a line: raises ValueError, or IndexError where the line is too short."""
    at = {name: n for n, name in reversed(list(enumerate(layout.names)))}
    kept = [(field, at[name], read) for field, (name, read) in layout.kept.items()]
    columns = schema.carriers if source.format.carriers else schema.imported
    width = 0 if layout.header else len(layout.names)
    empty: Values = dict.fromkeys(name for name in columns.c.keys() if name not in {"key", "file", "source"})  # noqa: SIM118

    def make(cells: list[str]) -> Values:
        if width and len(cells) != width:
            raise ValueError(f"the line has {len(cells)} cells, not {width}")
        row, field = empty.copy(), ""
        try:
            for field, n, read in kept:
                row[field] = read(cells[n])
        except ValueError as error:
            raise ValueError(f"{field}: {error}") from None
        if row["id"] is None:
            row["id"] = hashlib.blake2b("\x1f".join(cells).encode("utf-8", "replace"), digest_size=10).hexdigest()
        return row

    if source.format.carriers:
        return make
    return lambda cells: _name_parties(make(cells))


def _name_parties(row: Values) -> Values:
    """The row with its parties as what they are known by."""
    row["actor"], row["actor_country"] = _take_party(row, "actor")
    row["recipient"], row["recipient_country"] = _take_party(row, "recipient")
    if row["actor"] is None and row["recipient"] is None:
        raise ValueError("neither an actor nor a recipient is named")
    return row


def _take_party(row: Values, part: str) -> tuple[_Party | None, str | None]:
    name, country = row.pop(f"{part}_name", None), row.get(f"{part}_country")
    sector, code = row.pop(f"{part}_sector", None), row.pop(f"{part}_code", None)
    if name is None and code is None:
        return None, None
    if sector is None and country is not None and find_country(code or name) == country:
        sector = "GOV"  # the state itself, as in Dragoman's own reports
    return (name, country, sector, code), country


# --- what it tells ----------------------------------------------------------------------------------------------------


def _read_cameo(codes: Codes, code: str | None, text: str | None, _type: str | None, _mode: str | None) -> Values:
    act = find_act(code) if code else find_act_named(text) if text else None
    if act is None:
        raise ValueError(f"{code or text!r} is no code or title of CAMEO" if code or text else "no act is named")
    found = _read_plover(codes, None, None, act.type, act.mode)
    title = text or (act.names[0] if act.names else None)
    return {**found, "code": code or act.code, "text": title, "contexts": ";".join(act.contexts) or None}


def _read_plover(codes: Codes, _code: str | None, _text: str | None, kind: str | None, mode: str | None) -> Values:
    """Quad and score by type and mode; a mode that the code book lacks is left out."""
    if kind is None:
        return {"type": None, "mode": None, "quad": None, "score": None}
    kind, _, named = kind.partition(" ")
    mode = named or mode
    if (kind, None) not in codes:
        raise ValueError(f"{kind!r} is no type of PLOVER")
    code = codes.get((kind, mode)) or codes[kind, None]
    return {"type": code.type, "mode": code.mode, "quad": code.quad, "score": code.score}


def _read_none(*_: Any) -> Values:
    return {}


_BOOKS: dict[str, Callable[..., Values]] = {"cameo": _read_cameo, "plover": _read_plover, "none": _read_none}


# --- rows -------------------------------------------------------------------------------------------------------------


def _insert(connection: Connection, table: Table, rows: list[Values]) -> int:
    """Inserts rows, less those that are there; how many were not."""
    statement = _INSERT[connection.dialect.name](table).on_conflict_do_nothing(index_elements=["source", "id"])
    return connection.execute(statement, rows).rowcount


def _digest(party: _Party) -> str:
    return hashlib.sha256(repr(party).encode()).hexdigest()[:32]


def _party_row(key: int, digest: str, party: _Party) -> Values:
    words = " ".join(sorted(find_words(party[0] or "")))
    return {"key": key, "digest": digest, **dict(zip(_PARTY, party, strict=True)), "words": f" {words} "}
