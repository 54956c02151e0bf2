"""Event data of others: what is kept of a row, what of a wrong one, and that a file adds what it holds once."""

from __future__ import annotations

import gzip
import re
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dragoman.errors import SourceError, TextError
from dragoman.events import read_codes
from dragoman.ledger import ReportQuery
from dragoman.ledger.cameo import (
    find_act,
    find_act_named,
    find_code,
    find_country,
    find_fips,
    read_cameo,
    read_countries,
)
from dragoman.ledger.formats import FORMATS, POLECAT_COLUMNS, get_format
from dragoman.ledger.importing import NAMED, Progress, open_source
from dragoman.ledger.mapping import read_mapping
from dragoman.records import Carrier, Imported, Party
from tests.ledger.foreign_files import POLECAT, write_gdelt, write_icews, write_polecat, write_table

if TYPE_CHECKING:
    from dragoman.ledger import Ledger

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
BATTLES = 'source = "battles"\n[columns]\nacted_on = "day"\nactor_name = "who"\nactor_country = "land"\ntype = "kind"\n'
TYPES = '[types]\nshelling = "ASSAULT heavy-weapons"\ntalks = "CONSULT"\ntalk = ""\n'


def bring(ledger: Ledger, path: Path, form: str = "icews", **options: Any) -> Progress:
    source = open_source(path, get_format(form))
    *_, last = ledger.import_source(source, codes=read_codes(), code="1.0", **options)
    return last


def bring_mapped(ledger: Ledger, path: Path, mapping: Path) -> Progress:
    source = open_source(path, read_mapping(mapping), mapping=mapping)
    *_, last = ledger.import_source(source, codes=read_codes(), code="1.0")
    return last


def one(ledger: Ledger) -> Imported:
    (row,) = ledger.find_imported()
    return row


# --- what is kept of a row --------------------------------------------------------------------------------------------


def test_icews_as_dataverse_has_it(ledger: Ledger, tmp_path: Path) -> None:
    bring(
        ledger, write_icews(tmp_path / "e.tab", {"CAMEO Code": "1122", "Event Text": "Accuse of human rights abuses"})
    )
    assert one(ledger) == Imported(
        "icews", "20718170", date(2014, 2, 3),
        Party("Foreign Affairs (Norway)", "NOR", "GOV"), Party("Russian Federation", "RUS", "GOV"),
        "1122", "Accuse of human rights abuses", "ACCUSE", "allege", "verbal conflict", -3.5, 0.0, ("human_rights",),
        "Bergen", "NOR", 60.39, 5.32, "Harbour Post",
    )  # fmt: skip


def test_a_statement_is_no_act(ledger: Ledger, tmp_path: Path) -> None:
    bring(ledger, write_icews(tmp_path / "e.tab", {}))
    row = one(ledger)
    assert (row.code, row.text, row.type, row.mode, row.quad, row.score) == (
        "010",
        "Make statement",
        None,
        None,
        None,
        None,
    )


def test_a_nought_that_a_spreadsheet_dropped_is_put_back(ledger: Ledger, tmp_path: Path) -> None:
    codes = {"1": "42", "2": "10", "3": "311", "4": "1051"}
    bring(
        ledger, write_icews(tmp_path / "e.tab", *({"Event ID": id, "CAMEO Code": code} for id, code in codes.items()))
    )
    assert {row.id: row.type for row in ledger.find_imported()} == {
        "1": "CONSULT",
        "2": None,
        "3": "AGREE",
        "4": "REQUEST",
    }


def test_icews_of_four_columns(ledger: Ledger, tmp_path: Path) -> None:
    path = tmp_path / "short.csv"
    path.write_text(
        'date,actor,event,recipient\n2014-01-01,Police (Australia),"Arrest, detain, or charge with legal action",Anna Holm\n'
    )
    assert bring(ledger, path).added == 1
    row = one(ledger)
    assert (row.actor, row.recipient) == (Party("Police (Australia)", "AUS"), Party("Anna Holm"))
    assert (row.code, row.type, row.mode) == ("173", "COERCE", "arrest")


