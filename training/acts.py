"""Sentences with acts → what the heads for acts learn on.

Two kinds. Told sentences (`training/sentences/*.jsonl`, written for this project) have every act with its trigger, actors,
recipients and modality. Pairs (PLV and AW of Zero-Shot-PLOVER) have two marked phrases and the type between them, and no
trigger: the head finds it, as whatever word makes the pair's type likely.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn

from dragoman.events.codebook import ASPECTS, CERTAINTIES, JOINT, POLARITIES, TIMES, TYPES, list_modes
from dragoman.reading.pairs import find_places
from dragoman.reading.words import Window, Words, split_words
from training.folds import find_fold
from training.network import ROLES, Network

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from tokenizers import Tokenizer

Encode = Callable[[Network, "list[Packed]"], list[Tensor]]

NONE = len(TYPES)
MODES = list_modes()
_NO_ACT = -2.3  # log-odds of an act against which a pair's types are weighed: one in ten
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
    acts = []
    for report in row["reports"]:
        certainty, polarity = (
            (report["factuality"][:2], report["factuality"][2:]) if report["factuality"] != "Uu" else ("Uu", "+")
        )
        mode = (report["type"], report.get("mode"))
        acts.append(
            Act(
                trigger=find_phrase(text, report["trigger"]),
                type=TYPES.index(report["type"]),
                mode=MODES.index(mode) if mode in MODES else len(MODES),
                certainty=CERTAINTIES.index(certainty),
                polarity=POLARITIES.index(polarity),
                time=TIMES.index(report["time"]),
                aspect=ASPECTS.index(report["aspect"]),
                actors=tuple(numbers[a] for a in report["actors"]),
                recipients=tuple(numbers[a] for a in report["recipients"]),
            )
        )
    return Told(text, tuple(find_phrase(text, name) for name in names), tuple(acts))


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
    """Several told texts read in one window, one a paragraph, as an article has them."""

    words: Words
    window: Window
    told: list[Told]
    spans: list[list[tuple[int, int]]] = field(default_factory=list)  # words of each one's mentions
    triggers: list[list[int]] = field(default_factory=list)
    reach: list[tuple[int, int]] = field(default_factory=list)  # words of each one's text


def pack(told: Sequence[Told], tokenizer: Tokenizer) -> Packed:
    """Texts joined to one, with their mentions and triggers as words."""
    text = "\n\n".join(t.text for t in told)
    words = split_words(text, tokenizer)
    packed, offset = Packed(words, Window(0, len(words)), list(told)), 0
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


def deal(told: Sequence[Told], tokenizer: Tokenizer, dice: random.Random, *, room: int = 300) -> list[Packed]:
    """All texts, shuffled and packed into windows of one text to as many as `room` pieces hold."""
    order = list(told)
    dice.shuffle(order)
    packs: list[Packed] = []
    while order:
        size, taken = dice.choice((40, 120, room, room)), [order.pop()]
        while order and sum(len(t.text) for t in taken) / 4.2 + len(order[-1].text) / 4.2 < size:
            taken.append(order.pop())
        packed = pack(taken, tokenizer)
        if len(packed.words.pieces) <= 382:
            packs.append(packed)
    return packs


def act_loss(network: Network, packs: Sequence[Packed], vectors: Sequence[Tensor], dice: random.Random) -> Tensor:
    """The loss of the heads for acts over some windows and their word vectors."""
    parts: list[Tensor] = []
    for packed, words in zip(packs, vectors, strict=True):
        outputs = network.acts(words)
        types = outputs["types"].log_softmax(1)
        for number, one in enumerate(packed.told):
            if one.acts is not None:
                parts.append(_told_loss(network, packed, number, words, outputs, types))
            else:
                parts.append(_pair_loss(network, packed, number, words, types, dice))
    return torch.stack(parts).mean()


def _told_loss(
    network: Network, packed: Packed, number: int, words: Tensor, outputs: dict[str, Tensor], types: Tensor
) -> Tensor:
    one, triggers, (first, last) = packed.told[number], packed.triggers[number], packed.reach[number]
    assert one.acts is not None
    wanted = torch.full((last - first,), NONE)
    for act, trigger in zip(one.acts, triggers, strict=True):
        wanted[trigger - first] = act.type
    loss = nn.functional.nll_loss(types[first:last], wanted, reduction="sum")
    if not triggers:
        return loss
    at = torch.tensor(triggers)
    for name in ("certainty", "polarity", "time", "aspect", "mode"):
        classes = torch.tensor([getattr(act, name) for act in one.acts])
        loss = loss + 0.3 * nn.functional.cross_entropy(outputs[name][at], classes, reduction="sum")
    if packed.spans[number]:
        for role, chosen in zip(ROLES, ("actors", "recipients"), strict=True):
            odds = score_roles(network, role, packed, words, triggers, packed.spans[number])
            truth = torch.zeros(odds.shape)
            for row, act in enumerate(one.acts):
                truth[row, list(getattr(act, chosen))] = 1
            loss = loss + nn.functional.binary_cross_entropy_with_logits(odds, truth, reduction="sum")
    return loss


def score_roles(
    network: Network,
    role: str,
    packed: Packed,
    words: Tensor,
    triggers: Sequence[int],
    spans: Sequence[tuple[int, int]],
) -> Tensor:
    """Log-odds (n_triggers, n_spans) that each span plays `role` in the act of each trigger word."""
    head = network.links[role]
    left, right = torch.tensor([[t, t] for t in triggers]), torch.tensor(spans)
    a, b = head.project(words[left].flatten(1), words[right].flatten(1))
    grid = np.indices((len(triggers), len(spans))).reshape(2, -1)
    places = find_places(left.numpy()[grid[0]], right.numpy()[grid[1]], packed.words.sentence, packed.words.paragraph)
    odds: Tensor = head.combine(a[grid[0]], b[grid[1]], torch.from_numpy(places))
    return odds.view(len(triggers), len(spans))


def weigh_pair(network: Network, packed: Packed, number: int, words: Tensor, types: Tensor) -> Tensor:
    """Log-weights (2, n_classes) of PLV's classes between the two mentions: as marked, and the other way round."""
    first, last = packed.reach[number]
    spans, triggers = packed.spans[number], list(range(first, last))
    actor, recipient = (
        nn.functional.logsigmoid(score_roles(network, role, packed, words, triggers, spans)) for role in ROLES
    )
    if len(spans) == 1:  # PLV's "a recipient": nobody whom the sentence names
        nobody = torch.zeros(len(triggers), 1)
        actor, recipient = torch.cat((actor, nobody), 1), torch.cat((recipient, nobody), 1)
    either = torch.maximum(actor, recipient)
    joint = torch.tensor([t in JOINT for t in TYPES])
    ways = []
    for a, b in ((0, 1), (1, 0)):
        told = (
            types[first:last, :NONE] + actor[:, a, None] + torch.where(joint, either[:, b, None], recipient[:, b, None])
        )
        weights = told.logsumexp(0)
        ways.append(torch.stack([weights[list(members)].logsumexp(0) for members in CLASSES]))
    return torch.stack(ways)


