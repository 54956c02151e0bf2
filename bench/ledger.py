"""The ledger by itself: 100,000 statements written, and how soon one speaker's are found among them."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from dragoman.ledger import Ledger, open_ledger
from dragoman.records import Actor, Article, Date, Entry, Hop, Published, Span, Statement, Trace
from dragoman.settings import SETTINGS

STATEMENTS, AN_ARTICLE, QUERIES = 100_000, 10, 25
BATCH = next(int(setting.default) for setting in SETTINGS if setting.name == "batch")
FIRST = (
    "Ana Boris Chen Dina Emil Fatou Goran Hana Ivan Jana Karim Lena Marek Nadia Omar Petra Ravi Sara Tomas Ulla".split()
)
LAST = "Abiola Brandt Costa Duric Eriksen Farouk Gomez Horvat Ito Jansen Kaya Lopez Murphy Novak Otieno Popov Rossi".split()
LANDS = "AUT BRA CHN DEU EGY FRA GBR IND JPN KEN NGA POL RUS TUR USA".split()
OUTLETS = [Actor(f"o-{n}", f"{name} Wire", "outlet", None, "MED") for n, name in enumerate(LAST)]
NOUNS = "talks treaty border harbour sanctions summit gas grain visas fleet tariffs aid embassy prisoners budget vote".split()
VERBS = "would resume; could not be accepted; had been agreed; will depend on trust; must be returned; go on".split(
    "; "
)
TRACE = tuple(Trace(stage, "a method", "a" * 12, 0.874) for stage in ("reading", "actors", "statements"))


def measure(address: str | None = None) -> dict[str, float]:
    """Statements a second of wall and of CPU time, milliseconds to one speaker's newest (median), bytes a statement.

    `address`: of an empty database; None: a new file. CPU time is this process's, without a server's.
    """
    entries = list(make_entries(STATEMENTS))
    with open_new(address) as ledger:
        wall, cpu = time.perf_counter(), time.process_time()
        ledger.write_many(entries, run=ledger.begin_run(code="bench", weights="none"), batch=BATCH)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        query_ms = median(_ask(ledger, speaker) for speaker in islice(find_speakers(random.Random(2)), QUERIES))
        status = ledger.status()
    return {
        "written_per_s": status.statements / wall,
        "written_per_cpu_s": status.statements / cpu,
        "query_ms": query_ms,
        "bytes_each": status.size_bytes / status.statements,
        "n": status.statements,
    }


def _ask(ledger: Ledger, speaker: Actor) -> float:
    """Milliseconds that `dragoman statements --speaker` waits for the ledger."""
    begun = time.perf_counter()
    ledger.find_statements(speaker=speaker.name, limit=20)
    return (time.perf_counter() - begun) * 1000


@contextmanager
def open_new(address: str | None) -> Iterator[Ledger]:
    """An empty ledger: in a file that goes again, or at an address, where nothing may be."""
    with TemporaryDirectory() as folder, open_ledger(address or Path(folder) / "bench.ledger") as ledger:
        if ledger.runs():
            sys.exit(f"{ledger.path} holds a ledger already: give an empty database")
        yield ledger


def make_entries(statements: int) -> Iterator[Entry]:
    """Articles of ten statements each, 2,000 characters, by 340 persons in 3,400 ways; the same each time."""
    dice = random.Random(1)
    speakers = find_speakers(dice)
    return (_make_entry(number, speakers, dice) for number in range(statements // AN_ARTICLE))


def find_speakers(dice: random.Random) -> Iterator[Actor]:
    """Persons with an office, without end."""
    while True:
        first, last, land = dice.choice(FIRST), dice.choice(LAST), dice.choice(LANDS)
        role = dice.choice(("Foreign Minister", "spokesman", None))
        yield Actor(f"p-{first}-{last}".lower(), f"{first} {last}", "person", land, "GOV", role)


def _make_entry(number: int, speakers: Iterator[Actor], dice: random.Random) -> Entry:
    text, said = f"Talks {number} go on", []
    on = date(2010, 1, 1) + timedelta(days=number % 5000)
    for n, speaker in enumerate(islice(speakers, AN_ARTICLE)):
        start = len(text) + 2
        clause = " and that the ".join(f"{dice.choice(NOUNS)} {dice.choice(VERBS)}" for _ in range(dice.randint(2, 7)))
        text += f"\n\n{speaker.name} said that the {clause}, as was reported."
        said.append(_make_statement(f"s{number:06x}{n:02x}", speaker, on, start, len(clause), dice))
    published = Published(datetime(on.year, on.month, on.day, 12, tzinfo=UTC), "minute")
    outlet = OUTLETS[number % len(OUTLETS)].name
    article = Article(
        f"a{number:016x}", text, f"Talks {number} go on", outlet=outlet, published_at=published, language="en"
    )
    return Entry(article, tuple(said))


def _make_statement(row: str, speaker: Actor, on: date, start: int, length: int, dice: random.Random) -> Statement:
    source = Span(start, start + len(speaker.name))
    return Statement(
        id=row,
        speakers=(
            Actor(speaker.id, speaker.name, speaker.kind, speaker.country, speaker.sector, speaker.role, True, source),
        ),
        source=source,
        cue=(Span(source.end + 1, source.end + 5),),
        content=(Span(source.end + 11, source.end + 15 + length),),
        manner="indirect",
        stance="asserts",
        confidence=0.874,
        said_on=Date(on, on, "day", None) if dice.random() < 0.4 else None,
        chain=(Hop(OUTLETS[on.day % len(OUTLETS)], "published_by", None, inferred=True),),
        trace=TRACE,
    )
