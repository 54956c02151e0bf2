"""What happens to a ledger, told on the command line: which code, what to do next, and the ledger sound."""

from __future__ import annotations

import os
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from dragoman.cli import main
from dragoman.cli.app import DONE, LEDGER
from dragoman.errors import LedgerError
from dragoman.ledger import open_ledger
from tests.ledger.samples import make_entry

PATIENCE_S = 120


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of forty articles."""
    path = tmp_path_factory.mktemp("ledger") / "news.ledger"
    with open_ledger(path) as ledger:
        ledger.write_many([make_entry(n) for n in range(40)], run=ledger.begin_run(code="1", weights="a"))
    return path


@pytest.fixture
def ledger(original: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copy(original, tmp_path / "mine.ledger"))


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Texts enough to be in the middle of for a while."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for n in range(60):
        said = f"Talks on pier {n} will go on until June, Kenyan Foreign Minister Ann Otieno said on Sunday."
        (folder / f"{n:03}.txt").write_text(f"Pier {n} waits\n\n{said} “We have no reason to hurry,” she added.")
    return folder


def start(*arguments: object, before: Callable[[], None] | None = None) -> subprocess.Popen[str]:
    """A command of its own process."""
    return subprocess.Popen(
        [sys.executable, "-m", "dragoman", *map(str, arguments)],
        text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=before,
        env={**os.environ, "DRAGOMAN_BATCH": "2", "DRAGOMAN_BUSY_TIMEOUT": "60"},
    )  # fmt: skip


def is_sound(path: Path) -> bool:
    return main(["check", "--ledger", str(path), "--json"]) == DONE


# --- the disk ---------------------------------------------------------------------------------------------------------


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of a megabyte, where this process may make one."""
    folder.mkdir()
    mount = shutil.which("mount")
    made = mount and subprocess.run([mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True)
    if not made or made.returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def tell(reader: subprocess.Popen[str]) -> str:
    """What a command that failed on its ledger said: one line, no traceback."""
    out, err = reader.communicate(timeout=PATIENCE_S)
    assert reader.returncode == LEDGER, err
    assert out == "" and err.startswith("dragoman: ") and err.count("\n") == 1, err
    return err


@pytest.mark.model
def test_on_a_full_disk_reading_stops_and_goes_on_when_there_is_room(pages: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        path, ballast = disk / "x.ledger", disk / "ballast"
        ballast.write_bytes(b"x" * 300_000)
        said = tell(start("read", pages, "--ledger", path))
        assert str(path) in said and "make room" in said and "same command again" in said
        ballast.unlink()
        subprocess.run(["mount", "-o", "remount,size=20m", disk], check=True)
        assert is_sound(path)
        assert start("read", pages, "--ledger", path).wait(PATIENCE_S) == DONE
        with open_ledger(path, create=False) as opened:
            assert opened.status().articles == 60 and opened.check() == []


@pytest.mark.model
def test_where_the_system_refuses_to_write_more_the_ledger_stays_sound(pages: Path, tmp_path: Path) -> None:
    path = tmp_path / "x.ledger"
    said = tell(start("read", pages, "--ledger", path, before=limit_files))
    assert str(path) in said and "sound" in said and "same command again" in said
    assert is_sound(path)
    assert start("read", pages, "--ledger", path).wait(PATIENCE_S) == DONE


def limit_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))


@contextmanager
def read_only(path: Path) -> Iterator[None]:
    """A ledger that nobody may write, and nobody who may: root becomes another user."""
    root = os.geteuid() == 0
    path.chmod(0o444)
    path.parent.chmod(0o555)
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        path.parent.chmod(0o755)


