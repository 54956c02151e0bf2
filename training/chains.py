"""Teach which mention takes up which: `python -m training.chains --corpora DIR`, after `training.mentions`.

The shipped encoder stands still. GUM's own mentions of persons, organizations and places, each with what the cast's rules hold of
it, choose among those before them, or nobody.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from bench.coreference import Clusters, find_conll, score, sum_up
from dragoman import actors, reading
from dragoman.actors.chains import choose
from dragoman.actors.traits import pair_up
from dragoman.reading.network import WEIGHTS, Network
from dragoman.records import ENTITIES, Article, Marked, Pairs, Reading, Span
from training.gum import Document, read_documents
from training.mention_graphs import export_pairs
from training.mention_heads import PairHead
from training.mentions import find_words, keep_apart
from training.network import link_loss


@dataclass(frozen=True, slots=True, eq=False)
class Linked:
    """A text's mentions, whom each means, and its pairs; `wanted` (n_pairs + n,): right choices, nobody's last."""

    marked: list[Marked]
    means: list[str]
    pairs: Pairs
    inputs: tuple[Tensor, ...]
    groups: Tensor
    wanted: Tensor


def mark_gold(document: Document, seen: Reading) -> tuple[list[Marked], list[str]]:
    """GUM's mentions as the network would mark them, in the order of the text, longer first, and their entities."""
    found: dict[tuple[int, int], tuple[Marked, str]] = {}
    for mention in document.mentions:
        first, last = find_words(seen.starts, seen.ends, mention.start, mention.end)
        entity = next((e for e in ENTITIES if e == mention.kind), None)
        if entity and first <= last:
            head, _ = find_words(seen.starts, seen.ends, mention.head, mention.head + 1)
            span = Span(mention.start, mention.end)
            marked = Marked(entity, span, first, last, min(max(head, first), last), 1.0)
            found[first, -last] = (marked, mention.entity)
    ordered = [found[key] for key in sorted(found)]
    return [m for m, _ in ordered], [e for _, e in ordered]


def read_linked(document: Document, network: Network) -> Linked:
    """A document with its pairs."""
    article = Article(document.name, document.text)
    seen = reading.read(article, network)
    marked, means = mark_gold(document, seen)
    pairs = pair_up(article, seen, marked, actors.resolve(article, seen))
    numbers = {entity: n for n, entity in enumerate(dict.fromkeys(means))}
    who = np.array([numbers[e] for e in means], np.int64)
    same = who[pairs.later] == who[pairs.earlier]
    known = np.zeros(len(marked), bool)
    known[pairs.later[same]] = True
    arrays = (seen.vectors, pairs.ends, pairs.own, pairs.later, pairs.earlier, pairs.shared)
    groups = np.concatenate([pairs.later, np.arange(len(marked))])
    return Linked(
        marked,
        means,
        pairs,
        tuple(map(torch.from_numpy, arrays)),
        torch.from_numpy(groups),
        torch.from_numpy(np.concatenate([same, ~known])),
    )


def join(head: PairHead, linked: Linked) -> Clusters:
    """Numbers of mentions that the head holds for the same."""
    with torch.no_grad():
        odds, nobody = head(*linked.inputs)
    chain_of: list[set[int]] = []
    for number, (_, before) in enumerate(choose(linked.marked, linked.pairs, odds.numpy(), nobody.numpy())):
        chain_of.append(set() if before is None else chain_of[before])
        chain_of[-1].add(number)
    return [frozenset(c) for c in {id(c): c for c in chain_of}.values()]


def measure(head: PairHead, texts: list[Linked]) -> float:
    """The CoNLL score on GUM's own mentions."""
    head.eval()
    keys = [[frozenset(n for n, e in enumerate(t.means) if e == entity) for entity in set(t.means)] for t in texts]
    return find_conll(sum_up(score(key, join(head, text)) for key, text in zip(keys, texts, strict=True)))


def train(head: PairHead, texts: list[Linked], kept: list[Linked], *, epochs: int, rate: float) -> None:
    """Learn from all texts `epochs` times, and print how it goes with those kept."""
    optimizer = torch.optim.AdamW(head.parameters(), lr=rate, weight_decay=0.01)
    dice, total, step = random.Random(5), epochs * len(texts), 0
    for epoch in range(epochs):
        head.train()
        loss_sum = 0.0
        for text in dice.sample(texts, len(texts)):
            for group in optimizer.param_groups:
                group["lr"] = rate * max(0.02, 1 - step / total)
            loss = link_loss(torch.cat(head(*text.inputs)), text.groups, text.wanted)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            step, loss_sum = step + 1, loss_sum + float(loss.detach())
        found = f"  kept apart, GUM's own mentions: CoNLL {measure(head, kept):.3f}" if kept else ""
        print(f"epoch {epoch + 1}  loss {loss_sum / len(texts):.3f}{found}", flush=True)


def main() -> None:
    """Train the head, write its graph."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="the encoder, and where the graph goes")
    parser.add_argument("--kept", type=int, default=0, help="how many documents of each genre to choose by, unlearnt")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    options = parser.parse_args()
    torch.manual_seed(19)
    network = Network(options.weights)
    parts = keep_apart(read_documents(options.corpora / "syntax" / "gum-train.conllu"), options.kept)
    texts, kept = ([read_linked(d, network) for d in part] for part in parts)
    head = PairHead()
    train(head, texts, kept, epochs=options.epochs, rate=options.rate)
    export_pairs(head, options.weights)


if __name__ == "__main__":
    main()
