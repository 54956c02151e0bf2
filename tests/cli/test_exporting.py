"""`dragoman export` and `import`: what goes out, as it stood when, with which manifest; and that it comes in again."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dragoman.cli import main
from dragoman.cli.app import DONE, LEDGER, NOTHING_READ, USAGE
from dragoman.contract import as_json
from dragoman.ledger import Ledger, open_ledger
from dragoman.ledger.formats import GDELT_COLUMNS
from dragoman.ledger.tables import FOREIGN_LACKS, expand_dyads, lay_out_imported, lay_out_reports
from dragoman.records import Actor, Article, Date, Entry, Number, Place, Report
from tests.ledger.foreign_files import write_icews
from tests.ledger.samples import make_entry

Run = Callable[..., tuple[int, str, str]]
POLAND = Actor("POL", "Poland", "state", "POL", "GOV")
ROMANIA = Actor("ROU", "Romania", "state", "ROU", "GOV")
ARMY = Actor("o-army", "Polish army", "organ", "POL", "MIL")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.ledger"


@pytest.fixture
def run(path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("DRAGOMAN_LEDGER", str(path))
    monkeypatch.setenv("COLUMNS", "200")

    def run_command(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        return main([str(a) for a in arguments]), *capsys.readouterr()

    return run_command


def lines(out: str) -> list[Any]:
    return [json.loads(line) for line in out.splitlines()]


def with_reports(number: int, *reports: dict[str, Any]) -> Entry:
    """Article `number` with the sample's report, changed so."""
    entry = make_entry(number)
    given = ({"time": "past", **fields} for fields in reports)
    made = (replace(entry.reports[0], id=f"r{number}{n}", **fields) for n, fields in enumerate(given))
    return replace(entry, reports=tuple(made))


def make_past(number: int) -> Entry:
    """Article `number` with all its reports told of the past."""
    entry = make_entry(number)
    return replace(entry, reports=tuple(replace(r, time="past") for r in entry.reports))


def fill(path: Path, *entries: Entry, weights: str = "a") -> str:
    """Writes entries as a run of these weights; its id."""
    with open_ledger(path) as ledger:
        run = ledger.begin_run(code="1", weights=weights)
        ledger.write_many(entries, run=run)
        return ledger.finish_run(run).id


# --- as of a run ------------------------------------------------------------------------------------------------------


def test_last_months_table_is_made_again(run: Run, path: Path, tmp_path: Path) -> None:
    first = fill(path, *(make_entry(n) for n in range(3)))
    wanted = {
        form: run("export", "--rows", rows, "--format", form)
        for rows, form in (("articles", "jsonl"), ("reports", "csv"))
    }
    fill(
        path,
        replace(make_entry(0), reports=(), statements=()),
        make_entry(1, tail=" Corrected."),
        make_entry(7),
        weights="b",
    )
    assert run("export")[1] != wanted["jsonl"][1]
    assert run("export", "--as-of", first) == wanted["jsonl"]
    assert run("export", "--rows", "reports", "--format", "csv", "--as-of", first[:19]) == wanted["csv"]
    assert len(lines(run("export", "--rows", "statements", "--as-of", first)[1])) == 9
    assert len(lines(run("export", "--rows", "statements")[1])) == 9 - 3 + 3
    code, _, err = run("export", "--as-of", "20010101")
    assert code == 1 and "run" in err
    listed = lines(run("status", "--runs", "--json")[1])
    assert [row["weights"] for row in listed] == ["b", "a"] and listed[1]["run"] == first


def test_imported_rows_stand_as_of_a_run_too(run: Run, path: Path, tmp_path: Path) -> None:
    first = fill(path, make_entry(0))
    assert run("import", write_icews(tmp_path / "e.tab", {}), "--format", "icews")[0] == DONE
    assert len(lines(run("export", "--rows", "imported")[1])) == 1
    assert run("export", "--rows", "imported", "--as-of", first)[1] == ""


