"""Dates: the calendar expressions of a text, counted from the day its article appeared.

What an expression names is worked out in three steps: its words are found by one of the patterns below, a rule turns
them into a period with the publication day (and, for "the next day", the date named before) at hand, and two periods
joined by "to" or "between … and" become one range.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dragoman.records import Date, DatePrecision, Published, Span
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
from dragoman.statements.tense import Look, find_look


@dataclass(frozen=True, slots=True)
class _Frame:
    """What a rule counts from: the publication day, the last day named before, and where the words around look."""

    published: Published | None
    named: date | None
    look: Look | None
    floor: date | None = None
    """The first day that the expression may mean: the beginning of a range that it ends."""
    year: int | None = None
    """The year that the other end of a range names."""

    def day(self, precision: DatePrecision = "day") -> date:
        """The publication day; raises ValueError where none is known precisely enough for `precision`."""
        if self.published is None or rank_precision(self.published.precision) > rank_precision(precision):
            raise ValueError("no publication day to count from")
        return self.published.on


Rule = Callable[["re.Match[str]", _Frame], Period]


@dataclass(frozen=True, slots=True)
class _Found:
    match: re.Match[str]
    rule: Rule
    period: Period
    look: Look | None

    @property
    def span(self) -> Span:
        return Span(self.match.start("all"), self.match.end("all"))


def find_dates(
    text: str, start: int, end: int, published: Published | None, *, look: Look | None = None
) -> tuple[Date, ...]:
    """The dates that `text[start:end]` names, in order and apart from each other, with their spans.

    Weekdays, "yesterday", dates without a year and the like are counted from `published` in its own offset; where that
    is None or too coarse they are left out. `look` says whether they lie behind or ahead; None: the words around tell,
    and where they do not, the nearest one not after publication is meant.
    """
    found: list[_Found] = []
    for match, rule in _pick(text, start, end):
        seen = look or find_look(text, match.start("all"), match.end("all"), low=start, high=end)
        named = next((f.period[0] for f in reversed(found) if f.period[2] == "day"), None)
        period = _apply(rule, match, _Frame(published, named, seen))
        if period is not None:
            found.append(_Found(match, rule, period, seen))
    return tuple(_join(text, start, found, published))


def _apply(rule: Rule, match: re.Match[str], frame: _Frame) -> Period | None:
    try:
        period = rule(match, frame)
    except (ValueError, OverflowError):  # 30 February, a year past 9999, or no day to count from
        return None
    return period if period[0] <= period[1] else None


def _pick(text: str, start: int, end: int) -> list[tuple[re.Match[str], Rule]]:
    """Matches that do not overlap, in order: of overlapping ones the longer, then the earlier rule."""
    triggers = {m.lastgroup for m in _TRIGGER.finditer(text, start, end)}
    every = [
        (m, rule)
        for kinds, pattern, rule in _RULES
        if triggers & kinds
        for m in pattern.finditer(text, start, end)
        if m.end("all") > m.start("all")
    ]
    every.sort(key=lambda pair: pair[0].start("all") - pair[0].end("all"))
    picked: list[tuple[re.Match[str], Rule]] = []
    for m, rule in every:
        if all(m.end("all") <= o.start("all") or o.end("all") <= m.start("all") for o, _ in picked):
            picked.append((m, rule))
    return sorted(picked, key=lambda pair: pair[0].start("all"))


# --- ranges: two dates made one --------------------------------------------------------------------------------------

_TO = re.compile(r"\s+(?:to|until|till|through)\s+|\s?[-–—]\s?", re.IGNORECASE)
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\s+(?:the\s+)?$", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s+(?:the\s+)?$", re.IGNORECASE)


def _join(text: str, start: int, found: list[_Found], published: Published | None) -> Iterator[Date]:
    index = 0
    while index < len(found):
        here = found[index]
        joined = None
        if index + 1 < len(found) and _are_joined(text, start, here.span, found[index + 1].span):
            joined = _make_range(here, found[index + 1], published)
        yield joined or Date(*here.period, here.span)
        index += 2 if joined else 1


def _are_joined(text: str, start: int, first: Span, second: Span) -> bool:
    if second.start - first.end > 9:
        return False
    low = max(start, first.start - 14)
    if _AND.fullmatch(text, first.end, second.start):
        return bool(_BETWEEN.search(text, low, first.start))
    between = _TO.fullmatch(text, first.end, second.start)
    return between is not None and (not between.group().strip().isalpha() or bool(_FROM.search(text, low, first.start)))


def _make_range(first: _Found, second: _Found, published: Published | None) -> Date | None:
    """One period from the first to the second: the end never before the beginning, one year naming both."""
    one, two = first.period, second.period
    if first.match.groupdict().get("year") is None and (year := second.match.groupdict().get("year")):
        one = _apply(first.rule, first.match, _Frame(published, None, first.look, year=int(year))) or one
        if one[0] > two[0]:
            one = _apply(first.rule, first.match, _Frame(published, None, first.look, year=int(year) - 1)) or one
    if two[0] < one[0]:
        two = _apply(second.rule, second.match, _Frame(published, one[0], second.look, floor=one[0])) or two
    if two[1] < one[0]:
        return None
    precision = max(one[2], two[2], key=rank_precision)
    return Date(one[0], two[1], precision, Span(first.span.start, second.span.end))


# --- days of the calendar --------------------------------------------------------------------------------------------

_LONG_AGO = timedelta(days=240)


def _choose(days: list[date], frame: _Frame) -> date:
    """Of the same calendar day in several years the one that is meant. `days` is in order."""
    if frame.floor:
        return next(d for d in days if d >= frame.floor)
    published = frame.day()
    past = [d for d in days if d <= published]
    ahead = [d for d in days if d >= published]
    if not past or (frame.look == "future" and ahead):
        return ahead[0]
    # "the 18 March election", written in February and with no verb to tell: not the one of the year before
    far = frame.look is None and published - past[-1] > _LONG_AGO and bool(ahead)
    return ahead[0] if far else past[-1]


def _pick_year(match: re.Match[str], frame: _Frame) -> int | None:
    """The year that an expression names, by figures ("2017") or by word ("last year")."""
    groups = match.groupdict()
    if groups.get("year"):
        return int(groups["year"])
    if frame.year is not None:
        return frame.year
    which = (groups.get("which") or "").casefold()
    if not which:
        return None
    if which in {"the same", "that"}:
        return frame.named.year if frame.named else frame.day("year").year
    return frame.day("year").year + {"last": -1, "this": 0, "next": 1}[which]


def _read_calendar_day(match: re.Match[str], frame: _Frame) -> Period:
    month, day = MONTHS[match["month"].rstrip(".").casefold()], int(re.sub(r"\D", "", match["day"]))
    year = _pick_year(match, frame)
    if year is None:
        years = range(frame.day().year - 8, frame.day().year + 9)
        days = [date(y, month, day) for y in years if (month, day) != (2, 29) or y % 4 == 0]
        weekday = match.groupdict().get("weekday")
        if weekday and any(_is_near(d, frame.day()) for d in _on_weekday(days, weekday)):
            days = _on_weekday(days, weekday)
        first = _choose(days, frame)
    else:
        first = date(year, month, day)
    until = match.groupdict().get("until")
    last = first.replace(day=int(re.sub(r"\D", "", until))) if until else first
    return first, last, "day"


def _on_weekday(days: list[date], weekday: str) -> list[date]:
    number = WEEKDAYS[weekday.rstrip(".").casefold()]
    return [d for d in days if d.weekday() == number]


def _is_near(day: date, other: date) -> bool:
    return abs(day - other) < timedelta(days=366)


def _read_figures(match: re.Match[str], frame: _Frame) -> Period:
    """13/02/2018 and 02/13/2018: the day first, unless that cannot be or would lie after publication."""
    a, b, year = int(match["first"]), int(match["second"]), int(match["figures"])
    if year < 100:
        published = frame.day("year").year
        year += published // 100 * 100
        year -= 100 if year > published + 20 else 0
    days = [date(year, m, d) for d, m in ((a, b), (b, a)) if m <= 12]
    if len(days) == 2 and frame.published and days[0] > frame.published.on >= days[1]:
        return get_day(days[1])
    return get_day(days[0])


def _read_iso(match: re.Match[str], _: _Frame) -> Period:
    return get_day(date(int(match["year"]), int(match["number"]), int(match["day"])))


def _read_day_of_month(match: re.Match[str], frame: _Frame) -> Period:
    """ "the 15th": of the month named, else of this month or, where that is not yet, of the last."""
    published, day = frame.day(), int(re.sub(r"\D", "", match["day"]))
    which = (match["which"] or "").casefold()
    if which:
        shift = {"last": -1, "this": 0, "next": 1}[which]
        return get_day(get_month(published.year, published.month + shift)[0].replace(day=day))
    months = [get_month(published.year, published.month + n) for n in range(-3, 4)]
    return get_day(_choose([first.replace(day=day) for first, last, _ in months if last.day >= day], frame))


def _read_month(match: re.Match[str], frame: _Frame) -> Period:
    month, year = MONTHS[match["month"].rstrip(".").casefold()], _pick_year(match, frame)
    if year is not None:
        return get_month(year, month)
    published, relative = frame.day("month"), (match["relative"] or "").split(" ")[-1].casefold()
    if frame.floor:
        return get_month(frame.floor.year + (month < frame.floor.month), month)
    if relative in {"last", "past"}:
        return get_month(published.year - (month >= published.month), month)
    if relative in {"next", "coming"} or (relative != "this" and frame.look == "future"):
        strict = relative == "next"
        return get_month(published.year + (month < published.month or (strict and month == published.month)), month)
    return get_month(published.year - (relative != "this" and month > published.month), month)


def _read_year(match: re.Match[str], _: _Frame) -> Period:
    first, last = int(match["year"]), match["until"]
    if not last:
        return get_year(first)
    until = int(last) if len(last) == 4 else first // 100 * 100 + int(last)
    return get_year(first)[0], get_year(until)[1], "year"


# --- days and periods counted from publication -----------------------------------------------------------------------

_SHIFTS = {"last": -1, "past": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1, "following": 1}


def _read_weekday(match: re.Match[str], frame: _Frame) -> Period:
    published, weekday = frame.day(), WEEKDAYS[match["weekday"].rstrip(".").casefold()]
    week = match["week"] or match["week_before"]
    if week:
        monday = get_week(published + timedelta(weeks=_SHIFTS[week.casefold()]))[0]
        return get_day(monday + timedelta(days=weekday))
    relative = (match["relative"] or "").split(" ")[-1].casefold()
    since = (published.weekday() - weekday) % 7
    if frame.floor:
        return get_day(frame.floor + timedelta(days=(weekday - frame.floor.weekday()) % 7))
    if relative in {"last", "previous"}:
        return get_day(published - timedelta(days=since or 7))
    if relative in {"next", "coming", "following"}:
        return get_day(published + timedelta(days=7 - since))
    if relative == "this":
        return get_day(get_week(published)[0] + timedelta(days=weekday))
    if relative != "past" and frame.look == "future" and since:
        return get_day(published + timedelta(days=7 - since))
    return get_day(published - timedelta(days=since))


_NEAR_DAYS = {
    "today": 0, "tonight": 0, "this": 0, "yesterday": -1, "last": -1, "tomorrow": 1, "before": -2, "after": 2,
}  # fmt: skip


def _read_near_day(match: re.Match[str], frame: _Frame) -> Period:
    words = re.findall(r"\w+", match["near"].casefold())
    word = next(w for w in ("before", "after", "last", *words) if w in words and w in _NEAR_DAYS)
    return shift_period(frame.day(), "day", _NEAR_DAYS[word])


def _read_same_day(match: re.Match[str], frame: _Frame) -> Period:
    """ "the next day": from the day named before; raises ValueError where none was."""
    if frame.named is None:
        raise ValueError("no day named before")
    words = match["all"].casefold().split()
    shift = 0 if {"same", "that"} & set(words) else -1 if {"previous", "before"} & set(words) else 1
    return shift_period(frame.named, "day", shift)


def _read_period(match: re.Match[str], frame: _Frame) -> Period:
    """ "last month", "earlier this week", "later in the year", "the year before last"."""
    unit = match["unit"].casefold()
    precision: DatePrecision = {"day": "day", "weekend": "day", "week": "week", "month": "month"}.get(unit, "year")  # type: ignore[assignment]
    published, relative = frame.day(precision), (match["relative"] or "this").casefold().split()[-1]
    base = frame.named if relative in {"same", "that", "previous", "following"} and frame.named else published
    shift = -2 if match["last_but_one"] else _SHIFTS.get(relative, 0)
    first, last, precision = shift_period(base, unit, shift)
    modifier = (match["modifier"] or "").casefold()
    if first <= published <= last and modifier == "earlier":
        last = published
    if first <= published <= last and modifier == "later":
        first = published
    return first, last, precision


def _read_weekend(_: re.Match[str], frame: _Frame) -> Period:
    """ "over the weekend": the last one, or the one at hand; ahead where the words look there."""
    published = frame.day()
    if frame.look == "future" or published.weekday() >= 5:
        return get_weekend(published)
    return get_weekend(published - timedelta(weeks=1))


def _read_ago(match: re.Match[str], frame: _Frame) -> Period:
    """ "two days ago", "a week earlier", "three months later"."""
    count, unit = read_number(match["count"]), match["unit"].casefold()
    if count is None:
        raise ValueError("no number")
    direction = match["direction"].casefold()
    sign = -1 if direction in {"ago", "earlier", "before", "previously"} else 1
    if unit in {"hour", "minute"}:
        frame.day()
        if frame.published is None or direction not in {"ago", "from now"}:
            raise ValueError("no instant to count from")
        step = timedelta(hours=count) if unit == "hour" else timedelta(minutes=count)
        return get_day((frame.published.at + sign * step).date())
    anchored = direction in {"earlier", "before", "later", "after", "previously"} and frame.named is not None
    precision: DatePrecision = unit if unit in {"day", "week", "month", "year"} else "week"  # type: ignore[assignment]
    base = frame.named if anchored and frame.named else frame.day(precision)
    return shift_period(base, unit, sign * count)


# --- patterns --------------------------------------------------------------------------------------------------------


def _either(names: dict[str, int], *, long: int) -> str:
    """Names in title case and capitals; those shorter than `long` letters may carry a full stop."""
    forms = sorted({f(n) for n in names for f in (str.title, str.upper)}, key=lambda n: (-len(n), n))
    return "(?:" + "|".join(n + (r"\.?" if len(n) < long and n.casefold() != "may" else "") for n in forms) + ")"


_MONTH = _either(MONTHS, long=5)
_WEEKDAY = _either({k: v for k, v in WEEKDAYS.items() if k.endswith("day")}, long=0)
_ANY_WEEKDAY = _either(WEEKDAYS, long=6)
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\d|[.,:]\d\d(?!\d)|\s?(?:%|percent|per\s+cent|[ap]\.?m\b))"
_YEAR = r"(?:1[5-9]|20)\d\d(?!\d|[-–]\w*[A-Za-z]|[.,]\d)"
_OF_YEAR = (
    rf"(?:,?\s+(?:of\s+)?(?P<year>{_YEAR})|,?\s+(?:of\s+)?(?P<which>(?i:last|this|next|the\s+same|that))\s+(?i:year)\b)?"
)
_COUNT = (
    r"(?:\d{1,3}|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-\w+|"
    + "|".join(sorted(NUMBERS, key=len, reverse=True))
    + ")"
)
_UNIT = r"(?P<unit>week(?:end)?|month|year)"
_HALF = r"(?:\s+(?:morning|afternoon|evening|night|noon|midnight|lunchtime))?"
_NOT_TITLE = r"(?!\s+(?:Times|Telegraph|Mirror|Express|Herald|Mail|Star|World|People|Post|Independent|Mercury)\b)"
_NOT_AFTER = r"(?<!Black\s)(?<!Bloody\s)(?<!Good\s)(?<!Ash\s)(?<!Palm\s)(?<!Holy\s)(?<!Super\s)(?<!Cyber\s)(?<!Easter\s)"
_DIRECTIONS = r"ago|from\s+now|hence|earlier(?!\s+than)|later(?!\s+than)|previously|(?:before|after)(?=\s*(?:[,.;:)]|$))"

_TRIGGER = re.compile(
    rf"\b(?:(?P<month>(?:{'|'.join(sorted({n[:3].title() for n in MONTHS} | {n[:3].upper() for n in MONTHS}))})[a-zA-Z]*)"
    r"|(?P<weekday>(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|MON|TUE|WED|THU|FRI|SAT|SUN)[a-zA-Z]*)"
    r"|(?P<figures>\d+)"
    r"|(?P<near>(?i:today|tonight|tomorrow|yesterday|morning|afternoon|evening|night))"
    r"|(?P<unit>(?i:days?|weeks?|weekend|fortnights?|months?|years?|hours?|minutes?)))\b"
)
_RULES: tuple[tuple[frozenset[str], re.Pattern[str], Rule], ...] = tuple(
    (frozenset(kinds.split()), re.compile(pattern), rule)
    for kinds, pattern, rule in (
        (
            "month",
            rf"(?<![\w/])(?P<all>(?:(?P<weekday>{_ANY_WEEKDAY}),?\s+(?:the\s+)?)?(?P<day>{_DAY})"
            rf"(?:\s?(?:[-–—]|to|and)\s?(?P<until>{_DAY}))?(?:\s+(?:day\s+)?of)?[\s\-]+(?P<month>{_MONTH})(?!\w){_OF_YEAR})",
            lambda m, f: _read_span_of_days(m, f),
        ),
        (
            "month",
            rf"(?<![\w/])(?P<all>(?:(?P<weekday>{_ANY_WEEKDAY}),?\s+)?(?P<month>{_MONTH})\s+(?:the\s+)?(?P<day>{_DAY})"
            rf"(?:\s?(?:[-–—]|to|through|and)\s?(?P<until>{_DAY})(?!\s+(?:{_MONTH})))?{_OF_YEAR})",
            lambda m, f: _read_span_of_days(m, f),
        ),
        ("figures", rf"(?<![\w/.-])(?P<all>(?P<year>{_YEAR[:-len('(?!x')] if False else '(?:1[5-9]|20)[0-9][0-9]'})-(?P<number>[01]?\d)-(?P<day>[0-3]?\d))(?![\d-])", _read_iso),
        (
            "figures",
            r"(?<![\w/.-])(?P<all>(?P<first>[0-3]?\d)(?P<dash>[./-])(?P<second>[0-3]?\d)(?P=dash)"
            r"(?P<figures>(?:1[5-9]|20)\d\d|(?<=/)\d\d))(?![\w/]|-\d)",
            _read_figures,
        ),
        (
            "figures",
            r"\b(?:[Tt]he|[Oo]n|[Bb]y|[Ss]ince|[Uu]ntil)\s+(?P<all>(?:the\s+)?(?P<day>(?:3[01]|[12]?\d)(?:st|nd|rd|th))"
            r"(?:\s+of\s+(?P<which>last|this|next)\s+month|(?<=th)(?=\s*[,.;)])(?P<bare>)))",
            _read_day_of_month,
        ),
        (
            "month",
            rf"(?<![\w-])(?P<all>(?:(?i:(?:early|mid|middle\s+of|late|beginning\s+of|start\s+of|end\s+of)(?:\s+in)?)[\s-]+)?"
            rf"(?:(?P<relative>(?i:this\s+past|this\s+coming|last|this|next|past))\s+)?(?P<month>{_MONTH})(?!\w|\s+\d{{1,2}}\b(?!\d))"
            rf"{_OF_YEAR})",
            lambda m, f: _read_named_month(m, f),
        ),
        (
            "figures",
            r"(?<![\w$€£¥.,/:'’+-])(?P<all>(?P<year>(?:1[5-9]|20)\d\d)(?:\s?[-–/]\s?(?P<until>(?:1[5-9]|20)\d\d|\d\d))?)"
            r"(?![\w%/:]|[.,]\d|-\w|\s?(?:percent|per\s+cent|million|billion|trillion|km|kilom|metres|meters|miles|feet|"
            r"people|troops|soldiers|civilians|men|women|children|refugees|migrants|dollars|euros|tons|tonnes|MW|GMT|UTC|"
            r"hours|local\s+time)\b)",
            lambda m, f: _read_bare_year(m, f),
        ),
        (
            "weekday",
            rf"{_NOT_AFTER}\b(?P<all>(?:(?i:early|late)\s+(?:on\s+)?)?(?:(?P<week_before>(?i:last|this|next))\s+(?i:week)\s+on\s+)?"
            rf"(?:(?P<relative>(?i:this\s+past|this\s+coming|last|next|this|past|coming|previous|following))\s+)?"
            rf"(?P<weekday>{_WEEKDAY})(?!\w){_NOT_TITLE}{_HALF}"
            rf"(?:,?\s+(?:of\s+)?(?P<week>(?i:last|this|next))\s+(?i:week)\b)?)",
            lambda m, f: _read_single_weekday(m, f),
        ),
        (
            "near",
            r"(?P<all>\b(?:(?i:earlier|later|late|early)\s+)?(?P<near>(?i:(?:the\s+)?day\s+(?:before\s+yesterday|after\s+tomorrow)|"
            r"today|tonight|tomorrow|yesterday|this\s+(?:morning|afternoon|evening)|last\s+night))\b"
            r"(?:\s+(?:morning|afternoon|evening|night)\b)?)",
            lambda m, f: _read_common_day(m, f),
        ),
        (
            "unit",
            r"(?P<all>\b(?i:(?:on\s+)?(?:the|that)\s+same\s+day|that\s+day|the\s+(?:next|following|previous)\s+day|"
            r"the\s+day\s+(?:before|after)(?=\s*(?:[,.;:)]|$))))(?!\w)",
            _read_same_day,
        ),
        (
            "unit",
            rf"(?P<all>\b(?i:(?:(?P<modifier>earlier|later|early|late|mid)[\s-]+(?:in\s+)?)?(?:(?P<last_but_one>the\s+(?=\w+\s+before\s+last\b))|"
            rf"(?P<relative>last|this(?:\s+(?:past|coming))?|next|the\s+(?:previous|following|current|coming|same)|previous|coming)\s+"
            rf"(?:(?:calendar|fiscal|school|academic|financial)\s+)?){_UNIT})(?!\w|-(?!long))(?(last_but_one)\s+before\s+last))",
            _read_period,
        ),
        (
            "unit",
            r"(?P<all>\b(?i:(?P<modifier>earlier|later|early|late)\s+(?:in\s+|on\s+)the\s+(?P<unit>day|week|month|year)))\b"
            r"(?P<relative>)(?P<last_but_one>)(?!\s+of)",
            _read_period,
        ),
        (
            "unit",
            r"(?P<all>\b(?i:(?:the\s+)?end\s+of\s+the\s+(?P<unit>week|month|year)))\b(?P<relative>)(?P<modifier>)(?P<last_but_one>)",
            _read_period,
        ),
        ("unit", r"\b(?i:over|at|during|on|through)\s+(?P<all>(?i:the\s+weekend))\b(?!\s+of)", _read_weekend),
        (
            "unit",
            rf"(?P<all>\b(?i:(?P<count>{_COUNT})\s+(?P<unit>day|week|fortnight|month|year|hour|minute)s?\s+(?P<direction>{_DIRECTIONS})))(?!\w)",
            _read_ago,
        ),
        (
            "unit",
            rf"\b[Ii]n\s+(?P<all>(?i:(?P<count>{_COUNT})\s+(?P<unit>day|week|fortnight|month|year)s?['’]s?\s+(?P<direction>time)))\b",
            _read_ago,
        ),
    )
)
