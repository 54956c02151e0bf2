"""Coreference scores on examples whose figures the literature has, or that are worked out beside them by hand."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from bench.coreference import (
    Clusters,
    _pair_up,
    drop_singletons,
    find_b_cubed,
    find_ceaf_e,
    find_conll,
    find_mentions,
    find_muc,
    score,
    sum_up,
)


def sets(*words: str) -> Clusters:
    """ "ab c" as sets of letters."""
    return [frozenset(word) for word in words]


# The key of Bagga and Baldwin (1998), their two responses, and those that Luo (2005) adds.
KEY = sets("12345", "67", "89ABC")
TWO_JOINED = sets("12345", "6789ABC")
LARGE_JOINED = sets("1234589ABC", "67")
ALL_JOINED = sets("123456789ABC")
NONE_JOINED = sets(*"123456789ABC")


@pytest.mark.parametrize(
    ("response", "muc", "b_cubed", "ceaf_e"),
    [
        (TWO_JOINED, (1.0, 0.9, 0.947), (1.0, 0.762, 0.865), (0.611, 0.917, 0.733)),
        (LARGE_JOINED, (1.0, 0.9, 0.947), (1.0, 0.583, 0.737), (0.556, 0.833, 0.667)),
        (ALL_JOINED, (1.0, 0.818, 0.9), (1.0, 0.375, 0.545), (0.196, 0.588, 0.294)),
        (NONE_JOINED, (0.0, 0.0, 0.0), (0.25, 1.0, 0.4), (0.444, 0.111, 0.178)),
    ],
)
def test_the_examples_of_bagga_and_baldwin_and_of_luo_have_their_figures(
    response: Clusters, muc: tuple[float, ...], b_cubed: tuple[float, ...], ceaf_e: tuple[float, ...]
) -> None:
    for count, wanted in ((find_muc, muc), (find_b_cubed, b_cubed), (find_ceaf_e, ceaf_e)):
        ratio = count(KEY, response)
        assert (ratio.recall, ratio.precision, ratio.f1) == pytest.approx(wanted, abs=5e-4)


# Cases of the CoNLL scorer: one, two and three mentions in the key; responses lack some and have others too.
CASE_A = sets("a", "bc", "def")


@pytest.mark.parametrize(
    ("response", "muc", "b_cubed", "ceaf_e"),
    [
        (CASE_A, (1, 1), (1, 1), (1, 1)),
        (sets("a", "de"), (1 / 3, 1), ((7 / 3) / 6, 1), (0.6, 0.9)),
        (sets("a", "bcx", "defy", "z"), (1, 3 / 5), (1, (4 + 7 / 12) / 9), (0.88571, 0.66429)),
        (sets("a", "bcx", "dy", "z"), (1 / 3, 1 / 3), ((3 + 1 / 3) / 6, (1 + 4 / 3 + 1 / 2) / 7), (0.73333, 0.55)),
        (sets("a", "bcxy", "dz", "w"), (1 / 3, 1 / 4), ((3 + 1 / 3) / 6, 2.5 / 8), (0.68889, 0.51667)),
    ],
)
def test_mentions_that_one_side_lacks_count_as_in_the_conll_scorer(
    response: Clusters, muc: tuple[float, float], b_cubed: tuple[float, float], ceaf_e: tuple[float, float]
) -> None:
    for count, wanted in ((find_muc, muc), (find_b_cubed, b_cubed), (find_ceaf_e, ceaf_e)):
        ratio = count(CASE_A, response)
        assert (ratio.recall, ratio.precision) == pytest.approx(wanted, abs=5e-6)


def test_one_set_of_six_found_as_six_single_mentions() -> None:
    """Its likeness to any of them is 2 / 7."""
    key, response = sets("abcdef"), sets(*"abcdef")
    assert find_muc(key, response).f1 == 0
    assert (find_b_cubed(key, response).recall, find_b_cubed(key, response).precision) == pytest.approx((1 / 6, 1))
    ceaf = find_ceaf_e(key, response)
    assert (ceaf.recall, ceaf.precision) == pytest.approx((2 / 7, 2 / 42))


def test_single_mentions_count_except_as_links() -> None:
    key = response = sets(*"abc")
    assert find_muc(key, response).f1 == 0
    assert find_b_cubed(key, response).f1 == find_ceaf_e(key, response).f1 == 1
    assert drop_singletons(sets("a", "bc")) == sets("bc")


def test_documents_are_summed_before_anything_is_divided() -> None:
    """Links: 1 of 1 and 0 of 3 are 1 of 4, not the mean of 1 and 0."""
    scores = sum_up([score(sets("ab"), sets("ab")), score(sets("abcd"), sets(*"abcd"))])
    assert scores["muc"].recall == pytest.approx(1 / 4)
    assert scores["mentions"].f1 == 1


def test_the_conll_score_is_the_mean_of_three() -> None:
    scores = score(KEY, TWO_JOINED)
    assert find_conll(scores) == pytest.approx((0.9474 + 0.8649 + 0.7333) / 3, abs=1e-4)
    assert scores["mentions"].f1 == 1


def test_nothing_found_and_nothing_to_find_score_zero() -> None:
    assert find_conll(score(KEY, [])) == find_conll(score([], KEY)) == find_conll(sum_up([])) == 0
    assert find_mentions(KEY, []).recall == 0


def test_pairing_finds_the_largest_sum() -> None:
    """Against every way to pair, on tables with ties and zeros."""
    dice = np.random.default_rng(3)
    for rows, columns in ((1, 1), (3, 3), (2, 5), (5, 2), (4, 4)):
        for _ in range(20):
            gains = dice.integers(0, 4, (rows, columns)) / 3
            small, large = (gains, columns) if rows <= columns else (gains.T, rows)
            best = max(
                sum(small[r, c] for r, c in enumerate(chosen)) for chosen in permutations(range(large), len(small))
            )
            pairs = _pair_up(gains)
            assert len({r for r, _ in pairs}) == len({c for _, c in pairs}) == min(rows, columns)
            assert sum(gains[pair] for pair in pairs) == pytest.approx(best)
