"""Signs: which words around a trigger say how its act is told, and from where."""

from __future__ import annotations

from dragoman.events import signs
from dragoman.events.signs import PLACES, count_signs, find_signs
from tests.actors.readings import read


def find(text: str, word: str) -> dict[str, list[int]]:
    """By class the places at which signs stand around a word."""
    article, reading = read(text)
    at = next(n for n, (a, b) in enumerate(zip(reading.starts, reading.ends, strict=True)) if text[a:b] == word)
    (row,) = find_signs(article.text, reading, [at])
    names = [name for name, _ in signs._rows()]
    found: dict[str, list[int]] = {}
    for number in row[: len(names) * PLACES].nonzero()[0].tolist():
        found.setdefault(names[number // PLACES], []).append(number % PLACES)
    return found


def test_a_sign_before_is_within_its_reach_and_all_longer_ones() -> None:
    assert find("Chad did not attack Niger.", "attack")["not"] == [0, 1, 2, 3]
    assert find("Chad has not in truth attacked Niger.", "attacked")["not"] == [1, 2, 3]


def test_a_sign_before_the_clause_and_one_after_stand_apart() -> None:
    assert find("It was not so, Chad attacked Niger.", "attacked")["not"] == [4]
    assert find("The attack was cancelled.", "attack")["calls_off"] == [5]
    assert find("The attack on the town of Abeche was cancelled.", "attack")["calls_off"] == [6]


def test_signs_of_another_sentence_do_not_count() -> None:
    assert "not" not in find("It did not rain. Chad attacked Niger.", "attacked")


def test_phrases_are_signs_and_the_word_itself_is_none() -> None:
    assert "fails" in find("Chad has yet to attack.", "attack")
    assert "plans" not in find("Chad plans.", "plans")


def test_signs_far_away_in_an_endless_sentence_do_not_count() -> None:
    text = "not " * 2 + "so " * 400 + "attacked " + "so " * 400 + "cancelled"
    assert find(text, "attacked") == {}


def test_every_word_has_as_many_numbers() -> None:
    article, reading = read("Chad attacked.")
    assert find_signs(article.text, reading, []).shape == (0, count_signs())
    assert find_signs(article.text, reading, [0, 1]).shape == (2, count_signs())
