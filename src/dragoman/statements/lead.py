"""Leads: the clause that a cue governs to which the network gave no content.

Its tags are flat: of two attributions one inside the other ("Egypt would consider talks, its minister told a broadcaster
on Thursday") only one can have content, and the reported clause would have no speaker. In a short text it also misses
plain ones now and then. What stands before the comma is then what was said.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from dragoman.records import Article, Cast, Labelled, Mention, Reading, Span
from dragoman.statements.attribution import Attribution

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WORDS = 4  # a shorter clause in front ("On Sunday, …") says when or where
_BELIEF = 0.5  # beside an attribution that the network linked
_BETWEEN = re.compile(r"\s+(?:\w+\s+)?$")  # "Shoukry also told"


def find_leads(article: Article, reading: Reading, cast: Cast, linked: Sequence[Attribution]) -> Iterator[Attribution]:
    """Attributions of whole leading clauses to the speaker that the cast has beside a cue which nothing else took.

    The sentence must be: clause, comma, speaker and cue in either order. Outlets are no speakers here: "Sputnik reported"
    is a hop of the chain.
    """
    taken = {a.cue for a in linked}
    for cue in (x for x in reading.labelled if x.label == "cue" and x not in taken):
        sentence = reading.sentences[int(reading.sentence[cue.first])]
        speaker = _find_speaker(article, cast, cue, sentence)
        if speaker is None:
            continue
        clause = _find_clause(article, reading, sentence, min(cue.span.start, speaker.span.start))
        if clause:
            yield Attribution(_label_source(reading, speaker), cue, (clause,), cue.score * _BELIEF)


def _find_speaker(article: Article, cast: Cast, cue: Labelled, sentence: Span) -> Mention | None:
    beside = [
        m for m in cast.mentions if sentence.contains(m.span) and m.actor.kind != "outlet" and _touches(article, m, cue)
    ]
    return min(beside, key=lambda m: m.span.start, default=None)


def _touches(article: Article, mention: Mention, cue: Labelled) -> bool:
    """Whether nothing but white space, or one word in front of the cue, stands between them."""
    if mention.span.end <= cue.span.start:
        return bool(_BETWEEN.fullmatch(article.text, mention.span.end, cue.span.start))
    return article.text[cue.span.end : mention.span.start].isspace()


def _find_clause(article: Article, reading: Reading, sentence: Span, end: int) -> Labelled | None:
    """The words from the sentence's start to the comma right before `end`."""
    front = article.text[sentence.start : end].rstrip()
    if not front.endswith(","):
        return None
    span = Span(sentence.start, sentence.start + len(front) - 1)
    first, last = _find_words(reading, span)
    return Labelled("content", span, first, last, 1.0) if last - first + 1 >= _WORDS else None


def _label_source(reading: Reading, speaker: Mention) -> Labelled:
    return Labelled("source", speaker.span, *_find_words(reading, speaker.span), 1.0)


def _find_words(reading: Reading, span: Span) -> tuple[int, int]:
    """First and last word of a span, inclusive."""
    first = int(np.searchsorted(reading.ends, span.start, side="right"))
    return first, int(np.searchsorted(reading.starts, span.end)) - 1
