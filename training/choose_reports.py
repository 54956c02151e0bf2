"""Fit what a report's score is worth: `python -m training.choose_reports --corpora DIR [--weights DIR]`.

A line from the log-odds of the score to those of being right (Platt 1999), on labelled articles that nothing was trained on
(`training/labels/choosing`), written into card.json. What each threshold would give there is printed.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

import dragoman
from bench.reports import match, name_act
from dragoman.reading.network import WEIGHTS
from dragoman.records import Report
from training.label_files import read_labels

CHOOSING = Path(__file__).parent / "labels" / "choosing"


def gather(corpora: Path) -> tuple[list[tuple[float, bool]], int]:
    """Scores of reports and whether each is right, over the labelled texts kept for choosing; and how many acts they tell."""
    found, told = list[tuple[float, bool]](), 0
    for label, row in read_labels(sorted(CHOOSING.glob("*.jsonl")), corpora):
        reports = dragoman.read(
            row["text"], published=row.get("date") or row.get("published_at"), every_report=True
        ).reports
        gold = list({json.dumps(name_act(act)): name_act(act) for act in label["acts"]}.values())
        right = {id(report) for report, _ in match(reports, gold)}
        found += [(score(r), id(r) in right) for r in reports]
        told += len(gold)
    return found, told


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
    found, told = gather(options.corpora)
    line = fit_line(found)
    card = json.loads((options.weights / "card.json").read_text("utf-8"))
    card["report_calibration"] = [round(number, 4) for number in line]
    (options.weights / "card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    print(
        f"report_calibration={card['report_calibration']} n={len(found)} right={sum(r for _, r in found)} told={told}"
    )
    ordered = sorted(((1 / (1 + np.exp(-line[0] * _odds(s) - line[1])), r) for s, r in found), reverse=True)
    for share in range(5, 100, 5):
        kept = [r for chance, r in ordered if 100 * chance >= share]
        precision, recall = sum(kept) / max(1, len(kept)), sum(kept) / max(1, told)
        print(f"report_percent={share}: n={len(kept)} precision={precision:.2f} recall={recall:.2f}")


def _odds(score: float) -> float:
    clipped = float(np.clip(score, 1e-4, 1 - 1e-4))
    return float(np.log(clipped / (1 - clipped)))


if __name__ == "__main__":
    main()
