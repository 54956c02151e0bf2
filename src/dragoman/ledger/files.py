"""Tables → files: CSV, tables with tabs as others lay them out, JSON lines, Parquet."""

from __future__ import annotations

import csv
import json
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, TextIO

from dragoman.errors import ExtraError, SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from dragoman.ledger.tables import Table

_GROUP = 50_000  # lines of a row group: as many are in memory at once


def write_csv(table: Table, file: TextIO) -> int:
    """Writes a table as CSV; in the columns of others with tabs, without quoting, as they do. How many lines, less a header."""
    if table.foreign:
        writer = csv.writer(file, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None, lineterminator="\n")
    else:
        writer = csv.writer(file)
    if table.header:
        writer.writerow(table.columns)
    lines = 0
    for line in table.lines:
        cells = [guard_cell(cell) if isinstance(cell, str) else cell for cell in line]
        writer.writerow([" ".join(c.split()) if isinstance(c, str) else c for c in cells] if table.foreign else cells)
        lines += 1
    return lines


def guard_cell(cell: str) -> str:
    """`cell` so that a spreadsheet takes it as text: one that begins like a formula gets an apostrophe (OWASP)."""
    return "'" + cell if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell


def write_lines(table: Table, file: TextIO) -> int:
    """Writes a table as JSON lines, an object of its columns each. How many."""
    lines = 0
    for line in table.lines:
        plain = (cell.isoformat() if isinstance(cell, date) else cell for cell in line)
        file.write(json.dumps(dict(zip(table.columns, plain, strict=True)), ensure_ascii=False) + "\n")
        lines += 1
    return lines


def write_parquet(table: Table, path: Path) -> int:
    """Writes a table as Parquet. How many rows. Raises SourceError where pyarrow (the extra `frames`) is missing."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise SourceError(
            "Parquet needs pyarrow, which is not installed: pip install 'dragoman[frames]', or take --format csv or jsonl"
        ) from error
    kinds: dict[str, Any] = {
        "text": pyarrow.string(), "day": pyarrow.date32(), "number": pyarrow.float64(), "count": pyarrow.int64(),
    }  # fmt: skip
    schema = pyarrow.schema([(name, kinds[kind]) for name, kind in table.columns.items()])
    lines = 0
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        while some := list(islice(table.lines, _GROUP)):
            columns = zip(*some, strict=True)
            arrays = [
                pyarrow.array(column, kinds[kind]) for column, kind in zip(columns, table.columns.values(), strict=True)
            ]
            writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))
            lines += len(some)
    return lines


def make_frame(columns: Mapping[str, Sequence[object]]) -> Any:
    """Columns of equal length → a pyarrow.Table. Raises ExtraError where pyarrow (the extra `frames`) is missing."""
    try:
        import pyarrow
    except ImportError as error:
        raise ExtraError("A frame needs pyarrow, which is not installed: pip install 'dragoman[frames]'") from error
    return pyarrow.table({name: list(column) for name, column in columns.items()})
