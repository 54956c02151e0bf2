"""Who is who in agency news: names that states have too, offices without a country, places that stand for bodies."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dragoman.actors import resolve
from dragoman.records import Actor, Published
from tests.actors.readings import Sources, read


def _resolve(text: str, sources: Sources | None = None, year: int = 2014) -> dict[str, tuple[Actor, str]]:
    article, reading = read(text, sources)
    article = replace(article, published_at=Published(datetime(year, 2, 12, 9, tzinfo=UTC), "minute"))
    return {m.span.of(text): (m.actor, m.trace.method) for m in resolve(article, reading).mentions}


def _find(text: str, name: str) -> tuple[Actor, str]:
    return next(((actor, rule) for actor, rule in _resolve(text).values() if name in actor.name), (None, ""))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Senator Anna Lomé", "Anna Lomé"),
        ("Foreign Minister Georg Oslo", "Georg Oslo"),
        ("Mr Ruben Lima", "Ruben Lima"),
        ("Defence Minister Mali Okonjo", "Mali Okonjo"),
    ],
)
def test_a_states_name_behind_a_name_or_a_title_is_a_persons(words: str, name: str) -> None:
    actor, _ = _find(f"The vote was lost. {words} said so on Monday.", name)
    assert actor.kind == "person"


def test_it_stays_the_persons_where_it_stands_alone() -> None:
    found = _resolve("The vote was lost. Senator Anna Lomé resigned. Lomé blamed nobody.", ["Lomé"])
    assert {a.name for a, _ in found.values()} == {"Anna Lomé"}


def test_a_capital_alone_before_a_name_like_it_stays_the_state() -> None:
    found = _resolve("Washington sent a ship. The carrier George Washington left port.")
    assert found["Washington"][0].id == "USA"


def test_a_name_may_begin_with_a_small_word_behind_an_office() -> None:
    found = _resolve("The talks went on. Vice Premier No Tuchol met Foreign Minister An Hyejin on Monday.")
    assert {"No Tuchol", "An Hyejin"} <= {a.name for a, _ in found.values()}


def test_the_north_is_a_korea_where_koreas_are_the_matter() -> None:
    found = _resolve("North Korea fired again. Seoul said the North had been warned, and the South fired too.")
    assert (found["North"][0].id, found["South"][0].id) == ("PRK", "KOR")
    assert "North" not in _resolve("The north of Nigeria voted, and the North is poor.")


def test_brussels_is_the_union_where_belgium_is_not_named() -> None:
    assert _resolve("The European Union was slow. Brussels said no.")["Brussels"][0].name == "European Union"
    assert _resolve("Belgium left the European Union talks. Brussels said no.")["Brussels"][0].id == "BEL"


def test_letters_mean_the_name_that_is_spelt_out() -> None:
    found = _resolve("The Rapid Support Forces took the town. The RSF said so.")
    assert found["RSF"][0].name == "Rapid Support Forces"
    assert _resolve("The RSF counted jailed reporters.")["RSF"][0].name == "Reporters Without Borders"


def test_a_paper_does_not_begin_a_longer_name() -> None:
    assert all(a.country != "ARE" for a, _ in _resolve("The National Assembly met on Monday.").values())


@pytest.mark.parametrize("line", ["NAIROBI, Feb 12 (AFP) - ", "KISUMU, Kenya (AP) -- ", "NAIROBI - "])
def test_officials_without_a_country_are_of_the_dateline(line: str) -> None:
    text = f"{line}Interior Minister Ann Otieno met envoys from Ghana and Peru.\nKenya paid. Ghana, Peru and Chile did not."
    actor, rule = _find(text, "Ann Otieno")
    assert (actor.country, rule) == ("KEN", "name:home")


@pytest.mark.parametrize(
    "words",
    [
        "Ghana was slow. Interior Minister Ann Otieno did nothing.",
        "Ambassador Ann Otieno did nothing.",
        "President Otieno did nothing.",
        "The novelist Ann Otieno did nothing.",
    ],
)
def test_who_may_be_anothers_is_not_of_the_dateline(words: str) -> None:
    text = f"NAIROBI, Feb 12 (AFP) - Kenya, Ghana, Peru and Chile met.\n{words}"
    assert _find(text, "Otieno")[0].country != "KEN"


@pytest.mark.parametrize("body", ["The UN mission", "The Karamoja Army"])
def test_bodies_of_others_are_not_of_the_dateline(body: str) -> None:
    text = f"NAIROBI, Feb 12 (AFP) - Kenya, Ghana, Peru and Chile met.\n{body} kept away."
    assert all(a.country != "KEN" for words, (a, _) in _resolve(text).items() if words == body)


@pytest.mark.parametrize(
    ("words", "country"),
    [
        ("the government in Lusaka", "ZMB"),
        ("a court in Rotterdam", "NLD"),
        ("the embassy in Lusaka", None),
        ("the army in Zambia", None),
    ],
)
def test_an_organ_is_of_the_place_where_it_sits(words: str, country: str | None) -> None:
    text = f"Peru, Ghana, Chile and Spain met. Then {words} refused."
    found = _resolve(text, [words])
    assert found[words][0].country == country


def test_what_a_minister_is_for_stands_between_state_and_office() -> None:
    text = "Ghana met Peru. Kenyan Commerce Minister Ann Otieno and Peru's fisheries minister, Juan Quispe, spoke."
    assert [_find(text, name)[0].country for name in ("Ann Otieno", "Juan Quispe")] == ["KEN", "PER"]


def test_a_rank_behind_an_office_leaves_it_its_country() -> None:
    actor, _ = _find("It rained. Ghana's armed forces chief, Major General Kofi Mensah, warned Peru.", "Kofi Mensah")
    assert actor.country == "GHA"


def test_where_somebody_is_is_not_whence() -> None:
    assert _find("Ghana voted. President Ann Otieno, in Lima, urged calm.", "Ann Otieno")[0].country is None


@pytest.mark.parametrize(("place", "code"), [("Guadeloupe", "GLP"), ("Guam", "GUM"), ("the Isle of Man", "IMN")])
def test_territories_are_known(place: str, code: str) -> None:
    assert code in {a.id for a, _ in _resolve(f"The vote in {place} was close.").values()}


def test_who_held_office_when_the_tables_end_acts_for_the_state() -> None:
    actor = _resolve("Talks failed. Maria Zakharova said so.", year=2027)["Maria Zakharova"][0]
    assert (actor.country, actor.sector, actor.role) == ("RUS", "GOV", None)
