"""Articles that were read → where each stands among the others: of what it is a copy, and what it is most like.

Each article points at most twice. `copy_of`: the longer text that has at least half of its runs of words. `near`: the
earlier article, of three days around, that is most like it. Which pairs are alike depends on the two texts alone, and which
of several is pointed at on their order by length, or by day: so the arrows are the same in whatever order articles come. An
article that comes looks its own up in two indexes, and turns those of others where it is nearer to them than what they had;
what the arrows join is then settled (settling.py).

What is to be placed waits in `unplaced`. It is placed some at a time, each time in one transaction: killed at any point,
the next call goes on with what waits.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Integer, bindparam, case, delete, func, select, update

from dragoman.ledger import corrections, schema
from dragoman.ledger.retrieval import load_articles
from dragoman.ledger.rows import Row, chunks
from dragoman.ledger.settling import settle
from dragoman.ledger.sketches import SAMPLED, SCALE, TERMS, Sketch, pack, sketch, unpack

if TYPE_CHECKING:
    from sqlalchemy import Connection, Select

    from dragoman.records import Article

COPIED, LEAST_RUNS, LEAST_OF_BOTH = 0.5, 30, 0.2
"""A copy has this share of the shorter text's runs and at least so many, and they are this share of the longer text's."""
LIKE = 0.34
"""The cosine from which two articles may tell of one happening."""
DAYS = 3
"""How far apart the days of publication of two articles may be for that."""
_CITING = ("carried_by", "reported_by", "cited_by")
_MOST = 0.5  # of an article's statements, for its account to be another's
_FORESEEN = -1  # for a day: it is yet to be placed
_FEW = 4  # a candidate whose sampled runs promise less than a fourth of what is needed isn't compared


@dataclass(frozen=True, slots=True)
class Arrow:
    """From an article to another, and how strong it is: the greater `rank`, the rather it is taken."""

    target: int
    score: float
    order: tuple[Any, ...]

    def beats(self, other: Arrow | None) -> bool:
        """Whether it is taken rather than `other`: it is stronger, or as strong and its target comes first."""
        return other is None or (-self.score, self.order) < (-other.score, other.order)


@dataclass(frozen=True, slots=True)
class _Node:
    """An article as others are compared with it."""

    key: int
    id: str
    length: int
    at: datetime | None
    day: int
    arrows: dict[str, tuple[int | None, float | None]]

    @property
    def order(self) -> dict[str, tuple[Any, ...]]:
        """What comes first can be pointed at: the longer text, the earlier article; undated ones come last."""
        return {"copy_of": (-self.length, self.id), "near": (self.at or datetime.max, self.id)}


def count_unplaced(connection: Connection) -> int:
    """How many articles wait to be placed."""
    return connection.execute(select(func.count(schema.unplaced.c.article.distinct()))).scalar_one()


def place_some(connection: Connection, *, limit: int = 100) -> int:
    """Places up to `limit` of the articles that wait, under the write lock. How many."""
    waiting = schema.unplaced.c
    rows = connection.execute(select(waiting.key, waiting.article).order_by(waiting.key).limit(limit)).all()
    articles = dict.fromkeys(row.article for row in rows)
    touched = {key for article in articles for key in _place(connection, article)}
    settle(connection, touched)
    for some in chunks([row.key for row in rows]):
        connection.execute(delete(schema.unplaced).where(waiting.key.in_(some)))
    return len(articles)


def place_now(connection: Connection, articles: Iterable[int]) -> None:
    """Places these articles, by their keys, whatever else waits."""
    keys = sorted(set(articles))
    settle(connection, {key for article in keys for key in _place(connection, article)})
    for some in chunks(keys):
        connection.execute(delete(schema.unplaced).where(schema.unplaced.c.article.in_(some)))


def enqueue(connection: Connection, articles: Iterable[int]) -> None:
    """Lets articles, by their keys, be placed anew."""
    if rows := [{"article": key} for key in sorted(set(articles))]:
        connection.execute(schema.unplaced.insert(), rows)


def foresee(article: Article, key: int, reading: int) -> dict[str, Any]:
    """A placement to be, of an article whose text is not kept: what it is compared by, until it is placed."""
    made = sketch(article)
    return {"article": key, "reading": reading, "length": len(made.runs), "day": _FORESEEN, **_pack(made)}


def complete(connection: Connection, row: dict[str, Any]) -> None:
    """Fills in what an earlier Dragoman did not keep of an article, whose text is read again."""
    columns = schema.placements.c
    lacking = update(schema.placements).where(columns.article == row["article"], columns.length == 0)
    connection.execute(lacking.values(row))


def _pack(made: Sketch) -> dict[str, bytes]:
    return {
        "runs": pack(sorted(made.runs)),
        "terms": pack(number for pair in sorted(made.terms.items()) for number in pair),
    }


def forget(connection: Connection, article: int) -> None:
    """Takes out the placement of an article that is about to be deleted; what was compared with it waits to be placed anew."""
    story = connection.execute(select(schema.placements.c.story).where(schema.placements.c.article == article)).scalar()
    left = set(_take_out(connection, article))
    if story is not None:
        mate = select(schema.placements.c.article).where(schema.placements.c.story == story).limit(1)
        beside = connection.execute(mate).scalar()
        left |= {beside} if beside is not None else set()
        if beside is None:
            connection.execute(delete(schema.stories).where(schema.stories.c.key == story))
    enqueue(connection, left)


# --- one article -----------------------------------------------------------------------------------------------------


def _place(connection: Connection, article: int) -> set[int]:
    """Places an article. The keys of those whose arrows, or what they are settled by, changed."""
    reading = connection.execute(
        select(schema.readings.c.key).where(schema.readings.c.article == article, schema.readings.c.current)
    ).scalar()
    if reading is None:  # deleted since
        return set()
    text = load_articles(connection, [reading])[reading]
    before = connection.execute(select(schema.placements).where(schema.placements.c.article == article)).one_or_none()
    made = sketch(text) if text.text or before is None else restore_sketch(before)
    row = _describe(connection, text, article, reading, made)
    compared = ("runs", "terms", "published_at", "day")
    orphans: list[int] = []
    if before is not None and all(getattr(before, name) == row[name] for name in compared):
        connection.execute(update(schema.placements).where(schema.placements.c.article == article).values(row))
    else:
        orphans = _take_out(connection, article)
        story = before.story if before is not None else None
        connection.execute(schema.placements.insert(), {**row, "story": story})
        _index(connection, article, row["day"], made)
    touched = {article, *_link(connection, article, made, turn=True)}
    for orphan in orphans:
        blobs = connection.execute(select(schema.placements).where(schema.placements.c.article == orphan)).one()
        touched |= {orphan, *_link(connection, orphan, restore_sketch(blobs), turn=False)}
    return touched


def _describe(connection: Connection, text: Any, article: int, reading: int, made: Sketch) -> dict[str, Any]:
    """The row of a placement, without its arrows and what they are settled to."""
    published = connection.execute(
        select(schema.readings.c.published_at, schema.readings.c.published_on).where(schema.readings.c.key == reading)
    ).one()
    cited, share = _find_cited(connection, reading, text.outlet)
    return {
        "article": article,
        "reading": reading,
        "length": len(made.runs),
        "published_at": published.published_at,
        "day": published.published_on.toordinal() if published.published_on else 0,
        "outlet": _fold(text.outlet),
        "agency": text.wire,
        "cited": cited,
        "cited_share": share,
        "pinned": _find_pin(connection, text.id),
        **_pack(made),
    }


def _fold(name: str | None) -> str | None:
    return name.casefold() if name else None


def _find_pin(connection: Connection, article_id: str) -> str | None:
    """The story into which people put an article, by the log."""
    if not corrections.has_any(connection):
        return None
    log = corrections.find_live(connection, [article_id]).get(article_id, [])
    return next((str(each.after)[1:-1] for each in reversed(log) if each.field == corrections.STORY), None)


def _find_cited(connection: Connection, reading: int, outlet: str | None) -> tuple[str | None, float | None]:
    """Through whom most of what an article reports came, and the share: the outermost hop that is not its own outlet."""
    hops, said, actors = schema.hops, schema.statements, schema.actors
    total = select(schema.readings.c.n_statements).where(schema.readings.c.key == reading)
    query = select(said.c.key, actors.c.name).join_from(said, hops).join(actors).where(said.c.reading == reading)
    query = query.where(hops.c.how.in_(_CITING), actors.c.kind == "outlet").order_by(said.c.key, hops.c.n)
    outermost: dict[int, str] = {}
    for row in connection.execute(query):
        if _fold(row.name) != _fold(outlet):
            outermost.setdefault(row.key, row.name)
    names = sorted(outermost.values())
    if len(names) < 2:
        return None, None
    name = max(names, key=names.count)
    share = names.count(name) / connection.execute(total).scalar_one()
    return (name, share) if share >= _MOST else (None, None)


def restore_sketch(row: Row) -> Sketch:
    """The sketch that a placement holds."""
    pairs = unpack(row.terms)
    return Sketch(frozenset(unpack(row.runs)), dict(zip(pairs[::2], pairs[1::2], strict=True)))


def _index(connection: Connection, article: int, day: int, made: Sketch) -> None:
    if runs := [{"run": run, "article": article} for run in made.sample]:
        connection.execute(schema.runs_of_words.insert(), runs)
    terms = [{"term": term, "day": day, "article": article, "weight": weight} for term, weight in made.terms.items()]
    if terms:
        connection.execute(schema.terms.insert(), terms)


def _take_out(connection: Connection, article: int) -> list[int]:
    """Takes out the placement of an article, if it has one; those that pointed at it, whose arrows are gone."""
    placements = schema.placements
    row = connection.execute(select(placements).where(placements.c.article == article)).one_or_none()
    if row is None:
        return []
    made = restore_sketch(row)
    for table, name, keys in ((schema.runs_of_words, "run", made.sample), (schema.terms, "term", list(made.terms))):
        for some in chunks(keys):
            connection.execute(delete(table).where(table.c[name].in_(some), table.c.article == article))
    orphans: set[int] = set()
    for name in ("copy_of", "near"):
        pointing = placements.c[name] == article
        orphans.update(connection.execute(select(placements.c.article).where(pointing)).scalars())
        connection.execute(update(placements).where(pointing).values({name: None, _score(name): None}))
    connection.execute(delete(placements).where(placements.c.article == article))
    return sorted(orphans - {article})


# --- arrows ----------------------------------------------------------------------------------------------------------


def _score(name: str) -> str:
    return {"copy_of": "copy_score", "near": "near_score"}[name]


def _link(connection: Connection, article: int, made: Sketch, *, turn: bool) -> set[int]:
    """Points an article at what it copies and is most like; with `turn`, also others at it. Keys of those others."""
    own = _load_nodes(connection, [article])[article]
    turned: set[int] = set()
    for name, found in (("copy_of", _find_copies(connection, own, made)), ("near", _find_near(connection, own, made))):
        others = _load_nodes(connection, list(found))
        best: Arrow | None = None
        later = []
        for key, other in others.items():
            arrow = Arrow(key, found[key], other.order[name])
            if other.order[name] > own.order[name]:
                later.append(other)
            elif arrow.beats(best):
                best = arrow
        target, score = (best.target, best.score) if best else (None, None)
        where = update(schema.placements).where(schema.placements.c.article == article)
        connection.execute(where.values({name: target, _score(name): score}))
        if turn:
            turned |= _turn(connection, own, name, {other.key: found[other.key] for other in later}, others)
    return turned


def _turn(connection: Connection, own: _Node, name: str, scores: dict[int, float], nodes: dict[int, _Node]) -> set[int]:
    """Points those at `own` to which it is nearer than what they point at."""
    held = {key: nodes[key].arrows[name] for key in scores}
    targets = _load_nodes(connection, [target for target, _ in held.values() if target is not None])
    turned = set()
    for key, score in scores.items():
        target, strength = held[key]
        before = None if target is None or strength is None else Arrow(target, strength, targets[target].order[name])
        if target != own.key and Arrow(own.key, score, own.order[name]).beats(before):
            where = update(schema.placements).where(schema.placements.c.article == key)
            connection.execute(where.values({name: own.key, _score(name): score}))
            turned.add(key)
    return turned


def _load_nodes(connection: Connection, keys: list[int]) -> dict[int, _Node]:
    columns, found = schema.placements.c, {}
    names = ("article", "length", "published_at", "day", "copy_of", "copy_score", "near", "near_score")
    query = select(schema.articles.c.id, *(columns[name] for name in names)).join(schema.articles)
    for some in chunks(keys):
        for row in connection.execute(query.where(columns.article.in_(some))):
            arrows = {"copy_of": (row.copy_of, row.copy_score), "near": (row.near, row.near_score)}
            found[row.article] = _Node(row.article, row.id, row.length, row.published_at, row.day, arrows)
    return found


def _find_copies(connection: Connection, own: _Node, made: Sketch) -> dict[int, float]:
    """Articles of which one of the two has most of the other's text → the share of the shorter one's runs."""
    runs, placements = schema.runs_of_words, schema.placements
    counts: dict[int, int] = {}
    for some in chunks(made.sample):
        query = select(runs.c.article, func.count().label("n")).where(runs.c.run.in_(some), runs.c.article != own.key)
        for row in connection.execute(query.group_by(runs.c.article)):
            counts[row.article] = counts.get(row.article, 0) + row.n
    found = {}
    for keys in chunks(list(counts)):
        query = select(placements.c.article, placements.c.length).where(placements.c.article.in_(keys))
        lengths = {row.article: row.length for row in connection.execute(query)}
        near = [key for key in keys if counts[key] * SAMPLED * _FEW >= _count_needed(own.length, lengths[key])]
        blobs = select(placements.c.article, placements.c.runs).where(placements.c.article.in_(near))
        for row in connection.execute(blobs):
            shared = len(made.runs.intersection(unpack(row.runs)))
            if shared >= _count_needed(own.length, lengths[row.article]):
                found[row.article] = shared / min(own.length, lengths[row.article])
    return found


def _count_needed(one: int, other: int) -> float:
    """How many runs two texts of so many must share for the one to be a copy of the other."""
    return max(LEAST_RUNS, COPIED * min(one, other), LEAST_OF_BOTH * max(one, other))


def _find_near(connection: Connection, own: _Node, made: Sketch) -> dict[int, float]:
    """Articles of about the same day that may tell of the same happening → how like they are, from LIKE to 1."""
    asked = [*made.terms.items(), *[(-1, 0)] * (TERMS - len(made.terms))]
    given = {f"{name}{n}": value for n, pair in enumerate(asked) for name, value in zip("tw", pair, strict=True)}
    days = {"since": own.day - DAYS, "until": own.day + DAYS} if own.day else {"since": 0, "until": 0}
    rows = connection.execute(_write_near(), {**given, **days, "own": own.key, "least": round(LIKE * SCALE**2)})
    return {row.article: row.likeness / SCALE**2 for row in rows}


@cache
def _write_near() -> Select[tuple[int, int]]:
    """The question by terms t0, t1… and their weights w0, w1…, written once: it is asked for each article."""
    terms = schema.terms.c
    named = [bindparam(f"t{n}", type_=BigInteger) for n in range(TERMS)]
    weight = case(*((terms.term == term, bindparam(f"w{n}", type_=Integer)) for n, term in enumerate(named)), else_=0)
    product = func.sum(terms.weight * weight)
    query = select(terms.article, product.label("likeness"))
    query = query.where(terms.term.in_(named), terms.day.between(bindparam("since"), bindparam("until")))
    query = query.where(terms.article != bindparam("own")).group_by(terms.article)
    return query.having(product >= bindparam("least"))
