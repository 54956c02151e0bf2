"""Scores of clusters, on examples worked out by hand and by others."""

from __future__ import annotations

import random
from itertools import permutations

import pytest

from bench.clusters import count_pairs, score_b3, score_ceaf, score_conll, score_muc


def part(text: str) -> list[frozenset[str]]:
    """ "abc de" as clusters of letters."""
    return [frozenset(word) for word in text.split()]


def test_what_is_right_scores_one() -> None:
    same = part("abc de f")
    assert score_conll(same, same) == 1.0
    assert count_pairs(same, same) == (4, 0, 0)


# Bagga and Baldwin (1998), Algorithms for scoring coreference chains: its two answers to 1-5, 6-7, 8-C.
GOLD = "12345 67 89ABC"


@pytest.mark.parametrize(
    ("found", "b3", "muc"),
    [("12345 6789ABC", 16 / 21, 9 / 10), ("1234589ABC 67", 7 / 12, 9 / 10)],
)
def test_the_examples_of_bagga_and_baldwin(found: str, b3: float, muc: float) -> None:
    assert score_b3(part(GOLD), part(found)).precision == pytest.approx(b3)
    assert score_b3(part(GOLD), part(found)).recall == 1.0
    assert (score_muc(part(GOLD), part(found)).precision, score_muc(part(GOLD), part(found)).recall) == (muc, 1.0)


# Pradhan et al. (2014), Scoring coreference partitions of predicted mentions: the example of its figure 2.
def test_the_example_of_pradhan_and_others_with_mentions_of_one_side_only() -> None:
    key, response = part("abc defg"), part("ab cd fghi")
    muc, b3, ceaf = (score(key, response) for score in (score_muc, score_b3, score_ceaf))
    assert (muc.recall, muc.precision) == (pytest.approx(0.4), pytest.approx(0.4))
    assert (b3.recall, b3.precision) == (pytest.approx(0.42, abs=1e-2), pytest.approx(0.5))
    assert (ceaf.recall, ceaf.precision) == (pytest.approx(0.65), pytest.approx(0.43, abs=1e-2))


@pytest.mark.parametrize("seed", range(5))
def test_the_pairing_of_clusters_is_the_best_of_all(seed: int) -> None:
    dice = random.Random(seed)

    def scatter() -> list[frozenset[int]]:
        parts: list[set[int]] = [set() for _ in range(5)]
        for mention in range(12):
            dice.choice(parts).add(mention)
        return [frozenset(p) for p in parts if p]

    some, others = scatter(), scatter()
    padded = others + [frozenset[int]()] * 5
    best = max(
        sum(2 * len(a & b) / (len(a) + len(b)) for a, b in zip(some, order, strict=False))
        for order in permutations(padded, 5)
    )
    assert score_ceaf(some, others).recall == pytest.approx(best / len(some))


def test_false_merges_and_misses_are_told_apart() -> None:
    assert count_pairs(part("abc de"), part("ab cde")) == (2, 2, 2)
