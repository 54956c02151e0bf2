"""Answers matched to offers, against pairs of reports that two readers labelled: `python -m bench answers`.

Each pair is a dyad of two acts, with types and parties as they should be read: what is judged is the matching alone. Precision:
of the pairs that are matched, those matched as what they are; recall: of those that answer, those matched so; each the mean over
the two readers. `one_…`: the same on older pairs, by the one reader who also wrote the rule.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from statistics import mean
from typing import Any

from dragoman.actors.countries import list_names
from dragoman.events.codebook import read_codes
from dragoman.records import Act
from dragoman.relations.answers import find_answers

LABELS = Path(__file__).parent / "labels" / "answers-2.jsonl"
OLDER = Path(__file__).parent / "labels" / "answers.jsonl"
SHIPPED = Path(__file__).parents[1] / "src" / "dragoman" / "relations" / "data" / "answers.json"
READERS = ("answer", "second")
"""The fields of a pair that say what each reader made of it."""
WINDOW = 400
"""Days, so that none of the pairs falls out of the window."""


def measure(labels: Path = LABELS, older: Path = OLDER, *, shipped: Path | None = None) -> dict[str, float]:
    """Precision and recall of matches, and of what is reported as unanswered, over all pairs; also written to `shipped`."""
    pairs = read_pairs(labels)
    rows = [score(pairs, reader) for reader in READERS]
    agreed = sum(row[READERS[0]] == row[READERS[1]] for row, _ in pairs)
    figures = {
        **{name: mean(row[name] for row in rows) for name in rows[0]},
        "n": len(pairs),
        "n_readers": len(READERS),
        "agreement": agreed / len(pairs),
        **{f"one_{name}": value for name, value in score(read_pairs(older), READERS[0]).items()},
    }
    if shipped is not None:
        ship(figures, shipped)
    return figures


def read_pairs(labels: Path) -> list[tuple[dict[str, Any], str]]:
    """The pairs of a file, each with what the program makes of it."""
    return [(row, judge(row)) for row in map(json.loads, labels.read_text("utf-8").splitlines())]


def score(pairs: Sequence[tuple[dict[str, Any], str]], reader: str) -> dict[str, float]:
    """Precision and recall by one reader's labels, and how many were matched."""
    matched = sum(found != "none" for _, found in pairs)
    right = sum(found == row[reader] != "none" for row, found in pairs)
    return {
        "precision": right / max(matched, 1),
        "recall": right / sum(row[reader] != "none" for row, _ in pairs),
        "n_matched": matched,
    }


def ship(found: dict[str, float], path: Path) -> None:
    """Writes what was measured into the package, where `owed` and briefs take it from."""
    rounded = {name: round(value, 4) for name, value in found.items()}
    path.write_text(json.dumps(rounded, indent=2) + "\n", "utf-8")


def judge(row: dict[str, Any]) -> str:
    """What the program makes of a pair: one of the labels."""
    offer, later = make_act("offer", row["offer"]), make_act("later", row["later"])
    until = max(offer.first_on or date.min, later.first_on or date.min) + timedelta(days=WINDOW)
    found = find_answers([offer, later], until=until, within=WINDOW, find_names=list_names)
    answer = next((each for each in found if each.offer.id == "offer"), None)
    if answer is None or (answer.match is None and answer.silence is None):
        return "none"
    return answer.status if answer.match else "unanswered"


def make_act(id: str, row: dict[str, Any]) -> Act:
    """An act from a label's half."""
    on = date.fromisoformat(row["on"])
    code = read_codes()[row["type"], None]
    joint = row["type"] in ("CONSULT", "COOPERATE")
    return Act(
        "dragoman", id, id, row["actor"], row["recipient"], "GOV", "GOV", joint, row["type"], row["mode"], code.quad,
        code.score, on, on, on, "once", "CT+", "past", 1.0, article=id, told=row["text"],
    )  # fmt: skip


def count_mistakes(labels: Path = LABELS) -> Counter[tuple[str, str]]:
    """(the first reader's label, found) → how many pairs."""
    return Counter((row[READERS[0]], found) for row, found in read_pairs(labels))
