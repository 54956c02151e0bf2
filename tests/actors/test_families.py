"""Families and sides: who of one surname is meant, and which state "our American partners" and "the Russian side" are."""

from __future__ import annotations

import pytest

from dragoman.actors import resolve
from dragoman.records import Actor
from tests.actors.readings import Sources, read


def _resolve(text: str, sources: Sources | None = None) -> list[tuple[str, Actor, str]]:
    article, reading = read(text, sources)
    return [(m.span.of(text), m.actor, m.trace.method) for m in resolve(article, reading).mentions]


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("Donald Trump spoke. Donald Trump Jr. did not. Trump left.", "Trump", "Donald Trump"),
        ("Donald Trump spoke. Donald Trump Jr. did not. Trump Jr. left.", "Trump Jr.", "Donald Trump Jr."),
        ("Donald Trump spoke. Donald Trump Jr. did not. The younger Trump left.", "Trump", "Donald Trump Jr."),
        ("George W. Bush and his father, George H. W. Bush, came. Bush left.", "Bush", "George W. Bush"),
        ("George W. Bush and his father, George H. W. Bush, came. The elder Bush left.", "Bush", "George H. W. Bush"),
        ("George W. Bush and his father, George H. W. Bush, came. The younger Bush left.", "Bush", "George W. Bush"),
        ("Bashar al-Assad and his wife Asma al-Assad came. Assad left.", "Assad", "Bashar al-Assad"),
        ("Bashar al-Assad and his wife Asma al-Assad came. Mrs. Assad left.", "Mrs. Assad", "Asma al-Assad"),
        ("Kim Jong Un and his sister, Kim Yo Jong, came. Kim left.", "Kim", "Kim Jong Un"),
        ("Carlos Menem and Ana Souza came. Mr. Menem left.", "Mr. Menem", "Carlos Menem"),
        ("Theresa May and Ana Souza came. Mrs May left.", "Mrs May", "Theresa May"),
    ],
)
def test_a_surname_is_the_one_who_is_meant(text: str, words: str, name: str) -> None:
    said = [(span.removeprefix("The younger ").removeprefix("The elder "), actor) for span, actor, _ in _resolve(text)]
    assert [actor.name for span, actor in said if span == words][-1] == name


@pytest.mark.parametrize(
    ("words", "country"),
    [
        ("Our American partners", "USA"),
        ("our Chinese friends", "CHN"),
        ("The Russian side", "RUS"),
        ("the Turkish side", "TUR"),
        ("Our French colleagues", "FRA"),
    ],
)
def test_a_side_and_its_partners_are_their_state(words: str, country: str) -> None:
    found = _resolve(f"It rained. {words} said that talks would go on.", [words])
    assert [actor.country for _, actor, _ in found] == [country]


def test_a_resolution_names_its_runner_up() -> None:
    found = _resolve("French Foreign Minister Ann Otieno met Kenyan Foreign Minister Joan Kamau. The minister left.")
    name, over = ("Ann Otieno", "Joan Kamau")
    (actor, method) = next((a, m) for span, a, m in found if span == "The minister")
    assert {actor.name, method.removeprefix("title over ")} == {name, over}
