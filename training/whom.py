"""Teach whom words mean that play a part ("the government", "they"): `python -m training.whom --corpora DIR --out DIR`.

The shipped encoder stands still. The teachers are the labelled texts: each party's words, and who that is. Each chooses among all
whom the program finds near it, or nobody else (Lee et al. 2017, without their spans); all mentions of who is meant are right.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from bench.reports import is_same, name_actor
from dragoman import actors, intake, reading, statements
from dragoman.events.candidates import SILENT, Candidate, find_candidates
from dragoman.events.whom import KINDS, OTHERS, SALIENCES, SOMEBODY, choose, list_choices
from dragoman.reading.network import Network as Shipped
from dragoman.reading.pairs import PLACES, find_choice_places
from dragoman.records import Choices, Reading
from training.acts import to_words
from training.label_files import LABELS, Row, read_labels
from training.network import WIDTH

_AT_ONCE = 40  # mentions of a text that are asked about in one step
_CUT = 0.3  # share of them of which only a part of the words is shown, as the program may find them


@dataclass(frozen=True, slots=True)
class Asked:
    """Words that name a party, first and last, and who that is."""

    first: int
    last: int
    means: str


class Whom(nn.Module):
    """Mentions' end vectors (n_mentions, 2 * 3 * WIDTH) and choices among them (n,) → log-odds (n,)."""

    def __init__(self, hidden: int = 128, dropout: float = 0.3) -> None:
        super().__init__()
        self.inlet = nn.Linear(2 * 3 * WIDTH, 256)
        self.left, self.right = nn.Linear(256, 2 * hidden), nn.Linear(256, 2 * hidden)
        self.nobody = nn.Parameter(torch.zeros(1, 2 * hidden))
        self.place, self.kind = nn.Embedding(PLACES, hidden), nn.Embedding(KINDS, hidden)
        self.salience, self.bias = nn.Embedding(len(SALIENCES) + 1, hidden), nn.Embedding(PLACES, 1)
        self.out, self.dropout, self.hidden = nn.Linear(hidden, 1), nn.Dropout(dropout), hidden
        nn.init.zeros_(self.bias.weight)

    def forward(
        self, ends: Tensor, asked: Tensor, other: Tensor, places: Tensor, kinds: Tensor, salience: Tensor
    ) -> Tensor:
        shown = self.dropout(nn.functional.gelu(self.inlet(self.dropout(ends))))
        left, right = self.left(shown)[asked], torch.cat((self.nobody, self.right(shown)))[other + 1]
        around = self.place(places) + self.kind(kinds) + self.salience(salience)
        added = nn.functional.gelu(left[:, : self.hidden] + right[:, : self.hidden] + around)
        product = (left[:, self.hidden :] * right[:, self.hidden :]).sum(1) / self.hidden**0.5
        odds: Tensor = self.out(self.dropout(added)).squeeze(1) + product + self.bias(places).squeeze(1)
        return odds


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """One labelled text: word vectors, what is asked, who may be meant, and whom each of those is, by the labels."""

    text: str
    seen: Reading
    vectors: np.ndarray
    asked: list[Asked]
    candidates: list[Candidate]
    means: list[str]


def read_texts(folder: Path, corpora: Path, network: Shipped) -> list[Text]:
    """All labelled texts of a folder as the program sees them; those that intake changes are left out."""
    found = (_see(label, row, network) for label, row in read_labels(sorted(folder.glob("*.jsonl")), corpora))
    return [one for one in found if one is not None]


def _see(label: Row, row: Row, network: Shipped) -> Text | None:
    text = row["text"]
    article = intake.article_from_text(text, published=row.get("date") or row.get("published_at"))
    if article.text != text:
        return None
    seen = reading.read(article, network)
    cast = actors.resolve(article, seen)
    said = statements.extract(article, seen, cast, network.score, network.calibrate)
    candidates = list(find_candidates(article, seen, cast, said))
    parties: dict[tuple[int, int], set[str]] = {}
    for party in (p for act in label["acts"] for p in (*act["actors"], *act["recipients"])):
        parties.setdefault((party["span"][0], party["span"][1]), set()).add(party["id"])
    known = sorted({name for names in parties.values() for name in names})
    asked = []
    for (start, end), names in parties.items():
        first, last = to_words(seen, start, end)  # type: ignore[arg-type]
        told = [w for w in range(first, min(last + 1, len(seen.starts))) if _word(text, seen, w) not in SILENT]
        if told and len(names) == 1:
            asked.append(Asked(told[0], told[-1], next(iter(names))))
    means = []
    for c in candidates:
        over = {
            n
            for (a, b), names in parties.items()
            if a < c.span.end and c.span.start < b and len(names) == 1
            for n in names
        }
        name = name_actor(c.actor)
        means.append(
            next(
                (k for k in (*over, *known) if is_same(name, k)),
                name if c.actor.named or not over else next(iter(over)),
            )
        )
    vectors = np.concatenate((seen.vectors, seen.inner), 1).astype(np.float16)
    return Text(text, seen, vectors, sorted(asked, key=lambda a: a.first), candidates, means)


