"""Options that several commands share, and what they mean."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.errors import LedgerError, TextError
from dragoman.settings import get_number, get_setting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from dragoman.cli.interrupt import Interrupt
    from dragoman.intake import Fetcher
    from dragoman.ledger import Ledger

LedgerOption = Annotated[
    str | None,
    typer.Option(
        "--ledger",
        "-l",
        help="The ledger to open: a file, or postgresql+psycopg://user@host/database; else $DRAGOMAN_LEDGER, else "
        "dragoman.ledger here.",
        metavar="PATH|URL",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line (docs/contract.md).")]
Speaker = Annotated[str | None, typer.Option(help="Words of the speaker's name, in any case, or an actor's id.")]
Country = Annotated[str | None, typer.Option(help="The speaker's country, ISO 3166 alpha-3: RUS.")]
Outlet = Annotated[str | None, typer.Option(help="The outlet's name.")]
Since = Annotated[str | None, typer.Option(help="From this day on: 2018-02-11.")]
Until = Annotated[str | None, typer.Option(help="Up to this day: 2018-02-12.")]
Words = Annotated[str | None, typer.Option("--text", help='Words in what is said; "quoted" ones follow one another.')]
AllowPrivate = Annotated[
    bool,
    typer.Option("--allow-private", help="Let URLs lead to this machine, the local network and any port, too."),
]
All = Annotated[bool, typer.Option("--all", help="Show reports too that are less sure than the default asks.")]
Timezone = Annotated[str | None, typer.Option(help="Time zone of dates without one: +04:00, Asia/Baku, EST.")]
Processes = Annotated[int | None, typer.Option(min=0, help="How many processes read; 0: one a core.")]
NoText = Annotated[
    bool,
    typer.Option(
        "--no-text", help="Keep spans and hashes only of articles that are new, for texts that may not be kept."
    ),
]
WithRejected = Annotated[bool, typer.Option("--rejected", help="Also what `dragoman reject` left out.")]
Limit = Annotated[int, typer.Option(min=1, help="How many rows at most.")]

_SHORT = 500  # so many articles are placed or merged before anybody wonders what is going on


def open_ledger(ledger: str | None, *, create: bool = False) -> Ledger:
    """The ledger that an option, the environment or the default names. Raises LedgerError."""
    from dragoman.ledger import open_ledger as open_at

    return open_at(ledger or str(get_setting("ledger")), create=create, timeout_s=get_number("busy_timeout"))


def find_least(*, everything: bool) -> float:
    """How sure a report must be to be shown: a probability."""
    return 0.0 if everything else get_number("report_percent") / 100


def catch_up(ledger: Ledger) -> None:
    """Places and merges what has come since the last time, so that what follows counts events and origins."""
    place_what_came(ledger)
    merge_what_came(ledger)


def place_what_came(ledger: Ledger, *, quiet: bool = False, interrupt: Interrupt | None = None) -> None:
    """Places what waits among the other articles, with progress where it takes long. What cannot be written is said.

    Stopped, or killed, it goes on where it was the next time.
    """
    waiting = ledger.count_unplaced()
    try:
        _go(ledger.place(), waiting, "comparing", quiet=quiet, interrupt=interrupt)
    except LedgerError as error:
        left = f"{waiting} articles are not placed among the others, and not in what follows: {error}"
        open_console(errors=True).print(left, style="yellow", soft_wrap=True)


def merge_what_came(ledger: Ledger, *, quiet: bool = False, interrupt: Interrupt | None = None) -> None:
    """Merges what has come since the last time, as `place_what_came` places it."""
    waiting = ledger.count_unmerged()
    try:
        _go(ledger.merge_in_steps(), waiting, "merging", quiet=quiet, interrupt=interrupt)
    except LedgerError as error:
        left = ledger.count_unmerged()
        typer.echo(f"dragoman: {left} articles are not merged into events yet: {error}", err=True)


def _go(steps: Iterator[int], waiting: int, doing: str, *, quiet: bool, interrupt: Interrupt | None) -> None:
    """Takes all steps, or as many as there is time for until Ctrl-C; none where nothing waits."""
    if not waiting:
        return
    for _ in _track(steps, waiting, doing, quiet=quiet or waiting < _SHORT):
        if interrupt is not None and interrupt.asked:
            return


def _track(steps: Iterator[int], total: int, doing: str, *, quiet: bool) -> Iterator[int]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = open_console(errors=True)
    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("left"))
    with Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as progress:
        task = progress.add_task(doing, total=total)
        for step in steps:
            progress.update(task, advance=step)
            yield step


def open_fetcher(*, allow_private: bool) -> Fetcher:
    """What gets the pages behind addresses, within the settings."""
    from dragoman import __version__
    from dragoman.intake import Fetcher

    return Fetcher(
        allow_private=allow_private,
        timeout_s=get_number("fetch_timeout"),
        max_bytes=get_number("max_bytes"),
        pause_s=get_number("fetch_pause"),
        agent=f"Dragoman/{__version__} (reads news articles for the person who runs it)",
    )


def open_console(*, errors: bool = False) -> Console:
    """A console without automatic highlighting: colour means something here."""
    from rich.console import Console

    return Console(stderr=errors, highlight=False, markup=False, emoji=False)


def read_day(day: str | None, name: str) -> date | None:
    """A day as given. Raises TextError."""
    if day is None:
        return None
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise TextError(f"--{name} is {day!r}: a day such as 2018-02-12 is needed") from None


def read_country(code: str | None) -> str | None:
    """An alpha-3 code in capitals. Raises TextError."""
    if code is not None and not (len(code) == 3 and code.isalpha()):
        raise TextError(f"--country is {code!r}: three letters are needed, as in ISO 3166 alpha-3: RUS, USA, KOR")
    return code.upper() if code else None
