"""Ledgers of every version that there was, as the program of that version wrote them, are carried over whole.

`versions/N.ledger.gz` was written by the last program with schema N: three articles, one read again, one revised, a
correction, a rejected input, a feed that is followed.
"""

from __future__ import annotations

import gzip
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from dragoman.errors import LedgerError
from dragoman.ledger import migrations, open_ledger
from dragoman.ledger.schema import VERSION
from dragoman.records import Rejected
from tests.ledger.samples import make_entry

OLD = sorted(Path(__file__).with_name("versions").glob("*.ledger.gz"))


@pytest.fixture(params=OLD, ids=lambda file: f"version {file.name.partition('.')[0]}")
def old(request: pytest.FixtureRequest, path: Path) -> Path:
    path.write_bytes(gzip.decompress(request.param.read_bytes()))
    return path


def ask(path: Path, question: str) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute(question).fetchall()


def draw(path: Path) -> set[tuple[str, ...]]:
    """What the file says of its tables, indexes and triggers, however it is spaced."""
    rows = ask(path, "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master")
    return {(*row[:3], "".join(row[3].split())) for row in rows}


def test_there_is_a_ledger_of_every_earlier_version() -> None:
    assert (
        [int(file.name.partition(".")[0]) for file in OLD]
        == list(range(1, VERSION))
        == [v - 1 for v in migrations.STEPS]
    )


def test_an_old_ledger_is_of_this_version_once_it_is_opened_and_as_a_new_one_is(old: Path, tmp_path: Path) -> None:
    open_ledger(old).close()
    new = tmp_path / "new.ledger"
    with open_ledger(new) as ledger:
        ledger.note_seen("feed.xml", "one", outcome="read")
    assert ask(old, "SELECT version FROM dragoman") == [(VERSION,)]
    assert draw(old) == draw(new)


def test_what_it_held_is_there(old: Path) -> None:
    with open_ledger(old) as ledger:
        assert ledger.check() == []
        runs = ledger.runs()
        assert ledger.get_entry(make_entry(0).article.id, run=runs[1]) == make_entry(0)
        assert ledger.get_entry(make_entry(2).article.id) == make_entry(2)
        assert [len(entry.statements) for entry in ledger.entries()] == [2, 3, 3, 3]
        assert [correction.field for correction in ledger.find_corrections()] == ["stance"]
        assert [rejected for _, rejected in ledger.find_rejected()] == [Rejected("x.txt", None, "empty", "no words")]
        assert ledger.get_followed("feed.xml").seen == {"one"}
        assert [match.kind for match in ledger.find_text("fisheries")]
        run = ledger.begin_run(code="2", weights="c")
        assert ledger.write(make_entry(5), run=run).entry == make_entry(5)


def test_many_may_open_it_at_once(old: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        for ledger in pool.map(open_ledger, [old] * 8):
            ledger.close()
    with open_ledger(old) as ledger:
        assert (ledger.status().version, ledger.check()) == (VERSION, [])


def test_a_step_that_fails_leaves_the_ledger_as_it_was(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = draw(old)
    last = (*migrations.STEPS[VERSION], "CREATE TABLE dragoman (twice INTEGER)")
    monkeypatch.setitem(migrations.STEPS, VERSION, last)
    with pytest.raises(LedgerError, match="already exists"):
        open_ledger(old)
    assert draw(old) == before
    assert ask(old, "SELECT version FROM dragoman") < [(VERSION,)]


def test_one_that_cannot_be_written_says_what_to_do(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dragoman.ledger.connection._is_frozen", lambda _: True)
    with pytest.raises(LedgerError, match="Make the file and its folder writable"):
        open_ledger(old)
