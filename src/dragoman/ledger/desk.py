"""The part of a ledger at which people put right what was derived: each method one act, one transaction, one log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dragoman.ledger import deciding, editing, overlay, schema
from dragoman.ledger.connection import Opened
from dragoman.ledger.retrieval import get_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dragoman.records import Actor, Correction, Run


class Desk(Opened):
    """What people say, above what was derived.

    Everything here is logged for good, with `who` and `why`, and what it returns is what the log has of it. Rows are named
    by their ids or the beginnings of them. Raises LedgerNotFoundError for a row that is not there, TextError for what does
    not fit; nothing has changed then.
    """

    def correct(self, row: str, changes: Mapping[str, Any], *, who: str, why: str) -> list[Correction]:
        """Lays other values over fields of an article, a statement, a report or an actor; the row itself stays.

        `changes`: field, or a part of one ("said_on.from_on", "speakers.0.country"), → its value: a plain object by the
        contract, or a text as on a command line: JSON, words of the article for a span, a day, an actor's id. An actor's
        fields change wherever it is named.
        """
        with self._write() as connection:
            return editing.correct(connection, row, changes, who=who, why=why)

    def reject_row(self, row: str, *, who: str, why: str) -> list[Correction]:
        """Leaves a statement or report out from now on, unless rejected ones are asked for."""
        with self._write() as connection:
            return editing.set_rejected(connection, row, rejected=True, who=who, why=why)

    def restore_row(self, row: str, *, who: str, why: str) -> list[Correction]:
        """Takes back that a row is rejected."""
        with self._write() as connection:
            return editing.set_rejected(connection, row, rejected=False, who=who, why=why)

    def retract(self, article: str, *, who: str, why: str) -> list[Correction]:
        """Notes that its outlet took an article back: it stays, marked as such, and lists, events and stories leave it out."""
        with self._write() as connection:
            return editing.retract(connection, article, who=who, why=why)

    def get_standing(self, article: str) -> editing.Standing:
        """Whether an article was revised or taken back since. Raises LedgerNotFoundError."""
        with self._read() as connection:
            return editing.find_standing(connection, get_id(connection, schema.articles, article))

    def add(self, kind: str, article: str, given: Mapping[str, Any], *, who: str, why: str) -> list[Correction]:
        """Adds a "statement" or "report" to an article, by its fields; the log says under which id.

        A statement needs its content, a report type, mode, quad, score, evidence and actors or recipients.
        """
        with self._write() as connection:
            return editing.add(connection, kind, article, given, who=who, why=why)

    def undo(self, number: int | None = None, *, who: str, why: str) -> list[Correction]:
        """Takes back the act of a correction, by its number (None: the last act that stands). Undoing may be undone."""
        with self._write() as connection:
            return editing.undo(connection, number, who=who, why=why)

    def merge_actors(self, kept: str, others: Iterable[str], *, who: str, why: str) -> list[Correction]:
        """Makes the others the actor that is kept: its id, name, kind, country and sector are theirs wherever they stand."""
        with self._write() as connection:
            return editing.merge_actors(connection, kept, others, who=who, why=why)

    def split_actor(
        self, actor: str, rows: Iterable[str], *, name: str | None = None, who: str, why: str
    ) -> list[Correction]:
        """Makes whom some statements and reports (an article's id: all of its) name as `actor` one of its own."""
        with self._write() as connection:
            return editing.split_actor(connection, actor, rows, name=name, who=who, why=why)

    def join_events(self, kept: str, others: Iterable[str], *, who: str, why: str) -> list[Correction]:
        """Makes events one, by the first one's id: what is merged so far of them stays together, whatever else comes."""
        with self._write() as connection:
            return deciding.join_events(connection, kept, others, who=who, why=why)

    def split_event(self, event: str, reports: Iterable[str], *, who: str, why: str) -> list[Correction]:
        """Makes some of an event's reports an event of their own: these and the others stay apart, whatever else comes."""
        with self._write() as connection:
            return deciding.split_event(connection, event, reports, who=who, why=why)

    def get_actor(self, actor: str) -> Actor:
        """An actor as it is shown. The id of one that was merged into it will do."""
        with self._read() as connection:
            return editing.get_actor(connection, actor)

    def find_corrections(self, *, row: str | None = None, flagged: bool = False) -> list[Correction]:
        """The log, oldest first: of one row, of an article and its rows, or all (None).

        `flagged`: only what needs a look: "moved" was applied to a row whose evidence is not quite what it was; "lost",
        because the row was not found again, and "unfit" were not applied.
        """
        with self._read() as connection:
            return editing.find_corrections(connection, row, flagged=flagged)

    def count_flagged(self, run: Run) -> int:
        """How many corrections need a look since `run` read their articles anew."""
        with self._read() as connection:
            return editing.count_flagged(connection, run.id)

    def redirect(self, old_id: str, new_id: str, *, why: str) -> None:
        """Lets whoever asks for `old_id` find `new_id`, from now on."""
        with self._write() as connection:
            overlay.add_redirect(connection, old_id, new_id, why=why)
