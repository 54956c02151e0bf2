"""Acts of a dyad → counts a period, by direction, quad and type; scores beside them; and how much was read."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from dragoman.errors import TextError
from dragoman.ledger.cameo import find_act, find_code
from dragoman.relations.acts import STATE, Dyad, find_dyad, find_reason, is_deed, rests_on_a_party
from dragoman.relations.periods import By, find_start, list_starts, read_by

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import date

    import numpy as np
    from numpy.typing import NDArray

    from dragoman.ledger import Ledger
    from dragoman.records import Act, Volume

    Numbers = NDArray[np.float64]
    FindSide = Callable[[str | None, date], str]

Scale = Literal["plover", "goldstein"]
UNKNOWN = "unknown"
QUADS = ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")


@dataclass(frozen=True, slots=True)
class Key:
    """What a line of a series counts: acts of a type, which is of one quad, in one direction."""

    direction: str
    quad: str
    type: str


@dataclass(frozen=True, slots=True)
class Switches:
    """Which acts enter a series beside those that are certain, past or present, and once."""

    every_act: bool = False
    own_word: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """What happened between two sides, period by period; every array has one number a period (n_periods,).

    `starts`: the first day of each period. `counts`: acts, by direction, quad and type. `scores`: their summed scores, by
    direction and "words" or "deeds". `articles`, `origins`: what was read; `read_by_side`: articles by whose media.
    `left_out`: why acts are in no period → how many. `entered`: the acts that are counted, each with its period's number.
    `days`: the first and last, None where there is none. `volumes`, `switches`: what it was made of, and how.
    """

    dyad: Dyad
    by: By
    scale: Scale
    starts: tuple[date, ...]
    counts: dict[Key, Numbers]
    scores: dict[tuple[str, str], Numbers]
    articles: Numbers
    origins: Numbers
    read_by_side: dict[str, Numbers]
    left_out: dict[str, int]
    entered: tuple[tuple[Act, int], ...] = field(repr=False)
    days: tuple[date, date] | None
    volumes: tuple[Volume, ...] = field(repr=False)
    switches: Switches

    def count(self, direction: str, *, quad: str | None = None, type: str | None = None) -> Numbers:
        """Acts a period in a direction: of a quad, or of those that end in it ("conflict"), or of a type, or all."""
        import numpy as np

        wanted = (
            row
            for key, row in self.counts.items()
            if key.direction == direction
            and (quad is None or key.quad.endswith(quad))
            and (type is None or key.type == type)
        )
        return sum(wanted, np.zeros(len(self.starts)))

    def remake(self, by: By, dyad: Dyad | None = None) -> Series:
        """The same in other periods, or of another dyad in the same days."""
        since, until = self.days or (None, None)
        return make_series(dyad or self.dyad, self.volumes, by=by, since=since, until=until, switches=self.switches)

    def to_frame(self) -> Any:
        """A pyarrow.Table, a row for each period and line: `start`, `direction`, `quad`, `type`, `acts`."""
        from dragoman.relations.frames import make_counts

        return make_counts(self)

    def to_chart(self) -> Any:
        """An Altair chart of both directions by quad, with what was read beneath."""
        from dragoman.relations.frames import make_chart

        return make_chart(self)

    def to_svg(self) -> str:
        """The chart as SVG, without scripts or anything fetched."""
        from dragoman.relations.frames import draw_svg

        return draw_svg(self)

    @property
    def share_read(self) -> dict[str, float]:
        """Side → its media's share of the articles read."""
        total = float(self.articles.sum())
        return {side: float(row.sum()) / total for side, row in self.read_by_side.items()} if total else {}


def series(
    ledger: Ledger,
    one: str,
    other: str,
    *,
    by: str = "week",
    since: date | None = None,
    until: date | None = None,
    sectors: Collection[str] | None = STATE,
    source: str | None = None,
    scale: Scale = "plover",
    every_act: bool = False,
    own_word: bool = False,
    least: float = 0.2,
    find_side: FindSide | None = None,
    told: bool = False,
) -> Series:
    """The acts between two sides, and what was read, a period.

    `one`, `other`: alpha-3, or several with "+" between. `sectors`: None for whoever is of a state. `every_act`: also
    what is not certain, yet to come, repeated or ongoing, if it has a day. `own_word`: deeds also that rest on a party's
    own word only. `find_side`: an outlet's name and a day → whose media it is then, as "RUS state". `told`: its acts with
    the words that tell them. Raises TextError for what cannot be.
    """
    dyad = find_dyad(
        ledger, one, other, since=since, until=until, sectors=sectors, source=source, least=least, told=told
    )
    volumes = ledger.count_read(source=dyad.source, since=since, until=until)
    return make_series(
        dyad, volumes, by=read_by(by), since=since, until=until, scale=scale, switches=Switches(every_act, own_word),
        find_side=find_side,
    )  # fmt: skip


