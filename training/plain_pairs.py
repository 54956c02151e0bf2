"""PLV's pairs by a plain classifier, beside the shipped network: `python -m training.plain_pairs --corpora DIR`.

The plain one is what anybody would build first: the start network, the two phrases marked by pieces of their own in the text,
and a linear layer over its first vector. It learns on PLV's pairs outside the fold that is kept apart, once for each seed.
Then both answer for the fold, and its sentences are drawn anew many times (paired bootstrap, Efron and Tibshirani 1993).
"""

from __future__ import annotations

import argparse
import json
import re
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence
from transformers import BertModel

from bench.events import CLASSES, weigh_types
from dragoman.reading.network import Network
from training.acts import macro_f1
from training.folds import KEPT, find_fold
from training.network import WIDTH
from training.train import CLS, HALF, SEP, START, open_tokenizer

_MARKS = {"<s>": 1, "</s>": 2, "<t>": 3, "</t>": 4}  # pieces of the vocabulary that no text has
_DRAWS = 10_000


class Plain(nn.Module):
    """Pieces (batch, length) → log-odds (batch, n_classes)."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = BertModel.from_pretrained(START, add_pooling_layer=False)
        self.out = nn.Linear(WIDTH, len(CLASSES))

    def forward(self, pieces: Tensor) -> Tensor:
        with torch.autocast("cpu", torch.bfloat16, enabled=HALF):
            seen = self.encoder(input_ids=pieces, attention_mask=(pieces > 0).long()).last_hidden_state
        odds: Tensor = self.out(seen[:, 0].float())
        return odds


def read_rows(path: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Pairs to learn on, and those of the fold kept apart."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return (
        [r for r in rows if find_fold(r["sentence"]) != KEPT],
        [r for r in rows if find_fold(r["sentence"]) == KEPT],
    )


def find_class(row: dict[str, Any]) -> int:
    """The number of a row's type among PLV's."""
    return CLASSES.index("YIELD" if row["type"] in {"CONCEDE", "RETREAT"} else row["type"])


def split_marked(marked: str, tokenizer: Tokenizer) -> list[int]:
    """The pieces of a sentence with its marks among them."""
    pieces = [CLS]
    for part in re.split(r"(</?[st]>)", marked):
        pieces += [_MARKS[part]] if part in _MARKS else tokenizer.encode(part, add_special_tokens=False).ids
    return [*pieces[:254], SEP]


def learn(texts: list[Tensor], classes: Tensor, *, seed: int, epochs: int, rate: float) -> Plain:
    """A plain classifier taught by some texts."""
    torch.manual_seed(seed)
    plain = Plain()
    plain.train()
    optimizer = torch.optim.AdamW(plain.parameters(), lr=rate, weight_decay=0.01)
    total = epochs * -(-len(texts) // 16)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / (0.1 * total), (total - step) / (0.9 * total))
    )
    for _ in range(epochs):
        for rows in torch.randperm(len(texts)).split(16):
            odds = plain(pad_sequence([texts[n] for n in rows.tolist()], batch_first=True))
            optimizer.zero_grad()
            nn.functional.cross_entropy(odds, classes[rows]).backward()
            optimizer.step()
            schedule.step()
    plain.eval()
    return plain


def draw(wanted: list[int], ours: list[int], plain: list[list[int]], dice: np.random.Generator) -> np.ndarray:
    """Differences of macro F1, ours less the mean over seeds of the plain one's, on sentences drawn anew. (_DRAWS,)"""
    found = []
    for _ in range(_DRAWS):
        at = dice.integers(0, len(wanted), len(wanted)).tolist()
        truth = [wanted[n] for n in at]
        others = [macro_f1(truth, [one[n] for n in at]) for one in plain]
        found.append(macro_f1(truth, [ours[n] for n in at]) - sum(others) / len(others))
    return np.array(found)


def main() -> None:
    """Learn, answer, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--rate", type=float, default=1e-4)
    options = parser.parse_args()
    rows, kept = read_rows(options.corpora / "events" / "plv-train.jsonl")
    tokenizer = open_tokenizer()
    texts, asked = ([torch.tensor(split_marked(r["marked"], tokenizer)) for r in part] for part in (rows, kept))
    classes, wanted = torch.tensor([find_class(r) for r in rows]), [find_class(r) for r in kept]
    network, answers = Network(), list[list[int]]()
    weights = [weigh_types(network, r["marked"]) for r in kept]
    ours = [max(range(len(CLASSES)), key=lambda n: one[CLASSES[n]]) for one in weights]
    for seed in range(1, options.seeds + 1):
        begun = time.monotonic()
        plain = learn(texts, classes, seed=seed, epochs=options.epochs, rate=options.rate)
        with torch.no_grad():
            answers.append([int(plain(one[None]).argmax()) for one in asked])
        print(
            f"seed={seed} plain_macro_f1={macro_f1(wanted, answers[-1]):.3f} s={time.monotonic() - begun:.0f}",
            flush=True,
        )
    apart = draw(wanted, ours, answers, np.random.default_rng(0))
    low, high = np.quantile(apart, (0.025, 0.975))
    mean = sum(macro_f1(wanted, one) for one in answers) / len(answers)
    print(
        f"n={len(kept)} macro_f1={macro_f1(wanted, ours):.3f} plain_macro_f1={mean:.3f} "
        f"difference={macro_f1(wanted, ours) - mean:.3f} low={low:.3f} high={high:.3f} above={np.mean(apart > 0):.3f}"
    )


if __name__ == "__main__":
    main()
