"""A ledger in a folder of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dragoman.ledger import Ledger, open_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "news.ledger", timeout_s=0.2) as opened:
        yield opened
