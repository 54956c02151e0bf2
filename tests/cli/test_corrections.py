"""`correct`, `reject`, `restore`, `add`, `log`, `undo`, and `actors merge`, `split`, `rename`."""

from __future__ import annotations

import csv
import io
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dragoman.cli import main
from dragoman.cli.app import DONE, LEDGER, NOT_FOUND, USAGE
from dragoman.ledger import open_ledger
from dragoman.records import Entry
from tests.ledger.samples import make_entry

ENTRY = make_entry(1)
ARTICLE, ROW, REPORT = ENTRY.article.id, ENTRY.statements[0].id, ENTRY.reports[0].id
SHOWN = '"Talks 1 go"'
WHY = ("--why", "the text says so", "--by", "ana")
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "news.ledger"
    with open_ledger(path) as ledger:
        ledger.write_many([ENTRY, make_entry(2)], run=ledger.begin_run(code="1.0", weights="a"))
    return path


@pytest.fixture
def run(path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command on the ledger: its code, what it printed, and what it complained of."""

    def run_command(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main([*map(str, arguments), "--ledger", str(path)])
        return code, *capsys.readouterr()

    return run_command


def lines(ran: tuple[int, str, str]) -> list[Any]:
    assert ran[0] == DONE, ran
    return [json.loads(line) for line in ran[1].splitlines()]


def test_a_correction_is_shown_by_every_command_and_marked(run: Run) -> None:
    (made,) = lines(run("correct", ROW, "manner", "direct", *WHY, "--json"))
    assert (made["before"], made["after"], made["who"], made["state"]) == ("indirect", "direct", "ana", "stands")
    (shown,) = lines(run("show", SHOWN, "--json"))
    for row in (
        shown["statements"][0],
        next(s for s in lines(run("statements", "--json")) if s["id"] == ROW),
        next(s for e in lines(run("export")) for s in e["statements"] if s["id"] == ROW),
    ):
        assert row["manner"] == "direct"
        assert row["trace"][-1] == {"stage": "corrections", "method": "manner", "version": "1", "score": None}
    table = list(csv.DictReader(io.StringIO(run("export", "--format", "csv")[1])))
    assert {row["corrected"] for row in table if row["statement"] == ROW} == {"manner"}
    assert "✎" in run("show", SHOWN)[1] and "✎" in run("statements")[1]
    lines(run("correct", ARTICLE, "outlet", "Morgenpost", *WHY, "--json"))
    assert lines(run("show", SHOWN, "--json"))[0]["trace"][0]["method"] == "outlet"
    assert "Morgenpost" in run("statements", "--outlet", "Morgenpost")[1]


def test_quad_and_score_go_with_a_reports_type(run: Run) -> None:
    made = lines(run("correct", REPORT, "type", "ACCUSE", *WHY, "--json"))
    assert [(each["field"], each["act"]) for each in made] == [("type", 1), ("quad", 1), ("score", 1)]
    (row,) = [r for r in lines(run("reports", "--json")) if r["id"] == REPORT]
    assert (row["type"], row["mode"], row["quad"]) == ("ACCUSE", None, "verbal conflict") and row["score"] < 0
    assert "✎ type, quad, score" in run("reports")[1]
    lines(run("undo", "--json"))
    assert {r["type"] for r in lines(run("reports", "--json"))} == {"CONSULT"}
    for field, value, said in (("type", "KISS", "AGREE"), ("mode", "kiss", "null")):
        code, _, err = run("correct", REPORT, field, value, *WHY)
        assert code == USAGE and said in err


def test_rejected_rows_are_asked_for(run: Run) -> None:
    lines(run("reject", ROW, *WHY, "--json"))
    for command in ("statements", "export"):
        assert ROW not in run(command, "--speaker", ENTRY.statements[0].speakers[0].name)[1]
    assert ROW not in {s["id"] for s in lines(run("show", SHOWN, "--json"))[0]["statements"]}
    assert ROW in {s["id"] for s in lines(run("show", SHOWN, "--json", "--rejected"))[0]["statements"]}
    assert ROW in {s["id"] for s in lines(run("statements", "--json", "--rejected"))}
    assert ROW in run("export", "--rejected")[1] and "✎ rejected" in run("statements", "--rejected")[1]
    lines(run("reject", REPORT, *WHY, "--json"))
    assert REPORT in run("reports", "--rejected", "--json")[1] and REPORT not in run("reports", "--json")[1]
    assert run("reject", ROW, *WHY)[0] == USAGE
    lines(run("restore", ROW, *WHY, "--json"))
    assert ROW in {s["id"] for s in lines(run("statements", "--json"))}


def test_rows_are_added_from_json_and_from_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    said = '{"content": "Talks 1 go on.", "speakers": ["p-kim"]}'
    (made,) = lines(run("add", "statement", ARTICLE, said, *WHY, "--json"))
    assert made["field"] == "added" and made["before"] is None
    monkeypatch.setattr(sys, "stdin", io.StringIO('{"type": "AGREE", "evidence": "Talks 1 go on.", "actors": "p-kim"}'))
    (acted,) = lines(run("add", "report", ARTICLE, "-", *WHY, "--json"))
    (shown,) = lines(run("show", SHOWN, "--json", "--all"))
    assert shown["statements"][0]["id"] == made["row"] and shown["reports"][0]["id"] == acted["row"]
    assert shown["reports"][0]["quad"] == "verbal cooperation"
    for given in ("{", "[]", '{"content": "nowhere"}', '{"mood": 1}'):
        code, out, err = run("add", "statement", ARTICLE, given, *WHY)
        assert code == USAGE and out == "" and err.startswith("dragoman: ")
    assert run("add", "report", ARTICLE, '{"type": "KISS"}', *WHY)[0] == USAGE


def test_the_log_is_printed_and_undone(run: Run) -> None:
    assert run("log")[1] == "Nothing was corrected.\n" and run("log", "--flagged")[1] == "Nothing needs a look.\n"
    assert run("undo")[0] == NOT_FOUND and run("log", "nobody")[0] == NOT_FOUND
    run("correct", ROW, "occasion", "call", *WHY)
    run("correct", ROW, "stance", "denies", *WHY)
    plain = run("log", ROW)[1].splitlines()
    assert len(plain) == 2 and "ana" in plain[0] and 'occasion: null → "call"' in plain[0]
    assert "the text says so" in plain[0]
    lines(run("undo", "1", "--why", "no call", "--json"))
    log = lines(run("log", "--json"))
    assert [each["state"] for each in log] == ["undone", "stands", "stands"] and log[2]["undoes"] == 1
    assert lines(run("log", ARTICLE, "--json")) == log
    code, _, err = run("undo", 1)
    assert code == USAGE and "undo 3" in err


def test_actors_are_merged_split_and_renamed(run: Run) -> None:
    lines(run("actors", "merge", "p-kim", "p-lind", *WHY, "--json"))
    merged = {s["id"] for s in lines(run("statements", "--speaker", "Kim", "--json"))}
    assert len(merged) == 4
    (made,) = lines(run("actors", "split", "p-kim", min(merged), "--name", "Kim Jong-min", *WHY, "--json"))
    assert [s["id"] for s in lines(run("statements", "--speaker", "Jong-min", "--json"))] == [made["row"]]
    lines(run("actors", "rename", "p-kim", "Kim the elder", *WHY, "--json"))
    assert len(lines(run("statements", "--speaker", "elder", "--json"))) == 3
    for _ in range(3):
        assert run("undo")[0] == DONE
    assert lines(run("export"))[0]["statements"][0]["speakers"][0]["name"] == "María da Silva"
    assert run("actors", "rename", "nobody", "x", *WHY)[0] == NOT_FOUND
    assert run("actors", "merge", "p-kim", "p-kim", *WHY)[0] == USAGE


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("correct", ROW, "manner", "loud", *WHY), USAGE, "direct or indirect or mixed"),
        (("correct", ROW, "colour", "red", *WHY), USAGE, "allowed are speakers"),
        (("correct", ROW, "manner", "direct"), USAGE, "--why"),
        (("correct", ROW, "manner", "direct", "--why", ""), USAGE, "the log needs to know"),
        (("correct", "nobody", "manner", "direct", *WHY), NOT_FOUND, "no row"),
        (("reject", ARTICLE, *WHY), USAGE, "dragoman delete"),
        (("restore", ROW, *WHY), USAGE, "not rejected"),
        (("undo", "77"), NOT_FOUND, "no correction 77"),
        (("correct", "", "manner", "direct", *WHY), LEDGER, "Give an id"),
    ],
)
def test_what_is_wrong_is_said_in_a_line_with_its_code(
    run: Run, arguments: tuple[str, ...], code: int, said: str
) -> None:
    ran = run(*arguments)
    assert ran[0] == code and ran[1] == "" and said in ran[2]


_CORRECTS = """
import itertools, sys
from dragoman.ledger import open_ledger
with open_ledger(sys.argv[1]) as ledger:
    print("ready", flush=True)
    for n in itertools.count():
        changes = {"occasion": f"call {n}", "language": f"l{n}"}
        ledger.correct(sys.argv[2], changes, who="ana", why="x")
"""


def test_a_killed_correction_has_happened_or_has_not(path: Path) -> None:
    dice = random.Random(3)
    for _ in range(3):
        process = subprocess.Popen([sys.executable, "-c", _CORRECTS, str(path), ROW], stdout=subprocess.PIPE)
        assert process.stdout is not None and process.stdout.readline() == b"ready\n"
        time.sleep(dice.uniform(0.2, 0.6))
        process.kill()
        process.wait()
        process.stdout.close()
        with open_ledger(path) as ledger:
            log, row = ledger.find_corrections(row=ROW), ledger.get_statement(ROW)[1]
            assert ledger.check() == [] and len(log) % 2 == 0
            assert [json.loads(each.after or "") for each in log[-2:]] == ([row.occasion, row.language] if log else [])


def test_show_says_what_became_of_an_article(run: Run, path: Path) -> None:
    first, later = (replace(each.article, id="abc1") for each in (make_entry(3), make_entry(3, tail=" And more.")))
    with open_ledger(path) as ledger:
        written = ledger.write_many([Entry(first), Entry(later)], run=ledger.begin_run(code="1.0", weights="a"))
    newer = written[1].entry.article.id
    assert f"an earlier text: {newer} is in its place" in run("show", "abc1")[1]
    assert "a later text: it revises" in run("show", newer)[1]
    (made,) = lines(run("retract", newer, *WHY, "--json"))
    assert made["field"] == "retracted"
    assert "retracted: the text says so (ana" in run("show", newer)[1]
    assert "1 that a later text replaces, 1 that outlets took back" in run("status")[1]
    assert run("retract", newer, *WHY)[0] == USAGE
