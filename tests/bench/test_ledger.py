"""The measure of the ledger: entries that could be real, the same each time, and figures that add up."""

from __future__ import annotations

import pytest

from bench import ledger
from dragoman.ledger.writing import check_entry


def test_entries_are_sound_and_the_same_each_time() -> None:
    entries = list(ledger.make_entries(200))
    assert entries == list(ledger.make_entries(200))
    assert len({row.id for entry in entries for row in entry.statements}) == 200
    for entry in entries:
        check_entry(entry)
        for said in entry.statements:
            assert said.source is not None and said.source.of(entry.article.text) == said.speakers[0].name
            assert said.content[0].of(entry.article.text).startswith("the ")
            assert said.cue[0].of(entry.article.text) == "said"


def test_figures_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "STATEMENTS", 500)
    found = ledger.measure()
    assert found["n"] == 500
    assert 100 < found["bytes_each"] < 10_000
    assert found["written_per_s"] > 0 and found["written_per_cpu_s"] > 0 and found["query_ms"] > 0
