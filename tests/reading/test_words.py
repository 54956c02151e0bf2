"""Words and windows: what labels stand on, and what the encoder sees at once."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from dragoman.reading.network import Network
from dragoman.reading.words import FORMS, Window, Words, pick_windows, split_windows, split_words
from dragoman.records import Span

PIECES = st.sampled_from(
    ["Kenya", "kenyan", "NATO", "McKay", "unrecognizability", "’s", "'", "“", "”", ".", ". ", "\n\n", "\n", " ", " ", " ", "12",
     "é", "e\u0301", "\u0301", "中文", "🙂", "\u200b", "\ufeff", "\x00", "\ufffd", "\u00ad", "ﬁ", "İ", "ß", "U.S.", "-", "…", "٣"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60)


@cache
def open_tokenizer() -> Tokenizer:
    return Network().tokenizer


@st.composite
def bodies(draw: st.DrawFn) -> tuple[str, tuple[Span, ...]]:
    """A text and its furniture: disjoint spans in order, none of them empty."""
    text = draw(TEXTS)
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    return text, tuple(Span(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False))


@pytest.mark.model
@settings(deadline=None)
@given(bodies())
def test_words_are_ordered_inside_the_body_and_made_of_pieces(body: tuple[str, tuple[Span, ...]]) -> None:
    text, furniture = body
    words = split_words(text, open_tokenizer(), furniture)
    spans = [Span(int(a), int(b)) for a, b in zip(words.starts, words.ends, strict=True)]
    assert all(0 <= s.start < s.end <= len(text) for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert not any(s.overlaps(f) for s in spans for f in furniture)
    assert len(words.first_piece) == len(words) + 1
    assert words.first_piece[0] == 0 and words.first_piece[-1] == len(words.pieces)
    assert (np.diff(words.first_piece) > 0).all()
    assert ((words.forms >= 0) & (words.forms < FORMS)).all()


@pytest.mark.model
@settings(deadline=None)
@given(bodies())
def test_words_stand_in_their_sentences_and_paragraphs(body: tuple[str, tuple[Span, ...]]) -> None:
    words = split_words(body[0], open_tokenizer(), body[1])
    for start, end, sentence in zip(words.starts, words.ends, words.sentence, strict=True):
        assert words.sentences[sentence].contains(Span(int(start), int(end)))
    assert (np.diff(words.sentence) >= 0).all() and (np.diff(words.paragraph) >= 0).all()
    new_paragraph, new_sentence = np.diff(words.paragraph) > 0, np.diff(words.sentence) > 0
    assert (new_sentence | ~new_paragraph).all(), "a paragraph begins with a sentence"


@pytest.mark.model
def test_a_word_is_a_run_of_letters_or_one_mark() -> None:
    text = "Kenya's “unrecognizability”, 3.5%"
    words = split_words(text, open_tokenizer())
    found = [text[a:b] for a, b in zip(words.starts, words.ends, strict=True)]
    assert found == ["Kenya", "'", "s", "“", "unrecognizability", "”", ",", "3", ".", "5", "%"]


@pytest.mark.model
def test_forms_tell_case_quotation_and_the_start_of_a_paragraph() -> None:
    text = "the Ode UN McKay “we Go”\n\nthen"
    words = split_words(text, open_tokenizer())
    forms = {text[a:b]: int(f) for a, b, f in zip(words.starts, words.ends, words.forms, strict=True)}
    assert forms == {"the": 8, "Ode": 1, "UN": 2, "McKay": 3, "“": 4, "we": 4, "Go": 5, "”": 4, "then": 8}


@pytest.mark.model
@pytest.mark.parametrize("text", ["", " \n\t\n", "\u200b", "\x00\x01"])
def test_a_text_without_words_gives_empty_arrays(text: str) -> None:
    words = split_words(text, open_tokenizer())
    assert len(words) == 0 and len(words.pieces) == 0 and words.first_piece.tolist() == [0]
    assert split_windows(words, size=20, overlap=5) == () and len(pick_windows((), 0)) == 0


@pytest.mark.model
def test_a_text_that_is_all_furniture_gives_no_words() -> None:
    assert len(split_words("Latest", open_tokenizer(), (Span(0, 6),))) == 0


# --- windows ----------------------------------------------------------------------------------------------------------


def make_words(pieces: list[int], sentence_starts: set[int]) -> Words:
    """Words of so many pieces each; sentences begin at the numbers given."""
    n_words = len(pieces)
    begins = np.zeros(n_words, np.int32)
    begins[sorted(n for n in sentence_starts if 0 < n < n_words)] = 1
    counts = np.arange(n_words, dtype=np.int32)
    return Words(
        starts=counts * 2,
        ends=counts * 2 + 1,
        sentence=np.cumsum(begins).astype(np.int32),
        paragraph=np.zeros(n_words, np.int32),
        forms=np.zeros(n_words, np.int32),
        pieces=np.zeros(sum(pieces), np.int64),
        first_piece=np.array([0, *np.cumsum(pieces)], np.int32),
        sentences=(),
        quotations=(),
    )


WORD_LISTS = st.builds(
    make_words, st.lists(st.integers(1, 4), min_size=1, max_size=120), st.sets(st.integers(1, 119), max_size=25)
)
SIZES = st.tuples(st.integers(12, 40), st.integers(0, 6)).map(lambda pair: (pair[0], pair[1]))


@given(WORD_LISTS, SIZES)
def test_windows_cover_all_words_within_their_size(words: Words, sizes: tuple[int, int]) -> None:
    size, overlap = sizes
    windows = split_windows(words, size=size, overlap=overlap)
    assert windows[0].first == 0 and windows[-1].last == len(words)
    assert all(a.first < b.first <= a.last < b.last for a, b in pairwise(windows)), "no gap, and each goes further"
    assert all(words.first_piece[w.last] - words.first_piece[w.first] <= size for w in windows)


@given(WORD_LISTS, SIZES)
def test_windows_start_with_a_sentence_or_cut_one_too_long(words: Words, sizes: tuple[int, int]) -> None:
    size, overlap = sizes
    starts = {0, *(np.flatnonzero(np.diff(words.sentence)) + 1).tolist()}
    lengths = np.bincount(words.sentence, weights=np.diff(words.first_piece))
    for window in split_windows(words, size=size, overlap=overlap):
        inside = window.first not in starts
        assert not inside or lengths[words.sentence[window.first]] > size - overlap


@given(WORD_LISTS, SIZES)
def test_each_word_is_believed_to_a_window_that_holds_it(words: Words, sizes: tuple[int, int]) -> None:
    windows = split_windows(words, size=sizes[0], overlap=sizes[1])
    chosen = pick_windows(windows, len(words))
    assert chosen.shape == (len(words),)
    assert all(windows[w].first <= n < windows[w].last for n, w in enumerate(chosen.tolist()))
    assert (np.diff(chosen) >= 0).all(), "later words never go back to an earlier window"


def test_where_windows_overlap_the_one_with_more_around_a_word_is_believed() -> None:
    chosen = pick_windows((Window(0, 10), Window(6, 16)), 16)
    assert chosen.tolist() == [0] * 8 + [1] * 8


def test_a_short_text_is_one_window() -> None:
    words = make_words([1] * 9, {3, 6})
    assert split_windows(words, size=9, overlap=3) == (Window(0, 9),)


def test_windows_overlap_by_whole_sentences() -> None:
    words = make_words([1] * 12, {4, 8})
    assert split_windows(words, size=8, overlap=3) == (Window(0, 8), Window(4, 12))


def test_without_sentences_a_long_text_is_cut_by_words() -> None:
    words = make_words([1] * 50, set())
    windows = split_windows(words, size=12, overlap=4)
    assert windows[-1].last == 50 and max(w.last - w.first for w in windows) <= 12


@pytest.mark.model
def test_a_word_of_more_pieces_than_fit_still_has_a_window() -> None:
    words = split_words("x" * 90 + " said", open_tokenizer())
    assert len(words) == 2
    assert split_windows(words, size=382, overlap=48)[-1].last == 2
