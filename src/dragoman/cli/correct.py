"""`dragoman correct`, `reject`, `restore`, `retract`, `add`, `log`, `undo`: what people put right, above what was derived."""

from __future__ import annotations

import getpass
import json
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli.options import JsonOption, LedgerOption, open_console, open_ledger
from dragoman.errors import TextError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dragoman.ledger import Ledger
    from dragoman.records import Correction

Why = Annotated[str, typer.Option("--why", help="The reason, for the log.")]
By = Annotated[str | None, typer.Option("--by", help="Who says so, for the log; else the name you are logged in by.")]
Row = Annotated[str, typer.Argument(help="The id of a statement or report, or its beginning.", metavar="ID")]


class Kind(StrEnum):
    """What `add` can add."""

    statement = "statement"
    report = "report"


def correct(
    row: Annotated[
        str,
        typer.Argument(help="The id of a statement, report, article or actor, or its beginning.", metavar="ID"),
    ],
    field: Annotated[
        str, typer.Argument(help="The field by the contract, or a part of one: said_on, speakers.0.country.")
    ],
    value: Annotated[
        str,
        typer.Argument(
            help="The value: JSON, or in short words of the article for a span, 2018-02-11 for a day, an actor's id; null for "
            "none."
        ),
    ],
    why: Why,
    by: By = None,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> int:
    """Correct a field of a statement, a report, an article or an actor: above what was derived, logged, and to be undone.

    An actor's fields change wherever it is named. With a report's type or mode go its quad and score, by the code book.

    Examples: `dragoman correct s3f2 manner direct --why "in quotation marks"` ·
    `dragoman correct s3f2 source "the Kenyan minister" --why "not the envoy" --by ana` ·
    `dragoman correct r81c date 2018-02-11 --why "Sunday"` · `dragoman correct a9d0 outlet "Harbour Post" --why imprint`
    """
    with open_ledger(ledger) as opened:
        changes = {field: value, **_find_code(opened, row, field, value)}
        return tell(opened.correct(row, changes, who=name_person(by), why=why), as_json=as_json)


def reject(
    row: Row, why: Why, by: By = None, ledger: LedgerOption = None, as_json: JsonOption = False
) -> int:  # fmt: skip
    """Leave a statement or report out of lists and exports, unless they are asked with --rejected.

    Example: `dragoman reject s3f2 --why "a caption, nobody says it"`
    """
    with open_ledger(ledger) as opened:
        return tell(opened.reject_row(row, who=name_person(by), why=why), as_json=as_json)


def restore(
    row: Row, why: Why, by: By = None, ledger: LedgerOption = None, as_json: JsonOption = False
) -> int:  # fmt: skip
    """Take back that a statement or report is rejected.

    Example: `dragoman restore s3f2 --why "it is said after all"`
    """
    with open_ledger(ledger) as opened:
        return tell(opened.restore_row(row, who=name_person(by), why=why), as_json=as_json)


def retract(
    article: Annotated[str, typer.Argument(help="The article's id, or its beginning.")],
    why: Why,
    by: By = None,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> int:
    """Note that its outlet took an article back: it stays, and is shown as such; lists, events and stories leave it out.

    `dragoman undo` takes that back. To take an article out of the ledger there is `dragoman delete`.

    Example: `dragoman retract a3f2 --why "the outlet's notice of 3 March"`
    """
    with open_ledger(ledger) as opened:
        return tell(opened.retract(article, who=name_person(by), why=why), as_json=as_json)


def add(
    kind: Annotated[Kind, typer.Argument(help="What to add.")],
    article: Annotated[str, typer.Argument(help="The article's id, or its beginning.")],
    fields: Annotated[
        str,
        typer.Argument(
            help="An object with the row's fields by the contract, or - for standard input.", metavar="JSON"
        ),
    ],
    why: Why,
    by: By = None,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> int:
    """Add a statement or report that the program did not find, on a span of an article.

    A statement needs "content", a report "type", "evidence" and "actors" or "recipients"; the rest has a default. A span is
    words that the text holds once, or {"start", "end"}; an actor an id in the ledger, or an object with id, name and kind.

    Examples: `dragoman add statement a9d0 '{"content": "the bridge will open", "speakers": ["KEN"]}' --why missed` ·
    `dragoman add report a9d0 - --why missed < report.json`
    """
    given = _read_object(sys.stdin.read() if fields == "-" else fields)
    if kind is Kind.report:
        from dragoman.events.codebook import find_score

        given = {**find_score(given.get("type"), given.get("mode")), **given}
    with open_ledger(ledger) as opened:
        return tell(opened.add(kind.value, article, given, who=name_person(by), why=why), as_json=as_json)


def log(
    row: Annotated[
        str | None,
        typer.Argument(
            help="The id of a row, or of an article for all of its rows; else the whole log.", metavar="[ID]"
        ),
    ] = None,
    flagged: Annotated[
        bool,
        typer.Option(
            "--flagged", help="Only what needs a look: its evidence moved, is lost, or it does not fit any more."
        ),
    ] = False,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> int:
    """List what was corrected: who, when, why, before and after. It is only ever added to.

    moved: applied, but the row's evidence is not quite what it was; lost: the row was not found again; unfit: the value does
    not fit what is there now; undone: taken back. Lost and unfit ones are not applied.

    Examples: `dragoman log` · `dragoman log s3f2 --json` · `dragoman log --flagged`
    """
    with open_ledger(ledger) as opened:
        found = opened.find_corrections(row=row, flagged=flagged)
    if not found and not as_json:
        open_console().print("Nothing needs a look." if flagged else "Nothing was corrected.", style="green")
    return tell(found, as_json=as_json)


def undo(
    number: Annotated[
        int | None,
        typer.Argument(help="The number of a correction in the log; else the last that stands.", metavar="[N]"),
    ] = None,
    why: Why = "undone",
    by: By = None,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> int:
    """Undo a correction, with all that was made in one go with it. Undoing is logged, and may be undone.

    Examples: `dragoman undo` · `dragoman undo 17 --why "the paper was right"`
    """
    with open_ledger(ledger) as opened:
        return tell(opened.undo(number, who=name_person(by), why=why), as_json=as_json)


# --- actors ----------------------------------------------------------------------------------------------------------

Actor = Annotated[str, typer.Argument(help="The actor's id, or its beginning.", metavar="ID")]


def merge(
    kept: Annotated[str, typer.Argument(help="The id of the actor that stays, or its beginning.", metavar="KEPT")],
    others: Annotated[list[str], typer.Argument(help="The ids of those who are the same.", metavar="ID...")],
    why: Why,
    by: By = None,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> int:
    """Make actors of the ledger one: whoever asks for the one finds the rows of all. `dragoman undo` takes it back.

    Example: `dragoman actors merge 4f1c0a 99b2e7 --why "one person, two spellings"`
    """
    with open_ledger(ledger) as opened:
        return tell(opened.merge_actors(kept, others, who=name_person(by), why=why), as_json=as_json)


def split(
    actor: Actor,
    rows: Annotated[
        list[str], typer.Argument(help="Statements, reports or articles that mean someone else.", metavar="ROW...")
    ],
    why: Why,
    name: Annotated[str | None, typer.Option(help="The name of that one, if it is another.")] = None,
    by: By = None,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> int:
    """Make whom some rows mean an actor of its own.

    Example: `dragoman actors split 4f1c0a s3f2 s77d --name "Kim Jong-min" --why "his brother"`
    """
    with open_ledger(ledger) as opened:
        return tell(opened.split_actor(actor, rows, name=name, who=name_person(by), why=why), as_json=as_json)


def rename(
    actor: Actor,
    name: Annotated[str, typer.Argument(help="The name to show from now on.", metavar="NAME")],
    why: Why,
    by: By = None,
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
) -> int:
    """Give an actor of the ledger another name, wherever it is named.

    Example: `dragoman actors rename 4f1c0a "Ann Otieno" --why "as her ministry spells it"`
    """
    with open_ledger(ledger) as opened:
        found = opened.get_actor(actor).id
        return tell(opened.correct(found, {"name": name}, who=name_person(by), why=why), as_json=as_json)


# --- what is given, and what is told ---------------------------------------------------------------------------------


def name_person(by: str | None) -> str:
    """Who corrects. Raises TextError where nobody is logged in by a name."""
    if by is not None:
        return by
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        raise TextError("who corrects is not known: give --by NAME") from None


def _read_object(text: str) -> dict[str, Any]:
    try:
        given = json.loads(text)
    except ValueError as error:
        raise TextError(f"{text[:60]!r} is no JSON ({error}): an object with the row's fields is needed") from None
    if not isinstance(given, dict):
        raise TextError(f"{text[:60]!r} is no object: one with the row's fields is needed")
    return given


def _find_code(ledger: Ledger, row: str, field: str, value: str) -> dict[str, Any]:
    """What goes with a report's type or mode. Raises TextError for one that the code book does not have."""
    if field not in ("type", "mode"):
        return {}
    from dragoman.events.codebook import fit_code

    return fit_code(ledger.get_report(row)[1], field, value)


def tell(found: Iterable[Correction], *, as_json: bool) -> int:
    """Prints entries of the log, a line each."""
    from dragoman.cli.page import describe_correction
    from dragoman.contract import write_correction

    for each in found:
        if as_json:
            typer.echo(json.dumps(write_correction(each), ensure_ascii=False))
        else:
            open_console().print(describe_correction(each), soft_wrap=True)
    return 0
