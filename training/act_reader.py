"""What judges acts while it learns: two more layers over the words of a sentence (PyTorch).

They read a word's last vector beside those of two inner layers, see one sentence, and learn its syntax on the side: who does
what to whom is half grammar. Relative positions as in T5 (Raffel et al. 2020), arcs and roles by biaffine products (Dozat and
Manning 2017).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from dragoman.events.codebook import ASPECTS, CERTAINTIES, POLARITIES, TIMES, TYPES, list_modes
from training.network import WIDTH

if TYPE_CHECKING:
    from pathlib import Path

SHOWN = (1, 3)
"""The encoder's layers whose vectors are read beside those of the last, counted from 0."""
INNER = len(SHOWN) * WIDTH
HIDDEN, HEADS, FORWARD, PART = 256, 4, 768, 128
REACH = 32  # words: further away is all the same
TOLD = {
    "types": len(TYPES) + 1,
    "mode": len(list_modes()) + 1,
    "certainty": len(CERTAINTIES),
    "polarity": len(POLARITIES),
    "time": len(TIMES),
    "aspect": len(ASPECTS),
}
"""What each word tells as a trigger: its type (none last), its mode, and how the act is told; numbers of classes."""


def find_distances(length: int) -> Tensor:
    """From each word to each other, held to REACH and counted from 0: (length, length)."""
    at = torch.arange(length)
    return (at[None] - at[:, None]).clamp(-REACH, REACH) + REACH


class Layer(nn.Module):
    """Attention and feed-forward over the words of a sentence (n, words, HIDDEN), normed before each."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.norms = nn.ModuleList([nn.LayerNorm(HIDDEN), nn.LayerNorm(HIDDEN)])
        self.joint, self.mix = nn.Linear(HIDDEN, 3 * HIDDEN), nn.Linear(HIDDEN, HIDDEN)
        self.wide, self.narrow = nn.Linear(HIDDEN, FORWARD), nn.Linear(FORWARD, HIDDEN)
        self.distance = nn.Embedding(2 * REACH + 1, HEADS)
        self.dropout = nn.Dropout(dropout)
        nn.init.zeros_(self.distance.weight)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """`mask` (n, words): which words are not filling."""
        n, length, _ = x.shape
        query, key, value = (
            self.joint(self.norms[0](x)).view(n, length, 3, HEADS, HIDDEN // HEADS).permute(2, 0, 3, 1, 4)
        )
        odds = query @ key.transpose(-1, -2) / (HIDDEN // HEADS) ** 0.5
        odds = odds + self.distance(find_distances(length)).permute(2, 0, 1)
        shares = odds.masked_fill(~mask[:, None, None], -1e4).softmax(-1)
        x = x + self.dropout(self.mix((shares @ value).transpose(1, 2).reshape(n, length, HIDDEN)))
        return x + self.dropout(self.narrow(nn.functional.gelu(self.wide(self.norms[1](x)))))


class Biaffine(nn.Module):
    """Log-odds of `out` relations between words, as a vector a side: asks (n, words, out, k), answers (n, words, k)."""

    def __init__(self, out: int, dropout: float) -> None:
        super().__init__()

        def part() -> nn.Sequential:
            return nn.Sequential(nn.Dropout(dropout), nn.Linear(HIDDEN, PART), nn.GELU(), nn.Dropout(dropout))

        self.left, self.right = part(), part()
        self.weight = nn.Parameter(torch.randn(out, PART, PART) * (0.5 / PART))
        self.left_bias, self.right_bias = nn.Linear(PART, out), nn.Linear(PART, out)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        left, right = self.left(x), self.right(x)
        asks = torch.einsum("nth,ohk->ntok", left, self.weight) + self.right_bias.weight
        offset = self.left_bias(left) + self.right_bias.bias
        return torch.cat((asks, offset[..., None]), -1), torch.cat((right, torch.ones_like(right[..., :1])), -1)


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What the reader makes of sentences: each word's hidden vector, its log-odds as a trigger, its two sides of roles."""

    hidden: Tensor
    told: dict[str, Tensor]
    asks: Tensor
    answers: Tensor

    def weigh(self, near: Tensor) -> Tensor:
        """Log-odds (n, words, words, 2) that the second word acts, and is acted upon, in what the first tells."""
        odds = torch.einsum("ntok,nwk->ntwo", self.asks, self.answers)
        return odds + near[find_distances(self.asks.shape[1])]


class ActReader(nn.Module):
    """Word vectors of sentences → triggers, roles, and (learned on the side) syntax."""

    def __init__(self, *, relations: int, parts: int, dropout: float = 0.2) -> None:
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        self.inlet, self.inlet_norm = nn.Linear(WIDTH + INNER, HIDDEN), nn.LayerNorm(HIDDEN)
        self.layers = nn.ModuleList([Layer(dropout), Layer(dropout)])
        self.outlet_norm = nn.LayerNorm(HIDDEN)
        self.trigger = nn.Sequential(
            nn.Dropout(dropout), nn.Linear(WIDTH + HIDDEN, HIDDEN), nn.GELU(), nn.Dropout(dropout),
            nn.Linear(HIDDEN, sum(TOLD.values())),
        )  # fmt: skip
        self.roles = Biaffine(2, dropout)
        self.near = nn.Parameter(torch.zeros(2 * REACH + 1, 2))
        self.arcs = Biaffine(1, dropout)
        self.dependent, self.head = nn.Linear(HIDDEN, 96), nn.Linear(HIDDEN, 96)
        self.relation = nn.Linear(2 * 96, relations)
        self.part_of_speech = nn.Linear(HIDDEN, parts)
        with torch.no_grad():
            self.trigger[-1].bias[len(TYPES)] = 4.0  # few words are triggers

    def forward(self, vectors: Tensor, inner: Tensor, mask: Tensor) -> Seen:
        """`vectors` (n, words, WIDTH), `inner` (n, words, INNER), `mask` (n, words)."""
        hidden = self.inlet_norm(self.inlet(self.dropout(torch.cat((vectors, inner), -1))))
        for layer in self.layers:
            hidden = layer(hidden, mask)
        hidden = self.outlet_norm(hidden)
        told = self.trigger(torch.cat((vectors, hidden), -1)).split(list(TOLD.values()), dim=-1)
        return Seen(hidden, dict(zip(TOLD, told, strict=True)), *self.roles(hidden))

    def parse(self, hidden: Tensor, mask: Tensor, heads: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Log-odds of each word's head (n, words, words), of its relation to the head that is so, and of its part of speech."""
        asks, answers = self.arcs(hidden)
        arcs = torch.einsum("nik,njk->nij", asks[:, :, 0], answers).masked_fill(~mask[:, None], -1e4)
        mine = self.head(hidden)[torch.arange(len(heads))[:, None], heads.clamp(min=0)]
        relations = self.relation(nn.functional.gelu(torch.cat((self.dependent(hidden), mine), -1)))
        return arcs, relations, self.part_of_speech(hidden)


def open_reader(path: Path) -> ActReader:
    """An act reader as it was saved."""
    state = torch.load(path)
    reader = ActReader(relations=len(state["relation.bias"]), parts=len(state["part_of_speech.bias"]))
    reader.load_state_dict(state)
    return reader
