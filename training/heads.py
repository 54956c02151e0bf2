"""Teach the heads for acts whom the program itself will offer them: `python -m training.heads --network DIR --out DIR`.

The encoder stands still. The told sentences' mentions are those that their writers marked; the program's are those that the cast
finds, places and adjectives among them. Each of these becomes a mention too: in the role of the one that it overlaps, or in none.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from dragoman import actors, intake, reading
from dragoman.events.candidates import find_candidates
from dragoman.reading.network import Network as Shipped
from training.acts import Packed, Told, act_loss, deal, judge_pairs, macro_f1
from training.folds import KEPT
from training.labelled import cut_passages, read_labelled
from training.network import Network
from training.train import LABELS_FOLDER, encode, open_network, open_tokenizer, read_acts


def add_candidates(told: Told, shipped: Shipped) -> Told:
    """The told text with the program's own candidates among its mentions, each once."""
    if told.acts is None:
        return told
    article = intake.article_from_text(told.text)
    seen = reading.read(article, shipped)
    found = find_candidates(article, seen, actors.resolve(article, seen), ())
    mentions, acts = list(told.mentions), list(told.acts)
    for candidate in found:
        start, end = candidate.span.start, candidate.span.end
        if (start, end) in mentions or article.text != told.text:
            continue
        shares = [(min(end, b) - max(start, a), n) for n, (a, b) in enumerate(told.mentions)]
        share, same = max(shares, default=(0, -1))
        number = len(mentions)
        mentions.append((start, end))
        if share <= 0:
            continue
        for n, act in enumerate(acts):
            acts[n] = replace(
                act,
                actors=(*act.actors, number) if same in act.actors else act.actors,
                recipients=(*act.recipients, number) if same in act.recipients else act.recipients,
            )
    return replace(told, mentions=tuple(mentions), acts=tuple(acts))


def encode_all(network: Network, packs: list[Packed]) -> list[Tensor]:
    """Word vectors of all windows, once for all."""
    with torch.no_grad():
        return [encode(network, [packed])[0] for packed in packs]


def main() -> None:
    """Add candidates, train the heads, save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", type=Path, required=True, help="the folder that training wrote")
    parser.add_argument("--events", type=Path, required=True, help="the folder of PLV and AW")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--rate", type=float, default=5e-4)
    options = parser.parse_args()
    torch.manual_seed(11)
    dice, tokenizer, shipped = random.Random(11), open_tokenizer(), Shipped()
    network = open_network(options.network / "network.pt")
    told, kept = read_acts(options.events, fold=KEPT)
    told = [add_candidates(t, shipped) for t in told]
    passages = read_labelled(sorted(LABELS_FOLDER.glob("*.jsonl")), options.events.parent, shipped)
    pairs = [t for t in kept if t.pair >= 0]
    network.eval()
    packs = [packed for _ in range(2) for packed in deal([*told, *cut_passages(passages, dice)], tokenizer, dice)]
    vectors = encode_all(network, packs)
    heads = [p for n, p in network.named_parameters() if n.startswith(("acts.", "links.act_"))]
    optimizer = torch.optim.AdamW(heads, lr=options.rate, weight_decay=0.01)
    total, step = options.epochs * len(packs) // 2, 0
    for epoch in range(options.epochs):
        network.train()
        order, loss_sum = dice.sample(range(len(packs)), len(packs) // 2), 0.0
        for at in order:
            for group in optimizer.param_groups:
                group["lr"] = options.rate * max(0.02, 1 - step / total)
            loss = act_loss(network, [packs[at]], [vectors[at]], dice)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            step, loss_sum = step + 1, loss_sum + float(loss.detach())
        chosen = judge_pairs(network, pairs, tokenizer, encode)
        score = macro_f1([t.pair for t in pairs], chosen)
        print(
            f"epoch {epoch + 1}  acts {loss_sum / len(order):.3f}  pairs kept apart: macro F1 {score:.3f}", flush=True
        )
    options.out.mkdir(parents=True, exist_ok=True)
    torch.save(network.state_dict(), options.out / "network.pt")
    (options.out / "options.json").write_text((options.network / "options.json").read_text("utf-8"), "utf-8")


if __name__ == "__main__":
    main()
