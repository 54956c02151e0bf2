"""`dragoman serve` as somebody starts it: what it prints, that it answers, and how it ends."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

pytest.importorskip("fastapi", reason="the extra `web` is not installed")

from dragoman.ledger import open_ledger
from tests.ledger.samples import make_entry


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "news.ledger"
    with open_ledger(path) as ledger:
        ledger.write(make_entry(1), run=ledger.begin_run(code="1", weights="w"))
    return path


def start(*options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-u", "-m", "dragoman", "serve", *options]
    environment = {**os.environ, "DRAGOMAN_ANSWER_TIMEOUT": "60"}
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a test run in the background ignores it
    )  # fmt: skip


def test_it_says_where_it_answers_and_ends_by_ctrl_c_as_documented(path: Path) -> None:
    with start("--ledger", str(path), "--port", "0", "--by", "ana") as served:
        assert served.stdout is not None and served.stderr is not None
        lines = [served.stdout.readline() for _ in range(4)]
        address = re.findall(r"http://127\.0\.0\.1:\d+/", lines[1])[0]
        assert "start?token=" in lines[2] and "Ctrl-C" in lines[3]
        with urlopen(address, timeout=60) as answer:
            assert b"Talks 1 go on." in answer.read()
        served.send_signal(signal.SIGINT)
        assert served.wait(30) == 130
        assert served.stderr.read() == ""


@pytest.mark.parametrize(
    "options, code, told",
    [
        (("--host", "0.0.0.0"), 2, "allow-remote"),
        (("--ledger", "/nowhere/at.all"), 3, "no ledger"),
        (("--port", "70000"), 2, "--port"),
    ],
)
def test_what_cannot_be_served_is_said(path: Path, options: tuple[str, ...], code: int, told: str) -> None:
    given = options if "--ledger" in options else ("--ledger", str(path), *options)
    with start(*given, *(() if "--port" in given else ("--port", "0"))) as served:
        _, error = served.communicate(timeout=120)
        assert served.returncode == code and told in error
