"""The network while it learns: encoder, tagging head with its transitions, linking heads (PyTorch)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, get_args

import torch
from torch import Tensor, nn
from transformers import BertModel

from dragoman.reading.pairs import PLACES
from dragoman.reading.tags import ENDS, LABELS, LEGAL, STARTS, TAGS
from dragoman.reading.words import FORMS
from dragoman.records import LinkKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WIDTH = 384
HEAD = 32  # numbers of a vector that one attention head works with
LINKS: tuple[LinkKind, ...] = get_args(LinkKind)
_NEVER = -1e4


def open_encoder(folder: Path, *, attention: str = "sdpa", feed_forward: int = 1536, heads: int = 12) -> BertModel:
    """all-MiniLM-L6-v2 with a token type for each word form, all starting from its only used type.

    `attention` "eager" is what the exporter's fusion knows; `feed_forward` is the width of those layers and `heads` the
    number of attention heads in each, after pruning.
    There is no dropout inside: on a CPU its random numbers cost as much as the products. Masked words regularise instead.
    """
    encoder = BertModel.from_pretrained(
        folder,
        add_pooling_layer=False,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        attn_implementation=attention,
    )
    if feed_forward != encoder.config.intermediate_size:
        for layer in encoder.encoder.layer:
            layer.intermediate.dense = nn.Linear(WIDTH, feed_forward)
            layer.output.dense = nn.Linear(feed_forward, WIDTH)
    if heads != encoder.config.num_attention_heads:
        for layer in encoder.encoder.layer:
            for part in ("query", "key", "value"):
                setattr(layer.attention.self, part, nn.Linear(WIDTH, heads * HEAD))
            layer.attention.output.dense = nn.Linear(heads * HEAD, WIDTH)
    types = encoder.embeddings.token_type_embeddings.weight.data[:1]
    encoder.embeddings.token_type_embeddings = nn.Embedding.from_pretrained(types.repeat(FORMS, 1), freeze=False)
    encoder.config.type_vocab_size = FORMS
    encoder.embeddings.word_embeddings.weight.requires_grad = False
    return encoder


class TagHead(nn.Module):
    """Word vectors (n, WIDTH) → emissions (n, labels, tags); holds the transitions (labels, tags, tags)."""

    def __init__(self, hidden: int = 192, dropout: float = 0.1) -> None:
        super().__init__()
        self.dense = nn.Linear(WIDTH, hidden)
        self.out = nn.Linear(hidden, len(LABELS) * len(TAGS))
        self.dropout = nn.Dropout(dropout)
        self.transitions = nn.Parameter(torch.zeros(len(LABELS), len(TAGS), len(TAGS)))

    def forward(self, vectors: Tensor) -> Tensor:
        hidden = nn.functional.gelu(self.dense(self.dropout(vectors)))
        return self.out(self.dropout(hidden)).unflatten(-1, (len(LABELS), len(TAGS)))


class LinkHead(nn.Module):
    """Two spans' joined end vectors (n, 2 * WIDTH) and their places (n,) → log-odds (n,) that they belong together."""

    def __init__(self, hidden: int = 128, dropout: float = 0.1) -> None:
        super().__init__()
        self.left = nn.Linear(2 * WIDTH, 2 * hidden)
        self.right = nn.Linear(2 * WIDTH, 2 * hidden)
        self.place = nn.Embedding(PLACES, hidden)
        self.bias = nn.Embedding(PLACES, 1)
        self.out = nn.Linear(hidden, 1)
        self.dropout = nn.Dropout(dropout)
        self.hidden = hidden
        nn.init.zeros_(self.bias.weight)

    def forward(self, left: Tensor, right: Tensor, place: Tensor) -> Tensor:
        return self.combine(*self.project(left, right), place)

    def project(self, left: Tensor, right: Tensor) -> tuple[Tensor, Tensor]:
        """Each span's part, which training computes once for all its pairs: (n, 2 * WIDTH) → (n, 2 * hidden)."""
        return self.left(self.dropout(left)), self.right(self.dropout(right))

    def combine(self, a: Tensor, b: Tensor, place: Tensor) -> Tensor:
        """Log-odds (n,) of pairs whose parts are `a` and `b`."""
        added = nn.functional.gelu(a[:, : self.hidden] + b[:, : self.hidden] + self.place(place))
        product = (a[:, self.hidden :] * b[:, self.hidden :]).sum(1) / self.hidden**0.5
        return self.out(self.dropout(added)).squeeze(1) + product + self.bias(place).squeeze(1)


