"""Frames and charts for notebooks, and what is said where their extra is missing."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dragoman.errors import ExtraError
from dragoman.relations import series
from tests.relations.worlds import Told, write

if TYPE_CHECKING:
    from dragoman.ledger import Ledger

PAGE = Path(__file__).parents[2] / "docs" / "relations.md"


@pytest.fixture
def told(ledger: Ledger) -> Ledger:
    write(ledger, [Told(day, "RUS", "USA", "ACCUSE", outlet="<b>TASS</b>") for day in range(0, 90, 3)])
    return ledger


def test_a_frame_has_a_row_for_each_period_and_line(told: Ledger) -> None:
    pytest.importorskip("pyarrow")
    frame = series(told, "RUS", "USA", by="month").to_frame()
    assert frame.column_names == ["start", "direction", "quad", "type", "acts"]
    assert frame["acts"].to_pylist() == [11, 9, 10]


def test_a_chart_is_drawn_as_svg_that_runs_and_fetches_nothing(told: Ledger) -> None:
    pytest.importorskip("vl_convert")
    svg = series(told, "RUS", "USA", find_side=lambda outlet, _: outlet or "").to_svg()
    assert svg.startswith("<svg")
    assert "<script" not in svg
    assert "<b>" not in svg
    assert not re.search(r'(?:href|src)="(?!#)', svg)


def test_the_examples_of_the_page_run(told: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("altair")
    monkeypatch.chdir(told.path.parent)
    page = PAGE.read_text("utf-8")
    scope: dict[str, object] = {}
    blocks = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    for block in blocks:
        exec(block, scope)
    calls = re.findall(r"`(weekly\.\w+\(\))`", page)
    assert len(blocks) == 2
    assert len(calls) == 3
    assert all(eval(call, scope) is not None for call in calls)


def test_a_missing_extra_is_named(told: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    found = series(told, "RUS", "USA")
    for module, call in (("pyarrow", found.to_frame), ("altair", found.to_chart)):
        monkeypatch.setitem(sys.modules, module, None)
        with pytest.raises(ExtraError, match=r"pip install 'dragoman\[frames\]'"):
            call()
