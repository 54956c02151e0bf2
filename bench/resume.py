"""Many short articles read by one command, at a terminal: progress shown, stopped by Ctrl-C at a third, and gone on with.

    python -m bench resume --articles 2000

Whatever is not as it should be is an exception; the figures are only how long it took.
"""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from dragoman.ledger import open_ledger

INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Sitting:
    """What one command did: its exit code, what it showed, the numbers of articles in its progress, and for how long."""

    code: int
    shown: str
    steps: tuple[int, ...]
    took_s: float


def measure(articles: int, *, processes: int = 0) -> dict[str, float]:
    """Articles kept at the interruption and read after it, seconds of both commands, how often progress was shown.

    `processes` read; 0: one a core.
    Raises ValueError where an article is lost or read twice, the ledger is not sound, or no progress is shown.
    """
    with TemporaryDirectory() as name:
        folder, ledger = Path(name) / "pages", Path(name) / "x.ledger"
        write_articles(folder, articles)
        first = read_at_terminal(folder, ledger, articles, processes, stop_at=articles // 3)
        kept = _count(ledger)
        second = read_at_terminal(folder, ledger, articles, processes)
        whole = _count(ledger)
    _require(first.code == INTERRUPTED and second.code == 0, f"exit codes {first.code} and {second.code}")
    _require(0 < kept < articles == whole, f"{kept} articles kept, {whole} in the end, of {articles}")
    again = f"{articles - kept} articles read"
    _require(
        again in second.shown and f"{kept} read before" in second.shown, f"no {again!r} in {second.shown[-300:]!r}"
    )
    steps = len(first.steps) + len(second.steps)
    _require(bool(first.steps and second.steps), "no progress was shown")
    times = {"first_s": first.took_s, "second_s": second.took_s}
    return {"kept": kept, "resumed": articles - kept, **times, "steps_shown": steps, "n": articles}


def write_articles(folder: Path, number: int) -> None:
    """Short articles that differ."""
    folder.mkdir()
    for n in range(number):
        said = f"Talks on pier {n} will go on until June, Kenyan Foreign Minister Ann Otieno said on Sunday."
        (folder / f"{n:05}.txt").write_text(
            f"Pier {n} waits\n\n{said} “We have no reason to hurry,” she added.", "utf-8"
        )


def read_at_terminal(folder: Path, ledger: Path, total: int, processes: int, *, stop_at: int | None = None) -> Sitting:
    """`dragoman read` with a terminal for its errors, to which Ctrl-C is typed once it shows `stop_at` articles."""
    ours, theirs = pty.openpty()
    began = time.perf_counter()
    command = subprocess.Popen(
        [sys.executable, "-m", "dragoman", "read", str(folder), "--ledger", str(ledger), "--processes", str(processes)],
        stdout=subprocess.DEVNULL, stderr=theirs, start_new_session=True,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "200"},
    )  # fmt: skip
    os.close(theirs)
    shown, steps, progress = "", set[int](), re.compile(rf"(\d+)/{total}\b")
    while part := _read(ours):
        shown += part
        steps.update(map(int, progress.findall(shown[-len(part) - 20 :])))
        if stop_at is not None and steps and max(steps) >= stop_at:
            os.killpg(command.pid, signal.SIGINT)
            stop_at = None
    os.close(ours)
    return Sitting(command.wait(), shown, tuple(sorted(steps)), time.perf_counter() - began)


def _read(terminal: int) -> str:
    """What is shown next; "" once nobody holds the terminal any more, which Linux says by an error."""
    try:
        return os.read(terminal, 65536).decode("utf-8", "replace")
    except OSError:
        return ""


def _count(path: Path) -> int:
    with open_ledger(path, create=False) as ledger:
        problems = ledger.check()
        _require(not problems, f"the ledger is not sound: {problems[:3]}")
        return ledger.status().articles


def _require(right: bool, otherwise: str) -> None:
    if not right:
        raise ValueError(otherwise)
