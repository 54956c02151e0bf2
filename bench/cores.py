"""Words a second on one core beside half of those on two: what one process loses by having a core to itself, or gains.

On one core stands everything, the process that hands out articles too. Rounds alternate, and the share is the median of the
rounds' shares, so that a busy machine slows both.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from dragoman import intake
from dragoman.scale import Readers


def measure(path: Path, rounds: int = 3) -> dict[str, float]:
    """Words (white-space separated) a second on one core and on two, and the first as a share of half the second."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    words = sum(len(row["text"].split()) for row in rows)
    one: list[float] = []
    two: list[float] = []
    with Readers(1) as alone, Readers(2) as both:
        with _keep_to(1):
            alone.warm()  # a process has the cores of whoever starts it
        with _keep_to(2):
            both.warm()
        for _ in range(rounds):
            for readers, cores, speeds in ((alone, 1, one), (both, 2, two)):
                with _keep_to(cores):
                    speeds.append(words / _clock(readers, rows))
    share = median(2 * a / b for a, b in zip(one, two, strict=True))
    return {"share": share, "one_words_per_s": median(one), "two_words_per_s": median(two), "n": words}


def _clock(readers: Readers, rows: list[dict[str, Any]]) -> float:
    begun = time.perf_counter()
    articles = (intake.article_from_text(r["text"], published=r["published_at"], outlet=r["outlet"]) for r in rows)
    for _ in readers.read(articles):
        pass
    return time.perf_counter() - begun


@contextmanager
def _keep_to(cores: int) -> Iterator[None]:
    """Runs what is inside, and the processes that it starts, on the first few cores of this process."""
    every = os.sched_getaffinity(0)
    if len(every) < cores:
        raise ValueError(f"{len(every)} cores for a measure on {cores}: give this process more")
    os.sched_setaffinity(0, sorted(every)[:cores])
    try:
        yield
    finally:
        os.sched_setaffinity(0, every)
