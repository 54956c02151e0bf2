"""Chain: how the words of a statement came to the page, from the article outwards: page ← agency ← broadcaster.

The speaker is no hop. `find_hops` reads what one sentence says of it; `build_chain` puts the page in front, and hands
on, as inferred, what the lead or the same sitting has said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from dragoman.records import Actor, Article, Cast, Hop, HopKind, Span, Statement
from dragoman.statements.framing import BLOT, cut_framing
from dragoman.statements.hop_patterns import (
    CITED,
    DATELINE,
    INTERVIEW,
    IS_PLATFORM,
    LEADS,
    PLATFORM,
    REPORT,
    SUBJECT,
    TWEET,
    VERBS,
)
from dragoman.statements.outlets import Trust, find_outlet, has_media_word, make_outlet, read_phrase
from dragoman.statements.sittings import find_sittings

_TOLD: HopKind = "told_to"
_REPORTED: HopKind = "reported_by"
_TRAILED = frozenset((",", BLOT, '"', "”", "’", "'", "»"))
_SAYING = frozenset(("said", "says", "wrote", "writes"))
_CITING = frozenset(("quoted", "quotes", "cited", "cites"))
_DATELINE_REACH = 3_000
_OUTER: frozenset[HopKind] = frozenset(("reported_by", "carried_by"))
_INNER: frozenset[HopKind] = frozenset(("told_to", "published_by"))
_ORDER: dict[HopKind, int] = {"carried_by": 0, "reported_by": 1, "cited_by": 2, "told_to": 3, "published_by": 3}
_LEAD_STATEMENTS = 2
_REACH = 110


def find_hops(
    article: Article, sentence: Span, source: Span | None, cue: tuple[Span, ...], content: tuple[Span, ...], cast: Cast
) -> tuple[Hop, ...]:
    """The hops that `sentence` itself tells of, outside the content, outwards in; none for the page or for the speaker.

    `span` of a hop is the phrase that says so ("Sputnik reported", "in an interview with the Rossiya 1 broadcaster").
    """
    framing = cut_framing(article.text, sentence, content)
    framed = replace(article, text=article.text[: sentence.start] + framing)
    outlets = any(m.actor.kind == "outlet" for m in cast.touching(sentence))
    hinted = outlets or has_media_word(framing) or any(n in framing for n in (article.wire, article.outlet) if n)
    hops = [
        *_find_led(framed, sentence, cast, hinted=hinted),
        *_find_subjects(framed, sentence, source, cast, hinted=hinted),
        *_find_named(framed, sentence, cast),
        *_find_platforms(framed, sentence),
        *_find_cited(framed, sentence, cast),
    ]
    kept: dict[str, Hop] = {}
    for hop in sorted(hops, key=lambda h: (_ORDER[h.how], h.span or sentence)):
        if not (source and hop.actor.mention and hop.actor.mention.overlaps(source)):
            kept.setdefault(hop.actor.name.casefold(), hop)
    return tuple(kept.values())


def _find_led(article: Article, sentence: Span, cast: Cast, *, hinted: bool) -> Iterator[Hop]:
    """Outlets after words that lead to them: "told", "in an interview with", "according to"."""
    framing = article.text[sentence.start :]
    for hints, pattern, how, trust in LEADS:
        if (trust == "noun" and not hinted) or not any(hint in framing for hint in hints):
            continue
        for lead in pattern.finditer(article.text, sentence.start, sentence.end):
            found = find_outlet(article, cast, lead.end(), min(sentence.end, lead.end() + _REACH), trust=trust)
            if found and not (trust == "noun" and how == "told_to" and _is_loose(found[0])):
                yield Hop(found[0], how, Span(lead.start(), found[1].end))


def _is_loose(outlet: Actor) -> bool:
    """Whether an unnamed outlet is no more than "the channel" or "social media", with "on" alone no hop."""
    return not outlet.named and not re.search(r"television|TV|radio", outlet.name)


def _find_subjects(article: Article, sentence: Span, source: Span | None, cast: Cast, *, hinted: bool) -> Iterator[Hop]:
    """Outlets as subjects: "Sputnik reported", "the IRNA news agency quoted him as saying"."""
    for verb in VERBS.finditer(article.text, sentence.start, sentence.end):
        spoken = source is not None and 0 <= verb.start() - source.end <= 1  # the subject is the speaker
        if spoken or (verb.group() in _SAYING and not hinted):
            continue
        subject = SUBJECT.search(article.text, max(sentence.start, verb.start() - _REACH), verb.start())
        if subject is None:
            continue
        trailing = article.text[: subject.start()].rstrip()[-1:] in _TRAILED
        trust: Trust = "noun" if verb.group() in _SAYING else "name" if trailing else "known"
        found = read_phrase(article, cast, subject, trust=trust)
        if found:
            how: HopKind = "cited_by" if verb.group() in _CITING else "reported_by"
            yield Hop(found[0], how, Span(subject.start(), verb.end()))


def _find_named(article: Article, sentence: Span, cast: Cast) -> Iterator[Hop]:
    """Outlets inside a phrase: "in a CNN interview", "according to a Reuters report"."""
    for pattern, how in ((INTERVIEW, _TOLD), (REPORT, _REPORTED)):
        for m in pattern.finditer(article.text, sentence.start, sentence.end):
            found = find_outlet(article, cast, m.start("name"), m.end("name"), trust="known")
            if found:
                yield Hop(found[0], how, Span(*m.span()))


def _find_platforms(article: Article, sentence: Span) -> Iterator[Hop]:
    if IS_PLATFORM.search(article.text, sentence.start, sentence.end):
        for m in PLATFORM.finditer(article.text, sentence.start, sentence.end):
            name = " ".join(m["name"].split())
            yield Hop(make_outlet(name, mention=Span(*m.span("name"))), "published_by", Span(*m.span()))
    if tweet := TWEET.search(article.text, sentence.start, sentence.end):
        yield Hop(make_outlet("Twitter", mention=Span(*tweet.span())), "published_by", Span(*tweet.span()))


def _find_cited(article: Article, sentence: Span, cast: Cast) -> Iterator[Hop]:
    """People whom an outlet cites: "citing two officials"."""
    for m in CITED.finditer(article.text, sentence.start, sentence.end):
        span = Span(*m.span("who"))
        actor = next((x.actor for x in cast.mentions if x.span.start == span.start and x.actor.kind != "outlet"), None)
        if actor is None:
            name = " ".join(m["who"].split())
            slug = re.sub(r"\W+", "-", name.casefold()).strip("-")
            actor = Actor(f"unnamed:{slug}", name, "person", named=False, mention=span)
        yield Hop(actor, "cited_by", Span(*m.span()))


# --- the whole chain -------------------------------------------------------------------------------------------------


def build_chain(article: Article, statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """The statements, each chain made whole from the hops of its own sentence, which `find_hops` put there.

    In front stands the page's outlet, then the agency of the dateline or of `article.wire`. An agency credited in the
    lead carries what follows, a broadcaster or platform what belongs to the same sitting: both inferred. Statements are
    in the order of the text; building again changes nothing.
    """
    own = [tuple(h for h in s.chain if not h.inferred and h.span and not _is_dateline(article, h)) for s in statements]
    head = (_make_page(article), *_find_wire(article))
    media = _hand_on_media(article, statements, own)
    agencies = _hand_on_agency(statements, own, alone=len(head) == 1)
    chains = (_order(head, *parts) for parts in zip(agencies, own, media, strict=True))
    return tuple(replace(s, chain=chain) for s, chain in zip(statements, chains, strict=True))


def _make_page(article: Article) -> Hop:
    outlet = make_outlet(article.outlet) if article.outlet else make_outlet("this page", named=False)
    return Hop(outlet, "published_by", None)


def _find_wire(article: Article) -> tuple[Hop, ...]:
    """The agency that the dateline or the article's metadata names, unless it is the page itself."""
    line = DATELINE.search(article.text, 0, _DATELINE_REACH)
    name = article.wire or (line and (line["paren"] or line["slash"]))
    if not name or name.casefold() == (article.outlet or "").casefold():
        return ()
    at = article.text.find(name, line.start(), line.end()) if line else -1
    span = Span(at, at + len(name)) if at >= 0 else None
    return (Hop(make_outlet(name, mention=span), "carried_by", span),)


