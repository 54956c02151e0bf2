"""`dragoman owed`: what two states asked of, promised and threatened each other with, and what became of it."""

from __future__ import annotations

import json
import re
from typing import Annotated

import typer

from dragoman.cli.options import (
    All,
    JsonOption,
    LedgerOption,
    Limit,
    Since,
    Until,
    catch_up,
    find_least,
    open_console,
    open_ledger,
    read_day,
)
from dragoman.cli.relation import AnySector, Side, Source
from dragoman.errors import TextError


def owed(
    one: Side,
    other: Side,
    ledger: LedgerOption = None,
    within: Annotated[str, typer.Option(help="How long an answer may take: 30d, 6w.")] = "30d",
    since: Since = None,
    until: Until = None,
    unanswered: Annotated[bool, typer.Option("--unanswered", help="Only what has no answer.")] = False,
    source: Source = None,
    any_sector: AnySector = False,
    limit: Limit = 50,
    everything: All = False,
    as_json: JsonOption = False,
) -> int:
    """List proposals, demands, threats, accusations and promises between two states, and how each was answered, newest first.

    Each stands with its sentence, what limits it, and the later act that may answer it, with its sentence and the words
    that both have. Reported as unanswered is not the same as none found in what was read; what is younger than --within
    is open. Answers are candidates as long as fewer than four in five are right (docs/relations.md).

    Examples: `dragoman owed RUS USA` · `dragoman owed ISR PSE --within 60d --unanswered` · `dragoman owed RUS USA --json`
    """
    from dragoman.cli.dyad_page import show_answers
    from dragoman.relations.acts import STATE
    from dragoman.relations.described import describe_answer
    from dragoman.relations.owing import find_owed

    days = read_within(within)
    with open_ledger(ledger) as opened:
        catch_up(opened)
        found = find_owed(
            opened, one, other, within=days, since=read_day(since, "since"), until=read_day(until, "until"),
            source=source, sectors=None if any_sector else STATE, least=find_least(everything=everything), find_names=find_names,
        )  # fmt: skip
    listed = [answer for answer in reversed(found) if not (unanswered and answer.match)][:limit]
    if as_json:
        for answer in listed:
            typer.echo(json.dumps(describe_answer(answer), ensure_ascii=False))
    elif listed:
        open_console().print(show_answers(listed, found, within=days))
    else:
        typer.echo(f"Nothing asked, promised or threatened between {one} and {other} in this ledger.", err=True)
    return 0 if listed else 1


def read_within(within: str) -> int:
    """Days, from "30d", "6w" or "30". Raises TextError."""
    found = re.fullmatch(r"([1-9]\d{0,3})([dw]?)", within.strip())
    if found is None:
        raise TextError(f"--within is {within!r}: days or weeks are needed, as 30d or 6w")
    return int(found[1]) * (7 if found[2] == "w" else 1)


def find_names(code: str) -> tuple[str, ...]:
    """The words by which texts name a state."""
    from dragoman.actors.countries import list_names

    return list_names(code)