def make_series(
    dyad: Dyad,
    volumes: Iterable[Volume],
    *,
    by: By = "week",
    since: date | None = None,
    until: date | None = None,
    scale: Scale = "plover",
    switches: Switches | None = None,
    find_side: FindSide | None = None,
) -> Series:
    """As `series`, of acts and volumes that are there. Without a day given it begins and ends with the first and last read."""
    import numpy as np

    if scale not in ("plover", "goldstein"):
        raise TextError(f"the scale is {scale!r}: plover and goldstein are known")
    volumes, switches = tuple(volumes), switches or Switches()
    placed, left_out = _place(dyad.acts, by, since, until, switches)
    days = _find_days(volumes, [start for _, start in placed], since, until)
    starts = list_starts(*days, by) if days else ()
    number = {start: n for n, start in enumerate(starts)}

    def empty() -> Numbers:
        return np.zeros(len(starts))

    counts: dict[Key, Numbers] = defaultdict(empty)
    scores: dict[tuple[str, str], Numbers] = defaultdict(empty)
    for act, start in placed:
        direction, at = dyad.get_direction(act), number[start]
        counts[Key(direction, act.quad, act.type)][at] += 1
        scores[direction, "deeds" if is_deed(act) else "words"][at] += get_score(act, scale)
    read = _read(volumes, by, number, empty, find_side)
    entered = tuple((act, number[start]) for act, start in placed)
    return Series(
        dyad, by, scale, starts, dict(counts), dict(scores), *read, dict(left_out), entered, days, volumes, switches
    )  # fmt: skip


def _find_days(
    volumes: Iterable[Volume], starts: Iterable[date], since: date | None, until: date | None
) -> tuple[date, date] | None:
    days = [*(volume.on for volume in volumes), *starts, *([since] if since else []), *([until] if until else [])]
    return (since or min(days), until or max(days)) if days else None


def get_score(act: Act, scale: Scale) -> float:
    """How cooperative an act is, -10 to 10: PLOVER's score of its type and mode, or Goldstein's of its CAMEO code."""
    if scale == "plover":
        return act.score
    code = find_act(act.code) if act.code else None
    return (code or find_code(act.type, act.mode)).goldstein


def _place(
    acts: Iterable[Act], by: By, since: date | None, until: date | None, switches: Switches
) -> tuple[list[tuple[Act, date]], Counter[str]]:
    """The acts that enter a period, with its first day; why the others do not."""
    placed, left_out = [], Counter[str]()
    for act in acts:
        reason = find_reason(act)
        if reason is not None and (reason == "no day" or not switches.every_act or act.first_on is None):
            left_out["no day" if switches.every_act else reason] += 1
        elif is_deed(act) and not switches.own_word and rests_on_a_party(act):
            left_out["a deed on a party's own word"] += 1
        elif (start := _find_period(act, by)) is None:
            left_out[f"days of more than one {by}"] += 1
        elif (since and start < find_start(since, by)) or (until and start > until):
            left_out["outside of the days asked for"] += 1
        else:
            placed.append((act, start))
    return placed, left_out


def _find_period(act: Act, by: By) -> date | None:
    """The period in which all of an act's days lie."""
    assert act.first_on is not None
    start = find_start(act.first_on, by)
    return start if act.last_on is None or find_start(act.last_on, by) == start else None


def _read(
    volumes: Iterable[Volume], by: By, number: dict[date, int], empty: Callable[[], Numbers], find_side: FindSide | None
) -> tuple[Numbers, Numbers, dict[str, Numbers]]:
    articles, origins, sides = empty(), empty(), defaultdict[str, "Numbers"](empty)
    known: dict[tuple[str | None, date], str] = {}
    for volume in volumes:
        at = number.get(find_start(volume.on, by))
        if at is None:
            continue
        key = (volume.outlet, volume.on)
        if key not in known:
            known[key] = find_side(*key) if find_side else UNKNOWN
        articles[at] += volume.articles
        origins[at] += volume.origins
        sides[known[key]][at] += volume.articles
    return articles, origins, dict(sides)
