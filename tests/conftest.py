"""Tiers: tests marked `model` skip without the weights, those marked `corpus` without the corpora in ../shared."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NEEDS = {
    "model": (ROOT / "src/dragoman/reading/weights/encoder.onnx", "the weights are not in this checkout"),
    "corpus": (ROOT.parent / "shared/corpora", "no corpora in ../shared/corpora"),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what has not got what it needs, and say why."""
    for name, (path, reason) in NEEDS.items():
        if not path.exists():
            for item in items:
                if item.get_closest_marker(name):
                    item.add_marker(pytest.mark.skip(reason=reason))
