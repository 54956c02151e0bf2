"""Coreference scores as the reference implementation defines them: MUC, B3 and CEAF-e, and the mean of their F1.

The reference is the CoNLL scorer, version 8.01 (Pradhan et al. 2014): a mention counts where its span is exactly the key's,
mentions that the other side lacks stand alone there, and counts are summed over documents before anything is divided.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

Clusters = Sequence[frozenset[Hashable]]
"""Who is the same, by mention: disjoint sets, none empty."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """Recall and precision as the counts they are made of: documents add up."""

    right_of_key: float = 0.0
    key: float = 0.0
    right_of_response: float = 0.0
    response: float = 0.0

    def __add__(self, other: Ratio) -> Ratio:
        return Ratio(
            self.right_of_key + other.right_of_key,
            self.key + other.key,
            self.right_of_response + other.right_of_response,
            self.response + other.response,
        )

    @property
    def recall(self) -> float:
        return self.right_of_key / self.key if self.key else 0.0

    @property
    def precision(self) -> float:
        return self.right_of_response / self.response if self.response else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of recall and precision; 0 where nothing is right."""
        both = self.recall + self.precision
        return 2 * self.recall * self.precision / both if both else 0.0


def find_mentions(key: Clusters, response: Clusters) -> Ratio:
    """How many mentions of the one side the other has."""
    mine, theirs = _mentions(key), _mentions(response)
    return Ratio(len(mine & theirs), len(mine), len(mine & theirs), len(theirs))


def find_muc(key: Clusters, response: Clusters) -> Ratio:
    """Links: a set of n mentions has n - 1, of which those are lost that the other side's sets cut (Vilain et al. 1995)."""
    return Ratio(*_count_links(key, response), *_count_links(response, key))


def find_b_cubed(key: Clusters, response: Clusters) -> Ratio:
    """By mention, the share of its set that stands in its set on the other side (Bagga and Baldwin 1998)."""
    return Ratio(*_count_shares(key, response), *_count_shares(response, key))


def find_ceaf_e(key: Clusters, response: Clusters) -> Ratio:
    """Likeness of sets, 2 |K and R| / (|K| + |R|), paired one to one so that most is alike (Luo 2005)."""
    alike = np.zeros((len(key), len(response)))
    whose = _index(response)
    for row, members in enumerate(key):
        for column, shared in Counter(whose[m] for m in members if m in whose).items():
            alike[row, column] = 2 * shared / (len(members) + len(response[column]))
    right = float(sum(alike[pair] for pair in _pair_up(alike)))
    return Ratio(right, len(key), right, len(response))


SCORES: dict[str, Callable[[Clusters, Clusters], Ratio]] = {
    "mentions": find_mentions,
    "muc": find_muc,
    "b3": find_b_cubed,
    "ceafe": find_ceaf_e,
}


def score(key: Clusters, response: Clusters) -> dict[str, Ratio]:
    """By score, its counts in one document."""
    return {name: count(key, response) for name, count in SCORES.items()}


def sum_up(documents: Iterable[dict[str, Ratio]]) -> dict[str, Ratio]:
    """By score, its counts over all documents."""
    found = dict.fromkeys(SCORES, Ratio())
    for counted in documents:
        found = {name: ratio + counted[name] for name, ratio in found.items()}
    return found


def find_conll(scores: dict[str, Ratio]) -> float:
    """The CoNLL score: the mean F1 of MUC, B3 and CEAF-e (Denis and Baldridge 2009)."""
    return sum(scores[name].f1 for name in ("muc", "b3", "ceafe")) / 3


def drop_singletons(clusters: Clusters) -> list[frozenset[Hashable]]:
    """The sets of two mentions and more."""
    return [members for members in clusters if len(members) > 1]


def _mentions(clusters: Clusters) -> frozenset[Hashable]:
    return frozenset().union(*clusters)


def _index(clusters: Clusters) -> dict[Hashable, int]:
    return {mention: number for number, members in enumerate(clusters) for mention in members}


def _count_links(mine: Clusters, theirs: Clusters) -> tuple[int, int]:
    whose = _index(theirs)
    right = 0
    for members in mine:
        apart = len({whose[m] for m in members if m in whose}) + sum(m not in whose for m in members)
        right += len(members) - apart
    return right, sum(len(members) - 1 for members in mine)


def _count_shares(mine: Clusters, theirs: Clusters) -> tuple[float, int]:
    whose = _index(theirs)
    right = 0.0
    for members in mine:
        together = Counter(whose[m] for m in members if m in whose)
        right += sum(n * n for n in together.values()) / len(members)
    return right, sum(map(len, mine))


def _pair_up(gains: np.ndarray) -> list[tuple[int, int]]:
    """Rows and columns paired one to one for the largest sum, by shortest augmenting paths (Jonker and Volgenant 1987)."""
    if gains.shape[0] > gains.shape[1]:
        return [(row, column) for column, row in _pair_up(gains.T)]
    n_rows, n_columns = gains.shape
    costs = np.zeros((n_rows, n_columns + 1))
    costs[:, 1:] = -gains
    of_row, of_column = np.zeros(n_rows), np.zeros(n_columns + 1)
    row_at = np.full(n_columns + 1, -1)  # column 0 is no column: where the row that looks for one waits
    for row in range(n_rows):
        row_at[0], at = row, 0
        least, came, done = np.full(n_columns + 1, np.inf), np.zeros(n_columns + 1, int), np.zeros(n_columns + 1, bool)
        while row_at[at] >= 0:
            done[at] = True
            reduced = costs[row_at[at]] - of_row[row_at[at]] - of_column
            better = ~done & (reduced < least)
            least[better], came[better] = reduced[better], at
            after = int(np.where(done, np.inf, least).argmin())
            step = least[after]
            of_row[row_at[done]] += step
            of_column[done] -= step
            least[~done] -= step
            at = after
        while at:
            row_at[at], at = row_at[came[at]], came[at]
    return [(int(row), column - 1) for column, row in enumerate(row_at) if column and row >= 0]
