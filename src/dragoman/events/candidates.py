"""Candidates: of whom an article speaks.

The cast's mentions; who "we" and "I" are in quotations; "both sides"; groups and peoples that no name of the cast stands for
("protesters", "the US-led coalition").
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from dragoman.events.sides import acts_for_state
from dragoman.records import Actor, Span

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from dragoman.records import Article, Cast, Mention, Reading, Statement

_BOTH_REACH = 3  # sentences
_WE = re.compile(
    r"\b(?:[Ww]e|us|ourselves|[Oo]ur (?:country|government|side|troops|forces|army|soldiers|people|state|nation))\b"
)
_I = re.compile(r"\b(?:I|[Mm]e|[Mm]y|[Mm]yself)\b")
_BOTH = re.compile(
    r"\b(?:both|the two|two|their two) (?:countries|nations|sides|states|governments|capitals|militaries|armies|neighbou?rs|"
    r"(?:foreign |prime )?ministers|presidents|leaders)\b",
    re.IGNORECASE,
)
SILENT = frozenset(
    "the a an of in to and or for by with from at on as s ' ’ \" “ ” , . ( ) - – — : ; / its their his her our my your this that "
    "these those who whom which".split()
)
"""Words that name nobody by themselves."""
_WORD = re.compile(r"\w+")
_OPENING = 20  # characters before a word in which a sentence may begin with no other word than an article
_BEGINS = re.compile(r"(?:^|[.!?:\n“\"])\W*(?:The|A|An)?\W*\Z")
_LED = re.compile(
    r"-led (?:[a-z-]+ ){0,2}?(?:coalition|alliance|forces|operation|campaign|intervention|invasion|bombing|bombardment|"
    r"(?:air ?)?(?:strikes?|raids?))\b"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone named in words `first` to `last`, inclusive."""

    actor: Actor
    span: Span
    first: int
    last: int
    sentence: int
    nameless: bool = False  # whether nobody is named here: whom it takes up, the network says


def find_candidates(
    article: Article, reading: Reading, cast: Cast, statements: Sequence[Statement]
) -> tuple[Candidate, ...]:
    """Everybody whom the words of an article name, describe or take up, in the order of the text."""
    coalitions = _find_coalitions(article, cast)
    leading = {span.start for _, span, _ in coalitions}
    both = list(_find_both(article, reading, cast))
    joint = {at for _, span in both for at in range(span.start, span.end)}
    named = [
        (m.actor, m.span, _is_nameless(m))
        for m in cast.mentions
        if m.span.start not in leading and joint.isdisjoint(range(m.span.start, m.span.end))
    ]
    ours = [(*o, False) for o in _find_ourselves(article, statements, reading, cast)]
    taken = [*(span for _, span, _ in (*named, *coalitions, *ours)), *(span for _, span in both)]
    groups = _find_groups(article, reading, taken)
    found = (_place(reading, *one) for one in (*named, *coalitions, *ours, *((*o, False) for o in both), *groups))
    return tuple(sorted((c for c in found if c), key=lambda c: (c.first, c.last)))


def _find_coalitions(article: Article, cast: Cast) -> list[tuple[Actor, Span, bool]]:
    """ "The US-led coalition", "US-led strikes": neither the state that leads it nor its members."""
    found = []
    for mention in cast.mentions:
        led = _LED.match(article.text, mention.span.end) if mention.actor.kind == "state" else None
        if led is not None:
            name = f"{mention.span.of(article.text)}-led coalition"
            actor = Actor(_identify(article, name), name, "organisation")
            found.append((actor, Span(mention.span.start, led.end()), False))
    return found


def _is_nameless(mention: Mention) -> bool:
    """Whether a mention names nobody, and nothing but its like says whom it means."""
    return not mention.actor.named and not mention.actor.country


def find_silent(article: Article, reading: Reading, sentences: Container[int]) -> frozenset[int]:
    """The words of some sentences that name nobody by themselves: articles, prepositions, punctuation, numbers."""
    text = article.text
    return frozenset(
        n
        for n, (a, b) in enumerate(zip(reading.starts.tolist(), reading.ends.tolist(), strict=True))
        if int(reading.sentence[n]) in sentences and (text[a:b].lower() in SILENT or not text[a:b].isalpha())
    )


def _place(reading: Reading, actor: Actor, span: Span, nameless: bool) -> Candidate | None:
    first = int(np.searchsorted(reading.ends, span.start, side="right"))
    last = int(np.searchsorted(reading.starts, span.end)) - 1
    if first > last or first >= len(reading.starts):
        return None
    return Candidate(replace(actor, mention=span), span, first, last, int(reading.sentence[first]), nameless)


