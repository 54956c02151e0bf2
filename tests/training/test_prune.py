"""Narrower layers: what stays are the weightiest neurons, with both their sides."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

torch = pytest.importorskip("torch", reason="torch is for training only: make train installs it")
pytest.importorskip("transformers", reason="transformers is for training only: make train installs it")


def test_the_weightiest_neurons_stay_in_their_order() -> None:
    from training.prune import narrow

    layer = "encoder.encoder.layer.0"
    state = {
        f"{layer}.intermediate.dense.weight": torch.arange(8.0).reshape(4, 2),
        f"{layer}.intermediate.dense.bias": torch.arange(4.0),
        f"{layer}.output.dense.weight": torch.arange(12.0).reshape(3, 4),
    }
    network = SimpleNamespace(state_dict=lambda: dict(state))
    kept = narrow(network, [torch.tensor([0.5, 9.0, 0.1, 3.0])], 2)
    assert kept[f"{layer}.intermediate.dense.bias"].tolist() == [1.0, 3.0]
    assert kept[f"{layer}.intermediate.dense.weight"].tolist() == [[2.0, 3.0], [6.0, 7.0]]
    assert kept[f"{layer}.output.dense.weight"].tolist() == [[1.0, 3.0], [5.0, 7.0], [9.0, 11.0]]
