"""Contexts of paragraphs against the project's own cases, none of which was learned from (tests/cases/events/contexts*.json)."""

from __future__ import annotations

import json
from pathlib import Path

from dragoman.events.contexts import pick_contexts
from dragoman.reading.network import Network
from training.contexts import point

CASES = Path(__file__).parent.parent / "tests" / "cases" / "events"


def measure() -> dict[str, float]:
    """Precision and recall over all contexts, of short paragraphs and longer ones (`long_`), and how many without any stay so."""
    network, scores = Network(), dict[str, float]()
    for prefix, name in (("", "contexts.json"), ("long_", "contexts_long.json")):
        right = mine = gold = quiet = silent = 0
        cases = json.loads((CASES / name).read_text("utf-8"))
        chances = network.classify(point(network, (case["text"] for case in cases)))
        for case, row in zip(cases, chances, strict=True):
            found = pick_contexts(row)
            wanted = set(case["contexts"])
            right, mine, gold = right + len(wanted & set(found)), mine + len(found), gold + len(wanted)
            quiet, silent = quiet + (not wanted and not found), silent + (not wanted)
        scores |= {f"{prefix}precision": right / max(mine, 1), f"n_{prefix}precision": mine}
        scores |= {f"{prefix}recall": right / max(gold, 1), f"n_{prefix}recall": gold}
        scores |= {f"{prefix}none": quiet / max(silent, 1), f"n_{prefix}none": silent}
    return scores | {"n": scores["n_recall"]}
