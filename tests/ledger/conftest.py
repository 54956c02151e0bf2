"""A ledger in a folder of its own, and a run to write by."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dragoman.ledger import Ledger, open_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dragoman.records import Run


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.ledger"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with open_ledger(path, timeout_s=0.2) as opened:
        yield opened


@pytest.fixture
def run(ledger: Ledger) -> Run:
    return ledger.begin_run(code="1.0", weights="a")
