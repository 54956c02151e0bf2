"""`dragoman reports`: who did what to whom, as the ledger holds it."""

from __future__ import annotations

import json
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli.options import (
    All,
    JsonOption,
    LedgerOption,
    Limit,
    Outlet,
    Since,
    Until,
    WithRejected,
    find_least,
    open_console,
    open_ledger,
    read_day,
)
from dragoman.errors import LedgerNotFoundError, TextError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from dragoman.ledger import Ledger, ReportQuery
    from dragoman.records import Article, Report

Party = Annotated[
    str | None, typer.Option(help="An alpha-3 code (RUS: whoever acts for it), words of a name, or an id.")
]

Kind = Annotated[str | None, typer.Option("--type", help="PLOVER's type: ACCUSE, AGREE, ASSAULT…")]
Quad = Annotated[str | None, typer.Option(help="'verbal cooperation', 'material conflict'…")]
Factual = Annotated[str | None, typer.Option("--factuality", help="CT+ PR+ PS+ CT- PR- PS- Uu.")]
Course = Annotated[str | None, typer.Option("--aspect", help="once, repeated, ongoing, attempted.")]
Limiting = Annotated[str | None, typer.Option("--condition", help="Words of a condition that limits the act.")]
Deadline = Annotated[str | None, typer.Option("--deadline-before", help="With a deadline before this day: 2018-06-01.")]
WordOf = Annotated[str | None, typer.Option(help="What stands only on the word of this side: RUS.")]
Telling = Annotated[str | None, typer.Option("--text", help="Words of the sentences that tell it.")]


def reports(
    ledger: LedgerOption = None,
    actor: Party = None,
    recipient: Party = None,
    kind: Kind = None,
    quad: Quad = None,
    factuality: Factual = None,
    aspect: Course = None,
    condition: Limiting = None,
    deadline_before: Deadline = None,
    word_of: WordOf = None,
    outlet: Outlet = None,
    since: Since = None,
    until: Until = None,
    words: Telling = None,
    imported: Annotated[
        bool, typer.Option("--imported", help="List what `dragoman import` added, instead of Dragoman's own reports.")
    ] = False,
    source: Annotated[
        str | None, typer.Option(help="Of what was imported, the rows of this source: icews, gdelt, polecat, phoenix…")
    ] = None,
    limit: Limit = 50,
    everything: All = False,
    rejected: WithRejected = False,
    as_json: JsonOption = False,
) -> int:
    """List who did what to whom, newest first; conditions add up.

    Each report stands with the sentence that tells it, on whose word, and how sure the program is.

    Examples: `dragoman reports --actor RUS --recipient USA` · `dragoman reports --type AGREE --condition equality` ·
    `dragoman reports --word-of SYR --since 2018-02-01 --json` · `dragoman reports --source icews --actor RUS`
    """
    from dragoman.cli.page import describe_precision, list_reports
    from dragoman.contract import write_report
    from dragoman.ledger import ReportQuery

    asked = read_query(
        actor=actor, recipient=recipient, type=kind, quad=quad, factuality=factuality, aspect=aspect, condition=condition,
        deadline_before=deadline_before, word_of=word_of, outlet=outlet, since=since, until=until, text=words,
    )  # fmt: skip
    query = ReportQuery(**asked, least=find_least(everything=everything), rejected=rejected)
    if imported or source:
        return _list_imported(ledger, query, source, limit, as_json=as_json)
    with open_ledger(ledger) as opened:
        rows = opened.find_reports(query, limit=limit)
        said = {} if as_json else name_sources(opened, rows)
    if as_json:
        for article, report in rows:
            typer.echo(json.dumps(write_report(article, report), ensure_ascii=False))
    elif rows:
        console = open_console()
        console.print(list_reports(rows, said))
        console.print(describe_precision(report.type for _, report in rows))
    else:
        typer.echo("No report fits.", err=True)
    return 0 if rows else 1


def _list_imported(ledger: str | None, query: ReportQuery, source: str | None, limit: int, *, as_json: bool) -> int:
    """What others coded. Raises TextError for a condition on what they do not say."""
    from dragoman.cli.page import list_imported
    from dragoman.contract import write_imported
    from dragoman.ledger.foreign import UNASKED

    asked = {"--" + name.replace("_", "-"): getattr(query, name) for name in UNASKED}
    if unsaid := [name for name, value in asked.items() if value is not None]:
        raise TextError(f"{', '.join(unsaid)} cannot be asked of imported rows: they do not say it")
    with open_ledger(ledger) as opened:
        rows = opened.find_imported(query, source=source, limit=limit)
    if as_json:
        for row in rows:
            typer.echo(json.dumps(write_imported(row), ensure_ascii=False))
    elif rows:
        open_console().print(list_imported(rows))
    else:
        typer.echo("No imported row fits.", err=True)
    return 0 if rows else 1


def read_query(**asked: str | None) -> dict[str, Any]:
    """What a ReportQuery asks, from options as they are given. Raises TextError."""
    read: dict[str, Callable[[str], object]] = {
        **dict.fromkeys(("actor", "recipient"), read_party),
        **dict.fromkeys(("type", "word_of"), str.upper),
        **{name: partial(read_day, name=name.replace("_", "-")) for name in ("deadline_before", "since", "until")},
    }
    return {name: read.get(name, str)(value) for name, value in asked.items() if value is not None}


def read_party(who: str | None) -> str | None:
    """Three letters in capitals, as a code has them: where it is no country's, the ledger takes it for a word of a name."""
    return who.upper() if who and len(who) == 3 and who.isalpha() else who


def name_sources(ledger: Ledger, rows: Iterable[tuple[Article, Report]]) -> dict[str, str]:
    """The speakers' names of each statement on whose word a report stands, by its id."""
    from dragoman.wording import name_speakers

    said: dict[str, str] = {}
    for id in {report.asserted_by for _, report in rows} - {"author"}:
        with suppress(LedgerNotFoundError):
            said[id] = name_speakers(ledger.get_statement(id)[1])
    return said
