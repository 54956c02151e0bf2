"""Casts, judgements and scores made by hand, so that no network is needed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dragoman.events.codebook import ASPECTS, CERTAINTIES, POLARITIES, TIMES, TYPES, list_modes
from dragoman.events.signs import count_signs
from dragoman.events.whom import SOMEBODY
from dragoman.records import (
    Actor,
    Assess,
    Assessed,
    Cast,
    Choices,
    Judge,
    Judged,
    Mention,
    Reading,
    Span,
    Statement,
    Trace,
)

KENYA = Actor("KEN", "Kenya", "state", "KEN", "GOV")
CHAD = Actor("TCD", "Chad", "state", "TCD", "GOV")
NIGER = Actor("NER", "Niger", "state", "NER", "GOV")
OTIENO = Actor("p-otieno", "Ann Otieno", "person", "KEN", "GOV", "Foreign Minister")
MORU = Actor("p-moru", "Sam Moru", "person", "KEN", "OPP")
UMOJA = Actor("g-umoja", "Umoja", "armed_group", "KEN", "REB")
STATES = {
    "Kenya": KENYA,
    "Kenyan": KENYA,
    "Nairobi": KENYA,
    "Chad": CHAD,
    "Chadian": CHAD,
    "Niger": NIGER,
    "Otieno": OTIENO,
    "Moru": MORU,
    "Umoja": UMOJA,
}
Odds = dict[str, tuple[float, float]]
"""Words → their probabilities of acting and of undergoing."""


@dataclass(frozen=True)
class Told:
    """What the network makes of a word."""

    type: str
    score: float = 0.9
    mode: str | None = None
    certainty: str = "CT"
    polarity: str = "+"
    time: str = "past"
    aspect: str = "once"


def find_span(text: str, words: str, nth: int = 0) -> Span:
    """Where words stand in a text for the nth time."""
    start = [m.start() for m in re.finditer(re.escape(words), text)][nth]
    return Span(start, start + len(words))


def make_cast(text: str, names: dict[str, Actor] | None = None) -> Cast:
    """Every place where one of the names stands in the text."""
    mentions = [
        Mention(span, "name", replace(actor, mention=span), Trace("actors", "test", "1"))
        for name, actor in (STATES if names is None else names).items()
        for span in (Span(*m.span()) for m in re.finditer(rf"\b{name}\b", text))
    ]
    return Cast(tuple(sorted(mentions, key=lambda m: m.span)))


def make_judge(text: str, told: dict[str, Told], odds: Odds | None = None) -> Judge:
    """Says of each word that is told what it tells, and of all others nothing; of who takes part the `odds`, whatever is told."""

    def judge(reading: Reading) -> Judged:
        words = [text[a:b] for a, b in zip(reading.starts.tolist(), reading.ends.tolist(), strict=True)]
        modes = [*list_modes(), None]
        parts = [np.zeros((len(words), n), np.float32) for n in (len(TYPES) + 1, len(modes))]
        parts[0][:, -1] = 1
        parts[1][:, -1] = 0.5
        for n, word in enumerate(words):
            if here := told.get(word):
                parts[0][n, -1] = 1 - here.score
                parts[0][n, TYPES.index(here.type)] = here.score
                parts[1][n, modes.index((here.type, here.mode) if here.mode else None)] = 0.8
        chances = np.full((len(words), 2), 0.01)
        for name, both in (odds or {}).items():
            for match in re.finditer(rf"\b{re.escape(name)}\b", text):
                chances[[n for n, at in enumerate(reading.starts.tolist()) if match.start() <= at < match.end()]] = both
        asks = np.repeat(np.log(chances / (1 - chances)).T[None], len(words), 0).astype(np.float32)
        return Judged(*parts, asks, np.eye(len(words), dtype=np.float32), np.zeros((3, 2), np.float32))

    return judge


def weigh_by_overlap(reading: Reading, choices: Choices) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Weighs choices so that words mean whom they name, and else nobody but themselves."""
    rows = zip(choices.asked.tolist(), choices.other.tolist(), strict=True)
    over = [o >= 0 and _overlap(choices.spans[a], choices.spans[o]) for a, o in rows]
    return np.where(over, 30.0, np.where(choices.kinds == SOMEBODY, 0.0, -30.0)).astype(np.float32)


def _overlap(one: np.ndarray[Any, Any], other: np.ndarray[Any, Any]) -> bool:
    return bool(one[0] <= other[1] and other[0] <= one[1])


def make_assess(text: str, told: dict[str, Told]) -> Assess:
    """Says of each word that is told how it is told."""

    def assess(
        reading: Reading, words: Sequence[int], beside: np.ndarray[tuple[int, ...], np.dtype[np.float32]]
    ) -> Assessed:
        assert beside.shape == (len(words), len(TYPES) + 1 + count_signs())
        parts = [np.zeros((len(words), n), np.float32) for n in (4, 2, 3, 4)]
        for row, word in enumerate(words):
            here = told[text[reading.starts[word] : reading.ends[word]]]
            parts[0][row, CERTAINTIES.index(here.certainty)] = 0.8
            parts[1][row, POLARITIES.index(here.polarity)] = 0.8
            parts[2][row, TIMES.index(here.time)] = 0.8
            parts[3][row, ASPECTS.index(here.aspect)] = 0.8
        return Assessed(*parts)

    return assess


def make_statement(
    id: str, text: str, content: str, speaker: Actor | None, *, cue: str = "", within: str | None = None
) -> Statement:
    """Who says which words of a text."""
    cues = (find_span(text, cue),) if cue else ()
    spoken = (find_span(text, content),)
    speakers = (speaker,) if speaker else ()
    return Statement(id, speakers, None, cues, spoken, "indirect", "asserts", 0.9, within=within)
