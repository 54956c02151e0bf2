"""What arrows join → stories, and within each the origins: which articles carry an account that entered the world once.

A story is what arrows hold together, unless people put articles elsewhere; its id is minted once. Stories that grow together
keep the id of the larger part, and the other's leads there; of one that falls apart, the largest part keeps it. Within a
story the copies of a text are one origin, so are those that credit one agency, and so is what mostly comes by the word of
an outlet or agency with that one's own. All follows from arrows, credits and the order of days, not from who came when.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, select, update

from dragoman.ledger import schema
from dragoman.ledger.overlay import find_former
from dragoman.ledger.retrieval import follow
from dragoman.ledger.rows import chunks, now

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

NAMELESS = frozenset({"agencies"})
"""Credits that name nobody: articles that share one are not one origin for it."""
_COLUMNS = (
    "article", "length", "published_at", "day", "outlet", "agency", "cited", "cited_share", "copy_of", "copy_score", "near",
    "pinned", "story", "origin", "origin_name", "how", "score",
)  # fmt: skip
_SETTLED = ("story", "origin", "origin_name", "how", "score")


@dataclass(slots=True)
class Member:
    """A placement as it is settled, and what is to be written of it."""

    key: int
    id: str
    current: bool  # no revision replaces it
    row: Any
    settled: tuple[Any, ...] = ()

    @property
    def order(self) -> tuple[datetime, str]:
        """By time of publication; undated ones last."""
        return (self.row.published_at or datetime.max, self.id)

    @property
    def targets(self) -> list[int]:
        """Where its arrows lead, unless people put it somewhere."""
        both = () if self.row.pinned else (self.row.copy_of, self.row.near)
        return [key for key in both if key is not None]


class _Groups:
    """Disjoint sets of articles' keys: a union of two is refused if each is bound to something else."""

    def __init__(self, bound: dict[int, str | None]) -> None:
        self._parent = {key: key for key in bound}
        self._bound = dict(bound)

    def find(self, key: int) -> int:
        while self._parent[key] != key:
            self._parent[key] = key = self._parent[self._parent[key]]
        return key

    def join(self, one: int, other: int) -> None:
        one, other = self.find(one), self.find(other)
        bound = {self._bound[one], self._bound[other]} - {None}
        if one != other and len(bound) < 2:
            self._parent[other] = one
            self._bound[one] = bound.pop() if bound else None

    def parts(self) -> dict[int, list[int]]:
        found: defaultdict[int, list[int]] = defaultdict(list)
        for key in self._parent:
            found[self.find(key)].append(key)
        return found


def settle(connection: Connection, touched: Iterable[int]) -> None:
    """Makes anew the stories and origins of articles whose arrows changed, and of what they stand with."""
    members = _load_members(connection, set(touched))
    if not members:
        return
    before = {member.row.story for member in members.values()} - {None}
    parts = sorted(_find_parts(connection, members), key=lambda part: part[0].order)
    names = _name_parts(connection, parts)
    for part, story in zip(parts, names, strict=True):
        _settle_origins(part, story)
    _write(connection, members, parts, names)
    for gone in before - set(names):
        _drop_story(connection, gone, members)


def _load_members(connection: Connection, touched: set[int]) -> dict[int, Member]:
    """All that stands in a story with one of these, or with what they point at: else stories are closed under arrows."""
    columns, known, stories = schema.placements.c, dict[int, Member](), set[int]()
    wanted = touched
    while wanted:
        for some in chunks(sorted(wanted)):
            known.update(_query_members(connection, columns.article.in_(some)))
        found = {member.row.story for member in known.values() if member.row.story is not None}
        found |= _find_pinned(connection, known.values())
        for some in chunks(sorted(found - stories)):
            known.update(_query_members(connection, columns.story.in_(some)))
        stories |= found
        wanted = {target for member in known.values() for target in member.targets} - known.keys() - wanted
    return known


def _query_members(connection: Connection, which: Any) -> dict[int, Member]:
    columns = (schema.placements.c[name] for name in _COLUMNS)
    query = select(schema.articles.c.id, schema.articles.c.status, *columns).join_from(
        schema.placements, schema.articles
    )
    rows = connection.execute(query.where(which))
    return {row.article: Member(row.article, row.id, row.status == "current", row) for row in rows}


