"""Stories: articles on one happening, as they are shown, and as people split and join them.

Who splits or joins puts articles into a story by an entry of the log: the row is the article, the field `story`, the value a
story's id. Placing goes by it from then on (settling.py); undoing it lets the article stand where its text puts it.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from dragoman.errors import TextError
from dragoman.ledger import corrections, editing, placing, schema, search
from dragoman.ledger.origins import describe_origins
from dragoman.ledger.retrieval import get_id, load_articles, load_entries
from dragoman.ledger.rows import chunks
from dragoman.ledger.utterances import find_utterances
from dragoman.records import Story

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy import ColumnElement, Connection, Select

    from dragoman.ledger.rows import Row, Values
    from dragoman.records import Article, Correction, Origin, Utterance


# --- to look at ------------------------------------------------------------------------------------------------------


def find_keys(connection: Connection, article_ids: Iterable[str]) -> dict[str, int]:
    """Id of an article → its key, for those that are there."""
    columns, found = schema.articles.c, {}
    for some in chunks(list(article_ids)):
        rows = connection.execute(select(columns.id, columns.key).where(columns.id.in_(some)))
        found.update({row.id: row.key for row in rows})
    return found


def find_ids(connection: Connection, keys: Iterable[int]) -> dict[int, str]:
    """Key of an article → its id."""
    columns, found = schema.articles.c, {}
    for some in chunks(sorted(set(keys))):
        rows = connection.execute(select(columns.id, columns.key).where(columns.key.in_(some)))
        found.update({row.key: row.id for row in rows})
    return found


def find_carriers(connection: Connection, article_id: str) -> list[Article]:
    """All current articles with the origin of this one, oldest first."""
    placements = schema.placements.c
    origin = select(placements.origin).join_from(schema.placements, schema.articles)
    own = connection.execute(origin.where(schema.articles.c.id == article_id)).scalar()
    if own is None:
        return []
    return [article for _, article in _load_articles(connection, placements.origin == own)]


def find_story(connection: Connection, article_id: str) -> Story | None:
    """The story of an article; None where it is not placed."""
    query = select(schema.placements.c.story).join(schema.articles).where(schema.articles.c.id == article_id)
    key = connection.execute(query).scalar()
    return None if key is None else _load_stories(connection, [key])[0]


def find_extents(connection: Connection, article_ids: Iterable[str]) -> dict[str, tuple[str, int, int]]:
    """Article → the id of its story, how many articles that has and how many origins; only articles that are placed."""
    columns, articles = schema.stories.c, schema.articles
    query = select(articles.c.id.label("article"), columns.id, columns.articles, columns.origins)
    query = query.join_from(schema.placements, schema.stories).join(
        articles, articles.c.key == schema.placements.c.article
    )
    found: dict[str, tuple[str, int, int]] = {}
    for some in chunks(list(article_ids)):
        rows = connection.execute(query.where(articles.c.id.in_(some)))
        found.update((row.article, (row.id, row.articles, row.origins)) for row in rows)
    return found


def get_story(connection: Connection, story_id: str) -> tuple[Story, list[tuple[Article, Origin]], list[Utterance]]:
    """A story that is there, with its articles and their origins, and what is said in it."""
    key: int = connection.execute(select(schema.stories.c.key).where(schema.stories.c.id == story_id)).scalar_one()
    articles = _load_articles(connection, schema.placements.c.story == key)
    origins = describe_origins(connection, [article_key for article_key, _ in articles])
    readings = _find_readings(connection, schema.placements.c.story == key)
    entries = load_entries(connection, [row.reading for row in readings])
    told = [(entries[row.reading], origins[row.article]) for row in readings]
    story = _load_stories(connection, [key])[0]
    return story, [(article, origins[article_key]) for article_key, article in articles], find_utterances(told)


def find_stories(
    connection: Connection,
    *,
    since: date | None,
    until: date | None,
    text: str | None,
    least: int,
    limit: int | None,
    offset: int,
) -> list[Story]:
    """See Accounts.find_stories."""
    columns, placements = schema.stories.c, schema.placements.c
    query = select(columns.key).where(columns.articles >= max(1, least))
    if since is not None:
        query = query.where(columns.last_on >= since)
    if until is not None:
        query = query.where(columns.first_on <= until)
    if text is not None:
        holding = select(placements.story).where(placements.article.in_(search.hold_words(connection, text)))
        query = query.where(columns.key.in_(holding))
    query = query.order_by(columns.last_on.desc().nulls_last(), columns.articles.desc(), columns.id)
    return _load_stories(connection, list(connection.execute(query.limit(limit).offset(offset)).scalars()))


def _find_readings(connection: Connection, which: ColumnElement[bool]) -> list[Row]:
    """(article, its current reading) of current articles, oldest first."""
    placements, readings = schema.placements, schema.readings
    query = select(placements.c.article, readings.c.key.label("reading")).join_from(
        placements, readings, readings.c.article == placements.c.article
    )
    query = query.join(schema.articles, schema.articles.c.key == placements.c.article)
    query = query.where(which, readings.c.current, schema.articles.c.status == "current")
    return list(connection.execute(_order(query)))


def _order(query: Select[tuple[int, int]]) -> Select[tuple[int, int]]:
    return query.order_by(schema.placements.c.published_at.nulls_last(), schema.articles.c.id)


def _load_articles(connection: Connection, which: ColumnElement[bool]) -> list[tuple[int, Article]]:
    rows = _find_readings(connection, which)
    articles = load_articles(connection, [row.reading for row in rows])
    return [(row.article, articles[row.reading]) for row in rows]


def _load_stories(connection: Connection, keys: list[int]) -> list[Story]:
    """Stories in the order of their keys as given. The title is that of the oldest article that has one."""
    columns, placements, readings = schema.stories.c, schema.placements.c, schema.readings.c
    rows: dict[int, Row] = {}
    held: dict[int, list[Row]] = {}
    query = select(placements.story, schema.articles.c.id, readings.title).join_from(schema.placements, schema.articles)
    query = query.join(schema.readings, readings.article == schema.articles.c.key)
    query = query.where(readings.current, schema.articles.c.status == "current")
    query = query.order_by(placements.published_at.nulls_last(), schema.articles.c.id)
    for some in chunks(keys):
        rows.update({row.key: row for row in connection.execute(select(schema.stories).where(columns.key.in_(some)))})
        for row in connection.execute(query.where(placements.story.in_(some))):
            held.setdefault(row.story, []).append(row)
    return [
        Story(
            id=rows[key].id,
            title=next((row.title for row in held.get(key, ()) if row.title), None),
            first_on=rows[key].first_on,
            last_on=rows[key].last_on,
            origins=rows[key].origins,
            articles=tuple(row.id for row in held.get(key, ())),
        )
        for key in keys
    ]


# --- put right -------------------------------------------------------------------------------------------------------


def split_story(
    connection: Connection, story_id: str, article_ids: Iterable[str], *, who: str, why: str
) -> list[Correction]:
    """See Accounts.split_story."""
    story = get_id(connection, schema.stories, story_id)
    names = list(dict.fromkeys(get_id(connection, schema.articles, each) for each in article_ids))
    held = _find_members(connection, story)
    if wrong := [name for name in names if name not in held]:
        raise TextError(f"{', '.join(wrong)} is not in the story {story}: `dragoman story {story}` lists its articles")
    if not names or len(names) == len(held):
        raise TextError(
            f"{len(names)} of the {len(held)} articles of {story} are named: some, and not all, can be split off"
        )
    number = connection.execute(select(func.count()).select_from(schema.corrections)).scalar_one()
    made = "y" + hashlib.sha256(f"{story}\n{number}\nsplit".encode()).hexdigest()[:15]
    out, rest = {name: held[name] for name in names}, {name: row for name, row in held.items() if name not in names}
    keys = {row.article for row in out.values()}
    hanging = [name for name, row in rest.items() if {row.copy_of, row.near} & keys]
    stay = dict.fromkeys([*hanging, *(_find_heads(rest) if hanging else ())])
    return _put(connection, {**dict.fromkeys(names, (story, made)), **dict.fromkeys(stay, (story, story))}, who, why)


def join_stories(connection: Connection, kept: str, others: Iterable[str], *, who: str, why: str) -> list[Correction]:
    """See Accounts.join_stories."""
    target = get_id(connection, schema.stories, kept)
    moved = dict.fromkeys(_find_heads(_find_members(connection, target)), (target, target))
    for each in others:
        story = get_id(connection, schema.stories, each)
        if story == target:
            raise TextError(f"{each} is {target} already: two stories are needed")
        moved |= dict.fromkeys(_find_heads(_find_members(connection, story)), (story, target))
    return _put(connection, moved, who, why)


def _put(connection: Connection, moved: dict[str, tuple[str, str]], who: str, why: str) -> list[Correction]:
    """Puts articles from one story into another, in one act, and places them. Who stays is put where it is: it holds others."""
    entries: list[Values] = [
        {"row": article, "field": corrections.STORY, "before": json.dumps(before), "after": json.dumps(after)}
        | {"article": article, "evidence": None}
        for article, (before, after) in moved.items()
    ]
    made = editing.put_into_stories(connection, entries, who=who, why=why)
    placing.place_now(connection, find_keys(connection, moved).values())
    return made


def _find_heads(held: dict[str, Row]) -> list[str]:
    """Ids of those articles on which the others hang."""
    keys = {row.article for row in held.values()}
    return [name for name, row in held.items() if row.pinned or not {row.copy_of, row.near} & keys]


def _find_members(connection: Connection, story_id: str) -> dict[str, Row]:
    """Id of an article of a story → its placement's arrows."""
    columns = (schema.placements.c[name] for name in ("article", "copy_of", "near", "pinned"))
    query = select(schema.articles.c.id, *columns).join_from(schema.placements, schema.articles)
    query = query.join(schema.stories, schema.stories.c.key == schema.placements.c.story)
    rows = connection.execute(_order(query.where(schema.stories.c.id == story_id)))
    return {row.id: row for row in rows}
