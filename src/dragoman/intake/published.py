"""When a text was published: date lines as news pages print them → Published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo

from dragoman.errors import TextError
from dragoman.intake.zones import ZONE_PATTERN, find_zone, fix_offset, is_north_american
from dragoman.records import DatePrecision, Published

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
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    r"|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:(?P<weekday>mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,?\s+(?:the\s+)?)?"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_EDGE = r"(?<![\w/.\-])"
_SHAPES = (
    rf"{_EDGE}{_YEAR}\s?(?P<dash>[-/.])\s?(?P<month>[01]?\d)\s?(?P=dash)\s?(?P<day>[0-3]?\d)(?=T\d|\D|$)",
    rf"{_EDGE}{_WEEKDAY}{_DAY}[\s\-]+(?:of\s+)?(?P<name>{_MONTH}),?[\s\-]+{_YEAR}(?!\d)",
    rf"{_EDGE}{_WEEKDAY}(?P<name>{_MONTH})\s*{_DAY},?\s+{_YEAR}(?!\d)",
    rf"{_EDGE}{_YEAR}[\s\-,]+(?P<name>{_MONTH})[\s\-]+{_DAY}(?!\d)",
    rf"{_EDGE}{_WEEKDAY}(?P<first>[0-3]?\d)(?P<dash>[/.\-])(?P<second>[0-3]?\d)(?P=dash){_YEAR}(?!\d)",
)
_DATES = tuple(re.compile(shape, re.IGNORECASE) for shape in _SHAPES)

_CLOCK = (
    r"(?P<hour>[0-2]?\d)(?:\s?(?:[:.h]|\u2236)\s?(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:[.,]\d+)?)?)?"
    r"\s?(?P<half>(?i:[ap])\.?\s?(?i:m)\b\.?)?"
)
_BARE = r"(?P<four>[0-2]\d[0-5]\d)(?:\s?hrs?)?"
_TIME = re.compile(rf"(?:{_BARE}(?=\s?{ZONE_PATTERN})|{_CLOCK})(?:,?\s?(?P<zone>{ZONE_PATTERN}))?(?!\d)")
_BETWEEN = re.compile(r"(?:\s*(?:at|on|[,|\-–—@•·/;]|T(?=\d)|\())*\s*", re.IGNORECASE)
_ALSO = re.compile(rf"\s*\(\s?\d{{1,2}}:?\d\d\s?{ZONE_PATTERN}\s?\)")
_TIME_BEFORE = re.compile(
    rf"(?:{_BARE}|{_CLOCK})(?:,?\s?(?P<zone>{ZONE_PATTERN}))?"
    rf"(?:\s*\(\s?\d{{1,2}}:?\d\d\s?{ZONE_PATTERN}\s?\))?(?:\s*(?:on|[,|\-–—•·]))*\s*$"
)
_LATER = re.compile(r"\b(?:updated?|modified|revised|changed|edited)\b[^\d]{0,30}$", re.IGNORECASE)
_LONGEST = 400
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


@dataclass(frozen=True, slots=True)
class DateLine:
    """A date found in a line: half-open range of the line, whether it is labelled as a later change, and its parts."""

    start: int
    end: int
    later: bool
    on: date
    clock: time | None
    zone: tzinfo | None

    def resolve(self, zone: tzinfo | None) -> Published:
        """The instant, in the zone printed, else in `zone`, else in UTC."""
        at = datetime.combine(self.on, self.clock or time(), tzinfo=self.zone or zone or UTC)
        return Published(at=fix_offset(at), precision="minute" if self.clock else "day")


def find_dates(line: str) -> list[DateLine]:
    """Every full date in a line, in its order, with the time and zone that stand beside it."""
    if len(line) > _LONGEST:
        return []
    found: list[DateLine] = []
    for match in sorted(_match_dates(line), key=lambda m: (m.start(), -m.end())):
        if found and match.start() < found[-1].end:
            continue
        if dated := _read_date_line(line, match, found[-1].end if found else 0):
            found.append(dated)
    return found


def find_published(line: str, *, zone: tzinfo | None = None) -> Published | None:
    """The first date in `line` that is not labelled as a change, else the first; None where there is none."""
    dates = find_dates(line)
    first = next((dated for dated in dates if not dated.later), dates[0] if dates else None)
    return first.resolve(zone) if first else None


def get_published(value: str, *, zone: tzinfo | None = None) -> Published:
    """What the caller gave as the date of publication; TextError where it is not wholly a date."""
    dates = find_dates(value.strip())
    if len(dates) == 1 and len(value.strip()) == dates[0].end - dates[0].start:
        return dates[0].resolve(zone)
    if partial := _read_partial(value.strip(), zone):
        return partial
    raise TextError(
        f"date of publication {value!r} cannot be read: give 2018-02-12, 2018-02-12 08:49, 2018-02-12T08:49+04:00, "
        f"12 February 2018, 2018-02 or 2018"
    )


def _read_partial(value: str, zone: tzinfo | None) -> Published | None:
    """A year, or a month of one: only where a person gave it, since a line of a page holds many such numbers."""
    if match := re.fullmatch(r"((?:19|20)\d\d)(?:-(0[1-9]|1[0-2]))?", value):
        year, month = int(match[1]), int(match[2] or 1)
        precision: DatePrecision = "month" if match[2] else "year"
    elif (match := re.fullmatch(r"([A-Za-z]+)\.? ((?:19|20)\d\d)", value)) and match[1].lower() in MONTHS:
        year, month, precision = int(match[2]), MONTHS[match[1].lower()], "month"
    else:
        return None
    return Published(at=fix_offset(datetime(year, month, 1, tzinfo=zone or UTC)), precision=precision)


def _match_dates(line: str) -> Iterator[re.Match[str]]:
    for pattern in _DATES:
        yield from pattern.finditer(line)


def _read_date_line(line: str, match: re.Match[str], floor: int) -> DateLine | None:
    clock, zone, printed, start, end = _read_clock(line, match, floor)
    on = _read_day(match, month_first=is_north_american(printed) or _has_half(line, end))
    if on is None:
        return None
    later = bool(_LATER.search(line[floor:start]))
    return DateLine(start=start, end=end, later=later, on=on, clock=clock, zone=zone)


def _has_half(line: str, end: int) -> bool:
    return bool(re.search(r"\d\s?[ap]\.?m\b", line[:end], re.IGNORECASE))


def _read_clock(line: str, match: re.Match[str], floor: int) -> tuple[time | None, tzinfo | None, str, int, int]:
    """Time, zone, the zone as printed, and the range of date and time together: the time after the date, else before."""
    gap = _BETWEEN.match(line, match.end())
    after = _TIME.match(line, gap.end()) if gap else None
    if after and gap and gap.end() > match.end() and (clock := _read_time(after)):
        zone, printed, end = _read_zone(after)
        also = _ALSO.match(line, end)
        return clock, zone, printed, match.start(), _close(line, gap, also.end() if also else end)
    before = _TIME_BEFORE.search(line[floor : match.start()][-60:])
    if before and (clock := _read_time(before)):
        zone, printed, _ = _read_zone(before)
        return clock, zone, printed, match.start() - len(before[0]), match.end()
    return None, None, "", match.start(), match.end()


def _close(line: str, gap: re.Match[str], end: int) -> int:
    """Takes in the bracket that closes one opened between date and time."""
    return end + 1 if "(" in gap[0] and line[end : end + 1] == ")" else end


def _read_zone(match: re.Match[str]) -> tuple[tzinfo | None, str, int]:
    """The zone after a time of day, as printed, and where it ends; a word that is no zone is left out."""
    zone = find_zone(match["zone"]) if match["zone"] else None
    if zone is not None:
        return zone, match["zone"], match.end("zone")
    last = max(match.end(name) for name in ("four", "hour", "minute", "second", "half"))
    return None, "", last


def _read_time(match: re.Match[str]) -> time | None:
    """The time of day; None for a bare number, which may be anything."""
    if four := match["four"]:
        if not (match["zone"] and find_zone(match["zone"])):
            return None
        hour, minute = int(four[:2]), int(four[2:])
    elif match["minute"] is None and match["half"] is None:
        return None
    else:
        hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if half := match["half"]:
        hour = hour % 12 + (12 if half[0].lower() == "p" else 0) if hour <= 12 else hour
    return time(hour, minute, int(match["second"] or 0)) if hour < 24 else None


def _read_day(match: re.Match[str], *, month_first: bool) -> date | None:
    parts = match.groupdict()
    year = int(parts["year"])
    if parts.get("first"):
        return _read_ambiguous(year, int(parts["first"]), int(parts["second"]), parts, month_first=month_first)
    month = MONTHS[parts["name"].rstrip(".").lower()] if parts.get("name") else int(parts["month"])
    return _make_date(year, month, int(parts["day"]))


def _read_ambiguous(
    year: int, first: int, second: int, parts: dict[str, str | None], *, month_first: bool
) -> date | None:
    """12/02/2018: by the weekday printed, else month first where clock or zone are North American, else day first."""
    orders = [(second, first), (first, second)]
    if month_first and parts["dash"] == "/":
        orders.reverse()
    days = [day for month, number in orders if (day := _make_date(year, month, number))]
    weekday = (parts.get("weekday") or "").lower()
    agreeing = [day for day in days if weekday and WEEKDAYS[day.weekday()].startswith(weekday)]
    return next(iter(agreeing or days), None)


def _make_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if _FIRST_YEAR <= year <= _LAST_YEAR else None
    except ValueError:
        return None
