"""Narrow the encoder's feed-forward layers: `python -m training.prune --network DIR --width N --corpus FILE --out DIR`.

A neuron counts by how much the loss would change without it, to first order: |activation · gradient|, summed over a
sample of training windows (Molchanov et al. 2017). Each layer keeps its best; training then goes on from what is left.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from training.corpus import batch_pieces, cut_windows, make_example, read_articles, split_articles
from training.network import Network
from training.train import open_network, open_tokenizer, train_step

ARTICLES = 60


def weigh_neurons(network: Network, articles: list[dict[str, Any]]) -> list[Tensor]:
    """Each layer's neurons' weights, (width,), over a sample of articles."""
    layers = network.encoder.encoder.layer
    totals = [torch.zeros(layer.intermediate.dense.out_features) for layer in layers]
    kept: dict[int, Tensor] = {}

    def keep(number: int) -> object:
        def hook(_module: object, _inputs: object, output: Tensor) -> None:
            output.retain_grad()
            kept[number] = output

        return hook

    hooks = [layer.intermediate.register_forward_hook(keep(n)) for n, layer in enumerate(layers)]
    dice, tokenizer = random.Random(7), open_tokenizer()
    pieces = [
        piece
        for a in articles
        for piece in cut_windows(make_example(a["text"], a["attributions"], tokenizer), size=382, dice=dice)
    ]
    for batch in batch_pieces(pieces, size=8, dice=dice):
        network.zero_grad()
        train_step(network, batch, guess=True, dice=dice)[0].backward()
        for number, output in kept.items():
            totals[number] += (output * output.grad).detach().sum((0, 1)).abs()
    for hook in hooks:
        hook.remove()
    return totals


def narrow(network: Network, totals: list[Tensor], width: int) -> dict[str, Tensor]:
    """The state of the network with only the `width` weightiest neurons in each layer."""
    state: dict[str, Tensor] = network.state_dict()
    for number, total in enumerate(totals):
        best = total.topk(width).indices.sort().values
        layer = f"encoder.encoder.layer.{number}"
        for name in ("intermediate.dense.weight", "intermediate.dense.bias"):
            state[f"{layer}.{name}"] = state[f"{layer}.{name}"][best]
        state[f"{layer}.output.dense.weight"] = state[f"{layer}.output.dense.weight"][:, best]
    return state


def main() -> None:
    """Weigh, narrow, and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", type=Path, required=True, help="the folder that training wrote")
    parser.add_argument("--corpus", type=Path, required=True, help="train.jsonl")
    parser.add_argument("--width", type=int, default=768)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    torch.manual_seed(7)
    network = open_network(options.network / "network.pt")
    articles, _ = split_articles(read_articles(options.corpus))
    totals = weigh_neurons(network, articles[:: max(1, len(articles) // ARTICLES)])
    for number, total in enumerate(totals):
        print(f"layer {number}: kept {float(total.topk(options.width).values.sum() / total.sum()):.3f} of the weight")
    options.out.mkdir(parents=True, exist_ok=True)
    torch.save(narrow(network, totals, options.width), options.out / "network.pt")


if __name__ == "__main__":
    main()
