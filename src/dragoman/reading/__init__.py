"""Article → Reading

The one network's one pass: words, labelled spans, word vectors. Everything later reads from what this keeps.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from dragoman.reading.decoding import decode
from dragoman.reading.tags import LABELS
from dragoman.reading.words import split_words
from dragoman.records import Article, Labelled, Reading, Span

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dragoman.reading.network import Network
    from dragoman.reading.words import Words

__all__ = ["label_words", "look", "read"]


def read(article: Article, network: Network, *, mark: bool = False) -> Reading:
    """Read an article's body (its text without furniture). A text without words gives a Reading without words.

    `mark`: whether mentions are marked too.
    """
    words = split_words(article.text, network.tokenizer, article.furniture)
    reading = look(words, network, mark=mark)
    if not len(words):
        return reading
    emissions, transitions = network.tag(reading.vectors)
    emissions = emissions + np.array(network.card["tag_bias"], np.float32)
    return replace(reading, labelled=label_words(emissions, transitions, words))


def look(words: Words, network: Network, *, mark: bool = False) -> Reading:
    """Words with their vectors: a Reading in which nothing is labelled yet. `mark`: with the network's mentions."""
    vectors, inner = network.encode(words)
    return Reading(
        starts=words.starts,
        ends=words.ends,
        sentence=words.sentence,
        paragraph=words.paragraph,
        vectors=vectors,
        inner=inner,
        sentences=words.sentences,
        quotations=words.quotations,
        labelled=(),
        version=network.version,
        marked=network.mark(vectors, words) if mark else (),
    )


def label_words(
    emissions: NDArray[np.float32], transitions: NDArray[np.float32], words: Words | Reading
) -> tuple[Labelled, ...]:
    """Spans decoded from emissions (n_words, n_labels, 5); a score is the probability of exactly that span."""
    return tuple(
        Labelled(label, Span(int(words.starts[a]), int(words.ends[b])), a, b, probability)
        for label, spans in zip(LABELS, decode(emissions, transitions, words.paragraph), strict=True)
        for a, b, probability in spans
    )