def _find_pinned(connection: Connection, members: Iterable[Member]) -> set[int]:
    """Keys of the stories into which people put some of them."""
    ids = {follow(connection, member.row.pinned) for member in members if member.row.pinned}
    query = select(schema.stories.c.key).where(schema.stories.c.id.in_(ids))
    return set(connection.execute(query).scalars()) if ids else set()


# --- stories ---------------------------------------------------------------------------------------------------------


def _find_parts(connection: Connection, members: dict[int, Member]) -> list[list[Member]]:
    """The members that belong together, each part in order. Who was put somewhere stays there, whatever its arrows."""
    pins = {key: follow(connection, m.row.pinned) if m.row.pinned else None for key, m in members.items()}
    groups, first = _Groups(pins), dict[str, int]()
    ordered = sorted(members.values(), key=lambda member: member.order)
    for member in ordered:
        if pin := pins[member.key]:
            groups.join(first.setdefault(pin, member.key), member.key)
    for arrow in ("copy_of", "near"):
        for member in ordered:
            target = getattr(member.row, arrow)
            if target in members and not pins[member.key]:
                groups.join(target, member.key)
    return [sorted((members[key] for key in part), key=lambda m: m.order) for part in groups.parts().values()]


def _name_parts(connection: Connection, parts: Sequence[list[Member]]) -> list[int]:
    """The key of each part's story: one that people named, one that most of it had, or a new one."""
    named: dict[int, int] = {}
    for n, part in enumerate(parts):
        pin = next((follow(connection, m.row.pinned) for m in part if m.row.pinned), None)
        if pin is not None:
            named[n] = _get_story(connection, pin)
    names = {make_id(m.id): n for n, part in enumerate(parts) if n not in named for m in part}

    def is_parted(n: int, story_id: str) -> bool:
        of_it = _find_key(connection, story_id) in {m.row.story for m in parts[n]}
        return of_it and names.get(story_id, n) != n

    if len(parts) > 1:
        former = find_former(connection, names, is_parted)
        named |= {n: _add_story(connection, story_id) for n, (story_id, _) in former.items()}
    claims = [
        (-count, story, n)
        for n, part in enumerate(parts)
        for story, count in Counter(m.row.story for m in part if m.row.story is not None).items()
    ]
    for _, story, n in sorted(claims):
        if n not in named and story not in named.values():
            named[n] = story
    return [
        named[n] if n in named else _add_story(connection, _mint(connection, part[0].id))
        for n, part in enumerate(parts)
    ]


def make_id(article_id: str, turn: int = 0) -> str:
    """The id of a new story named after an article; another one at each turn."""
    return "y" + hashlib.sha256(f"{article_id}\n{turn}\nstory".encode()).hexdigest()[:15]


def _mint(connection: Connection, article_id: str) -> str:
    """An id that no story has or had, made from the one of its first article."""
    stories, redirects, turn = schema.stories.c.id, schema.redirects.c.old_id, 0
    while True:
        made = make_id(article_id, turn)
        if not any(connection.execute(select(c).where(c == made)).first() for c in (stories, redirects)):
            return made
        turn += 1


def _get_story(connection: Connection, story_id: str) -> int:
    """The key of a story with this id, which may have lost all its articles before."""
    key = _find_key(connection, story_id)
    return _add_story(connection, story_id) if key is None else key


def _find_key(connection: Connection, story_id: str) -> int | None:
    key: int | None = connection.execute(select(schema.stories.c.key).where(schema.stories.c.id == story_id)).scalar()
    return key


def _add_story(connection: Connection, story_id: str) -> int:
    made = schema.stories.insert().values(id=story_id, first_on=None, last_on=None, origins=0, articles=0)
    key: int = connection.execute(made.returning(schema.stories.c.key)).scalar_one()
    return key


def _drop_story(connection: Connection, story: int, members: dict[int, Member]) -> None:
    """Takes out a story that has no article left; its id leads to where most of them went."""
    went = Counter(m.settled[0] for m in members.values() if m.row.story == story)
    target = min(went, key=lambda key: (-went[key], key))
    columns = schema.stories.c
    old, new = (
        connection.execute(select(columns.id).where(columns.key == key)).scalar_one() for key in (story, target)
    )
    connection.execute(delete(schema.stories).where(columns.key == story))
    row = {"old_id": old, "new_id": new, "why": "merged", "at": now()}
    connection.execute(schema.redirects.insert(), row)


