"""Two tellings → the probability that they tell of one act, and what speaks for it: a pure function of the two.

A logistic sum over what agrees and what does not. Nothing about a ledger enters, so that two reports are as like in one
ledger as in another, whatever else is there and in whatever order it came.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import exp, sqrt
from typing import TYPE_CHECKING

from dragoman.ledger.telling import REACH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dragoman.ledger.telling import Telling, Who

VERSION = "1"
"""Of what is compared and how it is weighed."""

ENOUGH = 0.5
"""Likeness from which two reports are held to tell of one act."""

_NEAR = (
    ("AGREE", "CONCEDE"), ("AGREE", "COOPERATE"), ("AGREE", "SUPPORT"), ("AID", "COOPERATE"), ("AID", "SUPPORT"),
    ("CONCEDE", "RETREAT"), ("CONSULT", "COOPERATE"), ("ACCUSE", "REJECT"), ("ACCUSE", "PROTEST"), ("ASSAULT", "COERCE"),
    ("ASSAULT", "PROTEST"), ("COERCE", "SANCTION"),
)  # fmt: skip
"""Types as which one act may be told. A threat of an act is none of its neighbours, nor is a request for one."""

_TURNS = frozenset({"AGREE", "ASSAULT", "COERCE", "CONSULT", "COOPERATE", "MOBILIZE"})
"""Types of which the one side may be told as doing what the other is told as doing elsewhere; an accusation that is returned is
another act."""

WEIGHTS: Mapping[str, float] = {
    "always": -5.4,
    "actors": 1.6,
    "actors unknown": 1.4,
    "recipients": 1.6,
    "recipients unknown": 1.0,
    "turned about": -0.3,
    "type": 0.8,
    "mode": 1.2,
    "other mode": -0.5,
    "no day": 0.6,
    "same day": 1.2,
    "next day": 0.4,
    "days apart": -1.0,
    "told at one time": 0.5,
    "told days apart": -0.3,
    "place": 0.7,
    "other place": -1.0,
    "number": 0.6,
    "other number": -0.8,
    "time": -0.7,
    "words": 1.5,
    "words in like stories": 3.6,
}
"""What each thing that agrees, or does not, adds to the log-odds; those that are shares count in part. Fitted on ECB+, apart from
those of days and places, which it does not have or too rarely (docs/decisions/0045-weights-of-likeness.md)."""

_LEAST = 0.2  # of a side that both name: with less these are other parties


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like two reports are: a probability, and what each thing added to its log-odds, the most telling first."""

    score: float
    parts: tuple[tuple[str, float], ...]
    words: tuple[str, ...]


@lru_cache(maxsize=32)
def find_near(kind: str) -> tuple[str, ...]:
    """A type and those as which its acts may be told."""
    return (kind, *(other for pair in _NEAR for one, other in (pair, pair[::-1]) if one == kind))


def compare(one: Telling, other: Telling) -> Likeness:
    """How like two tellings are, with what speaks for it; the same whichever comes first."""
    found = find_features(one, other)
    if found is None:
        return Likeness(0.0, (), ())
    parts = [(name, round(WEIGHTS[name] * value, 3)) for name, value in found.items() if name != "always" and value]
    parts.sort(key=lambda part: -abs(part[1]))
    return Likeness(_weigh(found), tuple(parts), tuple(sorted(one.words & other.words)))


def measure(one: Telling, other: Telling) -> float:
    """The score of `compare` alone."""
    found = find_features(one, other)
    return 0.0 if found is None else _weigh(found)


def _weigh(features: Mapping[str, float]) -> float:
    # Rounded, so that no order in which floats are added decides.
    return round(1 / (1 + exp(-sum(WEIGHTS[name] * value for name, value in features.items()))), 6)


def find_features(one: Telling, other: Telling) -> dict[str, float] | None:
    """What agrees and what does not, by name; None where the two cannot be of one act."""
    if other.type not in find_near(one.type) or abs(one.day - other.day) > REACH:
        return None
    parties = _compare_parties(one, other)
    if parties is None:
        return None
    found = {"always": 1.0, **parties, **_compare_days(one, other)}
    found["type"] = float(one.type == other.type)
    if one.mode and other.mode and found["type"]:
        found["mode" if one.mode == other.mode else "other mode"] = 1.0
    if (one.place or one.country) and (other.place or other.country):
        found |= _compare_places(one, other)
    shared = dict(one.numbers).keys() & dict(other.numbers).keys()
    if shared:
        found["number" if set(one.numbers) & set(other.numbers) else "other number"] = 1.0
    found["time"] = float((one.time == "future") != (other.time == "future"))
    found["words"] = _overlap(one.words, other.words)
    if one.article != other.article:
        found["words in like stories"] = sqrt(found["words"] * _overlap(one.around, other.around))
    return found


