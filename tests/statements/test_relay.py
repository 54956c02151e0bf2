"""Relays: who is cited speaks, and the outlet that cites is a hop of the chain."""

from __future__ import annotations

import pytest

import dragoman

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "speaker", "outlet"),
    [
        (
            "Oman has offered to host a second round of talks, the newspaper Al Bahr reported on Sunday, citing two Omani"
            " officials.",
            "two Omani officials",
            "Al Bahr",
        ),
        ("The army has taken the town of Ardil, Reuters said, citing local residents.", "local residents", "Reuters"),
        (
            "Two of the hostages have been freed, the Lima Tribune reported, citing Interior Minister Luis Prado.",
            "Luis Prado",
            "Lima Tribune",
        ),
    ],
)
def test_whoever_is_cited_speaks(text: str, speaker: str, outlet: str) -> None:
    [statement] = dragoman.read(text).statements
    assert [a.name for a in statement.speakers] == [speaker]
    assert [(h.actor.name, h.how) for h in statement.chain if h.span] == [(outlet, "reported_by")]
    assert [c.of(text) for c in statement.cue] == ["citing"]


def test_an_outlet_that_cites_nobody_keeps_the_word() -> None:
    text = "The talks have failed, the Lima Tribune reported on Sunday."
    assert not any("citing" in c.of(text) for s in dragoman.read(text).statements for c in s.cue)


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        (
            "The border is closed, Peruvian President Ana Rojas told the Horn Press Service on Tuesday.",
            "Horn Press Service",
        ),
        ("The border is closed, Peruvian President Ana Rojas told Radio Quilla on Tuesday.", "Radio Quilla"),
        ("The border is closed, Peruvian President Ana Rojas told the newspaper El Faro Azul.", "El Faro Azul"),
    ],
)
def test_a_noun_before_or_in_a_name_makes_it_an_outlet(text: str, outlet: str) -> None:
    [statement] = dragoman.read(text).statements
    assert ("told_to", outlet) in [(h.how, h.actor.name) for h in statement.chain]
