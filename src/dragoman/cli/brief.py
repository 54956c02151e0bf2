"""`dragoman brief`: a page on two states that an analyst would hand on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dragoman.cli.options import All, LedgerOption, Since, Until, catch_up, find_least, open_ledger, read_day
from dragoman.cli.owed import find_names
from dragoman.cli.relation import AnySector, By, Side, find_side
from dragoman.errors import SourceError, TextError


def brief(
    one: Side,
    other: Side,
    ledger: LedgerOption = None,
    since: Since = None,
    until: Until = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to: brief.html or brief.md; else Markdown is printed.")
    ] = None,
    by: By = "week",
    any_sector: AnySector = False,
    everything: All = False,
) -> int:
    """Write a brief on two states: what changed, was said and done, each offer with its condition and answer, and the sources.

    The first line says how much was read and what share came from either side's state media. Each line stands with its
    sentence; what its sentence does not name is left out and counted. With the extra `frames` HTML has a chart.

    Examples: `dragoman brief RUS USA --since 2018-01-01 -o brief.html` · `dragoman brief ISR PSE -o brief.md`
    """
    from dragoman.relations import series
    from dragoman.relations.acts import STATE
    from dragoman.relations.brief import make_brief
    from dragoman.relations.written import write_html, write_markdown

    suffix = output.suffix.casefold() if output else ".md"
    if suffix not in (".html", ".htm", ".md"):
        raise TextError(f"--output is {str(output)!r}: a name that ends in .html or .md is needed")
    with open_ledger(ledger) as opened:
        catch_up(opened)
        found = series(
            opened, one, other, by=by, since=read_day(since, "since"), until=read_day(until, "until"),
            sectors=None if any_sector else STATE, source="dragoman", least=find_least(everything=everything),
            find_side=find_side, told=True,
        )  # fmt: skip
        if not found.dyad.acts:
            typer.echo(f"Nothing between {one} and {other} in this ledger.", err=True)
            return 1
        made = make_brief(opened, found, find_names=find_names, find_precision=find_precision)
    page = write_markdown(made) if suffix == ".md" else write_html(made)
    if output is None:
        typer.echo(page, nl=False)
        return 0
    try:
        output.write_text(page, "utf-8")
    except OSError as error:
        raise SourceError(f"{output} cannot be written ({error.strerror}): name another place") from error
    lines = sum(len(section.lines) for section in made.sections)
    typer.echo(f"{output}: {lines} lines from {len(made.sources)} articles; {made.refused} left out", err=True)
    return 0


def find_precision(kind: str) -> tuple[float, int] | None:
    """How often reports of a type were right in labelled articles, and of how many; None: not measured."""
    from dragoman.events.precision import read_precision

    found = read_precision().get(kind)
    return (found.share, found.n) if found else None
