"""`dragoman events`, `event`: what happened, as all reports of it tell it; `events join`, `split`: which reports those are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli.correct import By, Why, name_person, tell
from dragoman.cli.options import (
    All,
    JsonOption,
    LedgerOption,
    Limit,
    Outlet,
    Since,
    Until,
    catch_up,
    find_least,
    open_console,
    open_ledger,
    place_what_came,
)
from dragoman.cli.reports import (
    Course,
    Deadline,
    Factual,
    Kind,
    Limiting,
    Party,
    Quad,
    Telling,
    WordOf,
    name_sources,
    read_query,
)

if TYPE_CHECKING:
    from dragoman.ledger import Ledger

app = typer.Typer(name="events")
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        help="As made of what stood when this run was the last, without what people put right; `status --runs` lists them.",
    ),
]
EventId = Annotated[str, typer.Argument(help="The event's id, or its beginning.", metavar="ID")]


@app.callback(invoke_without_command=True)
def events(
    context: typer.Context,
    ledger: LedgerOption = None,
    disputed: Annotated[
        bool, typer.Option("--disputed", help="Only those of which reports contradict one another.")
    ] = False,
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
    as_of: AsOf = None,
    limit: Limit = 50,
    everything: All = False,
    as_json: JsonOption = False,
) -> int:
    """List what happened, newest first, each act once; conditions add up, and hold for one of its reports.

    Origins are counted first, then the articles that carry them. What reports contradict one another in is shown with both
    versions. `join` and `split` say which reports are of one act.

    Examples: `dragoman events --actor RUS --recipient USA` · `dragoman events --disputed --since 2018-02-01` ·
    `dragoman events --type ASSAULT --json` · `dragoman events --as-of 20180301`
    """
    if context.invoked_subcommand is not None:
        return 0
    from dragoman.cli.event_page import list_events
    from dragoman.contract import write_event
    from dragoman.ledger import EventQuery

    asked = read_query(
        actor=actor, recipient=recipient, type=kind, quad=quad, factuality=factuality, aspect=aspect, condition=condition,
        deadline_before=deadline_before, word_of=word_of, outlet=outlet, since=since, until=until, text=words,
    )  # fmt: skip
    query = EventQuery(**asked, least=find_least(everything=everything), disputed=disputed)
    with open_ledger(ledger) as opened:
        _catch_up(opened, as_of)
        rows = opened.find_events(query, limit=limit, as_of=as_of)
    if as_json:
        for found, accounts in rows:
            typer.echo(json.dumps(write_event(found, accounts), ensure_ascii=False))
    elif rows:
        open_console().print(list_events(rows))
    else:
        typer.echo("No event fits.", err=True)
    return 0 if rows else 1


def event(
    asked: EventId,
    ledger: LedgerOption = None,
    as_of: AsOf = None,
    everything: All = False,
    as_json: JsonOption = False,
) -> int:
    """Show one event: its reports side by side, what is disputed and who has which version, and why they are one event.

    Example: `dragoman event e3f2`
    """
    from dragoman.cli.event_page import show_event
    from dragoman.contract import write_event

    with open_ledger(ledger) as opened:
        _catch_up(opened, as_of)
        found, accounts = opened.get_event(asked, least=find_least(everything=everything), as_of=as_of)
        said = {} if as_json else name_sources(opened, accounts)
    if as_json:
        typer.echo(json.dumps(write_event(found, accounts), ensure_ascii=False))
    else:
        open_console().print(show_event(found, accounts, said))
    return 0


def _catch_up(ledger: Ledger, as_of: str | None) -> None:
    """Brings up to date what events are shown by: those of now themselves, those as of a run by their origins only."""
    if as_of is None:
        catch_up(ledger)
    else:
        place_what_came(ledger)


@app.command()
def join(
    kept: Annotated[str, typer.Argument(help="The id of the event that stays, or its beginning.", metavar="KEPT")],
    others: Annotated[list[str], typer.Argument(help="The ids of those that are the same act.", metavar="ID...")],
    why: Why,
    by: By = None,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> int:
    """Make events one, whatever else is read. The ids of the others lead to it; `dragoman undo` takes it back.

    Example: `dragoman events join e3f2 e77d --why "the same raid, told by the other side"`
    """
    with open_ledger(ledger) as opened:
        catch_up(opened)
        return tell(opened.join_events(kept, others, who=name_person(by), why=why), as_json=as_json)


@app.command()
def split(
    asked: EventId,
    reports: Annotated[list[str], typer.Argument(help="The reports that tell of another act.", metavar="REPORT...")],
    why: Why,
    by: By = None,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> int:
    """Make some reports of an event an event of their own, whatever else is read. `dragoman undo` takes it back.

    Example: `dragoman events split e3f2 r81c r90a --why "the raid of the week before"`
    """
    with open_ledger(ledger) as opened:
        catch_up(opened)
        return tell(opened.split_event(asked, reports, who=name_person(by), why=why), as_json=as_json)
