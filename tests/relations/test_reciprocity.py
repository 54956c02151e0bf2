"""From a ledger to what is returned, joint acts in neither direction, and a third side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dragoman.errors import TextError
from dragoman.relations import series
from dragoman.relations.described import describe_reciprocity, tell_model, tell_returned
from dragoman.relations.reciprocity import find_reciprocity, find_third
from tests.relations.worlds import Told, write

if TYPE_CHECKING:
    from dragoman.ledger import Ledger

EACH = [(day, "ACCUSE", "REJECT") for day in range(0, 240, 12)]


def fill(ledger: Ledger) -> None:
    """Each accusation is rejected two days later; China threatens Russia a day before; some days nothing happens."""
    acts = [Told(day, "CHN", "RUS", "THREATEN") for day, _, _ in EACH]
    acts += [Told(day + 1, "RUS", "USA", kind) for day, kind, _ in EACH]
    acts += [Told(day + 3, "USA", "RUS", kind) for day, _, kind in EACH]
    acts += [Told(day + 5, "RUS USA", "", "CONSULT") for day, _, _ in EACH]
    write(ledger, acts)


def test_what_is_returned_is_told_each_way_and_by_type(ledger: Ledger) -> None:
    fill(ledger)
    found = find_reciprocity(series(ledger, "RUS", "USA"), within=3, models=False)
    there = next(each for each in found.returned if each.of == "RUS → USA" and each.kind == "ACCUSE")
    back = next(each for each in found.returned if each.of == "USA → RUS" and each.kind == "conflict")
    assert (there.response.n, there.response.answered, there.by, there.answer) == (20, 20, "USA → RUS", "conflict")
    assert back.response.answered == 0
    assert all(each.adjusted >= each.response.p for each in found.returned)
    assert "Of 20 ACCUSE RUS → USA, 20 (100%) were followed within 3 days by conflict USA → RUS" in tell_returned(there)


def test_joint_acts_are_no_answer(ledger: Ledger) -> None:
    write(ledger, [Told(day, "RUS USA", "", "CONSULT") for day in range(0, 90, 3)])
    assert find_reciprocity(series(ledger, "RUS", "USA"), models=False).returned == ()


def test_a_third_side_is_looked_at_in_the_same_days(ledger: Ledger) -> None:
    fill(ledger)
    found = series(ledger, "RUS", "USA")
    thirds = find_third(ledger, found, "CHN")
    assert [third.dyad.directions[0] for third in thirds] == ["CHN → RUS", "CHN → USA"]
    assert {third.starts for third in thirds} == {found.starts}
    reciprocity = find_reciprocity(found, thirds, within=3, models=False)
    driving = next(each for each in reciprocity.returned if each.of == "CHN → RUS" and each.by == "RUS → USA")
    assert (reciprocity.third, driving.response.n) == ("CHN", 20)
    with pytest.raises(TextError, match="one of the two"):
        find_third(ledger, found, "USA")


def test_where_the_data_bear_no_model_it_is_said(ledger: Ledger) -> None:
    pytest.importorskip("statsmodels")
    pytest.importorskip("arch")
    fill(ledger)
    found = find_reciprocity(series(ledger, "RUS", "USA"))
    assert found.models["conflict"].unfit == "34 periods, 150 are needed"
    assert tell_model("conflict", found.models["conflict"], "week").startswith("No model of conflict by week")
    assert describe_reciprocity(found)["models"]["conflict"]["unfit"] == "34 periods, 150 are needed"


def test_an_empty_series_returns_nothing(ledger: Ledger) -> None:
    assert find_reciprocity(series(ledger, "RUS", "USA")).returned == ()
