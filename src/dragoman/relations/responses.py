"""Two series of acts a day → how often one is followed by the other, against what would follow without any answering.

Where more is read, more acts of both sides are seen, and each seems to answer the other. So the baseline does not shuffle
days: it lays the answering side's acts out along what was read (a day on which twice as much was read is twice as long),
turns them by a chance distance, as on a wheel, and lays them back into days. Attention, and how the side's own acts follow
one another, stay as they were; only the tie to the other side is cut. A common cause that is not attention stays too: a
war makes both sides act.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

WITHIN = 7
"""Days after an act in which another follows it. The act's own day does not count: hours are not known."""
DRAWS = 999
SEED = 20180212
FEWEST = 10
"""Acts of either side, below which nothing is said."""
AHEAD = 3
"""Days on which an act may be told: its own and the two after. How soon is not known: answers are judged by what was read on
their day, and by the mean of three, and the larger p counts."""
_FLOOR = 0.1


@dataclass(frozen=True, slots=True)
class Response:
    """How often acts were followed within `within` days: `answered` of `n`, where chance and attention let one expect `expected`.

    `low`, `high`: between which nine in ten turns of the wheel lie. `p`: share of turns with as many answers in all, which tells
    more than how many acts have any where almost all have.
    """

    n: int
    answered: int
    within: int
    expected: float
    low: float
    high: float
    p: float

    @property
    def rate(self) -> float:
        """Share answered."""
        return self.answered / self.n


def find_response(
    acts: Numbers,
    answers: Numbers,
    read: Numbers,
    *,
    within: int = WITHIN,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Response | None:
    """Whether acts are followed by answers more often than attention alone makes it seem.

    `acts`, `answers`, `read`: (n_days,), how many acts of each side, and articles. None for fewer than ten of either side.
    Acts whose window is not over by the last day are left out.
    """
    return find_followed(acts, turn(answers, read, within=within, draws=draws, seed=seed))


@dataclass(frozen=True, slots=True, eq=False)
class Wheel:
    """Acts of the answering side, and where turning lays them: one for all acts that they may answer.

    `days`: (n_answers,), the day of each, in order. `turned`: for either measure of attention (draws, n_answers), the same
    after each turn.
    """

    n_days: int
    within: int
    days: NDArray[np.int32]
    turned: tuple[NDArray[np.int32], ...]


def turn(answers: Numbers, read: Numbers, *, within: int = WITHIN, draws: int = DRAWS, seed: int = SEED) -> Wheel:
    """The answering side's acts (n_days,), turned along the clock of what was read; not at all where they are too few."""
    import numpy as np

    days = np.repeat(np.arange(len(answers), dtype=np.int32), answers.astype(int))
    told = (find_attention(read, ahead=1), find_attention(read, ahead=AHEAD)) if len(days) >= FEWEST else ()
    turned = tuple(_turn(days, attention, within, draws, seed) for attention in told)
    return Wheel(len(answers), within, days, turned)


def find_followed(acts: Numbers, wheel: Wheel) -> Response | None:
    """As `find_response`, by a wheel that was turned before."""
    followed = acts[: wheel.n_days - wheel.within]
    if followed.sum() < FEWEST or not wheel.turned:
        return None
    found = [_compare(followed, wheel, turned) for turned in wheel.turned]
    return max(found, key=lambda response: response.p)


def find_attention(read: Numbers, *, ahead: int) -> Numbers:
    """How much was read of what happened on each day: the mean of as many days from it on; never quite nothing."""
    import numpy as np

    padded = np.concatenate([read, np.full(ahead - 1, read[-ahead:].mean() if len(read) else 0.0)])
    means = np.convolve(padded, np.ones(ahead) / ahead, mode="valid")
    return np.asarray(np.maximum(means, max(_FLOOR * float(read.mean()), 1e-9)))


def _turn(days: NDArray[np.int32], attention: Numbers, within: int, draws: int, seed: int) -> NDArray[np.int32]:
    """(draws, n_answers): the days of the answers, in order, after each turn of the clock of what was read."""
    import numpy as np

    dice, n_days = np.random.default_rng(seed), len(attention)
    clock = np.concatenate([[0.0], np.cumsum(attention)])
    placed = clock[days] + dice.uniform(size=len(days)) * (clock[days + 1] - clock[days])  # somewhere within its day
    least = min(2 * within / n_days, 0.25) * clock[-1]
    turned = (np.sort(placed) + dice.uniform(least, clock[-1] - least, size=(draws, 1))) % clock[-1]
    found = np.minimum(np.searchsorted(clock, turned, side="right") - 1, n_days - 1).astype(np.int32)
    found.sort(axis=1)
    return np.asarray(found)


def _compare(followed: Numbers, wheel: Wheel, turned: NDArray[np.int32]) -> Response:
    """What was seen beside what turning the answers gives."""
    import numpy as np

    answered, observed = (float(each[0]) for each in _count(followed, wheel.days[np.newaxis], wheel))
    drawn, in_all = _count(followed, turned, wheel)
    n = int(followed.sum())
    low, high = np.quantile(drawn, [0.05, 0.95]) / n
    p = float((1 + (in_all >= observed).sum()) / (1 + len(turned)))
    return Response(n, int(answered), wheel.within, float(drawn.mean()) / n, float(low), float(high), p)


def _count(followed: Numbers, days: NDArray[np.int32], wheel: Wheel) -> tuple[Numbers, Numbers]:
    """How many acts have an answer within the days after them, and how many answers they have in all: one of each a row.

    An answer is one to the acts of the days before it, as far as the window goes; acts have one if they lie in any window.
    So each answer adds the acts between its window's first day, or the answer before it, and its own.
    """
    import numpy as np

    until = np.zeros(wheel.n_days + 1)
    np.cumsum(followed, out=until[1 : len(followed) + 1])
    until[len(followed) + 1 :] = until[len(followed)]
    first = np.maximum(days - wheel.within, 0)
    seen = until[days]
    in_all = (seen - until[first]).sum(axis=1)
    first[:, 1:] = np.maximum(first[:, 1:], days[:, :-1])
    return (seen - until[first]).sum(axis=1), in_all
