"""Quotations, sentences and paragraphs: golden cases by kind, and what holds of any text."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.reading.quotations import find_quotations
from dragoman.reading.sentences import find_paragraphs, find_sentences
from dragoman.records import Span

CASES = Path(__file__).parents[1] / "cases" / "reading"
# What layout and punctuation are made of, so that chance brings them together.
PIECES = st.sampled_from(
    ["“", "”", "‘", "’", "'", '"', "``", "''", "«", "»", "„", "‹", "›", "「", "」", "‚", "said", "Kenya", "'s", "’s", "90s", " ",
     " ", " ", ". ", ", ", "...", "… ", "!", "? ", "\n", "\n\n", "\r\n", "\r\n\r\n", "\u2028", "\u00a0", "U.S.", "Mr. ", "A.",
     "(", ")", "é", "中", "。", "12", "-", "– "]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=60)


def load_cases(name: str) -> list[Any]:
    """The cases of a file; known failures must go on failing, else they are no longer known failures."""
    known = pytest.mark.xfail(strict=True, reason="known failure: no rule here tells it apart")
    rows = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    return [pytest.param(c, id=c["id"], marks=[known] if c["kind"] == "known_failure" else []) for c in rows]


def spans_of(text: str, spans: tuple[Span, ...]) -> list[str]:
    return [span.of(text) for span in spans]


@pytest.mark.parametrize("case", load_cases("quotations"))
def test_quotations_are_found_from_mark_to_mark(case: dict[str, Any]) -> None:
    text = case["text"]
    assert spans_of(text, find_quotations(text, find_paragraphs(text))) == case["expect"]


@pytest.mark.parametrize("case", load_cases("sentences"))
def test_sentences_end_where_a_reader_says(case: dict[str, Any]) -> None:
    text = case["text"]
    found = tuple(s for paragraph in find_paragraphs(text) for s in find_sentences(text, paragraph))
    assert spans_of(text, found) == case["expect"]


@pytest.mark.parametrize("case", load_cases("paragraphs"))
def test_paragraphs_follow_the_layout(case: dict[str, Any]) -> None:
    assert spans_of(case["text"], find_paragraphs(case["text"])) == case["expect"]


@pytest.mark.parametrize("name", ["quotations", "sentences", "paragraphs"])
def test_no_two_cases_share_an_id(name: str) -> None:
    ids = [param.id for param in load_cases(name)]
    assert len(ids) == len(set(ids))


@settings(deadline=None)
@given(TEXTS)
def test_paragraphs_are_ordered_and_leave_out_white_space_only(text: str) -> None:
    paragraphs = find_paragraphs(text)
    _check_cover(text, Span(0, len(text)), paragraphs)


@settings(deadline=None)
@given(TEXTS)
def test_sentences_hold_all_of_their_paragraph(text: str) -> None:
    for paragraph in find_paragraphs(text):
        _check_cover(text, paragraph, find_sentences(text, paragraph))


@settings(deadline=None)
@given(TEXTS)
def test_a_quotation_lies_in_one_paragraph_and_overlaps_no_other(text: str) -> None:
    paragraphs = find_paragraphs(text)
    quotations = find_quotations(text, paragraphs)
    assert all(a.end <= b.start for a, b in pairwise(quotations))
    assert all(q.end - q.start >= 2 and any(p.contains(q) for p in paragraphs) for q in quotations)


@settings(deadline=None)
@given(TEXTS, st.data())
def test_part_of_a_text_is_read_without_looking_beyond_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    alone = [(s.start + start, s.end + start) for s in find_paragraphs(text[start:end])]
    assert [(s.start, s.end) for s in find_paragraphs(text, start, end)] == alone


def _check_cover(text: str, whole: Span, parts: tuple[Span, ...]) -> None:
    """Parts are in order, inside, without white space at their ends, and between them is nothing else."""
    assert all(whole.start <= s.start < s.end <= whole.end for s in parts)
    assert all(a.end <= b.start for a, b in pairwise(parts))
    assert all(s.of(text) == s.of(text).strip() for s in parts)
    edges = [whole.start, *(e for s in parts for e in (s.start, s.end)), whole.end]
    assert all(not text[a:b].strip() for a, b in zip(edges[::2], edges[1::2], strict=True))