# --- origins ---------------------------------------------------------------------------------------------------------


def _settle_origins(part: Sequence[Member], story: int) -> None:
    """Says of each member of a story, given in order, whose account it carries, and how that was found."""
    copies = _find_copies(part)
    credits = {root: next((m.row.agency for m in group if m.row.agency), None) for root, group in copies.items()}
    citing = {
        root: next((m.row.cited for m in group if m.row.cited), None) if credits[root] is None else None
        for root, group in copies.items()
    }
    origins = _Groups(dict.fromkeys(copies))
    _join_named(origins, copies, credits, citing)
    for roots in origins.parts().values():
        members = sorted((m for root in roots for m in copies[root]), key=lambda m: m.order)
        name = next((credits[root] for root in roots if credits[root]), None) or next(
            (citing[r] for r in roots if citing[r]), None
        )
        for root in roots:
            for n, member in enumerate(copies[root]):
                how, score = _find_how(member, copies[root], first=n == 0, citing=citing[root])
                member.settled = (story, members[0].key, name, how, score)


def _find_copies(part: Sequence[Member]) -> dict[int, list[Member]]:
    """Longest text → it and its copies, in order."""
    known = {member.key: member for member in part}
    groups = _Groups(dict.fromkeys(known))
    for member in part:
        if member.row.copy_of in known:
            groups.join(member.row.copy_of, member.key)
    return {root: [m for m in part if groups.find(m.key) == root] for root in groups.parts()}


def _join_named(
    origins: _Groups, copies: dict[int, list[Member]], credits: dict[int, str | None], citing: dict[int, str | None]
) -> None:
    """Joins what one agency is credited with, and what comes by somebody's word with what is that one's own."""
    heads: dict[str, int] = {}
    for root, agency in credits.items():
        if agency and agency.casefold() not in NAMELESS:
            origins.join(heads.setdefault(agency.casefold(), root), root)
    printed: dict[str, int] = {}
    for root, group in copies.items():
        if credits[root] is None and group[0].row.outlet:
            printed.setdefault(group[0].row.outlet, root)
    for root, cited in citing.items():
        if cited:
            name = cited.casefold()
            origins.join(heads.setdefault(name, printed.get(name, root)), root)


def _find_how(member: Member, group: Sequence[Member], *, first: bool, citing: str | None) -> tuple[str, float | None]:
    row = member.row
    if not first:
        shares = [m.row.copy_score for m in group if m.row.copy_of == member.key]
        return "copy", row.copy_score if row.copy_score is not None else max(shares, default=None)
    if row.agency:
        return "credit", 1.0
    if citing and row.cited == citing:
        return "citation", row.cited_share
    return "own", None


# --- writing ---------------------------------------------------------------------------------------------------------


def _write(
    connection: Connection, members: dict[int, Member], parts: Sequence[list[Member]], names: Sequence[int]
) -> None:
    """What changed of the members, and how much each story holds."""
    changed = [
        {"key": m.key, **{f"new_{name}": value for name, value in zip(_SETTLED, m.settled, strict=True)}}
        for m in members.values()
        if m.settled != tuple(getattr(m.row, name) for name in _SETTLED)
    ]
    if changed:
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in _SETTLED}
        where = update(schema.placements).where(schema.placements.c.article == bindparam("key"))
        connection.execute(where.values(values), changed)
    counts = []
    for part, story in zip(parts, names, strict=True):
        shown = [member for member in part if member.current]
        days = sorted(date.fromordinal(m.row.day) for m in shown if m.row.day)
        origins = len({m.settled[1] for m in shown})
        counts.append(
            {"story": story, "first": days[0] if days else None, "last": days[-1] if days else None}
            | {"n_origins": origins, "n_articles": len(shown)}
        )
    columns = {"first_on": "first", "last_on": "last", "origins": "n_origins", "articles": "n_articles"}
    one = update(schema.stories).where(schema.stories.c.key == bindparam("story"))
    connection.execute(one.values({name: bindparam(given) for name, given in columns.items()}), counts)
