"""Outlets: by any of their names, and who controls them on a day."""

from __future__ import annotations

from datetime import date

import pytest

from dragoman.actors.outlets import find_outlet
from dragoman.actors.periods import get_days
from dragoman.actors.vocabulary import rows


@pytest.mark.parametrize("name", ["NTV", "ntv"])
def test_an_outlets_control_is_that_of_the_day(name: str) -> None:
    outlet = find_outlet(name)
    assert outlet is not None and outlet.country == "RUS"
    assert [outlet.find_control(date.fromisoformat(on)) for on in ("2001-04-13", "2001-04-14")] == ["private", "state"]


def test_an_outlet_that_closed_is_under_nobodys_control() -> None:
    outlet = find_outlet("the Zaman")
    assert outlet is not None
    assert [outlet.find_control(date(2016, month, 1)) for month in (3, 4, 8)] == ["private", "state", None]


def test_what_is_no_outlet_is_none() -> None:
    assert find_outlet("") is None and find_outlet("The Daily Nobody") is None


def test_every_control_is_one_of_four_and_dated_in_order() -> None:
    for name, country, controls, _ in rows("outlets"):
        parts = [control.partition(" since ") for control in controls.split(";")]
        assert len(country) == 3 and {control for control, _, _ in parts} <= {"state", "public", "private", "closed"}, (
            name
        )
        assert parts[0][2] == "" and all(since and get_days(since) for _, _, since in parts[1:]), name
        assert [since for _, _, since in parts] == sorted(since for _, _, since in parts), name
