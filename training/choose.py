"""Choose how to decode, on the tenth kept for it, and write it into the weights' card.

Two things: for each label a bias on tags that open a span (how readily spans are marked), and the line that turns an
attribution's score into a probability of being wholly right (Platt 1999).
`python -m training.choose --corpus train.jsonl`
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from bench.attribution import LABELS as SCORED
from bench.attribution import Attribution as Ranges
from bench.attribution import Rule, Scores, count_whole, score_article
from dragoman.reading import label_words, look
from dragoman.reading.network import WEIGHTS, Network
from dragoman.reading.tags import LABELS, B, S
from dragoman.reading.words import split_words
from dragoman.records import Reading
from dragoman.statements.attribution import Attribution, link_attributions
from training.corpus import read_articles, split_articles

GRID = (-0.5, 0.0, 0.5, 1.0, 1.5)


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """An article of the tenth with what does not change while decoding is chosen."""

    article: dict[str, Any]
    reading: Reading
    emissions: np.ndarray
    transitions: np.ndarray


def see(article: dict[str, Any], network: Network) -> Seen:
    """One encoder pass."""
    words = split_words(article["text"], network.tokenizer)
    reading = look(words, network)
    return Seen(article, reading, *network.tag(reading.vectors))


def decode(seen: Seen, network: Network, bias: np.ndarray) -> tuple[Attribution, ...]:
    """Attributions under a bias (labels,) on B and S."""
    emissions = seen.emissions.copy()
    emissions += as_table(bias)
    r = seen.reading
    labelled = label_words(emissions, seen.transitions, r)
    return link_attributions(replace(r, labelled=labelled), network.score)


def as_table(bias: np.ndarray) -> np.ndarray:
    """The bias of every tag, (labels, 5)."""
    table = np.zeros((len(LABELS), 5), np.float32)
    table[:, B] = table[:, S] = bias
    return table


def as_spans(attribution: Attribution) -> dict[str, list[tuple[int, int]]]:
    """Spans by label, in code points."""
    parts = {"content": attribution.contents, "cue": (attribution.cue,), "source": (attribution.source,)}
    return {label: [(x.span.start, x.span.end) for x in found if x] for label, found in parts.items()}


def score_bias(all_seen: list[Seen], network: Network, bias: np.ndarray) -> dict[str, float]:
    """F1 scores under a bias."""
    scores = Scores()
    for seen in all_seen:
        score_article(scores, seen.article, [as_spans(a) for a in decode(seen, network, bias)])
    return scores.values()


def choose_bias(all_seen: list[Seen], network: Network) -> np.ndarray:
    """Each label's bias in turn, by the sum of all seven scores."""
    bias, tried = np.zeros(len(LABELS)), dict[tuple[float, ...], float]()
    for _, column in product(range(2), (2, 1, 0)):
        for value in GRID:
            candidate = bias.copy()
            candidate[column] = value
            if (key := tuple(candidate.tolist())) not in tried:
                values = score_bias(all_seen, network, candidate)
                tried[key] = sum(values.values())
                print(key, " ".join(f"{k}={v:.3f}" for k, v in values.items()), flush=True)
        bias = np.array(max(tried, key=lambda key: tried[key]))
    return bias


def fit_line(all_seen: list[Seen], network: Network, bias: np.ndarray) -> list[float]:
    """Slope and intercept of the log-odds of being wholly right over those of the score, by Newton's method."""
    rows = []
    for seen in all_seen:
        rule = Rule(seen.article["text"])
        gold = [Ranges({k: rule.measure(a[k]) for k in SCORED}) for a in seen.article["attributions"]]
        for found in decode(seen, network, bias):
            spans = as_spans(found)
            rows.append((found.score, count_whole([Ranges({k: rule.measure(spans[k]) for k in SCORED})], gold)))
    score, right = np.array(rows).T
    clipped = score.clip(1e-4, 1 - 1e-4)
    x = np.stack([np.log(clipped / (1 - clipped)), np.ones(len(score))], axis=1)
    line = np.zeros(2)
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ line))
        hessian = x.T @ (x * (p * (1 - p))[:, None]) + np.eye(2)  # a unit prior keeps the steps short
        line = line + np.linalg.solve(hessian, x.T @ (right - p) - line)
    return [round(float(v), 4) for v in line]


def main() -> None:
    """Choose, and rewrite card.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="train.jsonl, of which a tenth was kept for this")
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    network = Network(options.weights, threads=2)
    all_seen = [see(a, network) for a in split_articles(read_articles(options.corpus))[1]]
    bias = choose_bias(all_seen, network)
    card = json.loads((options.weights / "card.json").read_text("utf-8"))
    card["tag_bias"] = as_table(bias).tolist()
    card["calibration"] = fit_line(all_seen, network, bias)
    card["chosen_on"] = {k: round(v, 4) for k, v in score_bias(all_seen, network, bias).items()}
    (options.weights / "card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
