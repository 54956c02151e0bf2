"""`dragoman export`, `status`, `delete`, `backup`, `check`: the ledger as a file to keep."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from dragoman.cli.options import (
    Country,
    JsonOption,
    LedgerOption,
    Outlet,
    Since,
    Speaker,
    Until,
    WithRejected,
    Words,
    open_console,
    open_ledger,
    read_country,
    read_day,
)
from dragoman.errors import SourceError

if TYPE_CHECKING:
    from dragoman.records import Article, Statement


class Format(StrEnum):
    """What `export` can write."""

    jsonl = "jsonl"
    csv = "csv"


COLUMNS = (
    *("article", "statement", "outlet", "title", "published_at", "said_on_from", "said_on_to", "speakers", "countries"),
    *("sectors", "roles", "source", "cue", "content", "manner", "stance", "occasion", "addressees", "chain", "within"),
    *("confidence", "url", "corrected"),
)


def export(
    form: Annotated[
        Format, typer.Option("--format", help="jsonl: whole articles by the contract; csv: a statement a row.")
    ] = Format.jsonl,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write; else standard output.")] = None,
    ledger: LedgerOption = None,
    speaker: Speaker = None,
    country: Country = None,
    outlet: Outlet = None,
    since: Since = None,
    until: Until = None,
    words: Words = None,
    rejected: WithRejected = False,
) -> int:
    """Write the ledger, or the statements that fit, as JSON lines or CSV.

    With a condition, jsonl has a statement a line too.

    Examples: `dragoman export > all.jsonl` · `dragoman export --format csv --country KOR -o korea.csv`
    """
    from dragoman.contract import as_json, write_statement

    asked = (speaker, country, outlet, since, until, words)
    with open_ledger(ledger) as opened, _open_output(output) as file:
        if form is Format.jsonl and not any(asked):
            lines: Iterator[Any] = (as_json(entry) for entry in opened.entries(rejected=rejected))
            _write_lines(file, lines)
            return 0
        rows = opened.find_statements(
            speaker=speaker,
            country=read_country(country),
            outlet=outlet,
            since=read_day(since, "since"),
            until=read_day(until, "until"),
            text=words,
            limit=None,
            rejected=rejected,
        )
        if form is Format.jsonl:
            _write_lines(file, (write_statement(a, s) for a, s in rows))
        else:
            table = csv.writer(file)
            table.writerow(COLUMNS)
            table.writerows(_write_row(a, s) for a, s in rows)
    return 0


@contextmanager
def _open_output(output: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that appears whole or not at all."""
    if output is None:
        yield sys.stdout
        return
    part = output.with_name(output.name + ".part")
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            yield file
        part.replace(output)
    except OSError as error:
        raise SourceError(
            f"{output} cannot be written ({error.strerror}): name a file in a folder that is there"
        ) from error
    finally:
        part.unlink(missing_ok=True)


def _write_lines(file: TextIO, rows: Iterator[Any]) -> None:
    file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _write_row(article: Article, s: Statement) -> list[object]:
    from dragoman.contract import find_corrected, write_published

    def say(spans: Any) -> str:
        return " … ".join(span.of(article.text) for span in spans)

    def list_(values: Any) -> str:
        return "; ".join(v or "" for v in values)

    day = s.said_on
    cells = [
        article.id, s.id, article.outlet, article.title, write_published(article.published_at),
        day and day.from_on, day and day.to_on,
        list_(x.name for x in s.speakers), list_(x.country for x in s.speakers), list_(x.sector for x in s.speakers),
        list_(x.role for x in s.speakers), s.source and s.source.of(article.text), say(s.cue), say(s.content),
        s.manner, s.stance, s.occasion, list_(x.name for x in s.addressees),
        " <- ".join(h.actor.name for h in s.chain), s.within, round(s.confidence, 4), article.url,
        list_(find_corrected(s)),
    ]  # fmt: skip
    return [guard_cell(cell) if isinstance(cell, str) else cell for cell in cells]


def guard_cell(cell: str) -> str:
    """`cell` so that a spreadsheet takes it as text: one that begins like a formula gets an apostrophe (OWASP)."""
    return "'" + cell if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell


def status(ledger: LedgerOption = None, as_json: JsonOption = False) -> int:
    """Say what the ledger holds: articles, statements, speakers, runs, what was rejected and why.

    Example: `dragoman status --json`
    """
    with open_ledger(ledger) as opened:
        found, path = opened.status(), opened.path
    rejected = dict(found.rejected)
    if as_json:
        names = ("version", "articles", "revised", "statements", "reports", "speakers", "runs", "size_bytes")
        typer.echo(json.dumps({"ledger": str(path), **{n: getattr(found, n) for n in names}, "rejected": rejected}))
        return 0
    why = f" ({', '.join(f'{n} {reason}' for reason, n in sorted(rejected.items()))})" if rejected else ""
    typer.echo(f"{path}  ·  schema {found.version}  ·  {found.size_bytes / 2**20:.1f} MB  ·  {found.runs} runs")
    typer.echo(
        f"{found.articles} articles, {found.statements} statements by {found.speakers} speakers, "
        f"{found.reports} reports; {sum(rejected.values())} inputs rejected{why}"
    )
    return 0


def delete(
    article: Annotated[str, typer.Argument(help="The article's id, or its beginning.")],
    ledger: LedgerOption = None,
    why: Annotated[str | None, typer.Option(help="The reason, for the log.")] = None,
    as_json: JsonOption = False,
) -> int:
    """Take an article and all that was read from it out of the ledger; that it was there stays in the log.

    Example: `dragoman delete a3f2 --why 'retracted by the outlet'`
    """
    with open_ledger(ledger) as opened:
        gone = opened.delete(article, why=why)
    typer.echo(json.dumps({"deleted": gone}) if as_json else f"{gone} is deleted")
    return 0


def backup(
    target: Annotated[Path, typer.Argument(help="The file to make; one that exists is left alone.")],
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> int:
    """Copy the ledger into a new file, while others read and write.

    Example: `dragoman backup 2018-02-12.ledger`
    """
    with open_ledger(ledger) as opened:
        made = opened.backup(target)
    typer.echo(json.dumps({"backup": str(made)}) if as_json else f"{made} made")
    return 0


def check(ledger: LedgerOption = None, as_json: JsonOption = False) -> int:
    """Look at every row of the ledger: spans inside their texts, evidence for every statement, no half-written article.

    Ends with 1 where something is wrong. Example: `dragoman check`
    """
    with open_ledger(ledger) as opened:
        problems = opened.check()
    for problem in problems:
        fields = {"kind": problem.kind, "row": problem.row, "detail": problem.detail}
        typer.echo(json.dumps(fields) if as_json else " ".join(str(f) for f in fields.values()))
    if not problems and not as_json:
        open_console().print("The ledger is sound.", style="green")
    return 1 if problems else 0
