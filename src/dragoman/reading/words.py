"""Words: what labels stand on, and the word pieces the encoder reads.

A word is a run of letters and digits or one punctuation mark, as the encoder's own tokenizer splits text. Beside its
pieces each word has a *form*, which the encoder gets as its token type: what the uncased pieces do not show.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from dragoman.reading.quotations import find_quotations
from dragoman.reading.sentences import find_paragraphs, find_sentences
from dragoman.records import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

FORMS = 16
"""Number of word forms: 4 by case, doubled inside quotation marks, doubled again at the start of a paragraph."""


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The words of a text, in order, and their pieces.

    `starts`, `ends`, `sentence`, `paragraph`, `forms`: int32 (n_words,); `pieces`: int64 (n_pieces,), vocabulary
    indices; `first_piece`: int32 (n_words + 1,), so that word i has pieces `first_piece[i]` to `first_piece[i + 1]`.
    """

    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    sentence: NDArray[np.int32]
    paragraph: NDArray[np.int32]
    forms: NDArray[np.int32]
    pieces: NDArray[np.int64]
    first_piece: NDArray[np.int32]
    sentences: tuple[Span, ...]
    quotations: tuple[Span, ...]

    def __len__(self) -> int:
        return len(self.starts)

    def list_pieces(self) -> NDArray[np.int64]:
        """First and last piece of each word. (n_words, 2)"""
        ends = self.first_piece
        return np.stack([self.pieces[ends[:-1]], self.pieces[ends[1:] - 1]], axis=1)


def split_words(text: str, tokenizer: Tokenizer, furniture: tuple[Span, ...] = ()) -> Words:
    """Words of `text` outside `furniture` (disjoint spans in order). A text without words gives empty arrays."""
    paragraphs = tuple(p for a, b in _body(text, furniture) for p in find_paragraphs(text, a, b))
    quotations = find_quotations(text, paragraphs)
    per_paragraph = [find_sentences(text, p) for p in paragraphs]
    sentences = tuple(s for ss in per_paragraph for s in ss)
    encodings = tokenizer.encode_batch([p.of(text) for p in paragraphs], add_special_tokens=False)
    starts: list[int] = []
    ends: list[int] = []
    paragraph: list[int] = []
    pieces: list[int] = []
    first_piece: list[int] = []
    for index, (p, encoding) in enumerate(zip(paragraphs, encodings, strict=True)):
        last = None
        for piece, word, (a, b) in zip(encoding.ids, encoding.word_ids, encoding.offsets, strict=True):
            if word != last:
                starts.append(p.start + a)
                ends.append(p.start + b)
                paragraph.append(index)
                first_piece.append(len(pieces))
                last = word
            ends[-1] = p.start + b
            pieces.append(piece)
    return Words(
        starts=(s := np.array(starts, np.int32)),
        ends=np.array(ends, np.int32),
        sentence=_index_of(s, sentences),
        paragraph=(g := np.array(paragraph, np.int32)),
        forms=_find_forms(text, starts, ends, g, quotations),
        pieces=np.array(pieces, np.int64),
        first_piece=np.array([*first_piece, len(pieces)], np.int32),
        sentences=sentences,
        quotations=quotations,
    )


def _body(text: str, furniture: tuple[Span, ...]) -> list[tuple[int, int]]:
    edges = [0, *(e for f in furniture for e in (f.start, f.end)), len(text)]
    return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]


def _index_of(starts: NDArray[np.int32], spans: tuple[Span, ...]) -> NDArray[np.int32]:
    """Index of the span that each position stands in; the spans are disjoint and in order."""
    firsts = np.array([s.start for s in spans], np.int32)
    return (np.searchsorted(firsts, starts, side="right") - 1).astype(np.int32)


