"""`dragoman positions`: what somebody, or an office, is on record with over time."""

from __future__ import annotations

import json
import re
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli.options import JsonOption, LedgerOption, Limit, Since, Until, open_console, open_ledger, read_day
from dragoman.errors import TextError

if TYPE_CHECKING:
    from dragoman.ledger import Ledger


class Basis(StrEnum):
    """By what a NAME is meant."""

    name = "name"
    office = "office"


def positions(
    name: Annotated[
        str,
        typer.Argument(
            help="Words of the speaker's name, an actor's id; with --by office an office and its country: \"foreign minister of "
            'Russia", "Turkish president".',
            metavar="NAME",
        ),
    ],
    topic: Annotated[
        str | None, typer.Option(help='Words in what is said; "quoted" ones follow one another: a phrase.')
    ] = None,
    first: Annotated[
        bool, typer.Option("--first", help="Only the first: with --topic, the first use of a phrase.")
    ] = False,
    by: Annotated[Basis, typer.Option(help="Whether NAME is somebody's or an office's, whoever held it.")] = Basis.name,
    since: Since = None,
    until: Until = None,
    limit: Limit = 50,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> int:
    """List what somebody, or an office whoever held it, is on record with: the oldest and newest side by side, then all by day.

    Examples: `dragoman positions Lavrov --topic '"without preconditions"'` ·
    `dragoman positions Lavrov --topic '"red line"' --first` · `dragoman positions "foreign minister of Russia" --by office`
    """
    from dragoman.cli.page import list_statements, show_positions
    from dragoman.contract import write_statement

    within = {"topic": topic, "since": read_day(since, "since"), "until": read_day(until, "until")}
    office = read_office(name) if by is Basis.office else None
    with open_ledger(ledger) as opened:
        asked: dict[str, Any] = {"name": name} if office is None else find_office(opened, *office)
        asked |= within
        rows = opened.find_positions(**asked, limit=1 if first else limit)
        last = [] if first else opened.find_positions(**asked, limit=1, newest=True)
    if as_json:
        for article, statement in rows:
            typer.echo(json.dumps(write_statement(article, statement), ensure_ascii=False))
    elif rows:
        ends = [rows[0], *last] if len(rows) > 1 else []
        open_console().print(show_positions(ends, rows) if ends else list_statements(rows))
    else:
        typer.echo("Nothing is on record.", err=True)
    return 0 if rows else 1


def read_office(asked: str) -> tuple[str, str]:
    """An office and its country's alpha-3 code, of "foreign minister of Russia", "Russian foreign minister", "president FRA".

    Raises TextError where no country is named.
    """
    from dragoman.actors.directory import open_directory
    from dragoman.settings import get_setting

    directory = open_directory(Path(str(get_setting("offices"))))
    words = asked.replace("'s", "").split()
    for length in range(len(words) - 1, 0, -1):
        for country, office in ((words[-length:], words[:-length]), (words[:length], words[length:])):
            found = directory.find_country(" ".join(country))
            kept = re.sub(r"^(?:(?:of|the)\b\s*)+|(?:\s*\b(?:of|the))+$", "", " ".join(office), flags=re.IGNORECASE)
            if found and kept:
                return kept, found
    raise TextError(
        f'{asked!r} names no office of a country: "foreign minister of Russia" or "Turkish president" would'
    )


def find_office(ledger: Ledger, office: str, country: str) -> dict[str, Any]:
    """What to ask for: the roles in the ledger that are this office of a country, in whatever words, and no other."""
    meant = _read_title(office, country)
    roles = [role for role in ledger.find_roles(country) if not meant.isdisjoint(_read_title(role, country))]
    return {"roles": roles, "country": country}


def _read_title(title: str, country: str) -> set[str]:
    """The office that a title names, where the tables know it, and the title without what says of which country it is."""
    from dragoman.actors.countries import get_names
    from dragoman.actors.offices import clean_title, name_office

    beside = {"of", "the", "for", *(word for name in get_names(country) for word in name.split())}
    words = " ".join(word for word in clean_title(title).split() if word not in beside)
    try:
        known = name_office(title, country, date.today())
    except TextError:
        known = None
    return {words, f"office {known}"} if known else {words}
