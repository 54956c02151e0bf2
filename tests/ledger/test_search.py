"""What questions promise: who is found, in which order, and that nothing typed can break the index."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.errors import LedgerError
from tests.ledger.samples import SPEAKERS, make_entry

if TYPE_CHECKING:
    from dragoman.ledger import Ledger
    from dragoman.records import Run

N_ARTICLES = 12


@pytest.fixture
def filled(ledger: Ledger, run: Run) -> Ledger:
    ledger.write_many([make_entry(n) for n in range(N_ARTICLES)], run=run)
    return ledger


@pytest.mark.parametrize("asked", ["Nowak", "nowak", "jan nowak", "Nowak, Jan", "JAN", "p-nowak"])
def test_a_speaker_is_found_by_whole_words_in_any_case_or_by_id(filled: Ledger, asked: str) -> None:
    found = filled.find_statements(speaker=asked, limit=None)
    assert len(found) == 9
    assert {actor.id for _, statement in found for actor in statement.speakers} == {"p-nowak"}


def test_accents_do_not_matter(filled: Ledger) -> None:
    assert filled.find_statements(speaker="asa lind") == filled.find_statements(speaker="Åsa LIND") != []


@pytest.mark.parametrize("asked", ["Now", "wak", "Jan Silva", "", "%", "_", "'", "Nowak'; DROP TABLE statements; --"])
def test_parts_of_words_and_other_names_find_nobody(filled: Ledger, asked: str) -> None:
    assert filled.find_statements(speaker=asked) == []


def test_country_and_speaker_are_of_the_same_person(filled: Ledger) -> None:
    assert len(filled.find_statements(country="BRA", limit=None)) == 9
    assert filled.find_statements(country="bra", speaker="silva") == filled.find_statements(speaker="silva")
    assert filled.find_statements(country="BRA", speaker="nowak") == []


def test_an_outlet_is_found_by_its_whole_name(filled: Ledger) -> None:
    assert len(filled.find_statements(outlet="HARBOUR post", limit=None)) == 18
    assert len(filled.find_articles(outlet="harbour post")) == 6
    assert filled.find_articles(outlet="harbour") == []


def test_days_count_said_on_else_the_local_day_of_publication(filled: Ledger) -> None:
    day = date(2018, 1, 5)
    found = filled.find_statements(since=day, until=day)
    # Article 4 appeared that day (in its own offset), and the second statement of article 5 was said the day before.
    assert {(article.title, statement.id[-2:]) for article, statement in found} == {
        ("Talks 4 go on.", "s0"),
        ("Talks 4 go on.", "s2"),
        ("Talks 5 go on.", "s1"),
    }
    assert [article.title for article in filled.find_articles(since=day, until=day)] == ["Talks 4 go on."]
    assert filled.find_statements(since=day + timedelta(days=100)) == []


def test_newest_first_and_within_an_article_as_the_text_goes(filled: Ledger) -> None:
    found = filled.find_statements(limit=None)
    days = [s.said_on.from_on if s.said_on else a.published_at.on for a, s in found if a.published_at]
    assert len(days) == 36
    assert days == sorted(days, reverse=True)
    assert [statement.id[-2:] for _, statement in found[:2]] == ["s0", "s2"]


def test_pages_follow_one_another_without_gap_or_overlap(filled: Ledger) -> None:
    whole = filled.find_statements(limit=None)
    pages = [filled.find_statements(limit=7, offset=offset) for offset in range(0, 42, 7)]
    assert [row for page in pages for row in page] == whole
    texts = [filled.find_text("talks", limit=5, offset=offset) for offset in range(0, 55, 5)]
    assert [match for page in texts for match in page] == filled.find_text("talks", limit=1000)
    assert filled.find_statements(limit=0) == []
    with pytest.raises(LedgerError, match="upwards"):
        filled.find_statements(offset=-1)


def test_text_is_looked_for_in_what_is_said(filled: Ledger) -> None:
    found = filled.find_statements(text="grain round", limit=None)
    assert found
    assert all("grain transit" in statement.content[0].of(article.text) for article, statement in found)
    assert filled.find_statements(text="Nowak") == []  # that is who says it


@pytest.mark.parametrize(
    ("asked", "there"),
    [
        ("grain transit", True),
        ("transit grain", True),
        ('"grain transit"', True),
        ('"transit grain"', False),
        ("gra*", True),
        ("gra", False),
        ("GRAIN", True),
        ("grain OR nothing", False),
        ("NOT grain", False),
        ("content:grain", False),
    ],
)
def test_words_phrases_and_beginnings_are_all_that_a_query_knows(filled: Ledger, asked: str, there: bool) -> None:
    assert bool(filled.find_statements(text=asked)) is there


def test_find_text_says_where_and_shows_it(filled: Ledger) -> None:
    found = filled.find_text("visa", limit=100)
    assert {match.kind for match in found} == {"statement", "article"}
    assert all("⟦visa⟧" in match.excerpt and match.score > 0 for match in found)
    said = next(match for match in found if match.kind == "statement")
    assert said.statement_id is not None
    assert filled.get_statement(said.statement_id)[0].id == said.article_id


FTS = st.text(st.sampled_from("\"*()^+-:{}.,AND OR NOT NEAR\0'; é½中"), max_size=30) | st.text(max_size=30)


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=FTS.filter(lambda text: not any("\ud800" <= c <= "\udfff" for c in text)))
def test_nothing_that_is_typed_breaks_the_index(ledger: Ledger, asked: str) -> None:
    ledger.find_text(asked)
    ledger.find_statements(text=asked, speaker=asked, outlet=asked, country=asked)
    ledger.find_articles(text=asked)


def test_a_query_without_a_word_finds_nothing(filled: Ledger) -> None:
    for asked in ("", " ", '"', '""', "*", "--", "…"):
        assert filled.find_text(asked) == []
        assert filled.find_statements(text=asked) == []


def test_superseded_readings_are_not_found(filled: Ledger) -> None:
    entry = make_entry(0, statements=3, reports=0)
    assert any(article.id == entry.article.id for article, _ in filled.find_statements(limit=None))
    newer = filled.begin_run(code="2", weights="a")
    filled.write(type(entry)(entry.article), run=newer)
    assert not any(article.id == entry.article.id for article, _ in filled.find_statements(limit=None))
    matches = filled.find_text("talks", limit=1000)
    assert not any(match.kind == "statement" and match.article_id == entry.article.id for match in matches)


def test_every_speaker_of_the_samples_is_found(filled: Ledger) -> None:
    for speaker in SPEAKERS:
        assert filled.find_statements(speaker=speaker.name, country=speaker.country)
