"""Fit what a report's scores are worth: `python -m training.choose_reports --corpora DIR [--weights DIR]`.

A plane from the log-odds of the scores to those of being right (Platt 1999), on labelled articles that nothing was trained on
(`training/labels/choosing`), written into card.json. What each threshold would give there is printed.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

import dragoman
from bench.reports import match, name_act
from dragoman.reading.network import WEIGHTS, find_odds
from dragoman.records import Report
from training.label_files import read_labels

CHOOSING = Path(__file__).parent / "labels" / "choosing"


def gather(corpora: Path) -> tuple[list[tuple[list[float], bool]], int]:
    """Scores of reports and whether each is right, over the labelled texts kept for choosing; and how many acts they tell."""
    found, told = list[tuple[list[float], bool]](), 0
    for label, row in read_labels(sorted(CHOOSING.glob("*.jsonl")), corpora):
        published = row.get("date") or row.get("published_at")
        reports = dragoman.read(row["text"], published=published, every_report=True).reports
        gold = list({json.dumps(name_act(act)): name_act(act) for act in label["acts"]}.values())
        right = {id(report) for report, _ in match(reports, gold)}
        found += [(list_odds(r), id(r) in right) for r in reports]
        told += len(gold)
    return found, told


def list_odds(report: Report) -> list[float]:
    """Log-odds of the scores that confidence was made from, and one, for the intercept."""
    return [*(find_odds(t.score) for t in report.trace if t.score is not None), 1.0]


def fit_plane(found: list[tuple[list[float], bool]], *, steps: int = 60) -> np.ndarray:
    """Slopes and intercept by Newton's method."""
    x, y = np.array([odds for odds, _ in found]), np.array([right for _, right in found], float)
    plane = np.zeros(x.shape[1])
    for _ in range(steps):
        p = 1 / (1 + np.exp(-x @ plane))
        plane += np.linalg.solve((x.T * (p * (1 - p))) @ x + 1e-3 * np.eye(len(plane)), x.T @ (y - p))
    return plane


def main() -> None:
    """Fit, and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    found, told = gather(options.corpora)
    plane = fit_plane(found)
    card = json.loads((options.weights / "card.json").read_text("utf-8"))
    card["report_calibration"] = [round(float(number), 4) for number in plane]
    (options.weights / "card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    right = sum(r for _, r in found)
    print(f"report_calibration={card['report_calibration']} n={len(found)} right={right} told={told}")
    print(f"all: precision={right / len(found):.3f} recall={right / told:.3f} f1={2 * right / (len(found) + told):.3f}")
    ordered = [(float(1 / (1 + np.exp(-np.array(odds) @ plane))), r) for odds, r in found]
    for share in range(5, 100, 5):
        kept = [r for chance, r in ordered if 100 * chance >= share]
        precision, recall = sum(kept) / max(1, len(kept)), sum(kept) / max(1, told)
        print(f"report_percent={share}: n={len(kept)} precision={precision:.2f} recall={recall:.2f}")


if __name__ == "__main__":
    main()
