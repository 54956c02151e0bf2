"""Contents: what the flat tags cannot give right is made whole."""

from __future__ import annotations

import pytest

import dragoman

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        (
            "Norway has not asked for a seat, Foreign Minister Kari Lund said, but would take part if invited by both sides.",
            "but would take part if invited by both sides",
        ),
        (
            "The bridge will stay shut, the ministry said, because the guards have not been paid.",
            "because the guards have not been paid",
        ),
    ],
)
def test_what_goes_on_behind_the_cue_is_content(text: str, rest: str) -> None:
    [statement] = dragoman.read(text).statements
    assert [c.of(text) for c in statement.content][-1] == rest


def test_to_say_belongs_to_declined_where_the_question_is_given() -> None:
    text = "Whether the two would meet in Oslo next month, Foreign Minister Kari Lund declined to say."
    [statement] = dragoman.read(text).statements
    assert statement.stance == "declines"
    assert [c.of(text) for c in statement.cue] == ["declined to say"]
    assert [c.of(text) for c in statement.content] == ["Whether the two would meet in Oslo next month"]


def test_what_a_state_would_consider_is_not_its_own_statement_where_its_minister_says_so() -> None:
    text = (
        "Norway would consider a visit to Riga next spring, Norwegian Foreign Minister Kari Lund told Radio Bergen on"
        " Thursday."
    )
    assert len(dragoman.read(text, published="2018-02-09").statements) == 1