def _find_forms(
    text: str, starts: list[int], ends: list[int], paragraph: NDArray[np.int32], quotations: tuple[Span, ...]
) -> NDArray[np.int32]:
    case = np.array([_case(text[a:b]) for a, b in zip(starts, ends, strict=True)], np.int32)
    edges = np.array([e for q in quotations for e in (q.start, q.end)], np.int64)
    quoted = (np.searchsorted(edges, np.array(starts, np.int64), side="right") % 2).astype(np.int32)
    opens = np.ones(len(starts), np.int32)
    opens[1:] = paragraph[1:] != paragraph[:-1]
    return case + 4 * quoted + 8 * opens


def _case(word: str) -> int:
    """0: no capital; 1: Capitalised; 2: CAPITALS; 3: miXed."""
    if word == word.lower():
        return 0
    if word[0].isupper() and word[1:] == word[1:].lower():
        return 1
    return 2 if word == word.upper() else 3


@dataclass(frozen=True, slots=True)
class Window:
    """Words `[first, last)` read in one pass of the encoder."""

    first: int
    last: int


def split_windows(words: Words, *, size: int, overlap: int) -> tuple[Window, ...]:
    """Windows of at most `size` pieces that start and end with sentences and overlap by sentences of `overlap` pieces or more.

    Only a sentence longer than the room there is gets cut. Every word lies in at least one window.
    """
    if not len(words):
        return ()
    breaks = [0, *(np.flatnonzero(np.diff(words.sentence)) + 1).tolist(), len(words)]
    cuts = [c for a, b in pairwise(breaks) for c in _cut(words, a, b, size - overlap)] + [len(words)]
    at = [int(words.first_piece[c]) for c in cuts]
    windows, begin = [], 0
    while True:
        end = begin + 1
        while end + 1 < len(cuts) and at[end + 1] - at[begin] <= size:
            end += 1
        windows.append(Window(cuts[begin], cuts[end]))
        if end == len(cuts) - 1:
            return tuple(windows)
        back = end
        while back - 1 > begin and at[end] - at[back] < overlap:
            back -= 1
        begin = back if at[end + 1] - at[back] <= size else end


def _cut(words: Words, first: int, last: int, room: int) -> list[int]:
    """Where a sentence begins and, where it is longer than `room` pieces, where it is cut."""
    starts = [first]
    for word in range(first, last):
        if words.first_piece[word + 1] - words.first_piece[starts[-1]] > room and word > starts[-1]:
            starts.append(word)
    return starts


def batch_sentences(sentence: NDArray[np.int32], most: int) -> Iterator[tuple[NDArray[np.intp], NDArray[np.bool_]]]:
    """Sentences of like length beside one another: words (n_sentences, longest) and which of them are not filling (the same).

    `sentence` (n_words,) is each word's. At most `most` words at a time, filling included: a longer sentence is cut.
    """
    starts = np.flatnonzero(np.diff(sentence, prepend=-1))
    within = np.arange(len(sentence)) - np.repeat(starts, np.diff(starts, append=len(sentence)))
    edges = np.append(np.flatnonzero(within % most == 0), len(sentence))
    firsts, lengths = edges[:-1], np.diff(edges)
    order = np.argsort(lengths, kind="stable").tolist()
    while order:
        taken = max(1, most // int(lengths[order[-1]]))
        rows, order = order[-taken:], order[:-taken]
        at = np.arange(int(lengths[rows].max()))
        mask = at < lengths[rows][:, None]
        yield np.where(mask, firsts[rows][:, None] + at, 0), mask


def pick_windows(windows: tuple[Window, ...], n_words: int) -> NDArray[np.int32]:
    """For each word the window to believe: where it stands furthest from an edge that is not the article's. (n_words,)"""
    best = np.full(n_words, -1, np.int64)
    chosen = np.zeros(n_words, np.int32)
    for index, w in enumerate(windows):
        at = np.arange(w.first, w.last)
        left = at - w.first if w.first else np.full(len(at), n_words)
        right = w.last - 1 - at if w.last < n_words else np.full(len(at), n_words)
        margin = np.minimum(left, right)
        better = margin > best[w.first : w.last]
        chosen[w.first : w.last][better] = index
        best[w.first : w.last][better] = margin[better]
    return chosen
