"""What sentences teach the act reader: the losses of acts, of marked pairs, and of syntax, which is asked for beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence

from dragoman.events.codebook import JOINT, TYPES
from training.act_reader import ActReader, Seen
from training.acts import CLASSES, CONFLICT, NAMES, NONE, macro_f1
from training.network import WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np

    from training.lessons import Sentence

_NO_ACT = -2.3  # log-odds of an act against which a pair's types are weighed: one in ten
_JOINT = torch.tensor([name in JOINT for name in TYPES])


class Teacher:
    """An act reader and the losses it learns by."""

    def __init__(self, treebank: Sequence[Sentence], reader: ActReader | None = None) -> None:
        """`treebank`: its relations and parts of speech are those that there are. `reader`: to go on from."""
        parsed = [s.parsed for s in treebank if s.parsed]
        self.relations = {r: n for n, r in enumerate(sorted({r for p in parsed for r in p.relations}))}
        self.parts = {r: n for n, r in enumerate(sorted({r for p in parsed for r in p.parts}))}
        self.reader = reader or ActReader(relations=len(self.relations), parts=len(self.parts))

    def see(self, batch: Sequence[Sentence], *, dropped: float = 0.0) -> tuple[Seen, Tensor]:
        """What the reader makes of some sentences, and which words are not filling. A share of words is `dropped`."""
        x = pad_sequence([one.vectors for one in batch], batch_first=True)
        mask = torch.arange(x.shape[1]) < torch.tensor([len(one.vectors) for one in batch])[:, None]
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


def score_pairs(teacher: Teacher, pairs: Iterable[Sentence]) -> float:
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