def _is_dateline(article: Article, hop: Hop) -> bool:
    return hop in _find_wire(article) if hop.how == "carried_by" else False


def _hand_on_agency(
    statements: tuple[Statement, ...], own: list[tuple[Hop, ...]], *, alone: bool
) -> list[tuple[Hop, ...]]:
    """For each statement the lead's agency, if it has none of its own.

    `alone`: neither dateline nor metadata names a wire. With no other agency in the article it carries everything;
    otherwise only what the same speakers say.
    """
    credits = [tuple(h for h in hops if _is_agency(h)) for hops in own]
    first = next((n for n, hops in enumerate(credits) if hops), None)
    others = {h.actor.id for hops in credits for h in hops}
    if first is None or first >= _LEAD_STATEMENTS:
        return [() for _ in statements]
    handed = tuple(replace(h, span=None, inferred=True) for h in credits[first])
    lone = alone and len(others) == len(handed)
    return [
        () if credits[n] or not (lone or _same_speakers(s, statements[first])) or _speaks(s, handed) else handed
        for n, s in enumerate(statements)
    ]


def _is_agency(hop: Hop) -> bool:
    cites = hop.how == "cited_by" and hop.actor.kind == "outlet"
    return hop.actor.named and (hop.how in _OUTER or cites)


def _same_speakers(one: Statement, other: Statement) -> bool:
    return bool(one.speakers) and {a.id for a in one.speakers} == {a.id for a in other.speakers}


def _speaks(statement: Statement, hops: Iterable[Hop]) -> bool:
    return bool({a.id for a in statement.speakers} & {h.actor.id for h in hops})


def _hand_on_media(
    article: Article, statements: tuple[Statement, ...], own: list[tuple[Hop, ...]]
) -> list[tuple[Hop, ...]]:
    """For each statement the broadcaster, paper or platform of its sitting, if it has none of its own."""
    handed: list[tuple[Hop, ...]] = [() for _ in statements]
    for sitting in find_sittings(article, statements):
        medium = next((h for n in sitting for h in own[n] if h.how in _INNER and h.actor.named), None)
        for n in sitting if medium else ():
            mine = [h for h in own[n] if h.how in _INNER]
            if medium and not any(h.actor.named for h in mine):
                handed[n] = (replace(medium, span=None, inferred=True),)
    return handed


def _order(head: tuple[Hop, ...], *parts: tuple[Hop, ...]) -> tuple[Hop, ...]:
    """Page and wire, then agencies, those cited, the medium; an actor stands once, with its span if it has one."""
    hops = sorted((h for part in parts for h in part), key=lambda h: (_ORDER[h.how], h.inferred))
    kept: dict[str, Hop] = {}
    for hop in (*head[1:], *hops):
        name = hop.actor.name.casefold()
        known = kept.get(name)
        if known is None or (known.span is None and hop.span is not None):
            kept[name] = hop
    if any(h.how in _INNER and h.actor.named for h in kept.values()):
        # "the newspaper" of a later sentence is the one that was named before
        kept = {k: h for k, h in kept.items() if h.actor.named or h.how not in _INNER}
    return (head[0], *kept.values())
