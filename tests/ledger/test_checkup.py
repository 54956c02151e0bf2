"""Each kind of damage is found, and a sound ledger has none."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, get_args

import pytest

from dragoman.errors import LedgerError
from dragoman.ledger import open_ledger
from dragoman.ledger.checkup import Kind
from tests.ledger.samples import make_entry

if TYPE_CHECKING:
    from pathlib import Path

PLANTED = [
    ("orphan", "DELETE FROM readings WHERE key = 2"),
    ("orphan", "DELETE FROM runs"),
    ("orphan", "INSERT INTO actors VALUES (99, 'd', 'p-x', 'Nobody', 'person', NULL, NULL, NULL, 1)"),
    ("span", "UPDATE statement_spans SET span_end = 99999 WHERE statement = 1 AND part = 'cue'"),
    ("span", "UPDATE statements SET source_start = -1 WHERE key = 2"),
    ("span", "UPDATE report_spans SET span_start = 90, span_end = 80"),
    ("span", "UPDATE furniture SET span_end = 99999 WHERE reading = 1"),
    ("span", "UPDATE statement_actors SET mention_end = NULL WHERE statement = 3"),
    ("evidence", "DELETE FROM statement_spans WHERE statement = 2 AND part = 'content'"),
    ("evidence", "UPDATE statement_spans SET span_start = span_start - 1 WHERE statement = 2 AND part = 'content'"),
    ("evidence", "DELETE FROM report_spans"),
    ("half_written", "DELETE FROM statements WHERE key = 3"),
    ("half_written", "DELETE FROM reports WHERE key = 1"),
    ("half_written", "UPDATE readings SET n_statements = 7 WHERE key = 1"),
    ("current", "UPDATE readings SET current = 0 WHERE key = 1"),
    ("current", "INSERT INTO articles VALUES (99, 'x', 'x', '', 0, 'e3b0', NULL, 'current')"),
    ("text_hash", "UPDATE articles SET text = text || ' (sic)' WHERE key = 1"),
    ("text_hash", "UPDATE articles SET text_hash = 'x' WHERE key = 1"),
    ("text_index", "INSERT INTO statement_words(statement_words) VALUES ('delete-all')"),
    ("text_index", "INSERT INTO article_words(rowid, text) VALUES (1, 'stray')"),
    ("reference", "UPDATE statements SET within = 'nobody' WHERE key = 1"),
    ("reference", "UPDATE reports SET asserted_by = 'nobody' WHERE key = 1"),
    (
        "overlay",
        """INSERT INTO corrections SELECT 1, s.id, 'manner', '"indirect"', '"mixed"', 'ana', 'seen', '2018-01-01', NULL, 1, a.id,
        NULL FROM statements s JOIN readings r ON r.key = s.reading JOIN articles a ON a.key = r.article LIMIT 1""",
    ),
    ("event", "INSERT INTO events VALUES (99, 'e99', NULL, NULL, '')"),
    ("event", "UPDATE event_reports SET event = NULL"),
    ("event", "UPDATE event_reports SET report_id = 'nobody' || report_id"),
    ("damaged", "UPDATE statements SET first_on = 'soon', said_from_on = 'soon' WHERE key = 1"),
    ("damaged", "DROP TABLE hops"),
]


@pytest.fixture
def filled(path: Path) -> Path:
    with open_ledger(path) as ledger:
        ledger.write_many([make_entry(n) for n in range(5)], run=ledger.begin_run(code="1", weights="a"))
        ledger.merge()
        assert ledger.check() == []
    return path


@pytest.mark.parametrize(("kind", "damage"), PLANTED)
def test_planted_damage_is_found(filled: Path, kind: str, damage: str) -> None:
    with closing(sqlite3.connect(filled, isolation_level=None)) as planted:  # which holds no foreign keys
        planted.execute(damage)
    with open_ledger(filled) as ledger:
        assert kind in {problem.kind for problem in ledger.check()}


def test_every_kind_of_problem_is_planted_above() -> None:
    assert {kind for kind, _ in PLANTED} == set(get_args(Kind))


def test_a_torn_page_is_found_or_said(filled: Path) -> None:
    size = filled.stat().st_size
    for at in range(4096, size, 4096 * 7):
        whole = filled.read_bytes()
        with filled.open("r+b") as file:
            file.seek(at)
            file.write(b"\xa5" * 4096)
        try:
            with open_ledger(filled) as ledger:
                assert ledger.check() != []
        except LedgerError as error:
            assert "damaged" in str(error) or "could not be read" in str(error)
        filled.write_bytes(whole)
    with open_ledger(filled) as ledger:
        assert ledger.check() == []
