"""A site over a ledger of a few invented articles, and who visits it: a reader, and one with the token."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="the extra `web` is not installed")

from fastapi.testclient import TestClient

from dragoman.ledger import Ledger, open_ledger
from dragoman.web import Site, create_app
from tests.ledger.samples import make_entry

HERE = "http://127.0.0.1:8321"
FROM_HERE = {"sec-fetch-site": "same-origin", "origin": HERE}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "news.ledger") as opened:
        run = opened.begin_run(code="1", weights="w")
        opened.write_many([make_entry(n) for n in range(8)], run=run)
        yield opened


@pytest.fixture
def site(ledger: Ledger) -> Site:
    return Site(ledger, by="ana", answer_s=60.0, patience_s=60.0)


@pytest.fixture
def reader(site: Site) -> TestClient:
    """Somebody who only reads."""
    return TestClient(create_app(site), base_url=HERE, follow_redirects=False)


@pytest.fixture
def writer(site: Site) -> TestClient:
    """Somebody who opened the address with the token, in a browser."""
    client = TestClient(create_app(site), base_url=HERE, headers=FROM_HERE, follow_redirects=False)
    client.get("/start", params={"token": site.token})
    return client
