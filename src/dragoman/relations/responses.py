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
    import numpy as np

    n_days = len(acts)
    triggers = np.flatnonzero(acts[: n_days - within])
    if acts[triggers].sum() < FEWEST or answers.sum() < FEWEST:
        return None
    told = (find_attention(read, ahead=1), find_attention(read, ahead=AHEAD))
    found = [_compare(triggers, acts[triggers], answers, each, within, draws, seed) for each in told]
    return max(found, key=lambda response: response.p)


def find_attention(read: Numbers, *, ahead: int) -> Numbers:
    """How much was read of what happened on each day: the mean of as many days from it on; never quite nothing."""
    import numpy as np

    padded = np.concatenate([read, np.full(ahead - 1, read[-ahead:].mean() if len(read) else 0.0)])
    means = np.convolve(padded, np.ones(ahead) / ahead, mode="valid")
    return np.asarray(np.maximum(means, max(_FLOOR * float(read.mean()), 1e-9)))


def _compare(
    triggers: NDArray[np.int64],
    weights: Numbers,
    answers: Numbers,
    attention: Numbers,
    within: int,
    draws: int,
    seed: int,
) -> Response:
    """What was seen beside what turning the answers along the clock of what was read gives."""
    import numpy as np

    dice, n_days = np.random.default_rng(seed), len(answers)
    answered, observed = _count(triggers, weights, answers, within)
    clock = np.concatenate([[0.0], np.cumsum(attention)])
    placed = _lay_out(answers, clock, dice)
    least = min(2 * within / n_days, 0.25) * clock[-1]
    drawn = np.empty((draws, 2))
    for draw in range(draws):
        turned = (placed + dice.uniform(least, clock[-1] - least)) % clock[-1]
        days = np.minimum(np.searchsorted(clock, turned, side="right") - 1, n_days - 1)
        drawn[draw] = _count(triggers, weights, np.bincount(days, minlength=n_days).astype(float), within)
    n = int(weights.sum())
    low, high = np.quantile(drawn[:, 0], [0.05, 0.95]) / n
    p = float((1 + (drawn[:, 1] >= observed).sum()) / (1 + draws))
    return Response(n, int(answered), within, float(drawn[:, 0].mean()) / n, float(low), float(high), p)


def _lay_out(acts: Numbers, clock: Numbers, dice: np.random.Generator) -> Numbers:
    """Where acts lie on the clock of what was read: somewhere within their day."""
    import numpy as np

    days = np.repeat(np.arange(len(acts)), acts.astype(int))
    return np.asarray(clock[days] + dice.uniform(size=len(days)) * (clock[days + 1] - clock[days]))


def _count(triggers: NDArray[np.int64], weights: Numbers, answers: Numbers, within: int) -> tuple[float, float]:
    """How many acts are followed by an answer within the days after them, and by how many answers in all."""
    import numpy as np

    until = np.concatenate([[0.0], np.cumsum(answers)])
    after = until[triggers + 1 + within] - until[triggers + 1]
    return float(weights[after > 0].sum()), float(weights @ after)
