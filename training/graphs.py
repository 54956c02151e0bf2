"""The encoder's graph, laid out for the processor: what onnxruntime runs slowly in one piece, it runs fast in parts.

Fused attention multiplies each head's queries, keys and values apart, 36 narrow products a layer. Here one product makes
them all, and the attention itself is left to the blocked kernel (Dao et al. 2022). Layer normalisation, in onnxruntime a
loop over single numbers, becomes plain operations that are vectorised (docs/decisions/0018).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from onnx import helper, numpy_helper

if TYPE_CHECKING:
    from onnx import GraphProto, ModelProto, NodeProto

_EPSILON, _THIRDS = "norm_epsilon", "attention_thirds"


def lay_out(model: ModelProto, *, heads: int, size: int, epsilon: float = 1e-12) -> ModelProto:
    """Take a fused encoder apart, in place: its Attention and SkipLayerNormalization nodes. Returns the model."""
    graph = model.graph
    graph.initializer.append(numpy_helper.from_array(np.array([epsilon], np.float32), _EPSILON))
    graph.initializer.append(numpy_helper.from_array(np.full(3, heads * size, np.int64), _THIRDS))
    nodes = [part for node in graph.node for part in _take_apart(node, heads)]
    del graph.node[:]
    graph.node.extend(nodes)
    _drop_unused(graph)
    return model


def _take_apart(node: NodeProto, heads: int) -> list[NodeProto]:
    if node.op_type == "Attention":
        return _attend(node, heads)
    if node.op_type == "SkipLayerNormalization":
        return _normalise(node)
    return [node]


def _attend(node: NodeProto, heads: int) -> list[NodeProto]:
    vectors, weights, bias = node.input[:3]
    out = node.output[0]
    all_three, parts = f"{out}_qkv", [f"{out}_{part}" for part in "qkv"]
    return [
        helper.make_node("MatMul", [vectors, weights], [all_three], name=f"{node.name}_qkv"),
        helper.make_node("Split", [all_three, _THIRDS], parts, axis=2),
        helper.make_node("MultiHeadAttention", [*parts, bias], [out], domain="com.microsoft", num_heads=heads),
    ]


def _normalise(node: NodeProto) -> list[NodeProto]:
    product, skipped, scale, shift, bias = node.input
    steps = (
        ("Add", (product, bias), "biased"),
        ("Add", ("biased", skipped), "sum"),
        ("ReduceMean", ("sum",), "mean"),
        ("Sub", ("sum", "mean"), "centred"),
        ("Mul", ("centred", "centred"), "squared"),
        ("ReduceMean", ("squared",), "variance"),
        ("Add", ("variance", _EPSILON), "kept"),
        ("Sqrt", ("kept",), "deviation"),
        ("Div", ("centred", "deviation"), "unit"),
        ("Mul", ("unit", scale), "scaled"),
        ("Add", ("scaled", shift), ""),
    )
    out = node.output[0]
    own = {made: f"{out}_{made}" if made else out for _, _, made in steps}
    return [
        helper.make_node(
            kind, [own.get(i, i) for i in takes], [own[made]], **({"axes": [-1]} if "Mean" in kind else {})
        )
        for kind, takes, made in steps
    ]


def _drop_unused(graph: GraphProto) -> None:
    """Drop nodes nobody takes anything from: what made the mask that a window without padding does not need."""
    while True:
        taken = {name for node in graph.node for name in node.input} | {o.name for o in graph.output}
        unused = [node for node in graph.node if not taken.intersection(node.output)]
        if not unused:
            return
        for node in unused:
            graph.node.remove(node)