@lru_cache(maxsize=1)
def _get_groups() -> dict[str, tuple[str, str]]:
    """By noun of a group its PLOVER sector, and the name it goes by where that is one ("Kurdish": "Kurds")."""
    table = (files("dragoman.events") / "data" / "groups.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return {noun.casefold(): (sector, name) for noun, sector, name in rows}


@lru_cache(maxsize=1)
def _get_last_words() -> frozenset[str]:
    """One of these stands in every sentence that names a group: quicker looked up than the pattern is tried."""
    return frozenset(_WORD.findall(noun)[-1] for noun in _get_groups())


@lru_cache(maxsize=1)
def _group_pattern() -> re.Pattern[str]:
    longest_first = sorted(_get_groups(), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE)


def _find_ourselves(
    article: Article, statements: Sequence[Statement], reading: Reading, cast: Cast
) -> Iterable[tuple[Actor, Span]]:
    """ "We" and "us" in quotations: the speaker's state where an official speaks, else the speaker."""
    states = {m.actor.country: m.actor for m in cast.mentions if m.actor.kind == "state"}
    for statement in statements:
        speaker = statement.speakers[0] if len(statement.speakers) == 1 else None
        if speaker is None:
            continue
        side = states.get(speaker.country, speaker) if acts_for_state(speaker) else speaker
        for said in statement.content:
            for pattern, meant in ((_WE, side), (_I, speaker)):
                for word in pattern.finditer(article.text, said.start, said.end):
                    span = Span(*word.span())
                    if any(q.contains(span) for q in reading.quotations):
                        yield meant, span


def _find_both(article: Article, reading: Reading, cast: Cast) -> Iterable[tuple[Actor, Span]]:
    """ "Both sides", "the two ministers": the last two countries of which the words before speak, each by its state if named."""
    states = {m.actor.country: m.actor for m in cast.mentions if m.actor.kind == "state"}
    sides = [(m.span.start, m.actor) for m in cast.mentions if m.actor.kind == "state" or acts_for_state(m.actor)]
    for number, sentence in enumerate(reading.sentences):
        first = reading.sentences[max(0, number - _BOTH_REACH)].start
        for match in _BOTH.finditer(article.text, sentence.start, sentence.end):
            reach = [bisect_left(sides, at, key=lambda side: side[0]) for at in (first, match.start())]
            before = [actor for _, actor in sides[slice(*reach)]]
            last = list(dict.fromkeys(a.country for a in reversed(before)))[:2]
            if len(last) == 2:
                for country in reversed(last):
                    actor = states.get(country) or next(a for a in reversed(before) if a.country == country)
                    yield actor, Span(*match.span())


def _find_groups(article: Article, reading: Reading, taken: Iterable[Span]) -> Iterable[tuple[Actor, Span, bool]]:
    text, spans = article.text, sorted(taken)
    ends = {span.end for span in spans}
    named = {at for span in spans for at in range(span.start, span.end)}
    for sentence in reading.sentences:
        if _get_last_words().isdisjoint(_WORD.findall(sentence.of(text).lower())):
            continue
        for match in _group_pattern().finditer(text, sentence.start, sentence.end):
            noun, key = Span(*match.span()), match.group().lower()
            before = text[sentence.start : noun.start].rstrip(" '’s-")
            # "Russian troops": the state's mention is a candidate already.
            if not named.isdisjoint(range(noun.start, noun.end)) or any(
                end in ends for end in range(sentence.start + len(before), noun.start + 1)
            ):
                continue
            sector, name = _get_groups()[key]
            if name:
                ends.add(noun.end)
            found = name or key
            yield (
                Actor(_identify(article, found), found, "person", None, sector or None, None, bool(name)),
                noun,
                not name,
            )


def describe(article: Article, span: Span, group: str = "", sector: str | None = None) -> Actor:
    """Somebody whom nothing but these words of the article tells: one of a `group`, or by the noun, else as printed."""
    if group:
        return Actor(_identify(article, group), group, "person", None, sector, None, False, mention=span)
    words = span.of(article.text)
    lower = words.casefold()
    kind, name = _get_groups().get(lower) or _get_groups().get(lower.split()[-1], ("", ""))
    begins = _BEGINS.search(article.text, max(0, span.start - _OPENING), span.start) is not None
    proper = words[0].isupper() and (words[1:2].isupper() or not begins)
    told = name or (words if proper else words[0].lower() + words[1:])
    return Actor(_identify(article, told), told, "person", None, kind or None, None, bool(name) or proper, mention=span)


def _identify(article: Article, name: str) -> str:
    return hashlib.sha256(f"{article.id}\n{name}\ngroup".encode()).hexdigest()[:16]
