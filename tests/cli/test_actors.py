"""`dragoman actors`: looking people and offices up, one or many, and adding to them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dragoman.cli import main
from dragoman.cli.app import DONE, NOT_FOUND, USAGE

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `dragoman actors` in an empty folder: exit code, standard output, errors."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DRAGOMAN_OFFICES", raising=False)

    def run_command(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["actors", *(str(a) for a in arguments)])
        return code, *capsys.readouterr()

    return run_command


def test_an_office_is_answered_with_its_holder(run: Run) -> None:
    code, out, _ = run("office", "president", "French", "--on", "2018-02-12")
    assert code == DONE and "Macron" in out and "head of state, FRA" in out
    code, out, _ = run("office", "head of state", "FRA", "--on", "2018-02-12", "--json")
    assert code == DONE and json.loads(out)["country"] == "FRA"


def test_nobody_is_said_and_has_its_exit_code(run: Run) -> None:
    code, out, err = run("office", "king", "France", "--on", "2018-02-12")
    assert (code, out) == (NOT_FOUND, "") and "No holder is known" in err
    assert run("office", "king", "France", "--json")[1] == "null\n"
    code, _, err = run("find", "Nobody Atall")
    assert code == NOT_FOUND and "Nobody Atall" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("office", "dogcatcher", "FRA"), "foreign minister"),
        (("office", "president", "Narnia"), "alpha-3"),
        (("office", "president", "FRA", "--on", "yesterday"), "2018-02-12"),
        (("office", "president"), "country"),
        (("office", "president", "FRA", "--from", "x.jsonl"), "stands alone"),
        (("office", "--from", "missing.jsonl"), "cannot be read"),
        (("update", "missing.json"), "cannot be read"),
    ],
)
def test_wrong_use_says_what_is_needed(run: Run, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (USAGE, "") and said in err


def test_people_are_found(run: Run) -> None:
    code, out, _ = run("find", "Merkel")
    assert code == DONE and out.startswith("Angela Merkel") and "DEU" in out
    code, out, _ = run("find", "Merkel", "--on", "2018-02-12", "--json")
    assert code == DONE and json.loads(out)["offices"][0]["country"] == "DEU"


def test_each_line_comes_back_with_its_holder(run: Run, tmp_path: Path) -> None:
    lines = [
        {"country": "DEU", "office": "head of government", "on": "2018-02-12", "id": 7},
        {"country": "French", "office": "king", "on": "2018-02-12"},
        {"country": "FRA", "office": "president"},
    ]
    asked = tmp_path / "asked.jsonl"
    asked.write_text("\n".join([*map(json.dumps, lines), "no json", "[1]"]), encoding="utf-8")
    code, out, err = run("office", "--from", asked)
    answers = [json.loads(line) for line in out.splitlines()]
    assert code == NOT_FOUND and [a["holder"] for a in answers] == ["Angela Merkel", None, None, None, None]
    assert answers[0]["id"] == 7 and "error" not in answers[1]
    assert [i for i, a in enumerate(answers) if "error" in a] == [2, 3, 4] and "asked.jsonl:3:" in err


# --- additions --------------------------------------------------------------------------------------------------------


def _binding(**values: str) -> dict[str, Any]:
    row = {
        "person": "http://www.wikidata.org/entity/Q123",
        "name": "Ann Otieno",
        "others": "Anne Otieno|A. Otieno",
        "country": "FRA",
        "office": "head of state",
        "from": "2026-03-05T00:00:00Z",
        "fromPrecision": "11",
        "acting": "false",
        **values,
    }
    return {key: {"type": "literal", "value": value} for key, value in row.items() if value}


def _write_result(path: Path, *bindings: Any) -> Path:
    path.write_text(json.dumps({"head": {"vars": []}, "results": {"bindings": bindings}}), encoding="utf-8")
    return path


def test_additions_stand_above_what_ships_and_are_logged(run: Run, tmp_path: Path) -> None:
    code, _, err = run("update", _write_result(tmp_path / "result.json", _binding()))
    assert code == DONE and "1 rows added" in err
    text = (tmp_path / "dragoman.offices.tsv").read_text(encoding="utf-8")
    assert "'result.json'" in text and "Wikidata Q123" in text
    assert "Ann Otieno" in run("office", "president", "FRA", "--on", "2026-04-01")[1]
    assert "Ann Otieno" in run("find", "Anne Otieno")[1]


def test_the_same_answer_twice_changes_nothing(run: Run, tmp_path: Path) -> None:
    result = _write_result(tmp_path / "result.json", _binding(), 3)
    run("update", result)
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    assert "0 rows added" in run("update", result)[2]
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_a_row_that_says_more_takes_the_place_of_the_one_before(run: Run, tmp_path: Path) -> None:
    run("update", _write_result(tmp_path / "result.json", _binding()))
    run("update", _write_result(tmp_path / "later.json", _binding(to="2026-05-01T00:00:00Z", toPrecision="11")))
    text = (tmp_path / "dragoman.offices.tsv").read_text(encoding="utf-8")
    assert text.count("Ann Otieno") == 1 and "'later.json'" in text and "'result.json'" in text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "name missing"),
        ({"name": "Q123"}, "no English name"),
        ({"person": "Otieno"}, "no item"),
        ({"country": "ZZZ"}, "no state"),
        ({"office": "dogcatcher"}, "dogcatcher"),
        ({"from": "long ago"}, "long ago"),
        ({"fromPrecision": "7"}, "precision 7"),
        ({"to": "2020-01-01T00:00:00Z"}, "before it begins"),
    ],
)
def test_bad_rows_are_listed_and_kept(run: Run, tmp_path: Path, wrong: dict[str, str], said: str) -> None:
    code, _, err = run("update", _write_result(tmp_path / "result.json", _binding(**wrong)))
    assert code == NOT_FOUND and "row 1: " in err and said in err
    (kept,) = (tmp_path / "dragoman.offices.tsv.rejected.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(kept)["index"] == 1 and said in json.loads(kept)["reason"]


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"results": {"bindings": {}}}'])
def test_what_is_no_answer_is_refused_whole(run: Run, tmp_path: Path, text: str) -> None:
    (tmp_path / "result.json").write_text(text, encoding="utf-8")
    code, _, err = run("update", tmp_path / "result.json")
    assert code == USAGE and "results.bindings" in err
    assert not (tmp_path / "dragoman.offices.tsv").exists()


def test_a_date_known_to_the_month_stays_so(run: Run, tmp_path: Path) -> None:
    run("update", _write_result(tmp_path / "result.json", _binding(fromPrecision="10")))
    assert "\t2026-03\t" in (tmp_path / "dragoman.offices.tsv").read_text(encoding="utf-8")
