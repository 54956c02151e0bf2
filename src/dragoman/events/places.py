"""Places: where a sentence says that something happened."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dragoman.records import Place, Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dragoman.records import Actor, Article, Cast

_IN = re.compile(
    r"\b(?:in|at|near|inside|outside|across|throughout|from within"
    r"|(?:fl(?:y|ies|ew|own|ying)|shot\s+down|downed|crash(?:ed)?|patrol(?:s|led)?|(?:air)?strikes?|planes?|jets?|drones?|skies)"
    r"\s+(?:over|off))\s+(?:the\s+)?(?:\w+ern\s+)?$",
    re.IGNORECASE,
)


def find_place(article: Article, sentence: Span, cast: Cast, parties: Sequence[Actor]) -> Place | None:
    """The state that a sentence puts something into: "in Syria", "near Damascus". None where it names none so."""
    taken = {a.mention for a in parties}
    for mention in cast.within(sentence):
        actor = mention.actor
        if actor.kind != "state" or mention.span in taken:
            continue
        if _IN.search(article.text, max(sentence.start, mention.span.start - 40), mention.span.start):
            return Place(mention.span.of(article.text), actor.country, mention.span)
    return None