def test_gdelt(ledger: Ledger, tmp_path: Path) -> None:
    bring(ledger, write_gdelt(tmp_path / "20180212.export.CSV", {}), "gdelt")
    assert one(ledger) == Imported(
        "gdelt", "410000001", date(2018, 2, 12),
        Party("BUCHAREST", "ROU", "MIL", "ROMMIL"), Party("WASHINGTON", "USA", "GOV", "USA"),
        "0871", "Declare truce, ceasefire", "RETREAT", "ceasefire", "material cooperation", 7.5, 9.0, ("military",),
        "Bucharest, Bucuresti, Romania", "ROU", 44.43, 26.1, None, "https://paper.example/1", 12,
    )  # fmt: skip


def test_gdelt_mentions(ledger: Ledger, tmp_path: Path) -> None:
    cells = ["410000001", "20180212000000", "20180212153000", "1", "paper.example", "https://paper.example/1", "3"]
    line = "\t".join([*cells, "10", "20", "15", "1", "40", "2500", "-2.5", "", ""])
    path = tmp_path / "mentions.CSV"
    path.write_text(f"{line}\n{line}\n")
    assert bring(ledger, path, "gdelt-mentions").added == 1, "the same line is the same mention"
    at = datetime(2018, 2, 12, 15, 30, tzinfo=UTC)
    carrier = Carrier("gdelt", "410000001", at, "paper.example", "https://paper.example/1", 3, 0.4, -2.5)
    assert ledger.find_carriers("gdelt", "410000001") == [carrier]


@pytest.mark.parametrize("score", ["Event Intensity", None])
def test_polecat_of_years_that_call_the_intensity_otherwise_or_lack_it(
    ledger: Ledger, tmp_path: Path, score: str | None
) -> None:
    names = [score if name == "Intensity" else name for name in POLECAT_COLUMNS]
    row = {**POLECAT, "Event Intensity": "-9.5"}
    bring(ledger, write_table(tmp_path / "p.txt", [row], [name for name in names if name]), "polecat")
    assert one(ledger).source_score == (-9.5 if score else None)


def test_polecat(ledger: Ledger, tmp_path: Path) -> None:
    bring(ledger, write_polecat(tmp_path / "p.txt", {}), "polecat")
    assert one(ledger) == Imported(
        "polecat", "P1", date(2022, 3, 1), Party("Army of Ruritania", "POL", "MIL"), Party("Lithuania", "LTU", "GOV"),
        None, None, "ASSAULT", "heavy-weapons", "material conflict", -9.5, -9.5, ("military", "territory"),
        "Kaunas", "LTU", None, None, "Harbour Post",
    )  # fmt: skip


def test_phoenix_as_its_pipeline_writes_it_and_as_the_cline_center_does(ledger: Ledger, tmp_path: Path) -> None:
    cells = ["e1", "20150601", "2015", "06", "01", "RUSGOV", "RUS", "GOV", "", "UKR", "UKR", "", "", "112", "11", "3"]
    cells += [
        "-2.0",
        "MILITARY,2",
        "50.4",
        "30.5",
        "Kyiv",
        "Kyiv",
        "UKR",
        "9",
        "https://a.example;https://b.example",
        "a",
    ]
    (tmp_path / "phoenix.txt").write_text("\t".join(cells) + "\n")
    bring(ledger, tmp_path / "phoenix.txt", "phoenix")
    row = one(ledger)
    assert (row.actor, row.recipient) == (Party(None, "RUS", "GOV", "RUSGOV"), Party(None, "UKR", "GOV", "UKR"))
    assert (row.type, row.contexts, row.place_country, row.url) == ("ACCUSE", ("MILITARY",), "UKR", "https://a.example")
    header = (
        "eid,story_date,year,month,day,source,source_root,source_agent,source_others,target,target_root,target_agent,"
    )
    header += "target_others,code,root_code,quad_class,goldstein,joined_issues,lat,lon,placename,statename,"
    header += "countryname,aid,process"
    line = "e2,1950-01-09,1950,1,9,USAGOV,USA,GOV,,CHN,CHN,,,040,04,1,1.0,,,,,,,77,x"
    (tmp_path / "cline.csv").write_text(f"{header}\n{line}\n")
    assert bring(ledger, tmp_path / "cline.csv", "phoenix").added == 1
    assert [row.acted_on.year for row in ledger.find_imported(ReportQuery(type="CONSULT"))] == [1950]