# --- what people corrected --------------------------------------------------------------------------------------------


def correct(path: Path) -> None:
    """Corrections of every kind over what was written of article 0: fields, a row, an actor, the article itself."""
    entry = make_entry(0)
    first, second, _ = entry.statements
    by = {"who": "ana", "why": "the text says so"}
    with open_ledger(path) as ledger:
        ledger.correct(first.id, {"manner": "mixed"}, **by)
        ledger.reject_row(second.id, **by)
        ledger.correct(entry.reports[0].id, {"factuality": "PR+"}, **by)
        ledger.correct("p-nowak", {"name": "Ewa Nowak", "country": "CZE"}, **by)
        ledger.merge_actors("p-silva", ["p-kim"], **by)
        ledger.correct(entry.article.id, {"outlet": "Another Post"}, **by)
        assert ledger.check() == []


ASKED = [
    ("--rows", "articles"),
    ("--rows", "statements"),
    ("--rows", "reports"),
    ("--rows", "statements", "--format", "csv"),
    ("--rows", "reports", "--format", "csv"),
    ("--columns", "icews"),
    ("--format", "prov"),
    ("--speaker", "Jan Nowak"),
    ("--speaker", "p-kim"),
    ("--country", "POL"),
    ("--actor", "POL"),
    ("--recipient", "p-silva"),
    ("--outlet", "Harbour Post"),
    ("--text", "fisheries"),
]


@pytest.mark.parametrize("asked", ASKED, ids=" ".join)
def test_as_of_a_run_nothing_is_corrected(run: Run, path: Path, asked: tuple[str, ...]) -> None:
    first = fill(path, make_past(0), make_past(1))
    before = run("export", *asked)
    assert before[0] == DONE and before[1].strip()
    correct(path)
    assert run("export", *asked, "--as-of", first) == before
    fill(path, replace(make_entry(0), statements=make_entry(0).statements[:1]), weights="b")
    assert run("export", *asked, "--as-of", first) == before


@pytest.mark.parametrize("asked", [("--speaker", "Ewa Nowak"), ("--country", "CZE"), ("--outlet", "Another Post")])
def test_what_was_corrected_is_not_asked_by_as_of_a_run(run: Run, path: Path, asked: tuple[str, str]) -> None:
    first = fill(path, make_entry(0))
    correct(path)
    assert run("export", *asked)[1] and run("export", *asked, "--as-of", first) == (DONE, "", "")


def test_every_form_shows_what_was_corrected_and_marks_it(run: Run, path: Path, tmp_path: Path) -> None:
    fill(path, make_past(0), make_past(1))
    correct(path)
    first, second, _ = make_entry(0).statements
    assert [len(entry["statements"]) for entry in lines(run("export")[1])] == [2, 3]
    assert [len(entry["statements"]) for entry in lines(run("export", "--rejected")[1])] == [3, 3]
    said = list(csv.DictReader(io.StringIO(run("export", "--format", "csv")[1])))
    assert second.id not in {row["statement"] for row in said}
    marked = {row["statement"]: row["corrected"] for row in said}[first.id].split("; ")
    assert {"manner", "speakers", "article.outlet"} <= set(marked)
    (done,) = (
        row
        for row in csv.DictReader(io.StringIO(run("export", "--rows", "reports", "--format", "csv")[1]))
        if row["report"] == make_entry(0).reports[0].id
    )
    assert (done["factuality"], done["outlet"]) == ("PR+", "Another Post") and "factuality" in done["corrected"]
    again = run("export", "--format", "csv", "--rejected")[1]
    assert "rejected" in {row["statement"]: row["corrected"] for row in csv.DictReader(io.StringIO(again))}[second.id]
    assert "Ewa Nowak" in run("export", "--columns", "icews")[1]


