"""Measure everything and write bench/figures.json, stamped with the hashes of weights and data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bench import (
    actors,
    answers,
    cases,
    contexts,
    cores,
    dates,
    events,
    factuality,
    imports,
    ledger,
    measures,
    merging,
    offices,
    precision,
    reports,
    speakers,
    stories,
)
from bench.stamp import hash_file, write_figures
from training.folds import KEPT


def record_all(corpora: Path) -> dict[str, str]:
    """All measures on the development data; what was found, as text."""
    dev, news = corpora / "attribution" / "dev.jsonl", corpora / "news" / "guardian-syria.jsonl"
    plv, timebank = corpora / "events" / "plv-train.jsonl", corpora / "time" / "timebank"
    gum = corpora / "syntax" / "gum-dev.conllu"
    ecb = corpora / "stories" / "ecbplus-1-35.jsonl"
    meantime = corpora / "factuality" / "meantime"
    groups = [
        ("speed", measures.measure_speed(news, 3), [news]),  # before others fill this process
        ("cores", cores.measure(news), [news]),
        ("attribution", measures.measure_attribution(dev), [dev]),
        ("reliability", measures.measure_reliability(dev), [dev]),
        ("actors", actors.measure(gum), [gum]),
        ("events", events.measure(plv, fold=KEPT), [plv]),
        ("reports", reports.measure(corpora), [news]),
        ("acts", reports.measure_acts(corpora), [news]),
        ("speakers", speakers.measure(corpora), [dev, news]),
        ("offices", offices.measure(), []),
        ("answers", answers.measure(), []),
        ("dates", dates.measure(timebank), [timebank]),
        ("factuality", factuality.measure(meantime), [meantime]),
        ("cases", cases.measure(), []),
        ("contexts", contexts.measure(), []),
        ("ledger", ledger.measure(), []),
        ("import", imports.measure(), []),
        ("stories", stories.measure_corpora(corpora), [ecb, news]),
        ("merging", merging.measure(ecb), [ecb]),
        ("start", measures.measure_start(), []),
    ]
    figures: dict[str, Any] = {}
    for name, found, files in groups:
        data = {f.relative_to(corpora).as_posix(): hash_file(f) for f in files}
        n = int(found.get("n", 1))
        for key, value in found.items():
            if not key.endswith("_se") and key not in {"n", "n_articles"}:
                figures[f"{name}.{key}"] = {
                    "value": round(value, 4), "n": n, "se": round(found[f"{key}_se"], 4) if f"{key}_se" in found else None,
                    "data": data, "command": f"python -m bench {name}",
                }  # fmt: skip
    write_figures(figures)
    precision.write_precision()
    return {name: str(json.dumps(row["value"])) for name, row in figures.items()}
