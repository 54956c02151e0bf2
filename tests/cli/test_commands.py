"""Commands, from reading to checking, on a small ledger: what they print, and with which code they end."""

from __future__ import annotations

import csv
import io
import json
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from dragoman import __version__
from dragoman.cli import main
from dragoman.cli.app import DONE, LEDGER, NOT_FOUND, NOTHING_READ, USAGE
from dragoman.ledger import open_ledger
from dragoman.ledger.files import guard_cell
from dragoman.ledger.tables import lay_out_statements

COMMANDS = ("read", "follow", "show", "statements", "export", "status", "delete", "backup", "check")
TEXTS = {
    "1-ports.txt": (
        "Mombasa fees stay\n\nWorld 12 February 2018 08:49 (UTC +03:00)\n\n"
        "“We have no reason to raise the fees before June,” Kenyan Foreign Minister Ann Otieno said on Sunday. "
        "She added that Uganda had asked for more time."
    ),
    "2-formula.txt": (
        '=HYPERLINK("http://bad.example","prize")\n\nWorld 13 February 2018 09:10 (UTC +03:00)\n\n'
        "“The bridge will be open by May,” Ugandan Transport Minister John Okello told reporters on Monday. "
        "“We have paid for every bolt of it.”"
    ),
    "3-escape.txt": (
        "\x1b]0;owned\x07Rail \x1b[2Jtalks stall\n\nWorld 14 February 2018 10:00 (UTC +03:00)\n\n"
        "Tanzanian envoy \x1b[31mGrace\u202e Mushi said on Tuesday that the railway would \x1b[8mwait until the rains were over."
    ),
}
REFUSED = {
    "4-german.txt": (
        "Der Außenminister sagte am Montag, die Verhandlungen über den Hafen würden bis zum Sommer dauern. "
        "„Wir haben keine Eile“, fügte er hinzu, und niemand in der Regierung wolle daran etwas ändern."
    ),
    "5-empty.txt": "",
}


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command ended with and printed."""

    code: int
    out: str
    err: str

    def lines(self) -> list[Any]:
        """Standard output as JSON, a line each."""
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DRAGOMAN_LEDGER", raising=False)

    def run_command(*arguments: object) -> Ran:
        capsys.readouterr()
        code = main([str(a) for a in arguments])
        return Ran(code, *capsys.readouterr())

    return run_command


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three texts that can be read, and two that cannot."""
    folder = tmp_path_factory.mktemp("pages")
    for name, text in {**TEXTS, **REFUSED}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def original(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ledger that reading them gave."""
    path = tmp_path_factory.mktemp("ledger") / "news.ledger"
    assert main(["read", str(pages), "--ledger", str(path), "--processes", "1"]) == DONE
    return path


@pytest.fixture
def ledger(original: Path, tmp_path: Path) -> Path:
    """A copy of it to do with as one likes."""
    return Path(shutil.copy(original, tmp_path / "mine.ledger"))


# --- reading ----------------------------------------------------------------------------------------------------------


@pytest.mark.model
def test_reading_says_what_it_did_and_why_not(run: Run, pages: Path, tmp_path: Path) -> None:
    ran = run("read", pages, "--ledger", tmp_path / "new.ledger", "--processes", 1)
    assert ran.code == DONE and ran.out == ""
    assert "3 articles read" in ran.err and "2 rejected (1 empty, 1 language)" in ran.err
    assert "4-german.txt: language: " in ran.err and "5-empty.txt: empty: " in ran.err


@pytest.mark.model
def test_reading_again_changes_nothing(run: Run, pages: Path, ledger: Path) -> None:
    before = run("export", "--ledger", ledger).out
    ran = run("read", pages, "--ledger", ledger, "--processes", 1)
    assert ran.code == DONE and "0 articles read" in ran.err and "3 read before" in ran.err
    assert run("export", "--ledger", ledger).out == before


@pytest.mark.model
def test_json_comes_in_the_order_given_and_makes_no_ledger(run: Run, pages: Path, tmp_path: Path) -> None:
    names = ["5-empty.txt", "2-formula.txt", "4-german.txt", "1-ports.txt"]
    ran = run("read", *[pages / name for name in names], "--json")
    assert ran.code == DONE
    assert [next(iter(line)) for line in ran.lines()] == ["rejected", "article", "rejected", "article"]
    assert [Path(line["rejected"]["input"]).name for line in ran.lines()[::2]] == ["5-empty.txt", "4-german.txt"]
    assert [line["article"]["text"] for line in ran.lines()[1::2]] == [TEXTS["2-formula.txt"], TEXTS["1-ports.txt"]]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.model
def test_json_with_a_ledger_gives_what_the_ledger_holds(run: Run, pages: Path, ledger: Path) -> None:
    known = run("read", pages, "--ledger", ledger, "--json", "--all", "--processes", 1)
    entries = [line for line in known.lines() if "article" in line]
    assert entries == run("export", "--ledger", ledger).lines()
    assert len(known.lines()) == 5


@pytest.mark.model
def test_standard_input_is_read(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    data = io.BytesIO(TEXTS["1-ports.txt"].encode())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(data, "utf-8"))
    (line,) = run("read", "-", "--json").lines()
    assert line["article"]["published_at"] == "2018-02-12T08:49+03:00"


@pytest.mark.model
def test_what_the_text_does_not_say_can_be_given(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bare.txt").write_text("“We will wait until the rains are over,” the Kenyan minister said on Sunday.")
    given = ("--published", "2018-02-12 08:49", "--timezone", "+04:00", "--outlet", "Harbour Post")
    (line,) = run("read", tmp_path / "bare.txt", "--json", *given).lines()
    assert line["article"]["published_at"] == "2018-02-12T08:49+04:00"
    assert line["article"]["outlet"] == "Harbour Post"


@pytest.mark.model
def test_an_article_that_changed_under_its_address_is_printed_as_it_was_given(run: Run, tmp_path: Path) -> None:
    page = (
        '<html lang="en"><head><title>Port fees</title><link rel="canonical" href="https://paper.example/fees"></head>'
        "<body><article><h1>Port fees</h1><p>“We have no reason to raise the fees before {},” Kenyan Foreign Minister Ann "
        "Otieno said on Sunday in the harbour town.</p><p>She added that Uganda had asked for more time, and that her "
        "own government would not stand in the way of it.</p></article></body></html>"
    )
    for month in ("June", "July"):
        (tmp_path / "page.html").write_text(page.format(month), encoding="utf-8")
        read = ("read", tmp_path / "page.html", "--ledger", tmp_path / "new.ledger", "--json")
        first, again = run(*read).lines(), run(*read).lines()
        assert first == again and month in first[0]["article"]["text"]


def test_nothing_readable_has_its_own_code(run: Run, pages: Path, tmp_path: Path) -> None:
    assert run("read", pages / "5-empty.txt", "--json").code == NOTHING_READ
    (line,) = run("read", tmp_path / "nowhere.txt", "--json").lines()
    assert line["rejected"]["item"] is None and line["rejected"]["detail"]


@pytest.mark.parametrize(
    ("option", "value"),
    [("--published", "last Tuesday"), ("--timezone", "Atlantis/Poseidonis"), ("--timezone", "+99:00")],
)
def test_a_date_or_zone_that_cannot_be_read_is_wrong_use(run: Run, pages: Path, option: str, value: str) -> None:
    ran = run("read", pages / "1-ports.txt", "--json", option, value)
    assert ran.code == USAGE and value in ran.err and ran.out == ""


# --- looking ----------------------------------------------------------------------------------------------------------


@pytest.mark.model
def test_status_counts_what_was_read_and_what_was_not(run: Run, ledger: Path) -> None:
    (found,) = run("status", "--ledger", ledger, "--json").lines()
    assert found["articles"] == 3 and found["rejected"] == {"empty": 1, "language": 1} and found["runs"] == 1
    plain = run("status", "--ledger", ledger)
    assert plain.code == DONE and "3 articles" in plain.out and "1 empty, 1 language" in plain.out


@pytest.mark.model
def test_show_finds_by_id_by_its_beginning_by_statement_and_by_words(run: Run, ledger: Path) -> None:
    entries = run("export", "--ledger", ledger).lines()
    ports = next(e for e in entries if "Mombasa" in e["article"]["text"])
    statement = next(s["id"] for s in ports["statements"])
    for asked in (ports["article"]["id"], ports["article"]["id"][:10], statement, "Otieno June"):
        ran = run("show", asked, "--ledger", ledger, "--json", "--all")
        assert ran.code == DONE and ran.lines() == [ports], asked


@pytest.mark.model
def test_words_that_look_like_an_id_are_still_found(run: Run, pages: Path, ledger: Path, tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text("The envoy added a line.\n\nHe made a sad face, Kenyan officials said on Sunday.")
    assert run("read", tmp_path / "new.txt", "--ledger", ledger).code == DONE
    for word in ("added", "sad"):
        (line,) = run("show", word, "--ledger", ledger, "--json").lines()
        assert word in line["article"]["text"]


@pytest.mark.model
def test_show_without_an_id_shows_the_newest(run: Run, ledger: Path) -> None:
    (line,) = run("show", "--ledger", ledger, "--json").lines()
    assert line["article"]["published_at"] == "2018-02-14T10:00+03:00"
    plain = run("show", "--ledger", ledger, "--text")
    assert plain.code == DONE and "railway" in plain.out


@pytest.mark.model
@pytest.mark.parametrize("asked", ["a00000000000", "zebra crossing", "sffffffff"])
def test_what_is_not_there_is_said_with_its_code(run: Run, ledger: Path, asked: str) -> None:
    ran = run("show", asked, "--ledger", ledger)
    assert ran.code == NOT_FOUND and asked in ran.err and ran.out == ""


@pytest.mark.model
def test_statements_are_found_by_each_condition(run: Run, ledger: Path) -> None:
    everything = run("statements", "--ledger", ledger, "--json").lines()
    assert everything
    for name, value in {"--since": "2018-02-13", "--until": "2018-02-11", "--text": "bridge", "--limit": 1}.items():
        some = run("statements", name, value, "--ledger", ledger, "--json").lines()
        assert all(row in everything for row in some) and len(some) < len(everything)
    assert all({"article", "outlet", "published_at"} < row.keys() for row in everything)
    assert run("statements", "--ledger", ledger).code == DONE


@pytest.mark.model
def test_no_statement_has_the_code_of_not_found(run: Run, ledger: Path) -> None:
    ran = run("statements", "--country", "ISL", "--ledger", ledger)
    assert ran.code == NOT_FOUND and ran.out == "" and "No statement" in ran.err
    assert run("statements", "--country", "isl", "--ledger", ledger, "--json").out == ""


@pytest.mark.parametrize(
    ("command", "option", "value", "allowed"),
    [
        ("statements", "--since", "Sunday", "2018-02-12"),
        ("statements", "--until", "2018-02-30", "2018-02-12"),
        ("statements", "--country", "Russia", "RUS"),
        ("export", "--country", "R1", "RUS"),
        ("statements", "--limit", "0", "1"),
        ("export", "--format", "xls", "csv"),
        ("read", "--processes", "-1", "0"),
    ],
)
def test_wrong_use_says_the_option_and_what_is_allowed(
    run: Run, tmp_path: Path, command: str, option: str, value: str, allowed: str
) -> None:
    open_ledger(tmp_path / "empty.ledger").close()
    ran = run(command, option, value, "--ledger", tmp_path / "empty.ledger")
    assert ran.code == USAGE
    assert option in ran.err and allowed in ran.err


# --- keeping ----------------------------------------------------------------------------------------------------------


@pytest.mark.model
def test_export_as_csv_has_a_row_a_statement_under_its_columns(run: Run, ledger: Path, tmp_path: Path) -> None:
    said = run("statements", "--ledger", ledger, "--json").lines()
    rows = list(csv.DictReader(io.StringIO(run("export", "--format", "csv", "--ledger", ledger).out)))
    assert tuple(rows[0]) == tuple(lay_out_statements([]).columns)
    assert sorted(row["statement"] for row in rows) == sorted(s["id"] for s in said)
    assert run("export", "--format", "csv", "-o", tmp_path / "out.csv", "--ledger", ledger).out == ""
    assert list(csv.DictReader((tmp_path / "out.csv").open(encoding="utf-8", newline=""))) == rows


@pytest.mark.model
def test_no_cell_of_a_csv_is_a_formula(run: Run, ledger: Path) -> None:
    rows = list(csv.reader(io.StringIO(run("export", "--format", "csv", "--ledger", ledger).out)))
    cells = [cell for row in rows for cell in row]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_begins_like_a_formula_is_guarded(cell: str) -> None:
    assert guard_cell(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "Talks = trade", "12", "'quoted'"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert guard_cell(cell) == cell


@pytest.mark.model
def test_export_with_a_condition_has_a_statement_a_line(run: Run, ledger: Path) -> None:
    lines = run("export", "--text", "bridge", "--ledger", ledger).lines()
    assert all("content" in line for line in lines)
    assert lines == run("statements", "--text", "bridge", "--ledger", ledger, "--json").lines()


@pytest.mark.model
def test_export_into_a_folder_that_is_not_there_says_so(run: Run, ledger: Path, tmp_path: Path) -> None:
    ran = run("export", "-o", tmp_path / "nowhere" / "out.jsonl", "--ledger", ledger)
    assert ran.code == USAGE and "nowhere" in ran.err


@pytest.mark.model
def test_what_is_deleted_is_gone_and_the_ledger_sound(run: Run, ledger: Path) -> None:
    asked = run("show", "--ledger", ledger, "--json").lines()[0]["article"]["id"]
    assert run("delete", asked, "--ledger", ledger, "--why", "retracted", "--json").lines() == [{"deleted": asked}]
    assert run("show", asked, "--ledger", ledger).code == NOT_FOUND
    assert run("status", "--ledger", ledger, "--json").lines()[0]["articles"] == 2
    assert run("check", "--ledger", ledger, "--json") == Ran(DONE, "", "")
    assert run("delete", asked, "--ledger", ledger).code == NOT_FOUND


@pytest.mark.model
def test_a_backup_holds_the_same_and_overwrites_nothing(run: Run, ledger: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.ledger"
    assert run("backup", copy, "--ledger", ledger, "--json").lines() == [{"backup": str(copy)}]
    assert run("export", "--ledger", copy).out == run("export", "--ledger", ledger).out
    again = run("backup", copy, "--ledger", ledger)
    assert again.code == LEDGER and str(copy) in again.err


@pytest.mark.model
def test_check_finds_a_sound_ledger_sound_and_a_damaged_one_not(run: Run, ledger: Path) -> None:
    assert "sound" in run("check", "--ledger", ledger).out
    with sqlite3.connect(ledger) as opened:
        opened.execute("PRAGMA foreign_keys = OFF")
        opened.execute("UPDATE articles SET text = 'short'")
    opened.close()
    ran = run("check", "--ledger", ledger, "--json")
    assert ran.code == NOT_FOUND and {"kind", "row", "detail"} == set(ran.lines()[0])


@pytest.mark.parametrize(
    "command", [("status",), ("show",), ("statements",), ("export",), ("check",), ("delete", "a1")]
)
def test_a_missing_ledger_is_said_and_not_made(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    ran = run(*command, "--ledger", tmp_path / "nowhere.ledger")
    assert ran.code == LEDGER and "nowhere.ledger" in ran.err and ran.out == ""
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_ledger_is_left_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Sir, this is no ledger at all.\n" * 50)
    ran = run("status", "--ledger", tmp_path / "letter.txt")
    assert ran.code == LEDGER and "letter.txt" in ran.err
    assert (tmp_path / "letter.txt").read_text().startswith("Dear Sir")


@pytest.mark.model
def test_the_environment_names_the_ledger(run: Run, ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRAGOMAN_LEDGER", str(ledger))
    assert run("status", "--json").lines()[0]["articles"] == 3


@pytest.mark.parametrize("value", ["many", "-1", "", "²"])
def test_a_setting_that_is_no_number_is_wrong_use(run: Run, monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("DRAGOMAN_BUSY_TIMEOUT", value)
    ran = run("status")
    assert ran.code == USAGE and "DRAGOMAN_BUSY_TIMEOUT" in ran.err and "seconds" in ran.err


# --- a terminal is steered by nobody's text ---------------------------------------------------------------------------


@pytest.mark.model
@pytest.mark.parametrize(
    "command",
    [("show", "railway"), ("show", "railway", "--text"), ("statements",), ("status",), ("check",)],
    ids=" ".join,
)
def test_no_escape_sequence_reaches_the_terminal(run: Run, ledger: Path, command: tuple[str, ...]) -> None:
    ran = run(*command, "--ledger", ledger)
    assert not set("\x1b\x07\u202e") & set(ran.out + ran.err)


def test_no_escape_sequence_of_a_files_name_reaches_the_terminal(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a\x1b[2Jb.txt").write_text("")
    ran = run("read", tmp_path, "--ledger", tmp_path / "new.ledger")
    assert ran.code == NOTHING_READ and "empty" in ran.err and "\x1b" not in ran.err


# --- help -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_every_commands_help_has_an_example_and_the_exit_codes(run: Run, command: str) -> None:
    ran = run(command, "--help")
    assert ran.code == DONE and "Example" in ran.out and f"dragoman {command}" in ran.out
    assert "Exit codes" in ran.out


def test_help_lists_every_command(run: Run) -> None:
    ran = run("--help")
    assert ran.code == DONE and all(command in ran.out for command in COMMANDS)


def test_no_command_is_wrong_use_and_an_unknown_one_too(run: Run) -> None:
    assert run().code == USAGE
    assert run("reed").code == USAGE
    assert run("read").code == USAGE
    ran = run("status", "--colour", "red")
    assert ran.code == USAGE and "--colour" in ran.err


def test_the_version_is_printed(run: Run) -> None:
    assert run("--version") == Ran(DONE, f"dragoman {__version__}\n", "")


def test_help_is_quick() -> None:
    """By processor time, which other work on the machine does not lengthen; `python -m bench start` takes the clock's."""
    assert median(_time_help() for _ in range(3)) < 1.5


def _time_help() -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "dragoman", "--help"], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
