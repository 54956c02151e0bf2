"""Addressees: to whom a statement was made, where the cue itself takes them: "told Ankara", "called on Iran to"."""

from __future__ import annotations

import re
from itertools import pairwise

from dragoman.records import Actor, Cast, Mention, Span
from dragoman.statements.outlets import has_media_word

_TAKING = re.compile(
    r"\b(?:t(?:ell|ells|old|elling)|inform(?:s|ed|ing)?|assur(?:e|es|ed|ing)|reassur(?:e|es|ed|ing)|warn(?:s|ed|ing)?|"
    r"urg(?:e|es|ed|ing)|ask(?:s|ed|ing)?|remind(?:s|ed|ing)?|advis(?:e|es|ed|ing)|thank(?:s|ed|ing)?|"
    r"congratulat(?:e|es|ed|ing)|invit(?:e|es|ed|ing)|order(?:s|ed|ing)?|instruct(?:s|ed|ing)?|command(?:s|ed|ing)?|"
    r"beg(?:s|ged|ging)?|implor(?:e|es|ed|ing)|press(?:es|ed|ing)?|exhort(?:s|ed|ing)?|encourag(?:e|es|ed|ing)|"
    r"caution(?:s|ed|ing)?|alert(?:s|ed|ing)?|notif(?:y|ies|ied|ying)|brief(?:s|ed|ing)?|petition(?:s|ed|ing)?|"
    r"challeng(?:e|es|ed|ing)|counsel(?:s|led|ed|ling)?|admonish(?:es|ed|ing)?|promis(?:e|es|ed|ing)|persuad(?:e|es|ed|ing)|"
    r"beseech(?:es|ing)?|besought|entreat(?:s|ed|ing)?|address(?:es|ed|ing)?|forbid(?:s|ding)?|forbade|lobb(?:ied|ying)|"
    r"summon(?:s|ed|ing)?|question(?:s|ed|ing)?|threaten(?:s|ed|ing)?|answer(?:s|ed|ing)?|push(?:es|ed|ing)?|prod(?:s|ded)?|"
    r"(?:call(?:s|ed|ing)?|prevail(?:s|ed|ing)?)\s+(?:up)?on|"
    r"(?:appeal|speak|spoke|writ|wrot|talk|turn|said|say|saying|confid|explain|complain|confirm|propos|suggest|protest|"
    r"convey|repeat|stress|insist|admit|respond|repl|apologi[sz]|reiterat|indicat|declar|announc|deliver|pledg|vow)\w*\s+"
    r"(?:\w+ly\s+)?to)\s*$",
    re.IGNORECASE,
)
_LATE = re.compile(r"\s+(?P<particle>(?:up)?on|to)\s+", re.IGNORECASE)
_PARTICLES = re.compile(r"\b(?:call(?:s|ed|ing)?|prevail(?:s|ed|ing)?)\s*$", re.IGNORECASE)
_TO = re.compile(
    r"\b(?:appeal|spoke|speak|wrote|writ|talk|said|saying|says|confid|explain|complain|confirm|propos|suggest|protest|"
    r"convey|repeat|stress|admit|repl|apologi[sz]|reiterat|indicat|declar|announc|pledg|vow|respond)\w*\s*$",
    re.IGNORECASE,
)
_WRITTEN = re.compile(
    r"\b(?:letters?|messages?|notes?|telegrams?|e-?mails?|cables?|speech|address|appeal|ultimatum|d[eé]marche|memo|"
    r"remarks|warning|statement)\s+(?:\w+\s+){0,2}?to\s+",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"[,;:.!?\"“”«»()\[\]\n—–]|\b(?:that|to|about|in|at|on|by|for|from|after|before|of|with|during|over|against|not|via|"
    r"through|into|as|who|which|when|if|whether|how|why|what|where|is|are|was|were|will|would|has|have|had|it|there|this|"
    r"late|early|earlier|last|yesterday|today|while|under|should|must|could|can|may|"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
)
_PASSIVE = re.compile(r"\b(?:was|were|been|being|is|are|be|got)\s+(?:\w+ly\s+|also\s+|repeatedly\s+)?$", re.IGNORECASE)
_INSIDE_DOT = re.compile(r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|Gen|Col|Lt|Sen|Rep|Gov|Prof|St|Maj|Sgt|Adm|Capt))$")
_AND = re.compile(r"\band\b|&")
_BREAK = re.compile(r"\band\b|&|,")
_REACH = 90


