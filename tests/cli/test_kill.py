"""kill -9, a hundred times: the same command goes on, and nothing is lost, doubled or half written; in a file, and on a server,
where readers are killed too."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from dragoman.contract import as_json
from dragoman.ledger import open_ledger
from tests.server import Server, find_lack, run_server

TEXTS, PATIENCE_S, SERVED_KILLS = 240, 120, 15
KILLS = {"one process": 44, "one process more": 44, "a pool": 12}
"""Lanes that are killed side by side, each with a ledger of its own: a hundred kills."""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Many short articles that differ, and some that are rejected."""
    folder = tmp_path_factory.mktemp("pages")
    for n in range(TEXTS):
        said = f"Talks on pier {n} will go on until June, Kenyan Foreign Minister Ann Otieno said on Sunday."
        text = f"Pier {n} waits\n\n{said} “We have no reason to hurry,” she added."
        (folder / f"{n:03}.txt").write_text("" if n % 40 == 7 else text)
    return folder


@dataclass(slots=True)
class Lane:
    """One ledger into which the same command is started, killed and started again. `done`: how often it came through."""

    pages: Path
    ledger: Path | str
    processes: int
    chance: random.Random
    done: int = 0
    held: int = 0

    def start(self) -> subprocess.Popen[str]:
        """The command, in a group of its own."""
        command = [sys.executable, "-m", "dragoman", "read", str(self.pages), "--ledger", str(self.ledger)]
        return subprocess.Popen(
            [*command, "--processes", str(self.processes)],
            text=True, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            env={**os.environ, "DRAGOMAN_BATCH": str(self.chance.choice((1, 2, 5))), "OMP_NUM_THREADS": "1"},
        )  # fmt: skip

    def kill(self, *, parent_only: bool) -> bool:
        """Start the command and kill it: early, or once it wrote something. False if it came through before."""
        reader = self.start()
        deadline = time.monotonic() + PATIENCE_S
        if early := self.chance.random() < 0.35:
            time.sleep(self.chance.uniform(0, 1.5))
        while not early and reader.poll() is None and self._size() == self.held and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(self.chance.uniform(0, 0 if early else 0.7))  # the first commit notes the run, the others articles
        running = reader.poll() is None
        if running and parent_only:
            reader.kill()
        elif running:
            os.killpg(reader.pid, signal.SIGKILL)
        _, err = reader.communicate(timeout=PATIENCE_S)  # ends when the last process that could write there has ended
        assert reader.returncode == (-signal.SIGKILL if running else 0), err
        return running

    def renew(self) -> None:
        """Another ledger, empty."""
        folder = Path(self.ledger).parent
        self.done += 1
        self.ledger = folder / f"{self.done}.ledger"

    def _size(self) -> int:
        """Grows with every commit."""
        log = Path(f"{self.ledger}-wal")
        return log.stat().st_size if log.exists() else 0

    def look(self) -> int:
        """Articles so far; all that is there must be whole."""
        if not Path(self.ledger).exists():
            return 0
        with open_ledger(self.ledger) as opened:
            assert opened.check() == []
            return opened.status().articles


