"""The program `dragoman`: its commands, their errors and exit codes."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Any

import typer

from dragoman import __version__
from dragoman.cli import (
    actors,
    brief,
    correct,
    events,
    exporting,
    follow,
    importing,
    keep,
    look,
    owed,
    positions,
    read,
    relation,
    reports,
    serve,
    stories,
)
from dragoman.errors import DragomanError, LedgerError, LedgerNotFoundError

# Typer brings a click of its own, or uses the package, by its version: what a wrong use raises is a base of this.
WRONG_USE: Any = typer.BadParameter.__mro__[1]
DONE, NOT_FOUND, USAGE, LEDGER, NOTHING_READ, INTERRUPTED = 0, 1, 2, 3, 4, 130
EPILOG = """
Exit codes: 0 done · 1 not found, or problems found · 2 wrong use · 3 the ledger cannot be used · 4 nothing could be
read · 130 interrupted (what was read is kept; the same command goes on).
"""

app = typer.Typer(
    name="dragoman",
    help="Reads international news into a ledger: who said what, on whose word, through whom we know it.",
    epilog=EPILOG,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
COMMANDS = (
    *(read.read, follow.follow, importing.import_, look.show, look.statements, reports.reports),
    *(events.event, positions.positions),
    *(relation.relation, owed.owed, brief.brief, serve.serve),
    *(stories.story, stories.stories, stories.split, stories.join),
    *(correct.correct, correct.reject, correct.restore, correct.retract, correct.add, correct.log, correct.undo),
    *(exporting.export, keep.status, keep.delete, keep.backup, keep.check),
)
for command in COMMANDS:
    app.command(command.__name__.rstrip("_"), epilog=EPILOG)(command)
for group in (events.app, actors.app):
    app.add_typer(group, epilog=EPILOG)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"dragoman {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version and stop.")
    ] = False,
) -> None:
    pass


def run(arguments: list[str] | None) -> int:
    """Run one command and turn what goes wrong into a line and an exit code."""
    try:
        return int(app(arguments, standalone_mode=False) or DONE)
    except WRONG_USE as error:
        error.show()
        return USAGE
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except DragomanError as error:
        typer.echo(f"dragoman: {error}", err=True)
        return _code(error)


def _code(error: DragomanError) -> int:
    if isinstance(error, LedgerNotFoundError):
        return NOT_FOUND
    return LEDGER if isinstance(error, LedgerError) else USAGE
