"""Precision per type, packaged: it is what was measured, and says of how many."""

from __future__ import annotations

import json
from pathlib import Path

from bench import precision, stamp
from dragoman.events import read_codes
from dragoman.events.precision import read_precision


def write(path: Path, **values: float) -> Path:
    rows = {
        name.replace("__", "."): {"value": value, "n": 1, "se": None, "data": {}, "command": "x"}
        for name, value in values.items()
    }
    stamp.write_figures(rows, path=path, weights="a" * 64)
    return path


def test_what_ships_is_what_was_measured() -> None:
    assert precision.find_stale() == []


def test_types_are_those_of_the_code_book_and_shares_are_shares() -> None:
    for kind, row in read_precision().items():
        assert (kind, None) in read_codes()
        assert 0 <= row.share <= 1 and row.n > 0


def test_measures_are_added_up_and_a_changed_figure_is_noticed(tmp_path: Path) -> None:
    figures = write(
        tmp_path / "figures.json",
        reports__precision_AID=0.5, reports__n_AID=10, acts__precision_AID=0.2, acts__n_AID=20,
        acts__precision_AGREE=1, acts__n_AGREE=3,
    )  # fmt: skip
    packaged = tmp_path / "precision.json"
    assert "bench.precision" in precision.find_stale(packaged, figures)[0]
    precision.write_precision(packaged, figures)
    assert json.loads(packaged.read_text())["types"] == {
        "AGREE": {"share": 1.0, "n": 3},
        "AID": {"share": 0.3, "n": 30},
    }
    assert precision.find_stale(packaged, figures) == []
    write(figures, reports__precision_AID=0.6, reports__n_AID=10)
    assert len(precision.find_stale(packaged, figures)) == 1
