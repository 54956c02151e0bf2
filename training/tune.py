"""Teach encoder, heads and act reader together: `python -m training.tune --corpora DIR --network DIR --out DIR`.

The teachers are attributions (as in `training.train`), and labelled texts, told sentences, marked pairs and two treebanks
(`training.teacher`). Each step asks about both; what they say goes down to the encoder's lowest layer. Their weights make the
gradients at the encoder about equally long. Which epoch is best is not asked: the rates fall to nothing, and a running average
of the weights is kept.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from training.act_reader import SHOWN, ActReader, open_reader
from training.acts import NONE, Told, read_acts, tell_text
from training.corpus import Piece, batch_pieces, cut_windows, make_example, read_articles, split_articles
from training.folds import KEPT
from training.label_files import LABELS, read_labels
from training.lessons import (
    Lesson,
    Sentence,
    batch_lessons,
    cut_lesson,
    make_lesson,
    pack_lessons,
    read_trees,
)
from training.network import Network
from training.teacher import Teacher, score_pairs
from training.train import encode_layers, open_network, open_tokenizer, train_step
from training.variation import read_stock, vary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tokenizers import Tokenizer

_SIZES = (120, 380, 380, 380)  # pieces a window, at most: one text in four is read in short ones
_ACTS, _PAIRS, _SYNTAX = 0.06, 0.04, 0.008
"""Weights of the losses, were a window's sentences all of one kind; that of attributions is one."""


