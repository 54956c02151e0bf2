"""`dragoman export`: the ledger as tables and documents, each with a manifest of what it rests on."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from dragoman import __version__
from dragoman.cli.options import (
    All,
    Country,
    LedgerOption,
    Outlet,
    Since,
    Speaker,
    Until,
    WithRejected,
    Words,
    find_least,
    open_console,
    open_ledger,
    read_country,
    read_day,
)
from dragoman.cli.reports import Party, read_party
from dragoman.errors import DragomanError, SourceError, TextError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dragoman.ledger import Ledger
    from dragoman.ledger.tables import Table


class Format(StrEnum):
    """What `export` can write."""

    jsonl = "jsonl"
    csv = "csv"
    parquet = "parquet"
    prov = "prov"


class Rows(StrEnum):
    """What a line can be of."""

    articles = "articles"
    statements = "statements"
    reports = "reports"
    imported = "imported"


class Columns(StrEnum):
    """Whose columns reports can have."""

    polecat = "polecat"
    icews = "icews"
    gdelt = "gdelt"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: the conditions by their option's name, None where they were not given."""

    rows: Rows
    form: Format
    columns: Columns | None
    as_of: str | None
    least: float
    rejected: bool
    given: dict[str, Any]


_OF: dict[Rows, frozenset[str]] = {
    Rows.articles: frozenset(),
    Rows.statements: frozenset({"speaker", "country", "outlet", "since", "until", "text"}),
    Rows.reports: frozenset({"actor", "recipient", "type", "outlet", "since", "until", "text"}),
    Rows.imported: frozenset({"actor", "recipient", "type", "source", "outlet", "since", "until", "text"}),
}
"""Which conditions fit which rows."""


def export(
    form: Annotated[
        Format,
        typer.Option(
            "--format",
            help="jsonl: by the contract; csv, parquet: a table (parquet with the extra `frames`); prov: W3C PROV-JSON.",
        ),
    ] = Format.jsonl,
    rows: Annotated[
        Rows | None,
        typer.Option("--rows", help="What a line is of; else as the conditions have it: whole articles without any."),
    ] = None,
    columns: Annotated[
        Columns | None,
        typer.Option("--columns", help="Reports in the columns of others, a dyad a line, as they lay out theirs."),
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write; else standard output.")] = None,
    manifest: Annotated[
        Path | None,
        typer.Option(help="Where the manifest goes; else beside --output, with .manifest.json at the end of its name."),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="As it stood when this run was the last; `status --runs` lists them.")
    ] = None,
    ledger: LedgerOption = None,
    speaker: Speaker = None,
    country: Country = None,
    outlet: Outlet = None,
    since: Since = None,
    until: Until = None,
    words: Words = None,
    actor: Party = None,
    recipient: Party = None,
    kind: Annotated[str | None, typer.Option("--type", help="PLOVER's type: ACCUSE, AGREE, ASSAULT…")] = None,
    source: Annotated[str | None, typer.Option(help="Of imported rows, those of this source: icews, gdelt…")] = None,
    everything: All = False,
    rejected: WithRejected = False,
) -> int:
    """Write the ledger, or what fits, as JSON lines, CSV, Parquet or PROV-JSON, with a manifest of what it rests on.

    Without a condition jsonl has whole articles, csv and parquet statements; --actor, --recipient, --type and --columns ask for
    reports, --source for imported rows, --rows for what it names. Cells that begin like a formula get an apostrophe.

    Examples: `dragoman export > all.jsonl` · `dragoman export --format csv --country KOR -o korea.csv` ·
    `dragoman export --rows reports --format parquet -o reports.parquet` ·
    `dragoman export --columns icews -o ours.tab` · `dragoman export --as-of 20180301T080000 -o march.jsonl`
    """
    given = {
        "speaker": speaker, "country": read_country(country), "outlet": outlet, "since": read_day(since, "since"),
        "until": read_day(until, "until"), "text": words, "actor": read_party(actor), "recipient": read_party(recipient),
        "type": kind.upper() if kind else None, "source": source,
    }  # fmt: skip
    given = {name: value for name, value in given.items() if value is not None}
    least = find_least(everything=everything)
    asked = Asked(_find_rows(rows, form, columns, given), form, columns, as_of, least, rejected, given)
    if rejected and (as_of or asked.rows is Rows.imported):
        why = "as of a run nothing is" if as_of else "imported rows are never"
        raise TextError(f"--rejected asks for what people rejected, and {why}: leave it out")
    if form is Format.parquet and output is None:
        raise TextError("--format parquet needs --output: a Parquet file cannot be a stream")
    with open_ledger(ledger) as opened, _replace(output) as part:
        rests_on = opened.describe(as_of=as_of)
        lines, left_out = _write(opened, asked, part)
        note = _note(asked, lines, left_out, part) | rests_on
    if place := manifest or (output and output.with_name(output.name + ".manifest.json")):
        with _replace(place) as part, _open_text(part) as file:
            file.write(json.dumps(note, ensure_ascii=False, indent=1) + "\n")
    _say(asked, left_out)
    return 0


