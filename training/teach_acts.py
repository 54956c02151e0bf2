"""Teach the act reader over the shipped encoder, which stands still: `python -m training.teach_acts --corpora DIR --out DIR`.

Three teachers take turns: told sentences, labelled texts (every act with its trigger and parties) and marked pairs (PLV, AW);
and two treebanks (EWT, GUM), whose arcs are asked for beside. Which epoch is best is not asked: the rate falls to nothing, and
a running average of the weights is kept.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from dragoman.events.candidates import SILENT
from dragoman.events.codebook import JOINT, TYPES
from dragoman.reading import look
from dragoman.reading.network import Network as Shipped
from dragoman.reading.words import Words, split_words
from dragoman.records import Reading
from training.act_reader import ActReader, Seen
from training.acts import CLASSES, CONFLICT, NAMES, NONE, Act, Packed, Told, macro_f1, pack
from training.folds import KEPT
from training.label_files import read_labels
from training.labelled import tell_text
from training.network import WIDTH
from training.train import LABELS_FOLDER, read_acts
from training.treebank import Parsed, place_arcs, read_treebank

_NO_ACT = -2.3  # log-odds of an act against which a pair's types are weighed: one in ten
_JOINT = torch.tensor([name in JOINT for name in TYPES])


@dataclass(slots=True, eq=False)
class Sentence:
    """A sentence in word vectors, float16 (n_words, 3 * WIDTH), and what it teaches: acts, a pair, or its syntax.

    `silent`: which words name nobody. `acts`: trigger word, the act, and the words of its actors and of its recipients.
    """

    vectors: np.ndarray
    silent: np.ndarray
    acts: list[tuple[int, Act, tuple[list[tuple[int, int]], list[tuple[int, int]]]]] | None = None
    pair: tuple[Told, list[tuple[int, int]]] | None = None
    parsed: Parsed | None = None


class Source:
    """Texts → sentences, by the shipped encoder."""

    def __init__(self) -> None:
        self.network = Shipped(threads=torch.get_num_threads(), whole=False)

    def read_told(self, told: Sequence[Told], dice: random.Random) -> list[Sentence]:
        """Told texts, several a pass, as an article has them."""
        order, found = list(told), list[Sentence]()
        dice.shuffle(order)
        while order:
            size = dice.choice((1, 1, 2, 4, 6)) if len(order[-1].text) < 600 else 1
            packed = pack([order.pop() for _ in range(min(size, len(order)))], self.network.tokenizer)
            reading, text = look(packed.words, self.network), "\n\n".join(t.text for t in packed.told)
            for number, one in enumerate(packed.told):
                ranges = [packed.reach[number]] if one.acts is None else _split(packed.words, *packed.reach[number])
                found += [self._cut(reading, packed, number, text, a, b) for a, b in ranges]
        return found

    def read_treebanks(self, paths: Iterable[Path]) -> list[Sentence]:
        """All sentences of some treebanks that are neither very short nor very long."""
        found = []
        for text, sentences in (d for path in paths for d in read_treebank(path)):
            words = split_words(text, self.network.tokenizer)
            reading = look(words, self.network)
            for parsed in (place_arcs(words, s) for s in sentences):
                if parsed is not None:
                    one = _make(reading, text, parsed.first, parsed.last)
                    one.parsed = parsed
                    found.append(one)
        return found

    def _cut(self, reading: Reading, packed: Packed, number: int, text: str, first: int, last: int) -> Sentence:
        told, spans = packed.told[number], packed.spans[number]
        made = _make(reading, text, first, last)
        if told.acts is None:
            made.pair = (told, [(a - first, b - first) for a, b in spans])
            return made
        made.acts = []
        for act, trigger in zip(told.acts, packed.triggers[number], strict=True):
            if first <= trigger < last:
                inside = [
                    [
                        (max(a, first) - first, min(b, last - 1) - first)
                        for a, b in (spans[n] for n in part)
                        if a < last and b >= first
                    ]
                    for part in (act.actors, act.recipients)
                ]
                made.acts.append((trigger - first, act, (inside[0], inside[1])))
        return made


def _split(words: Words, first: int, last: int) -> list[tuple[int, int]]:
    """The sentences of a range of words."""
    edges = [first, *(first + 1 + np.flatnonzero(np.diff(words.sentence[first:last]))).tolist(), last]
    return list(pairwise(edges))


def _make(reading: Reading, text: str, first: int, last: int) -> Sentence:
    vectors = np.concatenate((reading.vectors[first:last], reading.inner[first:last]), axis=1).astype(np.float16)
    ends = zip(reading.starts[first:last].tolist(), reading.ends[first:last].tolist(), strict=True)
    return Sentence(vectors, np.array([text[a:b].lower() in SILENT for a, b in ends]))


class Teacher:
    """An act reader and the losses it learns by."""

    def __init__(self, treebank: Sequence[Sentence]) -> None:
        parsed = [s.parsed for s in treebank if s.parsed]
        self.relations = {r: n for n, r in enumerate(sorted({r for p in parsed for r in p.relations}))}
        self.parts = {r: n for n, r in enumerate(sorted({r for p in parsed for r in p.parts}))}
        self.reader = ActReader(relations=len(self.relations), parts=len(self.parts))

    def see(self, batch: Sequence[Sentence], *, dropped: float = 0.0) -> tuple[Seen, Tensor]:
        """What the reader makes of some sentences, and which words are not filling. A share of words is `dropped`."""
        longest = max(len(s.vectors) for s in batch)
        x, mask = torch.zeros(len(batch), longest, 3 * WIDTH), torch.zeros(len(batch), longest, dtype=torch.bool)
        for row, one in enumerate(batch):
            x[row, : len(one.vectors)] = torch.from_numpy(one.vectors.astype(np.float32))
            mask[row, : len(one.vectors)] = True
        if dropped:
            x = x * (torch.rand(mask.shape) >= dropped)[..., None]
        seen: Seen = self.reader(x[..., :WIDTH], x[..., WIDTH:], mask)
        return seen, mask

    def lose_syntax(self, batch: Sequence[Sentence]) -> Tensor:
        """Loss of heads, relations and parts of speech, a sentence."""
        seen, mask = self.see(batch, dropped=0.05)
        heads, known = torch.full(mask.shape, -1), torch.zeros(2, *mask.shape, dtype=torch.long)
        for row, one in enumerate(batch):
            assert one.parsed
            heads[row, : len(one.parsed.heads)] = torch.tensor(one.parsed.heads)
            known[0, row, : len(one.parsed.heads)] = torch.tensor([self.relations[r] for r in one.parsed.relations])
            known[1, row, : len(one.parsed.heads)] = torch.tensor([self.parts[r] for r in one.parsed.parts])
        arcs, relations, parts = self.reader.parse(seen.hidden, mask, heads)
        asked = heads >= 0
        loss = nn.functional.cross_entropy(arcs[asked], heads[asked], reduction="sum")
        loss = loss + nn.functional.cross_entropy(relations[asked], known[0][asked], reduction="sum")
        loss = loss + 0.5 * nn.functional.cross_entropy(parts[asked], known[1][asked], reduction="sum")
        return loss / len(batch)

    def lose_acts(self, batch: Sequence[Sentence]) -> Tensor:
        """Loss of triggers, of how they are told, and of the words of their parties, a sentence."""
        seen, mask = self.see(batch, dropped=0.05)
        wanted = torch.full(mask.shape, NONE)
        at = [(row, trigger, act, parties) for row, one in enumerate(batch) for trigger, act, parties in one.acts or ()]
        for row, trigger, act, _ in at:
            wanted[row, trigger] = act.type
        loss = nn.functional.cross_entropy(seen.told["types"][mask], wanted[mask], reduction="sum")
        if at:
            rows, triggers = torch.tensor([a[0] for a in at]), torch.tensor([a[1] for a in at])
            for name in ("certainty", "polarity", "time", "aspect", "mode"):
                classes = torch.tensor([getattr(a[2], name) for a in at])
                loss = loss + 0.3 * nn.functional.cross_entropy(
                    seen.told[name][rows, triggers], classes, reduction="sum"
                )
            odds = seen.weigh(self.reader.near)[rows, triggers]
            truth, weight = torch.zeros(odds.shape), mask[rows].float()[..., None].repeat(1, 1, 2)
            for number, (row, _, _, parties) in enumerate(at):
                _mark(truth[number], weight[number], parties, batch[row].silent)
            lost = nn.functional.binary_cross_entropy_with_logits(odds, truth, reduction="none")
            loss = loss + (lost * weight).sum()
        return loss / len(batch)

    def lose_pairs(self, batch: Sequence[Sentence]) -> Tensor:
        """Loss of the type (or side) between two marked phrases, a sentence."""
        seen, _ = self.see(batch, dropped=0.05)
        types, odds, parts = seen.told["types"].log_softmax(-1), seen.weigh(self.reader.near), list[Tensor]()
        for row, one in enumerate(batch):
            assert one.pair
            told, spans = one.pair
            there, back = weigh_pair(types[row], odds[row], spans, len(one.vectors))
            if told.pair < 0:
                side = torch.stack([there[~CONFLICT].logsumexp(0), there[CONFLICT].logsumexp(0)])
                parts.append(0.5 * nn.functional.cross_entropy(side[None], torch.tensor([told.conflict])))
                continue
            against = torch.full((1,), _NO_ACT)
            loss = 2 * nn.functional.cross_entropy(torch.cat((there, against))[None], torch.tensor([told.pair]))
            if len(spans) == 2 and NAMES[told.pair] not in JOINT:  # the other way round, nothing is told
                loss = loss + 0.3 * nn.functional.cross_entropy(
                    torch.cat((back, against))[None], torch.tensor([len(NAMES)])
                )
            parts.append(loss)
        return torch.stack(parts).mean()


def _mark(truth: Tensor, weight: Tensor, parties: Sequence[list[tuple[int, int]]], silent: np.ndarray) -> None:
    """The words of a party are to be found together weighing as one; those that name nobody are not asked for."""
    for spans in parties:
        for first, last in spans:
            weight[first : last + 1] = 0
    for role, spans in enumerate(parties):
        for first, last in spans:
            words = [w for w in range(first, last + 1) if not silent[w]] or [last]
            truth[words, role] = 1
            weight[words] = 1 / len(words)


def weigh_pair(types: Tensor, odds: Tensor, spans: Sequence[tuple[int, int]], length: int) -> tuple[Tensor, Tensor]:
    """Log-weights (n_classes,) of PLV's classes between two phrases: as marked, and the other way round."""
    sides = [nn.functional.logsigmoid(odds[:length, a : b + 1].amax(1)) for a, b in spans]
    if len(sides) == 1:  # PLV's "a recipient": nobody whom the sentence names
        sides.append(torch.zeros(length, 2))
    ways = []
    for one, other in (sides, sides[::-1]):
        acted = torch.where(_JOINT, other.amax(1)[:, None], other[:, 1, None])
        weights = (types[:length, :NONE] + one[:, 0, None] + acted).logsumexp(0)
        ways.append(torch.stack([weights[list(members)].logsumexp(0) for members in CLASSES]))
    return ways[0], ways[1]


