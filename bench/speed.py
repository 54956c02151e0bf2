"""Words a second and memory of the whole pipeline, beside a spaCy pipeline of the small English shape, in one run.

spaCy's has tok2vec, tagger, parser and ner as `init_config` lays them out for efficiency, random weights, and the usual
numbers of labels. Both use two processes, warm. Rounds alternate, and the ratio is the median of the rounds' ratios.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from dragoman import intake
from dragoman.scale import Readers

PROCESSES = 2


def measure(path: Path, rounds: int) -> dict[str, float]:
    """Both speeds in words (white-space separated) a second, their ratio, and peak memory in MB."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    texts = [r["text"] for r in rows]
    words = sum(len(t.split()) for t in texts)
    ours, theirs, peaks = [], [], []
    with Readers(PROCESSES) as readers:
        readers.warm()
        read_all(readers, rows[:8])
        own = _resident(psutil.Process())  # before spaCy is in this process too
        pipe = open_spacy()
        for _ in range(rounds):
            with Memory(own) as memory:
                ours.append(words / clock(lambda: read_all(readers, rows)))
            peaks.append(memory.peak)
            theirs.append(words / clock(lambda: list(pipe(texts))))
    ratio = median(a / b for a, b in zip(ours, theirs, strict=True))
    return {
        "ratio": ratio,
        "words_per_s": median(ours),
        "spacy_words_per_s": median(theirs),
        "peak_mb": max(peaks),
        "n": words,
    }


def read_all(readers: Readers, rows: list[dict[str, Any]]) -> int:
    """From bare text to statements, intake included; the number of articles."""
    articles = (intake.article_from_text(r["text"], published=r["published_at"], outlet=r["outlet"]) for r in rows)
    return sum(1 for _ in readers.read(articles))


def open_spacy() -> Callable[[list[str]], Any]:
    """A spaCy pipeline of the small English shape; what it returns reads texts on two processes."""
    import spacy
    from spacy.cli.init_config import init_config

    config = init_config(lang="en", pipeline=["tagger", "parser", "ner"], optimize="efficiency")
    nlp = spacy.util.load_model_from_config(config, auto_fill=True)
    for name, labels in (("tagger", 50), ("parser", 45), ("ner", 18)):
        for number in range(labels):
            nlp.get_pipe(name).add_label(f"{name}{number}")
    nlp.initialize()
    return lambda texts: nlp.pipe(texts, n_process=PROCESSES, batch_size=16)


def clock(work: Callable[[], object]) -> float:
    """Seconds that `work` takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


class Memory:
    """Peak of resident memory summed over the pool's processes and `own` bytes, sampled while a `with` lasts. MB."""

    def __init__(self, own: int) -> None:
        self._own = own

    def __enter__(self) -> Memory:
        self.peak, self._done = 0.0, threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        children = psutil.Process().children(recursive=True)
        while not self._done.wait(0.05):
            total = self._own + sum(_resident(process) for process in children)
            self.peak = max(self.peak, total / 2**20)


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0
