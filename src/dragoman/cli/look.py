"""`dragoman show` and `dragoman statements`: what the ledger holds, to look at."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli.options import (
    All,
    Country,
    JsonOption,
    LedgerOption,
    Limit,
    Outlet,
    Since,
    Speaker,
    Until,
    WithRejected,
    Words,
    find_least,
    open_console,
    open_ledger,
    read_country,
    read_day,
)
from dragoman.settings import get_number

if TYPE_CHECKING:
    from dragoman.ledger import Ledger
    from dragoman.records import Entry


def show(
    article: Annotated[
        str | None,
        typer.Argument(
            help="An article's or statement's id, or its beginning, or words of its text; else the newest article.",
            metavar="[ID|WORDS]",
        ),
    ] = None,
    ledger: LedgerOption = None,
    with_text: Annotated[
        bool, typer.Option("--text", help="Show the text too, with who says what marked in it.")
    ] = False,
    everything: All = False,
    rejected: WithRejected = False,
    as_json: JsonOption = False,
    given: Annotated[
        str | None,
        typer.Option(
            "--article", help="The article's file, where its text is not kept: its hash is looked at.", metavar="FILE"
        ),
    ] = None,
) -> int:
    """Show one article: its head, the chain of reporting, who says what, and who did what to whom.

    A bar at the end of a line is the confidence; ° marks a hop that is inferred; green is quoted, yellow quoted in part;
    ✎ says what people corrected.

    Examples: `dragoman show` · `dragoman show a3f2 --text` · `dragoman show "Shoukry Ankara" --json`
    """
    from dragoman.cli.page import describe_carriers, describe_standing, show_entry
    from dragoman.contract import as_json as write

    with open_ledger(ledger) as opened:
        entry = opened.get_entry(_find_article(opened, article), rejected=rejected)
        if given is not None:
            entry = _give_text(opened, entry, given)
        carriers = [] if as_json else opened.find_carriers_of(entry.article.id)
        story = opened.find_story(entry.article.id) if carriers else None
        standing = opened.get_standing(entry.article.id)
        origin = opened.find_origins([entry.article.id])[entry.article.id] if carriers else None
    if as_json:
        typer.echo(json.dumps(write(entry, least=find_least(everything=everything)), ensure_ascii=False))
    else:
        carried = describe_carriers(carriers, origin, story) if origin else ""
        became = describe_standing(entry.article, standing)
        least = find_least(everything=everything)
        show_entry(open_console(), entry, with_text=with_text, least=least, carried=carried, became=became)
    return 0


def _give_text(ledger: Ledger, entry: Entry, file: str) -> Entry:
    """The entry with the text that a file holds. Raises TextError where it is of another article, or cannot be read."""
    from dragoman import intake
    from dragoman.errors import TextError
    from dragoman.records import Article

    for found in intake.load([file], max_bytes=get_number("max_bytes")):
        if isinstance(found, Article) and ledger.has_text(entry.article.id, found.text):
            return replace(entry, article=replace(entry.article, text=found.text))
    raise TextError(f"{file} does not hold the text of {entry.article.id} as it was read: its hash differs")


def _find_article(ledger: Ledger, asked: str | None) -> str:
    """The article asked for: by its id or a statement's, else the newest with these words. Raises LedgerNotFoundError."""
    from dragoman.errors import LedgerNotFoundError

    if asked and re.fullmatch(r"[as][0-9a-f-]+", asked):
        with suppress(LedgerNotFoundError):  # "added" and "sea" look like ids too
            return ledger.get_statement(asked)[0].id if asked[0] == "s" else ledger.get_article(asked).id
    newest = ledger.find_articles(text=asked, limit=1)
    if not newest:
        what = f"no article with {asked!r}" if asked else "no article"
        raise LedgerNotFoundError(
            f"{what} in {ledger.path}: `dragoman read FILE` adds articles, `dragoman status` counts them"
        )
    return newest[0].id


def statements(
    ledger: LedgerOption = None,
    speaker: Speaker = None,
    country: Country = None,
    outlet: Outlet = None,
    since: Since = None,
    until: Until = None,
    words: Words = None,
    limit: Limit = 50,
    rejected: WithRejected = False,
    as_json: JsonOption = False,
) -> int:
    """List who said what, newest first; conditions add up.

    Examples: `dragoman statements --speaker Lavrov` · `dragoman statements --country KOR --since 2018-03-01` ·
    `dragoman statements --text '"without preconditions"'`
    """
    from dragoman.cli.page import list_statements
    from dragoman.contract import write_statement

    with open_ledger(ledger) as opened:
        rows = opened.find_statements(
            speaker=speaker,
            country=read_country(country),
            outlet=outlet,
            since=read_day(since, "since"),
            until=read_day(until, "until"),
            text=words,
            limit=limit,
            rejected=rejected,
        )
    if as_json:
        for article, statement in rows:
            typer.echo(json.dumps(write_statement(article, statement), ensure_ascii=False))
    elif rows:
        open_console().print(list_statements(rows))
    else:
        typer.echo("No statement fits.", err=True)
    return 0 if rows else 1
