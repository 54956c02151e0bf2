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
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from operator import itemgetter
from typing import IO, TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from dragoman.errors import SourceError, TextError
from dragoman.ledger import log, schema
from dragoman.ledger.cameo import find_act, find_act_named, find_country
from dragoman.ledger.dialects import get_dialect
from dragoman.ledger.rows import chunks, now
from dragoman.ledger.words import find_words
from dragoman.records import Rejected

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sqlalchemy import Connection

    from dragoman.ledger.formats import Format, Layout
    from dragoman.ledger.rows import Row, Values
    from dragoman.records import Code

    Codes = Mapping[tuple[str, str | None], Code]
NAMED = 100
"""As many wrong lines of a file are noted one by one; those after them are counted."""

_Party = tuple[str | None, str | None, str | None, str | None]
_Act = tuple[str | None, str | None, str | None, str | None, str | None, float | None, str | None]
"""Code and title as the source has them, type, mode, quad and score as PLOVER does, contexts."""
Take = Callable[[list[str]], tuple[Any, ...]]
_Row = tuple[_Party | None, _Party | None, tuple[Any, ...]]
"""Who acts, who is acted upon, and what its table holds of a row in the columns of `_IMPORTED` or `_CARRIED`."""
_PARTY = ("name", "country", "sector", "code")
_ACT = ("code", "text", "type", "mode", "contexts")
_PLACE = ("place_name", "place_country", "latitude", "longitude")
_SINGLE = ("id", "acted_on", "source_score", "outlet", "url", "articles")
_IMPORTED = (
    *_SINGLE,
    "code",
    "text",
    "type",
    "mode",
    "quad",
    "score",
    "contexts",
    *_PLACE,
    "actor_country",
    "recipient_country",
)
_CARRIED = ("id", "event_id", "seen_at", "outlet", "url", "sentence", "confidence", "tone")
_REMEMBERED = 65536
_CHUNK = 1 << 20
csv.field_size_limit(1 << 24)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is: rows of the file dealt with, of how many lines; what came of those of this import.

    `wrong`: lines of the last batch that are noted as rejected.
    """

    rows: int
    lines: int
    added: int
    known: int
    rejected: int
    finished: bool
    wrong: tuple[Rejected, ...] = ()


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
        raise SourceError(
            f"{path} cannot be read ({error}): name a CSV or a table with tabs, plain, .gz or .zip"
        ) from error
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
        **dict.fromkeys(("added", "known", "rejected"), 0),
        "run": run_key,
        "source": source.format.source,
        "form": source.form,
        "path": str(source.path),
        "file_hash": source.digest,
        "rows": skip,
        "finished_at": None,
    }
    result = connection.execute(schema.imports.insert(), row)
    return Importer(source, {"key": result.inserted_primary_key[0] if result.inserted_primary_key else None, **row})


def read_batches(source: Source, codes: Codes, *, skip: int, batch: int) -> Iterator[list[_Row | Rejected]]:
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

    def write(self, connection: Connection, some: list[_Row | Rejected], *, finished: bool) -> Progress:
        """Writes a batch, and how far the file is dealt with."""
        note, rows = self._note, [row for row in some if not isinstance(row, Rejected)]
        wrong = [row for row in some if isinstance(row, Rejected)]
        named = tuple(wrong[: max(0, NAMED - note["rejected"])])
        for rejected in named:
            log.add_rejected(connection, rejected, run_key=note["run"])
        self._learn_parties(connection, rows)
        added = self._insert(connection, rows) if rows else 0
        note["rows"] += len(some)
        note["added"] += added
        note["known"] += len(rows) - added
        note["rejected"] += len(wrong)
        note["finished_at"] = now() if finished else None
        connection.execute(update(schema.imports).where(schema.imports.c.key == note["key"]).values(note))
        return Progress(
            note["rows"], self._source.lines, note["added"], note["known"], note["rejected"], finished, named
        )

    def _learn_parties(self, connection: Connection, rows: list[_Row]) -> None:
        """Looks up the keys of the rows' parties; those that the ledger lacks are written."""
        wanted = {party for actor, recipient, _ in rows for party in (actor, recipient) if party is not None}
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

    def _insert(self, connection: Connection, rows: list[_Row]) -> int:
        """Inserts rows, less those that are there; how many were not. This is where the time goes."""
        source, parties, file = self._source.format.source, self._parties, self._note["key"]
        carried = self._source.format.carriers
        table, columns = (
            (schema.carriers, _CARRIED) if carried else (schema.imported, ("actor", "recipient", *_IMPORTED))
        )
        if table is schema.carriers:
            lines = [(file, source, *rest) for _, _, rest in rows]
        else:
            lines = [
                (file, source, actor and parties[actor], recipient and parties[recipient], *rest)
                for actor, recipient, rest in rows
            ]
        return get_dialect(connection).insert_new(connection, table, ("file", "source", *columns), lines)


