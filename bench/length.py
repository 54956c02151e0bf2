"""CPU time of one article by its length: whether what a character costs stays the same when there are many.

    python -m bench length [NEWS]

Dispatches one after another, and sentences without end: of sayings, and of acts. A text above 100,000 characters is refused,
so these are the lengths.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

from dragoman import intake, pipeline
from dragoman.reading.network import Network

LENGTHS = (20_000, 50_000, 100_000)
ENDLESS = {
    "sentence": "He said that she said that ",
    "acts": "Turkey attacked Kurdish forces and Russia threatened Ankara with sanctions and the minister told them that they "
    "would bomb Syria on Monday, ",
}


def measure(news: Path) -> dict[str, float]:
    """Seconds at each of LENGTHS, and the last's seconds a character over the first's."""
    rows = [json.loads(line)["text"] for line in news.read_text("utf-8").splitlines() if line.strip()]
    texts = {"dispatches": "\n\n".join(rows), **{name: some * (LENGTHS[-1] // 20) for name, some in ENDLESS.items()}}
    network, found = Network(), dict[str, float]()
    clock(texts["dispatches"][:2000], network)
    for name, text in texts.items():
        times = [clock(text[:length], network) for length in LENGTHS]
        found |= {f"{name}_{length}_s": took for length, took in zip(LENGTHS, times, strict=True)}
        found[f"{name}_ratio"] = times[-1] / times[0] * LENGTHS[0] / LENGTHS[-1]
    return {**found, "n": LENGTHS[-1]}


def clock(text: str, network: Network) -> float:
    """CPU seconds from a text to what it says."""
    begun = time.process_time()
    pipeline.read_article(intake.article_from_text(text), network)
    return time.process_time() - begun
