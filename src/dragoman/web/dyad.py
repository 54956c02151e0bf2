"""Two states: what each did to the other, in words and deeds, beside what was read; what is owed; and the acts behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import Query

from dragoman.errors import TextError
from dragoman.records import Volume
from dragoman.relations import find_dyad
from dragoman.relations.acts import STATE, find_reason
from dragoman.relations.answers import WITHIN, find_answers, find_day
from dragoman.relations.described import (
    describe,
    describe_act,
    describe_answer,
    describe_read,
    describe_reciprocity,
    tell_returned,
)
from dragoman.relations.measured import get_measured_answers
from dragoman.relations.periods import read_by
from dragoman.relations.reciprocity import find_reciprocity
from dragoman.relations.series import QUADS, UNKNOWN, Switches, make_series
from dragoman.web import officers
from dragoman.web.answers import Page
from dragoman.web.dyad_chart import draw_chart
from dragoman.web.visits import Code, Day, Here, Number, Visit, read_day, write_pages

if TYPE_CHECKING:
    from dragoman.ledger import Ledger
    from dragoman.records import Act
    from dragoman.relations import Dyad, Series
    from dragoman.relations.answers import Answer
    from dragoman.relations.periods import By
    from dragoman.relations.reciprocity import Reciprocity
    from dragoman.web.dyad_chart import Chart

Period = Annotated[Literal["day", "week", "month", ""], Query(description="How long a period is; else as fits.")]
Switch = Annotated[bool, Query()]
_ROWS, _OWED, _MOST_PERIODS = 25, 12, 130


@dataclass(frozen=True, slots=True)
class Asked:
    """What an analysis is asked for: two sides, period, days, source, sectors, and what is counted."""

    one: str
    other: str
    by: str
    since: date | None
    until: date | None
    source: str | None
    sectors: frozenset[str] | None
    switches: Switches


@dataclass(frozen=True, slots=True)
class Analysis:
    """What takes long about a relation, and is the same on all its pages. Its length: how many acts."""

    series: Series
    described: dict[str, Any]
    chart: Chart | None
    answers: list[Answer]
    reciprocity: Reciprocity

    def __len__(self) -> int:
        return len(self.series.dyad.acts)


def show_dyad(
    visit: Here,
    one: str,
    other: str,
    by: Period = "",
    since: Day = None,
    until: Day = None,
    first: Day = None,
    last: Day = None,
    source: Code = None,
    anyone: Switch = False,
    every: Switch = False,
    own: Switch = False,
    page: Number = 1,
) -> Page:
    """The relation of two states (alpha-3; several with "+"), as `dragoman relation` and `owed` have it.

    `first`, `last`: days by which the list of acts is narrowed. `anyone`: whoever is of a state, not only who acts for it.
    `every`: also acts that are uncertain, yet to come, repeated or ongoing. `own`: deeds that rest on a party's own word.
    """
    asked = Asked(
        *(one, other, by, read_day(since, "since"), read_day(until, "until"), source or None),
        *(None if anyone else STATE, Switches(every, own)),
    )
    found: Analysis = visit.keep(asked, lambda: _analyse(visit, asked))
    series = found.series
    acts = _choose_acts(series.dyad, read_day(first, "first"), read_day(last, "last"))
    rows = acts[(page - 1) * _ROWS : page * _ROWS]
    data = {
        "left_out": series.left_out,
        "read_in_words": describe_read(series),
        "number": len(acts),
        **write_pages(page, page * _ROWS < len(acts)),
    }
    given = {"by": by, "since": since, "until": until, "source": source}
    given |= {name: "true" for name, on in (("anyone", anyone), ("every", every), ("own", own)) if on}
    shown = {
        **_show(found),
        "rows": _tell_counted(series, rows),
        "asked": {name: value for name, value in given.items() if value},
        "narrowed": {"first": first, "last": last} if first or last else {},
    }
    return Page("dyad.html", " and ".join(shown["names"]), data, shown, lambda: _describe(found, rows))


def _describe(found: Analysis, rows: list[Act]) -> dict[str, Any]:
    """What only its JSON has."""
    return {
        **found.described,
        "reciprocity": describe_reciprocity(found.reciprocity),
        "owed": [describe_answer(answer) for answer in found.answers],
        "acts": [describe_act(act) for act in rows],
    }


def _show(found: Analysis) -> dict[str, Any]:
    """What the template takes of an analysis."""
    series = found.series
    return {
        "dyad": series.dyad,
        "names": _name_sides(series.dyad),
        "series": series,
        "chart": found.chart,
        "levels": found.described["levels"],
        "words": _count_types(series, deeds=False),
        "deeds": _count_types(series, deeds=True),
        "scores": {key: float(values.sum()) for key, values in series.scores.items()},
        "answers": found.answers[:_OWED],
        "n_answers": len(found.answers),
        "measured": get_measured_answers(),
        "within": WITHIN,
        "reciprocity": [tell_returned(each) for each in found.reciprocity.returned if each.kind == each.answer],
    }


def _tell_counted(series: Series, acts: list[Act]) -> list[tuple[Act, str | None]]:
    """Acts, each with why it is in no period; None where it is in one."""
    entered = {act.id for act, _ in series.entered}
    return [(act, None if act.id in entered else find_reason(act) or "not counted") for act in acts]


def _analyse(visit: Visit, asked: Asked) -> Analysis:
    ledger = visit.ledger
    days: dict[str, Any] = {"since": asked.since, "until": asked.until}
    dyad = find_dyad(
        ledger,
        asked.one,
        asked.other,
        **days,
        sectors=asked.sectors,
        source=asked.source,
        least=visit.site.least,
        told=True,
    )
    volumes = visit.keep(("read", dyad.source, *days.values()), lambda: _count_read(ledger, dyad.source, days))
    by = read_by(asked.by) if asked.by else _choose_by(volumes)
    series = make_series(dyad, volumes, by=by, **days, switches=asked.switches, find_side=_get_side)
    return Analysis(
        series,
        describe(series),
        draw_chart(series) if series.entered else None,
        _find_owed(dyad, volumes),
        find_reciprocity(series, models=False),
    )


def _count_read(ledger: Ledger, source: str, days: dict[str, Any]) -> list[Volume]:
    """How much was read of each day, by side instead of by outlet: the same for all relations."""
    read: dict[tuple[date, str], list[int]] = {}
    for volume in ledger.count_read(source=source, **days):
        counted = read.setdefault((volume.on, officers.find_side(volume.outlet, volume.on)), [0, 0])
        counted[0] += volume.articles
        counted[1] += volume.origins
    return [Volume(on, side, *counted) for (on, side), counted in read.items()]


def _get_side(side: str | None, _: date) -> str:
    """The side of what `_count_read` counted."""
    return side or UNKNOWN


def _name_sides(dyad: Dyad) -> tuple[str, str]:
    def name(side: str) -> str:
        return " + ".join(officers.find_state(code) or code for code in side.split("+"))

    return name(dyad.one), name(dyad.other)


def _choose_by(volumes: list[Volume]) -> By:
    """The shortest period of which no more than fit the page lie between the first and the last day read."""
    if not volumes:
        return "week"
    days = (volumes[-1].on - volumes[0].on).days
    return "day" if days <= 45 else "week" if days <= 7 * _MOST_PERIODS else "month"


def _find_owed(dyad: Dyad, volumes: list[Volume]) -> list[Any]:
    """What was offered, demanded, threatened, promised or of what accused, newest first."""
    days = [*(volume.on for volume in volumes[-1:]), *(day for act in dyad.acts if (day := find_day(act)))]
    if not days:
        return []
    return find_answers(dyad.acts, until=max(days), within=WITHIN, find_names=officers.find_names)[::-1]


def _choose_acts(dyad: Dyad, first: date | None, last: date | None) -> list[Act]:
    """The acts of some days, newest first; those without a day last, and only where no day is asked for."""
    if first and last and first > last:
        raise TextError(f"first is {first} and last is {last}: a last day not before the first is needed")
    chosen = [
        act
        for act in dyad.acts
        if not (first or last)
        or (
            act.first_on is not None
            and (first or act.first_on) <= act.first_on
            and (last or act.first_on) >= act.first_on
        )
    ]
    return sorted(chosen, key=lambda act: (str(act.first_on or ""), str(act.published_on or ""), act.id), reverse=True)


def _count_types(series: Series, *, deeds: bool) -> list[tuple[str, str, list[int]]]:
    """Type, quad, and how many in each direction, in words or in deeds, the most frequent first."""
    quads = [quad for quad in QUADS if quad.startswith("material") is deeds]
    found = []
    for quad in quads:
        for kind in dict.fromkeys(key.type for key in series.counts if key.quad == quad):
            numbers = [
                int(sum(v.sum() for k, v in series.counts.items() if (k.direction, k.quad, k.type) == (d, quad, kind)))
                for d in series.dyad.directions
            ]
            found.append((kind, quad, numbers))
    return sorted(found, key=lambda row: -sum(row[2]))
