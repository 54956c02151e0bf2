"""`dragoman serve`: the ledger as pages to look at, on this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from dragoman.cli.options import LedgerOption, find_least
from dragoman.errors import ExtraError
from dragoman.settings import get_number, get_setting


def serve(
    ledger: LedgerOption = None,
    host: Annotated[
        str, typer.Option(help="The address to answer at; only this machine reaches 127.0.0.1.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0: any that is free.")] = 8321,
    allow_remote: Annotated[
        bool,
        typer.Option(
            "--allow-remote",
            help="Let others reach it, at a --host that is not this machine's alone; with the token only.",
        ),
    ] = False,
    by: Annotated[
        str | None, typer.Option("--by", help="Who corrects, for the log; else the name you are logged in by.")
    ] = None,
) -> int:
    """Show the ledger as pages: front page, articles, actors, who does what to whom, search, and a desk to correct at.

    Prints two addresses: one to read at, and one with a token, which lets whoever opens it correct, too. What others read
    into the ledger meanwhile shows up at once. Ctrl-C ends it.

    Example: `dragoman serve --ledger news.ledger`
    """
    from dragoman.cli.correct import name_person
    from dragoman.ledger import open_ledger

    try:
        from dragoman.web import LOOPBACK, Site, open_door
        from dragoman.web import serve as answer
    except ModuleNotFoundError as error:
        raise ExtraError(f"pages need {error.name}: pip install 'dragoman[web]' brings it") from error
    answer_s = float(get_number("answer_timeout"))
    path = ledger or str(get_setting("ledger"))
    with (
        open_door(host, port, allow_remote=allow_remote) as door,
        open_ledger(path, create=False, timeout_s=get_number("busy_timeout"), read_s=answer_s) as opened,
    ):
        site = Site(
            opened,
            by=name_person(by),
            hosts=None if allow_remote else LOOPBACK | {host},
            private=allow_remote,
            least=find_least(everything=False),
            answer_s=answer_s,
        )

        def tell(address: str) -> None:
            typer.echo(f"Reading {opened.path}")
            typer.echo(
                f"  to read      {address}/" if not site.private else "  to read, others too, the token is needed"
            )
            typer.echo(f"  to correct   {address}/start?token={site.token}")
            typer.echo("Ctrl-C ends it.")

        answer(site, door, ready=tell)
    return 0
