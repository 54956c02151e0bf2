"""The pairs that judge answers, and that what the package and the page say of them is what is measured."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

from bench import answers
from dragoman.events.codebook import read_codes

PAGE = Path(__file__).parents[2] / "docs" / "relations.md"
ROWS = [json.loads(line) for line in answers.LABELS.read_text("utf-8").splitlines()]
LABELS = {"accepted", "refused", "returned", "kept", "broken", "unanswered", "none"}


def test_pairs_are_by_the_code_book_and_there_are_enough_of_each_label() -> None:
    counts = Counter(row["answer"] for row in ROWS)
    assert len(ROWS) >= 100
    assert set(counts) == LABELS == {row["second"] for row in ROWS}
    assert min(counts.values()) >= 10
    assert counts["none"] >= 20
    assert all((act["type"], act["mode"]) in read_codes() for row in ROWS for act in (row["offer"], row["later"]))


def test_what_ships_is_what_is_measured() -> None:
    measured = {name: round(value, 4) for name, value in answers.measure().items()}
    assert json.loads(answers.SHIPPED.read_text("utf-8")) == measured


def test_the_page_says_what_is_measured() -> None:
    found = answers.measure()
    block = re.search(r"<!-- answers -->(.*?)<!-- /answers -->", PAGE.read_text("utf-8"), re.DOTALL)
    answering = sum(row["answer"] != "none" for row in ROWS)
    assert block is not None
    told = f"| {found['precision']:.2f} | {found['recall']:.2f} | {len(ROWS)} pairs, {answering} of them answered |"
    assert told in block[1]


def test_a_rule_that_matches_everything_would_be_seen() -> None:
    """The pairs can tell a good rule from a bad one: one in four is none."""
    assert Counter(row["answer"] for row in ROWS)["none"] / len(ROWS) >= 0.25
