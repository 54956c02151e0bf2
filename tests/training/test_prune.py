"""A narrower encoder: what stays are the weightiest neurons and heads, with both their sides."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

torch = pytest.importorskip("torch", reason="torch is for training only: make train installs it")
pytest.importorskip("transformers", reason="transformers is for training only: make train installs it")

LAYER = "encoder.encoder.layer.0"


def make_state() -> dict[str, torch.Tensor]:
    from training.network import HEAD

    state = {
        f"{LAYER}.intermediate.dense.weight": torch.arange(8.0).reshape(4, 2),
        f"{LAYER}.intermediate.dense.bias": torch.arange(4.0),
        f"{LAYER}.output.dense.weight": torch.arange(12.0).reshape(3, 4),
        f"{LAYER}.attention.output.dense.weight": torch.arange(3.0 * HEAD).repeat(2, 1),
    }
    for part in ("query", "key", "value"):
        state[f"{LAYER}.attention.self.{part}.weight"] = torch.arange(3.0 * HEAD)[:, None]
        state[f"{LAYER}.attention.self.{part}.bias"] = torch.arange(3.0 * HEAD)
    return state


def narrow_one(neurons: list[float], width: int, heads: list[float], number: int) -> dict[str, torch.Tensor]:
    from training.prune import narrow, pick

    network = SimpleNamespace(state_dict=make_state)
    return narrow(network, pick([torch.tensor(neurons)], width), pick([torch.tensor(heads)], number))


def test_the_weightiest_neurons_stay_in_their_order() -> None:
    kept = narrow_one([0.5, 9.0, 0.1, 3.0], 2, [1.0, 1.0, 1.0], 3)
    assert kept[f"{LAYER}.intermediate.dense.bias"].tolist() == [1.0, 3.0]
    assert kept[f"{LAYER}.intermediate.dense.weight"].tolist() == [[2.0, 3.0], [6.0, 7.0]]
    assert kept[f"{LAYER}.output.dense.weight"].tolist() == [[1.0, 3.0], [5.0, 7.0], [9.0, 11.0]]


def test_a_head_stays_or_goes_whole() -> None:
    from training.network import HEAD

    kept = narrow_one([1.0] * 4, 4, [2.0, 0.5, 1.0], 2)
    numbers = [*range(HEAD), *range(2 * HEAD, 3 * HEAD)]
    for part in ("query", "key", "value"):
        assert kept[f"{LAYER}.attention.self.{part}.bias"].tolist() == numbers
    assert kept[f"{LAYER}.attention.output.dense.weight"].tolist() == [numbers, numbers]


def test_what_weighs_nothing_can_still_be_needed_to_fill_the_width() -> None:
    kept = narrow_one([0.0, 0.0, 1.0, 0.0], 2, [1.0, 1.0, 1.0], 3)
    assert len(kept[f"{LAYER}.intermediate.dense.bias"]) == 2
