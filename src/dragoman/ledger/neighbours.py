"""A report → the reports that may tell of the same act, found in the ledger by blocks and weighed.

Holds what it has read for as long as one step of merging lasts; the set of reports must not change meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, delete, func, select

from dragoman.ledger import schema
from dragoman.ledger.likeness import ENOUGH, find_near, measure
from dragoman.ledger.rows import chunks, now
from dragoman.ledger.telling import REACH, Telling, find_asked, find_blocks, read_telling, write_telling

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from dragoman.ledger.rows import Row


# Made once: as questions asked for every report, they would cost more to put than to answer.
_BLOCKS, _HELD = schema.event_blocks.c, schema.event_reports.c
_STANDING = select(_BLOCKS.report).where(
    _BLOCKS.block.in_(bindparam("blocks", expanding=True)), _BLOCKS.day.between(bindparam("first"), bindparam("last"))
)
_MEMBERS = select(_HELD.key, _HELD.report_id, _HELD.article, _HELD.features, _HELD.leader, _HELD.event).where(
    _HELD.key.in_(bindparam("keys", expanding=True))
)


@dataclass(slots=True, eq=False)
class Member:
    """A report that is merged: its row, and what changes of it in a step. `leader`: a key, its own where it leads."""

    key: int
    telling: Telling
    leader: int | None
    event: int | None
    led_by: int | None = None  # the leader before this step

    @property
    def leads(self) -> bool:
        """Whether others are joined to it."""
        return self.leader == self.key

    @property
    def rank(self) -> tuple[int, str]:
        """Its place among those who may lead."""
        return self.telling.rank, self.telling.id


class Neighbours:
    """The reports merged so far, with who is like whom."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._members: dict[int, Member] = {}
        self._scores: dict[int, dict[int, float]] = {}
        self._gone = 0  # the highest key of those taken out: none of theirs is given again in this step

    def add(self, tellings: Sequence[Telling], events: dict[str, int | None]) -> list[Member]:
        """Takes in reports that are new. `events`: of those that were there with other words, the event's key."""
        table = schema.event_reports
        last = max(self._gone, self.connection.execute(select(func.max(table.c.key))).scalar() or 0)
        made = [Member(last + n, telling, None, events.get(telling.id)) for n, telling in enumerate(tellings, 1)]
        shared = {"by": "merging", "joined_at": now(), "trace": [], "score": None, "leader": None}
        rows = [
            {"key": each.key, "report_id": each.telling.id, "article": each.telling.article, "event": each.event}
            | {"rank": each.telling.rank, "features": write_telling(each.telling), **shared}
            for each in made
        ]
        blocks = [
            {"block": block, "day": each.telling.day, "report": each.key}
            for each in made
            for block in find_blocks(each.telling)
        ]
        for into, values in ((table, rows), (schema.event_blocks, blocks)):
            if values:
                self.connection.execute(into.insert(), values)
        self._members.update((each.key, each) for each in made)
        return made

    def remove(self, members: Sequence[Member]) -> None:
        """Takes out reports that are shown no more, or with other words."""
        columns = schema.event_blocks.c
        for each in members:
            blocks = and_(
                columns.block.in_(find_blocks(each.telling)),
                columns.day == each.telling.day,
                columns.report == each.key,
            )
            self.connection.execute(delete(schema.event_blocks).where(blocks))
            self._members.pop(each.key, None)
            self._gone = max(self._gone, each.key)
        for some in chunks([each.key for each in members]):
            self.connection.execute(delete(schema.event_reports).where(schema.event_reports.c.key.in_(some)))

    def get(self, key: int) -> Member:
        """The member with this key, which must be there."""
        return self.load([key])[0]

    def load(self, keys: Iterable[int]) -> list[Member]:
        """The members with these keys, those that are there, by key."""
        wanted = sorted(set(keys))
        for some in chunks([key for key in wanted if key not in self._members]):
            self._learn(some)
        return [self._members[key] for key in wanted if key in self._members]

    def find(self, condition: Any) -> list[Member]:
        """The members whose rows in `event_reports` fit."""
        keys = self.connection.execute(select(schema.event_reports.c.key).where(condition)).scalars()
        return self.load(keys)

    def find_like(self, member: Member) -> list[Member]:
        """Those that are like enough to be of one event with it."""
        return [self._members[key] for key, score in self.weigh(member).items() if score >= ENOUGH]

    def weigh(self, member: Member) -> dict[int, float]:
        """Key of each that may be of one event with it → how like they are."""
        if member.key not in self._scores:
            telling = member.telling
            others = self.load(self._place(telling))
            weighed = ((other.key, measure(telling, other.telling)) for other in others if other is not member)
            self._scores[member.key] = {key: score for key, score in weighed if score > 0}
        return self._scores[member.key]

    def _place(self, telling: Telling) -> list[int]:
        """Keys of those that stand where a report is looked for, within reach of its day."""
        found = set[int]()
        first, last = (telling.day - REACH, telling.day + REACH) if telling.day else (0, 0)
        for some in chunks(sorted(find_asked(telling, find_near(telling.type)))):
            asked = {"blocks": some, "first": first, "last": last}
            found.update(self.connection.execute(_STANDING, asked).scalars())
        return sorted(found)

    def _learn(self, keys: Sequence[int]) -> None:
        for row in self.connection.execute(_MEMBERS, {"keys": keys}):
            self._members[row.key] = restore_member(row)


def restore_member(row: Row) -> Member:
    """A member from its row."""
    return Member(row.key, read_telling(row.report_id, row.article, row.features), row.leader, row.event, row.leader)


def find_held(connection: Connection, articles: Sequence[int], reports: Iterable[str]) -> list[Member]:
    """The members of these articles, or with these reports' ids."""
    table, found = schema.event_reports, {}
    named = sorted(set(reports))
    conditions = [table.c.article.in_(some) for some in chunks(articles)]
    conditions += [table.c.report_id.in_(some) for some in chunks(named)]
    for condition in conditions:
        for row in connection.execute(select(table).where(condition)):
            found[row.key] = restore_member(row)
    return [found[key] for key in sorted(found)]
