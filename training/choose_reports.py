"""Fit what a report's scores are worth: `python -m training.choose_reports --corpora DIR [--weights DIR]`.

A plane from the logarithms of the scores and from the signs to the log-odds of being right (Platt 1999), on labelled articles
that nothing was trained on (`training/labels/choosing`), written into card.json; signs are held near nothing, for there are many.
What each threshold would give is printed: by a plane that was fitted on the other nine tenths of the texts.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import dragoman
from bench.reports import match, name_act
from dragoman.events.confidence import SIGNS, list_signs
from dragoman.reading.network import WEIGHTS, find_log
from training.label_files import LABELS, read_labels

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dragoman.records import Report


_HOLD = 10.0  # how much signs are held near nothing: as ten reports that speak against each
_FOLDS = 10


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """What was read of the texts kept for choosing: a row a report.

    `x` (n, n_scores + n_signs + 1): logarithms of the scores, the signs, and one; `right` (n,); `text` (n,): number of its text.
    `told`: how many acts the texts tell.
    """

    x: NDArray[np.float64]
    right: NDArray[np.bool_]
    text: NDArray[np.int64]
    told: int


def gather(corpora: Path) -> Read:
    """All reports of the labelled texts kept for choosing, and whether each is right."""
    rows, told = list[tuple[list[float], bool, int]](), 0
    for number, (label, row) in enumerate(read_labels(sorted((LABELS / "choosing").glob("*.jsonl")), corpora)):
        published = row.get("date") or row.get("published_at")
        reports = dragoman.read(row["text"], published=published, every_report=True).reports
        gold = list({json.dumps(name_act(act)): name_act(act) for act in label["acts"]}.values())
        met = {id(report) for report, _ in match(reports, gold)}
        rows += [(list_weighed(r, len(row["text"])), id(r) in met, number) for r in reports]
        told += len(gold)
    x, right, text = zip(*rows, strict=True)
    return Read(np.array(x), np.array(right), np.array(text), told)


def list_weighed(report: Report, length: int) -> list[float]:
    """What a report's confidence is made from, and one, for the intercept."""
    return [*(find_log(t.score) for t in report.trace if t.score is not None), *list_signs(report, length), 1.0]


def fit_plane(x: NDArray[np.float64], right: NDArray[np.bool_], *, steps: int = 60) -> NDArray[np.float64]:
    """Slopes and intercept by Newton's method, those of signs held near nothing."""
    plane, held = np.zeros(x.shape[1]), np.full(x.shape[1], 1e-3)
    held[-1 - len(SIGNS) : -1] = _HOLD
    for _ in range(steps):
        p = 1 / (1 + np.exp(-x @ plane))
        plane += np.linalg.solve((x.T * (p * (1 - p))) @ x + np.diag(held), x.T @ (right - p) - held * plane)
    return plane


def foresee(read: Read) -> NDArray[np.float64]:
    """Each report's chance of being right, by a plane that its text was not used for. (n,)"""
    chances = np.zeros(len(read.x))
    for fold in range(_FOLDS):
        apart = read.text % _FOLDS == fold
        chances[apart] = 1 / (1 + np.exp(-read.x[apart] @ fit_plane(read.x[~apart], read.right[~apart])))
    return chances


def main() -> None:
    """Fit, and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    read = gather(options.corpora)
    card = json.loads((options.weights / "card.json").read_text("utf-8"))
    card["report_calibration"] = [round(float(number), 4) for number in fit_plane(read.x, read.right)]
    (options.weights / "card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    names = ("trigger", "parties", "whom", "whole", *SIGNS, "intercept")
    print("  ".join(f"{name} {slope}" for name, slope in zip(names, card["report_calibration"], strict=True)))
    n, right = len(read.right), int(read.right.sum())
    precision, recall, f1 = right / n, right / read.told, 2 * right / (n + read.told)
    print(f"all: n={n} told={read.told} precision={precision:.3f} recall={recall:.3f} f1={f1:.3f}")
    chances = foresee(read)
    for share in range(5, 100, 5):
        kept = read.right[100 * chances >= share]
        found = int(kept.sum())
        print(
            f"report_percent={share}: n={len(kept)} precision={found / max(1, len(kept)):.2f} recall={found / read.told:.2f}"
        )


if __name__ == "__main__":
    main()
