"""Who speaks, against labels: when a saying counts as found, and a name as right."""

from __future__ import annotations

import pytest

from bench.speakers import find_speaker, is_named
from dragoman.records import Actor, Article, Entry, Span, Statement

ANN = Actor("p1", "Ann Otieno", "person", "KEN")


def say(id: str, source: Span | None, *speakers: Actor) -> Statement:
    return Statement(id, speakers, source, (), (Span(30, 40),), "indirect", "asserts", 0.9)


def test_the_statement_whose_source_overlaps_most_is_the_one() -> None:
    bob = Actor("p2", "Bob", "person")
    article = Article("a1", "x" * 60)
    entry = Entry(
        article, (say("s1", Span(0, 4), bob), say("s2", Span(2, 12), ANN), say("s3", None, bob), say("s4", Span(4, 9)))
    )
    assert find_speaker(entry, 3, 12) == ANN
    assert find_speaker(entry, 20, 25) is None


@pytest.mark.parametrize(
    ("name", "wanted", "right"),
    [
        ("Ann Otieno", "Ann Otieno", True),
        ("Otieno", "Ann Otieno", True),
        ("Ann Otieno", "Mary Otieno", False),
        ("Ann", "Ann Otieno", False),
        ("Ann Otieno", "officials", False),
    ],
)
def test_a_person_is_named_by_the_last_word_and_no_other_first_one(name: str, wanted: str, right: bool) -> None:
    assert is_named(Actor("p", name, "person"), wanted) is right


def test_whoever_has_no_name_is_named_by_all_words() -> None:
    spokesman = Actor("u", "spokesman", "person", named=False)
    assert is_named(spokesman, "State Department spokesman") and not is_named(spokesman, "officials")
