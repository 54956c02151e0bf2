"""Two sides whose acts are made by a rule that is known: answered or not, under attention that both share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class World:
    """Acts of two sides and articles read, (n_days,) each."""

    one: Numbers
    other: Numbers
    read: Numbers


def make_world(seed: int, *, answered: float, n_days: int = 700, rate: float = 0.006) -> World:
    """Both act as often as much is read, which rises and falls for weeks; the other answers a share of acts in three days."""
    dice = np.random.default_rng(seed)
    level = np.zeros(n_days)
    for day in range(1, n_days):
        level[day] = 0.9 * level[day - 1] + 0.3 * dice.normal()
    read = np.round(20 * np.exp(level)) + 1
    one, other = dice.poisson(rate * read), dice.poisson(rate * read)
    for day in np.flatnonzero(one):
        for _ in range(int(one[day])):
            later = day + 1 + dice.integers(3)
            if dice.random() < answered and later < n_days:
                other[later] += 1
    return World(one.astype(float), other.astype(float), read.astype(float))
