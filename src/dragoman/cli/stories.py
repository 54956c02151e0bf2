"""`dragoman story`, `stories`, `split` and `join`: articles on one happening, where their accounts come from, what is said."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli.correct import By, Why, name_person, tell
from dragoman.cli.options import JsonOption, LedgerOption, Limit, open_console, open_ledger, place_what_came, read_day

if TYPE_CHECKING:
    from dragoman.ledger import Ledger


def story(
    story: Annotated[
        str, typer.Argument(help="A story's id, or its beginning; or the id of one of its articles.", metavar="ID")
    ],
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> int:
    """Show a story: its articles by origin, oldest first, and what is said in it, with how the wording differs.

    An origin is where an account enters the world: ten outlets that print one wire story are one. ≠ marks a quotation that
    changed on its way.

    Examples: `dragoman story y3f2` · `dragoman story a9d0 --json`
    """
    from dragoman.cli.page import show_story
    from dragoman.contract import write_story

    with open_ledger(ledger) as opened:
        place_what_came(opened, quiet=as_json)
        found, articles, utterances = opened.get_story(_find_story(opened, story))
    if as_json:
        typer.echo(json.dumps(write_story(found, articles, utterances), ensure_ascii=False))
    else:
        show_story(open_console(), found, articles, utterances)
    return 0


def stories(
    ledger: LedgerOption = None,
    since: Annotated[str | None, typer.Option(help="With an article of this day or a later one: 2018-02-11.")] = None,
    until: Annotated[str | None, typer.Option(help="With an article of this day or an earlier one.")] = None,
    words: Annotated[
        str | None, typer.Option("--text", help='Words in an article of it; "quoted" ones follow one another.')
    ] = None,
    least: Annotated[int, typer.Option(min=1, help="Only stories with so many articles.")] = 1,
    limit: Limit = 50,
    as_json: JsonOption = False,
) -> int:
    """List stories, newest first: articles on one happening, how many they are and how many accounts they carry.

    Examples: `dragoman stories --least 2` · `dragoman stories --since 2018-02-11 --text Douma --json`
    """
    from dragoman.cli.page import list_stories
    from dragoman.contract import write_value

    with open_ledger(ledger) as opened:
        place_what_came(opened, quiet=as_json)
        found = opened.find_stories(
            since=read_day(since, "since"), until=read_day(until, "until"), text=words, least=least, limit=limit
        )
    if as_json:
        for each in found:
            typer.echo(json.dumps(write_value(each, ""), ensure_ascii=False))
    elif found:
        open_console().print(list_stories(found), soft_wrap=True)
    else:
        typer.echo("No story fits.", err=True)
    return 0 if found else 1


def split(
    story: Annotated[str, typer.Argument(help="The story's id, or its beginning.", metavar="STORY")],
    articles: Annotated[list[str], typer.Argument(help="Ids of the articles that tell of another happening.")],
    why: Why,
    by: By = None,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> int:
    """Take articles out of a story, into one of their own. They stay there; `dragoman undo` takes it back.

    Example: `dragoman split y3f2 a9d0 a771 --why "the strike of the week before"`
    """
    with open_ledger(ledger) as opened:
        place_what_came(opened, quiet=as_json)
        return tell(opened.split_story(story, articles, who=name_person(by), why=why), as_json=as_json)


def join(
    kept: Annotated[str, typer.Argument(help="The id of the story that stays, or its beginning.", metavar="KEPT")],
    others: Annotated[list[str], typer.Argument(help="Ids of stories on the same happening.", metavar="STORY...")],
    why: Why,
    by: By = None,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> int:
    """Make stories one. They stay so; the ids of the others lead to it; `dragoman undo` takes it back.

    Example: `dragoman join y3f2 y81c --why "one summit"`
    """
    with open_ledger(ledger) as opened:
        place_what_came(opened, quiet=as_json)
        return tell(opened.join_stories(kept, others, who=name_person(by), why=why), as_json=as_json)


def _find_story(ledger: Ledger, asked: str) -> str:
    """The id of a story, also by that of an article in it."""
    if asked.startswith("y"):
        return asked
    found = ledger.find_story(asked)
    return asked if found is None else found.id
