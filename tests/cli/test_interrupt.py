"""Ctrl-C: what was read stays, the ledger is sound, and the same command goes on where it stopped."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dragoman.ledger import open_ledger

N_TEXTS, PATIENCE_S = 120, 60
INTERRUPTED = 130


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Many short texts that differ."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for n in range(N_TEXTS):
        said = (
            f"Talks on pier {n} will go on until the rains are over, Kenyan Foreign Minister Ann Otieno said on Sunday."
        )
        (folder / f"{n:03}.txt").write_text(
            f"Pier {n} waits\n\n{said} " + "“We have no reason to hurry,” she added. " * 6
        )
    return folder


def start(pages: Path, ledger: Path, *options: str) -> subprocess.Popen[str]:
    """`dragoman read`, in a group of its own, as a terminal starts it."""
    command = [sys.executable, "-m", "dragoman", "read", str(pages), "--ledger", str(ledger), *options]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, text=True, start_new_session=True, **pipes)  # type: ignore[call-overload, no-any-return]


def count_articles(ledger: Path) -> int:
    """Articles in the ledger so far, seen from outside."""
    try:
        with sqlite3.connect(f"file:{ledger}?mode=ro", uri=True) as opened:
            return int(opened.execute("SELECT count(*) FROM articles").fetchone()[0])
    except sqlite3.OperationalError:  # not made yet
        return 0


def wait_for_batch(ledger: Path, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while count_articles(ledger) == 0:
        assert process.poll() is None and time.monotonic() < deadline, "nothing was written"
        time.sleep(0.02)


@pytest.mark.model
@pytest.mark.parametrize("processes", ["1", "2"])
def test_after_ctrl_c_the_same_command_goes_on(pages: Path, tmp_path: Path, processes: str) -> None:
    ledger = tmp_path / "news.ledger"
    reader = start(pages, ledger, "--processes", processes)
    wait_for_batch(ledger, reader)
    os.killpg(reader.pid, signal.SIGINT)  # the terminal sends it to all of them
    out, err = reader.communicate(timeout=PATIENCE_S)
    assert reader.returncode == INTERRUPTED, err
    assert out == "" and "Traceback" not in err
    assert "What was read is kept" in err
    with open_ledger(ledger, create=False) as opened:
        kept = opened.status().articles
        assert 0 < kept < N_TEXTS and opened.check() == []
        assert all(run.finished_at for run in opened.runs())
    again = start(pages, ledger, "--processes", processes)
    _, err = again.communicate(timeout=PATIENCE_S)
    assert again.returncode == 0, err
    assert f"{N_TEXTS - kept} articles read" in err and f"{kept} read before" in err
    with open_ledger(ledger, create=False) as opened:
        assert opened.status().articles == N_TEXTS and opened.check() == []


@pytest.mark.model
def test_ctrl_c_while_printing_json_ends_with_its_code_too(pages: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dragoman", "read", str(pages), "--json", "--processes", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as reader:
        assert reader.stdout is not None and reader.stderr is not None
        assert reader.stdout.readline().startswith(b'{"article"')
        os.killpg(reader.pid, signal.SIGINT)
        _, err = reader.communicate(timeout=PATIENCE_S)
    assert reader.returncode == INTERRUPTED and b"Traceback" not in err
