"""Response rates: right where acts are answered, and at the stated error rate where only attention is shared."""

from __future__ import annotations

import numpy as np
import pytest

from dragoman.relations.responses import Response, find_attention, find_response
from tests.relations.simulated import make_world


def test_shared_attention_alone_is_taken_for_an_answer_no_more_often_than_stated() -> None:
    worlds = [make_world(seed, answered=0.0) for seed in range(120)]
    found = [find_response(w.one, w.other, w.read, draws=79) for w in worlds]
    wrong = np.mean([each is not None and each.p <= 0.05 for each in found])
    assert wrong <= 0.09  # 0.05 and two standard errors of 120 worlds


def test_a_shuffle_of_days_would_take_shared_attention_for_answers() -> None:
    """Why the baseline is not the plain one: with what was read held flat, most of these worlds seem to answer."""
    worlds = [make_world(seed, answered=0.0) for seed in range(40)]
    found = [find_response(w.one, w.other, np.ones_like(w.read), draws=79) for w in worlds]
    assert np.mean([each is not None and each.p <= 0.05 for each in found]) > 0.3


def test_answers_are_found() -> None:
    worlds = [make_world(seed, answered=0.4) for seed in range(40)]
    found = [find_response(w.one, w.other, w.read, draws=79, within=3) for w in worlds]
    assert np.mean([each is not None and each.p <= 0.05 for each in found]) > 0.7
    assert np.mean([each.rate - each.expected for each in found if each]) > 0.1


def test_rates_are_counted_on_the_days_after_not_on_the_same() -> None:
    one, other = np.zeros(60), np.zeros(60)
    one[::5] = 1
    other[1::5] = 1
    found = find_response(one, other, np.ones(60), within=2)
    assert found is not None
    assert (found.n, found.answered, found.rate) == (12, 12, 1.0)
    same = find_response(one, one, np.ones(60), within=2)
    assert same is not None
    assert same.answered == 0


def count_by_turning_each(one: np.ndarray, other: np.ndarray, read: np.ndarray, within: int, draws: int) -> Response:
    """As the method is told, turn by turn and day by day."""
    dice, n_days = np.random.default_rng(3), len(other)
    clock = np.concatenate([[0.0], np.cumsum(read)])
    days = np.repeat(np.arange(n_days), other.astype(int))
    placed = clock[days] + dice.uniform(size=len(days)) * (clock[days + 1] - clock[days])
    least = min(2 * within / n_days, 0.25) * clock[-1]

    def count(answers: np.ndarray) -> tuple[float, float]:
        after = [answers[day + 1 : day + 1 + within].sum() for day in range(n_days - within)]
        return float(sum(one[: n_days - within][np.array(after) > 0])), float(one[: n_days - within] @ after)

    drawn = []
    for _ in range(draws):
        turned = (placed + dice.uniform(least, clock[-1] - least)) % clock[-1]
        laid = np.minimum(np.searchsorted(clock, turned, side="right") - 1, n_days - 1)
        drawn.append(count(np.bincount(laid, minlength=n_days).astype(float)))
    answered, in_all = count(other)
    n = int(one[: n_days - within].sum())
    low, high = np.quantile([each for each, _ in drawn], [0.05, 0.95]) / n
    p = (1 + sum(each >= in_all for _, each in drawn)) / (1 + draws)
    return Response(n, int(answered), within, float(np.mean([each for each, _ in drawn])) / n, low, high, p)


@pytest.mark.parametrize("seed", range(6))
def test_turning_all_at_once_finds_what_turning_one_by_one_does(seed: int) -> None:
    world = make_world(seed, answered=0.2)
    other = world.other + (np.random.default_rng(seed).random(len(world.other)) < 0.1) * 2
    within = 3 + seed
    found = find_response(world.one, other, world.read, within=within, draws=40, seed=3)
    told = (find_attention(world.read, ahead=ahead) for ahead in (1, 3))
    assert found == max((count_by_turning_each(world.one, other, each, within, 40) for each in told), key=lambda r: r.p)


def test_acts_whose_window_is_not_over_are_left_out() -> None:
    one = np.ones(30)
    found = find_response(one, one, one, within=7)
    assert found is not None
    assert found.n == 23


def test_too_few_acts_say_nothing() -> None:
    few = np.zeros(100)
    few[:9] = 1
    assert find_response(few, np.ones(100), np.ones(100)) is None
    assert find_response(np.ones(100), few, np.ones(100)) is None


def test_the_same_acts_give_the_same_answer() -> None:
    world = make_world(1, answered=0.2)
    once, again = (find_response(world.one, world.other, world.read) for _ in range(2))
    assert once == again


def test_attention_looks_ahead_and_is_never_nothing() -> None:
    read = np.array([0.0, 0.0, 0.0, 0.0, 9.0, 0.0])
    assert find_attention(read, ahead=3)[2] == pytest.approx(3.0)
    assert find_attention(read, ahead=1)[0] == pytest.approx(0.15)
