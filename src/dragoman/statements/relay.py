"""Relays: an outlet that reports "citing two officials" says it on their word: they speak, and the outlet is a hop.

The network takes the outlet for the source, as the sentence's grammar has it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from dragoman.records import Article, Cast, Reading, Span
from dragoman.statements.hop_patterns import CITED
from dragoman.statements.labelling import label_span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dragoman.statements.attribution import Attribution

_CITING = re.compile(r"\b(?:citing|quoting)\s+")
_BEFORE_NAME = re.compile(
    r"(?:(?!(?:in|on|that|by|from|reports?|data|figures|documents?|media|concerns?|fears?)\b)[\w.’'-]+\s+){0,8}$"
)


def relay(article: Article, reading: Reading, cast: Cast, found: Iterable[Attribution]) -> list[Attribution]:
    """The attributions, those of an outlet that cites somebody given to whom it cites.

    What the network made of the citing itself (the cited as a content, the outlet inside one) falls away.
    """
    attributions = list(found)
    handed = {n: cited for n, a in enumerate(attributions) if (cited := _hand_on(article, reading, cast, a))}
    if not handed:
        return attributions
    return [
        handed.get(n, a)
        for n, a in enumerate(attributions)
        if n in handed or not any(_repeats(a, cited) for cited in handed.values())
    ]


def _repeats(one: Attribution, cited: Attribution) -> bool:
    """Whether an attribution says again, or takes apart, what a relayed one says."""
    if cited.source is None:
        return False
    source = cited.source.span
    spans = [c.span for c in one.contents]
    within = all(any(c.span.contains(s) for c in cited.contents) or source.overlaps(s) for s in spans)
    same = one.source is not None and one.source.span.overlaps(source)
    return within or (same and any(s.overlaps(c.span) for s in spans for c in cited.contents))


def _hand_on(article: Article, reading: Reading, cast: Cast, found: Attribution) -> Attribution | None:
    """The attribution with whom the outlet cites as its source; None where its source is no outlet, or cites nobody."""
    if found.source is None or found.cue is None or not _is_outlet(cast, found.source.span):
        return None
    sentence = reading.sentences[int(reading.sentence[found.cue.first])]
    for span, cue in _find_cited(article, cast, Span(found.cue.span.end, sentence.end)):
        if not any(c.span.overlaps(cue) for c in found.contents):
            return replace(found, source=label_span(reading, "source", span), cue=label_span(reading, "cue", cue))
    return None


def _is_outlet(cast: Cast, source: Span) -> bool:
    """Whether the source is an outlet and nobody besides."""
    inside = [m.actor.kind for m in cast.within(source)]
    return bool(inside) and all(kind == "outlet" for kind in inside)


def _find_cited(article: Article, cast: Cast, room: Span) -> Iterator[tuple[Span, Span]]:
    """(who is cited, the word that cites) in `room`: people by their noun, or whoever the cast has there."""
    for m in _CITING.finditer(article.text, room.start, room.end):
        cue = Span(m.start(), m.start() + len(m.group().rstrip()))
        people = CITED.match(article.text, m.start(), room.end)
        near = cast.within(Span(m.end(), room.end))
        named = [x for x in near if _BEFORE_NAME.fullmatch(article.text[m.end() : x.span.start])]
        if named and named[0].actor.kind != "outlet":
            yield Span(m.end(), max(x.span.end for x in named if x.span.start == named[0].span.start)), cue
        elif people and not named:
            yield Span(*people.span("who")), cue
