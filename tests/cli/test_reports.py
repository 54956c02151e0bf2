"""`dragoman reports`, and `--all` beside it: what is printed, and with which code it ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dragoman.cli import main
from dragoman.cli.app import DONE, NOT_FOUND, USAGE
from dragoman.contract import as_json, write_report
from dragoman.events.precision import read_precision
from dragoman.ledger import open_ledger
from dragoman.records import Condition, Entry, Span
from tests.ledger.samples import make_entry

Run = Callable[..., tuple[int, str, str]]
STEERING = "\x1b]0;owned\x07"


def make_entries() -> list[Entry]:
    """Two articles; the report of the second is unsure, limited, denied, and told in words that would steer a terminal."""
    first, second = make_entry(0), make_entry(1, tail=f"{STEERING} They go only if asked.")
    text = second.article.text
    limit = Condition("condition", Span(text.index("only if"), len(text) - 1))
    unsure = replace(
        second.reports[0], confidence=0.3, factuality="PS-", conditions=(limit,),
        type="ASSAULT", mode="aerial", quad="material conflict", recipients=(), asserted_by="author",
        evidence=(Span(text.index(STEERING), len(text)),),
    )  # fmt: skip
    return [first, replace(second, reports=(unsure,))]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command on a ledger of the two articles."""
    monkeypatch.setenv("DRAGOMAN_LEDGER", str(tmp_path / "news.ledger"))
    monkeypatch.setenv("DRAGOMAN_REPORT_PERCENT", "50")
    monkeypatch.setenv("COLUMNS", "200")
    with open_ledger(tmp_path / "news.ledger") as ledger:
        ledger.write_many(make_entries(), run=ledger.begin_run(code="1", weights="a"))

    def run_command(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(list(arguments))
        return code, *capsys.readouterr()

    return run_command


def lines(out: str) -> list[Any]:
    return [json.loads(line) for line in out.splitlines()]


def test_text_says_who_did_what_where_it_stands_and_in_which_words(run: Run) -> None:
    code, out, err = run("reports")
    assert (code, err) == (DONE, "")
    for words in ("Jan Nowak (POL) → María da Silva (BRA)", "CONSULT  [future]", "in Harbour Post, 1 Jan 2018"):
        assert words in out
    assert make_entries()[0].reports[0].evidence[0].of(make_entries()[0].article.text) in out
    assert "ASSAULT" not in out


def test_what_is_not_plain_is_marked_and_nothing_steers(run: Run) -> None:
    code, out, _ = run("reports", "--all", "--type", "assault")
    assert code == DONE and "ASSAULT aerial  [PS-]  [future]" in out and "→" not in out
    assert "condition: only if asked" in out and not {"\x1b", "\x07"} & set(out)


def test_text_says_on_whose_word(run: Run) -> None:
    assert "on the word of Jan Nowak" in run("reports")[1]


def test_every_table_of_reports_says_how_far_its_types_can_be_believed(run: Run) -> None:
    known = read_precision()
    for printed in (run("reports", "--all")[1], run("show", "--all")[1]):
        for kind in {r.type for e in make_entries() for r in e.reports}:
            if kind in printed:
                wanted = (
                    f"{kind} {known[kind].share:.2f} (N={known[kind].n})" if kind in known else f"{kind} not measured"
                )
                assert wanted in " ".join(printed.split())


def test_json_is_a_report_a_line_with_where_it_stands(run: Run) -> None:
    code, out, _ = run("reports", "--all", "--json")
    expected = [write_report(e.article, r) for e in reversed(make_entries()) for r in e.reports]
    assert code == DONE and lines(out) == json.loads(json.dumps(expected))
    assert {"article", "outlet", "published_at"} < lines(out)[0].keys()


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_nothing_that_fits_has_its_code(run: Run, form: tuple[str, ...]) -> None:
    code, out, err = run("reports", "--actor", "ISL", *form)
    assert (code, out) == (NOT_FOUND, "")
    assert form or "No report fits." in err


@pytest.mark.parametrize(
    ("option", "value", "found"),
    [
        ("--actor", "POL", 2),
        ("--actor", "jan", 2),
        ("--recipient", "bra", 1),
        ("--recipient", "BRA", 1),
        ("--type", "consult", 1),
        ("--quad", "material conflict", 1),
        ("--word-of", "pol", 1),
        ("--condition", "asked", 1),
        ("--deadline-before", "2018-06-01", 0),
        ("--outlet", "harbour post", 1),
        ("--text", "owned", 1),
        ("--factuality", "PS-", 1),
        ("--aspect", "once", 2),
        ("--limit", "1", 1),
        ("--since", "2018-01-01", 0),  # no report has a day of its own
    ],
)
def test_options_are_conditions(run: Run, option: str, value: str, found: int) -> None:
    code, out, _ = run("reports", "--all", "--json", option, value)
    assert (len(lines(out)), code) == (found, DONE if found else NOT_FOUND)


@pytest.mark.parametrize("option", ["--since", "--until", "--deadline-before"])
def test_a_day_that_is_none_is_wrong_use(run: Run, option: str) -> None:
    code, out, err = run("reports", option, "Sunday")
    assert (code, out) == (USAGE, "") and f"{option} is 'Sunday'" in err


@pytest.mark.parametrize(("percent", "found"), [("0", 2), ("30", 2), ("50", 1), ("81", 0)])
def test_the_setting_says_how_sure_a_report_must_be(
    run: Run, monkeypatch: pytest.MonkeyPatch, percent: str, found: int
) -> None:
    monkeypatch.setenv("DRAGOMAN_REPORT_PERCENT", percent)
    assert len(lines(run("reports", "--json")[1])) == found
    assert len(lines(run("reports", "--json", "--all")[1])) == 2


def test_show_leaves_out_the_unsure_but_for_all(run: Run) -> None:
    _, unsure = make_entries()
    few, every = (lines(run("show", "--json", *more)[1])[0] for more in ((), ("--all",)))
    assert (few["reports"], len(every["reports"])) == ([], 1)
    assert few == json.loads(json.dumps(as_json(unsure, least=0.5)))
    assert few | {"reports": every["reports"]} == every
    assert "ASSAULT" not in run("show")[1]
    assert "ASSAULT" in run("show", "--all")[1]


@pytest.mark.model
def test_read_leaves_out_the_unsure_but_for_all(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("Kenya accused Uganda of theft on Sunday. Ugandan troops shelled a Kenyan village.")
    monkeypatch.setenv("DRAGOMAN_REPORT_PERCENT", "101")
    few, every = (lines(run("read", str(tmp_path / "a.txt"), "--json", *more)[1])[0] for more in ((), ("--all",)))
    assert few["reports"] == [] != every["reports"]
