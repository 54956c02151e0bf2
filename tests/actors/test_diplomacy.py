"""The head of a state's diplomacy is its foreign minister."""

import pytest

import dragoman


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        (
            "Peruvian Foreign Minister Ana Quispe arrived in Rome on Monday. The head of Peruvian diplomacy said that"
            " talks would go on.",
            "Ana Quispe",
            "PER",
        ),
        (
            "Danish Foreign Minister Lars Holm spoke to reporters. “This is unacceptable,” the diplomacy chief said.",
            "Lars Holm",
            "DNK",
        ),
    ],
)
def test_later_mention(text: str, name: str, country: str) -> None:
    [statement] = dragoman.read(text).statements
    [speaker] = statement.speakers
    assert (speaker.name, speaker.country, speaker.role) == (name, country, "Foreign Minister")
