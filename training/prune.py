"""Narrow the encoder: `python -m training.prune --network DIR --width N --heads N --corpus FILE --out DIR`.

A feed-forward neuron, or an attention head, counts by how much the loss would change without it, to first order:
|activation · gradient|, summed over a sample of training windows (Molchanov et al. 2017; Michel et al. 2019). Each layer
keeps its best; training then goes on from what is left.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from training.corpus import batch_pieces, cut_windows, make_example, read_articles, split_articles
from training.network import HEAD, Network
from training.train import open_network, open_tokenizer, train_step

if TYPE_CHECKING:
    from collections.abc import Callable

ARTICLES = 60
_LEAST = 1e-30  # above zero, so that what is kept shows


Weights = list[Tensor]
"""A tensor a layer."""


def weigh(network: Network, articles: list[dict[str, Any]]) -> tuple[Weights, Weights]:
    """Each layer's neurons' weights, (width,), and its heads', (heads,), over a sample of articles."""
    layers = network.encoder.encoder.layer
    neurons = [torch.zeros(layer.intermediate.dense.out_features) for layer in layers]
    heads = [torch.zeros(layer.attention.self.query.out_features // HEAD) for layer in layers]
    kept: list[tuple[Tensor, Tensor, int]] = []

    def keep(total: Tensor, size: int) -> Callable[..., None]:
        def hook(_module: object, _inputs: object, output: Tensor | tuple[Tensor, ...]) -> None:
            made = output[0] if isinstance(output, tuple) else output
            made.retain_grad()
            kept.append((total, made, size))

        return hook

    hooks = [layer.intermediate.register_forward_hook(keep(n, 1)) for n, layer in zip(neurons, layers, strict=True)]
    hooks += [layer.attention.self.register_forward_hook(keep(h, HEAD)) for h, layer in zip(heads, layers, strict=True)]
    dice, tokenizer = random.Random(7), open_tokenizer()
    pieces = [
        piece
        for a in articles
        for piece in cut_windows(make_example(a["text"], a["attributions"], tokenizer), size=382, dice=dice)
    ]
    for batch in batch_pieces(pieces, size=8, dice=dice):
        network.zero_grad()
        kept.clear()
        train_step(network, batch, guess=True, dice=dice)[0].backward()
        for total, made, size in kept:
            assert made.grad is not None
            total += (made * made.grad).detach().sum((0, 1)).unflatten(0, (-1, size)).sum(1).abs()
    for hook in hooks:
        hook.remove()
    return neurons, heads


def narrow(network: Network, neurons: Weights, heads: Weights) -> dict[str, Tensor]:
    """The state of the network with only the neurons and heads in each layer whose weight is not zero."""
    state: dict[str, Tensor] = network.state_dict()
    for number, (neuron, head) in enumerate(zip(neurons, heads, strict=True)):
        layer = f"encoder.encoder.layer.{number}"
        _keep(state, neuron > 0, [f"{layer}.intermediate.dense"], f"{layer}.output.dense")
        attention = [f"{layer}.attention.self.{part}" for part in ("query", "key", "value")]
        _keep(state, (head > 0).repeat_interleave(HEAD), attention, f"{layer}.attention.output.dense")
    return state


def _keep(state: dict[str, Tensor], kept: Tensor, before: list[str], after: str) -> None:
    """Keep of what lies between products `before` and the product `after` only what is `kept` (width,) bool."""
    for name in before:
        state[f"{name}.weight"], state[f"{name}.bias"] = state[f"{name}.weight"][kept], state[f"{name}.bias"][kept]
    state[f"{after}.weight"] = state[f"{after}.weight"][:, kept]


def pick(totals: Weights, number: int) -> Weights:
    """Weights of the `number` weightiest in each layer; the others' become zero."""
    return [torch.zeros_like(t).scatter(0, (best := (t + _LEAST).topk(number)).indices, best.values) for t in totals]


def main() -> None:
    """Weigh, narrow, and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", type=Path, required=True, help="the folder that training wrote")
    parser.add_argument("--corpus", type=Path, required=True, help="train.jsonl")
    parser.add_argument("--width", type=int, default=768)
    parser.add_argument("--heads", type=int, default=8)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    torch.manual_seed(7)
    network = open_network(options.network / "network.pt")
    articles, _ = split_articles(read_articles(options.corpus))
    weights = weigh(network, articles[:: max(1, len(articles) // ARTICLES)])
    kept = [pick(totals, number) for totals, number in zip(weights, (options.width, options.heads), strict=True)]
    for name, before, after in zip(("neurons", "heads"), weights, kept, strict=True):
        shares = [float(a.sum() / b.sum()) for a, b in zip(after, before, strict=True)]
        print(f"{name}: kept of their weight, layer by layer:", *(f"{share:.3f}" for share in shares))
    options.out.mkdir(parents=True, exist_ok=True)
    torch.save(narrow(network, *kept), options.out / "network.pt")


if __name__ == "__main__":
    main()
