"""How soon an arriving article is merged, in a ledger of many reports; and what merging, and being found, cost there."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from statistics import median, quantiles

from bench.ledger import LANDS, NOUNS, open_new
from dragoman.ledger import EventQuery, Ledger
from dragoman.records import Actor, Article, Date, Entry, Published, Report, Span

AN_ARTICLE, TELLERS, A_DAY = 10, 3, 91  # acts a day: those of a million reports over ten years
ARRIVALS, QUERIES = 60, 20
TYPES = {
    "ACCUSE": -3.0,
    "CONSULT": 1.0,
    "AGREE": 5.0,
    "REQUEST": -1.0,
    "ASSAULT": -9.0,
    "THREATEN": -5.0,
    "COERCE": -7.0,
}
STATES = [
    Actor(land, land.title(), "state", land, "GOV") for land in [*LANDS, "ISR", "SYR", "PRK", "KOR", "UKR", "IRN"]
]


def measure(reports: int, address: str | None = None) -> dict[str, float]:
    """Milliseconds of the clock, and of the processor, to merge one article of ten reports (median, 95th percentile), and to find
    a dyad's events; reports merged a second while the ledger is filled; bytes a report.

    `address`: of an empty database; None: a new file. The processor is this process's, without a server's.
    """
    entries = make_entries(reports + 2 * ARRIVALS * AN_ARTICLE)
    with open_new(address) as ledger:
        run = ledger.begin_run(code="bench", weights="none")
        begun = time.perf_counter()
        for _ in range(reports // AN_ARTICLE // 100):
            ledger.write_many((next(entries) for _ in range(100)), run=run, batch=100)
        wrote = time.perf_counter() - begun
        before = ledger.status().size_bytes
        begun = time.perf_counter()
        ledger.merge()
        merged = time.perf_counter() - begun
        size = ledger.status().size_bytes
        waits, worked = [], []
        more = iter([next(entries) for _ in range(2 * ARRIVALS)])
        for entry in more:
            ledger.write(entry, run=run)
            waits.append(_clock(ledger, time.perf_counter))
            ledger.write(next(more), run=run)
            worked.append(_clock(ledger, time.process_time))
        asked = [_ask(ledger, random.Random(n)) for n in range(QUERIES)]
        found = len(ledger.find_events(limit=None)) if reports <= 20_000 else 0
    return {
        "n": reports, "merge_ms": median(waits), "merge_p95_ms": quantiles(waits, n=20)[-1],
        "merge_cpu_ms": median(worked), "merge_cpu_p95_ms": quantiles(worked, n=20)[-1], "merged_per_s": reports / merged,
        "written_per_s": reports / wrote, "query_ms": median(asked), "bytes_each": size / reports,
        "bytes_of_merging": (size - before) / reports, "events": found,
    }  # fmt: skip


def _clock(ledger: Ledger, clock: Callable[[], float]) -> float:
    begun = clock()
    ledger.merge()
    return (clock() - begun) * 1000


def _ask(ledger: Ledger, dice: random.Random) -> float:
    actor, recipient = dice.sample(STATES, 2)
    begun = time.perf_counter()
    ledger.find_events(EventQuery(actor=actor.country, recipient=recipient.country, least=0.2), limit=20)
    return (time.perf_counter() - begun) * 1000


def make_entries(reports: int) -> Iterator[Entry]:
    """Articles of ten reports of acts of one day or two, each act told by about three of them; the same each time."""
    dice = random.Random(1)
    acts = [_make_act(date(2010, 1, 1) + timedelta(n // A_DAY), dice) for n in range(reports // TELLERS)]
    for number in range(reports // AN_ARTICLE):
        first = dice.randrange(len(acts))
        on = acts[first][0] + timedelta(dice.randint(0, 1))
        told = dice.sample(acts[max(0, first - A_DAY // 2) : first + A_DAY // 2], AN_ARTICLE)
        yield _make_entry(number, on, told, dice)


def _make_act(on: date, dice: random.Random) -> tuple[date, Actor, Actor, str, list[str]]:
    actor, recipient = dice.sample(STATES, 2)
    words = dice.sample(NOUNS, 3) + [f"{dice.choice(NOUNS)}{dice.randint(1, 400)}" for _ in range(3)]
    return on, actor, recipient, dice.choice(list(TYPES)), words


def _make_entry(
    number: int, on: date, told: list[tuple[date, Actor, Actor, str, list[str]]], dice: random.Random
) -> Entry:
    text, rows = f"World news in brief {number}.", []
    for n, (day, actor, recipient, kind, words) in enumerate(told):
        sentence = f"{actor.name} and {recipient.name}: {kind.lower()} " + " ".join(dice.sample(words, 5)) + "."
        begun = len(text) + 2
        text += f"\n\n{sentence}"
        dated = Date(day, day, "day", None) if dice.random() < 0.5 else None
        evidence = (Span(begun, begun + len(sentence)),)
        sure = 0.5 + dice.random() / 2
        row = Report(
            f"r{number:08x}{n:02x}", (actor,), (recipient,), kind, None, "verbal conflict", TYPES[kind], "once", "CT+", "past",
            sure, evidence, date=dated,
        )  # fmt: skip
        rows.append(row)
    at = Published(datetime(on.year, on.month, on.day, 12, tzinfo=UTC), "minute")
    return Entry(
        Article(f"a{number:016x}", text, outlet=f"Paper {number % 50}", published_at=at, language="en"), (), tuple(rows)
    )
