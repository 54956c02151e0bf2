"""Triggers: the words that tell an act, as the network judges them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dragoman.events.codebook import ASPECTS, CERTAINTIES, POLARITIES, TIMES, TYPES, list_modes
from dragoman.events.signs import find_signs
from dragoman.records import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from dragoman.records import Article, Aspect, Assess, Assessed, Factuality, Judged, Reading, Time

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


def find_triggers(
    article: Article, reading: Reading, judged: Judged, assess: Assess, *, least: float
) -> tuple[Trigger, ...]:
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
    return make_triggers(article, reading, judged, assess, kept)


def make_triggers(
    article: Article, reading: Reading, judged: Judged, assess: Assess, words: Sequence[int]
) -> tuple[Trigger, ...]:
    """Some words as triggers of their likeliest types, each with how its act is told."""
    if not len(words):
        return ()
    acts = judged.types[:, : len(TYPES)]
    told = assess(reading, words, np.concatenate((judged.types[words], find_signs(article.text, reading, words)), 1))
    return tuple(
        _make_trigger(reading, judged, told, row, word, TYPES[int(acts[word].argmax())], float(acts[word].max()))
        for row, word in enumerate(words)
    )


def _make_trigger(
    reading: Reading, judged: Judged, told: Assessed, row: int, word: int, kind: str, score: float
) -> Trigger:
    certainty = CERTAINTIES[pick_class(told.certainty[row], apart=0)]
    polarity = POLARITIES[int(told.polarity[row].argmax())]
    factuality: Factuality = "Uu" if certainty == "Uu" else f"{certainty}{polarity}"  # type: ignore[assignment]
    return Trigger(
        word=word,
        span=Span(int(reading.starts[word]), int(reading.ends[word])),
        type=kind,
        mode=_find_mode(judged, word, kind),
        score=score,
        factuality=factuality,
        time=TIMES[pick_class(told.time[row], apart=2)],  # type: ignore[arg-type]
        aspect=ASPECTS[int(told.aspect[row].argmax())],  # type: ignore[arg-type]
    )


def pick_class(chances: NDArray[np.float32], *, apart: int) -> int:
    """One class where it is likelier than all others together, else the likeliest of those."""
    return (
        apart
        if 2 * chances[apart] >= chances.sum()
        else max((n for n in range(len(chances)) if n != apart), key=lambda n: float(chances[n]))
    )


def _find_mode(judged: Judged, word: int, kind: str) -> str | None:
    """The likeliest mode among those of the type and none."""
    odds = judged.modes[word]
    own = [(float(odds[-1]), None), *((float(odds[n]), mode) for n, (t, mode) in enumerate(list_modes()) if t == kind)]
    return max(own, key=lambda pair: pair[0])[1]
