"""`dragoman relation` and what stands beside it: what is printed, and with which code it ends."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dragoman.cli import main
from dragoman.cli.app import DONE, NOT_FOUND, USAGE
from dragoman.ledger import open_ledger
from tests.relations.worlds import Told, write

Run = Callable[..., tuple[int, str, str]]
ACTS = [
    *(Told(7 * n, "RUS", "USA", "ACCUSE", outlet="TASS") for n in range(10)),
    *(Told(7 * n + 2, "USA", "RUS", "REJECT", outlet="Reuters") for n in range(10)),
    Told(30, "RUS USA", "", "CONSULT", outlet="Nobody's Post"),
    Told(31, "RUS", "USA", "ASSAULT", by="USA"),
]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command on a ledger with these acts."""
    monkeypatch.setenv("DRAGOMAN_LEDGER", str(tmp_path / "news.ledger"))
    monkeypatch.setenv("COLUMNS", "120")
    with open_ledger(tmp_path / "news.ledger") as ledger:
        write(ledger, ACTS)

    def run_command(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(list(arguments))
        return code, *capsys.readouterr()

    return run_command


def test_relation_shows_both_directions_what_was_read_and_what_is_not_counted(run: Run) -> None:
    code, out, err = run("relation", "RUS", "USA")
    assert (code, err) == (DONE, "")
    assert "RUS and USA  1 Jan 2018 – 5 Mar 2018, by week" in out
    assert "22 articles, 22 origins, 45% from RUS's state media, 0% from USA's state media" in out
    assert "RUS → USA  ACCUSE 10" in out
    assert "RUS – USA  CONSULT 1" in out
    assert "Not counted: 1 a deed on a party's own word." in out


def test_relation_as_json_has_every_number(run: Run) -> None:
    code, out, _ = run("relation", "RUS", "USA", "--by", "month", "--json")
    found = json.loads(out)
    assert code == DONE
    assert found["starts"] == ["2018-01-01", "2018-02-01", "2018-03-01"]
    assert {"direction": "RUS → USA", "quad": "verbal conflict", "type": "ACCUSE", "acts": [5, 4, 1]} in found["counts"]
    assert found["left_out"] == {"a deed on a party's own word": 1}
    assert found["read"]["by_side"]["RUS state"] == [5, 4, 1]


def test_switches_let_in_what_is_left_out(run: Run) -> None:
    _, out, _ = run("relation", "RUS", "USA", "--own-word", "--json")
    assert json.loads(out)["left_out"] == {}


def test_nothing_between_two_states_is_said(run: Run) -> None:
    assert run("relation", "RUS", "CHN") == (NOT_FOUND, "", "Nothing between RUS and CHN in this ledger.\n")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("Russia", "USA"), "alpha-3"),
        (("RUS", "RUS"), "both sides"),
        (("RUS", "USA", "--by", "year"), "day, week, month"),
        (("RUS", "USA", "--scale", "x"), "goldstein"),
        (("RUS", "USA", "--since", "May"), "--since"),
    ],
)
def test_what_is_asked_wrongly_is_told(run: Run, arguments: tuple[str, ...], told: str) -> None:
    code, out, err = run("relation", *arguments)
    assert (code, out) == (USAGE, "")
    assert told in err


OFFERS = [
    Told(
        0, "USA", "RUS", "REQUEST", "yield", "Washington demanded that Moscow free \x1b]0;owned\x07 the trawler's crew."
    ),
    Told(3, "RUS", "USA", "REJECT", "yield", "Moscow said that the crew would stand trial."),
    Told(60, "RUS", "USA", "AGREE", None, "Russia offered grain, but only for roubles.", condition="only for roubles"),
]


@pytest.fixture
def owed(tmp_path: Path, run: Run) -> Run:
    """The same, with offers in the ledger."""
    with open_ledger(tmp_path / "news.ledger") as ledger:
        write(ledger, OFFERS)
    return run


def test_owed_shows_each_offer_with_its_answer_and_both_sentences(owed: Run) -> None:
    code, out, _ = owed("owed", "RUS", "USA")
    assert code == DONE
    assert "Answers are candidates: precision" in out
    assert "USA → RUS  demand  refused after 3 days" in out
    assert "Moscow said that the crew would stand trial." in out
    assert "shares crew" in out
    assert "condition: only for roubles" in out
    assert "\x1b]0;" not in out


def test_owed_as_json_gives_a_line_an_offer_and_can_leave_out_what_was_answered(owed: Run) -> None:
    _, out, _ = owed("owed", "RUS", "USA", "--unanswered", "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    promise = next(row for row in rows if row["kind"] == "promise")
    assert (promise["status"], promise["owed_by"], promise["answer"]) == ("open", "RUS", None)
    assert promise["offer"]["conditions"] == ["only for roubles"]
    assert all(row["answer"] is None for row in rows)


def test_owed_takes_how_long_an_answer_may_take(owed: Run) -> None:
    _, out, _ = owed("owed", "RUS", "USA", "--within", "2d")
    assert "demand  none found" in out
    code, _, err = owed("owed", "RUS", "USA", "--within", "soon")
    assert code == USAGE
    assert "30d or 6w" in err


def test_owed_between_strangers_is_nothing(owed: Run) -> None:
    assert owed("owed", "RUS", "CHN")[0] == NOT_FOUND


def test_without_the_extras_counts_and_briefs_are_still_made(
    owed: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dragoman.relations.engines.find_spec", lambda name: None)
    for module in ("arch", "statsmodels", "altair", "vl_convert", "pyarrow", "pandas"):
        monkeypatch.setitem(sys.modules, module, None)
    code, out, err = owed("relation", "RUS", "USA", "--json")
    found = json.loads(out)
    assert (code, err) == (DONE, "")
    assert {level["mean"] for level in found["levels"]} == {None}
    assert found["reciprocity"]["models"] == {}
    assert owed("brief", "RUS", "USA", "-o", str(tmp_path / "brief.html"))[0] == DONE
    assert "<svg" not in (tmp_path / "brief.html").read_text("utf-8")
