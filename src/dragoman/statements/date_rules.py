"""Rules: what a calendar expression means, counted from the day its article appeared.

Each rule takes the match of one of `date_patterns` and the frame it stands in, and gives the period that is meant. It
raises ValueError where the words name no date after all ("Theresa May") or there is no day to count from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from dragoman.records import DatePrecision, Published
from dragoman.statements.almanac import (
    MONTHS,
    NUMBERS,
    WEEKDAYS,
    Period,
    get_day,
    get_month,
    get_week,
    get_weekend,
    get_year,
    rank_precision,
    read_number,
    shift_period,
)
from dragoman.statements.tense import Look


@dataclass(frozen=True, slots=True)
class Frame:
    """What a rule counts from: the publication day, what was named before, and where the words around look.

    `named` is the last day named, `period` the beginning of whatever was named last; `certain` says that the look was
    given or stands right before. `floor` and `year` stand where the expression is an end of a range: the beginning of
    that range, and the year that its other end names.
    """

    published: Published | None
    named: date | None
    look: Look | None
    period: date | None = None
    certain: bool = False
    floor: date | None = None
    year: int | None = None

    @property
    def patience(self) -> int:
        """Days after which "18 March" is no longer the one behind, if another lies ahead: more where a verb is past."""
        return 10_000 if self.certain else 240 if self.look is None else 300

    def day(self, precision: DatePrecision = "day") -> date:
        """The publication day; raises ValueError where none is known precisely enough for `precision`."""
        if self.published is None or rank_precision(self.published.precision) > rank_precision(precision):
            raise ValueError("no publication day to count from")
        return self.published.on


# --- days of the calendar --------------------------------------------------------------------------------------------

_YEARS_AROUND = 8


def read_calendar_day(match: re.Match[str], frame: Frame) -> Period:
    """ "11 February", "Sunday, Feb. 11, 2018", "3-5 March last year"."""
    month, day = _read_month_name(match), _read_digits(match["day"])
    year = _pick_year(match, frame)
    days = _find_same_days(month, day, match["weekday"], frame) if year is None else [date(year, month, day)]
    first = days[0] if year is not None else _choose(days, frame)
    last = first.replace(day=_read_digits(match["until"])) if match["until"] else first
    return first, last, "day"


def _find_same_days(month: int, day: int, weekday: str | None, frame: Frame) -> list[date]:
    """That day of the calendar in the years around publication; only those on `weekday`, if one within a year is."""
    published = frame.day()
    years = range(max(1, published.year - _YEARS_AROUND), published.year + _YEARS_AROUND + 1)
    leap_day = (month, day) == (2, 29)
    days = [date(y, month, day) for y in years if not leap_day or get_month(y, 2)[1].day == 29]
    if weekday:
        number = WEEKDAYS[weekday.rstrip(".").casefold()]
        matching = [d for d in days if d.weekday() == number and abs((d - published).days) <= 366]
        return matching or days
    return days


def _choose(days: list[date], frame: Frame) -> date:
    """Of days that bear the same name the one that is meant. `days` is in order and lies around publication."""
    if frame.floor:
        return next((d for d in days if d >= frame.floor), days[-1])
    published = frame.day()
    past = [d for d in days if d <= published]
    ahead = [d for d in days if d >= published]
    if not past or (frame.look == "future" and ahead):
        return ahead[0]
    # "the 18 March election", written in February: not the one of the year before
    far = (published - past[-1]).days > frame.patience
    return ahead[0] if far and ahead else past[-1]


def _pick_year(match: re.Match[str], frame: Frame) -> int | None:
    """The year that an expression names, by figures ("2017") or by word ("last year"), or that its range names."""
    if match["year"]:
        return int(match["year"])
    if not match["which"]:
        return frame.year
    which = match["which"].casefold().split()[-1]
    if which in {"same", "that"}:
        return (frame.period or frame.day("year")).year
    return frame.day("year").year + SHIFTS[which]


def _read_month_name(match: re.Match[str]) -> int:
    return MONTHS[match["month"].rstrip(".").casefold()]


def _read_digits(words: str) -> int:
    return int("".join(c for c in words if c.isdecimal()))


def read_iso_day(match: re.Match[str], _: Frame) -> Period:
    """ "2018-02-11"."""
    return get_day(date(int(match["year"]), int(match["number"]), int(match["day"])))


def read_figures(match: re.Match[str], frame: Frame) -> Period:
    """ "13/02/2018" and "02/13/2018": the day first, unless that cannot be or would lie after publication."""
    a, b, year = int(match["first"]), int(match["second"]), int(match["last"])
    if year < 100:
        published = frame.day("year").year
        year += published // 100 * 100
        year -= 100 if year > published + 20 else 0
    days = [date(year, m, d) for d, m in ((a, b), (b, a)) if 1 <= m <= 12]
    if len(days) == 2 and frame.published and days[0] > frame.published.on >= days[1]:
        return get_day(days[1])
    return get_day(days[0])


def read_day_of_month(match: re.Match[str], frame: Frame) -> Period:
    """ "the 15th of last month"; bare "the 15th" is of this month or, where that is not yet, of the last."""
    published, day = frame.day(), _read_digits(match["day"])
    if match["which"]:
        month = published.month + SHIFTS[match["which"].casefold()]
        return get_day(get_month(published.year, month)[0].replace(day=day))
    months = [get_month(published.year, published.month + n) for n in range(-3, 4)]
    return get_day(_choose([first.replace(day=day) for first, last, _ in months if last.day >= day], frame))


# --- months and years ------------------------------------------------------------------------------------------------

_IN = re.compile(r"\b(?i:in|since|until|till|during|throughout|through|as\s+of)\s+$")
_PREPOSITION = re.compile(
    r"\b(?i:in|since|until|till|during|throughout|through|as\s+of|by|from|to|for|of|before|after|between|and|or|on|the|"
    r"starting|beginning|ending|around|about)[\s]+$|[-–—(]$"
)
_YEAR_PREPOSITION = re.compile(
    r"\b(?i:in|since|until|till|during|throughout|through|as\s+of|by|from|to|for|of|before|after|between|and|or|the|"
    r"circa|around|late|early|mid|year|fiscal|summer|autumn|fall|winter|spring|than|his|her|its|their|our|a|an|this|"
    r"that|back\s+in|s)[\s-]+$|[(\[,–—]\s?$|['’]s\s+$|^\s*$"
)
_OF_EVENT = re.compile(
    r"\s+(?:\w+(?:al|ary|ive|ic|ese|ish|ian|ed)\s+)?(?:elections?|campaign|vote|referendum|poll|war|invasion|attack|bombing|coup|"
    r"revolution|uprising|revolt|massacre|crisis|conflict|treaty|agreement|accords?|pact|deal|truce|ceasefire|armistice|summit|"
    r"conference|resolution|constitution|budget|census|earthquake|olympics)\b",
    re.IGNORECASE,
)
"""What a bare year stands before; a round hundred counts things there ("2000 war dead")."""
_ALSO_WORDS = frozenset(("march", "april", "june", "august"))
_BEFORE = 16


def read_month(match: re.Match[str], frame: Frame) -> Period:
    """ "March 2017", "last March", "early March", "in March" (the nearest not ahead, unless the words look there)."""
    month, year, relative = _read_month_name(match), _pick_year(match, frame), _last_word(match["relative"])
    if year is not None:
        return get_month(year, month)
    if not relative and not match["part"]:
        _refuse_other_words(match)
    published = frame.day("month")
    if frame.floor:
        return get_month(frame.floor.year + (month < frame.floor.month), month)
    if relative in {"last", "past"}:
        return get_month(published.year - (month >= published.month), month)
    return get_month(published.year + _count_years(published.month, month, relative, frame), month)


def _count_years(now: int, month: int, relative: str, frame: Frame) -> int:
    """Years from publication, in month `now`, to the month that is meant."""
    if relative == "this":
        return 0
    far = (now - month) % 12 * 30 > frame.patience
    if relative == "coming" or (not relative and (frame.look == "future" or far)):
        return int(month < now)
    return int(month <= now) if relative == "next" else -int(month > now)


def _refuse_other_words(match: re.Match[str]) -> None:
    """Raises ValueError for a surname, a verb or a first name spelt like a month: those need a preposition."""
    name, before = match["month"], match.string[max(0, match.start("all") - _BEFORE) : match.start("all")]
    folded = name.rstrip(".").casefold()
    if folded == "may" and not _IN.search(before):
        raise ValueError("May may be a name or a verb")
    if (folded in _ALSO_WORDS or len(folded) <= 4) and folded != "july" and not _PREPOSITION.search(before):
        raise ValueError("perhaps no month")


def read_year(match: re.Match[str], _: Frame) -> Period:
    """ "2014", "2014-16", where the words before show that a year is meant and not a count."""
    first, until = int(match["year"]), match["until"]
    before = match.string[max(0, match.start("all") - _BEFORE) : match.start("all")]
    of_event = bool(first % 100) and _OF_EVENT.match(match.string, match.end("all"))
    if not (_YEAR_PREPOSITION.search(before) or of_event) or (first < 1900 and not _IN.search(before)):
        raise ValueError("perhaps a count")
    if not until:
        return get_year(first)
    last = int(until) if len(until) == 4 else first // 100 * 100 + int(until)
    return get_year(first)[0], get_year(last)[1], "year"


def read_spoken_year(match: re.Match[str], _: Frame) -> Period:
    """ "nineteen ninety-six", "the year two thousand and five", as broadcasts are written down."""
    rest = (match["rest"] or match["more"] or "").casefold()
    years = read_number(rest or "0")
    if years is None:
        raise ValueError("no year")
    return get_year((100 * NUMBERS[match["century"].casefold()] if match["century"] else 2000) + years)


# --- days and periods counted from publication -----------------------------------------------------------------------

SHIFTS = {"last": -1, "past": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1, "following": 1}
_NEAR_DAYS = {"today": 0, "tonight": 0, "this": 0, "yesterday": -1, "last": -1, "tomorrow": 1, "before": -2, "after": 2}
_UNITS: dict[str, DatePrecision] = {
    "hour": "minute", "minute": "minute", "day": "day", "weekend": "day", "week": "week", "fortnight": "week",
    "month": "month", "year": "year",
}  # fmt: skip
_EVERY = re.compile(r"\b(?i:every|each|most|alternate|any)\s+$")
_THE = re.compile(r"\b(?i:the)\s+$")
_TITLE = re.compile(r"[A-Z][\w.&]*\s$")


def _last_word(words: str | None) -> str:
    return words.casefold().split()[-1] if words else ""


def read_weekday(match: re.Match[str], frame: Frame) -> Period:
    """ "Sunday", "last Friday", "next Monday", "Tuesday of last week"; bare ones are the last until publication.

    "The previous Friday" and "the following Monday" count from the day named before, if there is one.
    """
    if _EVERY.search(match.string, max(0, match.start("all") - _BEFORE), match.start("all")):
        raise ValueError("no single day")
    published, weekday = frame.day(), WEEKDAYS[match["weekday"].casefold()]
    week = match["week"] or match["week_before"]
    if week:
        return get_day(get_week(published)[0] + timedelta(weeks=SHIFTS[week.casefold()], days=weekday))
    if frame.floor:
        return get_day(frame.floor + timedelta(days=(weekday - frame.floor.weekday()) % 7))
    relative = _last_word(match["relative"])
    base = (frame.named or published) if relative in {"previous", "following"} else published
    return get_day(base + timedelta(days=_count_days(base, weekday, relative, frame.look)))


def _count_days(base: date, weekday: int, relative: str, look: Look | None) -> int:
    """Days from `base`, mostly publication, to the weekday that is meant."""
    since = (base.weekday() - weekday) % 7
    if relative in {"last", "previous"}:
        return -(since or 7)
    if relative in {"next", "coming", "following"}:
        return 7 - since
    if relative == "this":
        return weekday - base.weekday()
    if relative != "past" and look == "future" and since:
        return 7 - since
    return -since


def read_near_day(match: re.Match[str], frame: Frame) -> Period:
    """ "today", "yesterday evening", "last night", "the day after tomorrow"."""
    before = match.string[max(0, match.start("all") - _BEFORE) : match.start("all")]
    if match["near"][0].isupper() and _TITLE.search(before):
        raise ValueError("a name that ends in Today")
    words = match["near"].casefold().split()
    word = next(w for w in ("before", "after", "last", *words) if w in words and w in _NEAR_DAYS)
    return shift_period(frame.day(), "day", _NEAR_DAYS[word])


def read_same_day(match: re.Match[str], frame: Frame) -> Period:
    """ "that day", "the next day", "the day before": counted from the day named before, if one was."""
    if frame.named is None:
        raise ValueError("no day named before")
    words = set(match["all"].casefold().split())
    shift = 0 if {"same", "that"} & words else -1 if {"previous", "before"} & words else 1
    return shift_period(frame.named, "day", shift)


def read_period(match: re.Match[str], frame: Frame) -> Period:
    """ "last month", "earlier this week" (until publication), "later in the year" (from it), "the year before last"."""
    unit, relative = match["unit"].casefold(), _last_word(match["relative"]) or "this"
    if relative == "last" and _THE.search(match.string, max(0, match.start("all") - _BEFORE), match.start("all")):
        raise ValueError("a length of time, not a date")
    published = frame.day(_UNITS[unit])
    if relative in {"that", "following"} and frame.period is None:
        raise ValueError("nothing named before")
    base = frame.period if relative in {"same", "that", "previous", "following"} and frame.period else published
    shift = -2 if match["last_but_one"] else SHIFTS.get(relative, 0)
    first, last, precision = shift_period(base, unit, shift)
    modifier = (match["modifier"] or "").casefold()
    if first <= published <= last:
        first, last = (published if modifier == "later" else first), (published if modifier == "earlier" else last)
    return first, last, precision


def read_weekend(_: re.Match[str], frame: Frame) -> Period:
    """ "over the weekend": the last one, or the one at hand; the next where the words look ahead."""
    published = frame.day()
    if frame.look == "future" or published.weekday() >= 5:
        return get_weekend(published)
    return get_weekend(published - timedelta(weeks=1))


def read_distance(match: re.Match[str], frame: Frame) -> Period:
    """ "two days ago", "three months from now"; "a week earlier" counts from the day named before, if there is one.

    "Year-earlier" and the like before a noun are one unit back.
    """
    count, unit, direction = read_number(match["count"] or "a"), match["unit"].casefold(), match["direction"].casefold()
    if count is None:
        raise ValueError("no number")
    steps = -count if direction in {"ago", "earlier", "before", "previously"} else count
    now = direction == "ago" or direction.startswith("from") or direction in {"hence", "time"}
    if _UNITS[unit] == "minute":
        return _count_hours(steps, unit, frame, now=now)
    base = frame.named if frame.named and not now else frame.day(_UNITS[unit])
    return shift_period(base, unit, steps)


def _count_hours(steps: int, unit: str, frame: Frame, *, now: bool) -> Period:
    """The day on which it was so many hours from publication; needs the time of day."""
    if frame.published is None or frame.published.precision != "minute" or not now:
        raise ValueError("no instant to count from")
    step = timedelta(hours=steps) if unit == "hour" else timedelta(minutes=steps)
    return get_day((frame.published.at + step).date())
