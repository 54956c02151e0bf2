"""The pages of a large ledger, asked for by twenty at once: how long answers take, and how much memory they need."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from bench.ledger import BATCH, LANDS, NOUNS, make_entries
from dragoman.events.codebook import TYPES, read_codes
from dragoman.ledger import open_ledger
from dragoman.records import Actor, Date, Entry, Report

AT_ONCE, AN_ARTICLE = 20, 10
ALONE, ARTICLES, SEARCHES, DYADS, AGAIN = 50, 200, 100, 40, 600
_ANSWER_S = "600"
"""The limit of an answer is lifted: what takes too long shall show as a time, not as an error."""
_UNFINISHED, _PREPARED_S = b"data-preparing", 600


def measure(reports: int) -> dict[str, float]:
    """Milliseconds within which 95 of 100 answers came, by page: asked for the first time, and again; and peak memory.

    `slow`: answers that took more than two seconds. `unfinished`: share of relations that were still being prepared when first
    asked for; `prepared_s`: seconds until all were there.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / "bench.ledger"
        with open_ledger(path) as ledger:
            entries = (_add_reports(entry, n) for n, entry in enumerate(make_entries(reports)))
            ledger.write_many(entries, run=ledger.begin_run(code="bench", weights="none"), batch=BATCH)
            ledger.merge()
            for _ in ledger.place():
                pass
        with _serve(path) as (port, process):
            found = _measure_pages(port, reports)
            return {**found, "peak_mb": _find_peak(process), "n": reports}


def _measure_pages(port: int, reports: int) -> dict[str, float]:
    dice = random.Random(7)
    asked: dict[str, list[str]] = {
        "article_alone": [f"/articles/a{dice.randrange(reports // AN_ARTICLE):016x}" for _ in range(ALONE)],
        "article": [f"/articles/a{dice.randrange(reports // AN_ARTICLE):016x}" for _ in range(ARTICLES)],
        "search": [f"/search?q={quote(' '.join(dice.sample(NOUNS, 4)))}" for _ in range(SEARCHES)],
        "dyad": ["/relations/{}/{}".format(*dice.sample(LANDS, 2)) for _ in range(DYADS)],
    }
    found: dict[str, float] = {}
    slow = 0
    for name, addresses in asked.items():
        for when, some in (("first", list(dict.fromkeys(addresses))), ("again", dice.choices(addresses, k=AGAIN))):
            answers = _ask_all(port, some, at_once=1 if name.endswith("alone") else AT_ONCE)
            times = [took for took, _ in answers]
            found[f"{name}_{when}_ms"] = sorted(times)[int(len(times) * 0.95)] * 1000
            slow += sum(each > 2 for each in times)
            if (name, when) == ("dyad", "first"):
                found["unfinished"] = sum(not whole for _, whole in answers) / len(answers)
                found["prepared_s"] = _wait_for(port, some)
    return {**found, "slow": slow}


def _wait_for(port: int, addresses: list[str]) -> float:
    """Seconds until none of these pages is still being prepared. Raises ValueError where that takes too long."""
    begun = time.perf_counter()
    waiting = addresses
    while waiting := [
        each for each, (_, whole) in zip(waiting, _ask_all(port, waiting, at_once=1), strict=True) if not whole
    ]:
        if time.perf_counter() - begun > _PREPARED_S:
            raise ValueError(f"{waiting[0]} was not prepared within {_PREPARED_S} s")
        time.sleep(1)
    return time.perf_counter() - begun


def _ask_all(port: int, addresses: list[str], *, at_once: int) -> list[tuple[float, bool]]:
    """Seconds to each answer, and whether it is whole; so many asked for at once. Raises ValueError for one that is no page."""
    with ThreadPoolExecutor(at_once) as asking:
        return list(asking.map(_asker(port), addresses))


def _asker(port: int) -> Callable[[str], tuple[float, bool]]:
    def ask(address: str) -> tuple[float, bool]:
        begun = time.perf_counter()
        connection = HTTPConnection("127.0.0.1", port, timeout=_PREPARED_S)
        connection.request("GET", address)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if answer.status != 200:
            raise ValueError(f"{address} was answered with {answer.status}")
        return time.perf_counter() - begun, _UNFINISHED not in body

    return ask


@contextmanager
def _serve(path: Path) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    command = [sys.executable, "-u", "-m", "dragoman", "serve", "--ledger", str(path), "--port", "0", "--by", "bench"]
    environment = {**os.environ, "DRAGOMAN_ANSWER_TIMEOUT": _ANSWER_S}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        try:
            port = next(int(at[1]) for line in process.stdout if (at := re.search(r":(\d+)/$", line.strip())))
            yield port, process
        finally:
            process.terminate()


def _find_peak(process: subprocess.Popen[str]) -> float:
    """The most memory that the process and those it began held, in MB."""
    began = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("utf-8").split()
    told = [Path(f"/proc/{each}/status").read_text("utf-8") for each in (process.pid, *began)]
    return sum(int(re.findall(r"VmHWM:\s+(\d+) kB", each)[0]) for each in told) / 1024


def _add_reports(entry: Entry, number: int) -> Entry:
    """An article with a report on each of its statements: of one land upon another, in a type of the code book."""
    dice = random.Random(number)
    made = []
    for statement in entry.statements:
        one, other = (Actor(land, land, "state", land) for land in dice.sample(LANDS, 2))
        kind = dice.choice(TYPES)
        code, on = read_codes()[kind, None], entry.article.published_at
        day = Date(on.on, on.on, "day", None) if on else None
        made.append(
            Report(
                "r" + statement.id[1:], (one,), (other,), kind, None, code.quad, code.score, "once", "CT+", "past",
                dice.uniform(0.1, 1.0), statement.content, date=day,
            )
        )  # fmt: skip
    return replace(entry, reports=tuple(made))
