"""Two sets of states → the acts between them, in few columns: what series are made of.

Reports and rows of others are asked apart, since the same act may stand in both. An organisation is never taken apart
into its members: only actors that are of a country themselves count. Of the two sides the one that appears less leads the
query, so that a dyad costs what its rarer side has.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, func, or_, select

from dragoman.ledger import schema
from dragoman.ledger.asof import stand
from dragoman.ledger.connection import Opened
from dragoman.ledger.origins import find_origins
from dragoman.ledger.parties import shown_as
from dragoman.ledger.rows import Row, chunks
from dragoman.records import Act, Volume

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sqlalchemy import ColumnElement, Connection, Select

OWN = "dragoman"
"""The source of acts that Dragoman read itself."""
JOINT = frozenset({"CONSULT", "COOPERATE"})
"""Types in which all parties act."""
_AUTHOR = "author"
_NEVER = date.max
_SIDES = {("actor", "recipient"): False, ("recipient", "actor"): False, ("actor", "actor"): True}


class Dyads(Opened):
    """Acts between states, and how much was read."""

    def find_acts(
        self,
        ones: Collection[str],
        others: Collection[str],
        *,
        sectors: Collection[str] | None = None,
        source: str = OWN,
        since: date | None = None,
        until: date | None = None,
        least: float = 0.0,
        told: bool = False,
    ) -> list[Act]:
        """Accounts of acts between two sets of states (alpha-3), either way, oldest first, those without a day last.

        `sectors`: only of those who stand for their state so (None: of any). `least`: confidence at least. Days are
        inclusive; an act without one is asked by its article's day. `told`: with the words that tell it.
        """
        asked: dict[str, Any] = {"sectors": sectors, "since": since, "until": until}
        with self._read() as connection:
            if source == OWN:
                found = _find_reports(connection, ones, others, least=least, told=told, **asked)
            else:
                found = _find_imported(connection, ones, others, source=source, told=told, **asked)
        return sorted(found, key=lambda act: (act.first_on is None, act.first_on or act.published_on or _NEVER, act.id))

    def count_sources(self, ones: Collection[str], others: Collection[str]) -> dict[str, int]:
        """Source → how many rows of others name both sides, in whatever sector."""
        table = schema.imported.c
        query = select(table.source, func.count()).where(_between(ones, others)).group_by(table.source)
        with self._read() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def count_read(self, *, source: str = OWN, since: date | None = None, until: date | None = None) -> list[Volume]:
        """How much was read of each day, oldest first: articles by outlet; of rows of others the rows, as articles."""
        with self._read() as connection:
            return (
                _count_articles(connection, since, until)
                if source == OWN
                else _count_rows(connection, source, since, until)
            )

    def find_last_read(self, *, source: str = OWN) -> date | None:
        """The last day of which something was read: an article appeared, or others have a row."""
        readings, table = schema.readings.c, schema.imported.c
        query = select(func.max(table.acted_on)).where(table.source == source)
        if source == OWN:
            query = select(func.max(readings.published_on)).where(readings.current)
        with self._read() as connection:
            return connection.execute(query).scalar()


# --- Dragoman's own ---------------------------------------------------------------------------------------------------


def _find_reports(
    connection: Connection,
    ones: Collection[str],
    others: Collection[str],
    *,
    sectors: Collection[str] | None,
    since: date | None,
    until: date | None,
    least: float,
    told: bool,
) -> list[Act]:
    left, right = _standing_for(ones, sectors), _standing_for(others, sectors)
    if _count_appearances(connection, right) < _count_appearances(connection, left):
        left, right = right, left
    rows = list(connection.execute(_select_reports(left, right, since, until, least, told=told)))
    kept: dict[tuple[int, str, str], Row] = {}
    for row in rows:
        if (row.part, row.other_part) == ("recipient", "actor"):
            actor, recipient = row.other_country, row.country
        else:
            actor, recipient = row.country, row.other_country
        joint = _SIDES[row.part, row.other_part]
        kept.setdefault((row.key, *(sorted((actor, recipient)) if joint else (actor, recipient))), row)
    keys = sorted({key for key, _, _ in kept})
    words = _find_words_of(connection, keys)
    limits = _find_conditions(connection, keys) if told else {}
    origins = _find_origins(connection, {row.article_key for row in kept.values()})
    events = _find_events(connection, {row.id for row in kept.values()})
    return [
        _act(row, actor, recipient, words.get(key, ()), limits.get(key, ()), origins, events)
        for (key, actor, recipient), row in kept.items()
    ]


def _standing_for(countries: Collection[str], sectors: Collection[str] | None) -> Any:
    """Keys of the actors of these countries, as they are shown."""
    actors = schema.actors.c
    wanted = [actors.country.in_(sorted(countries)), actors.kind != "organisation"]
    if sectors is not None:  # a state itself has no sector: "Russia" stands for Russia
        wanted.append(or_(actors.kind == "state", actors.sector.in_(sorted(sectors))))
    return shown_as(*wanted, raw=False)


def _count_appearances(connection: Connection, actors: Any) -> int:
    """In how many parts of reports they stand."""
    table = schema.report_actors.c
    return connection.execute(select(func.count()).where(table.actor.in_(actors))).scalar_one()


def _select_reports(
    left: Any, right: Any, since: date | None, until: date | None, least: float, *, told: bool
) -> Select[Any]:
    reports, readings, articles = schema.reports.c, schema.readings.c, schema.articles.c
    pairs = _select_pairs(left, right)
    mine, theirs = schema.actors.alias("mine"), schema.actors.alias("theirs")
    columns = [
        *(reports.key, reports.id, reports.type, reports.mode, reports.quad, reports.score, reports.first_on),
        *(reports.last_on, reports.aspect, reports.factuality, reports.time, reports.confidence, reports.asserted_by),
        *(readings.published_on, readings.outlet, articles.id.label("article"), articles.key.label("article_key")),
        *(pairs.c.part, pairs.c.other_part, mine.c.country, mine.c.sector),
        *(theirs.c.country.label("other_country"), theirs.c.sector.label("other_sector")),
        *([reports.evidence] if told else []),
    ]
    query = select(*columns).select_from(pairs).join(schema.reports, reports.key == pairs.c.report)
    query = query.join(mine, mine.c.key == _shown_key(pairs.c.actor))
    query = query.join(theirs, theirs.c.key == _shown_key(pairs.c.other_actor))
    query = query.join(schema.readings, readings.key == reports.reading).join(schema.articles)
    wanted = [or_(pairs.c.part != pairs.c.other_part, reports.type.in_(sorted(JOINT))), *stand(None)]
    wanted += [reports.confidence >= least] if least else []
    wanted += _within(reports.first_on, reports.last_on, readings.published_on, since, until)
    return query.where(*wanted).order_by(reports.key, pairs.c.n, pairs.c.other_n)


def _select_pairs(left: Any, right: Any) -> Any:
    """Who of either side stands in the same report, and as what. DISTINCT has SQLite find these before all else."""
    one, other = schema.report_actors.alias("one"), schema.report_actors.alias("other")
    columns: list[ColumnElement[Any]] = [one.c.report, one.c.part, one.c.n, one.c.actor]
    columns += [other.c[name].label(f"other_{name}") for name in ("part", "n", "actor")]
    query = select(*columns).join_from(one, other, other.c.report == one.c.report)
    looked_up = (other.c.actor + 0).in_(right)  # + 0: by report, and not by the index of actors
    return query.where(one.c.actor.in_(left), looked_up, or_(*_acting(one, other))).distinct().subquery("pairs")


def _acting(one: Any, other: Any) -> list[ColumnElement[bool]]:
    return [and_(one.c.part == mine, other.c.part == theirs) for mine, theirs in _SIDES]


def _shown_key(actor: ColumnElement[Any]) -> ColumnElement[Any]:
    """The key of the actor as which another is shown: itself where nobody corrected it."""
    shown = schema.shown_actors.alias()
    return func.coalesce(select(shown.c.shown).where(shown.c.actor == actor).scalar_subquery(), actor)


def _within(
    first: ColumnElement[Any],
    last: ColumnElement[Any],
    published: ColumnElement[Any],
    since: date | None,
    until: date | None,
) -> list[ColumnElement[bool]]:
    wanted = [func.coalesce(last, published) >= since] if since is not None else []
    return [*wanted, *([func.coalesce(first, published) <= until] if until is not None else [])]


def _find_words_of(connection: Connection, keys: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Key of a report that stands on somebody's word → their countries, "" for those without one."""
    reports, statements, spoken = schema.reports.c, schema.statements.c, schema.statement_actors.c
    speaker = schema.actors.alias("speaker")
    query = select(reports.key, speaker.c.country).select_from(schema.reports)
    query = query.join(
        schema.statements, and_(statements.id == reports.asserted_by, statements.reading == reports.reading)
    )
    query = query.outerjoin(
        schema.statement_actors, and_(spoken.statement == statements.key, spoken.part == "speaker")
    ).outerjoin(speaker, speaker.c.key == _shown_key(spoken.actor))
    found: dict[int, set[str]] = defaultdict(set)
    for some in chunks(sorted(keys)):
        for row in connection.execute(query.where(reports.key.in_(some), reports.asserted_by != _AUTHOR)):
            found[row.key].add(row.country or "")
    return {key: tuple(sorted(countries)) for key, countries in found.items()}


