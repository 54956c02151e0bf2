"""Two states: what each did to the other, in words and deeds, beside what was read; what is owed; and the acts behind it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import Query

from dragoman.errors import TextError
from dragoman.events.precision import read_precision
from dragoman.relations.acts import STATE, find_reason
from dragoman.relations.answers import WITHIN
from dragoman.relations.described import (
    describe_act,
    describe_answer,
    describe_read,
    describe_reciprocity,
    describe_waiting,
    tell_model,
    tell_returned,
    tell_waiting,
)
from dragoman.relations.measured import get_measured_answers
from dragoman.relations.series import QUADS, Switches
from dragoman.web import officers
from dragoman.web.analysis import Asked, ask
from dragoman.web.answers import Page
from dragoman.web.dyad_chart import find_ends
from dragoman.web.visits import Code, Day, Here, Number, read_day, write_pages

if TYPE_CHECKING:
    from dragoman.records import Act
    from dragoman.relations import Dyad, Series
    from dragoman.web.analysis import Counted, Weighed

Period = Annotated[Literal["day", "week", "month", ""], Query(description="How long a period is; else as fits.")]
Switch = Annotated[bool, Query()]
_ROWS, _OWED = 25, 12


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
    days = read_day(first, "first"), read_day(last, "last")
    given = {"by": by, "since": since, "until": until, "source": source}
    given |= {name: "true" for name, on in (("anyone", anyone), ("every", every), ("own", own)) if on}
    given = {name: value for name, value in given.items() if value}
    counted, weighed = ask(visit.site, visit.ledger.count_changes(), asked, wait_s=visit.site.patience_s)
    if counted is None:
        names = _name_side(one), _name_side(other)
        sides = {"one": one, "other": other, "names": names, "asked": given, "preparing": "counts"}
        return Page("preparing.html", " and ".join(names), {}, sides, whole=False)
    current = counted.current and weighed is not None and weighed.current
    return _show(
        counted.value, None if weighed is None else weighed.value, given, days, page,
        preparing="" if current else "statistics" if counted.current else "anew",
    )  # fmt: skip


def _show(
    counted: Counted,
    weighed: Weighed | None,
    given: dict[str, Any],
    days: tuple[date | None, date | None],
    page: int,
    *,
    preparing: str,
) -> Page:
    series = counted.series
    if preparing == "statistics":  # what was said of an earlier state does not go with these counts
        weighed = None
    acts = _choose_acts(series.dyad, *days)
    rows = acts[(page - 1) * _ROWS : page * _ROWS]
    data = {
        "left_out": series.left_out,
        "read_in_words": describe_read(series),
        "number": len(acts),
        **write_pages(page, page * _ROWS < len(acts)),
    }
    shown = {
        **_show_counted(counted),
        **_show_weighed(weighed),
        "rows": _tell_counted(series, rows),
        "asked": given,
        "narrowed": dict(zip(("first", "last"), days, strict=True)) if any(days) else {},
        "preparing": preparing,
    }
    title = " and ".join(shown["names"])
    return Page("dyad.html", title, data, shown, lambda: _describe(weighed, rows), whole=not preparing)


def _describe(weighed: Weighed | None, rows: list[Act]) -> dict[str, Any]:
    """What only its JSON has."""
    told: dict[str, Any] = {"acts": [describe_act(act) for act in rows]}
    if weighed is not None:
        told |= {
            **weighed.described,
            "reciprocity": describe_reciprocity(weighed.reciprocity),
            "owed": [describe_answer(answer) for answer in weighed.answers],
            "waiting": describe_waiting(weighed.waiting),
        }
    return told


def _show_counted(counted: Counted) -> dict[str, Any]:
    """What the template takes of counts."""
    series = counted.series
    kinds = sorted({key.type for key in series.counts})
    return {
        "dyad": series.dyad,
        "names": (_name_side(series.dyad.one), _name_side(series.dyad.other)),
        "series": series,
        "chart": counted.chart,
        "words": _count_types(series, deeds=False),
        "deeds": _count_types(series, deeds=True),
        "scores": {key: float(values.sum()) for key, values in series.scores.items()},
        "periods": _count_periods(series),
        "precision": read_precision() if series.dyad.source == "dragoman" else {},
        "kinds": kinds,
    }


def _show_weighed(weighed: Weighed | None) -> dict[str, Any]:
    """What the template takes of statistics; nothing of any where there are none yet."""
    shown: dict[str, Any] = {"measured": get_measured_answers(), "within": WITHIN}
    if weighed is None:
        return {**shown, "levels": [], "answers": [], "n_answers": 0, "waiting": None, "reciprocity": [], "models": []}
    found, answers = weighed.reciprocity, weighed.answers
    return {
        **shown,
        "levels": weighed.described["levels"],
        "answers": answers[:_OWED],
        "n_answers": len(answers),
        "waiting": tell_waiting(weighed.waiting) if weighed.waiting else None,
        "reciprocity": [tell_returned(each) for each in found.returned if each.kind == each.answer],
        "models": [tell_model(measure, model, "week") for measure, model in found.models.items()],
        **({"chart": weighed.chart} if weighed.chart else {}),
    }


def _count_periods(series: Series) -> list[tuple[date, date, list[int], int]]:
    """First and last day of each period with acts, newest first; how many there are each way, and articles read."""
    counts = [series.count(direction) for direction in series.dyad.directions]
    rows = [
        (start, end, [int(each[at]) for each in counts], int(series.articles[at]))
        for at, (start, end) in enumerate(zip(series.starts, find_ends(series), strict=True))
        if any(each[at] for each in counts)
    ]
    return rows[::-1]


def _tell_counted(series: Series, acts: list[Act]) -> list[tuple[Act, str | None]]:
    """Acts, each with why it is in no period; None where it is in one."""
    entered = {act.id for act, _ in series.entered}
    return [(act, None if act.id in entered else find_reason(act) or "not counted") for act in acts]


def _name_side(side: str) -> str:
    return " + ".join(officers.find_state(code) or code for code in side.split("+"))


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
