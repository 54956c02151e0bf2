"""Time zones as pages print them: offsets, abbreviations, cities."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from dragoman.errors import TextError

# Minutes east of Greenwich. Of abbreviations that two zones share, the one that news pages print most is taken
# (IST India, CST central North America, BST British summer, AST Atlantic, AMT Armenia).
ABBREVIATIONS: dict[str, int] = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "UT": 0, "BST": 60, "WEST": 60, "CET": 60, "MEZ": 60, "WAT": 60,
    "CEST": 120, "MESZ": 120, "EET": 120, "SAST": 120, "CAT": 120, "EEST": 180, "IDT": 180, "MSK": 180, "FET": 180,
    "TRT": 180, "EAT": 180, "MSD": 240, "SAMT": 240, "GST": 240, "AZT": 240, "GET": 240, "AMT": 240, "MUT": 240,
    "IRST": 210, "IRDT": 270, "AFT": 270, "PKT": 300, "UZT": 300, "TJT": 300, "TMT": 300, "YEKT": 300, "IST": 330,
    "NPT": 345, "ALMT": 360, "KGT": 360, "BDT": 360, "OMST": 360, "BTT": 360, "MMT": 390, "ICT": 420, "WIB": 420,
    "NOVT": 420, "KRAT": 420, "HKT": 480, "SGT": 480, "MYT": 480, "PHT": 480, "PHST": 480, "WITA": 480, "IRKT": 480,
    "AWST": 480, "ULAT": 480, "JST": 540, "KST": 540, "WIT": 540, "YAKT": 540, "ACST": 570, "AEST": 600, "VLAT": 600,
    "PGT": 600, "ACDT": 630, "AEDT": 660, "MAGT": 660, "SBT": 660, "NZST": 720, "FJT": 720, "PETT": 720, "NZDT": 780,
    "EDT": -240, "AST": -240, "CLT": -240, "VET": -240, "BOT": -240, "GYT": -240, "ADT": -180, "ART": -180,
    "BRT": -180, "UYT": -180, "CLST": -180, "NDT": -150, "NST": -210, "EST": -300, "CDT": -300, "COT": -300,
    "PET": -300, "ECT": -300, "CST": -360, "MDT": -360, "MST": -420, "PDT": -420, "PST": -480, "AKDT": -480,
    "AKST": -540, "HST": -600,
}  # fmt: skip

# Printed names whose offset changes with the season, and cities that the tz database files under another name.
NAMES: dict[str, str] = {
    "et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles",
    "eastern": "America/New_York", "central": "America/Chicago", "mountain": "America/Denver",
    "pacific": "America/Los_Angeles", "beijing": "Asia/Shanghai", "washington": "America/New_York",
    "delhi": "Asia/Kolkata", "new delhi": "Asia/Kolkata", "mumbai": "Asia/Kolkata", "india": "Asia/Kolkata",
    "kiev": "Europe/Kyiv", "kyiv": "Europe/Kyiv", "ankara": "Europe/Istanbul", "turkey": "Europe/Istanbul",
    "islamabad": "Asia/Karachi", "pakistan": "Asia/Karachi", "abu dhabi": "Asia/Dubai", "uae": "Asia/Dubai",
    "hanoi": "Asia/Ho_Chi_Minh", "bern": "Europe/Zurich", "geneva": "Europe/Zurich", "astana": "Asia/Almaty",
    "tel aviv": "Asia/Jerusalem", "israel": "Asia/Jerusalem", "st petersburg": "Europe/Moscow",
    "japan": "Asia/Tokyo", "korea": "Asia/Seoul", "iran": "Asia/Tehran", "central european": "Europe/Berlin",
    "china": "Asia/Shanghai", "rangoon": "Asia/Yangon", "canberra": "Australia/Sydney", "abuja": "Africa/Lagos",
    "ottawa": "America/Toronto", "rio de janeiro": "America/Sao_Paulo", "wellington": "Pacific/Auckland",
}  # fmt: skip

_OFFSET = r"[+\-\u2212]\s?\d{1,2}(?::?[0-5]\d)?"
# Any short word in capitals may be an abbreviation: `find_zone` knows which are, and the caller asks it.
ZONE_PATTERN = (
    rf"(?:\(?\s?(?:UTC|GMT)\s?\(?{_OFFSET}\)?\s?\)?|{_OFFSET}(?!\d)|\(?[A-Z]{{1,5}}(?![A-Za-z])\)?"
    r"|\(?[A-Z][a-z]+(?: [A-Z][a-z]+)? (?:standard |daylight |summer )?time(?![A-Za-z])\)?)"
)
_NUMBERS = re.compile(r"([+\-\u2212])\s?(\d{1,2}):?([0-5]\d)?")
_NORTH_AMERICAN = frozenset(
    ["EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "AKST", "AKDT", "HST", "ET", "CT", "MT", "PT"]
)
_WIDEST_MINUTES = 14 * 60


def find_zone(printed: str) -> tzinfo | None:
    """The zone that `printed` names ("(UTC +04:00)", "EST", "Moscow time", "Asia/Baku"), or None."""
    name = printed.strip().strip("()").strip()
    if match := _NUMBERS.search(name):
        return _read_offset(match)
    if name.upper() in ABBREVIATIONS:
        return timezone(timedelta(minutes=ABBREVIATIONS[name.upper()]))
    plain = re.sub(r"\s+(?:(?:standard|daylight|summer)\s+)?time$", "", name, flags=re.IGNORECASE)
    return _find_place(plain.casefold().replace(".", ""))


def get_zone(name: str) -> tzinfo:
    """The zone called `name`; TextError where there is none of that name."""
    zone = find_zone(name)
    if zone is None:
        raise TextError(
            f"time zone {name!r} is not known: give an offset (+04:00), an abbreviation (EST) or a name (Asia/Baku)"
        )
    return zone


def is_north_american(printed: str) -> bool:
    """Whether a printed zone is one of those where the month is written before the day."""
    return printed.strip("() ").upper() in _NORTH_AMERICAN


def _read_offset(match: re.Match[str]) -> tzinfo | None:
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    if minutes > _WIDEST_MINUTES:
        return None
    return timezone(timedelta(minutes=minutes if match[1] == "+" else -minutes))


@cache
def _find_place(name: str) -> tzinfo | None:
    key = NAMES.get(name) or _zone_keys().get(name)
    if key is None:
        return None
    try:
        return ZoneInfo(key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@cache
def _zone_keys() -> dict[str, str]:
    """Full keys and the cities in them, folded → key of the tz database."""
    cities = {key.rsplit("/", 1)[-1].replace("_", " ").casefold(): key for key in sorted(available_timezones())}
    return cities | {key.casefold(): key for key in available_timezones()}


def fix_offset(at: datetime) -> datetime:
    """The same instant with its offset as a plain number, so that it compares and prints alike everywhere."""
    offset = at.utcoffset()
    return at if offset is None else at.replace(tzinfo=timezone(offset))
