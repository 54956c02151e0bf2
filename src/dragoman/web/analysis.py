"""What the page of a relation shows, made in the workshop: counts first, then what statistics say of them; some ahead."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from time import monotonic
from typing import TYPE_CHECKING, Any

from dragoman.errors import TextError
from dragoman.records import Volume
from dragoman.relations import find_dyad
from dragoman.relations.acts import STATE
from dragoman.relations.answers import WITHIN, find_answers, find_day
from dragoman.relations.described import describe
from dragoman.relations.engines import has
from dragoman.relations.periods import read_by
from dragoman.relations.reciprocity import find_reciprocity
from dragoman.relations.series import UNKNOWN, Switches, make_series
from dragoman.relations.waiting import find_waiting
from dragoman.web import officers
from dragoman.web.dyad_chart import draw_chart

if TYPE_CHECKING:
    from dragoman.relations import Series
    from dragoman.relations.answers import Answer
    from dragoman.relations.periods import By
    from dragoman.relations.reciprocity import Reciprocity
    from dragoman.relations.waiting import Waiting
    from dragoman.web.dyad_chart import Chart
    from dragoman.web.site import Site
    from dragoman.web.workshop import Made

_MOST_PERIODS = 130
_AHEAD, _NEWEST = 12, 20_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What an analysis is asked for: two sides, period, days, source, sectors, and what is counted."""

    one: str
    other: str
    by: str = ""
    since: date | None = None
    until: date | None = None
    source: str | None = None
    sectors: frozenset[str] | None = STATE
    switches: Switches = field(default_factory=Switches)


@dataclass(frozen=True, slots=True)
class Weighed:
    """What statistics say of a series. Its length: how many acts it is of.

    `chart`: with levels and their intervals. `waiting`: None where too few were asked for anything, or statsmodels is missing.
    """

    series: Series
    described: dict[str, Any]
    chart: Chart | None
    answers: list[Answer]
    waiting: Waiting | None
    reciprocity: Reciprocity

    def __len__(self) -> int:
        return len(self.series.dyad.acts)


class Counted:
    """A series, and its chart as far as counting alone gives it. Its length: how many acts."""

    def __init__(self, series: Series) -> None:
        self.series = series
        self.chart = draw_chart(series, levels=False) if series.entered else None

    def __len__(self) -> int:
        return len(self.series.dyad.acts)


def count(site: Site, asked: Asked) -> Counted:
    """The acts of a relation, period by period. Raises TextError for what is no relation."""
    ledger = site.ledger
    days: dict[str, Any] = {"since": asked.since, "until": asked.until}
    dyad = find_dyad(
        ledger,
        asked.one,
        asked.other,
        **days,
        sectors=asked.sectors,
        source=asked.source,
        least=site.least,
        told=True,
    )
    key = ("read", dyad.source, *days.values())
    volumes = site.kept.get(ledger.count_changes(), key, lambda: _count_read(site, dyad.source, days))
    by = read_by(asked.by) if asked.by else _choose_by(volumes)
    return Counted(make_series(dyad, volumes, by=by, **days, switches=asked.switches, find_side=_get_side))


def weigh(series: Series, before: Weighed | None = None) -> Weighed:
    """What statistics say of a series; what they said before where it is made of the same."""
    if before is not None and _is_same(before.series, series):
        return before
    answers = _find_owed(series)
    return Weighed(
        series,
        describe(series),
        draw_chart(series) if series.entered else None,
        answers,
        find_waiting(answers) if has("statsmodels") else None,
        find_reciprocity(series if series.by != "month" else series.remake("week")),
    )


def _is_same(one: Series, other: Series) -> bool:
    return (one.by, one.days, one.dyad, one.volumes) == (other.by, other.days, other.dyad, other.volumes)


def prepare_relations(site: Site) -> Iterator[None]:
    """Makes what the pages of the relations with the most acts show, one a step, until the ledger changes."""
    state = site.ledger.count_changes()
    dyads, _ = site.ledger.count_dyads(least=site.least, most=_NEWEST)
    known = [(d.actor, d.recipient) for d in dyads if officers.find_state(d.actor) and officers.find_state(d.recipient)]
    pairs = list(dict.fromkeys((one, other) for one, other in known if one != other))[: 2 * _AHEAD]
    for one, other in pairs:
        if site.ledger.count_changes() != state:
            return
        with suppress(TextError):  # a code that the code book lacks
            ask(site, state, Asked(one, other), wait_s=None)
        yield


def ask(
    site: Site, state: int, asked: Asked, *, wait_s: float | None
) -> tuple[Made[Counted] | None, Made[Weighed] | None]:
    """What is known of a relation in this state of the ledger after so many seconds (None: however long): counts, and more."""
    begun = monotonic()
    counted = site.workshop.get(state, ("counted", asked), lambda _: count(site, asked), wait_s=wait_s)
    key = ("weighed", asked)
    if counted is None or not counted.current:
        return counted, site.workshop.find(state, key)
    series = counted.value.series
    left = None if wait_s is None else max(0.0, wait_s - (monotonic() - begun))
    return counted, site.workshop.get(state, key, lambda before: weigh(series, before), wait_s=left)


def _count_read(site: Site, source: str, days: dict[str, Any]) -> list[Volume]:
    """How much was read of each day, by side instead of by outlet: the same for all relations."""
    read: dict[tuple[date, str], list[int]] = {}
    for volume in site.ledger.count_read(source=source, **days):
        counted = read.setdefault((volume.on, officers.find_side(volume.outlet, volume.on)), [0, 0])
        counted[0] += volume.articles
        counted[1] += volume.origins
    return [Volume(on, side, *counted) for (on, side), counted in read.items()]


def _get_side(side: str | None, _: date) -> str:
    """The side of what `_count_read` counted."""
    return side or UNKNOWN


def _choose_by(volumes: list[Volume]) -> By:
    """The shortest period of which no more than fit the page lie between the first and the last day read."""
    if not volumes:
        return "week"
    days = (volumes[-1].on - volumes[0].on).days
    return "day" if days <= 45 else "week" if days <= 7 * _MOST_PERIODS else "month"


def _find_owed(series: Series) -> list[Any]:
    """What was offered, demanded, threatened, promised or of what accused, newest first."""
    acts = series.dyad.acts
    days = [*(volume.on for volume in series.volumes[-1:]), *(day for act in acts if (day := find_day(act)))]
    if not days:
        return []
    return find_answers(acts, until=max(days), within=WITHIN, find_names=officers.find_names)[::-1]
