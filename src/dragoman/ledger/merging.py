"""Reports → events: which of them tell of one act, article by article, as they come.

Reports and the pairs that are like enough (likeness.py) make a graph. A report leads if none of its neighbours that go before
it leads; every other one joins the leader that it is most like. Who goes before whom is a toss that a report's id decides, so
the outcome depends on the reports alone, never on the order in which they came, and a report that comes or goes changes, on
average, whether one other leads: "Pivot" of Ailon, Charikar and Newman (2008, Aggregating inconsistent information), kept
up to date as Censor-Hillel, Haramaty and Karnin (2016, Optimal dynamic distributed MIS) do. What people decided lies above
that (grouping.py).

Triggers put each article whose shown reports may have changed into `unmerged`: the cursor. A step takes some of these, in one
transaction, so that a process that is killed leaves whole steps, and the next one goes on.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, func, select, update

from dragoman.ledger import schema
from dragoman.ledger.grouping import regroup
from dragoman.ledger.likeness import ENOUGH, VERSION, compare
from dragoman.ledger.neighbours import Neighbours, find_held
from dragoman.ledger.retrieval import load_articles, load_reports
from dragoman.ledger.rows import chunks
from dragoman.ledger.telling import tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection

    from dragoman.ledger.neighbours import Member
    from dragoman.ledger.rows import Row, Values
    from dragoman.ledger.telling import Telling


def count_pending(connection: Connection) -> int:
    """How many articles are yet to be merged."""
    return connection.execute(select(func.count()).select_from(schema.unmerged)).scalar_one()


def merge_pending(connection: Connection, limit: int) -> int:
    """Merges up to `limit` articles that are yet to be, under the write lock; how many it took, 0: none was left."""
    column = schema.unmerged.c.article
    articles = list(connection.execute(select(column).order_by(column).limit(limit)).scalars())
    if articles:
        merge_articles(connection, articles)
    return len(articles)


def merge_articles(connection: Connection, articles: Sequence[int]) -> None:
    """Brings events up to date with what is shown of these articles now; they may be gone."""
    shown = {telling.id: telling for telling in _find_shown(connection, articles)}
    held = find_held(connection, articles, shown)
    gone = [member for member in held if shown.get(member.telling.id) != member.telling]
    stay = {member.telling.id for member in held} - {member.telling.id for member in gone}
    new = [telling for id, telling in sorted(shown.items()) if id not in stay]
    if gone or new:
        change(connection, gone, new)
    for some in chunks(articles):
        connection.execute(delete(schema.unmerged).where(schema.unmerged.c.article.in_(some)))


def _find_shown(connection: Connection, articles: Sequence[int]) -> list[Telling]:
    """The reports that are shown of these articles: of their current readings, unless a revision replaces them."""
    readings, held, reports = schema.readings.c, schema.articles.c, schema.reports.c
    rows: list[Row] = []
    for some in chunks(articles):
        query = select(reports.key, reports.reading, readings.article).join_from(schema.reports, schema.readings)
        query = query.join(schema.articles).where(
            readings.article.in_(some), readings.current, held.status == "current"
        )
        rows += connection.execute(query)
    return load_tellings(connection, sorted(rows, key=lambda row: row.key))


def load_tellings(connection: Connection, rows: Sequence[Row], *, raw: bool = False) -> list[Telling]:
    """What is compared of reports, by rows of their key, reading and article. `raw`: with actors as they were written."""
    known = load_articles(connection, sorted({row.reading for row in rows}))
    found = load_reports(connection, [row.key for row in rows], raw=raw)
    return [tell(known[row.reading], found[row.key], key=row.article) for row in rows]


# --- who leads --------------------------------------------------------------------------------------------------------


def change(connection: Connection, gone: Sequence[Member], new: Sequence[Telling]) -> None:
    """Takes out reports that were merged, merges others, and makes anew the events that this changes."""
    near = Neighbours(connection)
    near.remove(gone)
    added = near.add(new, {member.telling.id: member.event for member in gone})
    weighed = _settle(near, gone, added)
    for member in weighed:
        if not member.leads:
            member.leader = _rank_leaders(near, member)[0].key
    changed = [member for member in weighed if member.leader != member.led_by]
    _note(near, changed)
    stars = {leader for member in (*gone, *changed) for leader in (member.led_by, member.leader)}
    regroup(near, stars, emptied={member.event for member in gone})


def _settle(near: Neighbours, gone: Iterable[Member], added: Iterable[Member]) -> list[Member]:
    """Decides who leads, from those that came or lost a leader upwards; all who may have to join another then."""
    queue, weighed = _Queue(), dict[int, "Member"]()
    queue.ask(added)
    for lost in gone:
        if lost.leads:
            queue.ask(near.find_like(lost))
    for member in queue:
        like = near.find_like(member)
        leads = not any(other.leads and other.rank < member.rank for other in like)
        weighed[member.key] = member
        if leads is not member.leads:
            member.leader = member.key if leads else None
            weighed.update((other.key, other) for other in like)
            queue.ask(other for other in like if other.rank > member.rank)
    return [weighed[key] for key in sorted(weighed)]


class _Queue:
    """Members to be asked, each once, in the order of their rank; whoever is added meanwhile comes after the one at hand."""

    def __init__(self) -> None:
        self._waiting: list[tuple[tuple[int, str], Member]] = []
        self._known: set[int] = set()

    def ask(self, members: Iterable[Member]) -> None:
        for member in members:
            if member.key not in self._known:
                self._known.add(member.key)
                heapq.heappush(self._waiting, (member.rank, member))

    def __iter__(self) -> Iterator[Member]:
        while self._waiting:
            yield heapq.heappop(self._waiting)[1]


def _rank_leaders(near: Neighbours, member: Member, least: float = ENOUGH) -> list[Member]:
    """The leaders near one, the likest first."""
    scores = near.weigh(member)
    leaders = [other for other in near.load(scores) if other.leads and scores[other.key] >= least]
    return sorted(leaders, key=lambda other: (-scores[other.key], other.rank))


def _note(near: Neighbours, members: Sequence[Member]) -> None:
    """Writes whom each was joined to, and why."""
    rows: list[Values] = []
    for member in members:
        others = _rank_leaders(near, member, least=0.0)
        others = [other for other in others if other.key != member.leader]
        second = [others[0].telling.id, near.weigh(member)[others[0].key]] if others else None
        if member.leads or member.leader is None:
            rows.append(
                {"of": member.key, "leader": member.key, "score": None, "trace": [VERSION, None, [], [], second]}
            )
            continue
        leader = near.get(member.leader)
        like = compare(member.telling, leader.telling)
        trace = [VERSION, leader.telling.id, like.parts, like.words, second]
        rows.append({"of": member.key, "leader": leader.key, "score": like.score, "trace": trace})
    if rows:
        table = schema.event_reports
        noted: Values = {name: bindparam(name) for name in ("leader", "score", "trace")}
        near.connection.execute(update(table).where(table.c.key == bindparam("of")).values(noted), rows)
