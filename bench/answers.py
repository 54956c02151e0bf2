"""Answers matched to offers, against pairs of reports that one reader labelled: `python -m bench answers`.

Each pair is a dyad of two acts, with types and parties as they should be read: what is judged is the matching alone. Precision:
of the pairs that are matched, those matched as what they are; recall: of those that answer, those matched so.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from dragoman.actors.countries import list_names
from dragoman.events.codebook import read_codes
from dragoman.records import Act
from dragoman.relations.answers import find_answers

LABELS = Path(__file__).parent / "labels" / "answers.jsonl"
SHIPPED = Path(__file__).parents[1] / "src" / "dragoman" / "relations" / "data" / "answers.json"
READERS = 1
"""Who labelled each pair: `owed` calls matches candidates until there are two."""
WINDOW = 400
"""Days, so that none of the pairs falls out of the window."""


def measure(labels: Path = LABELS, *, shipped: Path | None = None) -> dict[str, float]:
    """Precision and recall of matches, and of what is reported as unanswered, over all pairs; also written to `shipped`."""
    rows = [json.loads(line) for line in labels.read_text("utf-8").splitlines()]
    right, matched, answering = 0, 0, 0
    for row in rows:
        found = judge(row)
        matched += found != "none"
        answering += row["answer"] != "none"
        right += found == row["answer"] != "none"
    figures = {
        "precision": right / matched if matched else 0.0,
        "recall": right / answering,
        "n": len(rows),
        "n_matched": matched,
        "n_readers": READERS,
    }
    if shipped is not None:
        ship(figures, shipped)
    return figures


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
    """(label, found) → how many pairs."""
    rows = [json.loads(line) for line in labels.read_text("utf-8").splitlines()]
    return Counter((row["answer"], judge(row)) for row in rows)