def test_the_manifest_names_the_last_correction_and_the_run_below_it(run: Run, path: Path, tmp_path: Path) -> None:
    first = fill(path, make_entry(0))
    correct(path)

    def note(*options: str) -> dict[str, Any]:
        assert run("export", *options, "--manifest", tmp_path / "m.json")[0] == DONE
        made: dict[str, Any] = json.loads((tmp_path / "m.json").read_text("utf-8"))
        return made

    with open_ledger(path) as ledger:
        last = ledger.find_corrections()[-1].id
    now, then = note("--rejected"), note("--as-of", first)
    assert ([row["id"] for row in now["runs"]], now["corrections"], now["filters"]) == (
        [first],
        last,
        {"rejected": True},
    )
    assert ([row["id"] for row in then["runs"]], then["corrections"], then["filters"]) == ([first], None, {})
    assert now["articles"] == then["articles"] != {}


def test_provenance_says_who_corrected_what(run: Run, path: Path) -> None:
    first = fill(path, make_entry(0))
    correct(path)
    (bundle,) = json.loads(run("export", "--format", "prov")[1])["bundle"].values()
    row = f"dragoman:statement/{make_entry(0).statements[0].id}"
    made = {r["prov:activity"] for r in bundle["wasGeneratedBy"].values() if r["prov:entity"] == row}
    assert {f"dragoman:run/{first}/statements/head/1", "dragoman:correction/1/manner"} <= made
    assert bundle["activity"]["dragoman:correction/1/manner"]["dragoman:why"] == "the text says so"
    by = {r["prov:agent"] for r in bundle["wasAssociatedWith"].values() if "correction/1/" in r["prov:activity"]}
    assert by == {"dragoman:person/ana"} <= set(bundle["agent"])
    article = {r["prov:activity"] for r in bundle["wasGeneratedBy"].values() if "article/" in r["prov:entity"]}
    assert {activity.rpartition("/")[2] for activity in article} == {"outlet"}
    assert run("export", "--format", "prov", "--rejected")[1] != run("export", "--format", "prov")[1]


# --- the manifest -----------------------------------------------------------------------------------------------------


def test_an_export_has_a_manifest_of_what_it_rests_on(run: Run, path: Path, tmp_path: Path) -> None:
    first, entries = fill(path, make_entry(0), make_entry(1)), [make_entry(0), make_entry(1)]
    fill(path, make_entry(2), weights="b")
    run("import", write_icews(tmp_path / "e.tab", {}), "--format", "icews")
    target = tmp_path / "out.csv"
    assert run("export", "--format", "csv", "--as-of", first, "--outlet", "Harbour Post", "-o", target)[0] == DONE
    note = json.loads((tmp_path / "out.csv.manifest.json").read_text("utf-8"))
    assert note["sha256"] == hashlib.sha256(target.read_bytes()).hexdigest()
    assert (note["format"], note["rows"], note["lines"], note["filters"]) == (
        "csv",
        "statements",
        3,
        {"outlet": "Harbour Post"},
    )
    assert [(row["id"], row["code"], row["weights"]) for row in note["runs"]] == [(first, "1", "a")] and note[
        "run"
    ] == first
    assert note["articles"] == {e.article.id: hashlib.sha256(e.article.text.encode()).hexdigest() for e in entries}
    assert note["imports"] == [] and note["deleted_since"] == 0
    run("delete", entries[0].article.id)
    assert run("export", "--as-of", first, "--manifest", tmp_path / "m.json")[0] == DONE
    note = json.loads((tmp_path / "m.json").read_text("utf-8"))
    assert (note["deleted_since"], note["sha256"], len(note["articles"])) == (1, None, 1)
    run("export", "--rows", "imported", "--manifest", tmp_path / "m.json")
    (brought,) = json.loads((tmp_path / "m.json").read_text("utf-8"))["imports"]
    assert (brought["source"], brought["added"], len(brought["sha256"])) == ("icews", 1, 64)


