"""`dragoman actors find`, `office`, `update`: who is called what, and who held which office on a day; and `merge`, `split`,
`rename`, which correct the actors of a ledger."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli.correct import merge, rename, split
from dragoman.cli.options import open_console
from dragoman.errors import SourceError, TextError

if TYPE_CHECKING:
    from dragoman.actors.directory import Directory, Person
    from dragoman.actors.offices import Holding

app = typer.Typer(
    name="actors",
    help="Look up who is who: people, and who held which office on a day. Merge, split or rename actors of a ledger.",
    no_args_is_help=True,
)
for each in (merge, split, rename):
    app.command()(each)

On = Annotated[str | None, typer.Option("--on", help="The day asked for: 2018-02-12.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line (docs/actors.md).")]


@app.command()
def find(
    name: Annotated[str, typer.Argument(help="A full name in any spelling, or a surname.", metavar="NAME")],
    on: On = None,
    as_json: Json = False,
) -> int:
    """List everybody of that name with their offices; with --on, who was in office that day.

    Examples: `dragoman actors find "Sergey Lavrov"` · `dragoman actors find Lavrov --on 2018-02-12 --json`
    """
    people = _open().find_person(name, _read_on(on) if on else None)
    if as_json:
        for person in people:
            typer.echo(json.dumps(asdict(person), ensure_ascii=False))
    else:
        for person in people:
            _show_person(person)
    if not people:
        typer.echo(f"Nobody called {name!r} is known{f' in office on {on}' if on else ''}.", err=True)
    return 0 if people else 1


@app.command()
def office(
    title: Annotated[
        str | None, typer.Argument(help='An office or title: "foreign minister", president, king.', metavar="[OFFICE]")
    ] = None,
    country: Annotated[
        str | None,
        typer.Argument(help="The country's alpha-3 code, name or adjective, or an organisation.", metavar="[COUNTRY]"),
    ] = None,
    on: On = None,
    table: Annotated[
        Path | None,
        typer.Option("--from", help='JSON lines with "country", "office" and "on" to answer, or - for standard input.'),
    ] = None,
    as_json: Json = False,
) -> int:
    """Say who held an office on a day (today without --on); nobody rather than the wrong one.

    For a day after that until which the tables are known to hold, nobody is answered, and who it was on that day is said.

    With --from, each line is printed again with "holder" added: a name, or null; "acting" where the holder was that;
    "last_known" and "known_to" where the day is later than the tables are known to hold; "error" where the line cannot be read.

    Examples: `dragoman actors office "foreign minister" FRA --on 2018-02-12` · `dragoman actors office president Turkish`
    · `dragoman actors office --from asked.jsonl`
    """
    directory = _open()
    if table is not None:
        if title or country or on:
            raise TextError(f"--from {table} stands alone: office, country and day are in its lines")
        return _answer_lines(directory, table)
    if not (title and country):
        raise TextError('an office and a country are needed: dragoman actors office "foreign minister" FRA')
    day = _read_on(on) if on else date.today()
    holder = directory.find_office(title, _read_country(directory, country), day)
    if as_json:
        typer.echo(json.dumps(asdict(holder) if holder else None, ensure_ascii=False))
    elif holder:
        open_console().print(_describe(holder, name=True))
    else:
        last = directory.find_last(title, _read_country(directory, country), day)
        then = f" On {last.known_to}, until when the tables hold, it was {last.name}." if last else ""
        typer.echo(f"No holder is known: {title}, {country}, {day}.{then}", err=True)
    return 0 if holder else 1


@app.command()
def update(
    file: Annotated[Path, typer.Argument(help="What the query service answered, as JSON.", metavar="FILE")],
) -> int:
    """Add the answer to a Wikidata query (docs/wikidata-offices.rq), above the offices that ship.

    The rows go into the file that the setting `offices` names, dragoman.offices.tsv here unless $DRAGOMAN_OFFICES says
    otherwise, with day and source. Rows that cannot be used are listed, and kept beside it in a file *.rejected.jsonl.

    Example: `dragoman actors update wikidata.json`
    """
    from dragoman.actors.additions import add_rows
    from dragoman.actors.wikidata import read_result

    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{file} cannot be read ({error}): a JSON file in UTF-8 is needed") from error
    rows, refused = read_result(text, date.today())
    added = add_rows(_additions(), rows, refused, source=file.name, on=date.today())
    for row in refused:
        typer.echo(f"row {row.index}: {row.reason}", err=True)
    typer.echo(
        f"{_additions()}: {added} rows added or changed, {len(rows) - added} known, {len(refused)} refused", err=True
    )
    return 0 if rows else 1


def _additions() -> Path:
    from dragoman.settings import get_setting

    return Path(str(get_setting("offices")))


def _open() -> Directory:
    from dragoman.actors.directory import open_directory

    return open_directory(_additions())


def _read_on(on: object) -> date:
    if isinstance(on, str):
        try:
            return date.fromisoformat(on)
        except ValueError:
            pass
    raise TextError(f"on is {on!r}: a day such as 2018-02-12 is needed")


def _read_country(directory: Directory, country: object) -> str:
    if isinstance(country, str) and (code := directory.find_country(country)):
        return code
    raise TextError(
        f"country is {country!r}: an alpha-3 code (FRA), name (France), adjective (French) or organisation (UN) is needed"
    )


def _answer_lines(directory: Directory, table: Path) -> int:
    wrong = 0
    for number, line in enumerate(_read_lines(table), start=1):
        answer = _answer(directory, line)
        if "error" in answer:
            wrong += 1
            typer.echo(f"{table}:{number}: {answer['error']}", err=True)
        typer.echo(json.dumps(answer, ensure_ascii=False))
    return 1 if wrong else 0


def _read_lines(table: Path) -> Iterator[str]:
    try:
        text = sys.stdin.read() if str(table) == "-" else table.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{table} cannot be read ({error}): JSON lines in UTF-8 are needed") from error
    return (line for line in text.split("\n") if line.strip())


def _answer(directory: Directory, line: str) -> dict[str, Any]:
    """The line's object with its holder; what cannot be read comes back with its error."""
    try:
        asked = json.loads(line)
    except ValueError as error:
        return {"line": line, "holder": None, "error": f"no JSON: {error}"}
    if not isinstance(asked, dict):
        return {"line": line, "holder": None, "error": "an object with country, office and on is needed"}
    try:
        return {**asked, **_find_holder(directory, asked)}
    except TextError as error:
        return {**asked, "holder": None, "error": str(error)}


