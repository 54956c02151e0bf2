"""Ledgers of earlier versions, made by the Dragoman of then, are brought forward with all that they hold."""

from __future__ import annotations

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from dragoman.errors import LedgerError
from dragoman.ledger import migrations, open_ledger, schema
from tests.ledger.samples import make_entry

BY = {"who": "ana", "why": "the text says so"}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Version 1: three articles, one of them read twice, one revised; corrections that were only noted."""
    path = tmp_path / "old.ledger"
    path.write_bytes(gzip.decompress((Path(__file__).parent / "version-1.ledger.gz").read_bytes()))
    return path


def test_a_ledger_of_version_1_is_brought_forward_with_its_data(old: Path) -> None:
    with open_ledger(old) as ledger:
        assert ledger.status().version == schema.VERSION and ledger.check() == []
        assert {e.article.id for e in ledger.entries()} >= {make_entry(n).article.id for n in (1, 2, 3)}
        assert [(each.state, each.after) for each in ledger.find_corrections()] == [
            ("noted", "mixed"),
            ("noted", "x"),
            ("noted", "indirect"),
        ]
        row = make_entry(3).statements[0]
        assert ledger.get_statement(row.id)[1] == row, "what was only noted is not applied"
        ledger.correct(row.id, {"manner": "mixed"}, **BY)
        assert ledger.get_statement(row.id)[1].manner == "mixed"
        ledger.reject_row(make_entry(3).statements[1].id, **BY)
        ledger.correct("p-kim", {"name": "Another"}, **BY)
        assert ledger.check() == []
        with pytest.raises(LedgerError, match="never rewritten"), ledger._write() as connection:
            connection.exec_driver_sql("INSERT OR REPLACE INTO corrections SELECT * FROM corrections")


def test_what_a_migration_makes_is_what_a_new_ledger_has(old: Path, tmp_path: Path) -> None:
    open_ledger(old).close()
    open_ledger(tmp_path / "new.ledger").close()
    assert _describe(old) == _describe(tmp_path / "new.ledger")


def test_a_migration_that_stops_half_way_leaves_the_ledger_as_it_was(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = old.read_bytes()
    monkeypatch.setitem(migrations.STEPS, schema.VERSION, (*migrations.STEPS[schema.VERSION], "SELECT * FROM nowhere"))
    with pytest.raises(LedgerError):
        open_ledger(old)
    monkeypatch.undo()
    assert old.read_bytes() == before
    with open_ledger(old) as ledger:
        assert ledger.check() == []


def _describe(path: Path) -> dict[str, object]:
    """Columns, keys and indexes of each table, and the triggers, whatever their order."""
    with closing(sqlite3.connect(path)) as ledger:
        found: dict[str, object] = {}
        for kind, name in ledger.execute(
            "SELECT type, name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'"
        ).fetchall():
            info = [f"PRAGMA {what}({name})" for what in ("table_info", "foreign_key_list", "index_info")]
            found[f"{kind} {name}"] = [sorted(row[1:] for row in ledger.execute(each)) for each in info]
        return found
