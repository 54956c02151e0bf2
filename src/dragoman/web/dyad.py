"""Two states: what each did to the other, in words and deeds, beside what was read; what is owed; and the acts behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import Query

from dragoman.errors import TextError
from dragoman.relations import find_dyad
from dragoman.relations.acts import STATE, find_reason
from dragoman.relations.answers import WITHIN, find_answers, find_day
from dragoman.relations.described import describe, describe_act, describe_answer, describe_read
from dragoman.relations.measured import get_measured_answers
from dragoman.relations.series import QUADS, make_series
from dragoman.web import officers
from dragoman.web.answers import Page
from dragoman.web.dyad_chart import draw_chart
from dragoman.web.visits import Code, Day, Here, Number, read_day, write_pages

if TYPE_CHECKING:
    from datetime import date

    from dragoman.records import Act, Volume
    from dragoman.relations import Dyad, Series
    from dragoman.relations.periods import By

Period = Annotated[Literal["day", "week", "month", ""], Query(description="How long a period is; else as fits.")]
Switch = Annotated[bool, Query()]
_ROWS, _OWED, _MOST_PERIODS = 25, 12, 130


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
    days = {"since": read_day(since, "since"), "until": read_day(until, "until")}
    sectors = None if anyone else STATE
    dyad = find_dyad(
        visit.ledger, one, other, **days, sectors=sectors, source=source or None, least=visit.site.least, told=True
    )
    volumes = visit.ledger.count_read(source=dyad.source, **days)
    series = make_series(
        dyad, volumes, by=by or _choose_by(volumes), **days, every_act=every, own_word=own, find_side=officers.find_side
    )
    answers = _find_owed(dyad, series, volumes)
    acts = _choose_acts(dyad, read_day(first, "first"), read_day(last, "last"))
    rows = acts[(page - 1) * _ROWS : page * _ROWS]
    levels = describe(series)
    data = {
        **levels,
        "read_in_words": describe_read(series),
        "owed": [describe_answer(answer) for answer in answers],
        "acts": [describe_act(act) for act in rows],
        "number": len(acts),
        **write_pages(page, page * _ROWS < len(acts)),
    }
    asked = {
        "by": by,
        "since": since,
        "until": until,
        "source": source,
        "anyone": "true" if anyone else None,
        "every": "true" if every else None,
        "own": "true" if own else None,
    }
    entered = {act.id for act, _ in series.entered}
    shown = {
        "dyad": dyad,
        "names": _name_sides(dyad),
        "series": series,
        "chart": draw_chart(series) if series.entered else None,
        "levels": levels["levels"],
        "words": _count_types(series, deeds=False),
        "deeds": _count_types(series, deeds=True),
        "scores": {key: float(values.sum()) for key, values in series.scores.items()},
        "answers": answers[:_OWED],
        "n_answers": len(answers),
        "measured": get_measured_answers(),
        "rows": [(act, None if act.id in entered else find_reason(act) or "not counted") for act in rows],
        "asked": {name: value for name, value in asked.items() if value},
        "narrowed": {"first": first, "last": last} if first or last else {},
        "within": WITHIN,
        "reciprocity": [],
    }
    return Page("dyad.html", " and ".join(shown["names"]), data, shown)


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


def _find_owed(dyad: Dyad, series: Series, volumes: list[Volume]) -> list[Any]:
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
