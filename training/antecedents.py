"""Teach whom a mention takes up ("the regime", "they", "the group"): `python -m training.antecedents --network DIR --out DIR`.

The encoder stands still. Two teachers: GUM's entities (persons, organisations, places), and the labelled articles, whose parties
have names. Each mention chooses among those before it in the passage, or none of them (Lee et al. 2017, without their spans).
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor

from bench.reports import is_same, name_actor
from dragoman.reading.network import Network as Shipped
from dragoman.reading.pairs import find_places
from dragoman.reading.sentences import find_paragraphs, find_sentences
from dragoman.reading.words import Window, Words, split_words
from training.acts import Packed, to_words
from training.gum import Document, read_documents
from training.labelled import Passage, read_labelled
from training.network import ANTECEDENT, Network, link_loss
from training.train import LABELS_FOLDER, encode, open_network, open_tokenizer

if TYPE_CHECKING:
    from tokenizers import Tokenizer


_KINDS = frozenset({"person", "organization", "place"})
_LONGEST = 1300  # code points of a passage: what one window holds


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """A passage in words, its mentions (first and last word) in order, whom each means, and which are asked about."""

    words: Words
    spans: list[tuple[int, int]]
    means: list[str]
    asked: list[bool]


def _cut(sentences: list[tuple[int, int]], dice: random.Random) -> list[tuple[int, int]]:
    """Runs of sentences of at most `_LONGEST` code points, cut elsewhere each time; each begins with the last one's end."""
    runs, first, room = [], 0, dice.randint(_LONGEST // 3, _LONGEST)
    for number in range(len(sentences)):
        if number + 1 == len(sentences) or sentences[number + 1][1] - sentences[first][0] > room:
            runs.append((sentences[first][0], sentences[number][1]))
            first, room = (number if number > first else number + 1), _LONGEST
    return runs


def read_gum(documents: list[Document], tokenizer: Tokenizer, dice: random.Random) -> list[Chain]:
    """Chains of GUM, all mentions asked about."""
    chains = []
    for document in documents:
        paragraphs = find_paragraphs(document.text)
        sentences = [(s.start, s.end) for p in paragraphs for s in find_sentences(document.text, p)]
        for start, end in _cut(sentences, dice):
            named = [
                (m.start - start, m.end - start, m.entity, True)
                for m in document.mentions
                if m.kind in _KINDS and start <= m.start < m.end <= end
            ]
            chains.append(_chain(document.text[start:end], named, tokenizer))
    return chains


def read_parties(passages: list[Passage], tokenizer: Tokenizer, dice: random.Random) -> list[Chain]:
    """Chains of the labelled articles: parties as labelled, and beside them whom the program names by name."""
    chains = []
    for text, sentences, candidates, acts in passages:
        parties = {tuple(p["span"]): p["id"] for a in acts for p in (*a["actors"], *a["recipients"])}
        for start, end in _cut(sentences, dice):
            mine = {span: who for span, who in parties.items() if start <= span[0] and span[1] <= end}
            named = [(a - start, b - start, who, True) for (a, b), who in mine.items()]
            known = list(mine.values())
            for c in candidates:
                a, b = c.span.start, c.span.end
                free = all(b <= x or y <= a for x, y in mine)
                if start <= a and b <= end and c.actor.named and free and text[a].isupper():
                    name = name_actor(c.actor)
                    named.append((a - start, b - start, next((k for k in known if is_same(k, name)), name), False))
            chains.append(_chain(text[start:end], named, tokenizer))
    return chains


def _chain(text: str, named: list[tuple[int, int, str, bool]], tokenizer: Tokenizer) -> Chain:
    words = split_words(text, tokenizer)
    found = sorted({(*to_words(words, a, b), who, asked) for a, b, who, asked in named})
    return Chain(words, [(a, b) for a, b, _, _ in found], [who for *_, who, _ in found], [asked for *_, asked in found])


def make_choices(chain: Chain) -> np.ndarray:
    """(group, left first, left last, right first, right last, wanted) a row: each asked mention and each before it, or none."""
    rows = []
    for number, (span, means, asked) in enumerate(zip(chain.spans, chain.means, chain.asked, strict=True)):
        if not asked:
            continue
        before = [n for n in range(number) if chain.spans[n][1] < span[0]]
        wanted = [chain.means[n] == means for n in before]
        rows.append((number, *span, -1, -1, not any(wanted)))
        rows += [(number, *span, *chain.spans[n], w) for n, w in zip(before, wanted, strict=True)]
    return np.array(rows, np.int64).reshape(-1, 6)


def weigh_choices(network: Network, chain: Chain, vectors: Tensor, rows: np.ndarray) -> Tensor:
    """Log-odds (n_rows,) of each choice."""
    ends = [
        vectors[torch.from_numpy(c)].flatten(1) * torch.from_numpy(c[:, :1] >= 0) for c in (rows[:, 1:3], rows[:, 3:5])
    ]
    places = torch.from_numpy(find_places(rows[:, 1:3], rows[:, 3:5], chain.words.sentence, chain.words.paragraph))
    odds: Tensor = network.links[ANTECEDENT](*ends, places)
    return odds


def measure(network: Network, chains: list[Chain], vectors: list[Tensor]) -> tuple[float, int]:
    """How often the choice of an asked mention is right, and of how many."""
    right = asked = 0
    for chain, vector in zip(chains, vectors, strict=True):
        rows = make_choices(chain)
        if not len(rows):
            continue
        with torch.no_grad():
            odds = weigh_choices(network, chain, vector, rows).numpy()
        for group in np.unique(rows[:, 0]):
            mine = np.flatnonzero(rows[:, 0] == group)
            if len(mine) > 1:
                right, asked = right + int(rows[mine[odds[mine].argmax()], 5]), asked + 1
    return right / max(1, asked), asked


def main() -> None:
    """Train the head, save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--network", type=Path, required=True, help="the folder that training wrote")
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--rate", type=float, default=1e-3)
    options = parser.parse_args()
    torch.manual_seed(13)
    dice, tokenizer = random.Random(13), open_tokenizer()
    network = open_network(options.network / "network.pt")
    network.eval()
    passages = read_labelled(sorted(LABELS_FOLDER.glob("*.jsonl")), options.corpora, Shipped())
    gum = read_documents(options.corpora / "syntax" / "gum-train.conllu")
    learn, kept = passages[: -len(passages) // 8], passages[-len(passages) // 8 :]
    parts = [
        (chains, [encode(network, [Packed(c.words, Window(0, len(c.words)), [])])[0].detach() for c in chains])
        for chains in (
            [c for _ in range(2) for c in (*read_gum(gum, tokenizer, dice), *read_parties(learn, tokenizer, dice))],
            read_parties(kept, tokenizer, dice),
        )
    ]
    (chains, vectors), apart = parts
    choices = [make_choices(chain) for chain in chains]
    optimizer = torch.optim.AdamW(network.links[ANTECEDENT].parameters(), lr=options.rate, weight_decay=0.01)
    order = [n for n, rows in enumerate(choices) if len(rows)]
    total, step = options.epochs * len(order) // 2, 0
    for epoch in range(options.epochs):
        network.train()
        loss_sum = 0.0
        for at in dice.sample(order, len(order) // 2):
            for group in optimizer.param_groups:
                group["lr"] = options.rate * max(0.02, 1 - step / total)
            rows = choices[at]
            odds = weigh_choices(network, chains[at], vectors[at], rows)
            _, groups = np.unique(rows[:, 0], return_inverse=True)
            loss = link_loss(odds, torch.from_numpy(groups), torch.from_numpy(rows[:, 5] > 0))
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            step, loss_sum = step + 1, loss_sum + float(loss.detach())
        network.eval()
        share, number = measure(network, *apart)
        print(
            f"epoch {epoch + 1}  loss {loss_sum / max(1, len(order) // 2):.3f}  kept apart: right {share:.3f}, N={number}",
            flush=True,
        )
    options.out.mkdir(parents=True, exist_ok=True)
    torch.save(network.state_dict(), options.out / "network.pt")
    (options.out / "options.json").write_text((options.network / "options.json").read_text("utf-8"), "utf-8")


if __name__ == "__main__":
    main()
