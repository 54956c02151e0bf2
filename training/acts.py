"""Texts with acts → what the act reader learns on.

Three kinds. Told sentences (`training/sentences/*.jsonl`) and labelled texts (`training/labels/*.jsonl`), both of this project,
have every act with its trigger, actors, recipients and modality. Pairs (PLV and AW of Zero-Shot-PLOVER) have two marked phrases
and the type between them, and no trigger: the reader finds it, as whatever word makes the pair's type likely.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from dragoman.events.codebook import ASPECTS, CERTAINTIES, POLARITIES, TIMES, TYPES, list_modes
from dragoman.reading.words import Words, split_words
from training.folds import find_fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tokenizers import Tokenizer

    from training.label_files import Row

SENTENCES = Path(__file__).parent / "sentences"

NONE = len(TYPES)
MODES = list_modes()
CLASSES: tuple[tuple[int, ...], ...] = tuple(
    tuple(TYPES.index(t) for t in names.split())
    for names in (*(t for t in TYPES if t not in {"CONCEDE", "RETREAT"}), "CONCEDE RETREAT")
)
"""What PLV tells apart, as numbers of types: fourteen types, and YIELD, which is two."""
NAMES = (*(t for t in TYPES if t not in {"CONCEDE", "RETREAT"}), "YIELD")
_CONFLICT = {"ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"}
CONFLICT = torch.tensor([name in _CONFLICT for name in NAMES])


@dataclass(frozen=True, slots=True)
class Act:
    """One told act: its trigger and its parties as code points, and numbers of its classes."""

    trigger: tuple[int, int]
    type: int
    mode: int
    certainty: int
    polarity: int
    time: int
    aspect: int
    actors: tuple[int, ...]  # numbers of mentions
    recipients: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A text with its mentions, and either all its acts or one pair of mentions with a class (or a side) between them."""

    text: str
    mentions: tuple[tuple[int, int], ...]
    acts: tuple[Act, ...] | None = None
    pair: int = -1  # class between mention 0 and mention 1; -1: not known
    conflict: int = -1  # 1 conflict, 0 cooperation, -1 not known


