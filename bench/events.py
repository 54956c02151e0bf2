"""Types of acts between two marked phrases, in the format of PLV (`marked`, `type`) or AW (`marked`, `conflict`).

The network reads the sentence unmarked; what is asked of it is which type is likeliest between the two, whatever word tells it:
the sum over all words of its type there times the chance that the one acts and the other is acted upon.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bench.bootstrap import find_errors
from dragoman.events.codebook import JOINT, TYPES, read_codes
from dragoman.events.parties import weigh_roles
from dragoman.reading import look
from dragoman.reading.words import Words, split_words
from training.folds import find_fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dragoman.reading.network import Network

CLASSES = (*(t for t in TYPES if t not in {"CONCEDE", "RETREAT"}), "YIELD")
_MEMBERS = {**{name: (name,) for name in CLASSES[:-1]}, "YIELD": ("CONCEDE", "RETREAT")}
_CONFLICT = frozenset(name for name in CLASSES if "conflict" in read_codes()[_MEMBERS[name][0], None].quad)


@dataclass(frozen=True, slots=True)
class _At:
    first: int
    last: int


def measure(path: Path, *, fold: int | None = None) -> dict[str, float]:
    """Macro F1 and accuracy with bootstrap errors, N and F1 a type; of rows without a type, how often the side is right.

    `fold`: of the sentences only those of one fold (training/folds.py).
    """
    from dragoman.reading.network import Network

    network = Network()
    wanted, chosen = [], []
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        if fold is not None and find_fold(row["sentence"]) != fold:
            continue
        weights = weigh_types(network, row["marked"])
        wanted.append(_want(row))
        chosen.append(_choose(weights, typed="type" in row))
    rows = list(zip(wanted, chosen, strict=True))
    by_type = {f"f1_{name}": _f1(rows, name) for name in sorted(set(wanted))}
    return {**score(rows), **find_errors(rows, score), "n": float(len(rows)), **by_type}


def score(rows: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Macro F1 over the classes that are wanted, and accuracy, of pairs of what is wanted and chosen."""
    kinds = {wanted for wanted, _ in rows}
    return {
        "macro_f1": sum(_f1(rows, name) for name in kinds) / len(kinds),
        "accuracy": sum(wanted == chosen for wanted, chosen in rows) / len(rows),
    }


def _want(row: dict[str, Any]) -> str:
    if "type" in row:
        return "YIELD" if row["type"] in {"CONCEDE", "RETREAT"} else str(row["type"])
    return "conflict" if row["conflict"] else "cooperation"


def _choose(weights: dict[str, float], *, typed: bool) -> str:
    if typed:
        return max(weights, key=lambda name: weights[name])
    conflict = sum(weight for name, weight in weights.items() if name in _CONFLICT)
    return "conflict" if 2 * conflict > sum(weights.values()) else "cooperation"


def _f1(rows: Sequence[tuple[str, str]], name: str) -> float:
    right = sum(wanted == chosen == name for wanted, chosen in rows)
    return 2 * right / sum((wanted == name) + (chosen == name) for wanted, chosen in rows)


def weigh_types(network: Network, marked: str) -> dict[str, float]:
    """The weight of each of PLV's classes between `<s>source</s>` and `<t>target</t>`; a target may be missing."""
    text, marks = unmark(marked)
    words = split_words(text, network.tokenizer)
    reading = look(words, network)
    spans = [_place(words, *marks[k]) for k in "st" if k in marks]
    judged = network.judge(reading)
    roles = [weigh_roles(reading, judged, w) for w in range(len(words))]
    chances = np.array([[r.of(s.first, s.last) for s in spans] for r in roles])
    actor, recipient = chances[:, :, 0], chances[:, :, 1]
    acted = recipient[:, 1] if len(spans) > 1 else np.ones(len(words))
    either = np.maximum(acted, actor[:, 1]) if len(spans) > 1 else acted
    types = judged.types[:, : len(TYPES)]
    told = {
        t: float((types[:, n] * actor[:, 0] * (either if t in JOINT else acted)).sum()) for n, t in enumerate(TYPES)
    }
    return {name: sum(told[t] for t in members) for name, members in _MEMBERS.items()}


def unmark(marked: str) -> tuple[str, dict[str, tuple[int, int]]]:
    """The text without its marks, and the code points of each marked phrase, the first of its kind."""
    text, at, ends = "", 0, {"s": list[int](), "t": list[int]()}
    for mark in re.finditer(r"</?([st])>", marked):
        text += marked[at : mark.start()]
        at = mark.end()
        ends[mark[1]].append(len(text))
    return text + marked[at:], {k: (v[0], v[1]) for k, v in ends.items() if len(v) > 1}


def _place(words: Words, start: int, end: int) -> _At:
    first = int(np.searchsorted(words.ends, start, side="right"))
    return _At(first, max(first, int(np.searchsorted(words.starts, end)) - 1))
