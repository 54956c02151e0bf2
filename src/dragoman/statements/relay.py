"""Relays: an outlet that reports "citing two officials" says it on their word: they speak, and the outlet is a hop.

The network takes the outlet for the source, as the sentence's grammar has it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from dragoman.records import Actor, Article, Cast, Mention, Reading, Span, Trace
from dragoman.statements.hop_patterns import CITED
from dragoman.statements.labelling import label_span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dragoman.statements.attribution import Attribution

_CITING = re.compile(r"\b(?:citing|quoting)\s+")
_ARTICLE = re.compile(r"^an?\s+", re.IGNORECASE)
_DEFINITE = re.compile(r"(?:the|these|those|his|her|its|their)\s", re.IGNORECASE)
_BEFORE_NAME = re.compile(
    r"(?:(?!(?:in|on|that|by|from|reports?|data|figures|documents?|media|concerns?|fears?)\b)[\w.’'-]+\s+){0,8}$"
)


def relay(
    article: Article, reading: Reading, cast: Cast, found: Iterable[Attribution]
) -> tuple[list[Attribution], Cast]:
    """The attributions, those of an outlet that cites somebody given to whom it cites; and the cast with those.

    What the network made of the citing itself (the cited as a content, the outlet inside one) falls away.
    """
    attributions = list(found)
    handed = {n: cited for n, a in enumerate(attributions) if (cited := _hand_on(article, reading, cast, a))}
    if not handed:
        return attributions, cast
    kept = [
        handed.get(n, a)
        for n, a in enumerate(attributions)
        if n in handed or not any(_repeats(a, cited) for cited in handed.values())
    ]
    return kept, _add_cited(article, cast, [a.source.span for a in handed.values() if a.source])


def _add_cited(article: Article, cast: Cast, sources: Iterable[Span]) -> Cast:
    """The cast with the unnamed of `sources` by their own words: to it "two Omani officials" are "officials", or nobody."""
    cited: dict[Span, Mention] = {}
    for source in sources:
        inside = cast.within(source)
        whole = next((m.actor for m in inside if m.span == source), None)
        taken_up = whole is not None and (whole.named or _DEFINITE.match(article.text, source.start))
        if not taken_up and (whole is not None or not inside):
            cited[source] = _describe(article, source, whole)
    others = (m for m in cast.mentions if m.span not in cited)
    return replace(cast, mentions=tuple(sorted((*others, *cited.values()), key=lambda m: (m.span, m.actor.id))))


def _describe(article: Article, source: Span, known: Actor | None) -> Mention:
    """Somebody unnamed by the words of `source`, with what is `known` of them."""
    name = _ARTICLE.sub("", " ".join(source.of(article.text).split()))
    country, sector, role = (known.country, known.sector, known.role) if known else (None, None, None)
    identity = hashlib.sha256(f"{article.id}\n{name} {country or ''}\ncited".encode()).hexdigest()[:16]
    actor = Actor(identity, name, "person", country, sector, role, named=False, mention=source)
    return Mention(source, "nominal", actor, Trace("statements", "relay", "1"))


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
