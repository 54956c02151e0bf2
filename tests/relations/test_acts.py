"""Which acts a dyad has: sides, sectors, joint acts, whose word, events merged, rows of others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from dragoman.errors import TextError
from dragoman.events.codebook import read_codes
from dragoman.ledger.formats import get_format
from dragoman.ledger.importing import open_source
from dragoman.records import Act
from dragoman.relations.acts import count_once, find_dyad, find_reason, merge_accounts, rests_on_a_party
from tests.relations.worlds import Told, write, write_rows

if TYPE_CHECKING:
    from pathlib import Path

    from dragoman.ledger import Ledger


def list_types(ledger: Ledger, one: str = "RUS", other: str = "USA", **options: object) -> list[str]:
    dyad = find_dyad(ledger, one, other, **options)  # type: ignore[arg-type]
    return [f"{dyad.get_direction(act)} {act.type}" for act in dyad.acts]


def test_a_dyad_has_the_acts_of_both_directions_and_of_nobody_else(ledger: Ledger) -> None:
    write(ledger, [Told(0, "RUS", "USA", "ACCUSE"), Told(1, "USA", "RUS", "REJECT"), Told(2, "RUS", "CHN", "AGREE")])
    assert list_types(ledger) == ["RUS → USA ACCUSE", "USA → RUS REJECT"]
    assert list_types(ledger, "USA", "RUS") == ["RUS → USA ACCUSE", "USA → RUS REJECT"]


def test_a_joint_act_is_one_whichever_stands_first(ledger: Ledger) -> None:
    write(ledger, [Told(0, "RUS USA", "", "CONSULT"), Told(1, "USA RUS", "", "CONSULT")])
    acts = find_dyad(ledger, "RUS", "USA").acts
    assert [(act.joint, act.type) for act in acts] == [(True, "CONSULT")] * 2


def test_a_compound_actor_gives_each_of_its_states_the_act_and_a_state_named_twice_one(ledger: Ledger) -> None:
    write(ledger, [Told(0, "RUS SYR", "USA", "ACCUSE"), Told(1, "RUS RUS", "USA", "THREATEN")])
    assert list_types(ledger) == ["RUS → USA ACCUSE", "RUS → USA THREATEN"]
    assert list_types(ledger, "SYR") == ["SYR → USA ACCUSE"]


def test_an_organisation_is_not_taken_apart_into_its_members(ledger: Ledger) -> None:
    write(ledger, [Told(0, "EU", "RUS", "SANCTION")])
    assert list_types(ledger, "DEU", "RUS") == []


def test_a_side_may_be_several_states_and_nobody_stands_on_both(ledger: Ledger) -> None:
    write(ledger, [Told(0, "SYR", "USA", "ACCUSE"), Told(0, "RUS", "USA", "ACCUSE")])
    assert list_types(ledger, "rus+syr") == ["RUS+SYR → USA ACCUSE"] * 2
    with pytest.raises(TextError, match="both sides"):
        find_dyad(ledger, "RUS", "USA+RUS")
    with pytest.raises(TextError, match="alpha-3"):
        find_dyad(ledger, "Russia", "USA")


def test_only_those_count_who_act_for_their_state_unless_any_are_asked_for(ledger: Ledger) -> None:
    write(ledger, [Told(0, "RUS", "USA", "PROTEST", sector="CVL"), Told(0, "RUS", "USA", "MOBILIZE", sector="MIL")])
    assert list_types(ledger) == ["RUS → USA MOBILIZE"]
    assert len(list_types(ledger, sectors=None)) == 2


def test_days_bound_what_is_asked_for_and_an_act_without_one_goes_by_its_article(ledger: Ledger) -> None:
    write(ledger, [Told(0, "RUS", "USA", "ACCUSE"), Told(9, "RUS", "USA", "REJECT", dated=False)])
    assert list_types(ledger, since=date(2018, 1, 5)) == ["RUS → USA REJECT"]
    assert list_types(ledger, until=date(2018, 1, 5)) == ["RUS → USA ACCUSE"]


def test_what_is_too_unsure_is_left_out(ledger: Ledger) -> None:
    write(ledger, [Told(0, "RUS", "USA", "ACCUSE", more={"confidence": 0.1})])
    assert list_types(ledger, least=0.2) == []
    assert list_types(ledger) == ["RUS → USA ACCUSE"]


def test_an_act_says_on_whose_word_it_stands(ledger: Ledger) -> None:
    write(ledger, [Told(n, "RUS", "USA", "ASSAULT", by=by) for n, by in enumerate(("RUS", "CHN", None))])
    acts = find_dyad(ledger, "RUS", "USA").acts
    assert [act.word_of for act in acts] == [("RUS",), ("CHN",), ()]
    assert [rests_on_a_party(act) for act in acts] == [True, False, False]


def test_with_the_words_that_tell_it_comes_what_limits_it(ledger: Ledger) -> None:
    told = "Russia offered the United States talks only if the ban is lifted."
    write(ledger, [Told(0, "RUS", "USA", "AGREE", told=told, condition="only if the ban is lifted")])
    act = find_dyad(ledger, "RUS", "USA", told=True).acts[0]
    assert (act.told, act.conditions) == (told, ("only if the ban is lifted",))
    assert find_dyad(ledger, "RUS", "USA").acts[0].told is None


def test_what_people_rejected_or_corrected_is_so_in_a_dyad(ledger: Ledger) -> None:
    first, second = write(ledger, [Told(0, "RUS", "USA", "ACCUSE"), Told(0, "RUS", "USA", "REJECT")])
    ledger.reject_row(first, who="ada", why="wrong")
    ledger.correct(second, {"type": "THREATEN"}, who="ada", why="wrong type")
    assert list_types(ledger) == ["RUS → USA THREATEN"]
    ledger.correct("c-usa", {"country": "CHN"}, who="ada", why="another")
    assert list_types(ledger) == []
    assert list_types(ledger, other="CHN") == ["RUS → CHN THREATEN"]


def test_reports_that_were_merged_into_one_event_are_one_act_with_its_articles(ledger: Ledger) -> None:
    told = "Russia accused the United States of sinking a trawler off Murmansk."
    write(ledger, [Told(0, "RUS", "USA", "ACCUSE", told=told, by="RUS"), Told(0, "RUS", "USA", "ACCUSE", told=told)])
    assert len(find_dyad(ledger, "RUS", "USA").acts) == 2
    ledger.merge()
    ((event, _),) = ledger.find_events()
    (act,) = find_dyad(ledger, "RUS", "USA").acts
    assert (act.event, act.articles, act.word_of) == (event.id, 2, ())


def make_act(**fields: object) -> Act:
    plain = Act(
        "icews", "1", "1", "RUS", "USA", "GOV", "GOV", False, "CONSULT", None, "verbal cooperation", 2.5,
        date(2018, 1, 1), date(2018, 1, 1), date(2018, 1, 1),
    )  # fmt: skip
    return replace(plain, **fields)  # type: ignore[arg-type]


def test_mirror_rows_of_others_count_once_and_blows_exchanged_twice() -> None:
    there, back = make_act(), make_act(id="2", actor="USA", recipient="RUS")
    assert [act.joint for act in count_once([there, back])] == [True]
    assert len(count_once([there, make_act(id="3"), back])) == 2
    assert len(count_once([there, replace(back, first_on=date(2018, 1, 2))])) == 2
    hit = {"type": "ASSAULT", "quad": "material conflict"}
    assert len(count_once([replace(there, **hit), replace(back, **hit)])) == 2
    assert len(count_once([replace(there, type="SUPPORT", code="057"), replace(back, type="SUPPORT", code="057")])) == 1


def test_merging_accounts_keeps_the_surest_that_has_a_day() -> None:
    vague = make_act(event="e", confidence=0.9, first_on=None, last_on=None)
    dated = make_act(event="e", id="2", confidence=0.5, article="b", word_of=("RUS",))
    (act,) = merge_accounts([vague, dated])
    assert (act.id, act.articles, act.word_of) == ("2", 2, ())


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, None),
        ({"factuality": "CT+", "time": "present", "aspect": "once"}, None),
        ({"factuality": "CT-"}, "not certain"),
        ({"factuality": "CT+", "time": "future"}, "yet to come"),
        ({"factuality": "CT+", "time": "past", "aspect": "ongoing"}, "not once"),
        ({"first_on": None}, "no day"),
    ],
)
def test_why_an_act_enters_no_day(fields: dict[str, object], reason: str | None) -> None:
    assert find_reason(make_act(**fields)) == reason


def import_rows(ledger: Ledger, path: Path) -> None:
    list(ledger.import_source(open_source(path, get_format("icews")), codes=read_codes(), code="1"))


def test_rows_of_others_are_asked_for_by_their_source_and_never_beside_ours(ledger: Ledger, tmp_path: Path) -> None:
    rows = [
        (date(2014, 1, 1), "Russia", "Make statement", "United States"),
        (date(2014, 1, 2), "Russia", "Consult", "United States"),
        (date(2014, 1, 2), "United States", "Consult", "Russia"),
        (date(2014, 1, 3), "Russia", "Accuse", "United States"),
    ]
    import_rows(ledger, write_rows(tmp_path / "rows.csv", rows))
    assert list_types(ledger) == ["RUS – USA CONSULT", "RUS → USA ACCUSE"]
    assert find_dyad(ledger, "RUS", "USA").source == "icews"
    write(ledger, [Told(0, "RUS", "USA", "THREATEN")])
    assert list_types(ledger) == ["RUS → USA THREATEN"]
    assert find_dyad(ledger, "RUS", "USA").elsewhere == {"icews": 4}
    assert len(list_types(ledger, source="icews")) == 2
    assert [(v.on, v.articles) for v in ledger.count_read(source="icews")][1] == (date(2014, 1, 2), 2)
