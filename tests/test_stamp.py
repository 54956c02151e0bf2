"""Figures belong to the shipped weights, and hold their floors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bench import gate, stamp
from bench.gate import Floor, FloorError
from bench.stamp import FiguresError

WEIGHTS = "a" * 64


def figure(value: float, *, se: float | None = None, data: dict[str, str] | None = None) -> dict[str, Any]:
    """A row of the file of figures."""
    return {"value": value, "n": 84, "se": se, "data": data or {}, "command": "python -m bench all"}


@pytest.fixture
def figures(tmp_path: Path) -> Path:
    """A file of figures, measured with WEIGHTS on one file of data."""
    (tmp_path / "corpora" / "attribution").mkdir(parents=True)
    data = tmp_path / "corpora" / "attribution" / "dev.jsonl"
    data.write_text("{}\n", encoding="utf-8")
    path = tmp_path / "figures.json"
    whole = figure(0.50, se=0.02, data={"attribution/dev.jsonl": stamp.hash_file(data)})
    stamp.write_figures({"whole": whole, "seconds": figure(0.4)}, path=path, weights=WEIGHTS)
    return path


# --- the repository's own figures -------------------------------------------------------------------------------------


@pytest.mark.model
def test_the_figures_were_measured_with_the_shipped_weights() -> None:
    assert stamp.find_faults() == []


def test_the_figures_hold_their_floors() -> None:
    assert gate.find_falls(stamp.read_figures()[1], gate.read_floors()) == []


# --- the stamp --------------------------------------------------------------------------------------------------------


def test_a_stamp_of_the_same_weights_and_data_has_no_fault(figures: Path) -> None:
    assert stamp.find_faults(figures, weights=WEIGHTS, corpora=figures.parent / "corpora") == []


def test_other_weights_than_the_measured_are_a_fault(figures: Path) -> None:
    [fault] = stamp.find_faults(figures, weights="b" * 64, corpora=figures.parent / "corpora")
    assert "aaaaaaaaaaaa" in fault
    assert "bbbbbbbbbbbb" in fault
    assert "make bench" in fault


def test_weights_are_compared_where_the_corpora_are_missing(figures: Path, tmp_path: Path) -> None:
    assert len(stamp.find_faults(figures, weights="b" * 64, corpora=tmp_path / "nowhere")) == 1
    assert stamp.find_faults(figures, weights=WEIGHTS, corpora=tmp_path / "nowhere") == []


def test_other_data_than_the_measured_are_a_fault(figures: Path) -> None:
    (figures.parent / "corpora" / "attribution" / "dev.jsonl").write_text("{}\n{}\n", encoding="utf-8")
    [fault] = stamp.find_faults(figures, weights=WEIGHTS, corpora=figures.parent / "corpora")
    assert fault.startswith("attribution/dev.jsonl")


def test_missing_or_broken_figures_are_a_fault(tmp_path: Path) -> None:
    broken = tmp_path / "figures.json"
    assert "no figures" in stamp.find_faults(broken, weights=WEIGHTS)[0]
    stamped = '{"weights": "x", "figures": %s}'
    for text in ("", "[]", '{"weights": "x"}', stamped % 3, stamped % '{"whole": 0.5}'):
        broken.write_text(text, encoding="utf-8")
        assert stamp.find_faults(broken, weights=WEIGHTS), text


def test_a_figure_without_all_its_keys_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(FiguresError, match="'whole'"):
        stamp.write_figures({"whole": {"value": 0.5}}, path=tmp_path / "figures.json", weights=WEIGHTS)
    with pytest.raises(FiguresError, match="number"):
        stamp.write_figures({"whole": figure("good")}, path=tmp_path / "figures.json", weights=WEIGHTS)  # type: ignore[arg-type]
    assert not (tmp_path / "figures.json").exists()


def test_figures_come_back_as_they_were_written(figures: Path) -> None:
    weights, rows = stamp.read_figures(figures)
    assert weights == WEIGHTS
    assert rows["whole"]["value"] == 0.50
    assert list(rows) == ["seconds", "whole"]


def test_the_command_fails_where_the_weights_are_others(figures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert stamp.main(["--figures", str(figures)]) == 1
    assert "shipped" in capsys.readouterr().out


# --- the gate ---------------------------------------------------------------------------------------------------------


def rows(**values: float) -> dict[str, dict[str, Any]]:
    """Figures with a standard error of 0.02."""
    return {name: figure(value, se=0.02) for name, value in values.items()}


def page(folder: Path, text: str = "The floor of whole falls.") -> Path:
    """A page of decisions."""
    path = folder / "0003-whole.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_figure_at_its_floor_holds() -> None:
    assert gate.find_falls(rows(whole=0.5), {"whole": Floor(0.5)}) == []


def test_a_figure_under_its_floor_falls() -> None:
    [fall] = gate.find_falls(rows(whole=0.4999), {"whole": Floor(0.5)})
    assert fall.startswith("whole: 0.4999, at least 0.5")


def test_a_figure_over_a_ceiling_falls() -> None:
    floors = {"peak_mb": Floor(1000, at_most=True)}
    assert gate.find_falls(rows(peak_mb=1000), floors) == []
    assert len(gate.find_falls(rows(peak_mb=1000.5), floors)) == 1


def test_a_floor_without_its_figure_falls() -> None:
    assert "no figure" in gate.find_falls({}, {"whole": Floor(0.5)})[0]


def test_a_figure_that_is_no_number_falls() -> None:
    assert len(gate.find_falls(rows(whole=float("nan")), {"whole": Floor(0.5)})) == 1


def test_no_floors_at_all_hold_nothing() -> None:
    assert len(gate.find_falls(rows(whole=0.5), {})) == 1


def test_a_floor_rises_to_its_figure() -> None:
    assert gate.raise_floor("whole", rows(whole=0.6), {"whole": Floor(0.5)}) == {"whole": Floor(0.6)}
    ceiling = {"peak_mb": Floor(1000, at_most=True)}
    assert gate.raise_floor("peak_mb", rows(peak_mb=700), ceiling) == {"peak_mb": Floor(700, at_most=True)}


def test_raising_never_lowers() -> None:
    with pytest.raises(FloorError, match="--lower"):
        gate.raise_floor("whole", rows(whole=0.49), {"whole": Floor(0.5)})
    with pytest.raises(FloorError, match="--lower"):
        gate.raise_floor("peak_mb", rows(peak_mb=1001), {"peak_mb": Floor(1000, at_most=True)})


def test_a_floor_falls_within_one_standard_error_with_a_page(tmp_path: Path) -> None:
    lowered = gate.lower_floor("whole", rows(whole=0.485), {"whole": Floor(0.5)}, page(tmp_path), decisions=tmp_path)
    assert lowered == {"whole": Floor(0.485)}


def test_a_floor_does_not_fall_by_more_than_one_standard_error(tmp_path: Path) -> None:
    with pytest.raises(FloorError, match="standard error"):
        gate.lower_floor("whole", rows(whole=0.47), {"whole": Floor(0.5)}, page(tmp_path), decisions=tmp_path)


def test_a_floor_does_not_fall_under_a_figure_that_holds_it(tmp_path: Path) -> None:
    with pytest.raises(FloorError):
        gate.lower_floor("whole", rows(whole=0.5), {"whole": Floor(0.5)}, page(tmp_path), decisions=tmp_path)


def test_a_floor_does_not_fall_without_a_standard_error(tmp_path: Path) -> None:
    with pytest.raises(FloorError, match="no bootstrap standard error"):
        gate.lower_floor("whole", {"whole": figure(0.49)}, {"whole": Floor(0.5)}, page(tmp_path), decisions=tmp_path)


def test_a_floor_does_not_fall_without_a_page_that_names_it(tmp_path: Path) -> None:
    decisions = tmp_path / "decisions"
    decisions.mkdir()
    for because in (None, decisions / "none.md", page(tmp_path), page(decisions, "Something else.")):
        with pytest.raises(FloorError, match="whole"):
            gate.lower_floor("whole", rows(whole=0.49), {"whole": Floor(0.5)}, because, decisions=decisions)


def test_floors_come_back_as_they_were_written(tmp_path: Path) -> None:
    floors = {"whole": Floor(0.5), "peak_mb": Floor(1000, at_most=True)}
    gate.write_floors(floors, tmp_path / "floors.json")
    assert gate.read_floors(tmp_path / "floors.json") == floors


@pytest.mark.parametrize("text", ["", "[]", '{"a": "0.5"}', '{"a": true}', '{"a": {"at_least": 1}}', '{"a": null}'])
def test_floors_that_cannot_be_read_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "floors.json").write_text(text, encoding="utf-8")
    with pytest.raises(FloorError):
        gate.read_floors(tmp_path / "floors.json")


def _call(figures: Path, floors: dict[str, Any], *arguments: str) -> tuple[int, dict[str, Any]]:
    path = figures.parent / "floors.json"
    path.write_text(json.dumps(floors), encoding="utf-8")
    code = gate.main(["--figures", str(figures), "--floors", str(path), *arguments])
    return code, json.loads(path.read_text("utf-8"))


def test_the_command_holds_raises_and_refuses(figures: Path, capsys: pytest.CaptureFixture[str]) -> None:
    held = {"whole": 0.45, "seconds": {"at_most": 0.6}}
    assert _call(figures, held) == (0, held)
    assert "2 held" in capsys.readouterr().out
    assert _call(figures, {"whole": 0.51}) == (1, {"whole": 0.51})
    assert _call(figures, held, "--raise", "whole", "seconds") == (0, {"seconds": {"at_most": 0.4}, "whole": 0.5})
    assert _call(figures, {"whole": 0.51}, "--lower", "whole") == (2, {"whole": 0.51})
    assert "--because" in capsys.readouterr().err


def test_a_folder_is_hashed_by_the_names_and_contents_of_its_files(tmp_path: Path) -> None:
    (tmp_path / "a.tml").write_text("one", encoding="utf-8")
    first = stamp.hash_file(tmp_path)
    (tmp_path / "a.tml").rename(tmp_path / "b.tml")
    assert stamp.hash_file(tmp_path) != first
