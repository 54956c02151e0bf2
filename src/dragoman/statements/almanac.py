"""Almanac: names of months, weekdays, units and numbers in English, and the periods of the calendar they stand for."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from dragoman.records import DatePrecision

MONTHS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
            "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
WEEKDAYS: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "monday mon", "tuesday tues tue", "wednesday weds wed", "thursday thurs thur thu", "friday fri",
            "saturday sat", "sunday sun",
        )
    )
    for name in names.split()
}  # fmt: skip
NUMBERS: dict[str, int] = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "a": 1, "an": 1, "a couple of": 2, "thirty": 30, "forty": 40,
    "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "a hundred": 100, "one hundred": 100,
}  # fmt: skip
_RANKS: dict[DatePrecision, int] = {"minute": 0, "day": 0, "week": 1, "month": 2, "year": 3}

Period = tuple[date, date, DatePrecision]
"""First and last day, both inclusive, and how precise the words were."""


def rank_precision(precision: DatePrecision) -> int:
    """0 for a day or finer, up to 3 for a year."""
    return _RANKS[precision]


def get_day(day: date) -> Period:
    """The period of one day."""
    return day, day, "day"


def get_week(day: date) -> Period:
    """The week, Monday to Sunday, that `day` stands in."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6), "week"


def get_month(year: int, month: int) -> Period:
    """A calendar month; `month` may lie outside 1 to 12 and then counts on into other years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month"


def get_year(year: int) -> Period:
    """A calendar year."""
    return date(year, 1, 1), date(year, 12, 31), "year"


def get_weekend(day: date) -> Period:
    """Saturday and Sunday of the week that `day` stands in."""
    saturday = day + timedelta(days=5 - day.weekday())
    return saturday, saturday + timedelta(days=1), "day"


def shift_period(day: date, unit: str, count: int) -> Period:
    """The day, week, weekend, month or year `count` units after (negative: before) the one that `day` stands in."""
    if unit == "fortnight":
        unit, count = "week", 2 * count
    if unit == "week":
        return get_week(day + timedelta(weeks=count))
    if unit == "weekend":
        return get_weekend(day + timedelta(weeks=count))
    if unit == "month":
        return get_month(day.year, day.month + count)
    if unit == "year":
        return get_year(day.year + count)
    return get_day(day + timedelta(days=count))


def read_number(words: str) -> int | None:
    """A count in figures or words: "3", "three", "a couple of", "twenty-one"; None where it is neither."""
    words = words.casefold().replace(",", "")
    if words.isdecimal():
        return int(words)
    if words in NUMBERS:
        return NUMBERS[words]
    tens, _, ones = words.partition("-")
    return NUMBERS[tens] + NUMBERS[ones] if tens in NUMBERS and ones in NUMBERS else None