class Learner(nn.Module):
    """Encoder with its heads, and act reader."""

    def __init__(self, network: Network, reader: ActReader) -> None:
        super().__init__()
        self.network, self.reader = network, reader

    def read(self, lessons: Sequence[Lesson], *, masked: float = 0.0) -> list[Sentence]:
        """The sentences of some windows with their vectors. A share of the pieces is `masked`."""
        parts = [(one.words, one.sentences[0].first, one.sentences[-1].last) for one in lessons]
        layers = encode_layers(self.network, parts, SHOWN, masked=masked)
        return [s for lesson, vectors in zip(lessons, layers, strict=True) for s in lesson.show(vectors)]


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """All that teaches acts, and the articles that teach attributions."""

    labelled: list[Lesson]
    told: list[Told]
    pairs: list[Told]
    trees: list[Lesson]
    articles: list[dict[str, Any]]
    stock: Any

    def deal(self, tokenizer: Tokenizer, dice: random.Random, *, size: int) -> list[list[Lesson]]:
        """One time through what teaches acts, and through a quarter of the treebanks, cut anew."""
        packs = [*pack_lessons(self.told, tokenizer, dice), *pack_lessons(self.pairs, tokenizer, dice)]
        lessons = [*self.labelled, *packs, *dice.sample(self.trees, len(self.trees) // 4)]
        return batch_lessons(
            [w for one in lessons for w in cut_lesson(one, dice, size=dice.choice(_SIZES))], dice, size=size
        )

    def deal_speech(self, tokenizer: Tokenizer, dice: random.Random, *, size: int) -> list[list[Piece]]:
        """One time through the articles, varied and cut anew."""
        examples = [make_example(*vary(a, self.stock, dice), tokenizer) for a in self.articles]
        return batch_pieces([p for e in examples for p in cut_windows(e, size=382, dice=dice)], size=size, dice=dice)


def read_texts(corpora: Path, learn: Sequence[Told], tokenizer: Tokenizer) -> Texts:
    """Everything that teaches; `learn`: told sentences and pairs."""
    articles, _ = split_articles(read_articles(corpora / "attribution" / "train.jsonl"))
    return Texts(
        labelled=read_labelled(LABELS, corpora, tokenizer),
        told=[t for t in learn if t.acts is not None],
        pairs=[t for t in learn if t.acts is None],
        trees=read_trees([corpora / "syntax" / f"{name}-train.conllu" for name in ("ewt", "gum")], tokenizer),
        articles=articles,
        stock=read_stock(corpora / "actors" / "reign-leaders.csv", articles),
    )


def read_labelled(folder: Path, corpora: Path, tokenizer: Tokenizer) -> list[Lesson]:
    """The labelled texts of a folder."""
    rows = read_labels(sorted(folder.glob("*.jsonl")), corpora)
    return [make_lesson([tell_text(row["text"], label["acts"])], tokenizer) for label, row in rows]


@dataclass(frozen=True, slots=True, eq=False)
class Apart:
    """What nothing is taught by: labelled texts kept for choosing, and a fold of the pairs."""

    labelled: list[Lesson]
    pairs: list[Lesson]

    def measure(self, learner: Learner, teacher: Teacher) -> str:
        """Typed triggers, and acts whose parties' words in the sentence are found, no others, the trigger given."""
        learner.eval()
        right = mine = gold = whole = 0
        with torch.no_grad():
            for one in (s for lesson in self.labelled for s in learner.read([lesson])):
                seen, _ = teacher.see([one])
                found = {(w, t) for w, t in enumerate(seen.told["types"][0].argmax(1).tolist()) if t != NONE}
                wanted = {(w, act.type) for w, act, _ in one.acts or ()}
                right, mine, gold = right + len(found & wanted), mine + len(found), gold + len(wanted)
                playing = seen.weigh(teacher.reader.near)[0] > 0
                whole += sum(_are_found(playing[w], parties, one.silent) for w, _, parties in one.acts or ())
            score = score_pairs(teacher, (s for lesson in self.pairs for s in learner.read([lesson])))
        learner.train()
        return (
            f"kept apart: typed triggers F1 {2 * right / (mine + gold):.3f}, words of all parties {whole / gold:.3f} "
            f"of {gold}; pairs' macro F1 {score:.3f} of {len(self.pairs)}"
        )


def _are_found(playing: Tensor, parties: tuple[list[tuple[int, int]], ...], silent: np.ndarray) -> bool:
    """Whether every party has a word that plays its part (n_words, 2), and no other word does; `silent` ones are not asked."""
    for role, spans in enumerate(parties):
        found = {w for w in torch.nonzero(playing[:, role])[:, 0].tolist() if not silent[w]}
        words = [set(range(a, b + 1)) for a, b in spans]
        if not all(found & one for one in words) or found - set().union(*words):
            return False
    return True


def keep_apart(kept: Sequence[Told], corpora: Path, tokenizer: Tokenizer) -> Apart:
    """`kept`: pairs of the fold kept apart."""
    dice = random.Random(1)
    labelled = [
        w for one in read_labelled(LABELS / "choosing", corpora, tokenizer) for w in cut_lesson(one, dice, size=380)
    ]
    return Apart(labelled, [make_lesson([t], tokenizer) for t in kept if t.pair >= 0])


def lose_acts(
    learner: Learner, teacher: Teacher, batch: Sequence[Lesson], *, masked: float
) -> tuple[Tensor, list[float]]:
    """The loss of one batch, and that of acts, pairs and syntax a sentence (0 where there are none)."""
    sentences = learner.read(batch, masked=masked)
    kinds = (
        (_ACTS, teacher.lose_acts, [s for s in sentences if s.acts is not None]),
        (_PAIRS, teacher.lose_pairs, [s for s in sentences if s.pair is not None]),
        (_SYNTAX, teacher.lose_syntax, [s for s in sentences if s.parsed is not None]),
    )
    loss, shown = torch.zeros(()), []
    for weight, lose, them in kinds:
        lost = lose(them) if them else torch.zeros(())
        loss = loss + weight * lost * len(them) / len(sentences)
        shown.append(float(lost.detach()))
    return loss, shown


def spread(*them: Sequence[Any]) -> Iterator[list[Any]]:
    """Several lists side by side, the shorter ones' items at even distances among the longest one's, and None between."""
    count = max(map(len, them))
    for n in range(count):
        at = [(n * len(one) // count, (n + 1) * len(one) // count) for one in them]
        yield [one[b - 1] if b > a else None for one, (a, b) in zip(them, at, strict=True)]


def read_options() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--network", type=Path, required=True, help="the folder of the network to go on from")
    parser.add_argument("--acts", type=Path, help="act_reader.pt to go on from; without it, a new one")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--encoder-rate", type=float, default=2e-4)
    parser.add_argument("--head-rate", type=float, default=5e-4)
    parser.add_argument("--windows", type=int, default=8, help="with acts, a step")
    parser.add_argument("--speech-windows", type=int, default=4, help="with attributions, a step")
    parser.add_argument("--masked", type=float, default=0.1, help="share of pieces")
    parser.add_argument("--average", type=float, default=0.998, help="what of the running average stays, a step")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main() -> None:
    """Read all teachers, train, and save `network.pt` and `act_reader.pt` after every epoch."""
    options = read_options()
    torch.manual_seed(options.seed)
    dice, tokenizer = random.Random(options.seed), open_tokenizer()
    learn, kept = read_acts(options.corpora / "events", fold=KEPT)
    texts, apart = read_texts(options.corpora, learn, tokenizer), keep_apart(kept, options.corpora, tokenizer)
    teacher = Teacher(
        [s for one in texts.trees for s in one.sentences], open_reader(options.acts) if options.acts else None
    )
    learner = Learner(open_network(options.network / "network.pt"), teacher.reader)
    heads = [*learner.network.tags.parameters(), *learner.network.links.parameters(), *learner.reader.parameters()]
    encoder = [p for p in learner.network.encoder.parameters() if p.requires_grad]
    peaks = (options.encoder_rate, options.head_rate)
    optimizer = torch.optim.AdamW([
        {"params": encoder, "lr": peaks[0], "weight_decay": 0.01}, {"params": heads, "lr": peaks[1], "weight_decay": 0.03}
    ])  # fmt: skip
    average = AveragedModel(learner, multi_avg_fn=get_ema_multi_avg_fn(options.average))
    begun, step, total = time.monotonic(), 0, 0
    for epoch in range(options.epochs):
        learner.train()
        acts = texts.deal(tokenizer, dice, size=options.windows)
        speech = texts.deal_speech(tokenizer, dice, size=options.speech_windows)
        count, sums = max(len(acts), len(speech)), np.zeros((5, 2))
        total = total or count * options.epochs
        for number, (lessons, pieces) in enumerate(spread(acts, speech), 1):
            for group, peak in zip(optimizer.param_groups, peaks, strict=True):
                group["lr"] = peak * min(step / total / 0.06, max(0.02, (1 - step / total) / 0.94))
            loss, shown = torch.zeros(()), [0.0] * 5
            if pieces:
                loss, *shown[:2] = train_step(learner.network, pieces, guess=True, dice=dice)
            if lessons:
                lost, shown[2:] = lose_acts(learner, teacher, lessons, masked=options.masked)
                loss = loss + lost
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(learner.parameters(), 1.5)
            optimizer.step()
            average.update_parameters(learner)
            step += 1
            sums += np.array([(value, value > 0) for value in shown])
            if number % 100 == 0 or number == count:
                minutes, means = (time.monotonic() - begun) / 60, sums[:, 0] / np.maximum(sums[:, 1], 1)
                named = zip(("tagging", "linking", "acts", "pairs", "syntax"), means, strict=True)
                print(
                    f"epoch {epoch + 1}/{options.epochs}  {number}/{count}  "
                    + "  ".join(f"{name} {value:.3f}" for name, value in named)
                    + f"  {minutes:.0f} min, {minutes / step * (total - step):.0f} left",
                    flush=True,
                )
        teacher.reader = average.module.reader
        print(apart.measure(average.module, teacher), flush=True)
        teacher.reader = learner.reader
        options.out.mkdir(parents=True, exist_ok=True)
        torch.save(average.module.network.state_dict(), options.out / "network.pt")
        torch.save(average.module.reader.state_dict(), options.out / "act_reader.pt")
        (options.out / "options.json").write_text(json.dumps({k: str(v) for k, v in vars(options).items()}, indent=1))


if __name__ == "__main__":
    main()
