"""Teach which words mention a person, an organization or a place: `python -m training.mentions --corpora DIR`.

The shipped encoder stands still, with the int8 weights that the program reads with: its word vectors of GUM are made once.
What was learnt is written beside it as two graphs.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from dragoman.reading.mentions import find_spans, look_around, pick_spans
from dragoman.reading.network import WEIGHTS, Network
from dragoman.reading.words import Words, split_words
from dragoman.records import ENTITIES
from training.gum import Document, read_documents
from training.mention_graphs import export_mentions
from training.mention_heads import LEXICAL, MentionHead
from training.train import START

if TYPE_CHECKING:
    from numpy.typing import NDArray

GENRES = ("news", "interview", "speech", "bio")
_BESIDE = ((1, 0), (-1, 0), (0, 1), (0, -1), (2, 0), (-2, 0), (0, 2), (0, -2))
_GUESSED = 300  # spans a text of the first time through, before the head says itself what to judge


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A text in words, and its mentions: first and last word → (number of the entity type, head word)."""

    words: Words
    vectors: Tensor
    pieces: Tensor
    forms: Tensor
    spans: dict[tuple[int, int], tuple[int, int]]

    @property
    def sentence(self) -> NDArray[np.int32]:
        return self.words.sentence


def keep_apart(documents: list[Document], each: int, seed: int = 7) -> tuple[list[Document], list[Document]]:
    """(to learn from, kept): `each` documents of each of the four genres that are measured are kept."""
    shuffled = [d for d in documents if d.genre in GENRES]
    random.Random(seed).shuffle(shuffled)
    kept = [d for genre in GENRES for d in [d for d in shuffled if d.genre == genre][:each]]
    names = {d.name for d in kept}
    return [d for d in documents if d.name not in names], kept


def find_words(starts: NDArray[np.int32], ends: NDArray[np.int32], start: int, end: int) -> tuple[int, int]:
    """First and last word that characters `[start, end)` overlap."""
    return int(np.searchsorted(ends, start, side="right")), int(np.searchsorted(starts, end)) - 1


def read_text(document: Document, network: Network) -> Text:
    """A document as the program reads it."""
    words = split_words(document.text, network.tokenizer)
    spans = {}
    for mention in document.mentions:
        first, last = find_words(words.starts, words.ends, mention.start, mention.end)
        if mention.kind in ENTITIES and first <= last:
            head, _ = find_words(words.starts, words.ends, mention.head, mention.head + 1)
            spans[first, last] = (1 + ENTITIES.index(mention.kind), min(max(head, first), last))
    return Text(
        words,
        torch.from_numpy(network.encode(words)[0]),
        torch.from_numpy(words.list_pieces()),
        torch.from_numpy(words.forms.astype(np.int64)),
        spans,
    )


def cut_lexicon() -> Tensor:
    """The start's word embeddings (n_pieces, LEXICAL), by their main components, scaled to deviate by one."""
    weights = load_file(str(START / "model.safetensors"))
    whole = weights["embeddings.word_embeddings.weight"].float()
    centred = whole - whole.mean(0)
    _, vectors = torch.linalg.eigh(centred.T @ centred)
    cut = centred @ vectors[:, -LEXICAL:]
    return (cut / cut.std()).contiguous()


def propose(text: Text, edges: Tensor, dice: random.Random, *, first_time: bool) -> Tensor:
    """Spans to learn from (n_spans, 2): all mentions, and what the head would judge; at first their neighbours, and guesses."""
    chosen = set(text.spans)
    n_words, sentence = len(text.sentence), text.sentence
    if first_time:
        near = [(a + x, b + y) for a, b in text.spans for x, y in _BESIDE]
        starts = [dice.randrange(n_words) for _ in range(_GUESSED)]
        near += [(a, a + dice.randrange(6)) for a in starts]
        chosen |= {(a, b) for a, b in near if 0 <= a <= b < n_words and sentence[a] == sentence[b]}
    else:
        chosen |= set(map(tuple, find_spans(edges.detach().numpy() + 1, sentence).tolist()))
    return torch.tensor(sorted(chosen), dtype=torch.int64).reshape(-1, 2)


