"""Statement: an attribution with all that its words say of the saying."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from dragoman.records import Actor, Article, Cast, Hop, Reading, Score, Span, Statement, Trace
from dragoman.statements.addressees import find_addressees
from dragoman.statements.attribution import Attribution, link_attributions
from dragoman.statements.chain import build_chain, find_hops
from dragoman.statements.contents import settle_contents
from dragoman.statements.dates import find_dates
from dragoman.statements.language import find_language
from dragoman.statements.lead import drop_volitions, find_leads
from dragoman.statements.manner import find_manner
from dragoman.statements.occasion import find_occasion, inherit_occasion
from dragoman.statements.relay import relay
from dragoman.statements.said_on import find_said_on, inherit_said_on
from dragoman.statements.stance import find_stance

if TYPE_CHECKING:
    from dragoman.records import Labelled

_BEFORE_DAY = re.compile(r"[\s,]+(?:(?:late|early|earlier|again)\s+)?(?:on\s+)?$|^on\s+$")

Calibrate = Callable[[float], float]
"""An attribution's score → the probability that it is wholly right."""


def extract(
    article: Article, reading: Reading, cast: Cast, score: Score, calibrate: Calibrate = float
) -> tuple[Statement, ...]:
    """What the article says was said, in the order of its text."""
    linked = settle_contents(article, reading, link_attributions(reading, score))
    leads = tuple(find_leads(article, reading, cast, linked))
    spoken = [*drop_volitions(article, linked, leads), *leads]
    relayed, cast = relay(article, reading, cast, spoken)
    found = sorted(relayed, key=_order)
    said = tuple(_make_statement(article, reading, cast, a, calibrate) for a in found)
    said = inherit_said_on(article, inherit_occasion(article, said))
    said = build_chain(article, said)
    held = sorted(((c, s.id) for s in said for c in s.content), key=lambda one: one[0])
    longest = max((c.end - c.start for c, _ in held), default=0)
    return tuple(_find_within(s, held, longest) for s in said)


def _order(found: Attribution) -> tuple[int, int]:
    """By where the words stand, the wider before what lies inside them."""
    return min(c.span.start for c in found.contents), -max(c.span.end for c in found.contents)


def _make_statement(
    article: Article, reading: Reading, cast: Cast, found: Attribution, calibrate: Calibrate
) -> Statement:
    text = article.text
    content = tuple(c.span for c in sorted(found.contents, key=lambda c: c.span))
    source = found.source.span if found.source else None
    cue = (_trim_cue(article, found.cue.span),) if found.cue else ()
    sentence = _find_sentence(reading, found)
    occasion = find_occasion(text, sentence, source, cue, content=content)
    hops = find_hops(article, sentence, source, cue, content, cast)
    confidence = min(max(calibrate(found.score), 0.0), 1.0)
    return Statement(
        id=_make_id(article, content),
        speakers=_find_speakers(cast, source),
        source=source,
        cue=cue,
        content=content,
        manner=find_manner(text, content, reading.quotations, cue=cue),
        stance=find_stance(text, sentence, cue, content),
        confidence=confidence,
        addressees=tuple(
            actor for actor in find_addressees(text, sentence, cue, cast, source=source) if not _is_hop(actor, hops)
        ),
        said_on=find_said_on(article, sentence, source, cue, content),
        occasion=occasion[0] if occasion else _find_interview(hops),
        language=find_language(text, sentence, content),
        chain=hops,
        trace=(
            Trace("statements", "attribution", reading.version, round(confidence, 4)),
            *_trace_speakers(cast, source),
        ),
    )


def _find_interview(hops: tuple[Hop, ...]) -> str | None:
    """Who tells an outlet something, and nothing more is said of it, gives an interview."""
    return "interview" if any(hop.how == "told_to" for hop in hops) else None


def _is_hop(actor: Actor, hops: tuple[Hop, ...]) -> bool:
    """Whether the chain has this actor: whoever is told as an outlet is no addressee."""
    return any(hop.actor.name.casefold() == actor.name.casefold() for hop in hops)


def _trim_cue(article: Article, cue: Span) -> Span:
    """The cue without the day that may follow it: "said on Sunday" is said; the day has a field of its own."""
    days = find_dates(article.text, cue.start, cue.end, article.published_at)
    if not days or days[-1].span is None or days[-1].span.end != cue.end:
        return cue
    kept = _BEFORE_DAY.sub("", article.text[cue.start : days[-1].span.start])
    return Span(cue.start, cue.start + len(kept)) if kept else cue


def _find_sentence(reading: Reading, found: Attribution) -> Span:
    """The sentence in which the saying is told: the cue's, else the source's, else that of the first content."""
    spans: list[Labelled] = [x for x in (found.cue, found.source, *found.contents) if x]
    return reading.sentences[int(reading.sentence[spans[0].first])]


def _find_speakers(cast: Cast, source: Span | None) -> tuple[Actor, ...]:
    """Whom the source names: the mention that is the source, or the members of a compound one, in order, once each."""
    inside = cast.within(source) if source else []
    whole = [m for m in inside if m.span == source]
    return tuple({m.actor.id: m.actor for m in whole or inside}.values())


def _trace_speakers(cast: Cast, source: Span | None) -> tuple[Trace, ...]:
    return tuple(m.trace for m in cast.within(source) if m.span == source) if source else ()


def _make_id(article: Article, content: tuple[Span, ...]) -> str:
    where = " ".join(f"{c.start}-{c.end}" for c in content)
    return "s" + hashlib.sha256(f"{article.id} {where}".encode()).hexdigest()[:16]


def _find_within(statement: Statement, held: list[tuple[Span, str]], longest: int) -> Statement:
    """The statement with the one whose content holds its cue and contents, if there is one: the narrowest.

    `held`: all contents in order, each with its statement's id; none is longer than `longest`.
    """
    mine = (*statement.cue, *statement.content)
    whole = Span(min(m.start for m in mine), max(m.end for m in mine))
    first = bisect_left(held, whole.end - longest, key=lambda one: one[0].start)
    last = bisect_right(held, whole.start, lo=first, key=lambda one: one[0].start)
    holders = [(c.end - c.start, id_) for c, id_ in held[first:last] if id_ != statement.id and c.contains(whole)]
    return replace(statement, within=min(holders)[1]) if holders and statement.cue else statement
