"""The article's own country: for people with domestic roles where it prints none, with a trace, and for nobody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dragoman.actors import resolve
from dragoman.records import Actor, Published
from tests.actors.readings import Sources, read


def _resolve(text: str, sources: Sources | None = None, *, outlet: str | None = None) -> dict[str, tuple[Actor, str]]:
    article, reading = read(text, sources)
    day = Published(datetime(2014, 2, 12, 9, tzinfo=UTC), "minute")
    article = replace(article, published_at=day, outlet=outlet)
    return {m.span.of(text): (m.actor, m.trace.method) for m in resolve(article, reading).mentions}


def _find(found: dict[str, tuple[Actor, str]], name: str) -> tuple[Actor, str]:
    return next((actor, method) for actor, method in found.values() if actor.name == name)


_OHIO = (
    "Voters in Ohio and Florida heard the Republicans on Monday. The GOP has the Senate. The White House was silent. "
)
_DELHI = "India votes in May. Mumbai and Delhi count first. Indian papers say so, and so does New Delhi. "


def test_a_domestic_role_without_a_country_is_of_the_articles_own() -> None:
    actor, method = _find(_resolve(f"{_OHIO}Sheriff Ann Otieno told the crowd to go home."), "Ann Otieno")
    assert (actor.country, method) == ("USA", "name:home")


@pytest.mark.parametrize(("text", "country"), [(_OHIO, "USA"), (_DELHI, "IND")])
def test_an_unnamed_official_is_of_the_articles_own(text: str, country: str) -> None:
    found = _resolve(f"{text}Three officials said the count was slow.", ["Three officials"])
    assert found["Three officials"][0].country == country


@pytest.mark.parametrize(
    "words",
    [
        "Ambassador Ann Otieno",
        "UN envoy Ann Otieno",
        "The Kenyan activist Ann Otieno",
        "Aid worker Ann Otieno, a Kenyan,",
    ],
)
def test_who_may_be_from_elsewhere_is_not(words: str) -> None:
    found = {a.name: a for a, _ in _resolve(f"{_OHIO}{words} told the crowd to go home.").values()}
    assert found["Ann Otieno"].country in {None, "KEN"}


def test_somebody_known_from_elsewhere_is_not() -> None:
    found = _resolve(f"{_OHIO}Angela Merkel wrote about it. Kofi Annan did too.")
    assert _find(found, "Kofi Annan")[0].country is None
    assert _find(found, "Angela Merkel")[0].country == "DEU"


def test_an_article_about_many_states_is_at_home_nowhere() -> None:
    text = "France, Germany, Italy and Spain spoke. Paris and Rome agreed. The senator Ann Otieno did not."
    assert _find(_resolve(text), "Ann Otieno")[0].country is None


def test_a_bare_office_is_the_holders_of_that_day_where_the_article_is_at_home() -> None:
    actor, method = _resolve(f"{_OHIO}The president would not comment.", ["The president"])["The president"]
    assert (actor.name, actor.country, method) == ("Barack Obama", "USA", "office:home")


def test_the_outlets_country_weighs_too() -> None:
    text = "The Senate met in Canberra. Sydney waited. The minister Ann Otieno left."
    assert _find(_resolve(text), "Ann Otieno")[1] == "name:home"
    text = text.replace("Canberra. Sydney", "Canberra. London")
    assert _find(_resolve(text), "Ann Otieno")[0].country is None
    assert _find(_resolve(text, outlet="The Australian"), "Ann Otieno")[0].country is None
    text = f"{text} Perth slept. Adelaide did not."
    assert _find(_resolve(text, outlet="The Australian"), "Ann Otieno")[0].country == "AUS"


@pytest.mark.parametrize(
    ("words", "country"),
    [
        ("Ann Otieno, a professor at Tel Aviv University,", "ISR"),
        ("Ann Otieno, 66, a nurse from Hamburg,", "DEU"),
        ("Ann Otieno (D-Nev.)", "USA"),
        ("Ann Otieno, R-Iowa,", "USA"),
        ("Ann Otieno, a rabbi in Hollywood, Fla.,", "USA"),
        ("Ann Otieno, a columnist for Le Monde,", "FRA"),
        ("Ann Otieno, who flew to Iraq,", None),
        ("A Nigerian blogger, Ann Otieno,", "NGA"),
    ],
)
def test_an_apposition_tells_the_country_by_its_place(words: str, country: str | None) -> None:
    found = {a.name: a for a, _ in _resolve(f"It rained. {words} said so.").values()}
    assert found["Ann Otieno"].country == country


def test_the_senator_of_another_state_is_another_senator() -> None:
    found = _resolve("Sen. Ann Otieno, R-Iowa, spoke. The Florida senator left. The Iowa senator stayed.")
    assert not found["The Florida senator"][0].named
    assert found["The Iowa senator"][0].name == "Ann Otieno"


def test_a_headlines_words_are_no_part_of_a_name() -> None:
    found = _resolve('Sarah Palin Unleashed: Why Trump Thinks She Is "Great"\nSarah Palin spoke. Donald Trump did not.')
    assert {a.name for a, _ in found.values() if a.kind == "person"} == {"Sarah Palin", "Donald Trump"}


def test_a_given_name_is_no_bill() -> None:
    found = {a.name: a for a, _ in _resolve("Mayor Bill de Blasio spoke. The mayor left.").values()}
    assert found["Bill de Blasio"].role == "Mayor"