class Network(nn.Module):
    """The encoder and its heads."""

    def __init__(self, encoder: BertModel, *, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = encoder
        self.tags = TagHead(dropout=dropout)
        self.links = nn.ModuleDict({kind: LinkHead(dropout=dropout) for kind in LINKS})

    def vectors(self, ids: Tensor, forms: Tensor, mask: Tensor) -> Tensor:
        """Piece vectors (batch, pieces, WIDTH)."""
        out: Tensor = self.encoder(input_ids=ids, token_type_ids=forms, attention_mask=mask).last_hidden_state
        return out

    def layers(self, ids: Tensor, forms: Tensor, mask: Tensor, shown: Sequence[int]) -> list[Tensor]:
        """Piece vectors (batch, pieces, WIDTH) of the last layer and of those `shown`, counted from 0."""
        seen = self.encoder(input_ids=ids, token_type_ids=forms, attention_mask=mask, output_hidden_states=bool(shown))
        return [seen.last_hidden_state, *(seen.hidden_states[n + 1] for n in shown)]


def crf_loss(emissions: Tensor, transitions: Tensor, tags: Tensor, lengths: Tensor) -> Tensor:
    """Negative log-likelihood a word of the gold tags, summed over labels.

    `emissions` (batch, words, labels, tags) padded at the end, `tags` (batch, words, labels), `lengths` (batch,).
    """
    illegal = torch.tensor(~LEGAL)
    moves = transitions.masked_fill(illegal, _NEVER)
    steps = torch.arange(emissions.shape[1])
    live = (steps < lengths[:, None]).float()
    picked = emissions.gather(3, tags[..., None]).squeeze(3)
    label = torch.arange(emissions.shape[2])
    moved = moves[label, tags[:, :-1], tags[:, 1:]]
    gold = (picked.sum(2) * live).sum() + (moved.sum(2) * live[:, 1:]).sum()
    alpha = emissions[:, 0] + torch.tensor(STARTS).logical_not() * _NEVER
    for step in range(1, emissions.shape[1]):
        moved = torch.logsumexp(alpha[..., :, None] + moves, dim=2) + emissions[:, step]
        alpha = torch.where((step < lengths)[:, None, None], moved, alpha)
    alpha = alpha + torch.tensor(ENDS).logical_not() * _NEVER
    return (torch.logsumexp(alpha, dim=2).sum() - gold) / lengths.sum()


def link_loss(logits: Tensor, groups: Tensor, wanted: Tensor) -> Tensor:
    """Mean over groups of -log P(a wanted candidate), softmax within each group; `groups` (n,), `wanted` (n,) bool."""
    n_groups = int(groups.max()) + 1
    top = torch.full((n_groups,), -torch.inf).scatter_reduce(0, groups, logits.detach(), "amax")
    weights = torch.exp(logits - top[groups])
    total = torch.zeros(n_groups).index_add(0, groups, weights)
    right = torch.zeros(n_groups).index_add(0, groups, weights * wanted)
    return -(torch.log(right.clamp_min(1e-9)) - torch.log(total)).mean()


def parameter_groups(network: Network, *, encoder_rate: float, head_rate: float) -> Iterable[dict[str, object]]:
    """Encoder and heads at their own rates; no decay on biases and norms."""
    for part, rate in (
        (network.encoder, encoder_rate),
        (nn.ModuleList([network.tags, network.links]), head_rate),
    ):
        named = [(n, p) for n, p in part.named_parameters() if p.requires_grad]
        flat = [p for n, p in named if p.ndim < 2 or "LayerNorm" in n or "transitions" in n]
        deep = [p for n, p in named if not (p.ndim < 2 or "LayerNorm" in n or "transitions" in n)]
        yield {"params": deep, "lr": rate, "weight_decay": 0.01}
        yield {"params": flat, "lr": rate, "weight_decay": 0.0}
