"""Dates of the text are found and counted from the day of publication."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.records import Published
from dragoman.statements.almanac import get_month, get_week, read_number, shift_period
from dragoman.statements.dates import find_dates
from tests.statements.marked import PUBLISHED, make_article, read_cases

WORDS = st.sampled_from(
    "on last next this the of Sunday Friday May March 3 31 2016 2018 from to between and - , . week month year day two "
    "ago earlier later end in will said yesterday today 11th February 29 weekend 12/13/14 2018-02-30 hours".split()
)


@pytest.mark.parametrize("case", read_cases("dates"))
def test_dates_mean_the_days_that_a_reader_takes_them_for(case: dict[str, Any]) -> None:
    text = case["text"]
    published = make_article(text, case.get("published", PUBLISHED), case.get("precision", "minute")).published_at
    found = find_dates(text, 0, len(text), published)
    assert [
        [d.span and d.span.of(text), d.from_on.isoformat(), d.to_on.isoformat(), d.precision] for d in found
    ] == case["dates"]


def test_a_given_look_decides_about_bare_weekdays() -> None:
    text, published = "Talks on Thursday.", make_article("").published_at
    days = [find_dates(text, 0, len(text), published, look=look)[0].from_on.day for look in ("past", "future")]
    assert days == [8, 15]


def test_only_the_range_asked_for_is_read() -> None:
    text = "On Friday he left; on Sunday he came back."
    assert len(find_dates(text, 17, len(text), make_article("").published_at)) == 1


def test_numbers_are_read_in_figures_and_words() -> None:
    assert [read_number(n) for n in ("3", "twelve", "twenty-one", "a", "some")] == [3, 12, 21, 1, None]


def test_periods_cross_years() -> None:
    assert get_month(2018, 0)[0] == date(2017, 12, 1)
    assert shift_period(date(2018, 1, 31), "month", 1) == (date(2018, 2, 1), date(2018, 2, 28), "month")
    assert get_week(date(2018, 1, 1))[0] == date(2018, 1, 1)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, max_size=14), st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1)))
def test_spans_lie_in_the_text_in_order_and_periods_run_forwards(words: list[str], at: datetime) -> None:
    text = " ".join(words)
    end = 0
    for found in find_dates(text, 0, len(text), Published(at.replace(tzinfo=UTC), "minute")):
        assert found.span is not None
        assert end <= found.span.start < found.span.end <= len(text)
        assert found.from_on <= found.to_on
        end = found.span.end


@settings(max_examples=30, deadline=None)
@given(
    st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(["%d %B %Y", "%B %d, %Y", "%Y-%m-%d", "%d %b %Y"])
)
def test_a_full_date_comes_back_whatever_its_order(day: date, order: str) -> None:
    text = f"It ended on {day.strftime(order)}."
    assert [d.from_on for d in find_dates(text, 0, len(text), None)] == [day]
