"""What can be measured, by name: each gives `name=value` pairs, and writes nothing."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import dragoman
from bench import (
    actors,
    answers,
    arrival,
    attribution,
    cases,
    contexts,
    cores,
    dates,
    endurance,
    events,
    factuality,
    imports,
    ledger,
    length,
    merging,
    million,
    offices,
    pages,
    reports,
    resume,
    speakers,
    stories,
)
from bench.attribution import Spans
from bench.bootstrap import find_errors
from dragoman.records import Statement

Found = dict[str, float]


def run(options: argparse.Namespace) -> dict[str, str]:
    """The measure that the command line names, as text."""
    if options.command == "all":
        from bench.record import record_all

        return record_all(options.corpora)
    known: dict[str, Callable[[], Found]] = {
        "attribution": lambda: measure_attribution(options.file),
        "reliability": lambda: measure_reliability(options.file),
        "speed": lambda: measure_speed(options.file, options.rounds),
        "cores": lambda: cores.measure(options.file, options.rounds),
        "start": measure_start,
        "actors": lambda: actors.measure(options.file),
        "events": lambda: events.measure(options.file, fold=options.fold),
        "reports": lambda: reports.measure(options.corpora),
        "acts": lambda: reports.measure_acts(options.corpora),
        "speakers": lambda: speakers.measure(options.corpora),
        "offices": offices.measure,
        "dates": lambda: dates.measure(options.folder),
        "factuality": lambda: factuality.measure(options.folder),
        "answers": lambda: answers.measure(shipped=answers.SHIPPED if options.ship else None),
        "cases": cases.measure,
        "contexts": contexts.measure,
        "ledger": lambda: ledger.measure(options.address),
        "million": lambda: million.measure(options.n, options.address),
        "length": lambda: length.measure(options.file),
        "merging": lambda: merging.measure(options.file, kept=not options.chosen),
        "arrival": lambda: arrival.measure(options.reports, options.address),
        "pages": lambda: pages.measure(options.folder),
        "resume": lambda: resume.measure(options.articles),
        "import": lambda: imports.measure(options.file),
        "web": lambda: measure_web(options.n),
        "stories": lambda: stories.measure(options.file) if options.file else stories.measure_corpora(options.corpora),
        "hostile": lambda: endurance.measure(options.inputs, options.whole, options.first),
    }
    return {name: write(value) for name, value in known[options.command]().items()}


def measure_speed(path: Path, rounds: int) -> Found:
    """Words a second and memory, beside spaCy. Needs the `bench` group installed."""
    from bench import speed  # imports psutil and spaCy, which only this measure needs

    return speed.measure(path, rounds)


def measure_web(reports: int) -> Found:
    """How soon pages of a ledger are answered. Needs the extra `web` installed."""
    from bench import serving

    return serving.measure(reports)


def measure_reliability(path: Path) -> Found:
    """Confidence beside the share that is right."""
    from bench import reliability

    return reliability.measure(path)


def write(value: float) -> str:
    """Counts whole, shares to four digits, speeds to one."""
    if value == int(value):
        return str(int(value))
    return f"{value:.4f}" if abs(value) < 10 else f"{value:.1f}"


def read_spans(text: str) -> list[Spans]:
    """An article's statements through the whole pipeline, as spans by label."""
    return [as_spans(statement) for statement in dragoman.read(text).statements]


def as_spans(statement: Statement) -> Spans:
    """A statement's spans by label."""
    return {
        "content": [(s.start, s.end) for s in statement.content],
        "cue": [(s.start, s.end) for s in statement.cue],
        "source": [(statement.source.start, statement.source.end)] if statement.source else [],
    }


def measure_attribution(path: Path) -> Found:
    """F1 by label, over words and exact spans, and of whole attributions, each with a bootstrap error over articles."""
    with path.open(encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines if line.strip()]
    apart = []
    for article in articles:
        scores = attribution.Scores()
        attribution.score_article(scores, article, read_spans(article["text"]))
        apart.append(scores)
    found = attribution.sum_scores(apart).values()
    errors = find_errors(apart, lambda drawn: attribution.sum_scores(drawn).values())
    return {**found, **errors, "n_articles": len(articles), "n": sum(len(a["attributions"]) for a in articles)}


def measure_start() -> Found:
    """Seconds: `dragoman --help` (median of five), and one article read cold to JSON (median of three)."""
    text = "Russia is ready for talks, Foreign Minister Sergei Lavrov said on Sunday.\n" * 5
    helped = [_clock(["--help"], "") for _ in range(5)]
    cold = [_clock(["read", "-", "--json"], text) for _ in range(3)]
    return {"help_s": median(helped), "cold_s": median(cold)}


def _clock(arguments: list[str], text: str) -> float:
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "dragoman", *arguments], input=text, text=True, capture_output=True, check=True
    )
    return time.perf_counter() - begun