def _find_rows(rows: Rows | None, form: Format, columns: Columns | None, given: dict[str, Any]) -> Rows:
    """What a line is of. Raises TextError where the options do not go together."""
    if rows is None:
        if columns or {"actor", "recipient", "type"} & set(given):
            rows = Rows.reports
        elif form is Format.prov or (form is Format.jsonl and not given):
            rows = Rows.articles
        else:
            rows = Rows.statements
        rows = Rows.imported if "source" in given else rows
    if unfit := sorted(set(given) - _OF[rows]):
        allowed = ", ".join(f"--{name}" for name in sorted(_OF[rows])) or "none"
        raise TextError(
            f"{', '.join(f'--{n}' for n in unfit)} cannot be asked of {rows}: conditions on them are {allowed}"
        )
    if columns and rows is not Rows.reports:
        raise TextError(f"--columns {columns} holds reports, not {rows}: leave --rows out")
    if form is not Format.jsonl and (form is Format.prov) != (rows is Rows.articles):
        raise TextError(f"--format {form} does not hold {rows}: prov and jsonl hold articles, csv and parquet rows")
    return rows


def _write(ledger: Ledger, asked: Asked, part: Path | None) -> tuple[int, dict[str, int]]:
    """Writes what is asked for. How many lines, and how many reports had no place in them, by why."""
    from dragoman.ledger import files, provenance

    if asked.form is Format.parquet and part is not None:
        table = _lay_out(ledger, asked)
        return files.write_parquet(table, part), table.left_out
    with _open_text(part) as file:
        if asked.form is Format.prov:
            entries = ledger.runs_of_entries(as_of=asked.as_of, rejected=asked.rejected)
            log = {} if asked.as_of else {each.id: each for each in ledger.find_corrections()}
            return sum(1 for text in provenance.write_document(entries, log) if file.write(text)), {}
        if asked.form is Format.jsonl and not asked.columns:
            return sum(
                1 for row in _contract(ledger, asked) if file.write(json.dumps(row, ensure_ascii=False) + "\n")
            ), {}
        table = _lay_out(ledger, asked)
        write = files.write_csv if asked.form is Format.csv else files.write_lines
        return write(table, file), table.left_out


def _contract(ledger: Ledger, asked: Asked) -> Iterable[dict[str, Any]]:
    """The rows as the contract has them."""
    from dragoman import contract

    match asked.rows:
        case Rows.articles:
            entries = ledger.entries(as_of=asked.as_of, rejected=asked.rejected)
            return (contract.as_json(entry) for entry in entries)
        case Rows.statements:
            return (contract.write_statement(a, s) for a, s in _statements(ledger, asked))
        case Rows.reports:
            return (contract.write_report(a, r) for a, r in _reports(ledger, asked))
        case Rows.imported:
            return (contract.write_imported(row) for row in _imported(ledger, asked))


def _lay_out(ledger: Ledger, asked: Asked) -> Table:
    from dragoman.ledger import tables

    if asked.columns:
        return tables.lay_out_foreign(_reports(ledger, asked), asked.columns)
    if asked.rows is Rows.reports:
        return tables.lay_out_reports(_reports(ledger, asked))
    if asked.rows is Rows.imported:
        return tables.lay_out_imported(_imported(ledger, asked))
    return tables.lay_out_statements(_statements(ledger, asked))


def _statements(ledger: Ledger, asked: Asked) -> Iterator[Any]:
    return ledger.each_statement(**asked.given, rejected=asked.rejected, as_of=asked.as_of)


def _reports(ledger: Ledger, asked: Asked) -> Iterator[Any]:
    from dragoman.ledger import ReportQuery

    query = ReportQuery(**asked.given, least=asked.least, rejected=asked.rejected)
    return ledger.each_report(query, as_of=asked.as_of)


def _imported(ledger: Ledger, asked: Asked) -> Iterator[Any]:
    from dragoman.ledger import ReportQuery

    given = {name: value for name, value in asked.given.items() if name != "source"}
    return ledger.each_imported(ReportQuery(**given), source=asked.given.get("source"), as_of=asked.as_of)


@contextmanager
def _replace(output: Path | None) -> Iterator[Path | None]:
    """A path to write to, which becomes `output` when all is written; None, standard output, where that is None."""
    if output is None:
        yield None
        return
    part = output.with_name(output.name + ".part")
    try:
        yield part
        part.replace(output)
    except OSError as error:
        if isinstance(error, DragomanError):
            raise
        raise SourceError(
            f"{output} cannot be written ({error.strerror}): name a file in a folder that is there"
        ) from error
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _open_text(path: Path | None) -> Iterator[TextIO]:
    if path is None:
        yield sys.stdout
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        yield file


def _note(asked: Asked, lines: int, left_out: dict[str, int], part: Path | None) -> dict[str, Any]:
    """The manifest's first half: what was asked, and the hash of what was written."""
    sha256 = None
    if part is not None:
        with part.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    filters = {name: str(value) for name, value in asked.given.items()}
    return {
        "dragoman": __version__, "made_at": datetime.now(UTC).isoformat(timespec="seconds"), "format": asked.form,
        "rows": asked.rows, "columns": asked.columns, "as_of": asked.as_of, "lines": lines, "left_out": left_out,
        "sha256": sha256,
        "filters": filters
        | ({"least": asked.least} if asked.rows is Rows.reports else {})
        | ({"rejected": True} if asked.rejected else {}),
    }  # fmt: skip


def _say(asked: Asked, left_out: dict[str, int]) -> None:
    """What of the reports has no place in the columns of others."""
    from dragoman.ledger.tables import FOREIGN_LACKS

    console = open_console(errors=True)
    for why, number in left_out.items():
        console.print(f"left out: {number} reports {why}", soft_wrap=True)
    for lack in FOREIGN_LACKS[asked.columns] if asked.columns else ():
        console.print(f"not carried: {lack}", style="dim", soft_wrap=True)
