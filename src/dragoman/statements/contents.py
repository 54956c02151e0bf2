"""Contents: what is said, where an attribution's own spans stop short of it or take in the saying.

Each correction says what stands behind it in PolNeAR's training articles.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from dragoman.records import Article, Labelled, Reading, Span
from dragoman.statements.labelling import label_span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dragoman.statements.attribution import Attribution

_GOES_ON = re.compile(
    r",\s+(?=(?P<because>because\s)|(?:and|but|or)\s+(?:(?:also|only|never|not)\s+)?"
    r"(?:would|will|could|can|should|may|might|must|had|has|have|did|does|do|was|is|were|are)\b)"
)
_MARKS = ".,;:!?"
_COMMAS = (",", ',"', ",”", ",’")
_WITHHOLDS = re.compile(r"\b(?:declin|refus)(?:ed|es|e|ing)$", re.IGNORECASE)
_QUESTION = re.compile(r"((?:Whether|What|Why|How|When|Where|Who|Which|If)\b.+),\s+$", re.DOTALL)
_SAYING = re.compile(r"\s+to\s+(?:say|comment|answer|elaborate|respond)\b(?!\s+(?:that|whether|if|how|what|who))")


def settle_contents(article: Article, reading: Reading, linked: Sequence[Attribution]) -> list[Attribution]:
    """The attributions with their contents made whole."""
    whole = [_withhold(article, reading, _resume(article, reading, a, linked)) for a in linked]
    return _drop_cues(whole, [x.span for x in reading.labelled if x.label == "cue"])


def _drop_cues(found: Sequence[Attribution], marked: Sequence[Span]) -> list[Attribution]:
    """Without those whose words are a cue, linked or `marked` alone: of "declined to say", "to say" is nothing said."""
    cues = [*marked, *(a.cue.span for a in found if a.cue)]
    return [a for a in found if a.cue or not all(any(cue.contains(c.span) for cue in cues) for c in a.contents)]


def _resume(article: Article, reading: Reading, found: Attribution, linked: Sequence[Attribution]) -> Attribution:
    """With the rest of the sentence, its subject left out: "It asked for nothing, he said, but would talk."

    Where a cue is followed by a comma, "and", "but" or "or", and an auxiliary, the rest is content in seven of eight
    attributions there (the eighth is another's); with "because" in seven of nine. With any other word mostly not.
    Where the rest alone was marked, the clause in front, which has its subject, is content too: it always is there.
    """
    if found.cue is None or found.source is None:
        return found
    frame = Span(min(found.cue.span.start, found.source.span.start), max(found.cue.span.end, found.source.span.end))
    sentence = reading.sentences[int(reading.sentence[found.cue.first])]
    comma = _GOES_ON.match(article.text, frame.end, sentence.end)
    if comma is None:
        return found
    rest = Span(comma.end(), comma.end() + len(article.text[comma.end() : sentence.end].rstrip().rstrip(_MARKS)))
    missing: Span | None = rest
    if not any(sentence.start <= c.span.start and c.span.end <= frame.start for c in found.contents):
        missing = None if comma["because"] else _find_front(article.text, sentence, frame, rest, found)
    taken = (x.span for a in linked for x in (a.source, a.cue, *a.contents) if x)
    if missing is None or any(missing.overlaps(span) for span in taken):
        return found
    return replace(found, contents=(*found.contents, label_span(reading, "content", missing)))


def _find_front(text: str, sentence: Span, frame: Span, rest: Span, found: Attribution) -> Span | None:
    """The clause to the comma before the saying, where all that was marked begins in the rest behind it."""
    front = text[sentence.start : frame.start].rstrip()
    if not front.endswith(_COMMAS) or not all(rest.contains(Span(c.span.start, c.span.start)) for c in found.contents):
        return None
    return Span(sentence.start, sentence.start + len(front.rstrip(_MARKS)))


def _withhold(article: Article, reading: Reading, found: Attribution) -> Attribution:
    """With "to say" in the cue: "Whether they would meet, he declined to say." By itself it stays what was declined."""
    cue = found.cue
    if cue is None or not _WITHHOLDS.search(cue.span.of(article.text)):
        return found
    saying = _SAYING.match(article.text, cue.span.end)
    others = tuple(c for c in found.contents if saying and not saying.start() <= c.span.start < saying.end())
    others = others or _find_question(article, reading, found, cue)
    if saying is None or not others:
        return found
    whole = label_span(reading, "cue", Span(cue.span.start, saying.end()))
    return replace(found, cue=replace(whole, score=cue.score), contents=others)


def _find_question(article: Article, reading: Reading, found: Attribution, cue: Labelled) -> tuple[Labelled, ...]:
    """The question in front: "Whether they would meet, the minister declined to say"."""
    sentence = reading.sentences[int(reading.sentence[cue.first])]
    edge = min(x.span.start for x in (found.source, cue) if x)
    question = _QUESTION.match(article.text, sentence.start, max(edge, sentence.start))
    return (label_span(reading, "content", Span(*question.span(1))),) if question else ()
