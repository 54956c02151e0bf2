"""Tags: the states and people that carry an article, and what its acts are about."""

from __future__ import annotations

from dataclasses import replace

from dragoman.events import find_tags
from dragoman.records import Actor, Cast, Report, Tag
from tests.events.made import CHAD, KENYA, OTIENO, make_cast
from tests.events.made import make_statement as say

TEXT = "Kenya spoke. Kenya met Chad. Otieno said it rained. Chad left. Kenya stayed. Niger is far."


def make_report(*contexts: str, actors: tuple[Actor, ...] = (KENYA,)) -> Report:
    return Report(
        "r", actors, (CHAD,), "CONSULT", None, "verbal cooperation", 2.5, "once", "CT+", "past", 0.5, (), contexts
    )


def test_states_people_and_contexts_the_weightiest_first() -> None:
    said = say("s1", TEXT, "it rained", OTIENO, cue="said")
    reports = [make_report("human_rights", "legal"), make_report("legal"), make_report("cyber"), make_report("legal")]
    assert find_tags(make_cast(TEXT), [said], reports) == (
        Tag("Kenya", "KEN", "dragoman"),
        Tag("Chad", "TCD", "dragoman"),
        Tag("Ann Otieno", None, "dragoman"),
        Tag("legal", "legal", "dragoman"),
        Tag("human rights", "human_rights", "dragoman"),
        Tag("cyber", "cyber", "dragoman"),
    )


def test_who_is_named_once_carries_nothing() -> None:
    assert "NER" not in {t.code for t in find_tags(make_cast(TEXT), [], [])}
    assert find_tags(make_cast("Kenya."), [], []) == () == find_tags(Cast(), [], [])


def test_a_context_of_few_reports_is_none_of_the_article() -> None:
    reports = [make_report("cyber"), *(make_report() for _ in range(9))]
    assert "cyber" not in {t.code for t in find_tags(Cast(), [], reports)}


def test_at_most_five_of_each_kind() -> None:
    many = [replace(OTIENO, id=f"p{n}", name=f"Person {n}", country=None) for n in range(9)]
    tags = find_tags(Cast(), [], [make_report(actors=tuple(many))])
    assert [t.name for t in tags if t.code is None] == [f"Person {n}" for n in range(5)]
