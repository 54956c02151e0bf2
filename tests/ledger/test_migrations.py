"""Ledgers of every version that there was, as the program of that version wrote them, are carried over whole.

`versions/N.ledger.gz` was written by the last program with schema N, 3 carried over from 2: three articles, one read
again, one revised, a correction, a rejected input, a feed that is followed; from 2 on two imported rows, and corrections of
which one is undone and one is of an actor.
"""

from __future__ import annotations

import gzip
import sqlite3
from collections import Counter
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

BY = {"who": "ana", "why": "the text says so"}


@pytest.fixture(params=OLD, ids=lambda file: f"version {file.name.partition('.')[0]}")
def old(request: pytest.FixtureRequest, path: Path) -> Path:
    path.write_bytes(gzip.decompress(request.param.read_bytes()))
    path.with_suffix(".version").write_text(request.param.name.partition(".")[0])
    return path


def ask(path: Path, question: str) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute(question).fetchall()


def name_version(path: Path) -> int:
    """The version of the program that wrote a ledger, as noted beside it."""
    return int(path.with_suffix(".version").read_text())


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
        first = ledger.runs()[-1]
        assert ledger.get_entry(make_entry(0).article.id, run=first) == make_entry(0)
        assert [entry.article.id for entry in ledger.entries(as_of=first)] == [
            make_entry(n).article.id for n in range(3)
        ]
        assert ledger.get_entry(make_entry(2).article.id) == make_entry(2)
        assert [len(entry.statements) for entry in ledger.entries()] == [2, 3, 3, 3]
        assert ledger.find_corrections()[0].field == "stance"
        assert [rejected for _, rejected in ledger.find_rejected()] == [Rejected("x.txt", None, "empty", "no words")]
        assert ledger.get_followed("feed.xml").seen == {"one"}
        assert [match.kind for match in ledger.find_text("fisheries")]
        imported = {"gdelt": 1, "icews": 1} if name_version(old) > 1 else {}
        assert ledger.status().imported == imported == Counter(row.source for row in ledger.find_imported())
        run = ledger.begin_run(code="2", weights="c")
        assert ledger.write(make_entry(5), run=run).entry == make_entry(5)


def test_its_articles_are_placed_once_it_is_asked(old: Path) -> None:
    with open_ledger(old) as ledger:
        assert ledger.count_unplaced() == 4
        assert sum(ledger.place()) == 4
        assert sum(len(story.articles) for story in ledger.find_stories()) == 3
        assert ledger.check() == []


def test_what_was_only_noted_stays_so_and_from_then_on_corrections_are_laid_over(old: Path) -> None:
    row, gone, _ = make_entry(2).statements
    with open_ledger(old) as ledger:
        noted = [(each.row, each.field, each.before, each.after, each.state) for each in ledger.find_corrections()]
        assert noted[0] == (row.id, "stance", "asserts", "denies", "noted") and {each[-1] for each in noted} == {
            "noted"
        }
        assert len(noted) == (1 if name_version(old) == 1 else 3)
        assert ledger.get_statement(row.id)[1] == row, "what was only noted is not applied"
        ledger.correct(row.id, {"manner": "mixed"}, **BY)
        ledger.reject_row(gone.id, **BY)
        ledger.correct("p-kim", {"name": "Another"}, **BY)
        assert ledger.get_statement(row.id)[1].manner == "mixed"
        assert len(ledger.get_entry(make_entry(2).article.id).statements) == 2
        assert ledger.check() == []
        with pytest.raises(LedgerError, match="never rewritten"), ledger._write() as connection:
            connection.exec_driver_sql("INSERT OR REPLACE INTO corrections SELECT * FROM corrections")


@pytest.mark.parametrize("version", range(1, VERSION))
def test_each_step_alone_makes_what_the_program_of_that_version_made(version: int, tmp_path: Path) -> None:
    """The ledger of version 1, brought to each version in between, and from there by what is left."""
    path = tmp_path / "old.ledger"
    path.write_bytes(gzip.decompress(OLD[0].read_bytes()))
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        for step in range(2, version + 1):
            for statement in migrations.STEPS[step]:
                raw.execute(statement)
            raw.execute("UPDATE dragoman SET version = ?", (step,))
    (tmp_path / "made.ledger").write_bytes(gzip.decompress(OLD[version - 1].read_bytes()))
    assert draw(path) == draw(tmp_path / "made.ledger")
    with open_ledger(path) as ledger:
        assert (ledger.status().version, ledger.check()) == (VERSION, [])
        assert ledger.get_entry(make_entry(2).article.id) == make_entry(2)


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
    monkeypatch.setattr("dragoman.ledger.sqlite._is_frozen", lambda _: True)
    with pytest.raises(LedgerError, match="Make the file and its folder writable"):
        open_ledger(old)
