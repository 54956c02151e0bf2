"""Patterns: the words by which a sentence says through whom its news came."""

from __future__ import annotations

import re

from dragoman.records import HopKind
from dragoman.statements.outlets import NAME, PHRASE, Trust

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_WORDS = r"(?:[\w’'-]+\s+)"
_NO_DATE = rf"(?!\s+(?:(?:late|early|last|this|the\s+same)\s+)*(?:\d|[A-Z]?[a-z]+day\b|{_MONTHS}))"
_SAID_TO = (
    r"\b(?:[Ss]aid|[Ss]ays|[Ss]aying|[Ss]peaking|[Ss]poke|[Tt]alking|[Cc]onfirmed|[Ee]xplained|[Aa]dmitted|"
    r"(?:[Ss]tatement|[Cc]omments?|[Rr]emarks|[Ee]-?mail|[Mm]essage|[Ll]etter)(?:\s+\w+)?)\s+to\s+"
)
_WROTE_IN = (
    r"\b(?:[Ww]rote|[Ww]riting|[Ww]rites|[Ww]ritten|[Oo]p-?ed|[Oo]pinion\s+(?:piece|article|column)|[Aa]rticle|"
    r"[Cc]olumn|[Ee]ssay|[Cc]ommentary|[Ee]ditorial|[Pp]iece)\s+(?:\w+\s+){0,4}?(?:in|for|by|on|with)\s+"
)
_PUBLISHED_IN = r"\b(?:published|printed|appeared|appearing|featured)\s+(?:\w+\s+){0,2}?(?:in|by)\s+"
_CARRIED_BY = (
    r"\b(?:carried|distributed|relayed|broadcast|aired|released|run|shown|televised)\s+(?:\w+\s+){0,2}?(?:by|on)\s+"
)
_ACCORDING_TO = (
    r"\b[Aa]ccording\s+to\s+(?:(?:an?|the|several)\s+(?:\w+\s+){0,2}?reports?\s+(?:\w+\s+)?(?:by|in|from|on)\s+)?"
)
_INTERVIEW_WITH = (
    r"\b(?:[Ii]n|[Dd]uring|[Ff]or|[Vv]ia|[Ff]rom|[Oo]f)\s+"
    r"(?:(?:[Aa]n?|[Tt]he|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts|[Tt]his|[Oo]ne|[Tt]wo)\s+)?"
    rf"{_WORDS}{{0,5}}?interviews?,?\s+{_WORDS}{{0,4}}?(?:with|to|for|by|(?:on|in){_NO_DATE})\s+"
)

_LEAD_TABLE: tuple[tuple[str, str, HopKind, Trust], ...] = (
    ("interview", _INTERVIEW_WITH, "told_to", "name"),
    ("nterviewed", r"\b[Ii]nterviewed\s+(?:\w+\s+)?(?:by|on|for)\s+", "told_to", "name"),
    ("old|ell", r"\b(?:[Tt]old|[Tt]ells?|[Tt]elling)\s+", "told_to", "known"),
    (" to ", _SAID_TO, "told_to", "noun"),
    ("'s|’s", r"\b[Oo]n\s+(?=[A-Z]{2,5}[’']s\s+(?:[\"“‘]|[A-Z]))", "told_to", "known"),
    ("n ", r"\b[Oo]n\s+", "told_to", "noun"),
    ("r|p|e", _WROTE_IN, "published_by", "name"),
    ("p", _PUBLISHED_IN, "published_by", "name"),
    ("quoted|cited", r"\b(?:quoted|cited)\s+(?:as\s+\w+ing\s+)?(?:\w+\s+){0,2}?(?:by|in)\s+", "cited_by", "name"),
    (" by | on ", _CARRIED_BY, "carried_by", "name"),
    ("reported", r"\breported\s+(?:\w+\s+)?(?:by|on|in)\s+", "reported_by", "name"),
    ("ccording", _ACCORDING_TO, "reported_by", "noun"),
    (
        "it|uot|efer",
        r"\b(?:[Cc]iting|[Cc]ites|[Cc]ited|[Qq]uoting|[Rr]eferring\s+to|[Cc]redited\s+to)\s+",
        "cited_by",
        "known",
    ),
)
LEADS = tuple((tuple(hints.split("|")), re.compile(pattern), how, trust) for hints, pattern, how, trust in _LEAD_TABLE)
"""What stands before an outlet's name: pieces of which one must be there, the words, how the statement came to the
outlet, and what is asked of the name."""

