"""Event data of others: rows of ICEWS a second into a new ledger, made up in the layout that Dataverse has."""

from __future__ import annotations

import csv
import random
import time
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from dragoman.events import read_codes
from dragoman.ledger import Ledger, ReportQuery, open_ledger
from dragoman.ledger.cameo import read_cameo, read_countries
from dragoman.ledger.formats import ICEWS_COLUMNS, get_format
from dragoman.ledger.importing import open_source

ROWS, QUERIES = 100_000, 25
SECTORS = ("Executive,Government", "Police,Government", "Military,Government", "Media", "")


def measure(path: Path | None = None) -> dict[str, float]:
    """Rows a second of wall and of CPU time, milliseconds to one dyad's newest (median), bytes a row. `path`: a file of ICEWS."""
    with TemporaryDirectory() as folder, open_ledger(Path(folder) / "bench.ledger") as ledger:
        file = path or make_file(Path(folder) / "events.tab")
        wall, cpu = time.perf_counter(), time.process_time()
        source = open_source(file, get_format("icews"))
        *_, last = ledger.import_source(source, codes=read_codes(), code="bench")
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        dice = random.Random(2)
        query_ms = median(
            _ask(ledger, *dice.sample(("RUS", "USA", "CHN", "KOR", "NGA", "IND"), 2)) for _ in range(QUERIES)
        )
        size = ledger.status().size_bytes
    return {
        "rows_per_s": last.rows / wall,
        "rows_per_cpu_s": last.rows / cpu,
        "query_ms": query_ms,
        "bytes_each": size / last.rows,
        "rejected": last.rejected,
        "n": last.rows,
    }


def _ask(ledger: Ledger, actor: str, recipient: str) -> float:
    """Milliseconds that `dragoman reports --imported --actor A --recipient B` waits for the ledger."""
    begun = time.perf_counter()
    ledger.find_imported(ReportQuery(actor=actor, recipient=recipient))
    return (time.perf_counter() - begun) * 1000


def make_file(path: Path, rows: int = ROWS) -> Path:
    """A year of invented rows between 2,000 actors of all countries; the same each time."""
    dice = random.Random(1)
    acts = [act for act in read_cameo().values() if act.names and len(act.code) > 2]
    countries = [country.names[0] for country in read_countries().values()]
    actors = [
        (f"Actor {n} ({land})", dice.choice(SECTORS), land) for n in range(2000) for land in [dice.choice(countries)]
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, delimiter="\t", lineterminator="\n")
        table.writerow(ICEWS_COLUMNS)
        for n in range(rows):
            act, source, target = dice.choice(acts), dice.choice(actors), dice.choice(actors)
            on = date(2014, 1, 1) + timedelta(days=n * 365 // rows)
            place = ("", "", "", source[2], f"{dice.uniform(-60, 60):.4f}", f"{dice.uniform(-180, 180):.4f}")
            told = (act.names[0], act.code, act.goldstein)
            table.writerow((20_000_000 + n, on, *source, *told, *target, 30_000_000 + n, n % 7, "Harbour Post", *place))
    return path
