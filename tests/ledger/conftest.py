"""A ledger in a place of its own, and a run to write by.

Tests that take `address`, `vacant` or `ledger` run on a file and on a server.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dragoman.ledger import Ledger, open_ledger
from tests import server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dragoman.records import Run


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file for a ledger: for tests that look into it, or spoil it."""
    return tmp_path / "news.ledger"


@pytest.fixture(scope="session")
def postgres() -> Iterator[tuple[server.Server, str]]:
    """A server, and the name of a database with an empty ledger, to be copied."""
    if lack := server.find_lack():
        pytest.skip(lack)
    with server.run_server() as running:
        template = running.create()
        open_ledger(running.address(template)).close()
        yield running, template


@pytest.fixture
def database(postgres: tuple[server.Server, str]) -> Iterator[str]:
    """The address of an empty ledger on the server."""
    running, template = postgres
    name = running.create(template=template)
    yield running.address(name)
    running.drop(name)


@pytest.fixture
def empty(postgres: tuple[server.Server, str]) -> Iterator[str]:
    """The address of a database in which there is nothing."""
    running, _ = postgres
    name = running.create()
    yield running.address(name)
    running.drop(name)


@pytest.fixture(params=["file", "server"])
def vacant(request: pytest.FixtureRequest) -> Path | str:
    """Where a ledger may be made: each test runs on both."""
    return request.getfixturevalue("path" if request.param == "file" else "empty")  # type: ignore[no-any-return]


@pytest.fixture(params=["file", "server"])
def address(request: pytest.FixtureRequest) -> Path | str:
    """Where a ledger is, or on a disk may be made: each test runs on both."""
    return request.getfixturevalue("path" if request.param == "file" else "database")  # type: ignore[no-any-return]


@pytest.fixture
def ledger(address: Path | str) -> Iterator[Ledger]:
    with open_ledger(address, timeout_s=0.2) as opened:
        yield opened


@pytest.fixture
def run(ledger: Ledger) -> Run:
    return ledger.begin_run(code="1.0", weights="a")
