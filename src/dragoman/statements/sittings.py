"""Sittings: runs of statements that one speaker made on one occasion; day, occasion and chain are handed on in them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dragoman.records import Article, Span, Statement

_APART_BEFORE = re.compile(
    r"\b(?:had|has|have|previously|earlier|repeatedly|often|once|long|always|already|since|in\s+the\s+past)\s+"
    r"(?:(?:\w+ly|also|long|often|been|never|not|since|already|in\s+the\s+past)\s+){0,2}$",
    re.IGNORECASE,
)
_APART_INSIDE = re.compile(
    r"\b(?:had|has|have|previously|repeatedly|often|once|always)\s+\w|\w\s+(?:earlier|previously|repeatedly)\b",
    re.IGNORECASE,
)
_BEFORE = 32
_OTHERS_BETWEEN = 3


@dataclass(slots=True)
class _Sitting:
    """A run that is still open: its statements, and what they say of themselves."""

    members: list[int] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)

    def accepts(self, facts: dict[str, object]) -> bool:
        return all(self.facts.get(name, fact) == fact for name, fact in facts.items())


def find_sittings(article: Article, statements: tuple[Statement, ...]) -> tuple[tuple[int, ...], ...]:
    """Indices of statements, in the order of the text, grouped by speaker and occasion; each index in one group.

    Statements of the same speakers follow each other in one sitting as long as no more than three of others come
    between, and no day, occasion or medium of theirs speaks against it. What somebody "has said" or "earlier said"
    stands alone, as does what has no speaker.
    """
    closed: list[_Sitting] = []
    open_ones: dict[tuple[str, ...], _Sitting] = {}
    for index, statement in enumerate(statements):
        speakers = tuple(sorted(actor.id for actor in statement.speakers))
        facts = _get_facts(statement)
        if not speakers or (_stands_apart(article, statement) and not facts):
            closed.append(_Sitting([index]))
            continue
        sitting = open_ones.get(speakers)
        if sitting is None or index - sitting.members[-1] > _OTHERS_BETWEEN + 1 or not sitting.accepts(facts):
            open_ones[speakers] = sitting = _Sitting()
            closed.append(sitting)
        sitting.members.append(index)
        sitting.facts |= facts
    return tuple(tuple(sitting.members) for sitting in closed)


def _get_facts(statement: Statement) -> dict[str, object]:
    facts: dict[str, object] = {}
    if statement.occasion:
        facts["occasion"] = statement.occasion
    if statement.said_on:
        facts["said_on"] = (statement.said_on.from_on, statement.said_on.to_on)
    media = [
        hop.actor.id
        for hop in statement.chain
        if hop.how in {"told_to", "published_by"} and hop.span and hop.actor.named
    ]
    if media:
        facts["medium"] = media[-1]
    return facts


def _stands_apart(article: Article, statement: Statement) -> bool:
    """Whether the cue points back to another occasion: "had said", "has repeatedly called"."""
    return any(_points_back(article.text, cue) for cue in statement.cue)


def _points_back(text: str, cue: Span) -> bool:
    return bool(
        _APART_INSIDE.search(cue.of(text)) or _APART_BEFORE.search(text, max(0, cue.start - _BEFORE), cue.start)
    )
