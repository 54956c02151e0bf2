"""`dragoman status`, `delete`, `backup`, `check`: the ledger as a file to keep."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from dragoman.cli.options import JsonOption, LedgerOption, open_console, open_ledger


def status(
    ledger: LedgerOption = None,
    runs: Annotated[bool, typer.Option("--runs", help="List the runs instead, newest first.")] = False,
    as_json: JsonOption = False,
) -> int:
    """Say what the ledger holds: articles, statements, speakers, runs, what was imported, what was rejected and why.

    With --runs, which run read when, with which code and weights: `export --as-of` takes their ids.

    Examples: `dragoman status --json` · `dragoman status --runs`
    """
    with open_ledger(ledger) as opened:
        found, path = opened.status(), opened.path
        listed = opened.runs() if runs else []
    for run in listed:
        finished = run.finished_at.isoformat(timespec="seconds") if run.finished_at else None
        fields = {"run": run.id, "finished_at": finished, "code": run.code, "weights": run.weights}
        typer.echo(json.dumps(fields) if as_json else "  ".join(str(value) for value in fields.values()))
    if runs:
        return 0
    rejected, imported = dict(found.rejected), dict(found.imported)
    if as_json:
        held = (
            "version",
            "articles",
            "revised",
            "retracted",
            "statements",
            "reports",
            "speakers",
            "runs",
            "size_bytes",
        )
        names = (*held, "stories", "origins", "unplaced")
        counts = {n: getattr(found, n) for n in names}
        typer.echo(json.dumps({"ledger": str(path), **counts, "imported": imported, "rejected": rejected}))
        return 0
    why = f" ({', '.join(f'{n} {reason}' for reason, n in sorted(rejected.items()))})" if rejected else ""
    typer.echo(f"{path}  ·  schema {found.version}  ·  {found.size_bytes / 2**20:.1f} MB  ·  {found.runs} runs")
    typer.echo(
        f"{found.articles} articles, {found.statements} statements by {found.speakers} speakers, "
        f"{found.reports} reports; {sum(rejected.values())} inputs rejected{why}"
    )
    if found.revised or found.retracted:
        typer.echo(f"beside these {found.revised} that a later text replaces, {found.retracted} that outlets took back")
    waiting = f"; {found.unplaced} articles wait to be compared with the others" if found.unplaced else ""
    typer.echo(f"{found.stories} stories, {found.origins} origins{waiting}")
    if imported:
        typer.echo("imported: " + ", ".join(f"{n} of {source}" for source, n in imported.items()))
    return 0


def delete(
    article: Annotated[str, typer.Argument(help="The article's id, or its beginning.")],
    ledger: LedgerOption = None,
    why: Annotated[str | None, typer.Option(help="The reason, for the log.")] = None,
    as_json: JsonOption = False,
) -> int:
    """Take an article and all that was read from it out of the ledger; that it was there stays in the log.

    Example: `dragoman delete a3f2 --why 'may not be kept'`
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
