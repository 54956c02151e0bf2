"""`dragoman relation`: what lies between two states, period by period, beside how much was read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli.options import (
    All,
    JsonOption,
    LedgerOption,
    Since,
    Until,
    catch_up,
    find_least,
    open_console,
    open_ledger,
    read_day,
)
from dragoman.errors import TextError

if TYPE_CHECKING:
    from datetime import date

    from dragoman.relations.series import Scale

Side = Annotated[str, typer.Argument(help="A state, ISO 3166 alpha-3: RUS; several with + between: RUS+SYR.")]
Source = Annotated[
    str | None,
    typer.Option(
        help="Whose acts: dragoman, or icews, gdelt…; else Dragoman's own, or where it has none the most rows."
    ),
]
By = Annotated[str, typer.Option(help="How long a period is: day, week, month.")]
AnySector = Annotated[
    bool,
    typer.Option("--any-sector", help="Whoever is of a state, not only its government, military and intelligence."),
]


def relation(
    one: Side,
    other: Side,
    ledger: LedgerOption = None,
    since: Since = None,
    until: Until = None,
    by: By = "week",
    scale: Annotated[str, typer.Option(help="Scores by plover, or by goldstein.")] = "plover",
    third: Annotated[
        str | None,
        typer.Option("--with", help="A third side, alpha-3: whether it drives what the two do to each other."),
    ] = None,
    source: Source = None,
    any_sector: AnySector = False,
    every_act: Annotated[
        bool, typer.Option("--every-act", help="Also what is not certain, yet to come, repeated or ongoing.")
    ] = False,
    own_word: Annotated[
        bool, typer.Option("--own-word", help="Also deeds that rest on the word of one of the two only.")
    ] = False,
    everything: All = False,
    as_json: JsonOption = False,
) -> int:
    """Show what lies between two states, a period at a time: who did what to whom, in words and in deeds, both ways.

    Counts come first, with the 90 % interval of their mean (extra `stats`), scores second; beneath stands how much was read,
    and whose it was; then whether acts are returned more often than chance and attention make it seem. Only acts with a
    day that are certain, past or present, and happened once are counted; deeds leave out what rests on a party's own word
    only.

    Examples: `dragoman relation RUS USA` · `dragoman relation ISR PSE --since 2018-01-01 --by month` ·
    `dragoman relation RUS USA --with CHN` ·
    `dragoman relation RUS+SYR USA --source icews --json`
    """
    from dragoman.cli.dyad_page import show_reciprocity, show_series
    from dragoman.relations import series
    from dragoman.relations.acts import STATE
    from dragoman.relations.described import describe, describe_reciprocity
    from dragoman.relations.reciprocity import find_reciprocity, find_third

    sectors, least = None if any_sector else STATE, find_least(everything=everything)
    with open_ledger(ledger) as opened:
        catch_up(opened)
        found = series(
            opened, one, other, by=by, since=read_day(since, "since"), until=read_day(until, "until"), sectors=sectors,
            source=source, scale=read_scale(scale), every_act=every_act, own_word=own_word, least=least, find_side=find_side,
        )  # fmt: skip
        thirds = find_third(opened, found, third, sectors=sectors, least=least) if third else []
    if not (found.entered or found.left_out):
        typer.echo(f"Nothing between {one} and {other} in this ledger.", err=True)
        return 1
    returned = find_reciprocity(found, thirds)
    if as_json:
        typer.echo(json.dumps({**describe(found), "reciprocity": describe_reciprocity(returned)}, ensure_ascii=False))
    else:
        console = open_console()
        console.print(show_series(found))
        console.print(show_reciprocity(returned, found.by))
    return 0


def find_side(outlet: str | None, on: date) -> str:
    """Whose media an outlet is on a day: "RUS state", "GBR public"; "unknown" where the table of outlets lacks it."""
    from dragoman.actors.outlets import find_outlet

    found = find_outlet(outlet) if outlet else None
    control = found.find_control(on) if found else None
    return f"{found.country} {control}" if found and control else "unknown"


def read_scale(scale: str) -> Scale:
    """The scale of scores. Raises TextError."""
    if scale not in ("plover", "goldstein"):
        raise TextError(f"--scale is {scale!r}: plover and goldstein are known")
    return scale  # type: ignore[return-value]
