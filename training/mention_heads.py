"""The heads for mentions while they learn: which words mention somebody, and which mention takes up which (PyTorch)."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from dragoman.actors.traits import OF_ONE, OF_TWO
from dragoman.reading.mentions import LONGEST
from dragoman.records import ENTITIES
from training.network import WIDTH

LEXICAL = 64
_CASES = 4  # of a word's form: no capital, Capitalised, CAPITALS, miXed


class MentionHead(nn.Module):
    """Which spans of words mention a person, an organization or a place (Yu et al. 2020, but only spans that may be are judged).

    Beside its vector each word brings what its first and last piece are as words of their own: their embeddings in the encoder's
    start, cut down to their `LEXICAL` main components, which do not learn.
    """

    def __init__(self, lexicon: Tensor, hidden: int = 128, dropout: float = 0.3) -> None:
        super().__init__()
        self.hidden = hidden
        self.lexicon = nn.Embedding.from_pretrained(lexicon)
        width = WIDTH + 2 * lexicon.shape[1] + _CASES
        self.edge, self.edge_out = nn.Linear(width, hidden), nn.Linear(hidden, 3)
        self.parts = nn.Linear(width, 5 * hidden)
        self.length = nn.Embedding(LONGEST, hidden)
        self.between, self.out = nn.Linear(hidden, hidden), nn.Linear(hidden, 1 + len(ENTITIES))
        self.dropout = nn.Dropout(dropout)

    def forward(self, vectors: Tensor, pieces: Tensor, forms: Tensor) -> tuple[Tensor, Tensor]:
        """Edges (n, 3): log-odds that a mention begins, ends, has its head here; parts (n + 1, 5 * hidden), the last row empty.

        `pieces` (n, 2): first and last of each word; `forms` (n,).
        """
        cases = nn.functional.one_hot(forms % _CASES, _CASES).float()
        words = self.dropout(torch.cat([vectors, self.lexicon(pieces).flatten(1), cases], dim=1))
        edges = self.edge_out(self.dropout(torch.relu(self.edge(words))))
        parts = self.parts(words)
        return edges, torch.cat([parts, torch.zeros_like(parts[:1])])

    def judge(self, edges: Tensor, parts: Tensor, spans: Tensor, around: Tensor) -> Tensor:
        """Log-odds (n_spans, 4) of spans, first and last word (n_spans, 2): no mention, then by entity.

        `around` (n_spans, 2): the words before and after in the sentence, n where there is none.
        """
        size = self.hidden
        begins, ends, before, after, inner = (parts[:, at * size : (at + 1) * size] for at in range(5))
        first, last = spans[:, 0], spans[:, 1]
        pull = torch.exp(edges[:, 2].clamp(-10, 10)).double()[:, None]
        none = torch.zeros_like(pull[:1])  # sums from the text's start, in double: their differences stay exact
        pulled = torch.cat([none.expand(1, size), (pull * inner[:-1]).cumsum(0)])
        pulls = torch.cat([none, pull.cumsum(0)])
        head = ((pulled[last + 1] - pulled[first]) / (pulls[last + 1] - pulls[first]).clamp_min(1e-9)).float()
        length = self.length((last - first).clamp_max(LONGEST - 1))
        joined = begins[first] + ends[last] + before[around[:, 0]] + after[around[:, 1]] + head + length
        mixed = self.dropout(nn.functional.gelu(self.between(self.dropout(nn.functional.gelu(joined)))))
        odds: Tensor = self.out(mixed)
        return odds


class PairHead(nn.Module):
    """Word vectors (n_words, WIDTH) and `dragoman.records.Pairs` → log-odds of each pair (n_pairs,), and of none (n,)."""

    def __init__(self, hidden: int = 64, dropout: float = 0.3) -> None:
        super().__init__()
        self.hidden = hidden
        self.left = nn.Linear(3 * WIDTH, 3 * hidden)
        self.right = nn.Linear(3 * WIDTH, 2 * hidden)
        self.own_left = nn.ModuleList(nn.Embedding(size, 3 * hidden) for size in OF_ONE)
        self.own_right = nn.ModuleList(nn.Embedding(size, 2 * hidden) for size in OF_ONE)
        self.shared = nn.ModuleList(nn.Embedding(size, hidden + 1) for size in OF_TWO)
        self.out, self.nobody = nn.Linear(hidden, 1), nn.Linear(hidden, 1)
        self.dropout = nn.Dropout(dropout)
        for table in (*self.own_left, *self.own_right, *self.shared):
            nn.init.normal_(table.weight, std=0.05)

    def forward(
        self, vectors: Tensor, ends: Tensor, own: Tensor, later: Tensor, earlier: Tensor, shared: Tensor
    ) -> tuple[Tensor, Tensor]:
        mention = self.dropout(vectors[ends].flatten(1))
        left, right = self.left(mention), self.right(mention)
        for nth in range(len(OF_ONE)):
            left = left + self.own_left[nth](own[:, nth])
            right = right + self.own_right[nth](own[:, nth])
        told = self.shared[0](shared[:, 0])
        for nth in range(1, len(OF_TWO)):
            told = told + self.shared[nth](shared[:, nth])
        size = self.hidden
        added = torch.relu(left[later, :size] + right[earlier, :size] + told[:, :size])
        product = (left[later, size : 2 * size] * right[earlier, size:]).sum(1) / size**0.5
        odds = self.out(self.dropout(added)).squeeze(1) + product + told[:, size]
        return odds, self.nobody(self.dropout(torch.relu(left[:, 2 * size :]))).squeeze(1)
