"""Places: the state that a sentence puts something into."""

from __future__ import annotations

import pytest

from dragoman.events.places import find_place
from dragoman.records import Actor, Article, Span
from tests.events.made import STATES, find_span, make_cast


def find(text: str, sentence: Span | None = None, parties: tuple[Actor, ...] = ()) -> tuple[str, str | None] | None:
    whole = sentence or Span(0, len(text))
    place = find_place(Article("a", text), whole, make_cast(text, STATES), parties)
    assert place is None or place.span.of(text) == place.name
    return (place.name, place.country) if place else None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Rebels attacked a convoy in Chad.", "Chad"),
        ("Rebels attacked a convoy near Nairobi.", "Nairobi"),
        ("Strikes across northern Niger went on.", "Niger"),
        ("Inside the Chad of old it was quiet.", "Chad"),
        ("Jets flew over Chad.", "Chad"),
        ("In Kenya, Chad attacked Niger.", "Kenya"),
        ("Kenya met Niger in Chad and in Kenya.", "Chad"),
    ],
)
def test_a_state_after_a_word_of_place_is_one(text: str, name: str) -> None:
    assert find(text) == (name, STATES[name].country)


@pytest.mark.parametrize(
    "text",
    [
        "Kenya attacked Chad.",
        "Kenya spoke with Chad.",
        "Rebels fled from Chad.",
        "Otieno believes in Moru.",
        "Kenya and Niger quarrelled over Chad.",
    ],
)
def test_other_states_and_persons_are_none(text: str) -> None:
    assert find(text) is None


def test_who_takes_part_by_that_mention_is_no_place() -> None:
    text = "Trust in Chad fell. They fought in Kenya."
    chad = make_cast(text).mentions[0].actor
    assert chad.mention == find_span(text, "Chad")
    assert find(text, parties=(chad,)) == ("Kenya", "KEN")


def test_only_the_sentence_counts() -> None:
    text = "It rained in Chad. Kenya attacked."
    assert find(text, Span(text.index("Kenya"), len(text))) is None
