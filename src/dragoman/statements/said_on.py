"""Said on: the day on which a statement was made, by the date that goes with the saying and not with what is said."""

from __future__ import annotations

import re
from dataclasses import replace

from dragoman.records import Article, Date, Span, Statement, Trace
from dragoman.statements.dates import find_dates
from dragoman.statements.framing import BLOT, cut_framing
from dragoman.statements.sittings import find_sittings

# Participles that a dated saying carries itself: "in an interview broadcast on Sunday".
_OWN = """
    broadcast published released aired posted issued carried made given held delivered sent dated recorded printed
    taped televised shown distributed circulated conducted transmitted emailed e-mailed unnamed armed united asked
    related owned so-called uploaded streamed shared signed addressed quoted reported joint
""".split()
_VERB = re.compile(
    rf"(?<![\w-])(?!(?:{'|'.join(_OWN)})\b)(?:is|are|was|were|has|have|had|will|would|could|should|may|might|must|"
    r"came|went|met|took|gave|left|began|fell|rose|became|found|led|lost|won|shot|broke|brought|fought|flew|heard|kept|"
    r"knew|ran|saw|stood|struck|threw|withdrew|grew|drew|drove|built|caught|chose|dealt|felt|got|paid|sold|told|said|says|"
    r"[a-z]{3,}ed)\b"
)
_SUBORDINATE = re.compile(
    r"\b(?:who|which|that|when|after|before|since|while|where|whose|because|if|until|amid|despite|following|ahead\s+of|"
    r"as|than|over|about|against|of)\b",
    re.IGNORECASE,
)
_SPEAKING = re.compile(
    r"\b(?:speaking|talking|addressing|writing|tweeting|answering|responding|asked|interview\w*)\b", re.IGNORECASE
)
_CLAUSE = re.compile(rf"[,;:{BLOT}—–]")
_SECOND_CLAUSE = re.compile(r";|[,\s](?:and|but|while|whereas)\s")
_POSSESSIVE = re.compile(r"['’]s?\s")
_AT = re.compile(r"\b(?:in|at|during|on)\s+(?:the\s+)?$", re.IGNORECASE)
_ADJACENT = re.compile(r"[\s,]*(?:(?:in|on|during|over|at|back\s+in|as\s+\w+\s+as)\s+)?(?:the\s+)?", re.IGNORECASE)
_LONGEST_GAP = 160


def find_said_on(
    article: Article, sentence: Span, source: Span | None, cue: tuple[Span, ...], content: tuple[Span, ...]
) -> Date | None:
    """The date in `sentence` that modifies the saying: outside the content, in the cue's clause, not after publication.

    Mostly a day; a week, month or year where that is all the text gives ("said last month"). None: the sentence gives no
    date, or it is another's ("after the attack on Friday"), or there is neither cue nor source to hold it.
    """
    anchors = [Span(s.start - sentence.start, s.end - sentence.start) for s in (cue or ((source,) if source else ()))]
    if not anchors:
        return None
    framing = cut_framing(article.text, sentence, content)
    dates = find_dates(framing, 0, len(framing), article.published_at, look="past")
    near = [(_distance(d.span, a), d) for d in dates for a in anchors if d.span and _modifies(framing, d, d.span, a)]
    known = article.published_at.on if article.published_at else None
    near = [(gap, d) for gap, d in near if known is None or d.from_on <= known]
    if not near:
        return None
    date = min(near, key=lambda pair: (pair[1].precision != "day", pair[0]))[1]
    return replace(date, span=_shift(date.span, sentence.start))


def _shift(span: Span | None, by: int) -> Span | None:
    return Span(span.start + by, span.end + by) if span else None


def _distance(date: Span | None, cue: Span) -> int:
    return 0 if date is None else max(date.start - cue.end, cue.start - date.end, 0)


def _modifies(framing: str, date: Date, span: Span, cue: Span) -> bool:
    """Whether the date at `span` goes with the saying at `cue`, both as offsets in the framing."""
    if _distance(span, cue) > _LONGEST_GAP or span.overlaps(cue):
        return span.overlaps(cue)
    if _POSSESSIVE.match(framing, span.end) and not _AT.search(framing, 0, span.start):
        return False
    if date.precision == "year" and not _is_adjacent(framing, span, cue):
        return False
    return _follows(framing, span, cue) if span.start >= cue.end else _leads(framing, span, cue)


def _is_adjacent(framing: str, date: Span, cue: Span) -> bool:
    """Whether nothing but a preposition stands between cue and date, or before a date that opens the sentence."""
    start = cue.end if date.start >= cue.end else 0
    return _ADJACENT.fullmatch(framing, start, date.start) is not None


def _follows(framing: str, date: Span, cue: Span) -> bool:
    between = framing[cue.end : date.start]
    last = _CLAUSE.split(between)[-1]
    if _VERB.search(between) or ";" in between:
        return False
    return not re.search(r"\b(?:who|which|when|before|ahead\s+of|until|that)\b", last, re.IGNORECASE)


def _leads(framing: str, date: Span, cue: Span) -> bool:
    clause = _CLAUSE.split(framing[: date.start])[-1]
    if _VERB.search(clause) or (_SUBORDINATE.search(clause) and not _SPEAKING.search(clause)):
        return False
    second = _SECOND_CLAUSE.search(framing, date.end, cue.start)
    return second is None or _VERB.search(framing, date.end, second.start()) is None


def inherit_said_on(article: Article, statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """The statements, those without a date of their own dated as the first dated one of the same sitting.

    An inherited date has no span, and its trace says `said_on/inherited`. Statements are in the order of the text.
    """
    dated = list(statements)
    for sitting in find_sittings(article, statements):
        said = next((statements[i].said_on for i in sitting if statements[i].said_on), None)
        for i in sitting if said else ():
            if statements[i].said_on is None and said:
                trace = Trace("statements", "said_on/inherited", "1")
                dated[i] = replace(dated[i], said_on=replace(said, span=None), trace=(*dated[i].trace, trace))
    return tuple(dated)
