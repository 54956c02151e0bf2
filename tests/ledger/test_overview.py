"""Answers for many rows at once agree with the rows themselves; and a ledger says when it changed, and gives up in time."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from dragoman.errors import LedgerSlowError
from dragoman.ledger import Ledger, ReportQuery, open_ledger
from dragoman.records import Rejected, Run
from tests.ledger.samples import make_entry


@pytest.fixture
def filled(ledger: Ledger, run: Run) -> Ledger:
    ledger.write_many([make_entry(n) for n in range(9)], run=run)
    return ledger


def test_counts_of_a_survey_are_those_of_its_rows(filled: Ledger) -> None:
    survey = filled.survey_statements(text="talks", limit=5, offset=5)
    rows = filled.find_statements(text="talks", limit=None)
    assert survey.rows == rows[5:10] and survey.number == len(rows) and survey.complete
    speakers = Counter(speaker.name for _, row in rows for speaker in row.speakers)
    assert dict(survey.counts["speaker"]) == speakers
    assert dict(survey.counts["outlet"]) == Counter(article.outlet for article, _ in rows)


def test_a_survey_of_many_counts_the_newest(filled: Ledger) -> None:
    survey = filled.survey_reports(ReportQuery(actor="POL"), most=4)
    assert survey.number == 4 and not survey.complete
    assert sum(n for _, n in survey.counts["outlet"]) == 4


def test_what_is_corrected_counts_as_it_is_shown(filled: Ledger) -> None:
    filled.correct("p-nowak", {"name": "Jan Novák"}, who="ana", why="as he spells it")
    counts = dict(filled.survey_statements().counts["speaker"])
    assert "Jan Nowak" not in counts and counts["Jan Novák"] > 0


def test_dyads_count_reports_of_one_state_upon_another(filled: Ledger) -> None:
    [dyad], number = filled.count_dyads()
    assert (dyad.actor, dyad.recipient, dyad.number, number) == ("POL", "BRA", 9, 9)
    assert dict(dyad.quads) == {"verbal cooperation": 9}


def test_doubtful_rows_come_least_sure_first_and_leave_when_confirmed(filled: Ledger) -> None:
    rows = [row.id for _, row in filled.find_statements(limit=3)]
    for row, confidence in zip(rows, (0.3, 0.1, 0.2), strict=True):
        filled.correct(row, {"confidence": confidence}, who="ana", why="made so")
    assert [row.id for _, row in filled.find_doubtful_statements(below=0.5)] == [rows[1], rows[2], rows[0]]
    filled.correct(rows[1], {"confidence": 1.0}, who="ana", why="read")
    assert [row.id for _, row in filled.find_doubtful_statements(below=0.5)] == [rows[2], rows[0]]
    assert filled.find_doubtful_reports(least=0.0, below=0.5) == []


def test_reports_lead_to_their_event(filled: Ledger) -> None:
    filled.merge()
    reports = [report.id for _, report in filled.find_reports(limit=None)]
    told = filled.find_told([*reports, "none"])
    assert told.keys() == set(reports)
    for name, number, origins in set(told.values()):
        event = filled.get_event(name)[0]
        assert (event.articles, event.origins) == (number, origins)


def test_entries_come_as_their_articles_do(filled: Ledger) -> None:
    articles = filled.find_articles(outlet="Harbour Post", limit=3)
    assert [entry.article for entry in filled.find_entries(outlet="Harbour Post", limit=3)] == articles
    assert filled.find_entries(limit=1)[0] == filled.get_entry(filled.find_articles(limit=1)[0].id)


def test_outlets_and_what_was_rejected_are_counted(filled: Ledger, run: Run) -> None:
    assert [(name, n) for name, n, _, _ in filled.count_outlets()] == [("Harbour Post", 5), ("Ostsee Zeitung", 4)]
    for name in "abc":
        filled.reject(Rejected(name, None, "empty", "nothing in it"), run=run)
    assert [each.input for _, each in filled.find_last_rejected(limit=2)] == ["c", "b"]


def test_actors_are_found_by_words_of_their_names(filled: Ledger) -> None:
    assert [actor.id for actor in filled.find_actors("da silva")] == ["p-silva"]
    assert filled.find_actors("Nobody") == []


def test_a_ledger_says_that_somebody_committed(filled: Ledger, address: Path | str) -> None:
    before = filled.count_changes()
    assert filled.count_changes() == before
    with open_ledger(address) as other:
        other.write(make_entry(50), run=other.begin_run(code="2", weights="b"))
    assert filled.count_changes() != before


def test_a_question_that_takes_too_long_is_given_up(filled: Ledger, address: Path | str) -> None:
    filled.write_many([make_entry(n) for n in range(100, 400)], run=filled.begin_run(code="3", weights="c"))
    with open_ledger(address, read_s=0.0) as hasty:
        with pytest.raises(LedgerSlowError, match="took longer"):
            hasty.find_entries(limit=None)
        assert hasty.count_changes() is not None
        hasty.write(make_entry(500), run=hasty.begin_run(code="4", weights="d"))
