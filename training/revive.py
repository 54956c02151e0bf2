"""Weights as shipped → a network that can learn on: `python -m training.revive --out DIR`.

What `training.export` made of a network, read back: int8 weights times their scales. Word embeddings never learn, and come
from the start network whole.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import get_args

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from dragoman.reading.network import WEIGHTS
from dragoman.records import LinkKind
from training.network import LinkHead
from training.train import fill_network

State = dict[str, torch.Tensor]


class Graph:
    """One ONNX graph's constants as floats, and its products in order."""

    def __init__(self, path: Path) -> None:
        self._graph = onnx.load(str(path)).graph
        self._constants = {i.name: numpy_helper.to_array(i) for i in self._graph.initializer}
        for node in self._graph.node:
            if node.op_type == "Constant":
                self._constants[node.output[0]] = numpy_helper.to_array(node.attribute[0].t)

    @property
    def last_output(self) -> str:
        """The name of its last output."""
        return str(self._graph.output[-1].name)

    def get(self, name: str) -> torch.Tensor:
        """A constant by name, its scale applied where it has one."""
        if name in self._constants:
            return torch.from_numpy(self._constants[name].astype(np.float32))
        numbers, scale, zero = (self._constants[f"{name}_{part}"] for part in ("quantized", "scale", "zero_point"))
        return torch.from_numpy((numbers.astype(np.float32) - zero.astype(np.float32)) * scale.astype(np.float32))

    def products(self) -> list[torch.Tensor]:
        """The constant right sides of its products, (in, out) each, in the graph's order."""
        names = [n.input[1] for n in self._graph.node if n.op_type in {"MatMul", "MatMulInteger"}]
        return [self.get(n.removesuffix("_quantized")) for n in names]


def revive_encoder(graph: Graph) -> State:
    """The encoder's state without its word embeddings."""
    state: State = {}
    places = ("embeddings.position_embeddings.weight", "embeddings.token_type_embeddings.weight")
    for name in (*places, "embeddings.LayerNorm.weight", "embeddings.LayerNorm.bias"):
        state[f"encoder.{name}"] = graph.get(f"network.encoder.{name}")
    products = graph.products()
    for number in range(len(products) // 4):
        layer = f"encoder.encoder.layer.{number}"
        joint, *others = products[4 * number : 4 * number + 4]
        bias = graph.get(f"Attention_{number}_qkv_bias")
        for part, weight, b in zip(("query", "key", "value"), joint.chunk(3, 1), bias.chunk(3), strict=True):
            state[f"{layer}.attention.self.{part}.weight"] = weight.T.contiguous()
            state[f"{layer}.attention.self.{part}.bias"] = b
        for name, weight in zip(("attention.output.dense", "intermediate.dense", "output.dense"), others, strict=True):
            state[f"{layer}.{name}.weight"] = weight.T.contiguous()
            state[f"{layer}.{name}.bias"] = graph.get(f"network.{layer}.{name}.bias")
        for name in ("attention.output.LayerNorm", "output.LayerNorm"):
            for part in ("weight", "bias"):
                state[f"{layer}.{name}.{part}"] = graph.get(f"network.{layer}.{name}.{part}")
    return state


def main() -> None:
    """Read back, and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    state = revive_encoder(Graph(options.weights / "encoder.onnx"))
    tags = Graph(options.weights / "tags.onnx")
    for name in ("dense.weight", "dense.bias", "out.weight", "out.bias"):
        state[f"tags.{name}"] = tags.get(f"head.{name}")
    state["tags.transitions"] = tags.get(tags.last_output)
    for kind in get_args(LinkKind):
        head = Graph(options.weights / f"{kind}.onnx")
        for name in LinkHead().state_dict():
            dense = name in {"left.weight", "right.weight", "out.weight"}
            found = head.get(f"{name}_Transposed").T.contiguous() if dense else head.get(name)
            state[f"links.{kind}.{name}"] = found
    network = fill_network(state, lacking="encoder.embeddings.word_embeddings")
    options.out.mkdir(parents=True, exist_ok=True)
    torch.save(network.state_dict(), options.out / "network.pt")


if __name__ == "__main__":
    main()
