"""Triggers: the words that tell an act, as the network judges them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dragoman.events.codebook import ASPECTS, CERTAINTIES, POLARITIES, TIMES, TYPES, list_modes
from dragoman.records import Span

if TYPE_CHECKING:
    from dragoman.records import Aspect, Factuality, Judged, Reading, Time

_NEAR = 4  # words: two triggers of one type that stand nearer tell one act


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word that tells an act of `type`, with probability `score`, and how it is told."""

    word: int
    span: Span
    type: str
    mode: str | None
    score: float
    factuality: Factuality
    time: Time
    aspect: Aspect


def find_triggers(reading: Reading, judged: Judged, *, least: float) -> tuple[Trigger, ...]:
    """Words whose probability of telling an act, of whatever type, is `least` or more, in the order of the text."""
    if not len(judged.types):
        return ()
    acts = judged.types[:, : len(TYPES)]
    best = acts.argmax(1)
    score = acts.max(1)
    kept: list[int] = []
    for word in np.flatnonzero(acts.sum(1) >= least).tolist():
        near = bool(kept) and word - kept[-1] < _NEAR and reading.sentence[word] == reading.sentence[kept[-1]]
        if near and best[word] == best[kept[-1]]:
            if score[word] > score[kept[-1]]:
                kept[-1] = word
            continue
        kept.append(word)
    return tuple(_make_trigger(reading, judged, w, TYPES[best[w]], float(score[w])) for w in kept)


def _make_trigger(reading: Reading, judged: Judged, word: int, kind: str, score: float) -> Trigger:
    certainty = CERTAINTIES[int(judged.certainty[word].argmax())]
    polarity = POLARITIES[int(judged.polarity[word].argmax())]
    factuality: Factuality = "Uu" if certainty == "Uu" else f"{certainty}{polarity}"  # type: ignore[assignment]
    return Trigger(
        word=word,
        span=Span(int(reading.starts[word]), int(reading.ends[word])),
        type=kind,
        mode=_find_mode(judged, word, kind),
        score=score,
        factuality=factuality,
        time=TIMES[int(judged.time[word].argmax())],  # type: ignore[arg-type]
        aspect=ASPECTS[int(judged.aspect[word].argmax())],  # type: ignore[arg-type]
    )


def _find_mode(judged: Judged, word: int, kind: str) -> str | None:
    """The likeliest mode among those of the type and none."""
    odds = judged.modes[word]
    own = [(float(odds[-1]), None), *((float(odds[n]), mode) for n, (t, mode) in enumerate(list_modes()) if t == kind)]
    return max(own, key=lambda pair: pair[0])[1]
