"""The judge of the project's own cases: what it finds right, and what wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bench.cases import KINDS, find_words, judge, read_cases
from dragoman.records import Actor, Article, Date, Entry, Hop, Span, Statement

TEXT = "The port stays open, the minister said. Then he said that Kampala agreed, Delta reports."
ANN = Actor("p", "Ann Otieno", "person", "KEN", "GOV", "Foreign Minister")
GOLD: dict[str, Any] = {
    "id": "S1",
    "source": "he",
    "cue": ["said"],
    "occurrence": {"said": 2},
    "content": ["that Kampala agreed"],
    "manner": "indirect",
    "stance": "asserts",
    "speaker": {"name": "Ann Otieno", "country": "KEN"},
    "said_on": ["2018-02-11", "2018-02-11"],
    "occasion": None,
    "chain": [{"actor": "Delta", "how": "reported_by"}],
}


def at(string: str) -> Span:
    start = TEXT.index(string)
    return Span(start, start + len(string))


RIGHT = Statement(
    id="s1",
    speakers=(ANN,),
    source=Span(at(" he ").start + 1, at(" he ").end - 1),
    cue=(at("said that"),),
    content=(at("that Kampala agreed"),),
    manner="indirect",
    stance="asserts",
    confidence=0.9,
    said_on=Date(date(2018, 2, 11), date(2018, 2, 11), "day", None),
    chain=(Hop(Actor("d", "Delta", "outlet"), "reported_by", None),),
)


def find_wrong(*found: Statement, **changes: Any) -> list[str]:
    case = {"id": "c", "text": TEXT, "statements": [{**GOLD, **changes}]}
    verdicts = judge(case, Entry(Article("a", TEXT), found))
    return sorted(name for name, rights in verdicts.items() if not all(rights))


def test_what_is_right_in_all_is_found_right() -> None:
    assert find_wrong(RIGHT) == []


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("source", {"source": at("the minister")}),
        ("source", {"source": None}),
        ("manner", {"manner": "direct"}),
        ("stance", {"stance": "denies"}),
        ("speaker", {"speakers": ()}),
        ("speaker", {"speakers": (replace(ANN, country="UGA"),)}),
        ("speaker", {"speakers": (replace(ANN, name="Ann Odhiambo"),)}),
        ("said_on", {"said_on": None}),
        ("said_on", {"said_on": Date(date(2018, 2, 10), date(2018, 2, 11), "day", None)}),
        ("occasion", {"occasion": "briefing"}),
        ("chain", {"chain": ()}),
    ],
)
def test_each_attribute_is_judged_by_itself(name: str, change: dict[str, Any]) -> None:
    assert find_wrong(replace(RIGHT, **change)) == [name]


def test_what_the_case_does_not_give_is_not_judged() -> None:
    gold = {"source": "he", "content": GOLD["content"]}
    other = replace(RIGHT, manner="direct", stance="denies", speakers=(), said_on=None, chain=())
    verdicts = judge({"text": TEXT, "statements": [gold]}, Entry(Article("a", TEXT), (other,)))
    assert set(verdicts) - {"extra"} == {"found", "source"}


def test_a_statement_with_other_content_is_not_the_one() -> None:
    assert find_wrong(replace(RIGHT, content=(at("Delta reports"),))) == ["extra", "found"]


def test_a_statement_too_many_is_told() -> None:
    assert find_wrong(RIGHT, replace(RIGHT, id="s2", content=(at("The port stays open"),))) == ["extra"]


def test_one_statement_answers_for_one_only() -> None:
    case = {"text": TEXT, "statements": [GOLD, {**GOLD, "id": "S2"}]}
    assert judge(case, Entry(Article("a", TEXT), (RIGHT,)))["found"] == [True, False]


def test_a_floating_quotation_may_come_out_merged() -> None:
    assert find_wrong(may_merge=True) == []
    assert find_wrong() == ["found"]


def test_a_case_without_statements_wants_none() -> None:
    case = {"text": TEXT, "statements": []}
    assert judge(case, Entry(Article("a", TEXT)))["extra"] == [True]
    assert judge(case, Entry(Article("a", TEXT), (RIGHT,)))["extra"] == [False]


def test_of_an_unnamed_speaker_flag_and_country_are_judged() -> None:
    unnamed = {"speaker": {"name": "two officials", "named": False, "country": "KEN"}}
    officials = replace(ANN, name="officials", named=False)
    assert find_wrong(replace(RIGHT, speakers=(officials,)), **unnamed) == []
    assert find_wrong(replace(RIGHT, speakers=(replace(officials, country=None),)), **unnamed) == ["speaker"]
    assert find_wrong(RIGHT, **unnamed) == ["speaker"]
    assert find_wrong(replace(RIGHT, speakers=(officials,)), speaker=None) == []
    assert find_wrong(RIGHT, speaker=None) == ["speaker"]


def test_strings_are_whole_words_and_counted_from_one() -> None:
    assert find_words(TEXT, ["he"], {}) == {8}, "not the one in `The`"
    assert find_words(TEXT, ["said"], {}) == {6} and find_words(TEXT, ["said"], {"said": 2}) == {9}
    assert find_words(TEXT, ["said"], {"said": [1, 2]}) == {6, 9}


def test_a_string_that_is_not_there_is_a_fault_of_the_case() -> None:
    with pytest.raises(ValueError, match="Nairobi"):
        find_words(TEXT, ["Nairobi"], {})
    with pytest.raises(ValueError, match="2 times"):
        find_words(TEXT, ["said"], {"said": 3})


@pytest.mark.parametrize("kind", KINDS)
def test_every_string_of_the_cases_stands_in_its_text(kind: str) -> None:
    for case in read_cases(kind):
        for gold in case["statements"]:
            strings = [*gold["content"], *gold["cue"], *([gold["source"]] if gold["source"] else [])]
            assert find_words(case["text"], strings, gold.get("occurrence", {})) or not strings, case["id"]


def test_no_two_cases_share_an_id() -> None:
    ids = [case["id"] for kind in KINDS for case in read_cases(kind)]
    assert len(ids) == len(set(ids))
