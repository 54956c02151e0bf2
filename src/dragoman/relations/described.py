"""Series → what JSON and pages say of them, in plain objects and lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dragoman.relations.engines import has
from dragoman.relations.intervals import find_mean
from dragoman.relations.series import QUADS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from dragoman.records import Act
    from dragoman.relations.answers import Answer, Match
    from dragoman.relations.dynamics import Dynamics
    from dragoman.relations.intervals import Interval
    from dragoman.relations.reciprocity import Reciprocity, Returned
    from dragoman.relations.series import Series
    from dragoman.relations.waiting import Waiting

_BARS = " ▁▂▃▄▅▆▇█"


def draw_bars(values: NDArray[np.float64], *, width: int, top: float | None = None) -> str:
    """A number a character, from nothing to the highest block; neighbours are summed where they are more than `width`.

    `top`: what the highest block stands for; None: the largest.
    """
    import numpy as np

    folded = fold(values, width)
    highest = top or max(float(folded.max(initial=0.0)), 1.0)
    return "".join(_BARS[0 if n <= 0 else max(1, round(8 * min(float(n) / highest, 1.0)))] for n in np.asarray(folded))


def fold(values: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """At most `width` numbers: sums of as many neighbours each, the last of what is left."""
    import numpy as np

    many = -(-len(values) // width) if len(values) > width else 1
    padded = np.concatenate([values, np.zeros(-len(values) % many)])
    return np.asarray(padded.reshape(-1, many).sum(axis=1))


def find_interval(values: NDArray[np.float64]) -> Interval | None:
    """The mean a period with its interval; None where there are too few periods, or the extra `stats` is missing."""
    return find_mean(values) if has("arch") else None


def describe(series: Series) -> dict[str, Any]:
    """All of a series as a plain object: what `dragoman relation --json` prints."""
    dyad = series.dyad
    return {
        "one": dyad.one,
        "other": dyad.other,
        "source": dyad.source,
        "elsewhere": dyad.elsewhere,
        "by": series.by,
        "scale": series.scale,
        "starts": [start.isoformat() for start in series.starts],
        "counts": [
            {"direction": key.direction, "quad": key.quad, "type": key.type, "acts": [int(n) for n in values]}
            for key, values in sorted(
                series.counts.items(), key=lambda row: _order(series, row[0].direction, row[0].quad)
            )
        ],
        "levels": [
            {"direction": direction, "quad": quad, "acts": int(values.sum()), **_describe(find_interval(values))}
            for direction in dyad.directions
            for quad in QUADS
            if (values := series.count(direction, quad=quad)).any()
        ],
        "scores": [
            {"direction": direction, "kind": kind, "scores": [round(float(n), 3) for n in values]}
            for (direction, kind), values in sorted(series.scores.items())
        ],
        "read": {
            "articles": [int(n) for n in series.articles],
            "origins": [int(n) for n in series.origins],
            "by_side": {side: [int(n) for n in values] for side, values in sorted(series.read_by_side.items())},
        },
        "left_out": series.left_out,
    }


def _order(series: Series, direction: str, quad: str) -> tuple[int, int]:
    return series.dyad.directions.index(direction), QUADS.index(quad)


def _describe(interval: Interval | None) -> dict[str, Any]:
    names = ("mean", "low", "high")
    found = (interval.value, interval.low, interval.high) if interval else (None,) * 3
    return dict(zip(names, (None if n is None else round(n, 4) for n in found), strict=True))


def describe_read(series: Series) -> str:
    """How much was read, and what share of it came from the state media of either side."""
    articles, origins = int(series.articles.sum()), int(series.origins.sum())
    if series.dyad.source != "dragoman":
        return f"{articles:,} rows of {series.dyad.source}, by whose media is not known"
    shares = series.share_read
    ours = [
        (code, shares.get(f"{code} state", 0.0))
        for side in (series.dyad.one, series.dyad.other)
        for code in side.split("+")
    ]
    told = ", ".join(f"{share:.0%} from {code}'s state media" for code, share in ours)
    unknown = shares.get("unknown", 0.0)
    rest = f"; of {unknown:.0%} it is not known whose they are" if unknown else ""
    return f"{articles:,} articles, {origins:,} origins, {told}{rest}"


def describe_answer(answer: Answer) -> dict[str, Any]:
    """An offer with its candidates, each with its evidence: what `dragoman owed --json` prints a line of."""
    return {
        "kind": answer.kind,
        "owed_by": answer.owed_by,
        "status": answer.status,
        "days": answer.days,
        "offer": describe_act(answer.offer),
        "answer": _describe_match(answer.match) if answer.match else None,
        "matches": [_describe_match(match) for match in answer.matches],
        "silence": describe_act(answer.silence) if answer.silence else None,
    }


def _describe_match(match: Match) -> dict[str, Any]:
    return {"outcome": match.outcome, "days": match.days, "shared": list(match.shared), "act": describe_act(match.act)}


def describe_act(act: Act) -> dict[str, Any]:
    """An act as a plain object, with the words that tell it."""
    return {
        "source": act.source,
        "id": act.id,
        "event": act.event,
        "actor": act.actor,
        "recipient": act.recipient,
        "joint": act.joint,
        "type": act.type,
        "mode": act.mode,
        "on": act.first_on.isoformat() if act.first_on else None,
        "published_on": act.published_on.isoformat() if act.published_on else None,
        "article": act.article,
        "outlet": act.outlet,
        "told": act.told,
        "conditions": list(act.conditions),
    }


def describe_reciprocity(found: Reciprocity) -> dict[str, Any]:
    """Who returns what, as a plain object, with a sentence for each that anybody can use."""
    return {
        "returned": [
            {
                "of": each.of,
                "kind": each.kind,
                "by": each.by,
                "answer": each.answer,
                **{name: _round(getattr(each.response, name)) for name in _RESPONSE},
                "adjusted_p": _round(each.adjusted),
                "sentence": tell_returned(each),
            }
            for each in found.returned
        ],
        "models": {measure: _describe_model(model) for measure, model in found.models.items()},
        "third": found.third,
        "driven": {measure: _describe_model(model) for measure, model in (found.driven or {}).items()},
    }


_RESPONSE = ("n", "answered", "within", "expected", "low", "high", "p")


def tell_returned(returned: Returned) -> str:
    """What was found, for somebody who is no statistician."""
    response, kind = returned.response, returned.kind
    acts = f"acts of {kind}" if kind == returned.answer else f"{kind}"
    said = (
        f"Of {response.n} {acts} {returned.of}, {response.answered} ({response.rate:.0%}) were followed within "
        f"{response.within} days by {returned.answer} {returned.by}; chance, and how much was read, would give "
        f"{response.expected:.0%}"
    )
    if returned.adjusted < 0.05:
        return f"{said}. That is more than chance: p = {returned.adjusted:.3f} after all that was looked at."
    return f"{said}. That is no more than chance may give: p = {returned.adjusted:.2f} after all that was looked at."


def tell_waiting(waiting: Waiting) -> str:
    """How long answers take, for somebody who is no statistician."""
    asked = f"{waiting.n} times something was asked, threatened, promised or held against the other"
    if not waiting.answered:
        return f"{asked}; no answer was found."
    told = [f"{share:.0%} within {_count_days(day)}" for day, (share, _) in waiting.by_day.items()]
    told += [f"half of all within {_count_days(int(waiting.median))}" if waiting.median else "fewer than half in all"]
    ways = ", ".join(f"{share:.0%} {outcome}" for outcome, share in waiting.by_outcome.items())
    return (
        f"{asked}; {waiting.answered} found an answer: {', '.join(told)}. In the end {ways}. What is still open counts "
        "for as long as it was watched."
    )


def _count_days(days: int) -> str:
    return "the same day" if days == 0 else "a day" if days == 1 else f"{days} days"


def describe_waiting(waiting: Waiting | None) -> dict[str, Any] | None:
    """How long answers take, as a plain object."""
    if waiting is None:
        return None
    return {
        "n": waiting.n,
        "answered": waiting.answered,
        "median_days": waiting.median,
        "by_day": [
            {"day": day, "share": _round(n), "standard_error": _round(se)} for day, (n, se) in waiting.by_day.items()
        ],
        "by_outcome": {outcome: _round(share) for outcome, share in waiting.by_outcome.items()},
    }


def tell_model(measure: str, model: Dynamics, by: str) -> str:
    """What a model says, or why there is none, in a sentence."""
    if model.unfit is not None:
        return f"No model of {measure} by {by}: {model.unfit}."
    told = [
        f"{' and '.join(cause.cause)} {'goes' if len(cause.cause) == 1 else 'go'} before {cause.effect} (p = {cause.p:.3f})"
        for cause in model.causes
        if cause.p < 0.05 and cause.effect in model.names[:2]
    ]
    warned = f" To be taken with care: {'; '.join(model.warnings)}." if model.warnings else ""
    said = "; ".join(told) or "neither goes before the other more than chance may give"
    return f"{measure.capitalize()} by {by}, {model.lags} {by}s back, with what was read in the model: {said}.{warned}"


def _describe_model(model: Dynamics) -> dict[str, Any]:
    return {
        "names": list(model.names),
        "n": model.n,
        "unfit": model.unfit,
        "lags": model.lags,
        "stable": model.stable,
        "white_p": _round(model.white),
        "breaks_p": {name: _round(p) for name, p in model.breaks.items()},
        "causes": [
            {"cause": list(each.cause), "effect": each.effect, "f": _round(each.statistic), "p": _round(each.p)}
            for each in model.causes
        ],
        "responses": [
            {"cause": cause, "effect": effect, "steps": [[_round(float(n)) for n in row] for row in rows]}
            for (cause, effect), rows in model.responses.items()
        ],
        "warnings": list(model.warnings),
    }


def _round(number: float) -> float:
    return round(number, 5)
