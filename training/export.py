"""Write the trained network as ONNX graphs with int8 weights: `python -m training.export --network DIR [--weights DIR]`.

Weights get seven bits: without VNNI, eight overflow the processor's 16-bit sums, and results would differ by machine.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any, get_args

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers import optimizer
from torch import Tensor, nn

from dragoman.events.confidence import SIGNS
from dragoman.events.whom import KINDS, SALIENCES
from dragoman.reading.network import WEIGHTS, find_digest
from dragoman.reading.pairs import PLACES
from dragoman.reading.tags import LABELS
from dragoman.records import LinkKind
from training.act_reader import INNER, SHOWN, TOLD, ActReader, open_reader
from training.graphs import lay_out
from training.network import HEAD, WIDTH, Network
from training.train import START, open_network
from training.whom import Whom

OPSET = 17
_PLACES = frozenset({"corpus", "corpora", "network", "acts", "start", "out"})
"""Options that say where something lies on the machine: no matter of the weights."""


class _Encoder(nn.Module):
    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, pieces: Tensor, forms: Tensor) -> Tensor:
        return self.network.vectors(pieces, forms, torch.ones_like(pieces))


class _Tags(nn.Module):
    def __init__(self, network: Network) -> None:
        super().__init__()
        self.head = network.tags

    def forward(self, vectors: Tensor) -> tuple[Tensor, Tensor]:
        return self.head(vectors), self.head.transitions + 0


class _Acts(nn.Module):
    def __init__(self, reader: ActReader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, vectors: Tensor, inner: Tensor, mask: Tensor) -> tuple[Tensor, ...]:
        seen = self.reader(vectors, inner, mask)
        return (*seen.told.values(), seen.asks, seen.answers, self.reader.near + 0)


def export_graphs(network: Network, folder: Path) -> None:
    """encoder.onnx, tags.onnx and one graph a kind of link."""
    network.eval()
    folder.mkdir(parents=True, exist_ok=True)
    heads = network.encoder.encoder.layer[0].attention.self.query.out_features // HEAD
    with tempfile.TemporaryDirectory() as temporary:
        raw, fused = Path(temporary) / "raw.onnx", Path(temporary) / "fused.onnx"
        pieces = torch.randint(1000, 20000, (1, 40))
        _export(
            _Encoder(network), (pieces, pieces % 16), raw, ["pieces", "forms"], ["vectors"], {0: "batch", 1: "length"}
        )
        model = optimizer.optimize_model(str(raw), model_type="bert", num_heads=heads, hidden_size=heads * HEAD)
        onnx.save(lay_out(model.model, heads=heads, size=HEAD), str(fused))
        quantize(fused, folder / "encoder.onnx")
        show_inner(folder / "encoder.onnx")
    vectors = torch.randn(30, WIDTH)
    _export(_Tags(network), (vectors,), folder / "tags.onnx", ["vectors"], ["emissions", "transitions"], {0: "words"})
    ends, places = torch.randn(5, 2 * WIDTH), torch.randint(0, PLACES, (5,))
    for kind in get_args(LinkKind):
        with tempfile.TemporaryDirectory() as temporary:
            raw = Path(temporary) / "raw.onnx"
            _export(
                network.links[kind], (ends, ends, places), raw, ["left", "right", "places"], ["logits"], {0: "pairs"}
            )
            quantize(raw, folder / f"{kind}.onnx")


def export_acts(reader: ActReader, path: Path) -> None:
    """acts.onnx: word vectors of sentences → what each word tells, and the two sides of who takes part in it."""
    reader.eval()
    inputs = (torch.randn(3, 20, WIDTH), torch.randn(3, 20, INNER), torch.ones(3, 20, dtype=torch.bool))
    names, outputs = ["vectors", "inner", "mask"], [*TOLD, "asks", "answers", "near"]
    axes = {0: "sentences", 1: "words"}
    with tempfile.TemporaryDirectory() as temporary:
        raw = Path(temporary) / "raw.onnx"
        _export(_Acts(reader), inputs, raw, names, outputs, axes)
        quantize(raw, path)


def export_whom(head: Whom, path: Path) -> None:
    """whom.onnx: mentions and the choices among them → whom each means."""
    head.eval()
    sizes = (9, 9, PLACES, KINDS, len(SALIENCES) + 1)
    classes = [torch.randint(0, size, (20,)) for size in sizes]
    names = ["ends", "asked", "other", "places", "kinds", "salience"]
    mentions = {"ends": {0: "mentions"}}
    with tempfile.TemporaryDirectory() as temporary:
        raw = Path(temporary) / "raw.onnx"
        _export(head, (torch.randn(9, 6 * WIDTH), *classes), raw, names, ["odds"], {0: "choices"}, mentions)
        quantize(raw, path)


def show_inner(path: Path) -> None:
    """Makes an encoder give the vectors of two inner layers too, in a file that does not give them yet."""
    model = onnx.load(str(path))
    for number in SHOWN:
        name = f"/encoder/encoder/layer.{number}/output/LayerNorm/LayerNormalization_output_0"
        if name not in {output.name for output in model.graph.output}:
            axes = ["batch", "length", WIDTH]
            model.graph.output.append(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, axes))
    onnx.save(model, str(path))


def _export(
    module: nn.Module,
    inputs: tuple[Tensor, ...],
    path: Path,
    names: list[str],
    outputs: list[str],
    axes: dict[int, str],
    other_axes: dict[str, dict[int, str]] | None = None,
) -> None:
    """`axes` are those of all inputs and outputs but `other_axes`'."""
    dynamic = dict.fromkeys([*names, *(o for o in outputs if o not in {"transitions", "near"})], axes)
    dynamic |= other_axes or {}
    torch.onnx.export(
        module,
        inputs,
        str(path),
        input_names=names,
        output_names=outputs,
        dynamic_axes=dynamic,
        opset_version=OPSET,
        dynamo=False,
    )