@dataclass(slots=True)
class ServerLane(Lane):
    """A ledger in a database. Beside the command that is killed one that reads is, at another moment."""

    server: Server | None = None
    watcher: Any = None
    watched: Path | str = ""

    def start(self) -> subprocess.Popen[str]:
        reading = [sys.executable, "-m", "dragoman", "export", "--ledger", str(self.ledger)]
        reader = subprocess.Popen(reading, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        threading.Timer(self.chance.uniform(0, 2), reader.kill).start()
        return super(ServerLane, self).start()

    def renew(self) -> None:
        assert self.server is not None
        self.ledger = self.server.address(self.server.create())

    def _size(self) -> int:
        if self._watch("SELECT to_regclass('runs') IS NOT NULL") != 1:
            return 0
        return self._watch("SELECT (SELECT count(*) FROM runs) + (SELECT count(*) FROM articles)")

    def _watch(self, question: str) -> int:
        """The number that a question asks for, by a connection that is kept: a new one each time would be work."""
        import psycopg

        if self.watcher is None or self.watched != self.ledger:
            self.watched = self.ledger
            self.watcher = psycopg.connect(str(self.ledger).replace("+psycopg", ""), autocommit=True)
        return int(self.watcher.execute(question).fetchone()[0])

    def look(self) -> int:
        with open_ledger(self.ledger) as opened:
            assert opened.check() == []
            return opened.status().articles


def endure(lane: Lane, kills: int, wanted: list[Any]) -> int:
    """Kill the lane's command `kills` times; whenever it came through all the same, the next one begins anew."""
    killed = articles = 0
    while killed < kills:
        lane.held = lane._size()
        if lane.kill(parent_only=lane.processes > 1 and killed % 2 == 0):
            killed += 1
            if lane.chance.random() < 0.3:  # seldom: the command itself must find its way from what is left
                assert lane.look() >= articles
                articles = lane.look()
        else:
            compare(lane.ledger, wanted)
            lane.renew()
            articles = 0
    reader = lane.start()
    _, err = reader.communicate(timeout=PATIENCE_S)
    assert reader.returncode == 0, err
    compare(lane.ledger, wanted)
    return killed


def compare(ledger: Path | str, wanted: list[Any]) -> None:
    """Nothing lost, doubled, half written."""
    checked = subprocess.run(
        [sys.executable, "-m", "dragoman", "check", "-l", str(ledger), "--json"], capture_output=True
    )
    assert (checked.returncode, checked.stdout) == (0, b"")
    with open_ledger(ledger, create=False) as opened:
        found = [as_json(entry) for entry in opened.entries()]
        rejected = [as_json(refused) for _, refused in opened.find_rejected()]
        assert any(run.finished_at for run in opened.runs())
    assert json.loads(json.dumps(found)) == [line for line in wanted if "article" in line]
    assert sorted(map(str, rejected)) == sorted(str(line) for line in wanted if "rejected" in line)


@pytest.fixture(scope="module")
def wanted(pages: Path) -> list[Any]:
    """What the command makes of the pages when nobody disturbs it."""
    command = [sys.executable, "-m", "dragoman", "read", str(pages), "--json", "--all", "--processes", "1"]
    return [json.loads(line) for line in subprocess.run(command, capture_output=True, check=True).stdout.splitlines()]


@pytest.mark.model
def test_a_hundred_kills_lose_double_and_halve_nothing(pages: Path, wanted: list[Any], tmp_path: Path) -> None:
    def lanes() -> Iterator[tuple[Lane, int]]:
        for seed, (name, kills) in enumerate(KILLS.items()):
            folder = tmp_path / name
            folder.mkdir()
            yield Lane(pages, folder / "x.ledger", 2 if name == "a pool" else 1, random.Random(seed)), kills

    with ThreadPoolExecutor(2) as pool:
        killed = [pool.submit(endure, lane, kills, wanted) for lane, kills in lanes()]
    assert sum(each.result() for each in killed) == 100


@pytest.mark.model
def test_a_pool_ends_with_the_parent_that_was_killed(pages: Path, tmp_path: Path) -> None:
    lane = Lane(pages, tmp_path / "x.ledger", 2, random.Random(1))
    reader = lane.start()
    while lane._size() == 0:
        assert reader.poll() is None
        time.sleep(0.01)
    reader.kill()
    reader.communicate(timeout=20)  # would last for ever if one of the pool lived on
    assert reader.returncode == -signal.SIGKILL


@pytest.mark.model
def test_kills_of_writers_and_readers_on_a_server_lose_double_and_halve_nothing(pages: Path, wanted: list[Any]) -> None:
    if lack := find_lack():
        pytest.skip(lack)
    with run_server() as server:
        lane = ServerLane(pages, "", 1, random.Random(7), server=server)
        lane.renew()
        assert endure(lane, SERVED_KILLS, wanted) == SERVED_KILLS