def test_nothing_is_left_where_writing_fails(run: Run, path: Path, tmp_path: Path) -> None:
    fill(path, make_entry(0))
    code, _, err = run("export", "-o", tmp_path / "no" / "out.jsonl")
    assert code == USAGE and "out.jsonl cannot be written" in err
    assert [file for file in tmp_path.iterdir() if file.suffix != ".ledger" and ".ledger-" not in file.name] == []


# --- tables -----------------------------------------------------------------------------------------------------------


def test_reports_as_csv_have_a_row_each(run: Run, path: Path) -> None:
    fill(path, with_reports(0, {}, {"confidence": 0.01, "actors": (POLAND, ARMY), "recipients": ()}))
    rows = list(csv.DictReader(io.StringIO(run("export", "--rows", "reports", "--format", "csv")[1])))
    assert [row["report"] for row in rows] == ["r00"]
    said = [rows[0][name] for name in ("actors", "actor_countries", "type", "factuality")]
    assert said == ["Jan Nowak", "POL", "CONSULT", "CT+"]
    assert rows[0]["evidence"] in make_entry(0).article.text and tuple(rows[0]) == tuple(lay_out_reports([]).columns)
    every = list(csv.DictReader(io.StringIO(run("export", "--rows", "reports", "--format", "csv", "--all")[1])))
    assert every[1]["actors"] == "Poland; Polish army"
    assert [row["id"] for row in lines(run("export", "--actor", "POL", "--all")[1])] == ["r00", "r01"]


def test_parquet_keeps_days_and_numbers(run: Run, path: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra `frames` is not installed")
    day = Date(date(2018, 1, 3), date(2018, 1, 4), "day", None)
    fill(path, with_reports(0, {"date": day}, {}))
    assert run("export", "--rows", "reports", "--format", "parquet", "-o", tmp_path / "r.parquet")[0] == DONE
    rows = parquet.read_table(tmp_path / "r.parquet").to_pylist()
    assert [(row["date_from"], row["score"]) for row in rows] == [(date(2018, 1, 3), 1.0), (None, 1.0)]
    assert tuple(rows[0]) == tuple(lay_out_reports([]).columns)
    assert run("export", "--rows", "imported", "--format", "parquet", "-o", tmp_path / "i.parquet")[0] == DONE
    empty = parquet.read_table(tmp_path / "i.parquet")
    assert (empty.num_rows, tuple(empty.column_names)) == (0, tuple(lay_out_imported([]).columns))


def test_without_pyarrow_it_says_what_to_install(
    run: Run, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(path, make_entry(0))
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    code, _, err = run("export", "--format", "parquet", "-o", tmp_path / "r.parquet")
    assert code == USAGE and "pip install 'dragoman[frames]'" in err and not (tmp_path / "r.parquet").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--format", "parquet"), "--output"),
        (("--rows", "articles", "--since", "2018-01-01"), "--since"),
        (("--actor", "RUS", "--speaker", "Nowak"), "--speaker"),
        (("--columns", "icews", "--rows", "statements"), "--columns"),
        (("--format", "csv", "--rows", "articles"), "--format csv"),
        (("--format", "prov", "--rows", "reports"), "--format prov"),
        (("--format", "prov", "--since", "2018-01-01"), "--since"),
        (("--rejected", "--rows", "imported"), "--rejected"),
        (("--rejected", "--as-of", "2018"), "--rejected"),
    ],
)
def test_options_that_do_not_go_together_are_said(run: Run, path: Path, options: tuple[str, ...], said: str) -> None:
    fill(path, make_entry(0))
    code, out, err = run("export", *options)
    assert (code, out) == (USAGE, "") and said in err


# --- the columns of others --------------------------------------------------------------------------------------------