def _find_conditions(connection: Connection, keys: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Key of a report → the words that limit it."""
    limits, reports, readings, articles = schema.report_conditions, schema.reports, schema.readings, schema.articles
    words = func.substr(articles.c.text, limits.c.span_start + 1, limits.c.span_end - limits.c.span_start)
    query = select(limits.c.report, words.label("words")).join_from(limits, reports, reports.c.key == limits.c.report)
    query = query.join(readings, readings.c.key == reports.c.reading).join(articles)
    found: dict[int, list[str]] = defaultdict(list)
    for some in chunks(sorted(keys)):
        for row in connection.execute(query.where(limits.c.report.in_(some)).order_by(limits.c.report, limits.c.n)):
            found[row.report].append(row.words)
    return {key: tuple(words) for key, words in found.items()}


def _act(
    row: Row,
    actor: str,
    recipient: str,
    word_of: tuple[str, ...],
    conditions: tuple[str, ...],
    origins: Mapping[int, str],
    events: Mapping[str, str],
) -> Act:
    swapped = row.country != actor
    sectors = (row.other_sector, row.sector) if swapped else (row.sector, row.other_sector)
    return Act(
        source=OWN,
        id=row.id,
        event=events.get(row.id, row.id),
        actor=actor,
        recipient=recipient,
        actor_sector=sectors[0],
        recipient_sector=sectors[1],
        joint=_SIDES[row.part, row.other_part],
        type=row.type,
        mode=row.mode,
        quad=row.quad,
        score=row.score,
        first_on=row.first_on,
        last_on=row.last_on,
        published_on=row.published_on,
        aspect=row.aspect,
        factuality=row.factuality,
        time=row.time,
        confidence=row.confidence,
        word_of=word_of or (("",) if row.asserted_by != _AUTHOR else ()),
        article=row.article,
        origin=origins.get(row.article_key, row.article),
        outlet=row.outlet,
        told=getattr(row, "evidence", None),
        conditions=conditions,
    )


def _find_events(connection: Connection, report_ids: Collection[str]) -> dict[str, str]:
    """Report → the event that it was merged into; those that are their own event are left out."""
    table, events = schema.event_reports, schema.events
    if connection.execute(select(table.c.event).limit(1)).first() is None:
        return {}
    query = select(table.c.report_id, events.c.id).join_from(table, events)
    found: dict[str, str] = {}
    for some in chunks(sorted(report_ids)):
        found.update((row.report_id, row.id) for row in connection.execute(query.where(table.c.report_id.in_(some))))
    return found


def _find_origins(connection: Connection, articles: Iterable[int]) -> dict[int, str]:
    """Key of an article → the origin of its account, as a text."""
    numbers: Mapping[int, int] = find_origins(connection, articles)
    return {key: str(number) for key, number in numbers.items()}


def _is_origin() -> ColumnElement[bool]:
    """That an article, of the placements joined to it, is the first that carries its account, or is yet to be placed."""
    origin = schema.placements.c.origin
    return or_(origin.is_(None), origin == schema.articles.c.key)


def _count_articles(connection: Connection, since: date | None, until: date | None) -> list[Volume]:
    readings = schema.readings.c
    origins = func.sum(case((_is_origin(), 1), else_=0)).label("origins")
    query = select(readings.published_on, readings.outlet, func.count().label("n"), origins).select_from(
        schema.readings.join(schema.articles).outerjoin(
            schema.placements, schema.placements.c.article == schema.articles.c.key
        )
    )
    wanted = [*stand(None), readings.published_on.is_not(None)]
    wanted += _within(readings.published_on, readings.published_on, readings.published_on, since, until)
    query = query.where(*wanted).group_by(readings.published_on, readings.outlet).order_by(readings.published_on)
    return [Volume(row.published_on, row.outlet, row.n, row.origins) for row in connection.execute(query)]


# --- of others --------------------------------------------------------------------------------------------------------

_COLUMNS = (
    *(
        "source",
        "id",
        "acted_on",
        "actor_country",
        "recipient_country",
        "code",
        "text",
        "type",
        "mode",
        "quad",
        "score",
    ),
    *("outlet", "articles"),
)


def _between(ones: Collection[str], others: Collection[str]) -> ColumnElement[bool]:
    """That a row stands between the two sides, either way."""
    table = schema.imported.c
    return or_(
        and_(table.actor_country.in_(sorted(ones)), table.recipient_country.in_(sorted(others))),
        and_(table.actor_country.in_(sorted(others)), table.recipient_country.in_(sorted(ones))),
    )


def _find_imported(
    connection: Connection,
    ones: Collection[str],
    others: Collection[str],
    *,
    sectors: Collection[str] | None,
    source: str,
    since: date | None,
    until: date | None,
    told: bool,
) -> list[Act]:
    table, actor, recipient = schema.imported, schema.parties.alias("a"), schema.parties.alias("r")
    columns = [table.c[name] for name in _COLUMNS]
    query = select(*columns, actor.c.sector.label("actor_sector"), recipient.c.sector.label("recipient_sector"))
    query = query.select_from(table).join(actor, actor.c.key == table.c.actor)
    query = query.join(recipient, recipient.c.key == table.c.recipient)
    wanted = [_between(ones, others), table.c.source == source, table.c.type.is_not(None)]
    wanted += [part.c.sector.in_(sorted(sectors)) for part in (actor, recipient) if sectors is not None]
    wanted += [table.c.acted_on >= since] if since else []
    wanted += [table.c.acted_on <= until] if until else []
    return [_imported(row, told=told) for row in connection.execute(query.where(*wanted))]


def _imported(row: Row, *, told: bool) -> Act:
    return Act(
        source=row.source,
        id=row.id,
        event=row.id,
        actor=row.actor_country,
        recipient=row.recipient_country,
        actor_sector=row.actor_sector,
        recipient_sector=row.recipient_sector,
        joint=row.type in JOINT,
        type=row.type,
        mode=row.mode,
        quad=row.quad,
        score=row.score,
        first_on=row.acted_on,
        last_on=row.acted_on,
        published_on=row.acted_on,
        code=row.code,
        outlet=row.outlet,
        articles=row.articles or 1,
        told=row.text if told else None,
    )


def _count_rows(connection: Connection, source: str, since: date | None, until: date | None) -> list[Volume]:
    table = schema.imported.c
    query = select(table.acted_on, func.count().label("n")).group_by(table.acted_on).order_by(table.acted_on)
    known = connection.execute(select(schema.imports.c.source).distinct()).scalars().all()
    if [name for name in known if name != source]:  # else the days' index alone answers
        query = query.where(table.source == source)
    query = query.where(*([table.acted_on >= since] if since else []), *([table.acted_on <= until] if until else []))
    return [Volume(row.acted_on, None, row.n, row.n) for row in connection.execute(query)]
