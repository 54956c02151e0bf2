"""The encoder's graph taken apart: the same numbers, by other operations."""

from __future__ import annotations

import numpy as np
import pytest

onnx = pytest.importorskip("onnx", reason="onnx is for training only: make train installs it")
onnxruntime = pytest.importorskip("onnxruntime")

WIDTH, HEADS, SIZE = 12, 2, 4


def make_model() -> object:
    from onnx import TensorProto, helper, numpy_helper

    dice = np.random.default_rng(3)

    def constant(name: str, *shape: int) -> object:
        return numpy_helper.from_array(dice.normal(size=shape).astype(np.float32), name)

    nodes = [
        helper.make_node(
            "Attention",
            ["x", "w", "b"],
            ["a"],
            name="Attention_0",
            domain="com.microsoft",
            num_heads=HEADS,
            qkv_hidden_sizes=[HEADS * SIZE] * 3,
        ),
        helper.make_node("MatMul", ["a", "o"], ["p"]),
        helper.make_node(
            "SkipLayerNormalization", ["p", "x", "scale", "shift", "bias"], ["y"], domain="com.microsoft", epsilon=1e-12
        ),
    ]
    constants = [
        constant("w", WIDTH, 3 * HEADS * SIZE),
        constant("b", 3 * HEADS * SIZE),
        constant("o", HEADS * SIZE, WIDTH),
        *(constant(name, WIDTH) for name in ("scale", "shift", "bias")),
    ]
    shape = ["batch", "length", WIDTH]
    graph = helper.make_graph(
        nodes,
        "encoder",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, shape)],
        constants,
    )
    return helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)], ir_version=8
    )


def run(model: object, x: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])  # type: ignore[attr-defined]
    result: np.ndarray = session.run(None, {"x": x})[0]
    return result


def test_the_parts_give_what_the_whole_gave() -> None:
    from training.graphs import lay_out

    x = np.random.default_rng(4).normal(size=(1, 7, WIDTH)).astype(np.float32)
    before = run(make_model(), x)
    model = lay_out(make_model(), heads=HEADS, size=SIZE)
    kinds = {node.op_type for node in model.graph.node}
    assert not kinds & {"Attention", "SkipLayerNormalization"}
    np.testing.assert_allclose(run(model, x), before, atol=2e-5)
