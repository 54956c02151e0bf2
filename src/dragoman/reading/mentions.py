"""Mentions: from what the network makes of each word to spans that mention a person, an organization or a place.

Spans lie inside one another ("the foreign minister of France") but do not cross. Only those are judged that begin and end
where the network thinks that mentions do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dragoman.records import ENTITIES, Marked, Span

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dragoman.reading.words import Words

    Numbers = NDArray[np.int64]

LONGEST = 30
"""Words of a mention: of GUM's, 999 in a thousand have no more."""
ENOUGH = 0.3
"""Probability from which a span is a mention; chosen on twelve documents of GUM's training part."""
_MAY = -2.5
"""Log-odds from which a word may begin or end a mention: nineteen of twenty mentions pass, and a span a word is judged."""


def find_spans(edges: NDArray[np.float32], sentence: NDArray[np.int32]) -> Numbers:
    """Spans to judge (n_spans, 2), first and last word; `edges` (n_words, 3). Each lies in one sentence."""
    begins, ends = np.flatnonzero(edges[:, 0] > _MAY), edges[:, 1] > _MAY
    last = begins[:, None] + np.arange(LONGEST)
    within = np.minimum(last, len(sentence) - 1)
    kept = (last == within) & ends[within] & (sentence[within] == sentence[begins][:, None])
    rows, lengths = np.nonzero(kept)
    return np.stack([begins[rows], begins[rows] + lengths], axis=1).astype(np.int64)


def look_around(spans: Numbers, sentence: NDArray[np.int32]) -> Numbers:
    """The words before and after each span in its sentence (n_spans, 2); the number of words where there is none."""
    n_words = len(sentence)
    framed = np.concatenate(([-1], sentence, [-1]))
    inside = sentence[spans[:, 0]]
    before = np.where(framed[spans[:, 0]] == inside, spans[:, 0] - 1, n_words)
    after = np.where(framed[spans[:, 1] + 2] == inside, spans[:, 1] + 1, n_words)
    return np.stack([before, after], axis=1).astype(np.int64)


def pick_spans(shares: NDArray[np.float32], spans: Numbers, *, least: float = ENOUGH) -> list[int]:
    """Which spans are mentions: those of `least` probability or more, likelier first, that cross none before. Numbers, in the
    order of the text, longer first. `shares` (n_spans, 4): probabilities of no mention, and by entity."""
    likely = 1 - shares[:, 0]
    taken: list[int] = []
    ends_at: dict[int, list[int]] = {}  # first word → numbers of spans taken around it
    for number in np.argsort(-likely, kind="stable").tolist():
        if likely[number] < least:
            break
        first, last = spans[number].tolist()
        near = {n for word in range(first, last + 1) for n in ends_at.get(word, ())}
        if not any(_cross(spans[n].tolist(), first, last) for n in near):
            taken.append(number)
            for word in range(first, last + 1):
                ends_at.setdefault(word, []).append(number)
    return sorted(taken, key=lambda n: (spans[n, 0], -spans[n, 1]))


def _cross(other: list[int], first: int, last: int) -> bool:
    return other[0] < first <= other[1] < last or first < other[0] <= last < other[1]


def mark_spans(
    edges: NDArray[np.float32], spans: Numbers, shares: NDArray[np.float32], words: Words
) -> tuple[Marked, ...]:
    """The mentions among judged spans, in the order of the text, longer first."""
    found = []
    for number in pick_spans(shares, spans):
        first, last = spans[number].tolist()
        head = first + int(edges[first : last + 1, 2].argmax())
        entity = ENTITIES[int(shares[number, 1:].argmax())]
        span = Span(int(words.starts[first]), int(words.ends[last]))
        found.append(Marked(entity, span, first, last, head, float(1 - shares[number, 0])))
    return tuple(found)
