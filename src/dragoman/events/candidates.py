"""Candidates: who may take part in an act.

The cast's mentions; who "we" are in quotations; groups and peoples that no name of the cast stands for ("protesters",
"the US-led coalition"); pronouns. Whom those take up that name nobody, the network says.
"""

from __future__ import annotations

import hashlib
import math
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from dragoman.records import Actor, Span

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from dragoman.records import Article, Cast, Mention, Reading, Score, Statement

_ENOUGH = 0.5
_AT_ONCE = 2000  # pairs
_REACH = 200  # words that a mention without a name looks back
_WE = re.compile(
    r"\b(?:[Ww]e|us|ourselves|[Oo]ur (?:country|government|side|troops|forces|army|soldiers|people|state|nation))\b"
)
_PRONOUN = re.compile(
    r"\b(?:[Ii]t|[Ii]ts|itself|[Tt]hey|them|[Tt]heir|themselves|[Hh]e|him|[Hh]is|[Ss]he|[Hh]er|[Ww]e|us|[Oo]ur)\b"
)
_WORD = re.compile(r"\w+")
_LED = re.compile(
    r"-led (?:[a-z-]+ ){0,2}?(?:coalition|alliance|forces|operation|campaign|intervention|invasion|bombing|bombardment|"
    r"(?:air ?)?(?:strikes?|raids?))\b"
)
_OFFICIAL = frozenset({"GOV", "MIL", "JUD", "LEG", "COP", "SPY"})


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
    named = [(m.actor, m.span, _is_nameless(m)) for m in cast.mentions if m.span.start not in leading]
    ours = [(*o, False) for o in _find_ourselves(article, statements, reading, cast)]
    taken = [span for _, span, _ in (*named, *coalitions, *ours)]
    groups = list(_find_groups(article, reading, taken))
    pronouns = _find_pronouns(article, reading, [*taken, *(span for _, span, _ in groups)])
    found = (_place(reading, *one) for one in (*named, *coalitions, *ours, *groups, *pronouns))
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


def _find_pronouns(article: Article, reading: Reading, taken: Iterable[Span]) -> Iterable[tuple[Actor, Span, bool]]:
    """Pronouns that the cast did not settle: nobody, unless they take somebody up."""
    known = {at for span in taken for at in range(span.start, span.end)}
    for sentence in reading.sentences:
        for match in _PRONOUN.finditer(article.text, sentence.start, sentence.end):
            if match.start() not in known:
                yield _NOBODY, Span(*match.span()), True


_NOBODY = Actor("", "", "person", None, None, None, named=False)


def _is_nameless(mention: Mention) -> bool:
    """Whether a mention names nobody, and nothing but its like says whom it means."""
    return not mention.actor.named and not mention.actor.country


def take_up(
    reading: Reading, candidates: Sequence[Candidate], score: Score, sentences: Container[int]
) -> tuple[Candidate, ...]:
    """The candidates with those that name nobody settled as whom they take up, of those before them within reach, or nobody.

    Asked are only those in `sentences`, by number: where no act is told it does not matter.
    """
    candidates = [c for c in candidates if c.actor is not _NOBODY or c.sentence in sentences]
    asked = [n for n, c in enumerate(candidates) if c.nameless and c.sentence in sentences]
    before = {n: [m for m in range(n) if 0 < candidates[n].first - candidates[m].last <= _REACH] for n in asked}
    pairs = [(candidates[n], candidates[m] if m >= 0 else None) for n in asked for m in (-1, *before[n])]
    parts = [pairs[at : at + _AT_ONCE] for at in range(0, len(pairs), _AT_ONCE)]  # of few, which take little memory
    odds = iter([value for part in parts for value in score("mention_antecedent", reading, part).tolist()])
    settled = list(candidates)
    for n in asked:
        choices = [(next(odds), m) for m in (-1, *before[n])]
        weights = [math.exp(value - max(choices)[0]) for value, _ in choices]
        best = max(range(len(choices)), key=weights.__getitem__)
        meant = settled[choices[best][1]].actor if choices[best][1] >= 0 else _NOBODY
        if meant is not _NOBODY and weights[best] >= _ENOUGH * sum(weights):
            settled[n] = replace(candidates[n], actor=replace(meant, mention=candidates[n].span))
    return tuple(c for c in settled if c.actor is not _NOBODY)


def _place(reading: Reading, actor: Actor, span: Span, nameless: bool) -> Candidate | None:
    first = int(np.searchsorted(reading.ends, span.start, side="right"))
    last = int(np.searchsorted(reading.starts, span.end)) - 1
    if first > last or first >= len(reading.starts):
        return None
    placed = actor if actor is _NOBODY else replace(actor, mention=span)
    return Candidate(placed, span, first, last, int(reading.sentence[first]), nameless)


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
            for word in _WE.finditer(article.text, said.start, said.end):
                span = Span(*word.span())
                if any(q.contains(span) for q in reading.quotations):
                    yield side, span


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


def _identify(article: Article, name: str) -> str:
    return hashlib.sha256(f"{article.id}\n{name}\ngroup".encode()).hexdigest()[:16]


def acts_for_state(actor: Actor) -> bool:
    """Whether someone's acts are those of their state: the state, its organs, and officials."""
    return bool(actor.country) and (
        actor.kind in {"state", "organ"} or (actor.kind == "person" and actor.sector in _OFFICIAL)
    )