def test_dyads_are_taken_apart() -> None:
    def report(actors: tuple[Actor, ...], recipients: tuple[Actor, ...], kind: str = "ACCUSE") -> Report:
        return replace(make_entry(0).reports[0], actors=actors, recipients=recipients, type=kind)

    assert expand_dyads(report((POLAND, ARMY), (ROMANIA,))) == [(POLAND, ROMANIA), (ARMY, ROMANIA)]
    assert expand_dyads(report((POLAND, ROMANIA), (), "CONSULT")) == [(POLAND, ROMANIA), (ROMANIA, POLAND)]
    assert expand_dyads(report((POLAND, ROMANIA), ())) == [(POLAND, None), (ROMANIA, None)]
    assert expand_dyads(report((), (POLAND,))) == [(None, POLAND)]


@pytest.mark.parametrize("columns", sorted(FOREIGN_LACKS))
def test_what_goes_out_in_columns_of_others_comes_in_again(run: Run, path: Path, tmp_path: Path, columns: str) -> None:
    accuse = {"type": "ACCUSE", "mode": "disapprove", "quad": "verbal conflict", "asserted_by": "author"}
    accuse["date"] = Date(date(2018, 1, 3), date(2018, 1, 3), "day", None)
    denied, unsure = {**accuse, "factuality": "CT-"}, {**accuse, "factuality": "Uu"}
    fill(path, with_reports(0, {**accuse, "actors": (ROMANIA,), "recipients": (POLAND, ARMY)}, denied, unsure))
    code, _, err = run("export", "--columns", columns, "--format", "csv", "-o", tmp_path / "out.tab")
    assert code == DONE and "left out: 2 reports denied or only possible" in err
    assert all(f"not carried: {lack}" in err for lack in FOREIGN_LACKS[columns])
    assert json.loads((tmp_path / "out.tab.manifest.json").read_text("utf-8"))["left_out"] == {
        "denied or only possible": 2
    }
    code, out, _ = run("import", tmp_path / "out.tab", "--format", columns, "--json")
    assert code == DONE and json.loads(out)["added"] == 2
    with open_ledger(path) as ledger:
        rows = sorted(ledger.find_imported(), key=lambda row: row.id)
    assert [(row.id, row.source, row.acted_on, row.type, row.mode) for row in rows] == [
        (f"r00-{n}", columns, date(2018, 1, 3), "ACCUSE", "disapprove") for n in (1, 2)
    ]
    parties = [(row.actor, row.recipient) for row in rows]
    assert [(a and a.country, a and a.sector, r and r.country, r and r.sector) for a, r in parties] == [
        ("ROU", "GOV", "POL", "GOV"), ("ROU", "GOV", "POL", "MIL"),
    ]  # fmt: skip


def test_places_and_days_as_others_write_them(run: Run, path: Path) -> None:
    where = {"date": Date(date(2018, 1, 1), date(2018, 1, 1), "day", None)}
    entry = with_reports(0, where)
    span = entry.reports[0].evidence[0]
    towns = [Place("Lublin", "POL", span), Place("Poland", "POL", span), Place("Boston", "USA", span)]
    reports = [replace(entry.reports[0], id=f"r{n}", place=town) for n, town in enumerate(towns)]
    fill(path, replace(entry, reports=tuple(reports)))
    gdelt = list(csv.reader(run("export", "--columns", "gdelt", "--format", "csv")[1].splitlines(), delimiter="\t"))
    told = [dict(zip(GDELT_COLUMNS, row, strict=True)) for row in gdelt]
    assert [row["ActionGeo_Type"] for row in told] == ["4", "1", "3"]
    assert {row["FractionDate"] for row in told} == {"2018.0027"}  # as GDELT's own files have the first of January
    icews = lines(run("export", "--columns", "icews")[1])
    assert [(row["City"], row["Country"]) for row in icews] == [
        ("Lublin", "Poland"), (None, "Poland"), ("Boston", "United States"),
    ]  # fmt: skip
    assert [row["Placename"] for row in lines(run("export", "--columns", "polecat")[1])] == ["Lublin", None, "Boston"]


