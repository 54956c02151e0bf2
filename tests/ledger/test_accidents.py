"""What a ledger promises when things go wrong: an error that says what to do, and a sound ledger."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import sqlite3
import stat
import tempfile
import threading
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dragoman.errors import LedgerBusyError, LedgerError, LedgerVersionError
from dragoman.ledger import Ledger, open_ledger
from dragoman.ledger.schema import VERSION
from tests.ledger.samples import make_entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from multiprocessing.synchronize import Event

    from dragoman.records import Entry, Run

KILLS, ARTICLES = 15, 1500


# --- killed ----------------------------------------------------------------------------------------------------------


def _write_all(path: Path | str, under_way: Event | None = None) -> None:
    """Reads what is not read, and says when the first batch is written, or there is nothing left."""
    with open_ledger(path) as ledger:
        run = ledger.begin_run(code="1", weights="a")
        waiting = (make_entry(n) for n in range(ARTICLES))
        left = (entry for entry in waiting if not ledger.is_read(entry.article, run=run))
        ledger.write_many(_telling(left, under_way), run=run, batch=5)
    if under_way:
        under_way.set()


def _telling(entries: Iterable[Entry], under_way: Event | None) -> Iterator[Entry]:
    for n, entry in enumerate(entries):
        if n == 5 and under_way:
            under_way.set()
        yield entry


def test_kill_9_at_any_point_loses_doubles_and_halves_nothing(vacant: Path | str) -> None:
    chance = random.Random(20180212)
    forked = multiprocessing.get_context("fork")
    held = 0
    for turn in range(KILLS):
        under_way = forked.Event()
        writer = forked.Process(target=_write_all, args=(vacant, under_way))
        writer.start()
        if turn >= 4:  # the first ones are killed while they make the file
            under_way.wait(120)
        time.sleep(chance.uniform(0, 0.05 if turn < 4 else 0.25))
        writer.kill()
        writer.join()
        with open_ledger(vacant) as ledger:
            assert ledger.check() == []
            found = ledger.status().articles
            assert found % 5 == 0 and found >= held  # whole batches, and what was there stays
            held = found
    assert held > 0
    with open_ledger(vacant) as ledger:
        run = ledger.begin_run(code="1", weights="a")
        entries = [make_entry(n) for n in range(held + 20)]
        ledger.write_many([entry for entry in entries if not ledger.is_read(entry.article, run=run)], run=run)
        assert list(ledger.entries()) == entries
        assert ledger.check() == []


def test_an_interrupted_batch_leaves_no_part(ledger: Ledger, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from dragoman.ledger import writing

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    ledger.write(make_entry(0), run=run)
    monkeypatch.setattr(writing, "add_report", interrupt)
    with pytest.raises(KeyboardInterrupt):
        ledger.write_many([make_entry(1), make_entry(2)], run=run)
    monkeypatch.undo()
    assert list(ledger.entries()) == [make_entry(0)]
    ledger.write_many([make_entry(1), make_entry(2)], run=run)
    assert ledger.check() == []


def test_many_processes_may_make_the_same_ledger_at_once(vacant: Path | str) -> None:
    forked = multiprocessing.get_context("fork")
    makers = [forked.Process(target=_make, args=(vacant, n)) for n in range(6)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    assert [maker.exitcode for maker in makers] == [0] * 6
    with open_ledger(vacant, create=False) as ledger:
        assert ledger.status().articles == 6
        assert ledger.check() == []


def _make(path: Path | str, number: int) -> None:
    with open_ledger(path) as ledger:
        ledger.write(make_entry(number), run=ledger.begin_run(code="1", weights="a"))


# --- several at once -------------------------------------------------------------------------------------------------


def test_a_second_writer_waits_and_then_says_who_is_in_the_way(ledger: Ledger, run: Run, address: Path | str) -> None:
    with open_ledger(address) as other, other._write() as connection:
        connection.exec_driver_sql("UPDATE runs SET code = 'held'")
        began = time.monotonic()
        with pytest.raises(LedgerBusyError, match="another writer"):
            ledger.write(make_entry(1), run=run)
        assert time.monotonic() - began >= 0.15
        assert ledger.status().articles == 0  # readers go on
        connection.exec_driver_sql("UPDATE runs SET code = '1.0'")
    assert ledger.write(make_entry(1), run=run).outcome == "new"


def test_a_second_writer_that_waits_long_enough_writes(address: Path | str) -> None:
    with open_ledger(address) as first, open_ledger(address, timeout_s=20) as second:
        run = first.begin_run(code="1", weights="a")
        writers = [
            threading.Thread(
                target=each.write_many, args=([make_entry(n) for n in numbers],), kwargs={"run": run, "batch": 2}
            )
            for each, numbers in ((first, range(20)), (second, range(20, 40)))
        ]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        assert first.status().articles == 40
        assert first.check() == []


def test_a_reader_sees_one_state_while_a_writer_writes(ledger: Ledger, run: Run, address: Path | str) -> None:
    ledger.write_many([make_entry(n) for n in range(4)], run=run)
    with open_ledger(address) as reader:
        reading = reader.entries(batch=2)
        assert next(reading) == make_entry(0)
        with ledger._write() as connection:
            connection.exec_driver_sql("UPDATE articles SET status = 'revised'")
            assert len(reader.find_articles()) == 4
        assert reader.find_articles() == []
        assert len(list(reading)) == 3


# --- the disk --------------------------------------------------------------------------------------------------------


def test_a_full_disk_is_said_and_what_was_written_stays(path: Path) -> None:
    with open_ledger(path) as ledger:
        _fill_disk(ledger, ledger.begin_run(code="1", weights="a"))
        assert len(list(ledger.entries())) == 4, "with room made, writing goes on"


def _fill_disk(ledger: Ledger, run: Run) -> None:
    ledger.write_many([make_entry(n) for n in range(3)], run=run)
    with ledger._read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(LedgerError, match=r"disk.*full.*make room"):
        ledger.write_many([make_entry(n, statements=6) for n in range(10, 200)], run=run, batch=200)
    with ledger._read() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    assert list(ledger.entries()) == [make_entry(n) for n in range(3)]
    assert ledger.check() == []
    ledger.write(make_entry(10), run=run)


def _write_under_limit(path: Path, said: Path) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (800_000, 800_000))
    try:
        _write_all(path)
    except LedgerError as error:
        said.write_text(str(error))


def test_a_write_that_the_system_refuses_is_said_and_the_ledger_is_sound(path: Path, tmp_path: Path) -> None:
    said = tmp_path / "said"
    writer = multiprocessing.get_context("fork").Process(target=_write_under_limit, args=(path, said))
    writer.start()
    writer.join()
    assert str(path) in said.read_text()
    assert "sound" in said.read_text()
    with open_ledger(path) as ledger:
        assert ledger.check() == []
        assert 0 < ledger.status().articles < ARTICLES


@contextmanager
def _another_user(folder: Path) -> Iterator[None]:
    """Whatever the test runs as, permissions hold inside."""
    for file in folder.iterdir():
        file.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
    folder.chmod(0o555)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)


def test_a_read_only_ledger_is_read_and_not_written() -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        with open_ledger(folder / "x") as ledger:
            ledger.write(make_entry(1), run=ledger.begin_run(code="1", weights="a"))
        whole = (folder / "x").read_bytes()
        with _another_user(folder), open_ledger(folder / "x") as ledger:
            assert ledger.get_entry(make_entry(1).article.id) == make_entry(1)
            with pytest.raises(LedgerError, match="cannot be written"):
                ledger.begin_run(code="1", weights="b")
            with pytest.raises(LedgerError):
                open_ledger(folder / "new")
        assert (folder / "x").read_bytes() == whole
        assert [file.name for file in folder.iterdir()] == ["x"]
    finally:
        shutil.rmtree(folder)


# --- what is no ledger -----------------------------------------------------------------------------------------------


def test_a_ledger_of_a_newer_version_is_left_alone(path: Path) -> None:
    open_ledger(path).close()
    with closing(sqlite3.connect(path)) as newer, newer:
        newer.execute("UPDATE dragoman SET version = 7")
    whole = path.read_bytes()
    with pytest.raises(LedgerVersionError, match=rf"version 7.*knows {VERSION}.*Install the newer"):
        open_ledger(path)
    assert path.read_bytes() == whole


@pytest.mark.parametrize("content", [os.urandom(9000), b"just a letter\n" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_other_files_are_refused_and_left_alone(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(LedgerError, match=r"is no ledger|is damaged"):
        open_ledger(path)
    assert path.read_bytes() == content


def test_another_database_is_refused_and_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other, other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    whole = path.read_bytes()
    with pytest.raises(LedgerError, match="without Dragoman's tables"):
        open_ledger(path)
    assert path.read_bytes() == whole


def test_an_empty_file_becomes_a_ledger_only_if_it_may(path: Path) -> None:
    path.touch()
    with pytest.raises(LedgerError, match="no ledger"):
        open_ledger(path, create=False)
    open_ledger(path).close()
    open_ledger(path, create=False).close()


def test_a_missing_ledger_says_how_to_make_one(path: Path) -> None:
    with pytest.raises(LedgerError, match="There is no ledger at"):
        open_ledger(path, create=False)
    assert not path.exists()


@pytest.mark.parametrize(
    "odd", ["sqlite://", "sqlite:///:memory:", "mysql://me:secret@h/db", "postgresql+pg8000://me:secret@h/db", "://"]
)
def test_addresses_that_cannot_be_opened_are_said_without_secrets(odd: str) -> None:
    with pytest.raises(LedgerError) as raised:
        open_ledger(odd)
    assert "secret" not in str(raised.value)


def test_a_folder_or_a_file_in_a_missing_one_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "no" / "x"):
        with pytest.raises(LedgerError, match="cannot hold a ledger"):
            open_ledger(path)


def test_a_ledger_opens_by_path_or_url_whatever_its_name(tmp_path: Path) -> None:
    odd = tmp_path / "ne ws?#%41 é.ledger"
    open_ledger(odd).close()
    assert odd.exists()
    with open_ledger(f"sqlite:///{tmp_path}/plain.ledger") as ledger:
        assert ledger.path == tmp_path / "plain.ledger"


def test_a_file_cut_short_is_said_to_be_damaged(path: Path) -> None:
    with open_ledger(path) as ledger:
        ledger.write_many([make_entry(n) for n in range(30)], run=ledger.begin_run(code="1", weights="a"))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    try:
        with open_ledger(path) as ledger:
            assert {problem.kind for problem in ledger.check()} >= {"damaged"}
    except LedgerError as error:
        assert "damaged" in str(error)


ODD_ROWS = (
    "UPDATE statements SET said_from_on = ' 018-02-08'", "UPDATE statements SET said_from_on = 4611686018427387904",
    "UPDATE statements SET trace = '[1]'", "UPDATE reports SET trace = 'x'", "UPDATE readings SET published_at = 'noon'",
    "UPDATE readings SET published_at = '2018-02-12 08:49:00.000000', published_offset_s = 1e300",
    "UPDATE runs SET started_at = 'x'",
)  # fmt: skip


@pytest.mark.parametrize("change", ODD_ROWS)
def test_rows_that_no_dragoman_writes_are_damage_to_readers_and_writers_and_the_file_stays(
    path: Path, change: str
) -> None:
    entries = [make_entry(n) for n in range(3)]
    with open_ledger(path) as ledger:
        first, second = (ledger.begin_run(code=code, weights="a") for code in "12")
        ledger.write_many(entries, run=first)
    with closing(sqlite3.connect(path)) as damaged, damaged:
        damaged.execute("PRAGMA ignore_check_constraints = ON")
        damaged.execute(change)
    whole = path.read_bytes()
    for run in (first, second):
        with pytest.raises(LedgerError, match="damaged") as raised, open_ledger(path) as ledger:
            ledger.write_many(entries, run=run)
            ledger.runs()
        assert str(path) in str(raised.value)
    with pytest.raises(LedgerError, match="damaged"), open_ledger(path) as ledger:
        list(ledger.entries())
        ledger.runs()
    assert path.read_bytes() == whole