def _word(text: str, seen: Reading, word: int) -> str:
    return text[seen.starts[word] : seen.ends[word]].lower()


def pose(one: Text, dice: random.Random | None) -> tuple[Choices, np.ndarray, list[Asked]]:
    """The choices of a text's mentions, and which are right (n,) bool. `dice`: some only, some of them cut."""
    asked = one.asked
    if dice:
        asked = sorted(dice.sample(asked, min(_AT_ONCE, len(asked))), key=lambda a: a.first)
        asked = [_cut(a, dice) if dice.random() < _CUT else a for a in asked]
    choices = list_choices(one.text, one.seen, asked, one.candidates)
    right = np.array([name == asked[a].means for a, name in zip(choices.asked, name_rows(one, choices), strict=True)])
    own = np.flatnonzero(choices.kinds == SOMEBODY)
    right[own] = [not right[choices.asked == a].any() for a in choices.asked[own]]
    return choices, right, asked


def name_rows(one: Text, choices: Choices) -> np.ndarray:
    """Whom each choice is, by the labels; "" who is told by the words alone."""
    first = len(choices.spans) - len(one.candidates)
    rows = zip(choices.other.tolist(), choices.kinds.tolist(), strict=True)
    return np.array([one.means[o - first] if o >= 0 else OTHERS[kind - SOMEBODY] for o, kind in rows])


def _cut(one: Asked, dice: random.Random) -> Asked:
    first = dice.randint(one.first, one.last)
    return Asked(first, dice.randint(first, one.last), one.means)


def weigh(head: Whom, one: Text, choices: Choices) -> Tensor:
    """Log-odds (n,) of choices."""
    ends = torch.from_numpy(one.vectors[choices.spans].reshape(len(choices.spans), -1).astype(np.float32))
    columns = (choices.asked, choices.other, find_choice_places(one.seen, choices), choices.kinds, choices.salience)
    odds: Tensor = head(ends, *map(torch.from_numpy, columns))
    return odds


def lose(odds: Tensor, right: np.ndarray, groups: np.ndarray) -> Tensor:
    """Mean over asked mentions of -log P(someone right)."""
    at, wanted = torch.from_numpy(groups), torch.from_numpy(right)
    n = int(groups.max()) + 1
    top = torch.full((n,), -torch.inf).scatter_reduce(0, at, odds.detach(), "amax")
    weights = torch.exp(odds - top[at])
    total = torch.zeros(n).index_add(0, at, weights)
    good = torch.zeros(n).index_add(0, at, weights * wanted)
    return -(torch.log(good.clamp_min(1e-9)) - torch.log(total)).mean()


def measure(head: Whom, texts: list[Text]) -> tuple[float, float, int]:
    """How often who is meant is chosen (or nobody else, where it is nobody else): all, those that are states, and of how many."""
    head.eval()
    verdicts: list[tuple[bool, bool]] = []
    for one in texts:
        if not one.asked:
            continue
        choices, right, asked = pose(one, None)
        with torch.no_grad():
            odds, names = weigh(head, one, choices).numpy(), name_rows(one, choices)
        for n, a in enumerate(asked):
            mine = choices.asked == n
            best, _ = choose(odds[mine], names[mine].tolist())
            verdicts.append((best in names[mine][right[mine]], len(a.means) == 3 and a.means.isupper()))
    states = [v for v, s in verdicts if s]
    return sum(v for v, _ in verdicts) / max(1, len(verdicts)), sum(states) / max(1, len(states)), len(verdicts)


def main() -> None:
    """Read the texts, train, save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    dice, network = random.Random(options.seed), Shipped(threads=torch.get_num_threads(), whole=False)
    texts = [one for one in read_texts(LABELS, options.corpora, network) if one.asked]
    apart = read_texts(LABELS / "choosing", options.corpora, network)
    teach(texts, apart, dice, options)


def teach(texts: list[Text], apart: list[Text], dice: random.Random, options: argparse.Namespace) -> Whom:
    head = Whom()
    optimizer = torch.optim.AdamW(head.parameters(), lr=options.rate, weight_decay=0.05)
    total, step = options.epochs * len(texts), 0
    for epoch in range(options.epochs):
        head.train()
        lost = 0.0
        for one in dice.sample(texts, len(texts)):
            for group in optimizer.param_groups:
                group["lr"] = options.rate * min(20 * step / total, max(0.02, 1 - step / total))
            choices, right, _ = pose(one, dice)
            loss = lose(weigh(head, one, choices), right, choices.asked)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            step, lost = step + 1, lost + float(loss.detach())
        share, states, n = measure(head, apart)
        print(
            f"epoch {epoch + 1}/{options.epochs}  loss {lost / len(texts):.3f}  "
            f"kept apart: right {share:.3f}, states {states:.3f}, N={n}",
            flush=True,
        )
        options.out.mkdir(parents=True, exist_ok=True)
        torch.save(head.state_dict(), options.out / "whom.pt")
    return head


if __name__ == "__main__":
    main()