def quantize(source: Path, target: Path) -> None:
    """Weights in seven bits; activations are scaled as they come."""
    quantize_dynamic(
        source,
        target,
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
        extra_options={"MatMulConstBOnly": True, "DefaultTensorType": 1},
    )


def write_card(folder: Path, options: dict[str, str], *, feed_forward: int) -> None:
    """card.json: what decoding needs, what the weights came from, and a version that names them."""
    card = {
        "version": "",
        "width": WIDTH,
        "feed_forward": feed_forward,
        "tag_bias": [[0.0] * 5 for _ in LABELS],
        "calibration": [1.0, 0.0],
        "report_calibration": [1.0, 1.0, 1.0, 0.0, *(0.0 for _ in SIGNS), 0.0],
        "start": "all-MiniLM-L6-v2 (Apache-2.0)",
        "corpora": [
            "PolNeAR 1.0 (attribution/train.jsonl, nine tenths)",
            "PLV and AW of Zero-Shot-PLOVER (events/*-train.jsonl, four fifths of the sentences)",
            "told sentences and labelled acts of this project (training/sentences, training/labels)",
            "synthetic stories of NGEC (events/synthetic-stories.jsonl, those that training/labels names)",
            "GUM (syntax/gum-train.conllu: entities, coreference, syntax) and English Web Treebank (syntax/ewt-train.conllu)",
        ],
        "training": {k: v for k, v in options.items() if k not in _PLACES},
    }
    _write_card(folder, card)


def _write_card(folder: Path, card: dict[str, Any]) -> None:
    card["version"] = "w" + find_digest(folder)[:10]
    (folder / "card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    print(f"{folder}: version {card['version']}")


def main() -> None:
    """Export one trained network, or the act reader that was taught over the one exported."""
    parser = argparse.ArgumentParser(description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--network", type=Path, help="the folder that training wrote: all but acts.onnx")
    what.add_argument("--whom", type=Path, help="the head that training.whom wrote: whom.onnx")
    what.add_argument("--acts", type=Path, help="the act reader that training.tune wrote: acts.onnx")
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    if options.acts or options.whom:
        if options.acts:
            export_acts(open_reader(options.acts), options.weights / "acts.onnx")
        else:
            head = Whom()
            head.load_state_dict(torch.load(options.whom))
            export_whom(head, options.weights / "whom.onnx")
        card = json.loads((options.weights / "card.json").read_text("utf-8"))
        _write_card(options.weights, card)
        return
    network = open_network(options.network / "network.pt", attention="eager")
    export_graphs(network, options.weights)
    shutil.copy(START / "tokenizer.json", options.weights / "tokenizer.json")
    feed_forward = network.encoder.encoder.layer[0].intermediate.dense.out_features
    write_card(
        options.weights,
        json.loads((options.network / "options.json").read_text("utf-8")),
        feed_forward=feed_forward,
    )


if __name__ == "__main__":
    main()