def score_pairs(teacher: Teacher, pairs: Sequence[Sentence]) -> float:
    """Macro F1 over PLV's classes of pairs that have one."""
    teacher.reader.eval()
    wanted, chosen = [], []
    for one in pairs:
        if one.pair and one.pair[0].pair >= 0:
            with torch.no_grad():
                seen, _ = teacher.see([one])
                types, odds = seen.told["types"].log_softmax(-1)[0], seen.weigh(teacher.reader.near)[0]
                wanted.append(one.pair[0].pair)
                chosen.append(int(weigh_pair(types, odds, one.pair[1], len(one.vectors))[0].argmax()))
    return macro_f1(wanted, chosen)


def deal(sentences: Sequence[Sentence], size: int, dice: random.Random) -> list[list[Sentence]]:
    """Batches of sentences of like length, in any order."""
    order = list(sentences)
    dice.shuffle(order)
    order.sort(key=lambda s: len(s.vectors) // 8)
    return [order[at : at + size] for at in range(0, len(order), size)]


def main() -> None:
    """Read all teachers, train, save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    dice, source = random.Random(options.seed), Source()
    learn, kept = read_acts(options.corpora / "events", fold=KEPT)
    texts = [
        tell_text(row["text"], label["acts"])
        for label, row in read_labels(sorted(LABELS_FOLDER.glob("*.jsonl")), options.corpora)
    ]
    acts = source.read_told([*(t for t in learn if t.acts is not None), *texts], dice)
    pairs = source.read_told([t for t in learn if t.acts is None], dice)
    apart = source.read_told([t for t in kept if t.pair >= 0], dice)
    trees = source.read_treebanks(options.corpora / "syntax" / f"{name}-train.conllu" for name in ("ewt", "gum"))
    print(f"sentences: {len(acts)} with acts, {len(pairs)} pairs, {len(trees)} trees", flush=True)
    teacher = Teacher(trees)
    reader = teacher.reader
    optimizer = torch.optim.AdamW(reader.parameters(), lr=options.rate, weight_decay=0.05)
    average = AveragedModel(reader, multi_avg_fn=get_ema_multi_avg_fn(0.995))
    lessons: list[tuple[float, Callable[[Sequence[Sentence]], Tensor], Sequence[Sentence], int, float]] = [
        (0.1, teacher.lose_syntax, trees, 48, 0.5),
        (0.3, teacher.lose_acts, acts, 32, 2),
        (0.3, teacher.lose_pairs, pairs, 16, 1),
    ]
    begun, step, total = time.monotonic(), 0, 0
    for epoch in range(options.epochs):
        reader.train()
        batches = [
            (n, b)
            for n, (*_, them, size, times) in enumerate(lessons)
            for share in ([1.0] * int(times) if times >= 1 else [times])
            for b in deal(dice.sample(them, int(share * len(them))), size, dice)
        ]
        dice.shuffle(batches)
        total = total or len(batches) * options.epochs
        sums = np.zeros((len(lessons), 2))
        for number, batch in batches:
            share = step / total
            for group in optimizer.param_groups:
                group["lr"] = options.rate * min(share / 0.05, max(0.02, (1 - share) / 0.95))
            weight, lose, *_ = lessons[number]
            loss = lose(batch)
            optimizer.zero_grad()
            (weight * loss).backward()
            nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimizer.step()
            average.update_parameters(reader)
            sums[number] += (float(loss.detach()), 1)
            step += 1
        teacher.reader = average.module
        score, losses = score_pairs(teacher, apart), sums[:, 0] / sums[:, 1]
        teacher.reader = reader
        minutes = (time.monotonic() - begun) / 60
        print(
            f"epoch {epoch + 1}/{options.epochs}  syntax {losses[0]:.3f}  acts {losses[1]:.3f}  pairs {losses[2]:.3f}  "
            f"pairs kept apart: macro F1 {score:.3f}  {minutes:.0f} min, {minutes / step * (total - step):.0f} left",
            flush=True,
        )
        options.out.mkdir(parents=True, exist_ok=True)
        torch.save(average.module.state_dict(), options.out / "act_reader.pt")


if __name__ == "__main__":
    main()