def test_any_csv_by_a_mapping(ledger: Ledger, tmp_path: Path) -> None:
    mapping, path = tmp_path / "m.toml", tmp_path / "battles.csv"
    mapping.write_text('day_format = "%d/%m/%Y"\ndelimiter = ";"\n' + BATTLES + TYPES)
    path.write_text(
        "kind;who;land;day\nShelling;FDF;pol;31/01/2018\ntalks;FDF;;01/02/2018\ntalk;FDF;;2/2/2018\nwar;FDF;;3/2/2018\n"
    )
    last = bring_mapped(ledger, path, mapping)
    assert (last.added, last.rejected) == (3, 1)
    told = [
        (row.source, row.acted_on.day, row.type, row.mode, row.actor and row.actor.country)
        for row in ledger.find_imported()
    ]
    assert told == [
        ("battles", 2, None, None, None),
        ("battles", 1, "CONSULT", None, None),
        ("battles", 31, "ASSAULT", "heavy-weapons", "POL"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("source = [", "no TOML"),
        ('source = "x"\ncolums = 1', "colums"),
        ("[columns]\n", "a name of its own"),
        (BATTLES.replace("battles", "gdelt"), "a name of its own"),
        ('source = "x"\n[columns]\nday = "day"', "fields are"),
        ('source = "x"\n[columns]\nacted_on = "day"', "needs acted_on, and a name"),
        ('book = "cameo"\n' + BATTLES, "cameo needs a column"),
        ('delimiter = ";;"\n' + BATTLES, "one character"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_why(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "m.toml").write_text(text)
    with pytest.raises(TextError, match=said):
        read_mapping(tmp_path / "m.toml")


# --- wrong lines, and wrong files -------------------------------------------------------------------------------------


def test_wrong_lines_are_rejected_with_their_number_and_counted(ledger: Ledger, tmp_path: Path) -> None:
    wrong = [
        {"Event Date": "2014-13-40"}, {"CAMEO Code": "999"}, {"Latitude": "north"}, {"Source Name": "", "Target Name": ""},
        {"Event Date": ""}, {"CAMEO Code": "", "Event Text": ""},
    ]  # fmt: skip
    path = write_icews(tmp_path / "e.tab", *wrong, {})
    path.write_text(path.read_text() + "cut\n\n")
    last = bring(ledger, path)
    assert (last.rows, last.added, last.rejected) == (8, 1, 7)
    rejected = [each for _, each in ledger.find_rejected()]
    assert [each.item for each in rejected] == [f"line {n}" for n in (2, 3, 4, 5, 6, 7, 9)]
    assert {each.reason for each in rejected} == {"broken"} and list(last.wrong) == []
    said = " ".join(each.detail for each in rejected)
    for part in ("acted_on", "'999' is no code", "latitude", "neither an actor", "no act", "1 cells only"):
        assert part in said


def test_of_many_wrong_lines_some_are_named_and_all_are_counted(ledger: Ledger, tmp_path: Path) -> None:
    path = write_icews(tmp_path / "e.tab", *({"Event ID": str(n), "Event Date": "?"} for n in range(NAMED + 20)))
    assert bring(ledger, path, batch=50).rejected == NAMED + 20
    assert len(ledger.find_rejected()) == NAMED


def test_bytes_that_are_no_utf8_are_read_as_latin_1(ledger: Ledger, tmp_path: Path) -> None:
    path = write_icews(tmp_path / "e.tab", {"Source Name": "José Peña"})
    path.write_bytes(path.read_text("utf-8").encode("latin-1"))
    bring(ledger, path)
    assert one(ledger).actor == Party("José Peña", "NOR", "GOV")


def test_a_quotation_mark_in_a_table_with_tabs_is_a_character(ledger: Ledger, tmp_path: Path) -> None:
    rows = [{"Event ID": "1", "Source Name": '"Red" Army'}, {"Event ID": "2"}]
    assert bring(ledger, write_icews(tmp_path / "e.tab", *rows)).added == 2


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_a_file_of_another_format_is_refused_and_nothing_is_noted(ledger: Ledger, tmp_path: Path, form: str) -> None:
    (tmp_path / "x.csv").write_text("name,price\nbread,2\n")
    with pytest.raises(TextError, match="begins with"):
        bring(ledger, tmp_path / "x.csv", form)
    assert ledger.runs() == []


def test_files_that_cannot_be_opened_are_said(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"no zip")
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as packed:
        packed.writestr("a", "a")
        packed.writestr("b", "b")
    for name in ("missing.csv", "x.zip", "two.zip"):
        with pytest.raises(SourceError, match=name):
            open_source(tmp_path / name, get_format("icews"))
    with pytest.raises(TextError, match="gdelt, gdelt-mentions, icews"):
        get_format("icew")


# --- once ---------------------------------------------------------------------------------------------------------------


def test_the_same_file_again_adds_nothing_packed_or_under_another_name(ledger: Ledger, tmp_path: Path) -> None:
    path = write_icews(tmp_path / "e.tab", {"Event ID": "1"}, {"Event ID": "2"})
    assert bring(ledger, path).added == 2
    (tmp_path / "e.tab.gz").write_bytes(gzip.compress(path.read_bytes()))
    with zipfile.ZipFile(tmp_path / "e.zip", "w") as packed:
        packed.write(path, "e.tab")
    runs = len(ledger.runs())
    for other in (path, tmp_path / "e.tab.gz", tmp_path / "e.zip"):
        assert bring(ledger, other) == Progress(2, 3, 0, 2, 0, finished=True)
    assert len(ledger.runs()) == runs
    more = write_icews(tmp_path / "more.tab", {"Event ID": "2"}, {"Event ID": "3"})
    assert (bring(ledger, more).added, len(ledger.find_imported())) == (1, 3)
    assert ledger.check() == []


@pytest.mark.parametrize("stopped_after", range(1, 5))
def test_an_import_that_was_stopped_goes_on_with_the_next_row(
    ledger: Ledger, tmp_path: Path, stopped_after: int
) -> None:
    rows = [{"Event ID": str(n), "Event Date": "?" if n % 5 == 0 else "2014-02-03"} for n in range(23)]
    path = write_icews(tmp_path / "e.tab", *rows)
    source = open_source(path, get_format("icews"))
    steps = ledger.import_source(source, codes=read_codes(), code="1.0", batch=5)
    list(islice(steps, stopped_after))
    del steps
    before = len(ledger.find_imported(limit=None))
    last = bring(ledger, path, batch=5)
    assert (last.rows, last.added, last.known, last.finished) == (23, 18 - before, 0, True)
    assert sorted(int(row.id) for row in ledger.find_imported(limit=None)) == [n for n in range(23) if n % 5]
    assert len(ledger.find_rejected()) == 5
    assert [run.finished_at is not None for run in ledger.runs()] == [True, False]


# --- found again ------------------------------------------------------------------------------------------------------


def test_rows_are_found_by_party_type_day_and_source(ledger: Ledger, tmp_path: Path) -> None:
    bring(ledger, write_icews(tmp_path / "e.tab", {"CAMEO Code": "112"}))
    bring(ledger, write_gdelt(tmp_path / "g.CSV", {}), "gdelt")
    bring(ledger, write_polecat(tmp_path / "p.txt", {}), "polecat")

    def find(source: str | None = None, **asked: Any) -> str:
        return " ".join(row.source for row in ledger.find_imported(ReportQuery(**asked), source=source))

    assert find() == "polecat gdelt icews", "newest first"
    assert find(actor="ROU") == find(actor="bucharest") == find(actor="ROMMIL") == find("gdelt") == "gdelt"
    assert find(actor="NOR", recipient="RUS") == find(actor="foreign norway") == find(type="ACCUSE") == "icews"
    assert find(actor="RUS") == find(actor="XXX") == find(source="none") == find(factuality="CT+") == ""
    assert find(since=date(2018, 2, 12)) == "polecat gdelt" and find(until=date(2014, 2, 3)) == "icews"
    assert find(quad="material conflict") == find(outlet="harbour post", since=date(2020, 1, 1)) == "polecat"
    assert find(text="truce") == "gdelt"
    assert dict(ledger.status().imported) == {"gdelt": 1, "icews": 1, "polecat": 1}


# --- the tables -------------------------------------------------------------------------------------------------------


def test_every_act_of_the_table_is_one_of_the_code_book() -> None:
    codes = read_codes()
    assert [act.code for act in read_cameo().values() if act.type and (act.type, act.mode) not in codes] == []
    assert {act.by for act in read_cameo().values()} == {"plover", "dragoman", "none"}
    assert [act.code for act in read_cameo().values() if (act.type is None) != (act.by == "none")] == []


def test_every_type_and_mode_has_a_code_that_is_read_as_that_type() -> None:
    codes = {key: find_code(*key) for key in read_codes()}
    assert {key: act.code for key, act in codes.items() if act.type != key[0]} == {}
    same = [key for key, act in codes.items() if act.mode == key[1]]
    assert len(same) >= 0.7 * len(codes)
    assert find_code("RETREAT", "withdraw").code == "0874" and find_code("THREATEN", "arrest").code == "130"


def test_titles_and_codes_lead_to_their_row() -> None:
    assert find_act_named("fight with SMALL arms and light weapons") is find_act("193")
    assert find_act("1951") is find_act("195") and find_act("999") is None and find_act("x") is None


def test_countries_are_found_by_what_others_call_them() -> None:
    ways = {
        "RUS": ("Russian Federation", "russia", "RUS"),
        "ROU": ("ROM", "Romania"),
        "PSE": ("GZS", "West Bank", "PSE"),
    }
    assert {find_country(way) for way in ways["RUS"]} == {"RUS"} and {find_country(way) for way in ways["ROU"]} == {
        "ROU"
    }
    assert {find_country(way) for way in ways["PSE"]} == {"PSE"} and find_country("Africa") is None
    assert (find_fips("RS"), find_fips("rs"), find_fips("AS"), find_fips("??")) == ("RUS", "RUS", "AUS", None)
    assert len(read_countries()) == 249 and all(re.fullmatch("[A-Z]{3}", code) for code in read_countries())


@pytest.mark.corpus
@pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not there")
def test_the_table_is_plovers_but_where_it_says_that_it_is_ours() -> None:
    printed = {}
    for line in (CORPORA / "ontology" / "cameo-to-plover.txt").read_text().splitlines():
        if found := re.match(r"(\d{3,4}): *(\w+) *,([^,#]*)", line):
            printed[found[1]] = (found[2], found[3].strip() or None)
    carried = {
        act.code: (act.type, act.mode) for act in read_cameo().values() if act.by == "plover" and len(act.code) > 2
    }
    assert {code: kind for code, kind in carried.items() if printed[code] != kind} == {}
    assert set(printed) <= set(read_cameo())


@pytest.mark.corpus
@pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not there")
def test_every_row_of_icews_2014_is_read(ledger: Ledger) -> None:
    last = bring(ledger, CORPORA / "series" / "icews14.csv")
    assert (last.added, last.known, last.rejected) == (90_730, 0, 0)
    quads = Counter(row.quad for row in ledger.find_imported(ReportQuery(actor="RUS"), limit=None))
    assert quads["verbal cooperation"] > quads["material conflict"] > 0 and quads[None] > 0


def test_a_format_names_what_it_cannot_carry() -> None:
    assert all(each.lacks for each in FORMATS.values())
    page = (Path(__file__).parents[2] / "docs" / "formats.md").read_text("utf-8")
    missing = [lack for each in FORMATS.values() for lack in each.lacks if lack not in page]
    assert missing == [] and [name for name in FORMATS if f"`{name}`" not in page] == []
    assert replace(get_format("icews"), name="x").source == "icews"
