"""The heads for mentions as ONNX graphs with int8 weights, beside the shipped encoder, and the card's version."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import torch
from torch import Tensor, nn

from dragoman.actors.traits import OF_ONE, OF_TWO
from dragoman.reading.network import find_digest
from training.export import OPSET, quantize
from training.mention_heads import MentionHead, PairHead
from training.network import WIDTH


class _Spans(nn.Module):
    def __init__(self, head: MentionHead) -> None:
        super().__init__()
        self.head = head

    def forward(self, edges: Tensor, parts: Tensor, spans: Tensor, around: Tensor) -> Tensor:
        return self.head.judge(edges, parts, spans, around)


def export_mentions(head: MentionHead, folder: Path) -> None:
    """mentions.onnx, what words tell of mentions, and mention_spans.onnx, what that makes of spans."""
    head.eval()
    pieces, forms = torch.randint(0, 9, (30, 2)), torch.randint(0, 16, (30,))
    words = {"vectors": torch.randn(30, WIDTH), "pieces": pieces, "forms": forms}
    with torch.no_grad():
        edges, parts = head(*words.values())
    spans = torch.stack([torch.arange(5), torch.arange(5) + 3], dim=1)
    judged = {"edges": edges, "parts": parts, "spans": spans, "around": spans}
    _write(head, words, ["edges", "parts"], folder / "mentions.onnx")
    _write(_Spans(head), judged, ["odds"], folder / "mention_spans.onnx")
    stamp(folder)


def export_pairs(head: PairHead, folder: Path) -> None:
    """mention_pairs.onnx: which mention takes up which."""
    head.eval()
    none, rows = torch.zeros(6, dtype=torch.int64), torch.zeros(6, len(OF_TWO), dtype=torch.int64)
    ends, own = torch.zeros(4, 3, dtype=torch.int64), torch.zeros(4, len(OF_ONE), dtype=torch.int64)
    pairs = {
        "vectors": torch.randn(30, WIDTH),
        "ends": ends,
        "own": own,
        "later": none,
        "earlier": none,
        "shared": rows,
    }
    _write(head, pairs, ["odds", "nobody"], folder / "mention_pairs.onnx")
    stamp(folder)


def _write(module: nn.Module, inputs: dict[str, Tensor], outputs: list[str], target: Path) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        raw = Path(temporary) / "raw.onnx"
        torch.onnx.export(
            module,
            tuple(inputs.values()),
            str(raw),
            input_names=list(inputs),
            output_names=outputs,
            dynamic_axes={name: {0: f"n_{name}"} for name in (*inputs, *outputs)},
            opset_version=OPSET,
            dynamo=False,
        )
        quantize(raw, target)


def stamp(folder: Path) -> None:
    """Name the weights in the card by what they are now."""
    path = folder / "card.json"
    card = json.loads(path.read_text("utf-8"))
    card["version"] = "w" + find_digest(folder)[:10]
    path.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
