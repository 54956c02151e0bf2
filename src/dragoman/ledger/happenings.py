"""The part of a ledger that joins what many articles tell: events with what is disputed of them, and positions over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.ledger import events, merging, positions
from dragoman.ledger.asof import find_run
from dragoman.ledger.connection import Opened
from dragoman.ledger.search import EventQuery

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from dragoman.ledger.events import Account
    from dragoman.records import Article, Event, Run, Statement

_STEP = 16  # articles merged in one transaction: others wait for it a second at most


class Happenings(Opened):
    """Many articles, as one account of what happened."""

    def merge(self, *, step: int = _STEP) -> int:
        """Merges the reports of all articles that came, changed or went since the last time; how many articles those were.

        `step` articles a transaction: after a kill what is left is merged the next time. The events are the same in whatever
        order articles came. What is asked of events is answered by what was merged so far.
        """
        return sum(self.merge_in_steps(step=step))

    def merge_in_steps(self, *, step: int = _STEP) -> Iterator[int]:
        """As `merge`, saying after each transaction how many articles it took: whoever stops asking stops merging."""
        while self.count_unmerged():
            with self._write() as connection:
                taken = merging.merge_pending(connection, step)
            yield taken

    def count_unmerged(self) -> int:
        """How many articles came, changed or went since their reports were merged."""
        with self._read() as connection:
            return merging.count_pending(connection)

    def find_events(
        self,
        query: EventQuery | None = None,
        *,
        limit: int | None = 50,
        offset: int = 0,
        as_of: Run | str | None = None,
    ) -> list[tuple[Event, list[Account]]]:
        """Events with their reports, each with its article: the newest event first, the first that was published first.

        `limit` None: all. `as_of`: as they are made of what stood when that run (or its id, or the beginning of one) was the
        last, without what people corrected, joined or split: merged anew, which takes as long as merging does.
        """
        asked = query or EventQuery()
        with self._read() as connection:
            then = find_run(connection, as_of)
            return events.find_events(connection, asked, limit=limit, offset=offset, as_of=then)

    def get_event(
        self, event_id: str, *, least: float = 0.0, as_of: Run | str | None = None
    ) -> tuple[Event, list[Account]]:
        """An event with its reports, those that are at least so sure. Raises LedgerNotFoundError.

        `as_of`: as `find_events` has it; the event is then meant by its id then, or by that of now.
        """
        with self._read() as connection:
            return events.get_event(connection, event_id, least=least, as_of=find_run(connection, as_of))

    def find_positions(
        self,
        name: str | None = None,
        *,
        office: str | None = None,
        roles: Collection[str] | None = None,
        country: str | None = None,
        topic: str | None = None,
        since: date | None = None,
        until: date | None = None,
        limit: int | None = None,
        newest: bool = False,
    ) -> list[tuple[Article, Statement]]:
        """What someone is on record with, by day, the oldest first (`newest`: the last first).

        `name`: as the speaker of `find_statements`. `office`: words of the office under which they spoke, whoever held it;
        `roles`: that office in whole, in one of these ways; `country`: of the speaker. `topic`: as in `find_text`. Raises
        LedgerError if nobody is named.
        """
        with self._read() as connection:
            return positions.find_positions(
                connection,
                name=name,
                office=office,
                roles=roles,
                country=country,
                topic=topic,
                since=since,
                until=until,
                limit=limit,
                newest=newest,
            )

    def find_roles(self, country: str) -> list[str]:
        """All roles, as printed, of actors of a country (alpha-3)."""
        with self._read() as connection:
            return positions.find_roles(connection, country)
