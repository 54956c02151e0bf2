"""Numbers: how many were killed, wounded, arrested, sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dragoman.records import Number, Span

if TYPE_CHECKING:
    from dragoman.records import Article

_WORDS = {
    word: float(value)
    for value, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
        " nineteen twenty".split(),
        1,
    )
} | {"thirty": 30.0, "forty": 40.0, "fifty": 50.0, "sixty": 60.0, "seventy": 70.0, "eighty": 80.0, "ninety": 90.0}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "m": 1e6, "bn": 1e9}
_CURRENCIES = {"$": "dollars", "€": "euros", "£": "pounds"}
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|aug|sept?|oct|nov|dec"
_SMALL = rf"(?:{'|'.join(_WORDS)})(?:-(?:{'|'.join(_WORDS)}))?"
_BIG = "(?:hundred|thousand|million|billion)"
_NUMBER = (
    rf"(?:\d+(?:,\d{{2,3}})*(?:\.\d+)?(?:\s?(?:{_BIG}|m|bn)\b)?"
    rf"|(?:(?:an?|{_SMALL})\s+{_BIG}\b(?:\s+(?:{_BIG}|(?:and\s+)?{_SMALL}(?:\s+{_BIG})?)\b)*|{_SMALL}))"
)
_FATE = "(?:killed|dead|died|wounded|injured|arrested|detained|missing)"
_COUNTED = (
    "(?:soldiers|troops|civilians|people|children|police|diplomats|prisoners|refugees|migrants|rebels|fighters|militants"
    "|protesters|tanks|missiles|hostages|students|workers|dollars|euros|tonnes)"
)
_UNIT = rf"(?:(?:second|minute|hour|day|week|month|year|mile|kilomet\w+|met\w+|time)s?|km|per\s?cent|[ap]m|{_MONTHS})\b"
_OTHER = (
    rf"(?:{_UNIT}|{_FATE}\b|{_COUNTED}\b|(?:of|in|on|at|to|from|by|with|for|after|before|since|and|or|but|who|which|that|as|than"
    r"|when|while|were|was|are|is|be|been|have|has|had|will|would|said|the|an?|its|his|her|their|no|not|man|woman|men|women)\b)"
)
_OF_THEM = r"(?:more|others?|of\s+(?:them|the|its|their|those|these|whom))"
_WERE = r"(?:(?:have|has|had|been|were|was|are|is|also|reportedly|later|believed|feared|reported|left)\s+)"
_NAME = rf"(?!{_UNIT})(?-i:[A-Z])[\w-]+"
_COUNT = re.compile(
    rf"(?<![\w.,-])(?<!\bno\s)(?P<money>[$€£]\s?)?(?P<number>{_NUMBER})(?![\w%]|[,.]\d)"
    rf"(?:(?:\s+(?:{_OF_THEM}|{_NAME})){{0,2}}?(?:\s+(?!{_OTHER})(?-i:[a-z])[\w-]*(?<!s))??(?:\s+{_NAME})??"
    rf"\s+(?P<counted>{_COUNTED})\b"
    rf"|(?:\s+{_OF_THEM})?\s+{_WERE}*(?P<fate>{_FATE})\b"
    rf"|(?:\s+(?!{_OTHER})[\w-]+){{1,2}}?\s+{_WERE}+(?P<fate_of>{_FATE})\b)?",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?P<verb>kill|wound|injur|arrest|detain)(?:ed|ing)\s+(?:(?:at\s+least|about|around|some|up\s+to|more\s+than|over|nearly"
    r"|almost|as\s+many\s+as)\s+)?$",
    re.IGNORECASE,
)
_YEAR = re.compile(
    rf"\b(?:(?:in|since|of|during|by|until|till|from|before|after|early|late|mid|between|{_MONTHS})\.?[\s-]+|\d,?\s+)$",
    re.IGNORECASE,
)
_BEFORE = 40  # code points in which these are looked for
_IS_UNIT = re.compile(rf"\s+{_UNIT}", re.IGNORECASE)


def find_numbers(article: Article, sentence: Span) -> tuple[Number, ...]:
    """What a sentence counts: people by what became of them or what they are, and sums of money."""
    return tuple(
        Number(what, _read(match["number"]), Span(*match.span("number")))
        for match in _COUNT.finditer(article.text, sentence.start, sentence.end)
        if (what := _find_counted(article.text, sentence, match))
    )


def _find_counted(text: str, sentence: Span, match: re.Match[str]) -> str | None:
    """What a number counts: told by the words after it, else by the verb before."""
    if match["money"]:
        return _CURRENCIES[match["money"][0]]
    start, end = match.span("number")
    low = max(sentence.start, start - _BEFORE)
    if re.fullmatch(r"(?:1[5-9]|20)\d\d", match["number"]) and _YEAR.search(text, low, start):
        return None
    if after := match["counted"] or match["fate"] or match["fate_of"]:
        return after.lower()
    done = _DONE.search(text, low, start)
    return done["verb"].lower() + "ed" if done and not _IS_UNIT.match(text, end, sentence.end) else None


def _read(text: str) -> float:
    """The value of figures, words and both: "1,200", "two hundred and five thousand", "1.5 million"."""
    total = part = 0.0
    for word in re.findall(r"[\d.,]+|[a-z]+", text.lower()):
        if scale := _SCALES.get(word):
            part = (part or 1.0) * scale
            total, part = (total + part, 0.0) if scale > 100 else (total, part)
        else:
            part += float(word.replace(",", "")) if word[0].isdigit() else _WORDS.get(word, 0.0)
    return total + part