def test_numbers_in_tables_keep_their_digits(run: Run, path: Path) -> None:
    span = make_entry(0).reports[0].evidence[0]
    fill(path, with_reports(0, {"numbers": (Number("dollars", 1_234_567.0, span),)}))
    (row,) = csv.DictReader(io.StringIO(run("export", "--format", "csv", "--rows", "reports")[1]))
    assert row["numbers"] == "1234567 dollars"


def test_what_is_yet_to_come_stays_out_of_the_columns_of_others_but_a_promise_does_not(run: Run, path: Path) -> None:
    promise = {"time": "future", "performed_in": make_entry(0).statements[0].id}
    fill(path, with_reports(0, {"time": "future"}, promise))
    _, out, err = run("export", "--columns", "icews")
    assert len(lines(out)) == 1 and "left out: 1 reports yet to come" in err


def test_an_act_without_a_day_has_that_of_publication(run: Run, path: Path) -> None:
    undated: Article = replace(make_entry(1).article, published_at=None)
    fill(path, with_reports(0, {}), replace(with_reports(1, {}), article=undated))
    _, out, err = run("export", "--columns", "icews")
    assert [row["Event Date"] for row in lines(out)] == ["2018-01-01"] and "left out: 1 reports without a day" in err


# --- provenance -------------------------------------------------------------------------------------------------------


def test_provenance_leads_from_each_row_to_the_article_the_speaker_and_the_run(run: Run, path: Path) -> None:
    first = fill(path, make_entry(0), make_entry(1))
    document = json.loads(run("export", "--format", "prov")[1])
    assert set(document) == {"prefix", "bundle"} and len(document["bundle"]) == 2
    for number, bundle in enumerate(document["bundle"].values()):
        entry = make_entry(number)
        names = {*bundle["entity"], *bundle["activity"], *bundle["agent"]}
        relations = [part for name, part in bundle.items() if name not in ("entity", "activity", "agent")]
        rows = [row for part in relations for row in part.values()]
        ends = {end for row in rows for k, end in row.items() if k.startswith("prov:") and k != "prov:type"}
        assert ends and ends <= names, "every relation is between things that are there"
        said = entry.statements[0]
        derived = {(r["prov:generatedEntity"], r["prov:usedEntity"]) for r in bundle["wasDerivedFrom"].values()}
        article, account = f"dragoman:article/{entry.article.id}", f"dragoman:account/{said.id}/0"
        assert {(article, account), (account, f"dragoman:said/{said.id}")} <= derived
        assert (f"dragoman:report/{entry.reports[0].id}", f"dragoman:statement/{said.id}") in derived
        spoken = {(r["prov:entity"], r["prov:agent"]) for r in bundle["wasAttributedTo"].values()}
        assert (f"dragoman:said/{said.id}", f"dragoman:actor/{said.speakers[0].id}") in spoken
        made = [r for r in bundle["wasGeneratedBy"].values() if r["prov:entity"] == f"dragoman:statement/{said.id}"]
        assert [(r["prov:activity"], r["dragoman:score"]) for r in made] == [
            (f"dragoman:run/{first}/statements/head/1", 0.9)
        ]


def test_provenance_knows_revisions_and_names_without_spaces(run: Run, path: Path) -> None:
    first, later = make_entry(0), make_entry(0, tail=" And more.")
    fill(path, first, later)
    *_, bundle = json.loads(run("export", "--format", "prov")[1])["bundle"].values()
    revised = {(r["prov:usedEntity"], (r.get("prov:type") or {}).get("$")) for r in bundle["wasDerivedFrom"].values()}
    assert (f"dragoman:article/{first.article.id}", "prov:Revision") in revised
    assert "dragoman:outlet/Harbour%20Post" in bundle["agent"]
    names = [name for part in ("entity", "activity", "agent") for name in bundle[part]]
    assert all(re.fullmatch(r"dragoman:[\w./%~-]+", name) for name in names)


