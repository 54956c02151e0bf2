"""Truths about offices: when a holder is the right one, and what each truth has."""

from __future__ import annotations

import json
from datetime import date

import pytest

from bench.offices import LABELS, is_same
from dragoman.actors.offices import Holding


@pytest.mark.parametrize(
    ("names", "same"),
    [
        (["Sergey Lavrov"], True),
        (["Sergei Lavrov"], True),
        (["Lavrov"], False),
        (["Ivan Lavrov"], False),
        (["Igor Ivanov", "Sergej Lavrov"], True),
    ],
)
def test_a_holder_is_known_by_one_of_the_names(names: list[str], same: bool) -> None:
    holder = Holding("Sergey Lavrov", (), "RUS", "foreign minister", False, "2004-03-09", None, "GOV", "test")
    assert is_same(holder, names) is same


def test_each_truth_is_asked_once_and_names_its_source() -> None:
    truths = [json.loads(line) for line in LABELS.read_text("utf-8").splitlines()]
    assert len({(t["country"], t["office"], t["on"]) for t in truths}) == len(truths)
    assert all(t["holder"] and t["source"] and date.fromisoformat(t["on"]) for t in truths)
    assert len({t["on"] for t in truths}) == 20