def find_addressees(
    text: str, sentence: Span, cue: tuple[Span, ...], cast: Cast, *, source: Span | None = None
) -> tuple[Actor, ...]:
    """Persons, states, organs, organisations and armed groups of `cast` that the saying is addressed to, in order.

    Outlets are left to the chain, and people without a mention in the cast ("reporters") are left out. `source` is
    never its own addressee.
    """
    mentions = cast.within(sentence)
    if source:
        mentions = [m for m in mentions if not m.span.overlaps(source)]
    found: dict[str, Actor] = {}
    for phrase in _find_phrases(text, sentence, cue):
        for actor in _read_phrase(text, phrase, mentions):
            found.setdefault(actor.id, actor)
    if not found:
        found = {actor.id: actor for actor in _read_passive(text, sentence, cue, mentions)}
    return tuple(found.values())


def _find_phrases(text: str, sentence: Span, cue: tuple[Span, ...]) -> list[Span]:
    """Where noun phrases of addressees may begin and end: after the cue, and after "a letter to"."""
    starts = [start for span in cue if (start := _find_start(text, span, sentence.end)) is not None]
    starts += [m.end() for m in _WRITTEN.finditer(text, sentence.start, sentence.end) if _is_near(m, cue)]
    return [Span(start, _find_end(text, start, sentence.end)) for start in starts]


def _is_near(match: re.Match[str], cue: tuple[Span, ...]) -> bool:
    return any(match.start() - c.end < _REACH and c.start - match.end() < _REACH for c in cue)


def _find_start(text: str, cue: Span, end: int) -> int | None:
    words = cue.of(text)
    if _TAKING.search(words):
        return cue.end
    late = _LATE.match(text, cue.end, end)
    if late:
        verb = _TO if late["particle"].casefold() == "to" else _PARTICLES
        return late.end() if verb.search(words) else None
    inside = re.search(r"\b(?:told|urged|asked|warned|informed|assured|called\s+on)\s+(?=[A-Z]|the\s)", words)
    return cue.start + inside.end() if inside else None


def _find_end(text: str, start: int, end: int) -> int:
    end = min(end, start + _REACH)
    for stop in _STOP.finditer(text, start, end):
        if (
            stop.group() == ","
            and _AND.search(text[stop.end() : stop.end() + 40])
            and _is_list(text, start, stop.end(), end)
        ):
            continue
        if stop.group() != "." or not _INSIDE_DOT.search(text, start, stop.start()):
            return stop.start()
    return end


def _is_list(text: str, start: int, comma: int, end: int) -> bool:
    """Whether a comma separates names: "told Germany, France and Italy"."""
    rest = re.match(r"\s*(?:[A-Z][\w’'-]*\s*){1,4}(?:,|\s*and\s+(?:the\s+)?[A-Z])", text[comma:end])
    return rest is not None and text[start:comma].strip(" ,")[:1].isupper()


def _read_phrase(text: str, phrase: Span, mentions: list[Mention]) -> list[Actor]:
    """The head of each conjunct of a noun phrase; an outlet ends the phrase, the chain has it."""
    edges = [phrase.start, *(m.end() for m in _BREAK.finditer(text, phrase.start, phrase.end)), phrase.end]
    heads = []
    for first, last in pairwise(edges):
        inside = [m for m in mentions if first <= m.span.start < last]
        outer = [m for m in inside if not any(o.span != m.span and o.span.contains(m.span) for o in inside)]
        if not outer:
            continue
        head = _find_head(text, outer)
        if head.actor.kind == "outlet" or has_media_word(head.actor.name):
            break
        heads.append(head.actor)
    return heads


def _find_head(text: str, outer: list[Mention]) -> Mention:
    """Of mentions side by side the one that is addressed: the last, but "told Iran Israel would" goes on after it."""
    person = next((m for m in outer if m.actor.kind in {"person", "outlet"}), None)
    if person:
        return person
    first = outer[0]
    goes_on = len(outer) > 1 and not text[first.span.end : outer[1].span.start].strip()
    return first if goes_on else outer[-1]


def _read_passive(text: str, sentence: Span, cue: tuple[Span, ...], mentions: list[Mention]) -> list[Actor]:
    """ "Tillerson was told": the last mention before the auxiliary."""
    for span in cue:
        words = text[max(sentence.start, span.start - 24) : span.end]
        taking = _TAKING.search(words)
        passive = _PASSIVE.search(words[: taking.start()]) if taking else None
        if passive:
            at = max(sentence.start, span.start - 24) + passive.start()
            before = [m for m in mentions if 0 <= at - m.span.end <= 2]
            return [m.actor for m in before[-1:] if m.actor.kind != "outlet"]
    return []