# --- the file ---------------------------------------------------------------------------------------------------------


@contextmanager
def _open(path: Path) -> Iterator[IO[bytes] | gzip.GzipFile]:
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
        options: dict[str, Any] = {
            "delimiter": layout.delimiter,
            "quoting": csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
        }
        cells = next(csv.reader([first], **options), [])
        if not layout.header and len(cells) == len(layout.names):
            return csv.reader(chain([first], text), **options), layout
        cells = [cell.strip() for cell in cells]
        if layout.header and {column for column, _ in layout.kept.values()} <= set(cells):
            table = csv.reader(chain([first], text), **options)
            next(table)
            return table, replace(layout, names=tuple(cells))
    told = [
        ", ".join(layout.names[:6]) + ("…" if len(layout.names) > 6 else "")
        if layout.header
        else f"{len(layout.names)} columns parted by tabs"
        for layout in source.format.layouts
    ]
    wanted = " or ".join(dict.fromkeys(told))
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
) -> Iterator[_Row | Rejected]:
    """What each line is: a row of its table, or why it is none."""
    make = (_make_carriers if source.format.carriers else _make_events)(layout, source.format, codes)
    width, name = 0 if layout.header else len(layout.names), str(source.path)
    for line in lines:
        if isinstance(line, Rejected):
            yield line
            continue
        number, cells = line
        try:
            if width and len(cells) != width:
                raise ValueError(f"the line has {len(cells)} cells, not {width}")
            yield make(cells)
        except IndexError:
            yield Rejected(name, f"line {number}", "broken", f"the line has {len(cells)} cells only")
        except ValueError as error:
            yield Rejected(name, f"line {number}", "broken", str(error))


def _make_events(layout: Layout, format: Format, codes: Codes) -> Callable[[list[str]], _Row]:
    """What makes a row of the cells of a line: raises ValueError, or IndexError where the line is too short."""
    take_single, take_place = _take(layout, _SINGLE), _take(layout, _PLACE)
    take_actor, take_recipient = (
        _remember(layout, tuple(f"{part}_{of}" for of in _PARTY), _find_party) for part in ("actor", "recipient")
    )
    take_act = _remember(layout, _ACT, partial(_BOOKS[format.book], codes))

    def make(cells: list[str]) -> _Row:
        id, acted_on, *single = take_single(cells)
        actor, recipient = take_actor(cells), take_recipient(cells)
        if actor[0] is None and recipient[0] is None:
            raise ValueError("neither an actor nor a recipient is named")
        rest = (id or _make_id(cells), acted_on, *single, *take_act(cells), *take_place(cells), actor[1], recipient[1])
        return actor[0], recipient[0], rest

    return make


def _make_carriers(layout: Layout, *_: object) -> Callable[[list[str]], _Row]:
    take = _take(layout, _CARRIED[1:])
    return lambda cells: (None, None, (_make_id(cells), *take(cells)))


