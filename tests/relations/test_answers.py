"""Answers: what takes up an offer, what does not, silence, and what is too young."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from dragoman.actors.countries import list_names
from dragoman.relations.answers import Answer
from dragoman.relations.owing import find_owed
from tests.relations.worlds import START, Told, write

if TYPE_CHECKING:
    from dragoman.ledger import Ledger

LATE = START + timedelta(days=100)
DEMAND = Told(0, "USA", "RUS", "REQUEST", "yield", "Washington demanded that Moscow free the trawler's crew.")
PROMISE = Told(0, "RUS", "USA", "AGREE", None, "Russia promised the United States to free the trawler's crew.")
THREAT = Told(0, "USA", "RUS", "THREATEN", "restrict", "Washington warned Russia of a ban on its caviar.")
CHARGE = Told(0, "USA", "RUS", "ACCUSE", None, "The United States accused Moscow of sinking a trawler.")
TALKS = Told(0, "USA", "RUS", "REQUEST", "meet", "Washington proposed talks on the Arctic shelf.")


def find(ledger: Ledger, *acts: Told, until: date = LATE, within: int = 30) -> list[Answer]:
    write(ledger, acts)
    return find_owed(ledger, "RUS", "USA", until=until, within=within, find_names=list_names)


@pytest.mark.parametrize(
    ("offer", "later", "status"),
    [
        (DEMAND, Told(3, "RUS", "USA", "RETREAT", "release", "Russia let the trawler's crew go home."), "accepted"),
        (DEMAND, Told(3, "RUS", "USA", "REJECT", "yield", "Moscow said that the crew would stand trial."), "refused"),
        (DEMAND, Told(3, "RUS", "USA", "REQUEST", "yield", "Moscow told Washington to free a Russian crew first."), "returned"),
        (PROMISE, Told(9, "RUS", "USA", "RETREAT", "release", "The crew of the trawler came home."), "kept"),
        (PROMISE, Told(9, "RUS", "USA", "COERCE", "arrest", "Russia put the crew of the trawler on trial."), "broken"),
        (PROMISE, Told(9, "USA", "RUS", "SUPPORT", None, "Washington welcomed that the crew would be freed."), "accepted"),
        (THREAT, Told(5, "USA", "RUS", "SANCTION", None, "America banned Russian caviar."), "kept"),
        (THREAT, Told(5, "RUS", "USA", "THREATEN", None, "Russia said it would answer a ban on caviar in kind."), "returned"),
        (CHARGE, Told(1, "RUS", "USA", "REJECT", None, "Moscow denied that it had sunk any trawler."), "refused"),
        (CHARGE, Told(1, "RUS", "USA", "ACCUSE", None, "Russia said that the trawler had spied for America."), "returned"),
        (TALKS, Told(8, "RUS USA", "", "CONSULT", None, "Russia and the United States met over the Arctic shelf."), "accepted"),
    ],
)  # fmt: skip
def test_a_later_act_on_the_same_matter_answers(ledger: Ledger, offer: Told, later: Told, status: str) -> None:
    answer = find(ledger, offer, later)[0]
    assert answer.status == status
    assert answer.match is not None
    assert (answer.match.act.told, answer.days) == (later.told, later.day)
    assert answer.match.shared
    assert all(re.search(rf"\b{word}\b", later.told.casefold()) for word in answer.match.shared), "words in full"


@pytest.mark.parametrize(
    "later",
    [
        Told(3, "RUS", "USA", "RETREAT", "release", "Russia gave back a satellite to the United States."),
        Told(3, "RUS", "USA", "SUPPORT", None, "Russia mourned with Washington for the crew of a trawler."),
        Told(40, "RUS", "USA", "RETREAT", "release", "Russia let the trawler's crew go home."),
        Told(3, "RUS", "USA", "RETREAT", "release", "The crew may be let go.", more={"factuality": "PS+"}),
        Told(3, "RUS", "USA", "RETREAT", "release", "The crew will be let go.", more={"time": "future"}),
        Told(3, "CHN", "USA", "RETREAT", "release", "China let the trawler's crew go home."),
    ],
    ids=["another matter", "of a kind that is no answer", "too late", "not sure", "yet to come", "somebody else"],
)
def test_what_is_no_answer(ledger: Ledger, later: Told) -> None:
    answer = find(ledger, DEMAND, later)[0]
    assert (answer.status, answer.matches, answer.days) == ("none found", (), 30)


def test_names_of_the_two_states_are_no_matter(ledger: Ledger) -> None:
    later = Told(3, "RUS", "USA", "REJECT", None, "Russia rejected what Washington and Moscow had on the table.")
    assert find(ledger, DEMAND, later)[0].status == "none found"


def test_a_deed_that_was_not_threatened_does_not_carry_a_threat_out(ledger: Ledger) -> None:
    later = Told(3, "USA", "RUS", "MOBILIZE", None, "America sent a destroyer after the caviar ship.")
    assert find(ledger, THREAT, later)[0].status == "none found"


def test_a_promise_that_was_accepted_and_then_broken_is_broken(ledger: Ledger) -> None:
    accepted = Told(1, "USA", "RUS", "SUPPORT", None, "Washington welcomed that the crew would be freed.")
    broken = Told(9, "RUS", "USA", "COERCE", "arrest", "Russia put the crew of the trawler on trial.")
    answer = find(ledger, PROMISE, accepted, broken)[0]
    assert answer.status == "broken"
    assert [match.outcome for match in answer.matches] == ["accepted", "broken"]


def test_what_is_younger_than_the_window_is_open(ledger: Ledger) -> None:
    answer = find(ledger, DEMAND, until=START + timedelta(days=12))[0]
    assert (answer.status, answer.days, answer.owed_by) == ("open", 12, "RUS")


def test_silence_that_is_reported_is_not_the_same_as_none_found(ledger: Ledger) -> None:
    told = "Washington complained that there was still no answer about the trawler's crew."
    answer = find(ledger, DEMAND, Told(9, "USA", "RUS", "ACCUSE", "disapprove", told))[0]
    assert answer.status == "reported unanswered"
    assert answer.silence is not None
    assert answer.silence.told == told


def test_an_answer_found_goes_before_an_earlier_silence(ledger: Ledger) -> None:
    silence = Told(5, "USA", "RUS", "ACCUSE", None, "Washington had no reply about the trawler's crew.")
    later = Told(9, "RUS", "USA", "RETREAT", "release", "Russia let the trawler's crew go home.")
    assert find(ledger, DEMAND, silence, later)[0].status == "accepted"


def test_an_offer_keeps_what_limits_it(ledger: Ledger) -> None:
    told = "Russia offered to free the crew only if the ban is lifted."
    answer = find(ledger, Told(0, "RUS", "USA", "AGREE", None, told, condition="only if the ban is lifted"))[0]
    assert answer.offer.conditions == ("only if the ban is lifted",)
    assert (answer.kind, answer.owed_by) == ("promise", "RUS")


def test_an_act_without_a_day_counts_from_its_article(ledger: Ledger) -> None:
    later = Told(3, "RUS", "USA", "REJECT", "yield", "Moscow said that the crew would stand trial.", dated=False)
    assert find(ledger, DEMAND, later)[0].days == 3


def test_words_that_stand_in_many_texts_of_the_dyad_make_no_match(ledger: Ledger) -> None:
    many = [Told(50, "RUS", "USA", "SUPPORT", None, f"Russia greeted crew number {n}.") for n in range(6)]
    later = Told(3, "RUS", "USA", "REJECT", "yield", "Moscow said that the crew would stand trial.")
    assert find(ledger, DEMAND, later, *many)[0].status == "none found"


def test_an_empty_ledger_owes_nothing(ledger: Ledger) -> None:
    assert find_owed(ledger, "RUS", "USA") == []
