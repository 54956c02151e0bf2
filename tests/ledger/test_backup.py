"""What a backup promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dragoman.errors import LedgerError
from dragoman.ledger import Ledger, open_ledger
from tests.ledger.samples import make_entry

if TYPE_CHECKING:
    from pathlib import Path

    from dragoman.records import Run


def test_a_backup_is_a_whole_ledger_in_one_file(ledger: Ledger, run: Run, tmp_path: Path) -> None:
    entries = [make_entry(n) for n in range(5)]
    ledger.write_many(entries, run=run)
    target = tmp_path / "copy of news.ledger"
    assert ledger.backup(target) == target
    assert sorted(file.name for file in tmp_path.iterdir() if "copy" in file.name) == [target.name]
    ledger.delete(entries[0].article.id)
    with open_ledger(target, create=False) as copy:
        assert list(copy.entries()) == entries
        assert copy.check() == []
        copy.write(make_entry(7), run=copy.begin_run(code="1", weights="a"))


def test_a_backup_overwrites_nothing(ledger: Ledger, tmp_path: Path) -> None:
    target = tmp_path / "there"
    target.write_text("mine")
    with pytest.raises(LedgerError, match="overwrites nothing"):
        ledger.backup(target)
    assert target.read_text() == "mine"


def test_a_backup_into_a_missing_folder_says_so_and_leaves_nothing(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(LedgerError):
        ledger.backup(tmp_path / "no" / "copy")
    assert not (tmp_path / "no").exists()


def test_a_backup_is_made_while_another_writes(ledger: Ledger, run: Run, address: Path | str, tmp_path: Path) -> None:
    ledger.write(make_entry(1), run=run)
    with open_ledger(address) as other, other._write() as connection:
        connection.exec_driver_sql("UPDATE articles SET status = 'revised'")
        ledger.backup(tmp_path / "copy")
    with open_ledger(tmp_path / "copy") as copy:
        assert copy.status().articles == 1
