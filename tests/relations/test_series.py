"""Series: what enters a period, words and deeds, scores, what was read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from dragoman.errors import TextError
from dragoman.records import Date
from dragoman.relations import series
from dragoman.relations.periods import find_start, list_starts
from dragoman.relations.series import Series
from tests.relations.worlds import Told, write

if TYPE_CHECKING:
    from dragoman.ledger import Ledger

TO, BACK, BOTH = "RUS → USA", "USA → RUS", "RUS – USA"
SIDES = {"TASS": "RUS state", "Reuters": "GBR private"}


def count(found: Series, direction: str, **what: str) -> list[int]:
    return [int(n) for n in found.count(direction, **what)]  # type: ignore[arg-type]


def test_weeks_begin_on_monday_months_on_the_first_and_none_is_left_out() -> None:
    assert find_start(date(2018, 1, 7), "week") == date(2018, 1, 1)
    assert list_starts(date(2018, 1, 31), date(2018, 3, 1), "month") == tuple(date(2018, n, 1) for n in (1, 2, 3))
    assert len(list_starts(date(2018, 1, 1), date(2018, 12, 31), "week")) == 53


def test_counts_by_direction_quad_and_type(ledger: Ledger) -> None:
    write(
        ledger,
        [
            Told(0, "RUS", "USA", "ACCUSE"), Told(6, "RUS", "USA", "ASSAULT"), Told(7, "USA", "RUS", "REJECT"),
            Told(20, "RUS USA", "", "CONSULT"),
        ],
    )  # fmt: skip
    found = series(ledger, "RUS", "USA")
    assert found.starts == (date(2018, 1, 1), date(2018, 1, 8), date(2018, 1, 15))
    assert count(found, TO) == [2, 0, 0]
    assert count(found, TO, quad="verbal conflict") == [1, 0, 0]
    assert count(found, TO, quad="conflict") == [2, 0, 0]
    assert count(found, BACK, type="REJECT") == [0, 1, 0]
    assert count(found, BOTH) == [0, 0, 1]


def test_words_and_deeds_are_scored_apart_by_either_scale(ledger: Ledger) -> None:
    write(ledger, [Told(0, "RUS", "USA", "ACCUSE"), Told(0, "RUS", "USA", "ASSAULT")])
    plover, goldstein = series(ledger, "RUS", "USA"), series(ledger, "RUS", "USA", scale="goldstein")
    assert {key: float(row[0]) for key, row in plover.scores.items()} == {(TO, "words"): -3.0, (TO, "deeds"): -9.0}
    assert {key: float(row[0]) for key, row in goldstein.scores.items()} == {(TO, "words"): -2.0, (TO, "deeds"): -10.0}
    with pytest.raises(TextError, match="scale"):
        series(ledger, "RUS", "USA", scale="other")  # type: ignore[arg-type]


def test_what_enters_no_period_is_counted_by_its_reason_and_switches_let_it_in(ledger: Ledger) -> None:
    write(
        ledger,
        [
            Told(0, "RUS", "USA", "ACCUSE"), Told(0, "RUS", "USA", "ACCUSE", dated=False),
            Told(0, "RUS", "USA", "ACCUSE", more={"factuality": "PS+"}), Told(0, "RUS", "USA", "ACCUSE", more={"time": "future"}),
            Told(0, "RUS", "USA", "ACCUSE", more={"aspect": "ongoing"}), Told(0, "RUS", "USA", "ASSAULT", by="USA"),
            Told(0, "RUS", "USA", "ACCUSE", by="RUS"),
        ],
    )  # fmt: skip
    found = series(ledger, "RUS", "USA")
    assert count(found, TO) == [2]
    assert found.left_out == {
        "no day": 1, "not certain": 1, "yet to come": 1, "not once": 1, "a deed on a party's own word": 1,
    }  # fmt: skip
    assert count(series(ledger, "RUS", "USA", every_act=True), TO) == [5]
    assert count(series(ledger, "RUS", "USA", own_word=True), TO) == [3]


def test_an_act_of_a_month_enters_a_month_and_no_week(ledger: Ledger) -> None:
    month = Date(date(2018, 1, 1), date(2018, 1, 31), "month", None)
    write(ledger, [Told(0, "RUS", "USA", "ACCUSE", more={"date": month})])
    assert series(ledger, "RUS", "USA").left_out == {"days of more than one week": 1}
    assert count(series(ledger, "RUS", "USA", by="month"), TO) == [1]


def test_what_was_read_stands_beside_by_period_and_side(ledger: Ledger) -> None:
    outlets = ("TASS", "TASS", "Reuters", None)
    write(ledger, [Told(7 * n, "RUS", "USA", "ACCUSE", outlet=outlet) for n, outlet in enumerate(outlets)])
    found = series(ledger, "RUS", "USA", find_side=lambda outlet, _: SIDES.get(outlet or "", "unknown"))
    assert [int(n) for n in found.articles] == [1, 1, 1, 1]
    assert found.share_read == {"RUS state": 0.5, "GBR private": 0.25, "unknown": 0.25}


def test_days_asked_for_make_periods_even_where_nothing_happened(ledger: Ledger) -> None:
    write(ledger, [Told(0, "RUS", "USA", "ACCUSE")])
    found = series(ledger, "RUS", "USA", by="day", since=date(2017, 12, 31), until=date(2018, 1, 3))
    assert count(found, TO) == [0, 1, 0, 0]


def test_a_ledger_without_the_dyad_has_an_empty_series(ledger: Ledger) -> None:
    found = series(ledger, "RUS", "USA")
    assert (found.starts, found.counts, found.share_read) == ((), {}, {})
    with pytest.raises(TextError, match="fortnight"):
        series(ledger, "RUS", "USA", by="fortnight")
