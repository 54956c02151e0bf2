"""B³ as its paper counts it, near-copies by pairs, and copies that are the same each time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench import stories
from bench.near_copies import make_copies
from tests.ledger.accounts import make_text


def test_b3_is_that_of_the_papers_example() -> None:
    """Bagga and Baldwin (1998), figure 1: 1-5, 6-7 and 8-12 are right; found were 1-5 and 6-12."""
    gold = [1] * 5 + [2] * 2 + [3] * 5
    found = stories.score_clusters(gold, [1] * 5 + [2] * 7)
    assert found["b3_precision"] == pytest.approx(0.762, abs=0.001)
    assert found["b3_recall"] == 1
    assert found["b3_f1"] == pytest.approx(2 * 0.762 / 1.762, abs=0.001)


def test_pairs_found_and_wrong_are_counted() -> None:
    gold = {"a": 1, "b": 1, "c": 1, "d": 2}
    found = stories.score_pairs(gold, {"a": "x", "b": "x", "c": "y", "d": "y"})
    assert found == {
        "copies_precision": 0.5,
        "copies_recall": pytest.approx(1 / 3),
        "n_copies_precision": 2,
        "n_copies_recall": 3,
    }


def test_copies_are_the_same_each_time_and_say_of_what_they_are() -> None:
    articles = [{"id": str(n), "text": make_text(n, about=n)} for n in range(10)]
    rows = make_copies(articles, seed=1, share=1)
    assert rows == make_copies(articles, seed=1, share=1)
    assert {row["origin"] for row in rows} == {str(n) for n in range(10) if n % 5}
    assert all(row["id"].startswith(row["origin"]) for row in rows) and len(rows) > 16


def test_a_file_is_measured_against_its_gold(tmp_path: Path) -> None:
    articles = [{"id": str(n), "text": make_text(n, about=n % 2), "event": n % 2} for n in range(10)]
    path = tmp_path / "told.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in make_copies(articles, seed=1, share=1)), encoding="utf-8")
    found = stories.measure(path)
    assert found["copies_precision"] == 1 and found["copies_recall"] > 0.9 and found["b3_f1"] > 0.9
