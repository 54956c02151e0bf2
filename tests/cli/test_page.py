"""What a person sees: nothing in a text, a name or a role steers the terminal, and offsets survive cleaning."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.console import Console

from dragoman.cli.page import (
    clean,
    describe_day,
    describe_rejected,
    draw_confidence,
    list_statements,
    mark_text,
    show_entry,
)
from dragoman.records import Actor, Article, Date, Entry, Hop, Published, Rejected, Span, Statement
from tests.ledger import strategies

BAD = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e\r\x08"
STEERING = set("\x1b\x07\x9b\u202e\r\x08")
BROAD = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def make_dirty() -> Entry:
    """An entry whose every string holds what could steer a terminal."""
    text = f"The envoy{BAD} said{BAD} that it{BAD} rained."
    actor = Actor("p", f"Ann{BAD}", "person", "KEN", f"GOV{BAD}", f"Envoy{BAD}", mention=Span(0, 9))
    statement = Statement(
        id="s1",
        speakers=(actor,),
        source=Span(0, text.index(" said")),
        cue=(Span(text.index("said"), text.index(" that")),),
        content=(Span(text.index("that"), len(text)),),
        manner="indirect",
        stance="denies",
        confidence=0.5,
        addressees=(actor,),
        said_on=Date(date(2018, 2, 11), date(2018, 2, 12), "day", None),
        occasion=f"briefing{BAD}",
        chain=(Hop(actor, "told_to", None, inferred=True),),
    )
    article = Article(
        "a1", text, *(f"{name}{BAD}" for name in ("title", "url", "outlet", "section", "byline")), wire=BAD
    )
    return Entry(article, (statement,))


def print_all(entry: Entry) -> str:
    """All that is ever shown of an entry, without the console's own colours."""
    console = Console(file=io.StringIO(), width=100, highlight=False, markup=False, emoji=False)
    show_entry(console, entry, with_text=True)
    console.print(list_statements([(entry.article, s) for s in entry.statements]))
    return str(console.file.getvalue())  # type: ignore[attr-defined]


def test_nothing_that_steers_a_terminal_is_shown() -> None:
    shown = print_all(make_dirty())
    assert not STEERING & set(shown)
    assert all(word in shown for word in ("title", "outlet", "Ann", "Envoy", "briefing", "rained", "denies"))


@BROAD
@given(strategies.entries())
def test_any_entry_can_be_shown(entry: Entry) -> None:
    assert not STEERING & set(print_all(entry))


def test_a_rejection_is_shown_clean() -> None:
    line = describe_rejected(Rejected(f"a{BAD}.txt", f"item{BAD}", "broken", f"why{BAD}"))
    assert not STEERING & set(line) and "\n" not in line


@given(st.text())
def test_cleaning_is_idempotent_and_gives_one_line(text: str) -> None:
    once = clean(text)
    assert clean(once) == once and "\n" not in once and not STEERING & set(once)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60), st.data())
def test_marks_stay_where_the_spans_are(text: str, data: st.DataObject) -> None:
    span = data.draw(strategies.spans(len(text)))
    shown = mark_text(Entry(Article("a", text, furniture=(span,))))
    assert len(shown.plain) == len(text)
    assert all((s.start, s.end) == (span.start, span.end) for s in shown.spans)


@pytest.mark.parametrize(("confidence", "bar"), [(0, " "), (0.5, "▄"), (1, "█")])
def test_the_bar_grows_with_confidence(confidence: float, bar: str) -> None:
    assert draw_confidence(confidence).plain == bar


def test_days_are_said_shortly() -> None:
    day, next_day = date(2018, 2, 11), date(2018, 2, 12)
    assert describe_day(None) == ""
    assert describe_day(Date(day, day, "day", None)) == "11 Feb 2018"
    assert describe_day(Date(day, next_day, "week", None)) == "11 Feb – 12 Feb 2018"


def test_the_time_is_shown_with_its_offset() -> None:
    at = datetime(2018, 2, 12, 8, 49, tzinfo=timezone(timedelta(hours=4)))
    entry = Entry(Article("a", "Talks", published_at=Published(at, "minute")))
    assert "Mon 12 Feb 2018 08:49 +0400" in print_all(entry)
