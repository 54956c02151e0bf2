"""The pages show the figures that were measured."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
SCRIPT = runpy.run_path(str(ROOT / "docs" / "make_figures.py"))
ROWS = (("whole", "attribution.whole", "attributions", "measure"), ("day", "cases.said_on", "statements", "measure"))


def figure(value: float, *, n: int = 84, se: float | None = None) -> dict[str, Any]:
    """A row of the file of figures."""
    return {"value": value, "n": n, "se": se, "data": {}, "command": "measure"}


@pytest.mark.parametrize("page", sorted(SCRIPT["PAGES"]))
def test_a_page_shows_the_figures_that_were_measured(page: str) -> None:
    assert (ROOT / page).read_text("utf-8") == SCRIPT["write_page"](page), "run `make docs`"


def test_the_page_about_the_data_shows_the_figures_that_were_measured() -> None:
    assert SCRIPT["MEASURED"].read_text("utf-8") == SCRIPT["write_measured"](), "run `make docs`"


def test_a_figure_stands_with_its_error_and_its_count() -> None:
    table = SCRIPT["write_table"](ROWS, {"attribution.whole": figure(0.51234, n=2263, se=0.0123)})
    assert "| whole | 0.512 ± 0.012 | 2,263 attributions | `measure` |" in table


def test_a_figure_that_was_not_measured_shows_as_missing() -> None:
    assert "| day | … | … | `measure` |" in SCRIPT["write_table"](ROWS, {})


def test_an_attribute_is_counted_by_itself() -> None:
    figures = {"cases.said_on": figure(0.9), "cases.n_said_on": figure(41)}
    assert "| day | 0.900 | 41 statements | `measure` |" in SCRIPT["write_table"](ROWS, figures)


def test_figures_are_read_from_the_file_that_bench_writes(tmp_path: Path) -> None:
    path = tmp_path / "figures.json"
    assert SCRIPT["read_figures"](path) == {}
    path.write_text(json.dumps({"weights": "x", "figures": {"cases.said_on": figure(0.9)}}), encoding="utf-8")
    assert SCRIPT["read_figures"](path)["cases.said_on"]["value"] == 0.9


def test_filling_again_changes_nothing_and_leaves_the_rest() -> None:
    text = "before\n<!-- figures -->\nold\n<!-- /figures -->\nafter\n"
    once = SCRIPT["fill"](text, "figures", r"new \1")
    assert once == "before\n<!-- figures -->\nnew \\1\n<!-- /figures -->\nafter\n"
    assert SCRIPT["fill"](once, "figures", r"new \1") == once


@pytest.mark.parametrize("text", ["", "<!-- figures -->\n", "<!-- figures -->\n<!-- /figures -->\n" * 2])
def test_a_page_without_one_place_for_the_figures_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="figures"):
        SCRIPT["fill"](text, "figures", "new")
