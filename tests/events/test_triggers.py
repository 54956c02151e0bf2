"""Triggers: the words that tell an act, from judgements made by hand."""

from __future__ import annotations

import pytest

from dragoman.events.triggers import Trigger, find_triggers
from tests.actors.readings import read
from tests.events.made import Told, make_assess, make_judge


def find(text: str, told: dict[str, Told], least: float = 0.25) -> list[Trigger]:
    article, reading = read(text)
    return list(find_triggers(article, reading, make_judge(text, told)(reading), make_assess(text, told), least=least))


def test_a_trigger_says_what_was_judged_of_its_word() -> None:
    text = "Kenya has condemned Chad."
    told = Told("ACCUSE", 0.7, "disapprove", certainty="PR", polarity="-", time="present", aspect="ongoing")
    (found,) = find(text, {"condemned": told})
    assert (found.word, found.span.of(text), found.type, found.mode) == (2, "condemned", "ACCUSE", "disapprove")
    assert (found.factuality, found.time, found.aspect) == ("PR-", "present", "ongoing")
    assert found.score == pytest.approx(0.7)


@pytest.mark.parametrize(
    ("certainty", "polarity", "factuality"),
    [("CT", "+", "CT+"), ("CT", "-", "CT-"), ("PS", "-", "PS-"), ("Uu", "+", "Uu"), ("Uu", "-", "Uu")],
)
def test_factuality_joins_certainty_and_polarity(certainty: str, polarity: str, factuality: str) -> None:
    told = {"met": Told("CONSULT", certainty=certainty, polarity=polarity)}
    assert [t.factuality for t in find("They met.", told)] == [factuality]


@pytest.mark.parametrize(("score", "there"), [(0.24, False), (0.26, True), (0.9, True)])
def test_words_are_asked_from_the_least_probability_on(score: float, there: bool) -> None:
    assert bool(find("They met.", {"met": Told("CONSULT", score)})) is there


def test_no_words_no_triggers() -> None:
    assert find("", {}) == [] == find("It rained.", {})


def test_a_mode_of_another_type_is_not_taken() -> None:
    text = "They met."
    article, reading = read(text)
    told = {"met": Told("CONSULT", mode="visit")}
    judged = make_judge(text, told)(reading)
    judged.modes[:, 0] = 0.99  # ACCUSE allege
    assert [t.mode for t in find_triggers(article, reading, judged, make_assess(text, told), least=0.25)] == ["visit"]


def test_near_words_of_one_type_tell_one_act_by_the_surest() -> None:
    text = "Talks and a visit went on while the envoys at last met."
    told = {"Talks": Told("CONSULT", 0.5), "visit": Told("CONSULT", 0.8), "met": Told("CONSULT", 0.6)}
    assert [t.span.of(text) for t in find(text, told)] == ["visit", "met"]


def test_near_words_of_two_types_tell_two_acts_in_the_order_of_the_text() -> None:
    told = {"met": Told("CONSULT", 0.5), "praised": Told("SUPPORT", 0.9)}
    assert [t.type for t in find("They met, praised and left.", told)] == ["CONSULT", "SUPPORT"]


def test_two_sentences_tell_two_acts() -> None:
    told = {"fired": Told("ASSAULT", 0.8), "shelled": Told("ASSAULT", 0.7)}
    assert len(find("Chad fired. Niger shelled.", told)) == 2