def _find_holder(directory: Directory, asked: dict[str, Any]) -> dict[str, Any]:
    title = asked.get("office")
    if not isinstance(title, str):
        raise TextError(f"office is {title!r}: a text is needed")
    country, on = _read_country(directory, asked.get("country")), _read_on(asked.get("on"))
    holder = directory.find_office(title, country, on)
    if holder is not None:
        return {"holder": holder.name, **({"acting": True} if holder.acting else {})}
    last = directory.find_last(title, country, on)
    return {"holder": None, **({"last_known": last.name, "known_to": last.known_to} if last else {})}


def _show_person(person: Person) -> None:
    console = open_console()
    others = f" ({', '.join(person.other_names)})" if person.other_names else ""
    console.print(f"{person.name}{others}")
    for row in person.offices:
        console.print(f"  {_describe(row)}")


def _describe(row: Holding, *, name: bool = False) -> str:
    """Office, country and dates of a holding in a line, with the name before them where asked for."""
    title = f"acting {row.office}" if row.acting else row.office
    when = (
        f"{row.from_on} to {row.to_on}"
        if row.to_on
        else f"since {row.from_on}" + (f", known to {row.known_to}" if row.known_to else "")
    )
    return f"{row.name + ': ' if name else ''}{title}, {row.country}, {when} ({row.source})"