def find_loss(head: MentionHead, text: Text, dice: random.Random, *, first_time: bool) -> Tensor:
    """Of where mentions begin and end, which word is their head, and which spans are mentions of what."""
    edges, parts = head(text.vectors, text.pieces, text.forms)
    wanted = torch.zeros(len(edges), 2)
    gold = torch.tensor([(a, b, h) for (a, b), (_, h) in text.spans.items()], dtype=torch.int64).reshape(-1, 3)
    wanted[gold[:, 0], 0] = wanted[gold[:, 1], 1] = 1
    loss = 10 * nn.functional.binary_cross_entropy_with_logits(edges[:, :2], wanted)
    spans = propose(text, edges, dice, first_time=first_time)
    kinds = torch.tensor([text.spans.get((a, b), (0, 0))[0] for a, b in spans.tolist()])
    around = torch.from_numpy(look_around(spans.numpy(), text.sentence))
    odds = head.judge(edges, parts, spans, around)
    loss = loss + 0.5 * nn.functional.cross_entropy(odds, kinds, reduction="sum") / max(1, len(gold))
    if len(gold):
        pull = torch.exp(edges[:, 2].clamp(-10, 10))
        pulls = torch.cat([torch.zeros(1), pull.cumsum(0)])
        share = pull[gold[:, 2]] / (pulls[gold[:, 1] + 1] - pulls[gold[:, 0]]).clamp_min(1e-6)
        loss = loss - 0.3 * torch.log(share.clamp_min(1e-6)).mean()
    return loss


def measure(head: MentionHead, texts: list[Text], *, least: float) -> dict[str, float]:
    """F1 of spans, and of spans with their type."""
    head.eval()
    right = typed = found = wanted = 0
    for text in texts:
        with torch.no_grad():
            edges, parts = head(text.vectors, text.pieces, text.forms)
            spans = find_spans(edges.numpy(), text.sentence)
            around = torch.from_numpy(look_around(spans, text.sentence))
            shares = torch.softmax(head.judge(edges, parts, torch.from_numpy(spans), around), dim=1).numpy()
        picked = [(*spans[n].tolist(), 1 + int(shares[n, 1:].argmax())) for n in pick_spans(shares, spans, least=least)]
        right += sum((a, b) in text.spans for a, b, _ in picked)
        typed += sum(text.spans.get((a, b), (0, 0))[0] == kind for a, b, kind in picked)
        found, wanted = found + len(picked), wanted + len(text.spans)
    return {"mentions": 2 * right / max(1, found + wanted), "typed": 2 * typed / max(1, found + wanted)}


def train(head: MentionHead, texts: list[Text], kept: list[Text], *, epochs: int, rate: float) -> None:
    """Learn from all texts `epochs` times, and print how it goes with those kept."""
    optimizer = torch.optim.AdamW([p for p in head.parameters() if p.requires_grad], lr=rate, weight_decay=0.01)
    dice, total, step = random.Random(1), epochs * len(texts), 0
    for epoch in range(epochs):
        head.train()
        loss_sum = 0.0
        for text in dice.sample(texts, len(texts)):
            for group in optimizer.param_groups:
                group["lr"] = rate * min(1, (step + 1) / 100) * max(0.02, 1 - step / total)
            loss = find_loss(head, text, dice, first_time=epoch == 0)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(head.parameters(), 20.0)
            optimizer.step()
            step, loss_sum = step + 1, loss_sum + float(loss.detach())
        found = {least: measure(head, kept, least=least) for least in (0.3, 0.4, 0.5)} if kept else {}
        scores = "  ".join(f"{n} {v:.3f} at {least}" for least, f in found.items() for n, v in f.items())
        print(f"epoch {epoch + 1}  loss {loss_sum / len(texts):.3f}  {scores}", flush=True)


def main() -> None:
    """Train the head, write its graphs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="the encoder, and where the graphs go")
    parser.add_argument("--kept", type=int, default=3, help="how many documents of each genre to choose by, unlearnt")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--rate", type=float, default=3e-3)
    options = parser.parse_args()
    torch.manual_seed(17)
    network = Network(options.weights)
    documents, apart = keep_apart(read_documents(options.corpora / "syntax" / "gum-train.conllu"), options.kept)
    texts, kept = ([read_text(d, network) for d in part] for part in (documents, apart))
    head = MentionHead(cut_lexicon())
    train(head, texts, kept, epochs=options.epochs, rate=options.rate)
    export_mentions(head, options.weights)


if __name__ == "__main__":
    main()
