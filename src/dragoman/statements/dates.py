"""Dates: the calendar expressions of a text, counted from the day its article appeared.

What an expression names is worked out in three steps: its words are found by one of `date_patterns`, a rule turns them
into a period with the publication day (and, for "the next day", the day named before) at hand, and two periods joined
by "to" or "between … and" become one range.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.records import Date, Published, Span
from dragoman.statements.almanac import Period, rank_precision
from dragoman.statements.date_patterns import PATTERNS, Rule, find_kinds
from dragoman.statements.date_rules import Frame
from dragoman.statements.tense import Look, find_look


@dataclass(frozen=True, slots=True)
class _Found:
    match: re.Match[str]
    rule: Rule
    period: Period
    look: Look | None

    @property
    def span(self) -> Span:
        return Span(*self.match.span("all"))


def find_dates(
    text: str, start: int, end: int, published: Published | None, *, look: Look | None = None
) -> tuple[Date, ...]:
    """The dates that `text[start:end]` names, in order and apart from each other, with their spans.

    Weekdays, "yesterday", dates without a year and the like are counted from `published` in its own offset; where that
    is None or too coarse they are left out. `look` says whether they lie behind or ahead; None: the words around tell,
    and where they do not, the nearest one not after publication is meant. "A day earlier" counts from the day named
    before it in the range, else from publication.
    """
    found: list[_Found] = []
    for match, rule in _pick(text, start, end):
        seen, certain = (look, True) if look else find_look(text, *match.span("all"), low=start, high=end)
        named = next((f.period[0] for f in reversed(found) if f.period[2] == "day"), None)
        before = found[-1].period[0] if found else None
        period = _apply(rule, match, Frame(published, named, seen, before, certain=certain))
        if period is not None:
            found.append(_Found(match, rule, period, seen))
    return tuple(_join(text, start, found, published))


def _apply(rule: Rule, match: re.Match[str], frame: Frame) -> Period | None:
    try:
        period = rule(match, frame)
    except (ValueError, OverflowError):  # 30 February, a year past 9999, no day to count from, no date after all
        return None
    return period if period[0] <= period[1] else None


def _pick(text: str, start: int, end: int) -> list[tuple[re.Match[str], Rule]]:
    """Matches that do not overlap, in order: of overlapping ones the longest."""
    kinds = find_kinds(text, start, end)
    every = [(m, rule) for kind, pattern, rule in PATTERNS if kind in kinds for m in pattern.finditer(text, start, end)]
    every.sort(key=lambda pair: pair[0].start("all") - pair[0].end("all"))
    picked: list[tuple[re.Match[str], Rule]] = []
    for m, rule in every:
        if all(m.end("all") <= o.start("all") or o.end("all") <= m.start("all") for o, _ in picked):
            picked.append((m, rule))
    return sorted(picked, key=lambda pair: pair[0].start("all"))


_TO = re.compile(r"\s+(?:to|until|till|through)\s+(?:the\s+)?|\s?[-–—]\s?", re.IGNORECASE)
_AND = re.compile(r"\s+and\s+(?:the\s+)?", re.IGNORECASE)
_FROM = re.compile(r"\bfrom\s+(?:the\s+)?$", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s+(?:the\s+)?$", re.IGNORECASE)
_LEAD = 14


def _join(text: str, start: int, found: list[_Found], published: Published | None) -> Iterator[Date]:
    index = 0
    while index < len(found):
        here, joined = found[index], None
        if index + 1 < len(found) and _are_joined(text, start, here.span, found[index + 1].span):
            joined = _make_range(here, found[index + 1], published)
        yield joined or Date(*here.period, here.span)
        index += 2 if joined else 1


def _are_joined(text: str, start: int, first: Span, second: Span) -> bool:
    low = max(start, first.start - _LEAD)
    if _AND.fullmatch(text, first.end, second.start):
        return bool(_BETWEEN.search(text, low, first.start))
    between = _TO.fullmatch(text, first.end, second.start)
    if between is None:
        return False
    return not between.group().strip()[0].isalpha() or bool(_FROM.search(text, low, first.start))


def _make_range(first: _Found, second: _Found, published: Published | None) -> Date | None:
    """One period from the first to the second: the end never before the beginning, one year naming both."""
    one, two = first.period, second.period
    year = second.match.groupdict().get("year")
    if year and not first.match.groupdict().get("year"):
        one = _place_before(first, two, int(year), published)
    if two[0] < one[0]:
        two = _apply(second.rule, second.match, Frame(published, one[0], second.look, floor=one[0])) or two
    if two[1] < one[0]:
        return None
    precision = max(one[2], two[2], key=rank_precision)
    return Date(one[0], two[1], precision, Span(first.span.start, second.span.end))


def _place_before(first: _Found, end: Period, year: int, published: Published | None) -> Period:
    """The beginning of a range whose end names the year: in that year, or the one before ("December to March 2018")."""
    frames = (Frame(published, None, first.look, year=y) for y in (year, year - 1) if y > 0)
    periods = (_apply(first.rule, first.match, frame) for frame in frames)
    return next((p for p in periods if p is not None and p[0] <= end[0]), first.period)
