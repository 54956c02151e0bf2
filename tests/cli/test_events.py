"""`dragoman events`, `event`, `events join`, `split`, `positions`: what is printed, and with which code it ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dragoman.cli import main
from dragoman.cli.app import DONE, NOT_FOUND, USAGE
from dragoman.ledger import open_ledger
from dragoman.records import Actor, Entry
from tests.ledger.acts import day, make_article, make_statement
from tests.ledger.test_disagreement import make_told, write_said
from tests.ledger.test_merging import OTHERS

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command on a ledger of one disputed event, one undisputed, and what ministers said: written, not yet merged."""
    monkeypatch.setenv("DRAGOMAN_LEDGER", str(tmp_path / "news.ledger"))
    monkeypatch.setenv("COLUMNS", "240")
    with open_ledger(tmp_path / "news.ledger") as ledger:
        begun = ledger.begin_run(code="1", weights="a")
        ledger.write_many([make_told("a", date=day(9)), make_told("b", date=day(10)), OTHERS[0]], run=begun)
        ledger.write(make_told("unsure", confidence=0.1), run=begun)
        write_said(ledger, begun)

    def run_command(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(list(arguments))
        return code, *capsys.readouterr()

    return run_command


def find(run: Run, *arguments: str) -> list[Any]:
    return [json.loads(line) for line in run("events", *arguments, "--json")[1].splitlines()]


def test_events_are_merged_when_they_are_asked_for_and_origins_stand_first(run: Run) -> None:
    code, out, err = run("events")
    assert (code, err) == (DONE, "")
    assert "TCD → MLI  ASSAULT  9 Mar – 10 Mar 2020  2 origins, 2 articles" in out
    assert "≠ date: 2020-03-09 (1) | 2020-03-10 (1)" in out
    assert "Sahel Front (MLI) → MLI  ASSAULT  10 Mar 2020  1 origin, 1 article" in out


def test_options_are_those_of_reports_and_disputed(run: Run) -> None:
    assert [len(find(run, *a)) for a in ([], ["--disputed"], ["--actor", "tcd"], ["--text", "barracks"])] == [
        2,
        1,
        1,
        1,
    ]
    assert [len(find(run, "--disputed", *more)[0]["reports"]) for more in ([], ["--all"])] == [2, 3]
    code, out, err = run("events", "--actor", "FRA")
    assert (code, out, err) == (NOT_FOUND, "", "No event fits.\n")
    assert run("events", "--since", "someday")[0] == USAGE


def test_an_event_shows_reports_side_by_side_versions_and_why(run: Run) -> None:
    (event,) = find(run, "--disputed")
    code, out, _ = run("event", event["id"][:6])
    assert code == DONE
    assert {f"origin {n}  {name} Post, 10 Mar 2020" in out for n in (1, 2) for name in "ab"} == {True, False}
    assert "2020-03-09  1 origin, 1 article: a Post, 10 Mar 2020" in out
    assert "words +" in out and "kidal" in out
    whole = json.loads(run("event", event["id"], "--json")[1])
    assert whole == event
    assert [r["joined"]["by"] for r in whole["reports"]] == ["merging"] * 2
    assert whole["disputes"][0]["versions"][0]["value"] == "2020-03-09"
    assert run("event", "e000")[0] == NOT_FOUND


def test_split_join_log_and_undo(run: Run) -> None:
    (event,) = find(run, "--disputed")
    report = event["reports"][0]["id"]
    code, out, _ = run("events", "split", event["id"], report, "--why", "another day", "--by", "ana")
    assert code == DONE and "split" in out
    assert [len(each["reports"]) for each in find(run, "--actor", "TCD")] == [1, 1]
    ids = [each["id"] for each in find(run, "--actor", "TCD")]
    assert run("events", "join", *ids, "--why", "after all", "--by", "ana")[0] == DONE
    assert [each["id"] for each in find(run, "--actor", "TCD")] == ids[:1]
    assert run("undo", "--by", "ana")[0] == run("undo", "--by", "ana")[0] == DONE
    assert len(find(run, "--disputed")) == 1
    assert json.loads(run("event", event["id"], "--json")[1])["id"] == find(run, "--disputed")[0]["id"]
    assert len(run("log", event["id"])[1].splitlines()) >= 2
    assert run("events", "split", event["id"], "r000", "--why", "x")[0] == NOT_FOUND


def test_a_ledger_that_cannot_be_written_shows_what_was_merged(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from dragoman.errors import LedgerError
    from dragoman.ledger import Ledger

    def refuse(*_: object, **__: object) -> int:
        raise LedgerError("it is read-only")

    monkeypatch.setattr(Ledger, "merge_in_steps", refuse)
    code, _, err = run("events")
    assert code == NOT_FOUND
    assert "7 articles are not merged into events yet: it is read-only" in err


def test_positions_oldest_and_newest_side_by_side_and_the_first_use_of_a_phrase(run: Run) -> None:
    code, out, _ = run("positions", "Keita")
    assert code == DONE
    assert "oldest" in out.splitlines()[0] and "newest" in out.splitlines()[0]
    assert out.index("talks need a ceasefire first") < out.index("talks need no preconditions")
    code, out, _ = run("positions", "Keita", "--topic", "talks need", "--first", "--json")
    assert [json.loads(line)["published_at"][:10] for line in out.splitlines()] == ["2020-03-09"]
    assert run("positions", "Nobody")[0] == NOT_FOUND


@pytest.mark.parametrize("asked", ["foreign minister of Mali", "Malian foreign minister", "Mali's foreign minister"])
def test_positions_of_an_office(run: Run, asked: str) -> None:
    code, out, _ = run("positions", asked, "--by", "office", "--json")
    assert code == DONE
    assert {json.loads(line)["speakers"][0]["name"] for line in out.splitlines()} == {"Amadou Keita", "Issa Toure"}


OFFICES = {
    "Secretary of State": ("USA", 1), "Deputy Secretary of State": ("USA", 2), "Foreign Minister": ("USA", 3),
    "President": ("FRA", 4), "presidential spokesman": ("FRA", 5), "Vice President": ("USA", 6), "US President": ("USA", 7),
    "Minister for Europe and Foreign Affairs": ("FRA", 8), "Treasury Secretary": ("USA", 9),
}  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("Secretary of State of the USA", {1, 3}),
        ("president of France", {4}),
        ("US president", {7}),
        ("American vice president", {6}),
        ("foreign minister of France", {8}),
        ("US treasury secretary", {9}),
    ],
)
def test_an_office_has_several_titles_and_no_deputies(run: Run, tmp_path: Path, asked: str, found: set[int]) -> None:
    with open_ledger(tmp_path / "news.ledger") as ledger:
        begun = ledger.begin_run(code="2", weights="a")
        for role, (country, n) in OFFICES.items():
            article = make_article(f"office {n}", [f"the answer of number {n} is no"])
            speaker = Actor(f"p-{n}", f"Number {n}", "person", country, "GOV", role)
            said = make_statement(article, article.text, speaker)
            ledger.write(Entry(article, (said,)), run=begun)
    told = run("positions", asked, "--by", "office", "--json")[1].splitlines()
    assert {int(json.loads(line)["speakers"][0]["name"].split()[-1]) for line in told} == found
    assert run("positions", "UN secretary-general", "--by", "office")[0] == NOT_FOUND


def test_an_office_without_a_country_is_asked_for_one(run: Run) -> None:
    code, _, err = run("positions", "foreign minister", "--by", "office")
    assert code == USAGE and "names no office of a country" in err


def test_events_as_of_a_run(run: Run) -> None:
    first = json.loads(run("status", "--runs", "--json")[1])["run"]
    before = find(run, "--disputed")
    ninth = next(report["id"] for report in before[0]["reports"] if report["date"]["from_on"] == "2020-03-09")
    run("correct", ninth, "date", "2020-03-10", "--why", "imprint", "--by", "ana")
    assert find(run, "--disputed") == []
    assert find(run, "--disputed", "--as-of", first) == before
    assert "≠ date" in run("event", before[0]["id"], "--as-of", first)[1]
    assert run("events", "--as-of", "2019")[0] == NOT_FOUND
