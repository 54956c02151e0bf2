"""`dragoman import`: event data that others coded, beside what Dragoman read itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman import __version__
from dragoman.cli.interrupt import Interrupt
from dragoman.cli.options import JsonOption, LedgerOption, open_console, open_ledger
from dragoman.cli.read import INTERRUPTED, NOTHING_READ
from dragoman.errors import TextError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dragoman.ledger.formats import Format
    from dragoman.ledger.importing import Progress


def import_(
    file: Annotated[Path, typer.Argument(help="A table of events: plain, .gz, or a .zip of one file.")],
    form: Annotated[
        str | None, typer.Option("--format", help="gdelt, gdelt-mentions, icews, polecat or phoenix (docs/formats.md).")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(help="For any other CSV: a TOML file that names its columns (docs/formats.md).")
    ] = None,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> int:
    """Add event data of others to the ledger, marked by its source: `dragoman reports --imported` lists it.

    Acts keep their code and get PLOVER's type; what the format cannot carry is said. Wrong lines are listed and counted.
    A file that was imported before adds nothing; a command that was stopped goes on.

    Examples: `dragoman import events.2014.tab --format icews` · `dragoman import 20180212.export.CSV.zip --format gdelt` ·
    `dragoman import battles.csv --mapping battles.toml`
    """
    from dragoman.cli.page import describe_rejected
    from dragoman.events import read_codes
    from dragoman.ledger.importing import open_source

    found = _get_format(form, mapping)
    source = open_source(file, found, mapping=mapping)
    with open_ledger(ledger, create=True) as opened, Interrupt() as interrupt:
        last = None
        for last in _track(
            opened.import_source(source, codes=read_codes(), code=__version__), source.lines, quiet=as_json
        ):
            for rejected in last.wrong:
                line = f"rejected  {describe_rejected(rejected)}"
                open_console(errors=True).print(line, style="yellow", soft_wrap=True)
            if interrupt.asked:
                break
        assert last is not None  # an import says at least that it ended
        _say(last, found, file, as_json=as_json)
    if interrupt.asked and not last.finished:
        stopped = "Stopped. What was imported is kept; the same command goes on where this one stopped."
        open_console(errors=True).print(stopped, style="yellow")
        return INTERRUPTED
    return 0 if last.added or last.known else NOTHING_READ


def _get_format(form: str | None, mapping: Path | None) -> Format:
    from dragoman.ledger.formats import FORMATS, get_format
    from dragoman.ledger.mapping import read_mapping

    if (form is None) == (mapping is None):
        raise TextError(f"one of --format and --mapping is needed: --format takes {', '.join(FORMATS)}")
    return read_mapping(mapping) if mapping is not None else get_format(str(form))


def _track(steps: Iterator[Progress], lines: int, *, quiet: bool) -> Iterator[Progress]:
    """The steps, with a bar, the rate and the time left where someone looks on."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = open_console(errors=True)
    columns = (
        TextColumn("importing"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(), TextColumn("left"),
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as progress:
        task = progress.add_task("importing", total=lines, rate="")
        for step in steps:
            speed = progress.tasks[0].speed
            progress.update(task, completed=step.rows, rate=f"{speed:,.0f} rows/s" if speed else "")
            yield step


def _say(step: Progress, found: Format, file: Path, *, as_json: bool) -> None:
    """What came of the file, and what of its rows is not there."""
    from dragoman.wording import clean

    counts = {"added": step.added, "known": step.known, "rejected": step.rejected}
    if as_json:
        fields = {"file": str(file), "source": found.source, **counts, "finished": step.finished, "lacks": found.lacks}
        typer.echo(json.dumps(fields, ensure_ascii=False))
        return
    console = open_console(errors=True)
    wrong = f", {step.rejected} lines rejected" if step.rejected else ""
    known = f", {step.known} there before" if step.known else ""
    console.print(f"{step.added} rows of {found.source} added{known}{wrong}: {clean(str(file))}", soft_wrap=True)
    for lack in found.lacks:
        console.print(f"not carried: {lack}", style="dim", soft_wrap=True)