def _make_id(cells: list[str]) -> str:
    """What a row without an id of its own is known by: all of its cells."""
    return hashlib.blake2b("\x1f".join(cells).encode("utf-8", "replace"), digest_size=10).hexdigest()


def _take(layout: Layout, fields: Sequence[str]) -> Take:
    """What reads these fields of a line, None where the layout has none; a ValueError names the field."""
    kept = [(n, field, *layout.kept[field]) for n, field in enumerate(fields) if field in layout.kept]
    placed = [(n, field, layout.names.index(column), read) for n, field, column, read in kept]
    blank: list[Any] = [None] * len(fields)

    def take(cells: list[str]) -> tuple[Any, ...]:
        values = blank.copy()
        for n, field, at, read in placed:
            try:
                values[n] = read(cells[at])
            except ValueError as error:
                raise ValueError(f"{field}: {error}") from None
        return tuple(values)

    return take


def _remember(layout: Layout, fields: Sequence[str], make: Callable[..., tuple[Any, ...]]) -> Take:
    """What `make` makes of these fields, kept by what the cells hold: the same names and acts come again and again."""
    take = _take(layout, fields)
    places = [layout.names.index(layout.kept[field][0]) for field in fields if field in layout.kept]
    get: Callable[[list[str]], object] = itemgetter(*places) if places else lambda _: None
    held: dict[object, tuple[Any, ...]] = {}

    def remember(cells: list[str]) -> tuple[Any, ...]:
        told = get(cells)
        found = held.get(told)
        if found is None:
            if len(held) >= _REMEMBERED:
                held.clear()
            found = held[told] = make(*take(cells))
        return found

    return remember


def _find_party(
    name: str | None, country: str | None, sector: str | None, code: str | None
) -> tuple[_Party | None, str | None]:
    """Who it is, and the country; a state itself is its government, as in Dragoman's own reports."""
    if name is None and code is None:
        return None, None
    if sector is None and country is not None and find_country(code or name or "") == country:
        sector = "GOV"
    return (name, country, sector, code), country


# --- what it tells ----------------------------------------------------------------------------------------------------


def _read_cameo(
    codes: Codes, code: str | None, text: str | None, _type: object, _mode: object, contexts: str | None
) -> _Act:
    act = find_act(code) if code else find_act_named(text) if text else None
    if act is None:
        raise ValueError(f"{code or text!r} is no code or title of CAMEO" if code or text else "no act is named")
    title = text or (act.names[0] if act.names else None)
    return code or act.code, title, *_score(codes, act.type, act.mode), contexts or ";".join(act.contexts) or None


def _read_plover(
    codes: Codes, code: str | None, text: str | None, kind: str | None, mode: str | None, contexts: str | None
) -> _Act:
    named, _, own = (kind or "").partition(" ")
    return code, text, *_score(codes, named or None, own or mode), contexts


def _read_none(
    _: Codes, code: str | None, text: str | None, _type: object, _mode: object, contexts: str | None
) -> _Act:
    return code, text, None, None, None, None, contexts


def _score(codes: Codes, kind: str | None, mode: str | None) -> tuple[str | None, str | None, str | None, float | None]:
    """Type, mode, quad and score. A mode that the code book lacks is left out."""
    if kind is None:
        return None, None, None, None
    if (kind, None) not in codes:
        raise ValueError(f"{kind!r} is no type of PLOVER")
    code = codes.get((kind, mode)) or codes[kind, None]
    return code.type, code.mode, code.quad, code.score


_BOOKS: dict[str, Callable[..., _Act]] = {"cameo": _read_cameo, "plover": _read_plover, "none": _read_none}


# --- rows -------------------------------------------------------------------------------------------------------------


def _digest(party: _Party) -> str:
    return hashlib.sha256(repr(party).encode()).hexdigest()[:32]


def _party_row(key: int, digest: str, party: _Party) -> Values:
    words = " ".join(sorted(find_words(party[0] or "")))
    return {"key": key, "digest": digest, **dict(zip(_PARTY, party, strict=True)), "words": f" {words} "}
