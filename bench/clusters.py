"""Clusters against gold ones: MUC, B³ and CEAF-e, and their mean, as the CoNLL-2012 shared task scores coreference.

Both sides are partitions of mentions, any hashable values; mentions need not be the same on both sides. Vilain et al. 1995,
Bagga and Baldwin 1998, Luo 2005; with mentions that only one side has as in Pradhan et al. 2014 (their reference scorer).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

Clusters = Collection[frozenset[Hashable]]


@dataclass(frozen=True, slots=True)
class Scores:
    """Precision, recall and F1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean; 0 where both are."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def score_conll(gold: Clusters, found: Clusters) -> float:
    """The mean of the F1 of MUC, B³ and CEAF-e."""
    return (score_muc(gold, found).f1 + score_b3(gold, found).f1 + score_ceaf(gold, found).f1) / 3


def score_muc(gold: Clusters, found: Clusters) -> Scores:
    """By links: how few are missing to make each cluster of the one side of those of the other."""
    return Scores(_link_share(found, gold), _link_share(gold, found))


def _link_share(some: Clusters, others: Clusters) -> float:
    place = {mention: n for n, cluster in enumerate(others) for mention in cluster}
    kept = sum(len(cluster) - _count_parts(cluster, place) for cluster in some)
    return kept / max(1, sum(len(cluster) - 1 for cluster in some))


def _count_parts(cluster: Iterable[Hashable], place: dict[Hashable, int]) -> int:
    """Into how many clusters of the other side a cluster falls; what is in none of them is one by itself."""
    return len({place.get(mention, (mention,)) for mention in cluster})


def score_b3(gold: Clusters, found: Clusters) -> Scores:
    """By mention: how much of its cluster on the one side is with it on the other."""
    return Scores(_mention_share(found, gold), _mention_share(gold, found))


def _mention_share(some: Clusters, others: Clusters) -> float:
    own = {mention: cluster for cluster in others for mention in cluster}
    shares = [
        len(cluster & own[mention]) / len(cluster) if mention in own else 0.0 for cluster in some for mention in cluster
    ]
    return sum(shares) / max(1, len(shares))


def score_ceaf(gold: Clusters, found: Clusters) -> Scores:
    """By cluster: the best one-to-one pairing, by Dice's share of common mentions."""
    some, others = list(gold), list(found)
    place = {mention: m for m, cluster in enumerate(others) for mention in cluster}
    likeness = {
        n: {
            m: 2 * len(cluster & others[m]) / (len(cluster) + len(others[m]))
            for m in {place[mention] for mention in cluster if mention in place}
        }
        for n, cluster in enumerate(some)
    }
    best = sum(_pair_best(part) for part in _part(likeness))
    return Scores(best / max(1, len(others)), best / max(1, len(some)))


def _part(likeness: dict[int, dict[int, float]]) -> Iterator[dict[int, dict[int, float]]]:
    """What hangs together, each part by itself."""
    beside: defaultdict[int, set[int]] = defaultdict(set)
    for n, row in likeness.items():
        for m in row:
            beside[m].add(n)
    left = set(likeness)
    while left:
        part, waiting = set[int](), [left.pop()]
        while waiting:
            n = waiting.pop()
            part.add(n)
            new = {other for m in likeness[n] for other in beside[m]} & left
            left -= new
            waiting += new
        yield {n: likeness[n] for n in part}


def _pair_best(likeness: dict[int, dict[int, float]]) -> float:
    """The sum of the best one-to-one pairing of rows with columns (Kuhn and Munkres, with potentials, O(n³))."""
    columns = sorted({m for row in likeness.values() for m in row})
    size = max(len(likeness), len(columns))
    cost = np.zeros((size + 1, size + 1))
    for n, row in enumerate(likeness.values(), 1):
        for m, value in row.items():
            cost[n, columns.index(m) + 1] = -value
    rows, slack, match = np.zeros(size + 1), np.zeros(size + 1), np.zeros(size + 1, int)
    for n in range(1, size + 1):
        match[0], at = n, 0
        least, before = np.full(size + 1, np.inf), np.zeros(size + 1, int)
        used = np.zeros(size + 1, bool)
        while match[at]:
            used[at] = True
            gap = cost[match[at]] - rows[match[at]] - slack
            closer = ~used & (gap < least)
            least[closer], before[closer] = gap[closer], at
            free = np.where(used, np.inf, least)
            free[0] = np.inf
            after = int(free.argmin())
            step = free[after]
            rows[match[used]] += step
            slack[used] -= step
            least[~used] -= step
            at = after
        while at:
            match[at] = match[before[at]]
            at = int(before[at])
    return -float(sum(cost[match[m], m] for m in range(1, size + 1)))


def count_pairs(gold: Clusters, found: Clusters) -> tuple[int, int, int]:
    """Pairs of mentions that are together: on both sides, found only (false merges), gold only (misses)."""
    wanted, made = _pair(gold), _pair(found)
    return len(wanted & made), len(made - wanted), len(wanted - made)


def _pair(clusters: Clusters) -> set[frozenset[Hashable]]:
    return {frozenset(pair) for cluster in clusters for pair in combinations(cluster, 2)}
