"""Conditions: what limits a promise, a demand, a threat or a refusal, and by when."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from dragoman.records import Condition, Span

if TYPE_CHECKING:
    from dragoman.records import Article, Date

FindDates = Callable[..., "tuple[Date, ...]"]
"""The dates that a text names between two code points; with look="future" those that lie ahead."""

LIMITED = frozenset(
    "AGREE CONCEDE AID COOPERATE CONSULT RETREAT REQUEST REJECT THREATEN SANCTION MOBILIZE COERCE SUPPORT".split()
)
"""Types whose reports may be limited."""

_END = (
    r"(?=[.;:!?\"”»\n]|,\s+(?:and|but|while|which|who|he|she|they|the\s+\w+\s+(?:said|added|told))\b"
    r"|,?\s+(?:said|says|added)\b|$)"
)
_BODY = rf"[^.;:!?\"”»\n]{{3,160}}?{_END}"
_NO_CONDITION = re.compile(
    r"\b(?:without|with no|free of|(?<!\bunder )(?<!\bon )no)\s+(?:any\s+)?(?:(?:pre-?)?conditions?|strings(?:\s+attached)?)\b"
    r"|\bunconditional(?:ly)?\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?=(?P<all>(?P<first>(?:only|exclusively|solely|purely|strictly)\s+(?:if|when|once|after|in\s+(?:case|conditions?|return|exchange)|on|under|with|through|by)"
    r"|(?:only|solely)\s+\w+ing|on\s+(?:the\s+)?(?:sole\s+)?conditions?\s+(?:that|of)|on\s+the\s+(?:understanding|basis)\s+(?:that|of)"
    r"|provided(?:\s+that)?|providing\s+that|as\s+long\s+as|so\s+long\s+as|unless|in\s+(?:exchange|return)\s+for"
    r"|on\s+terms\s+of|if\s+and\s+only\s+if|not\s+(?:before|until)|if|until"
    r"|once(?=\s+(?:the|this|that|these|those|all|both|its|his|her|their|our|it|he|she|they|we|there|(?-i:[A-Z])"
    rf"|\w+(?:\s+\w+)?\s+(?:is|are|has|have))\b|\s+(?-i:[A-Z])))\s{_BODY}))",
    re.IGNORECASE,
)
_FRONTED = re.compile(r"(?:^|[.!?;:]|\bthat)[\s\"“”«‘'(]*$", re.IGNORECASE)
"""What a clause stands behind that limits the one after it: it ends at its comma."""
_NO_LIMIT = re.compile(
    r"\b(?:as|even|what|(?:ask|wonder|see|know|doubt)(?:s|ed|ing)?(?:\s+(?!to\b)\w+){0,2})\s+$", re.IGNORECASE
)
"""What makes another word of "if"."""
_GIVEN = re.compile(
    r"(?:\b(?:has|have|had|is|are|was|were|be|been|being|and|or|that|who|which|also|not|it|he|she|they|we|you|i|\w+ly)"
    r"|(?:^|[.,;:“\"]\s*)(?:the\s+)?(?:\w+\s+)?\w+)\s+$",
    re.IGNORECASE,
)
"""What makes a verb of "provided": the word for who gives, or what stands before a verb."""
_NEEDS = {
    "until": re.compile(r"(?:\b(?:not|never|no|nobody|cannot|refus\w+)|n['’]t)\b[^.;:!?]{0,60}$", re.IGNORECASE),
    "once": re.compile(
        r"(?:\b(?:will|would|shall|can|could|may|might|must|to)|['’]ll)\b[^.;:!?]*[^,]\s$", re.IGNORECASE
    ),
}
"""What must stand before a word that limits only there, unless it opens the sentence."""
_DEADLINE = re.compile(r"\b(?:by|before|until|till|no\s+later\s+than|within|not\s+later\s+than)\s", re.IGNORECASE)
_UP_TO_DAY = re.compile(
    r"(?:(?:at|the|latest|early|late|around|about|noon|midday|midnight|dawn|dusk|sunrise|sunset|morning|afternoon|evening"
    r"|night|end|start|beginning|middle|close|business|deadline|\d{1,2}(?:[:.]\d\d)?|[ap]\.?m\.?|o['’]clock|local|time"
    r"|GMT|UTC|of|on|in)\s+)*",
    re.IGNORECASE,
)
"""What may stand between "by" and the day."""
_NEAR = 100  # code points in which the day is looked for
_WITHIN = re.compile(
    r"within\s+(?:the\s+next\s+)?(?:an?|one|two|three|\d+|[a-z]+)\s+(?:hours?|days?|weeks?|months?|years?)",
    re.IGNORECASE,
)


def find_conditions(article: Article, clause: Span, kind: str, find_dates: FindDates) -> tuple[Condition, ...]:
    """The conditions that a clause puts on an act of a type, in the order of the text; none where acts are not limited."""
    if kind not in LIMITED:
        return ()
    found: list[Condition] = []
    for condition in _find(article.text, clause, find_dates):
        if not any(c.span.overlaps(condition.span) for c in found):
            found.append(condition)
    return tuple(sorted(found, key=lambda c: c.span))


def _find(text: str, clause: Span, find_dates: FindDates) -> Iterator[Condition]:
    for match in _NO_CONDITION.finditer(text, clause.start, clause.end):
        yield Condition("no_condition", Span(*match.span()))
    deadlines = list(_find_deadlines(text, clause, find_dates))
    for match in _CONDITION.finditer(text, clause.start, clause.end):
        before, first, words = text[clause.start : match.start()], match["first"].lower(), match["all"]
        fronted = bool(_FRONTED.search(before))
        if (first == "if" and _NO_LIMIT.search(before)) or (first == "provided" and _GIVEN.search(before)):
            continue
        if first in _NEEDS and not fronted and not _NEEDS[first].search(before):
            continue
        if fronted and not first.startswith(("only", "solely")):
            words = words.partition(",")[0]
        span = Span(match.start(), match.start() + len(words.rstrip(" ,")))
        if first != "until" or all(d.span.start != span.start for d in deadlines):
            yield Condition("condition", span)
    yield from deadlines


def _find_deadlines(text: str, clause: Span, find_dates: FindDates) -> Iterator[Condition]:
    """ "By Monday" is a deadline; "by the army" and "before parliament on Monday" are not."""
    for match in _DEADLINE.finditer(text, clause.start, clause.end):
        days = find_dates(text, match.start(), min(clause.end, match.end() + _NEAR), look="future")
        if days and days[0].span and _UP_TO_DAY.fullmatch(text, match.end(), days[0].span.start):
            yield Condition("deadline", Span(match.start(), days[0].span.end), days[0])
        elif within := _WITHIN.match(text, match.start(), clause.end):
            yield Condition("deadline", Span(*within.span()))