def read_told(paths: Iterable[Path]) -> list[Told]:
    """All told sentences of some files."""
    rows = [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [_tell(row) for row in rows]


def _tell(row: dict[str, Any]) -> Told:
    text = row["text"]
    names = list(dict.fromkeys(row["mentions"]))
    numbers = {name: n for n, name in enumerate(names)}
    acts = [
        _make_act(
            report,
            find_phrase(text, report["trigger"]),
            tuple(numbers[name] for name in report["actors"]),
            tuple(numbers[name] for name in report["recipients"]),
        )
        for report in row["reports"]
    ]
    return Told(text, tuple(find_phrase(text, name) for name in names), tuple(acts))


def tell_text(text: str, rows: Sequence[Row]) -> Told:
    """A labelled text whole, its parties the only mentions."""
    spans: dict[tuple[int, int], int] = {}
    for row in rows:
        for party in (*row["actors"], *row["recipients"]):
            spans.setdefault((party["span"][0], party["span"][1]), len(spans))

    def find(parties: Sequence[Row]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(spans[party["span"][0], party["span"][1]] for party in parties))

    acts = (
        _make_act(row, (row["trigger"][0], row["trigger"][1]), find(row["actors"]), find(row["recipients"]))
        for row in rows
    )
    return Told(text, tuple(spans), tuple(acts))


def _make_act(row: Row, trigger: tuple[int, int], actors: tuple[int, ...], recipients: tuple[int, ...]) -> Act:
    """`row`: what both kinds of label say of an act in the same words; `actors`, `recipients`: numbers of mentions."""
    certainty, polarity = (row["factuality"][:2], row["factuality"][2:]) if row["factuality"] != "Uu" else ("Uu", "+")
    mode = (row["type"], row.get("mode"))
    return Act(
        trigger=trigger,
        type=TYPES.index(row["type"]),
        mode=MODES.index(mode) if mode in MODES else len(MODES),
        certainty=CERTAINTIES.index(certainty),
        polarity=POLARITIES.index(polarity),
        time=TIMES.index(row["time"]),
        aspect=ASPECTS.index(row["aspect"]),
        actors=actors,
        recipients=recipients,
    )


def find_phrase(text: str, phrase: str) -> tuple[int, int]:
    """Where a phrase stands, as code points; "#2" after it means the second time. ValueError where it does not."""
    parts = re.fullmatch(r"(.*?)(?:#(\d+))?", phrase, re.DOTALL)
    assert parts
    found = list(re.finditer(rf"(?<!\w){re.escape(parts[1])}(?!\w)", text))
    number = int(parts[2] or 1) - 1
    if number >= len(found):
        raise ValueError(f"{phrase!r} is not in {text!r}")
    return found[number].span()


def read_pairs(path: Path) -> list[Told]:
    """The pairs of a file in the format of PLV or AW."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    told = (unmark(r["marked"], kind=r.get("type"), conflict=r.get("conflict")) for r in rows)
    return [t for t in told if t.mentions]


def split_told(told: Sequence[Told], *, kept: int) -> tuple[list[Told], list[Told]]:
    """(to learn on, kept apart): the fold number `kept` of all."""
    parts: tuple[list[Told], list[Told]] = ([], [])
    for one in told:
        parts[find_fold(one.text) == kept].append(one)
    return parts


def read_acts(events: Path, *, fold: int) -> tuple[list[Told], list[Told]]:
    """(to learn on, kept apart) of all sentences that tell of acts, told or with a marked pair."""
    pairs = [t for name in ("plv-train.jsonl", "aw-train.jsonl") for t in read_pairs(events / name)]
    learn, kept = split_told(pairs, kept=fold)
    return [*read_told(sorted(SENTENCES.glob("*.jsonl"))), *learn], kept


def unmark(marked: str, *, kind: str | None = None, conflict: int | None = None) -> Told:
    """A sentence with `<s>source</s>` and `<t>target</t>` marked, as text and two mentions."""
    spans: dict[str, list[int]] = {}
    text, at = "", 0
    for mark in re.finditer(r"<(/?)([st])>", marked):
        text += marked[at : mark.start()]
        at = mark.end()
        spans.setdefault(mark[2], []).append(len(text))
    text += marked[at:]
    mentions = tuple((spans[k][0], spans[k][1]) for k in "st" if len(spans.get(k, ())) > 1)
    if kind in {"CONCEDE", "RETREAT"}:
        kind = "YIELD"
    return Told(text, mentions, pair=NAMES.index(kind) if kind else -1, conflict=-1 if conflict is None else conflict)


@dataclass(slots=True, eq=False)
class Packed:
    """Several told texts as one, each a paragraph, as an article has them."""

    words: Words
    told: list[Told]
    spans: list[list[tuple[int, int]]] = field(default_factory=list)  # words of each one's mentions
    triggers: list[list[int]] = field(default_factory=list)
    reach: list[tuple[int, int]] = field(default_factory=list)  # words of each one's text


def pack(told: Sequence[Told], tokenizer: Tokenizer) -> Packed:
    """Texts joined to one, with their mentions and triggers as words."""
    text = "\n\n".join(t.text for t in told)
    words = split_words(text, tokenizer)
    packed, offset = Packed(words, list(told)), 0
    for one in told:
        packed.spans.append([to_words(words, offset + a, offset + b) for a, b in one.mentions])
        packed.triggers.append([to_words(words, *(offset + e for e in act.trigger))[0] for act in one.acts or ()])
        first, last = to_words(words, offset, offset + len(one.text))
        packed.reach.append((first, last + 1))
        offset += len(one.text) + 2
    return packed


def to_words(words: Words, start: int, end: int) -> tuple[int, int]:
    """First and last word of a range of code points."""
    first = int(np.searchsorted(words.ends, start, side="right"))
    return first, max(first, int(np.searchsorted(words.starts, end)) - 1)


def macro_f1(wanted: Sequence[int], chosen: Sequence[int]) -> float:
    """Mean over classes of F1."""
    scores = []
    for kind in set(wanted):
        right = sum(a == b == kind for a, b in zip(wanted, chosen, strict=True))
        scores.append(2 * right / (list(wanted).count(kind) + list(chosen).count(kind)))
    return sum(scores) / len(scores)
