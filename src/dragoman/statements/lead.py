"""Leads: the clause that a cue governs to which the network gave no content.

Its tags are flat: of two attributions one inside the other ("Egypt would consider talks, its minister told a broadcaster
on Thursday") only one can have content, and the reported clause would have no speaker. In a short text it also misses
plain ones now and then. What stands before the comma is then what was said.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dragoman.records import Article, Cast, Labelled, Mention, Reading, Span
from dragoman.statements.attribution import Attribution
from dragoman.statements.labelling import label_span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WORDS = 4  # a shorter clause in front ("On Sunday, …") says when or where
_BELIEF = 0.5  # beside an attribution that the network linked
_VOLITION = re.compile(
    r"\b(?:consider|want|wish|hope|plan|intend|seek|sought|aim|expect|believe|th(?:ink|ought)|fear|kn[eo]w|prefer|ready|"
    r"willing|prepared)(?:s|e?d|ing)?\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s+(?:\w+\s+)?$")  # "Shoukry also told"


def find_leads(article: Article, reading: Reading, cast: Cast, linked: Sequence[Attribution]) -> Iterator[Attribution]:
    """Attributions of whole leading clauses to the speaker that the cast has beside a cue which nothing else took.

    The sentence must be: clause, comma, speaker and cue in either order. Outlets are no speakers here: "Sputnik reported"
    is a hop of the chain.
    """
    taken = {at for a in linked if a.cue for at in range(a.cue.span.start, a.cue.span.end)}
    for cue in (x for x in reading.labelled if x.label == "cue" and taken.isdisjoint(range(x.span.start, x.span.end))):
        sentence = reading.sentences[int(reading.sentence[cue.first])]
        speaker = _find_speaker(article, cast, cue, sentence)
        if speaker is None:
            continue
        clause = _find_clause(article, reading, sentence, min(cue.span.start, speaker.span.start))
        if clause:
            source = label_span(reading, "source", speaker.span)
            yield Attribution(source, cue, (clause,), cue.score * _BELIEF)


def drop_volitions(article: Article, linked: Sequence[Attribution], leads: Sequence[Attribution]) -> list[Attribution]:
    """The attributions but for what somebody wants, plans or thinks inside a lead: that is what the speaker says of them.

    What somebody *says* there stays: it is a statement within a statement.
    """
    clauses = [c.span for lead in leads for c in lead.contents]
    return [
        a
        for a in linked
        if not (
            a.cue and _VOLITION.search(a.cue.span.of(article.text)) and any(c.contains(a.cue.span) for c in clauses)
        )
    ]


def _find_speaker(article: Article, cast: Cast, cue: Labelled, sentence: Span) -> Mention | None:
    beside = [m for m in cast.within(sentence) if m.actor.kind != "outlet" and _touches(article, m, cue)]
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
    clause = label_span(reading, "content", span)
    return clause if clause.last - clause.first + 1 >= _WORDS else None
