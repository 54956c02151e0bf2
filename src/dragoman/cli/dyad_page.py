"""Relations as a person sees them in a terminal."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dragoman.relations.answers import find_day
from dragoman.relations.described import (
    describe_read,
    draw_bars,
    find_interval,
    fold,
    tell_model,
    tell_returned,
    tell_waiting,
)
from dragoman.relations.engines import has
from dragoman.relations.measured import get_measured_answers
from dragoman.relations.series import QUADS, Key
from dragoman.relations.waiting import find_waiting
from dragoman.wording import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from rich.console import RenderableType

    from dragoman.records import Act
    from dragoman.relations.answers import Answer
    from dragoman.relations.reciprocity import Reciprocity
    from dragoman.relations.series import Series

_WIDTH = 48
_NAMES = {
    "verbal cooperation": ("words +", "cyan"),
    "material cooperation": ("deeds +", "green"),
    "verbal conflict": ("words −", "yellow"),
    "material conflict": ("deeds −", "red"),
}


def show_series(series: Series) -> RenderableType:
    """A dyad: a line of bars for each direction and quad, what was read beneath, types, scores, and what was left out."""
    dyad = series.dyad
    head = Text.assemble((f"{dyad.one} and {dyad.other}", "bold"), f"  {_days(series)}, by {series.by}")
    parts: list[RenderableType] = [head, Text(describe_read(series), style="dim"), Text()]
    if series.entered:
        parts += [_draw_quads(series), Text(), _list_types(series), Text(), _list_scores(series)]
    else:
        parts.append(Text("No act enters a day."))
    if series.left_out:
        told = ", ".join(f"{n} {reason}" for reason, n in sorted(series.left_out.items(), key=lambda row: -row[1]))
        parts.append(Text(f"\nNot counted: {told}.", style="dim"))
    if dyad.elsewhere:
        told = ", ".join(f"{n:,} of {clean(name)}" for name, n in sorted(dyad.elsewhere.items()))
        parts.append(Text(f"Rows of others, not counted here: {told} (--source).", style="dim"))
    return Group(*parts)


def _days(series: Series) -> str:
    if not series.starts:
        return "no day"
    first, last = series.starts[0], series.starts[-1]
    return _write_day(first) if first == last else f"{_write_day(first)} – {_write_day(last)}"


def _write_day(day: date) -> str:
    return f"{day:%-d %b %Y}"


def _draw_quads(series: Series) -> RenderableType:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=True, header_style="dim")
    for title, justify in (("", "left"), ("", "left"), (_scale_of(series), "left"), ("acts", "right")):
        table.add_column(title, justify=justify, no_wrap=True)  # type: ignore[arg-type]
    table.add_column(f"a {series.by}, 90 %", justify="right", no_wrap=True)
    top = max(float(fold(series.count(d, quad=q), _WIDTH).max()) for d in series.dyad.directions for q in QUADS)
    for direction in series.dyad.directions:
        named = False
        for quad in QUADS:
            values = series.count(direction, quad=quad)
            if not values.any():
                continue
            name, style = _NAMES[quad]
            bars = Text(draw_bars(values, width=_WIDTH, top=top), style=style)
            table.add_row(
                "" if named else direction, name, bars, f"{int(values.sum()):,}", _write_level(series, quad, direction)
            )
            named = True
    table.add_row(
        "read", "", Text(draw_bars(series.articles, width=_WIDTH), style="dim"), f"{int(series.articles.sum()):,}", ""
    )
    return table


def _scale_of(series: Series) -> str:
    many = -(-len(series.starts) // _WIDTH)
    return f"one bar: {many} {series.by}s" if many > 1 else f"one bar: a {series.by}"


def _write_level(series: Series, quad: str, direction: str) -> str:
    interval = find_interval(series.count(direction, quad=quad))
    return f"{interval.value:.2f}  {interval.low:.2f} – {interval.high:.2f}" if interval else ""


def _list_types(series: Series) -> RenderableType:
    totals: dict[Key, int] = {key: int(values.sum()) for key, values in series.counts.items()}
    rows = []
    for direction in series.dyad.directions:
        found = sorted(((n, key.type) for key, n in totals.items() if key.direction == direction), reverse=True)
        if found:
            rows.append(Text.assemble((direction, "bold"), "  " + ", ".join(f"{kind} {n:,}" for n, kind in found)))
    return Group(*rows)


def _list_scores(series: Series) -> RenderableType:
    """The mean score of an act: words and deeds apart."""
    acts: Counter[tuple[str, str]] = Counter()
    for key, values in series.counts.items():
        acts[key.direction, "deeds" if key.quad.startswith("material") else "words"] += int(values.sum())
    told = [
        f"{direction} {kind} {float(series.scores[direction, kind].sum()) / n:+.1f}"
        for (direction, kind), n in sorted(acts.items(), key=lambda row: series.dyad.directions.index(row[0][0]))
    ]
    return Padding(Text(f"mean score of an act ({series.scale}): " + ", ".join(told), style="dim"), (0, 0, 0, 0))


def show_reciprocity(found: Reciprocity, by: str) -> RenderableType:
    """Whether acts are returned: what is more than chance first, then the models, or why there is none."""
    parts: list[RenderableType] = [Text("\nreturned", style="bold")]
    rows = sorted(found.returned, key=lambda each: (each.adjusted, each.of, each.kind))
    shown = [each for each in rows if each.adjusted < 0.05 or each.kind == each.answer]
    parts += [Text("· " + tell_returned(each), style="" if each.adjusted < 0.05 else "dim") for each in shown]
    if not rows:
        parts.append(
            Text("Too few acts both ways to say whether they are returned (ten of each are needed).", style="dim")
        )
    for models in (found.models, found.driven or {}):
        name = f" with {found.third}" if models is found.driven else ""
        parts += [Text(f"· {tell_model(measure + name, model, by)}", style="dim") for measure, model in models.items()]
    return Group(*parts)


_STATUS = {
    "accepted": "green",
    "kept": "green",
    "refused": "red",
    "broken": "red",
    "returned": "yellow",
    "open": "cyan",
}


def show_answers(listed: Sequence[Answer], found: Sequence[Answer], *, within: int) -> RenderableType:
    """Offers with their answers, each with the sentences that tell them; first how many there are of each."""
    measured = get_measured_answers()
    counts = Counter(answer.status for answer in found)
    told = ", ".join(f"{n} {status}" for status, n in counts.most_common())
    waiting = find_waiting(found) if has("statsmodels") else None
    name = "Answers" if measured.is_enough else "Answers are candidates"
    head = [
        Text(f"{len(found)} asked, promised or threatened: {told} (within {within} days)", style="bold"),
        Text(f"{name}: {measured}. None found is none in what was read.", style="dim"),
        *([Text(tell_waiting(waiting), style="dim")] if waiting else []),
        Text(),
    ]
    return Group(*head, *(part for answer in listed for part in _show_answer(answer)))


def _show_answer(answer: Answer) -> Iterator[RenderableType]:
    offer, match = answer.offer, answer.match
    what = "carried out" if answer.kind == "threat" and answer.status == "kept" else answer.status
    if match is not None:
        after = f" after {match.days} days" if match.days != 1 else " after 1 day"
    else:
        after = f" for {answer.days} days"
    yield Text.assemble(
        (_write_act_day(offer), "dim"), (f"  {offer.actor} → {offer.recipient}  ", "bold"), f"{answer.kind}  ",
        (f"{what}{after if answer.status != 'none found' else ''}", _STATUS.get(answer.status, "magenta")),
        (f"  owed by {answer.owed_by}" if match is None else "", "dim"),
    )  # fmt: skip
    yield Padding(Text(clean(offer.told or offer.code or "")), (0, 0, 0, 2))
    for condition in offer.conditions:
        yield Padding(Text(f"condition: {clean(condition)}", style="yellow"), (0, 0, 0, 2))
    later = match.act if match else answer.silence
    if later is not None:
        words = f"  shares {', '.join(match.shared)}" if match else "  says that there was none"
        line = f"↳ {_write_act_day(later)}  {later.actor} {later.type} {later.mode or ''}".rstrip()
        yield Padding(Text.assemble(line, (words, "dim")), (0, 0, 0, 2))
        yield Padding(Text(clean(later.told or later.code or "")), (0, 0, 0, 4))
    yield Text()


def _write_act_day(act: Act) -> str:
    """The act's day; in brackets that of its article, where it has none."""
    day = find_day(act)
    if day is None:
        return "no day"
    return _write_day(day) if act.first_on else f"({_write_day(day)})"
