"""What the base fills in on the article's day, and where the article's own words win."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dragoman.actors import resolve
from dragoman.records import Actor, Published
from tests.actors.readings import read

_ON = datetime(2018, 2, 12, 9, tzinfo=UTC)


def _resolve(text: str, on: datetime | None = _ON) -> dict[str, tuple[Actor, str]]:
    """By the words of each mention its actor and the rule."""
    article, reading = read(text)
    article = replace(article, published_at=Published(on, "minute") if on else None)
    return {m.span.of(text): (m.actor, m.trace.method) for m in resolve(article, reading).mentions}


def test_an_office_without_a_name_is_its_holder_of_that_day() -> None:
    found = _resolve("The French foreign minister said on Monday that talks would go on. The minister left.")
    actor, method = found["The French foreign minister"]
    assert (actor.name, actor.country, actor.named, method) == ("Jean-Yves Le Drian", "FRA", True, "office")
    assert found["The minister"][0].id == actor.id


def test_a_name_without_an_office_gets_that_of_the_day() -> None:
    found = _resolve("Angela Merkel spoke in Berlin. The chancellor left.")
    actor, method = found["Angela Merkel"]
    assert (actor.role, actor.country, actor.sector, method) == ("Chancellor", "DEU", "GOV", "name:office")
    assert found["The chancellor"][0].id == actor.id


def test_the_articles_own_words_win() -> None:
    found = _resolve("Angela Merkel, the Danish trade envoy, spoke. French Foreign Minister Ann Otieno said so.")
    methods = {actor.name: method for actor, method in found.values() if actor.kind == "person"}
    assert methods == {"Angela Merkel": "name", "Ann Otieno": "name over base's Jean-Yves Le Drian"}


@pytest.mark.parametrize(
    ("words", "name", "role", "method"),
    [
        ("French President Ann Otieno", "Ann Otieno", "President", "name over base's Emmanuel Macron"),
        ("Ann Otieno, the Kenyan foreign minister,", "Ann Otieno", "foreign minister", "name over base's Monica Juma"),
        ("Former Polish president Lech Walesa", "Lech Walesa", "Former president", "name"),
        ("Ann Otieno (the then Kenyan foreign minister)", "Ann Otieno", "then foreign minister", "name"),
        ("Acting Brazilian Foreign Minister Ana Souza", "Ana Souza", "Acting Foreign Minister", "name"),
        ("Prime minister-designate Ana Souza of Brazil", "Ana Souza", "Prime minister-designate", "name"),
        ("Japanese Foreign Minister Taro Kono", "Taro Kono", "Foreign Minister", "name"),
    ],
)
def test_a_role_is_the_articles_and_what_the_base_has_instead_is_recorded(
    words: str, name: str, role: str, method: str
) -> None:
    found = _resolve(f"{words} spoke.", datetime(2018, 3, 12, 9, tzinfo=UTC))
    ((actor, how),) = [pair for pair in found.values() if pair[0].name == name]
    assert (actor.role, how) == (role, method) and actor.country


def test_somebody_else_in_that_office_leaves_it_unnamed() -> None:
    found = _resolve("The French foreign minister said so. French Foreign Minister Ann Otieno left.")
    assert not found["The French foreign minister"][0].named


@pytest.mark.parametrize(
    "words", ["The former French foreign minister", "The next French foreign minister", "A French foreign minister"]
)
def test_who_does_not_hold_it_that_day_is_not_looked_up(words: str) -> None:
    found = _resolve(f"{words} said on Monday that talks would go on.")
    assert all(not actor.named for actor, _ in found.values() if actor.kind == "person")


def test_without_a_day_nobody_is_looked_up() -> None:
    found = _resolve("The French foreign minister met Angela Merkel.", None)
    assert not found["The French foreign minister"][0].named
    assert found["Angela Merkel"][0].role is None


def test_a_leader_is_known_by_surname_alone_and_nobody_else_is() -> None:
    found = _resolve("Erdoğan called on Monday. Trump did not answer. Mattis waited.")
    assert found["Erdoğan"][0].country == "TUR"
    assert found["Trump"][0].country == "USA"
    assert "Mattis" not in found


def test_who_held_an_office_on_another_day_keeps_the_country() -> None:
    actor, _ = _resolve("Barack Obama said in Chicago that talks would go on.")["Barack Obama"]
    assert (actor.country, actor.role) == ("USA", None)
