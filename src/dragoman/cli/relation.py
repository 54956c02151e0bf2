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
    find_least,
    open_console,
    open_ledger,
    read_day,
)
from dragoman.errors import TextError

if TYPE_CHECKING:
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
    and whose it was. Only acts with a day that are certain, past or present, and happened once are counted; deeds leave
    out what rests on a party's own word only.

    Examples: `dragoman relation RUS USA` · `dragoman relation ISR PSE --since 2018-01-01 --by month` ·
    `dragoman relation RUS+SYR USA --source icews --json`
    """
    from dragoman.cli.dyad_page import show_series
    from dragoman.relations import series
    from dragoman.relations.acts import STATE
    from dragoman.relations.described import describe

    with open_ledger(ledger) as opened:
        found = series(
            opened, one, other, by=by, since=read_day(since, "since"), until=read_day(until, "until"),
            sectors=None if any_sector else STATE, source=source, scale=read_scale(scale), every_act=every_act,
            own_word=own_word, least=find_least(everything=everything), find_side=find_side,
        )  # fmt: skip
    if as_json:
        typer.echo(json.dumps(describe(found), ensure_ascii=False))
    elif found.entered or found.left_out:
        open_console().print(show_series(found))
    else:
        typer.echo(f"Nothing between {one} and {other} in this ledger.", err=True)
    return 0 if found.entered or found.left_out else 1


def find_side(outlet: str | None) -> str:
    """Whose media an outlet is: "RUS state", "GBR public"; "unknown" where the table of outlets lacks it."""
    from dragoman.actors.outlets import find_control

    found = find_control(outlet) if outlet else None
    return " ".join(found) if found else "unknown"


def read_scale(scale: str) -> Scale:
    """The scale of scores. Raises TextError."""
    if scale not in ("plover", "goldstein"):
        raise TextError(f"--scale is {scale!r}: plover and goldstein are known")
    return scale  # type: ignore[return-value]
