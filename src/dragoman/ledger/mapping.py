"""A mapping file (TOML) → the format of a CSV that no other knows.

source = "battles"            the name under which its rows stand
book = "plover"               what tells the act: "cameo" (`code`, or `text` as a title), "plover" (`type`), "none"
delimiter = ","               "," where it is left out; "\\t" for tabs
day_format = "%d/%m/%Y"       as strptime has it; else 2018-02-12 or 20180212

[columns]                     a field of ours = the name of its column
acted_on = "date"
actor_name = "side_a"
type = "kind"

[types]                       what stands in `type` = PLOVER's type, with its mode; "" where it is no act
"air strike" = "ASSAULT aerial"
"""

from __future__ import annotations

import tomllib
from datetime import datetime
from typing import TYPE_CHECKING, Any, get_args

from dragoman.errors import SourceError, TextError
from dragoman.ledger import formats
from dragoman.ledger.formats import FIELDS, FORMATS, Book, Format, Layout

if TYPE_CHECKING:
    from pathlib import Path

    from dragoman.ledger.formats import Columns, Reader

_KEYS = ("source", "book", "delimiter", "day_format", "columns", "types")
_READERS: dict[str, Reader] = {
    **dict.fromkeys(FIELDS, formats.read_text),
    **dict.fromkeys(("latitude", "longitude", "source_score"), formats.read_number),
    **dict.fromkeys(("actor_country", "recipient_country", "place_country"), formats.read_country),
    "acted_on": formats.read_day,
    "articles": formats.read_count,
    "contexts": formats.read_list,
    "type": formats.read_type,
    "mode": formats.read_mode,
}


def read_mapping(path: Path) -> Format:
    """The format that a mapping file describes. Raises SourceError if it cannot be opened, TextError for what is wrong."""
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SourceError(f"{path} cannot be read ({error.strerror}): name a mapping file") from error
    except ValueError as error:
        raise TextError(f"{path} is no TOML ({error}): docs/formats.md shows a mapping file") from error
    if unknown := sorted(set(found) - set(_KEYS)):
        raise TextError(f"{path} has {', '.join(unknown)}: a mapping file has {', '.join(_KEYS)}")
    source, columns = found.get("source"), found.get("columns")
    if not isinstance(source, str) or not source or source in {*(f.source for f in FORMATS.values()), "dragoman"}:
        raise TextError(f"{path}: source is {source!r}: a name of its own is needed, under which the rows stand")
    if not isinstance(columns, dict) or not all(isinstance(name, str) for name in columns.values()):
        raise TextError(f"{path}: [columns] is needed, each line a field and the name of its column in quotation marks")
    if unknown := sorted(set(columns) - set(FIELDS)):
        raise TextError(f"{path}: [columns] has {', '.join(unknown)}: fields are {', '.join(FIELDS)}")
    if "acted_on" not in columns or not {"actor_name", "actor_code", "recipient_name", "recipient_code"} & set(columns):
        raise TextError(f"{path}: [columns] needs acted_on, and a name or code of the actor or the recipient")
    readers = {**_READERS, **_find_readers(path, found)}
    kept: Columns = {field: (name, readers[field]) for field, name in columns.items()}
    layout = Layout(tuple(dict.fromkeys(columns.values())), True, kept, _get_delimiter(path, found))
    lacks = ("columns that [columns] does not name",)
    return Format("mapping", source, _get_book(path, found, columns), (layout,), lacks)


def _find_readers(path: Path, found: dict[str, Any]) -> dict[str, Reader]:
    readers: dict[str, Reader] = {}
    if (form := found.get("day_format")) is not None:
        readers["acted_on"] = lambda cell: _read_day(cell, str(form))
    if (types := found.get("types")) is not None:
        if not isinstance(types, dict) or "mode" in found["columns"]:
            raise TextError(
                f"{path}: [types] has a line for each value of the column `type`, with the mode: no column `mode`"
            )
        named = {str(value).casefold(): str(kind) for value, kind in types.items()}
        readers["type"] = lambda cell: _read_type(cell, named)
    return readers


def _read_day(cell: str, form: str) -> str:
    return datetime.strptime(cell.strip(), form).date().isoformat()


def _read_type(cell: str, types: dict[str, str]) -> str | None:
    """A type, with its mode after a space."""
    if cell.strip().casefold() not in types:
        raise ValueError(f"the mapping's [types] has no {cell!r}")
    return types[cell.strip().casefold()] or None


def _get_delimiter(path: Path, found: dict[str, Any]) -> str:
    delimiter = found.get("delimiter", ",")
    if not isinstance(delimiter, str) or len(delimiter) != 1:
        raise TextError(f'{path}: delimiter is {delimiter!r}: one character is needed, as "," or "\\t"')
    return delimiter


def _get_book(path: Path, found: dict[str, Any], columns: dict[str, str]) -> Book:
    book = found.get("book", "plover" if "type" in columns else "cameo" if {"code", "text"} & set(columns) else "none")
    needs = {"plover": {"type"}, "cameo": {"code", "text"}, "none": set(columns)}
    if book not in get_args(Book) or not needs[book] & set(columns):
        raise TextError(
            f"{path}: book is {book!r}: cameo needs a column for code or text, plover one for type; else none"
        )
    return book  # type: ignore[no-any-return]
