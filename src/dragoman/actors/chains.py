"""Chains: the network's mentions, each with the one before it that it takes up, or nobody.

Each mention chooses for itself, by the network's odds for each pair (Lee et al. 2017); what names and the cast's rules say of
a pair is among its traits. "Nobody" is always a choice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dragoman.actors.traits import pair_up
from dragoman.records import Taken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dragoman.records import Article, Cast, Marked, Pairs, Reading, Weigh

_AT_ONCE = 4000
"""Mentions whose pairs are laid out together, which bounds memory; an article has some hundreds."""


def find_chains(article: Article, reading: Reading, cast: Cast, weigh: Weigh) -> tuple[tuple[Taken, ...], ...]:
    """All marked mentions, those together that mean the same, in the order of their first ones."""
    chains: list[list[Taken]] = []
    for at in range(0, len(reading.marked), _AT_ONCE):
        marked = reading.marked[at : at + _AT_ONCE]
        pairs = pair_up(article, reading, marked, cast)
        chain_of: list[list[Taken]] = []
        for taken, before in choose(marked, pairs, *weigh(reading, pairs)):
            if before is None:
                chains.append([])
            chain = chains[-1] if before is None else chain_of[before]
            chain.append(taken)
            chain_of.append(chain)
    return tuple(map(tuple, chains))


def choose(
    marked: Sequence[Marked], pairs: Pairs, odds: NDArray[np.float32], nobody: NDArray[np.float32]
) -> list[tuple[Taken, int | None]]:
    """By mention what it takes up, with the number of that one."""
    edges = np.searchsorted(pairs.later, np.arange(len(marked) + 1))
    found: list[tuple[Taken, int | None]] = []
    for number, mention in enumerate(marked):
        earlier = pairs.earlier[edges[number] : edges[number + 1]]
        values = np.concatenate(([nobody[number]], odds[edges[number] : edges[number + 1]])).astype(np.float64)
        shares = np.exp(values - values.max())
        shares /= shares.sum()
        best, *others = np.argsort(-shares, kind="stable")[:2].tolist()
        second = others[0] if others else 0
        before = [None, *earlier.tolist()]
        spans = [None if before[n] is None else marked[before[n]].span for n in (best, second)]
        runner_up = float(shares[second]) if others else 0.0
        found.append((Taken(mention, spans[0], float(shares[best]), spans[1], runner_up), before[best]))
    return found
