"""Reports: on whose word, in which words performed, when, and told twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial

import numpy as np
import pytest

from dragoman.events import extract
from dragoman.records import Date, Published, Report, Statement
from dragoman.statements import find_dates
from tests.actors.readings import read
from tests.events.made import (
    KENYA,
    MORU,
    OTIENO,
    Odds,
    Told,
    find_span,
    make_assess,
    make_cast,
    make_judge,
    weigh_by_overlap,
)
from tests.events.made import make_statement as say
from tests.statements.marked import make_article

ODDS: Odds = {"Kenya": (0.9, 0.1), "Nairobi": (0.9, 0.1), "Chad": (0.1, 0.9)}
ACCUSED = {"accused": Told("ACCUSE"), "blames": Told("ACCUSE", time="present"), "attacked": Told("ASSAULT")}
MONDAY = Date(date(2018, 2, 5), date(2018, 2, 5), "day", None)


def report(text: str, told: dict[str, Told], *said: Statement, odds: Odds = ODDS) -> tuple[Report, ...]:
    article, reading = read(text)
    published: Published | None = make_article(text).published_at  # Monday 12 February 2018
    return extract(
        replace(article, published_at=published), reading, make_cast(text), said,
        judge=make_judge(text, told, odds), assess=make_assess(text, told), classify=np.round, weigh=weigh_by_overlap,
        find_dates=partial(find_dates, published=published),
    )  # fmt: skip


def test_a_report_says_all_that_its_sentence_does() -> None:
    text = "It rained. Kenya attacked Chad in Niger on 8 February, killing 20 people."
    (found,) = report(text, {"attacked": Told("ASSAULT", 0.8, "aerial")})
    assert [a.id for a in (*found.actors, *found.recipients)] == ["KEN", "TCD"]
    assert (found.type, found.mode, found.quad, found.score) == ("ASSAULT", "aerial", "material conflict", -9.5)
    assert found.date and found.date.from_on == date(2018, 2, 8)
    assert found.place and found.place.country == "NER"
    assert [(n.what, n.value) for n in found.numbers] == [("people", 20)]
    assert [e.of(text) for e in found.evidence] == [text[11:]]
    assert (found.asserted_by, found.performed_in, found.conditions) == ("author", None, ())
    assert found.confidence == pytest.approx(
        0.8 * 0.9**2 * 0.99**2
    )  # the act, its two parties, and nobody of two others
    assert [(t.stage, t.method, t.version) for t in found.trace] == [
        ("events", "trigger", "test"), ("events", "parties", "test"), ("events", "whom", "test"), ("events", "whole", "test"),
    ]  # fmt: skip


def test_an_act_without_a_party_is_no_report() -> None:
    assert report("It rained and they attacked.", ACCUSED) == ()
    assert report("", {}) == ()


def test_ids_are_the_same_each_time_and_differ_within_an_article() -> None:
    text = "Kenya accused Chad after it attacked Niger."
    ids = [r.id for r in report(text, ACCUSED)]
    assert ids == [r.id for r in report(text, ACCUSED)]
    assert len(set(ids)) == 2 and all(len(i) == 17 and i[0] == "r" for i in ids)


# --- on whose word ----------------------------------------------------------------------------------------------------


def test_what_is_said_stands_on_the_speaker_s_word() -> None:
    text = "Otieno said that Kenya attacked Chad."
    (found,) = report(text, ACCUSED, say("s1", text, "that Kenya attacked Chad", OTIENO, cue="said"))
    assert (found.asserted_by, found.performed_in) == ("s1", None)


def test_the_narrowest_statement_holds_it() -> None:
    text = "Moru said Otieno said Kenya attacked Chad."
    outer = say("s1", text, "Otieno said Kenya attacked Chad", MORU)
    inner = say("s2", text, "Kenya attacked Chad", OTIENO, within="s1")
    for said in ((outer, inner), (inner, outer)):
        assert [r.asserted_by for r in report(text, ACCUSED, *said)] == ["s2"]


@pytest.mark.parametrize("within", [None, "s0"])
def test_the_saying_is_the_act_and_stands_on_the_word_of_whoever_reports_it(within: str | None) -> None:
    text = "Kenya accused Chad of theft, Moru said."
    outer = say("s0", text, "Kenya accused Chad of theft", MORU)
    inner = say("s1", text, "of theft", KENYA, cue="accused", within=within)
    said = (outer, replace(inner, said_on=MONDAY)) if within else (replace(inner, said_on=MONDAY),)
    (found,) = report(text, ACCUSED, *said)
    assert (found.asserted_by, found.performed_in, found.date) == (within or "author", "s1", MONDAY)


@pytest.mark.parametrize(
    ("told", "performed"),
    [
        (Told("THREATEN", time="future"), "s1"),
        (Told("THREATEN", time="past"), None),
        (Told("THREATEN", time="future", certainty="PS"), None),
        (Told("THREATEN", time="future", polarity="-"), None),
        (Told("ASSAULT", time="future"), None),  # not done by saying so
    ],
)
def test_who_does_it_there_and_then_does_it_in_the_statement(told: Told, performed: str | None) -> None:
    text = "“Kenya will strike Chad,” Otieno said."
    (found,) = report(text, {"strike": told}, say("s1", text, "Kenya will strike Chad,", OTIENO, cue="said"))
    assert (found.asserted_by, found.performed_in) == (("author", performed) if performed else ("s1", None))


def test_what_another_does_in_words_is_not_done_by_the_speaker() -> None:
    text = "Moru said Kenya blames Chad."
    other = replace(MORU, country="NER")
    (found,) = report(text, ACCUSED, say("s1", text, "Kenya blames Chad", other, cue="said"))
    assert (found.asserted_by, found.performed_in) == ("s1", None)


def test_the_opposition_does_nothing_for_the_state() -> None:
    text = "Moru said Kenya blames Chad."
    (found,) = report(text, ACCUSED, say("s1", text, "Kenya blames Chad", MORU, cue="said"))
    assert (found.asserted_by, found.performed_in) == ("s1", None)


# --- limits and days --------------------------------------------------------------------------------------------------


def test_conditions_are_those_of_the_words_that_hold_the_act() -> None:
    text = "Otieno said, if asked, that Kenya will pay Chad without preconditions."
    content = "that Kenya will pay Chad without preconditions"
    (found,) = report(text, {"pay": Told("AGREE", time="past")}, say("s1", text, content, OTIENO, cue="said"))
    assert [c.kind for c in found.conditions] == ["no_condition"]


def test_a_deadline_is_not_the_day_of_the_promise() -> None:
    (found,) = report("Kenya promised Chad help by 1 March.", {"promised": Told("AGREE")})
    assert [c.kind for c in found.conditions] == ["deadline"]
    assert found.date is None


@pytest.mark.parametrize(
    ("text", "time", "day"),
    [
        ("Kenya, which left on 3 January 2018, will attack Chad on 20 March.", "future", date(2018, 3, 20)),
        ("Kenya, which won the war of 1998, will attack Chad.", "future", None),
        ("Kenya attacked Chad on Friday and will vote on 20 March.", "past", date(2018, 2, 9)),
        ("Kenya attacked Chad, and will vote on 20 March.", "past", None),
        ("Kenya attacked Chad in 2018.", "past", date(2018, 1, 1)),
        ("Kenya attacked Chad this week.", "past", date(2018, 2, 12)),
    ],
)
def test_the_day_of_an_act_is_one_that_its_time_allows(text: str, time: str, day: date | None) -> None:
    (found,) = report(text, {word: Told("ASSAULT", time=time) for word in ("attack", "attacked")})
    assert (found.date.from_on if found.date else None) == day


# --- told twice -------------------------------------------------------------------------------------------------------

TWICE = "Kenya attacked Chad on 8 February. It rained. Nairobi attacked Chad in Niger, killing 20 people."


def test_an_act_told_twice_is_one_report_with_both_as_evidence() -> None:
    (found,) = report(TWICE, {"attacked": Told("ASSAULT")})
    first, third = (s for n, s in enumerate(read(TWICE)[1].sentences) if n != 1)
    assert found.evidence == (first, third)
    assert found.date and found.place and len(found.numbers) == 1
    assert found.id == report("Kenya attacked Chad on 8 February.", {"attacked": Told("ASSAULT")})[0].id


def test_an_act_told_more_surely_elsewhere_is_still_done_in_its_saying() -> None:
    text = "Kenya blames Chad. It rained. Kenya accused Chad of theft."
    said = say("s1", text, "of theft", KENYA, cue="accused")
    (found,) = report(text, {"blames": Told("ACCUSE", 0.9), "accused": Told("ACCUSE", 0.5)}, said)
    assert (found.asserted_by, found.performed_in) == ("author", "s1")


def test_the_surest_telling_is_kept() -> None:
    text = "Kenya hit Chad. It rained. Kenya attacked Chad."
    (found,) = report(text, {"hit": Told("ASSAULT", 0.5), "attacked": Told("ASSAULT", 0.9, time="present")})
    assert found.time == "present" and found.confidence == pytest.approx(0.9**3)


def test_an_act_told_with_other_certainty_or_of_one_who_acts_for_the_state_is_the_same() -> None:
    text = "Kenya will meet Chad. It rained. Otieno is due to meet Chad on 14 February in Niger."
    told = {"will": Told("REQUEST", 0.9, time="future"), "due": Told("REQUEST", 0.5, certainty="PR", time="future")}
    (found,) = report(text, told, odds={**ODDS, "Otieno": (0.9, 0.1)})
    assert (found.factuality, found.time, len(found.evidence)) == ("CT+", "future", 2)
    assert found.date and found.date.from_on == date(2018, 2, 14)
    assert found.place and found.place.country == "NER"


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ("Kenya condemned Chad.", Told("ACCUSE")),
        ("Kenya struck.", Told("ASSAULT")),
        ("Niger struck Chad.", Told("ASSAULT")),
        ("Kenya struck Chad.", Told("ASSAULT", polarity="-")),
        ("Kenya struck Chad.", Told("ASSAULT", certainty="Uu")),
        ("Kenya struck Chad on 2 February.", Told("ASSAULT")),
        ("Kenya struck Chad.", Told("ASSAULT", mode="drone")),
    ],
)
def test_acts_that_exclude_each_other_stay_two(second: str, told: Told) -> None:
    text = f"Kenya attacked Chad on 8 February. It rained. {second}"
    word = "condemned" if "condemned" in second else "struck"
    assert (
        len(report(text, {"attacked": Told("ASSAULT", mode="aerial"), word: told}, odds={**ODDS, "Niger": (0.9, 0.1)}))
        == 2
    )


def test_the_author_s_word_and_a_speaker_s_stay_two() -> None:
    text = "Kenya attacked Chad. It rained. Otieno said Kenya attacked Chad."
    said = replace(say("s1", text, "Kenya", OTIENO), content=(find_span(text, "Kenya attacked Chad", 1),))
    assert [r.asserted_by for r in report(text, ACCUSED, said)] == ["author", "s1"]


def test_two_speakers_words_stay_two() -> None:
    text = "Otieno said Kenya attacked Chad. It rained. Moru said Kenya attacked Chad."
    said = [
        replace(say(f"s{n}", text, "Kenya", who), content=(find_span(text, "Kenya attacked Chad", n),))
        for n, who in enumerate((OTIENO, MORU))
    ]
    assert [r.asserted_by for r in report(text, ACCUSED, *said)] == ["s0", "s1"]


def test_the_score_is_that_of_the_mode() -> None:
    text = "Kenya hit Chad. It rained. Kenya attacked Chad."
    (found,) = report(text, {"hit": Told("ASSAULT", 0.9), "attacked": Told("ASSAULT", 0.5, "beat")})
    assert (found.mode, found.score) == ("beat", -7.5)


def test_what_the_opposition_does_is_not_what_the_state_does() -> None:
    odds = {**ODDS, "Moru": (0.9, 0.1)}
    assert len(report("Kenya accused Chad. It rained. Moru accused Chad.", ACCUSED, odds=odds)) == 2


def test_what_will_be_done_and_what_was_done_stay_two() -> None:
    told = {"attack": Told("ASSAULT", time="future", certainty="PR"), "attacked": Told("ASSAULT")}
    assert len(report("Kenya attacked Chad. It rained. Kenya will probably attack Chad.", told)) == 2


def test_reports_stand_in_the_order_of_the_text() -> None:
    text = "Kenya accused Chad after Kenya attacked Chad."
    assert [r.type for r in report(text, ACCUSED)] == ["ACCUSE", "ASSAULT"]
