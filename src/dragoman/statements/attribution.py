"""Attribution: which source, by which cue, said which contents.

Every cue makes at most one attribution. Contents choose their cue, cues their source, each with "none of these" among
the candidates; a content without a cue may still choose a source ("Headline: what he said", a quotation left floating).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dragoman.records import Labelled, LinkKind, Reading, Score

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

REACH = 160
"""Words between two spans beyond which they are not asked about: 99.9 % of PolNeAR's training pairs lie nearer."""
_MOST = 20
"""Spans that one is asked about at most, the nearest: ordinary articles have 18, one sentence of sayings has no end of them."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Contents with the cue and source they belong to; `score` is the joint probability of spans and links."""

    source: Labelled | None
    cue: Labelled | None
    contents: tuple[Labelled, ...]
    score: float


Choices = dict[int, "NDArray[np.float64]"]
"""By number of the left span: probabilities of each right span, and of none of them, last."""


def link_attributions(reading: Reading, score: Score) -> tuple[Attribution, ...]:
    """The attributions of a reading, in the order of their first content."""
    contents, cues, sources = (
        [x for x in reading.labelled if x.label == label] for label in ("content", "cue", "source")
    )
    to_cue = _choose("content_cue", reading, score, contents, cues)
    to_source = _choose("content_source", reading, score, contents, sources)
    from_cue = _choose("cue_source", reading, score, cues, sources)
    groups: dict[int, list[int]] = {}
    found = []
    for number, choice in to_cue.items():
        best = int(choice.argmax())
        if best < len(cues):
            groups.setdefault(best, []).append(number)
        else:
            found.append(_attribute(contents, None, [number], sources, to_source[number], float(choice[best])))
    for cue, numbers in groups.items():
        joint = from_cue[cue] * np.prod([to_source[n] for n in numbers], axis=0) ** (1 / len(numbers))
        linked = float(np.mean([to_cue[n][cue] for n in numbers]))
        found.append(_attribute(contents, cues[cue], numbers, sources, joint / max(joint.sum(), 1e-12), linked))
    kept = [a for a in found if a.cue or a.source]
    return tuple(sorted(kept, key=lambda a: a.contents[0].span))


def _attribute(
    contents: list[Labelled],
    cue: Labelled | None,
    numbers: list[int],
    sources: list[Labelled],
    choice: NDArray[np.float64],
    linked: float,
) -> Attribution:
    best = int(choice.argmax())
    source = sources[best] if best < len(sources) else None
    spans = [x.score for x in (*(contents[n] for n in numbers), cue, source) if x]
    score = float(np.prod(spans) * linked * choice[best])
    return Attribution(source, cue, tuple(contents[n] for n in numbers), score)


def _choose(
    kind: LinkKind, reading: Reading, score: Score, lefts: Sequence[Labelled], rights: Sequence[Labelled]
) -> Choices:
    """Each left span's probabilities over all right spans (zero out of reach) and none of them."""
    pairs: list[tuple[int, int]] = []
    firsts, lasts = (np.array([getattr(r, end) for r in rights], np.int64) for end in ("first", "last"))
    for a, left in enumerate(lefts):
        gaps = np.maximum(left.first - lasts, firsts - left.last)
        near = np.sort(np.argsort(gaps, kind="stable")[:_MOST])
        pairs += [(a, b) for b in (*near[gaps[near] <= REACH].tolist(), len(rights))]
    odds = score(kind, reading, [(lefts[a], rights[b] if b < len(rights) else None) for a, b in pairs])
    table = np.full((len(lefts), len(rights) + 1), -np.inf)
    if pairs:
        table[tuple(np.array(pairs).T)] = odds
    weights = np.exp(table - table.max(1, keepdims=True)) if len(lefts) else table
    return dict(enumerate(weights / weights.sum(1, keepdims=True)))
