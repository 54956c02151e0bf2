"""Pages under load are measured: that it runs, on a ledger of a few articles, and what it tells."""

from __future__ import annotations

import pytest

pytest.importorskip("fastapi", reason="the extra `web` is not installed")

from bench import serving


def test_the_pages_of_a_small_ledger_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, number in (("ALONE", 2), ("ARTICLES", 3), ("SEARCHES", 2), ("DYADS", 2), ("AGAIN", 4), ("AT_ONCE", 2)):
        monkeypatch.setattr(serving, name, number)
    found = serving.measure(40)
    times = {
        f"{page}_{when}_ms" for page in ("article_alone", "article", "search", "dyad") for when in ("first", "again")
    }
    assert found.keys() == times | {"slow", "unfinished", "prepared_s", "peak_mb", "n"}
    assert all(found[name] > 0 for name in times) and 0 <= found["unfinished"] <= 1
    assert 20 < found["peak_mb"] < 2000
