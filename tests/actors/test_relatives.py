"""Whom "who" goes with, and whom a title means that has a name behind it or only describes somebody."""

from __future__ import annotations

import pytest

from dragoman.actors import resolve
from dragoman.records import Actor
from tests.actors.readings import read


def _find(text: str, source: str) -> Actor:
    article, reading = read(text, [source])
    (mention,) = [m for m in resolve(article, reading).mentions if m.span == reading.labelled[0].span]
    return mention.actor


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ana Silva, who left, spoke.", "Ana Silva"),
        ("Ana Silva of Kenya, who left, spoke.", "Ana Silva"),
        ("Ana Silva met voters who wept.", "voters"),
        ("Ana Silva met candidates in close races who wept.", "candidates"),
        ("Ana Silva was shot by a gunman who fled.", "gunman"),
        ("Ana Silva praised those who wept.", "those"),
        ("Ana Silva, a former envoy for the Kenyan mission who left, spoke.", "Ana Silva"),
        ("Ana Silva met Peter Mwangi this year, who wept.", "Peter Mwangi"),
    ],
)
def test_who_goes_with_the_name_or_noun_before_it(text: str, name: str) -> None:
    assert _find(text, "who").name == name


def test_a_second_who_goes_with_the_first_ones() -> None:
    article, reading = read("Ana Silva met voters who wept and who left.", ["who", "who"])
    spans = [label.span for label in reading.labelled]
    assert [m.actor.name for m in resolve(article, reading).mentions if m.span in spans] == ["voters", "voters"]


def test_a_name_behind_a_comma_bears_the_title_before_it() -> None:
    source = "The leader of the Green League, Ana Silva,"
    assert _find(f"Peter Mwangi, the Labor leader, left. {source} warned of it.", source).name == "Ana Silva"


@pytest.mark.parametrize(
    ("text", "source", "name"),
    [
        ("Ana Silva opened a casino. The tycoon was pleased.", "The tycoon", "Ana Silva"),
        ("Ana Silva opened a clinic. The psychologist was pleased.", "The psychologist", "Ana Silva"),
        ("Peter Mwangi left. Ana Silva spoke. The businessman was pleased.", "The businessman", "businessman"),
        ("Ana Silva spoke. The colonel was pleased.", "The colonel", "colonel"),
        ("Ana Silva spoke. It rained. It snowed. It froze. The tycoon was pleased.", "The tycoon", "tycoon"),
    ],
)
def test_a_noun_that_only_describes_somebody_means_who_acted_last(text: str, source: str, name: str) -> None:
    assert _find(text, source).name == name


def test_the_official_is_an_official_before_a_minister() -> None:
    text = "Kenyan Foreign Minister Ana Silva left. An official said so. The official gave no name."
    article, reading = read(text, ["An official", "The official"])
    first, second = [m.actor.id for m in resolve(article, reading).mentions if m.span.of(text).endswith("official")]
    assert first == second


def test_a_party_and_a_state_in_brackets_are_nobody() -> None:
    article, reading = read("Sen. Ana Silva (R-Tenn.), who left, spoke.")
    assert {m.actor.name for m in resolve(article, reading).mentions if m.kind == "name"} == {"Ana Silva"}