def test_a_read_only_ledger_is_read_and_not_written(original: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(shutil.copy(original, folder))
        for command in (["statements", "--speaker", "nowak"], ["status"], ["delete", "nothing"]):
            main([*command, "--ledger", str(path)])  # so that all is imported that another user may not see
        whole = path.read_bytes()
        with read_only(path):
            assert main(["statements", "--ledger", str(path), "--speaker", "nowak"]) == DONE
            assert main(["status", "--ledger", str(path)]) == DONE
            capsys.readouterr()
            assert main(["delete", make_entry(1).article.id, "--ledger", str(path)]) == LEDGER
            said = capsys.readouterr().err
            assert "cannot be written" in said and "Make the file and its folder writable" in said
        assert path.read_bytes() == whole and list(path.parent.iterdir()) == [path]


# --- others -----------------------------------------------------------------------------------------------------------


@pytest.mark.model
def test_while_another_writes_reading_waits_then_says_so_and_lists_go_on(
    ledger: Path, pages: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DRAGOMAN_BUSY_TIMEOUT", "1")
    with closing(sqlite3.connect(ledger, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        assert main(["read", str(pages), "--ledger", str(ledger), "--processes", "1"]) == LEDGER
        assert time.monotonic() - began >= 1
        err = capsys.readouterr().err
        assert "another writer" in err and "Wait for it" in err and "Traceback" not in err
        assert main(["statements", "--ledger", str(ledger)]) == DONE
        assert main(["show", "--ledger", str(ledger)]) == DONE
        other.execute("ROLLBACK")
    assert is_sound(ledger)


@pytest.mark.model
def test_two_that_read_the_same_at_once_keep_each_article_once_while_a_third_looks_on(
    pages: Path, tmp_path: Path
) -> None:
    path = tmp_path / "x.ledger"
    both = [start("read", pages, "--ledger", path, "--processes", "1") for _ in range(2)]
    seen = [0]
    while any(reader.poll() is None for reader in both):
        time.sleep(0.05)
        if path.exists() and path.stat().st_size:
            with open_ledger(path, timeout_s=5) as looker:
                seen.append(looker.status().articles)
                assert len(looker.find_statements(limit=None)) >= 0
    for reader in both:
        _, err = reader.communicate()
        assert reader.returncode == DONE, err
    assert seen == sorted(seen) and len(seen) > 2
    with open_ledger(path, create=False) as opened:
        assert opened.status().articles == 60 and opened.check() == []
        assert len({entry.article.text for entry in opened.entries()}) == 60


@pytest.mark.model
def test_a_ledger_of_a_newer_version_is_said_and_left_alone(
    ledger: Path, pages: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(ledger)) as newer, newer:
        newer.execute("UPDATE dragoman SET version = 7")
    whole = ledger.read_bytes()
    for command in (["read", str(pages)], ["statements"], ["check"], ["delete", "a"], ["backup", "copy.ledger"]):
        assert main([*command, "--ledger", str(ledger)]) == LEDGER
        assert "Install the newer one" in capsys.readouterr().err
    assert ledger.read_bytes() == whole


# --- damage -----------------------------------------------------------------------------------------------------------


def spoil(path: Path, seed: int) -> None:
    """Overwrites a few places of a file, as a bad disk or another program would."""
    dice, data = random.Random(seed), bytearray(path.read_bytes())
    for _ in range(dice.choice((1, 3, 30))):
        at, length = dice.randrange(100, len(data)), dice.choice((1, 8, 200, 4096))
        piece = dice.choice((bytes(length), dice.randbytes(length), b"\xff" * length))
        data[at : at + length] = piece[: len(data) - at]
    path.write_bytes(data)


COMMANDS = (
    ("check",), ("status",), ("show",), ("export",), ("statements", "--text", "talks"), ("statements", "--speaker", "nowak"),
    ("delete", make_entry(3).article.id), ("backup", "{}.copy"),
)  # fmt: skip


@pytest.mark.parametrize("seed", range(24))
def test_whatever_is_damaged_each_command_does_its_work_or_says_what_is_wrong(
    ledger: Path, seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(ledger, seed)
    for command in COMMANDS:
        code = main([*(part.format(ledger) for part in command), "--ledger", str(ledger)])
        err = capsys.readouterr().err
        assert code in (0, 1, LEDGER)
        assert code != LEDGER or str(ledger) in err


@pytest.mark.parametrize("seed", [7, 113, 2018, *range(100, 108)])  # 7 and 113 lose rows that an index still names
def test_what_cannot_be_written_to_a_damaged_ledger_is_a_ledger_error(ledger: Path, seed: int) -> None:
    spoil(ledger, seed)
    entries = [make_entry(n) for n in range(40)]
    newer = [replace(each, article=replace(each.article, text=each.article.text + " ")) for each in entries]
    for code, written in (("1", entries), ("2", entries), ("3", newer)):
        try:
            with open_ledger(ledger) as opened:
                opened.write_many(written, run=opened.begin_run(code=code, weights="a"))
        except LedgerError as error:
            assert str(ledger) in str(error)
