"""Fit what a report's score is worth: `python -m training.choose_reports --corpora DIR [--weights DIR]`.

A line from the log-odds of the score to those of being right (Platt 1999), on every other labelled article and told case
(bench/labels, tests/cases/events), written into card.json.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

import dragoman
from bench.reports import CASES, LABELS, match, read_labels
from dragoman.reading.network import WEIGHTS
from dragoman.records import Report


def gather(corpora: Path) -> list[tuple[float, bool]]:
    """Scores of reports, and whether each is right by a reader's labels."""
    found: list[tuple[float, bool]] = []
    for path in sorted(LABELS.glob("reports-*.jsonl")):
        for row, entry in list(read_labels(path, corpora))[::2]:
            right = {id(report) for report, _ in match(entry.reports, row["reports"])}
            found += [(score(r), id(r) in right) for r in entry.reports]
    for case in json.loads((CASES / "told.json").read_text("utf-8"))[::2]:
        reports = dragoman.read(case["text"], every_report=True).reports
        right = {id(report) for report, _ in match(reports, case["reports"])}
        found += [(score(r), id(r) in right) for r in reports]
    return found


def score(report: Report) -> float:
    """The score that confidence was made from: its trigger's times its parties'."""
    return float(np.prod([t.score for t in report.trace if t.score is not None]))


def fit_line(found: list[tuple[float, bool]], *, steps: int = 60) -> tuple[float, float]:
    """Slope and intercept by Newton's method."""
    scores = np.clip([s for s, _ in found], 1e-4, 1 - 1e-4)
    x = np.stack([np.log(scores / (1 - scores)), np.ones(len(found))], axis=1)
    y, line = np.array([r for _, r in found], float), np.zeros(2)
    for _ in range(steps):
        p = 1 / (1 + np.exp(-x @ line))
        line += np.linalg.solve((x.T * (p * (1 - p))) @ x + 1e-6 * np.eye(2), x.T @ (y - p))
    return float(line[0]), float(line[1])


def main() -> None:
    """Fit, and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    found = gather(options.corpora)
    line = fit_line(found)
    card = json.loads((options.weights / "card.json").read_text("utf-8"))
    card["report_calibration"] = [round(number, 4) for number in line]
    (options.weights / "card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    print(f"report_calibration={card['report_calibration']} n={len(found)} right={sum(r for _, r in found)}")


if __name__ == "__main__":
    main()
