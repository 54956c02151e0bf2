"""Teach what a paragraph is about: `python -m training.contexts [--weights DIR]`. Writes contexts.onnx.

A logistic weighing of which words point to which context (`dragoman.events.contexts`), learned on short paragraphs of ours
(`training/contexts/paragraphs.tsv`). The bar for all contexts is chosen on quarters of them left out, for a precision of 0.85.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dragoman.events.contexts import count_pointers, list_contexts
from dragoman.reading.network import WEIGHTS, Network
from dragoman.reading.words import Words, split_words
from dragoman.records import Reading
from training.card import renew_card

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Floats = NDArray[np.float32]
PARAGRAPHS = Path(__file__).parent / "contexts" / "paragraphs.tsv"
WANTED = 0.85
_QUARTERS, _STEPS, _RATE, _DECAY, _GIVEN = 4, 120, 0.2, 2e-4, 4


def read_paragraphs(path: Path = PARAGRAPHS) -> list[tuple[str, list[str]]]:
    """Each paragraph with its contexts."""
    lines = (line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    rows = (line.split("\t") for line in lines)
    return [(text, [] if names == "none" else names.split("+")) for names, text in rows]


def point(network: Network, texts: Iterable[str]) -> Floats:
    """Which words point to which context, (n_texts, n_contexts)."""
    return np.stack([_point(text, split_words(text, network.tokenizer)) for text in texts])


def _point(text: str, words: Words) -> Floats:
    reading = Reading(
        words.starts, words.ends, words.sentence, words.paragraph, np.zeros((len(words), 1), np.float32),
        np.zeros((len(words), 2), np.float32), words.sentences, words.quotations, (), "",
    )  # fmt: skip
    return count_pointers(text, reading, 0, len(words))


def mark(contexts: Iterable[Sequence[str]]) -> Floats:
    """1 where a paragraph is about a context, (n, n_contexts)."""
    return np.array([[name in mine for name in list_contexts()] for mine in contexts], np.float32)


def fit(pointed: Floats, wanted: Floats) -> tuple[Floats, Floats]:
    """Weights (n_contexts, n_contexts) and bias (n_contexts,) by Adam; what is given counts more than what is not."""
    n = wanted.shape[1]
    weights, bias = 2 * np.eye(n, dtype=np.float32), np.full(n, -3, np.float32)
    moments = [(np.zeros_like(w), np.zeros_like(w)) for w in (weights, bias)]
    for step in range(1, _STEPS + 1):
        chances = 1 / (1 + np.exp(-(pointed @ weights + bias)))
        slope = (chances - wanted) * (1 + (_GIVEN - 1) * wanted)
        slopes = (pointed.T @ slope / len(pointed) + _DECAY * weights, slope.mean(0))
        for weight, (first, second), now in zip((weights, bias), moments, slopes, strict=True):
            first += 0.1 * (now - first)
            second += 0.01 * (now * now - second)
            move = (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
            weight -= _RATE * (1 - step / _STEPS) * move
    return weights, bias


def find_bar(pointed: Floats, wanted: Floats, *, precision: float = WANTED) -> float:
    """The lowest log-odds at which what is given is right often enough, on quarters left out."""
    quarters = np.random.default_rng(0).permutation(len(wanted)) % _QUARTERS
    odds = np.zeros_like(wanted)
    for quarter in range(_QUARTERS):
        apart = quarters == quarter
        weights, bias = fit(pointed[~apart], wanted[~apart])
        odds[apart] = pointed[apart] @ weights + bias
    bars = np.linspace(-5, 5, 101)
    return float(next(bar for bar in bars if wanted[odds >= bar].mean() >= precision))


def export(weights: Floats, bias: Floats, path: Path) -> None:
    """contexts.onnx: `pointed` (n, n_contexts) → `chances`, of the same shape."""
    from onnx import TensorProto, checker, helper, numpy_helper, save

    shape = ["n", len(bias)]
    graph = helper.make_graph(
        [
            helper.make_node("Gemm", ["pointed", "weights", "bias"], ["odds"]),
            helper.make_node("Sigmoid", ["odds"], ["chances"]),
        ],
        "contexts",
        [helper.make_tensor_value_info("pointed", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("chances", TensorProto.FLOAT, shape)],
        [
            numpy_helper.from_array(weights.astype(np.float32), "weights"),
            numpy_helper.from_array(bias.astype(np.float32), "bias"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    checker.check_model(model)
    save(model, str(path))


def main() -> None:
    """Learn, choose the bar, export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    rows = read_paragraphs()
    pointed, wanted = point(Network(options.weights, whole=False), (t for t, _ in rows)), mark(c for _, c in rows)
    bar = find_bar(pointed, wanted)
    weights, bias = fit(pointed, wanted)
    export(weights, bias - np.float32(bar), options.weights / "contexts.onnx")
    version = renew_card(options.weights, "paragraphs of this project (training/contexts)")
    print(f"{version}: contexts.onnx learned on {len(rows)} paragraphs, bar {bar:.1f}")


if __name__ == "__main__":
    main()