INTERVIEW = re.compile(
    rf"\b(?:[Ii]n|[Dd]uring)\s+(?:an?|the|his|her|their)\s+(?:[a-z-]+\s+){{0,2}}(?P<name>{NAME})"
    r"(?:\s+(?P<noun>television|TV|radio))?\s+interview\b"
)
REPORT = re.compile(
    rf"\b(?:[Aa]ccording\s+to|[Ii]n)\s+an?\s+(?P<name>{NAME})\s+(?:news\s+)?(?:report|dispatch|article|story)\b"
)
_PLATFORMS = (
    r"Twitter|Facebook|Instagram|Telegram|YouTube|Weibo|WeChat|WhatsApp|LinkedIn|VKontakte|VK|TikTok|Truth\s+Social|"
    r"Threads|Mastodon|Bluesky|Reddit|Snapchat|Tumblr|Parler|Viber|Odnoklassniki|X"
)
IS_PLATFORM = re.compile(rf"\b(?:{_PLATFORMS})\b")
PLATFORM = re.compile(
    r"\b(?:[Oo]n|[Vv]ia|[Ii]n|[Tt]o)\s+(?:(?:an?|the|his|her|its|their)\s+)?(?:[\w’'-]+\s+){0,3}?"
    rf"(?P<name>{_PLATFORMS})\b"
    r"(?:\s+(?:posts?|page|account|feed|channel|message|thread|video|profile|story))?(?![\w’-]|\s+[A-Z])"
)
TWEET = re.compile(
    r"\b(?:[Ii]n\s+(?:an?|the|his|her|another|one|two|several)\s+(?:[\w-]+\s+){0,3}?tweets?|(?:re)?tweet(?:s|ed|ing)?)\b"
)
VERBS = re.compile(
    r"\b(?:reported|reports|report|reporting|quoted|quotes|cited|cites|said|says|carried|wrote|writes)\b"
)
SUBJECT = re.compile(
    rf"(?<![\w’'-]){PHRASE},?\s+(?:(?:has|had|have|also|later|earlier|first|previously|then|on)\s+|[A-Z][a-z]+day\s+)*$"
)
_PEOPLE = (
    r"officials?|sources?|diplomats?|aides?|advis[eo]rs?|witness(?:es)?|residents?|activists?|people|persons?|lawmakers?|"
    r"ministers?|spokes(?:man|woman|person|people)|experts?|analysts?|commanders?|officers?|soldiers?|negotiators?|"
    r"envoys?|ambassadors?|lawyers?|doctors?|medics|insiders?|executives?|employees?|members?|leaders?|individuals?|"
    r"assistants?|figures?"
)
CITED = re.compile(
    r"\b(?:[Cc]iting|[Qq]uoting|(?:which|it|and)\s+(?:cited|quoted)|[Cc]ited|[Qq]uoted)\s+"
    rf"(?P<who>(?:[\w.’'-]+\s+){{0,7}}?(?:{_PEOPLE}))"
    r"(?:\s+(?:familiar|close|briefed|with\s+knowledge)\b[^,.;\x1f]*)?(?!\w)"
)
DATELINE = re.compile(
    r"(?:^|\n)\s*(?:[A-Z][\w.’'-]*(?:[\s,/-]+[\w.’'-]+){0,6},?\s*)?"
    rf"(?:\((?P<paren>{NAME})\)\s*(?:[-–—:_]|--)|/(?P<slash>{NAME})/)"
)
