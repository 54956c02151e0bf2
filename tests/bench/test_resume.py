"""Many articles in one command, interrupted and gone on with, at a terminal: a few of them here, 2,000 by `bench resume`."""

from __future__ import annotations

import pytest

from bench.resume import measure


@pytest.mark.model
def test_what_is_interrupted_at_a_terminal_shows_progress_and_goes_on() -> None:
    found = measure(100, processes=1)
    assert found["kept"] + found["resumed"] == found["n"] == 100
    assert found["kept"] >= 33 and found["steps_shown"] > 2