def _pair_loss(
    network: Network, packed: Packed, number: int, words: Tensor, types: Tensor, dice: random.Random
) -> Tensor:
    one = packed.told[number]
    there, back = weigh_pair(network, packed, number, words, types)
    against = torch.full((1,), _NO_ACT)
    if one.pair < 0:
        side = torch.stack([there[~CONFLICT].logsumexp(0), there[CONFLICT].logsumexp(0)])
        return 0.5 * nn.functional.cross_entropy(side[None], torch.tensor([one.conflict]))
    logits = torch.stack([torch.cat((there, against)), torch.cat((back, against))])
    loss = nn.functional.cross_entropy(logits[:1], torch.tensor([one.pair]))
    if len(one.mentions) == 2 and NAMES[one.pair] not in JOINT and dice.random() < 0.5:
        loss = loss + 0.3 * nn.functional.cross_entropy(logits[1:], torch.tensor([len(NAMES)]))
    return 2 * loss


def judge_pairs(network: Network, told: Sequence[Told], tokenizer: Tokenizer, encode: Encode) -> list[int]:
    """The likeliest of PLV's classes for each pair."""
    network.eval()
    chosen = []
    for one in told:
        packed = pack([one], tokenizer)
        with torch.no_grad():
            words = encode(network, [packed])[0]
            types = network.acts(words)["types"].log_softmax(1)
            chosen.append(int(weigh_pair(network, packed, 0, words, types)[0].argmax()))
    return chosen


def macro_f1(wanted: Sequence[int], chosen: Sequence[int]) -> float:
    """Mean over classes of F1."""
    scores = []
    for kind in set(wanted):
        right = sum(a == b == kind for a, b in zip(wanted, chosen, strict=True))
        scores.append(2 * right / (list(wanted).count(kind) + list(chosen).count(kind)))
    return sum(scores) / len(scores)


def batch_packs(packs: Sequence[Packed], size: int) -> list[list[Packed]]:
    """Batches of `size` windows."""
    edges = [*range(0, len(packs), size), len(packs)]
    return [list(packs[a:b]) for a, b in pairwise(edges) if a < b]
