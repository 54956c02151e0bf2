"""A ledger of a million statements and a million reports, made by a seeded generator: how soon questions are answered in it."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from bench import imports
from bench.ledger import AN_ARTICLE, BATCH, LANDS, TRACE, find_speakers, make_entries, open_new
from dragoman.events import read_codes
from dragoman.ledger import Ledger, ReportQuery
from dragoman.ledger.formats import get_format
from dragoman.ledger.importing import open_source
from dragoman.records import Actor, Date, Entry, Report, Statement

QUERIES = 40
IMPORTED = 100_000  # rows, at most
OFTEN = ("RUS", "USA")  # each a party as often as all others together but the other
TOLD_EVERY_S = 10
KINDS = (
    ("CONSULT", "verbal cooperation", 1.0),
    ("ACCUSE", "verbal conflict", -2.0),
    ("AID", "material cooperation", 7.0),
)


def measure(n: int, address: str | None = None) -> dict[str, float]:
    """Rows written a second, p50 and p95 in milliseconds of what is asked, bytes a report, rows of ICEWS imported a second.

    `n`: statements, and as many reports. `address`: of an empty database; None: a new file.
    """
    with open_new(address) as ledger:
        wall = time.perf_counter()
        ledger.write_many(_tell(make_reported(n), n), run=ledger.begin_run(code="bench", weights="none"), batch=BATCH)
        wall = time.perf_counter() - wall
        size = ledger.status().size_bytes
        dice = random.Random(2)
        pairs = [OFTEN, OFTEN[::-1]] + [tuple(dice.sample(LANDS, 2)) for _ in range(QUERIES - 2)]
        names = [speaker.name for speaker in islice(find_speakers(dice), QUERIES)]
        dyads = [_time(lambda a=a, b=b: ledger.find_reports(ReportQuery(actor=a, recipient=b))) for a, b in pairs]  # type: ignore[misc]
        often = [_time(lambda: ledger.find_reports(ReportQuery(actor="RUS", recipient="USA"))) for _ in range(QUERIES)]
        said = [_time(lambda name=name: ledger.find_statements(speaker=name)) for name in names]  # type: ignore[misc]
        held = [_time(lambda name=name: _find_positions(ledger, name)) for name in names]  # type: ignore[misc]
        rows_per_s = _import(ledger, min(n, IMPORTED))
    return {
        "rows_per_s": 2 * n / wall,
        **_spread("dyad", dyads),
        **_spread("rus_usa", often),
        **_spread("speaker", said),
        **_spread("positions", held),
        "bytes_each_report": size / n,
        "imported_per_s": rows_per_s,
        "n": n,
    }


def make_reported(n: int) -> Iterator[Entry]:
    """Articles of ten statements, each with a report of what it says; the same each time."""
    dice = random.Random(3)
    speakers = find_speakers(dice)
    for entry in make_entries(n):
        said = entry.statements
        yield replace(entry, reports=tuple(_make_report(entry, statement, speakers, dice) for statement in said))


def _make_report(entry: Entry, told: Statement, speakers: Iterator[Actor], dice: random.Random) -> Report:
    kind, quad, score = dice.choice(KINDS)
    parties = [_make_party(speakers, dice) for _ in range(2)]
    on = entry.article.published_at.on - timedelta(days=dice.randint(0, 9)) if entry.article.published_at else None
    return Report(
        id="r" + told.id[1:],
        actors=(parties[0],),
        recipients=(parties[1],),
        type=kind,
        mode=None,
        quad=quad,
        score=score,
        aspect="once",
        factuality="CT+",
        time="past",
        confidence=dice.random(),
        evidence=told.content,
        date=Date(on, on, "day", None) if on and dice.random() < 0.7 else None,
        asserted_by=told.id,
        trace=TRACE,
    )


def _make_party(speakers: Iterator[Actor], dice: random.Random) -> Actor:
    """A state, or somebody of one."""
    country = dice.choice(OFTEN) if dice.random() < 0.5 else dice.choice(LANDS)
    if dice.random() < 0.5:
        return Actor(country, country, "state", country, "GOV")
    return replace(next(speakers), country=country)


def _tell(entries: Iterator[Entry], n: int) -> Iterator[Entry]:
    """The entries, with a line on standard error now and then."""
    begun = told = time.perf_counter()
    for number, entry in enumerate(entries):
        if (now := time.perf_counter()) - told > TOLD_EVERY_S:
            told, done = now, number * AN_ARTICLE
            print(f"{done} of {n} statements, {2 * done / (now - begun):.0f} rows/s", file=sys.stderr, flush=True)
        yield entry


def _find_positions(ledger: Ledger, name: str) -> None:
    """What `dragoman positions NAME` asks for."""
    ledger.find_positions(name, limit=50)
    ledger.find_positions(name, limit=1, newest=True)


def _time(ask: Callable[[], object]) -> float:
    """Milliseconds."""
    begun = time.perf_counter()
    ask()
    return (time.perf_counter() - begun) * 1000


def _spread(name: str, found: list[float]) -> dict[str, float]:
    cuts = quantiles(found, n=20)
    return {f"{name}_p50_ms": cuts[9], f"{name}_p95_ms": cuts[18]}


def _import(ledger: Ledger, rows: int) -> float:
    with TemporaryDirectory() as folder:
        file = imports.make_file(Path(folder) / "events.tab", rows)
        begun = time.perf_counter()
        source = open_source(file, get_format("icews"))
        *_, last = ledger.import_source(source, codes=read_codes(), code="bench")
        return last.rows / (time.perf_counter() - begun)