def test_provenance_of_an_empty_ledger_is_a_document(run: Run, path: Path) -> None:
    open_ledger(path).close()
    assert json.loads(run("export", "--format", "prov")[1])["bundle"] == {}


# --- what was imported ------------------------------------------------------------------------------------------------


def test_import_says_what_came_of_it_and_what_is_not_carried(run: Run, tmp_path: Path) -> None:
    file = write_icews(
        tmp_path / "e.tab", {"CAMEO Code": "112", "Event Text": "Accuse"}, {"Event ID": "2", "Event Date": "?"}
    )
    code, out, err = run("import", file, "--format", "icews")
    assert (code, out) == (DONE, "")
    assert "1 rows of icews added, 1 lines rejected" in err and "line 3" in err and "not carried: " in err
    code, out, err = run("import", file, "--format", "icews")
    assert code == DONE and "0 rows of icews added, 2 there before" in err
    code, out, _ = run("reports", "--imported")
    assert (
        code == DONE
        and "3 Feb 2014  Foreign Affairs (Norway) (NOR) → Russian Federation (RUS)  ACCUSE disapprove  icews 112 Accuse"
        in out
    )
    (row,) = lines(run("reports", "--source", "icews", "--actor", "nor", "--json")[1])
    assert (row["source"], row["acted_on"], row["actor"]["country"], row["quad"]) == (
        "icews",
        "2014-02-03",
        "NOR",
        "verbal conflict",
    )
    assert run("reports", "--source", "gdelt")[0] == 1
    assert json.loads(run("status", "--json")[1])["imported"] == {"icews": 1}
    assert "imported: 1 of icews" in run("status")[1]


def test_what_cannot_be_imported_or_asked_is_said(run: Run, path: Path, tmp_path: Path) -> None:
    file = write_icews(tmp_path / "e.tab", {"Event Date": "?"})
    assert run("import", file, "--format", "icews")[0] == NOTHING_READ
    for options, said in ((("--format", "icew"), "polecat"), ((), "--mapping"), (("--format", "gdelt"), "begins with")):
        code, _, err = run("import", file, *options)
        assert code == USAGE and said in err
    assert run("import", tmp_path / "none.tab", "--format", "icews")[0] == USAGE
    code, _, err = run("reports", "--imported", "--factuality", "CT+", "--word-of", "RUS")
    assert code == USAGE and "--factuality, --word-of" in err
    assert run("import", file, "--format", "icews", "--ledger", tmp_path)[0] == LEDGER


def test_an_import_that_is_interrupted_says_that_it_goes_on(
    run: Run, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Ledger.import_source
    monkeypatch.setattr(Ledger, "import_source", lambda self, *a, **k: whole(self, *a, **k, batch=2))
    monkeypatch.setattr("dragoman.cli.importing.Interrupt.__enter__", _asked)
    monkeypatch.setattr("dragoman.cli.importing.Interrupt.__exit__", lambda *_: None)
    file = write_icews(tmp_path / "e.tab", *({"Event ID": str(n)} for n in range(5)))
    code, _, err = run("import", file, "--format", "icews")
    assert code == 130 and "2 rows of icews added" in err and "the same command goes on" in err
    monkeypatch.undo()
    assert main(["import", str(file), "--format", "icews", "--ledger", str(path)]) == DONE
    with open_ledger(path) as ledger:
        assert len(ledger.find_imported()) == 5


def _asked(interrupt: Any) -> Any:
    interrupt.asked = True
    return interrupt


def test_the_page_says_what_the_columns_of_others_lack() -> None:
    page = (Path(__file__).parents[2] / "docs" / "formats.md").read_text("utf-8")
    assert [lack for lacks in FOREIGN_LACKS.values() for lack in lacks if lack not in page] == []


def test_whole_articles_are_as_the_contract_has_them(run: Run, path: Path) -> None:
    fill(path, make_entry(0))
    assert lines(run("export")[1]) == [as_json(make_entry(0))]
