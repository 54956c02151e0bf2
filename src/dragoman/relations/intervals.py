"""Numbers a period → their level, with intervals by the stationary block bootstrap (Politis and Romano 1994).

Blocks keep what follows from what came before; their mean length is the one that Politis and White (2004, corrected
2009) find best for the series. The same draws are used for all series of a dyad, so that they may be compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dragoman.relations.engines import needing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

SHARE = 0.90
"""Of the intervals."""
DRAWS = 500
SEED = 20180212
WINDOW = 13
"""Periods around each for its level: a quarter of weeks."""
FEWEST = 8
"""Periods, below which no interval is given."""
_FEW = 600
"""Periods, up to which throws are kept."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean, and the 90 % interval around it."""

    value: float
    low: float
    high: float


def find_mean(values: Numbers, *, draws: int = DRAWS, seed: int = SEED) -> Interval | None:
    """The mean a period with its interval; None for fewer than eight periods. Needs the extra `stats`."""
    if len(values) < FEWEST:
        return None
    import numpy as np

    means = values[draw_blocks(len(values), find_block(values), draws=draws, seed=seed)].mean(axis=1)
    low, high = np.quantile(means, [(1 - SHARE) / 2, (1 + SHARE) / 2])
    return Interval(float(values.mean()), float(low), float(high))


def find_difference(before: Numbers, after: Numbers, *, draws: int = DRAWS, seed: int = SEED) -> Interval | None:
    """By how much the mean a period is higher after than before; None where one of the two has fewer than eight periods."""
    if min(len(before), len(after)) < FEWEST:
        return None
    import numpy as np

    first = before[draw_blocks(len(before), find_block(before), draws=draws, seed=seed)].mean(axis=1)
    second = after[draw_blocks(len(after), find_block(after), draws=draws, seed=seed + 1)].mean(axis=1)
    low, high = np.quantile(second - first, [(1 - SHARE) / 2, (1 + SHARE) / 2])
    return Interval(float(after.mean() - before.mean()), float(low), float(high))


def find_levels(values: Numbers, *, window: int = WINDOW, draws: int = DRAWS, seed: int = SEED) -> Numbers:
    """(n_periods, 3): the mean of the periods around each, and its interval. At the ends of those that there are.

    NaN where the series is shorter than eight periods.
    """
    import numpy as np

    n = len(values)
    width = min(window, n)
    if width < FEWEST:
        return np.full((n, 3), np.nan)
    rows = np.lib.stride_tricks.sliding_window_view(values, width)
    drawn = draw_blocks(width, min(find_block(values), width / 2), draws=draws, seed=seed)
    often = (drawn[:, :, np.newaxis] == np.arange(width)).sum(axis=1)  # each number is in a draw
    low, high = np.quantile(rows @ often.T.astype(float) / width, [(1 - SHARE) / 2, (1 + SHARE) / 2], axis=1)
    levels = np.stack([rows.mean(axis=1), low, high], axis=1)
    at = np.clip(np.arange(n) - width // 2, 0, len(levels) - 1)
    return np.asarray(levels[at])


def find_block(values: Numbers) -> float:
    """The mean length of blocks, in periods; 1 for a series that never changes."""
    import numpy as np

    if len(values) < FEWEST or np.ptp(values) == 0:
        return 1.0
    with np.errstate(divide="ignore", invalid="ignore"):  # of series with long stretches of one value
        best = float(_bootstrap().optimal_block_length(values)["stationary"].iloc[0])
    return min(max(best, 1.0), len(values) / 2) if np.isfinite(best) else 1.0


def draw_blocks(n: int, block: float, *, draws: int, seed: int) -> NDArray[np.int64]:
    """(draws, n): numbers of periods in blocks of a mean length, wrapped around the end.

    The draws of `arch.bootstrap.StationaryBootstrap`, to the last, all at once.
    """
    import numpy as np

    fresh, dice = (_throw if n <= _FEW else _throw.__wrapped__)(n, draws, seed)
    begins = dice <= 1 / max(block, 1.0)
    begins[:, 0] = True
    begun = np.maximum.accumulate(np.where(begins, np.arange(n), 0), axis=1)
    return np.asarray((np.take_along_axis(fresh, begun, axis=1) + np.arange(n) - begun) % n)


@lru_cache(maxsize=4)
def _throw(n: int, draws: int, seed: int) -> tuple[NDArray[np.int64], Numbers]:
    """(draws, n): where blocks would begin, and what decides whether they do; the same whatever their length."""
    import numpy as np

    dice = np.random.default_rng(seed)
    thrown = [(dice.integers(n, size=n), dice.random(n)) for _ in range(draws)]
    return np.stack([each for each, _ in thrown]), np.stack([each for _, each in thrown])


def _bootstrap() -> Any:
    with needing("stats", "An interval"):
        from arch import bootstrap
    return bootstrap
