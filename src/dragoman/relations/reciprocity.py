"""A series → whether its acts are returned, and whether a third side drives both.

Conflict is looked at as answered by conflict, cooperation by cooperation; joint acts are in neither direction, so that what
both did is not taken for an answer. The models have logarithms of counts, since counts of acts come in heaps.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from dragoman.errors import TextError
from dragoman.relations.acts import STATE, find_dyad, read_side
from dragoman.relations.dynamics import Dynamics, find_dynamics
from dragoman.relations.engines import has
from dragoman.relations.responses import WITHIN, Response, Wheel, find_followed, turn

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import numpy as np
    from numpy.typing import NDArray

    from dragoman.ledger import Ledger
    from dragoman.relations.series import Series

    Numbers = NDArray[np.float64]

Measure = Literal["conflict", "cooperation"]
MEASURES: tuple[Measure, ...] = ("conflict", "cooperation")
_FEWEST = 10


@dataclass(frozen=True, slots=True)
class Returned:
    """Whether acts of a kind in one direction (`of`) are followed by conflict or cooperation in another (`by`).

    `kind`: "conflict", "cooperation", or a type. `adjusted`: p after Holm over all that were looked at.
    """

    of: str
    kind: str
    by: str
    answer: Measure
    response: Response
    adjusted: float = 1.0


@dataclass(frozen=True, slots=True)
class Reciprocity:
    """What was looked at: each way and kind; models of conflict and of cooperation; the same with the third side, if asked."""

    returned: tuple[Returned, ...]
    models: dict[Measure, Dynamics]
    third: str | None = None
    driven: dict[Measure, Dynamics] | None = None


def find_third(
    ledger: Ledger, series: Series, third: str, *, sectors: Collection[str] | None = STATE, least: float = 0.2
) -> list[Series]:
    """What a third side did to each of the two, in the same days, from the same source. Raises TextError if it is one of them."""
    sides = (series.dyad.one, series.dyad.other)
    if set(read_side(third)) & {code for side in sides for code in read_side(side)}:
        raise TextError(f"{third} is one of the two: a third side is needed")
    since, until = series.days or (None, None)
    found = []
    for side in sides:
        dyad = find_dyad(
            ledger, third, side, since=since, until=until, sectors=sectors, source=series.dyad.source, least=least
        )
        found.append(series.remake(series.by, dyad))
    return found


def find_reciprocity(
    series: Series, thirds: list[Series] | None = None, *, within: int = WITHIN, models: bool = True
) -> Reciprocity:
    """Whether acts are returned within some days, and in models by period where the data bear them.

    `thirds`: what `find_third` gave. Models need the extra `stats`: without it there is none.
    """
    thirds = thirds or []
    third = thirds[0].dyad.one if thirds else None
    if not series.starts:
        return Reciprocity((), {}, third)
    returned = tuple(_adjust(list(_look(series, thirds, within))))
    if not (models and has("statsmodels") and has("arch")):
        return Reciprocity(returned, {}, third)
    plain = {measure: _model(series, [], measure) for measure in MEASURES}
    driven = {measure: _model(series, thirds, measure) for measure in MEASURES} if thirds else None
    return Reciprocity(returned, plain, third, driven)


def _look(series: Series, thirds: list[Series], within: int) -> Iterator[Returned]:
    daily = series.remake("day")
    there, back, _ = daily.dyad.directions
    for of, by in ((there, back), (back, there)):
        for measure in MEASURES:
            wheel = turn(daily.count(by, quad=measure), daily.articles, within=within)
            for kind in (measure, *_list_common(daily, of, measure)):
                acts = daily.count(of, quad=measure) if kind == measure else daily.count(of, type=kind)
                yield from _respond(of, kind, by, measure, acts, wheel)
    for third in (each.remake("day") for each in thirds):
        of = third.dyad.directions[0]
        for by in (there, back):
            for measure in MEASURES:
                wheel = turn(daily.count(by, quad=measure), daily.articles, within=within)
                yield from _respond(of, measure, by, measure, third.count(of, quad=measure), wheel)


def _respond(of: str, kind: str, by: str, measure: Measure, acts: Numbers, wheel: Wheel) -> Iterator[Returned]:
    found = find_followed(acts, wheel)
    if found is not None:
        yield Returned(of, kind, by, measure, found)


def _list_common(series: Series, direction: str, measure: Measure) -> list[str]:
    """Types of this measure of which a direction has enough."""
    keys = [key for key in series.counts if key.direction == direction and key.quad.endswith(measure)]
    return sorted(key.type for key in keys if series.counts[key].sum() >= _FEWEST)


def _adjust(found: list[Returned]) -> list[Returned]:
    """With p after Holm (1979): the smallest times how many there are, the next times one less, none below the one before."""
    adjusted, least = dict[int, float](), 0.0
    for rank, at in enumerate(sorted(range(len(found)), key=lambda at: found[at].response.p)):
        least = max(least, min(1.0, found[at].response.p * (len(found) - rank)))
        adjusted[at] = least
    return [replace(each, adjusted=adjusted[at]) for at, each in enumerate(found)]


def _model(series: Series, thirds: list[Series], measure: Measure) -> Dynamics:
    import numpy as np

    there, back, _ = series.dyad.directions
    columns = {direction: np.log1p(series.count(direction, quad=measure)) for direction in (there, back)}
    driving = {
        third.dyad.directions[0]: np.log1p(third.count(third.dyad.directions[0], quad=measure)) for third in thirds
    }
    groups = dict.fromkeys((there, back), tuple(driving)) if len(driving) > 1 else None
    return find_dynamics({**columns, **driving}, series.articles, groups=groups)
