"""Spans that overlap in any way come out as pieces that lie inside one another, and the text comes out whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dragoman.records import Article, Entry, Span, Statement
from dragoman.web.marking import Mark, Step, mark_entry, nest

TEXT = "Ein Satz – «über» 𝔊renzen, 汉字 und é."


def said(*content: Span, name: str = "s1") -> Statement:
    return Statement(name, (), None, (), content, "direct", "asserts", 0.9)


@st.composite
def marks(draw: st.DrawFn) -> list[Mark]:
    spans = draw(st.lists(st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 20)), max_size=8))
    return [Mark("cue", Span(start, min(start + length, len(TEXT)))) for start, length in spans]


def walk(steps: list[Step]) -> dict[int, set[int]]:
    """Mark → the code points that it was open over; fails where a close is not that of the last open."""
    opened: list[Mark] = []
    covered: dict[int, set[int]] = {}
    at = 0
    for step in steps:
        if step.kind == "open":
            assert step.mark is not None
            opened.append(step.mark)
        elif step.kind == "close":
            assert opened.pop() is step.mark
        else:
            for mark in opened:
                covered.setdefault(id(mark), set()).update(range(at, at + len(step.text)))
            at += len(step.text)
    assert opened == []
    return covered


@given(marks())
def test_pieces_nest_and_each_mark_covers_its_own_span(some: list[Mark]) -> None:
    steps = list(nest(TEXT, Span(0, len(TEXT)), some))
    assert "".join(step.text for step in steps if step.kind == "text") == TEXT
    assert walk(steps) == {id(m): set(range(m.span.start, m.span.end)) for m in some}


@given(marks())
def test_a_mark_is_first_once(some: list[Mark]) -> None:
    opened = [step for step in nest(TEXT, Span(0, len(TEXT)), some) if step.kind == "open" and step.first]
    assert sorted(id(step.mark) for step in opened) == sorted(id(m) for m in some)


def test_spans_count_code_points() -> None:
    text = "𝔊 said 汉字."
    entry = Entry(Article("a", text), (said(Span(7, 9)),))
    [block] = mark_entry(entry, least=0)[1]
    steps = block.paragraphs[0].steps
    assert [step.text for step in steps if step.kind == "text"] == ["𝔊 said ", "汉字", "."]


def test_what_is_all_furniture_is_a_block_of_its_own() -> None:
    text = "Menu\n\nThe bridge opens.\n\nRead more"
    entry = Entry(Article("a", text, furniture=(Span(0, 4), Span(25, 34))))
    assert [block.taken for block in mark_entry(entry, least=0)[1]] == [True, False, True]


def test_the_title_in_the_text_stands_over_it() -> None:
    entry = Entry(Article("a", "Bridge opens\n\nIt opens.", title="Bridge opens"), (said(Span(0, 6)),))
    headline, blocks = mark_entry(entry, least=0)
    assert headline is not None and len(headline.notes) == 1
    assert len(blocks[0].paragraphs) == 1


def test_statements_of_one_speaker_share_a_note() -> None:
    text = "One thing, and another thing."
    entry = Entry(Article("a", text), (said(Span(0, 9)), said(Span(15, 28), name="s2")))
    [block] = mark_entry(entry, least=0)[1]
    assert [note.numbers for note in block.paragraphs[0].notes] == [(1, 2)]
