"""Patterns: how English news names days, weeks, months and years; each with the rule that says what is meant.

Every pattern marks the whole expression as `all`. Patterns are tried only where a word of their kind stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from dragoman.statements import date_rules as rules
from dragoman.statements.almanac import MONTHS, NUMBERS, WEEKDAYS, Period

Rule = Callable[["re.Match[str]", rules.Frame], Period]


def _either(names: Iterable[str]) -> str:
    """Names in title case and in capitals; short forms may carry a full stop."""
    forms = sorted({f(n) for n in names for f in (str.title, str.upper)}, key=lambda n: (-len(n), n))
    return "|".join(n + (r"\.?" if len(n) in {3, 4} and n.casefold() not in _WHOLE else "") for n in forms)


_WHOLE = frozenset(("may", "june", "july"))
_MONTH = f"(?:{_either(MONTHS)})"
_WEEKDAY = f"(?:{_either(n for n in WEEKDAYS if n.endswith('day'))})"
_ANY_WEEKDAY = rf"(?:{_either(WEEKDAYS)})"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\w|[.,:]\d\d(?!\d)|\s?(?:%|percent|per\s+cent|[ap]\.?m\b))"
_CENTURY = r"(?:1[5-9]|20)\d\d"
_OF_YEAR = (
    rf"(?:(?:,?\s+(?:of\s+)?|-)(?P<year>{_CENTURY})(?!\w|[.,:]\d)"
    r"|,?\s+(?:of\s+)?(?P<which>(?i:last|this|next|the\s+same|that))\s+(?i:year)\b)?"
)
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_SPOKEN = rf"(?:(?:{_TENS})(?:-(?:{_ONES}))?|\w+teen|ten|eleven|twelve)"
_COUNT = rf"(?:\d{{1,3}}|(?:{_TENS})-\w+|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
_PART_OF_DAY = r"(?:\s+(?i:morning|afternoon|evening|night|noon|midnight|lunchtime))?"
_NAMED_DAYS = ("Black", "Bloody", "Good", "Ash", "Palm", "Holy", "Super", "Cyber", "Easter", "Shrove")
_NO_NAME_BEFORE = "".join(rf"(?<!{word}\s)" for word in _NAMED_DAYS)
_NO_NAME_AFTER = (
    r"(?!\s+(?:Times|Telegraph|Mirror|Express|Herald|Mail|Star|World|People|Post|Independent|Mercury|Tribune)\b)"
)
_NO_COUNT_AFTER = (
    r"(?![\w%/:]|[.,]\d|-\w|\s?(?:percent|per\s+cent|million|billion|trillion|km|kilometers|kilometres|metres|meters|"
    r"miles|feet|people|troops|soldiers|civilians|men|women|children|refugees|migrants|dollars|euros|pounds|tons|tonnes|"
    r"MW|GMT|UTC|hours|local\s+time)\b)"
)
_END = r"(?=\s*(?:[,.;:)]|$))"

_WORD = re.compile(r"[A-Za-z]+|\d+")
_UNITS = "day days week weeks weekend fortnight fortnights month months year years hour hours minute minutes"
_KINDS: dict[str, str] = {
    **dict.fromkeys(MONTHS, "month"),
    **dict.fromkeys(WEEKDAYS, "weekday"),
    **dict.fromkeys(("today", "tonight", "tomorrow", "yesterday", "morning", "afternoon", "evening", "night"), "near"),
    **dict.fromkeys(_UNITS.split(), "unit"),
    **dict.fromkeys(("eighteen", "nineteen", "thousand"), "spoken"),
}


def find_kinds(text: str, start: int, end: int) -> frozenset[str]:
    """Which kinds of patterns may match in `text[start:end]`: "month", "weekday", "near", "unit", "spoken", "figures"."""
    words = _WORD.findall(text, start, end)
    kinds = {_KINDS.get(word.casefold(), "figures" if word[0] <= "9" else "") for word in words}
    return frozenset(kinds - {""})


_TABLE: tuple[tuple[str, str, Rule], ...] = (
    (
        "month",
        rf"(?<![\w/])(?P<all>(?:(?P<weekday>{_ANY_WEEKDAY}),?\s+(?:the\s+)?)?(?P<day>{_DAY})"
        rf"(?:\s?(?:[-–—]|to|and)\s?(?P<until>{_DAY}))?(?:(?:\s+(?:day\s+)?of)?\s+|-(?=\w+-\d))(?P<month>{_MONTH})(?!\w){_OF_YEAR})",
        rules.read_calendar_day,
    ),
    (
        "month",
        rf"(?<![\w/])(?P<all>(?:(?P<weekday>{_ANY_WEEKDAY}),?\s+)?(?P<month>{_MONTH})\s+(?:the\s+)?(?P<day>{_DAY})"
        rf"(?:\s?(?:[-–—]|to|through|and)\s?(?P<until>{_DAY})(?!\s+(?:{_MONTH})))?{_OF_YEAR})",
        rules.read_calendar_day,
    ),
    (
        "figures",
        rf"(?<![\w/.-])(?P<all>(?P<year>{_CENTURY})-(?P<number>[01]?\d)-(?P<day>[0-3]?\d))(?![\d-])",
        rules.read_iso_day,
    ),
    (
        "figures",
        rf"(?<![\w/.-])(?P<all>(?P<first>[0-3]?\d)(?P<dash>[./-])(?P<second>[0-3]?\d)(?P=dash)"
        rf"(?P<last>{_CENTURY}|(?<=/)\d\d))(?![\w/]|-\d)",
        rules.read_figures,
    ),
    (
        "figures",
        r"(?P<all>\bthe\s+(?P<day>(?:3[01]|[12]?\d)(?:st|nd|rd|th))"
        rf"(?:\s+of\s+(?P<which>last|this|next)\s+month|(?<=[ny]\sthe\s[12]\d..){_END}))",
        rules.read_day_of_month,
    ),
    (
        "month",
        r"(?<![\w-])(?P<all>(?:(?P<part>(?i:(?:early|mid|middle\s+of|late|beginning\s+of|start\s+of|end\s+of)"
        r"(?:\s+in)?))[\s-]+)?(?:(?P<relative>(?i:this\s+past|this\s+coming|last|this|next|past))\s+)?"
        rf"(?P<month>{_MONTH})(?!\w|\s+\d{{1,2}}\b(?!\d)){_OF_YEAR})",
        rules.read_month,
    ),
    (
        "figures",
        rf"(?<![\w$€£¥.,/:'’+-])(?P<all>(?P<year>{_CENTURY})(?:\s?[-–/]\s?(?P<until>{_CENTURY}|\d\d))?){_NO_COUNT_AFTER}",
        rules.read_year,
    ),
    ("figures", rf"(?<=[Mm]id-)(?P<all>(?P<year>{_CENTURY})(?P<until>))(?!\w)", rules.read_year),
    (
        "spoken",
        rf"(?P<all>\b(?i:(?P<century>eighteen|nineteen)\s+(?P<rest>{_SPOKEN})"
        rf"|the\s+year\s+two\s+thousand(?:\s+(?:and\s+)?(?P<more>{_SPOKEN}|{_ONES}))?))"
        rf"{_NO_COUNT_AFTER}",
        rules.read_spoken_year,
    ),
    (
        "weekday",
        rf"{_NO_NAME_BEFORE}\b(?P<all>(?:(?i:early|late)\s+(?:on\s+)?)?"
        r"(?:(?P<week_before>(?i:last|this|next))\s+(?i:week)\s+on\s+)?"
        r"(?:(?P<relative>(?i:this\s+past|this\s+coming|last|next|this|past|coming|previous|following))\s+)?"
        rf"(?P<weekday>{_WEEKDAY})(?!\w){_NO_NAME_AFTER}{_PART_OF_DAY}"
        r"(?:,?\s+(?:of\s+)?(?P<week>(?i:last|this|next))\s+(?i:week)\b)?)",
        rules.read_weekday,
    ),
    (
        "near",
        r"(?P<all>\b(?:(?i:earlier|later|late|early)\s+)?(?P<near>(?i:(?:the\s+)?day\s+(?:before\s+yesterday|"
        r"after\s+tomorrow)|today|tonight|tomorrow|yesterday|this\s+(?:morning|afternoon|evening)|last\s+night))\b"
        r"(?:\s+(?:morning|afternoon|evening|night)\b)?)",
        rules.read_near_day,
    ),
    (
        "unit",
        r"(?P<all>\b(?i:(?:the|that)\s+same\s+day|that\s+day|the\s+(?:next|following|previous)\s+day|"
        rf"the\s+day\s+(?:before|after){_END}))(?!\w)",
        rules.read_same_day,
    ),
    (
        "unit",
        r"(?P<all>\b(?i:(?:(?P<modifier>earlier|later|early|late|mid)[\s-]+(?:in\s+)?)?"
        r"(?:(?P<last_but_one>the\s+(?=\w+\s+before\s+last\b))"
        r"|(?P<relative>last|this(?:\s+(?:past|coming))?|next|that|the\s+(?:previous|following|current|coming|same)|"
        r"previous|coming)\s+(?:(?:calendar|fiscal|school|academic|financial)\s+)?)"
        r"(?P<unit>week(?:end)?|month|year)(?!\w|-(?!long))(?(last_but_one)\s+before\s+last)))",
        rules.read_period,
    ),
    (
        "unit",
        r"(?P<all>\b(?i:(?P<modifier>earlier|later|early|late)\s+(?:in|on)\s+the\s+(?P<unit>day|week|month|year)))\b"
        r"(?P<relative>)(?P<last_but_one>)(?!\s+of)",
        rules.read_period,
    ),
    (
        "unit",
        r"(?P<all>\b(?i:(?:the\s+)?end\s+of\s+the\s+(?P<unit>week|month|year)))\b"
        r"(?P<relative>)(?P<modifier>)(?P<last_but_one>)",
        rules.read_period,
    ),
    ("unit", r"\b(?i:over|at|during|on|through)\s+(?P<all>(?i:the\s+weekend))\b(?!\s+of)", rules.read_weekend),
    (
        "unit",
        rf"(?P<all>\b(?i:(?:(?P<count>{_COUNT})\s+|(?=(?:week|month|year)-\w))(?P<unit>day|week|fortnight|month|year|hour|minute)s?"
        r"(?:\s+or\s+(?:so|more))?(?:\s+|-(?=ago|earlier))(?P<direction>"
        rf"ago|from\s+now|hence|earlier(?!\s+than)|later(?!\s+than)|previously|(?:before|after){_END})))(?!\w)",
        rules.read_distance,
    ),
    (
        "unit",
        rf"\b[Ii]n\s+(?P<all>(?i:(?P<count>{_COUNT})\s+(?P<unit>day|week|fortnight|month|year)s?['’]s?\s+"
        r"(?P<direction>time)))\b",
        rules.read_distance,
    ),
)
PATTERNS = tuple((kind, re.compile(pattern), rule) for kind, pattern, rule in _TABLE)
"""The kind a pattern is of, the pattern, and its rule; of equally long matches the earlier pattern's stands."""