# --- parties ----------------------------------------------------------------------------------------------------------


def _compare_parties(one: Telling, other: Telling) -> dict[str, float] | None:
    straight = _compare_sides(one.actors, one.recipients, other.actors, other.recipients)
    if one.article == other.article or not {one.type, other.type} <= _TURNS:
        return straight
    turned = _compare_sides(one.actors, one.recipients, other.recipients, other.actors)
    if turned is not None and turned["actors"] + turned["recipients"] > 0.3 + (
        straight["actors"] + straight["recipients"] if straight else 0.0
    ):
        return {**turned, "turned about": 1.0}
    return straight


def _compare_sides(
    actors: tuple[Who, ...], recipients: tuple[Who, ...], others: tuple[Who, ...], acted: tuple[Who, ...]
) -> dict[str, float] | None:
    """How far actors and recipients agree with the other's; None if a side that both name differs, or none is named by both."""
    does, suffers = match_sides(actors, others), match_sides(recipients, acted)
    known = [side for side in (does, suffers) if side is not None]
    if not known or min(known) < _LEAST:
        return None
    return {
        "actors": does or 0.0, "actors unknown": float(does is None),
        "recipients": suffers or 0.0, "recipients unknown": float(suffers is None),
    }  # fmt: skip


def match_sides(some: tuple[Who, ...], others: tuple[Who, ...]) -> float | None:
    """How far two sets of parties are the same, 0 to 1: half of it whether the smaller is in the larger. None: one is empty."""
    if not some or not others:
        return None
    if len(some) == len(others) == 1:
        return match_parties(some[0], others[0])
    fits = [max(match_parties(a, b) for b in others) for a in some]
    backs = [max(match_parties(a, b) for a in some) for b in others]
    whole = (sum(fits) + sum(backs)) / (len(fits) + len(backs))
    smaller = min((len(fits), sum(fits) / len(fits)), (len(backs), sum(backs) / len(backs)))[1]
    return (whole + smaller) / 2


@lru_cache(maxsize=1 << 16)
def match_parties(one: Who, other: Who) -> float:
    """How likely two parties are one, 0 to 1: by id or state, by name, else by what they are."""
    if one.id == other.id or (one.state and other.state and one.country == other.country):
        return 1.0
    if one.state and other.state:
        return 0.0
    apart = one.country and other.country and one.country != other.country
    if one.named and other.named and not (one.state or other.state):
        both = len(set(one.words) & set(other.words))
        share = both / max(1, min(len(one.words), len(other.words)))
        if one.last and one.last == other.last:
            share = max(share, 0.9)
        return share * (0.3 if apart else 1.0) if share >= 0.5 else 0.0
    if apart:
        return 0.0
    alike = one.last == other.last or (bool(one.sector) and one.sector == other.sector)
    if one.country and one.country == other.country:
        return 0.7 if alike else 0.5 if one.state or other.state else 0.3
    return 0.6 if one.last == other.last else 0.4 if alike else 0.0


# --- days, places, words ----------------------------------------------------------------------------------------------


def _compare_days(one: Telling, other: Telling) -> dict[str, float]:
    if not (one.day and other.day):
        return {"no day": 1.0}
    if one.is_dated and other.is_dated and one.first and one.last and other.first and other.last:
        gap = max(one.first, other.first) - min(one.last, other.last)
        return {"same day" if gap <= 0 else "next day" if gap == 1 else "days apart": 1.0}
    return {"told at one time" if abs(one.day - other.day) <= 1 else "told days apart": 1.0}


def _compare_places(one: Telling, other: Telling) -> dict[str, float]:
    if one.place and one.place == other.place:
        return {"place": 1.0}
    if one.country and other.country and one.country != other.country:
        return {"other place": 1.0}
    named_twice = one.place and other.place and one.country == other.country
    return {"other place": 0.3} if named_twice else {}


def _overlap(some: frozenset[str], others: frozenset[str]) -> float:
    """The cosine of two sets of words."""
    return len(some & others) / sqrt(len(some) * len(others)) if some and others else 0.0
