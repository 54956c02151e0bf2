"""Offices added by whoever uses the program: one file of the tables' form, which stands above them and says when and
from where each of its rows came."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

from dragoman.actors.directory import read_additions
from dragoman.actors.offices import Holding, write_line
from dragoman.actors.tables import Table, name_key
from dragoman.actors.wikidata import Refused
from dragoman.errors import SourceError

_HEAD = (
    "# Offices added to those that ship with Dragoman, above which they stand. Written by `dragoman actors update`.\n"
    "# A row may be changed or taken out by hand.\n"
    "# name\tother_names\tcountry\toffice\tfrom_on\tto_on\tsector\tsource\n"
)


def add_rows(path: Path, rows: Sequence[Holding], refused: Sequence[Refused], *, source: str, on: date) -> int:
    """Write `rows` into the file, each once, in place of what it had for the same person, office and beginning.

    Returns how many are new or changed; `refused` rows go into a file beside it. Raises SourceError.
    """
    text = read_additions(path)
    known = {_identify(row): row for row in Table(text.splitlines())}
    changed = {_identify(row): row for row in rows if _differs(row, known.get(_identify(row)))}
    note = f"# {on}: {len(changed)} rows of {source!r} added or changed, {len(refused)} refused\n"
    notes = [line for line in text.splitlines(keepends=True) if line.startswith("# ") and line not in _HEAD]
    lines = [f"{write_line(row)}\n" for row in (known | changed).values()]
    if changed:
        _write(path, [_HEAD, *notes, note, *lines])
    _write_refused(path, refused, source, on)
    return len(changed)


def _identify(row: Holding) -> tuple[str, str, str, str]:
    return name_key(row.name), row.country, row.office, row.from_on


def _differs(row: Holding, known: Holding | None) -> bool:
    """Whether a row says more than that it was fetched on another day."""
    return known is None or replace(row, source=known.source, known_to=known.known_to) != known


def _write_refused(path: Path, refused: Iterable[Refused], source: str, on: date) -> None:
    lines = [json.dumps({"on": str(on), "source": source, **asdict(row)}, ensure_ascii=False) for row in refused]
    beside = path.with_name(f"{path.name}.rejected.jsonl")
    before = read_additions(beside) if lines else ""
    new = [f"{line}\n" for line in lines if line not in before]
    if new:
        _write(beside, [before, *new])


def _write(path: Path, parts: Iterable[str]) -> None:
    """The file whole or not at all."""
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_text("".join(parts), encoding="utf-8")
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise SourceError(
            f"{path} cannot be written ({error.strerror}): name a file in a folder that is there"
        ) from error
