"""What people correct: it lies above what was derived, is shown everywhere, logged for good, and can be undone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect

from dragoman.contract import find_corrected
from dragoman.errors import LedgerError, LedgerNotFoundError, TextError
from dragoman.ledger import ReportQuery, open_ledger
from dragoman.records import Actor, Date, Entry, Place, Report, Run, Span, Statement
from tests.ledger.samples import SPEAKERS, make_entry
from tests.ledger.strategies import entries

if TYPE_CHECKING:
    from dragoman.ledger import Ledger

BY = {"who": "ana", "why": "the text says so"}
SOURCES = Path(__file__).parents[2] / "src" / "dragoman"


@pytest.fixture
def entry(ledger: Ledger, run: Run) -> Entry:
    made = make_entry(1, reports=2)
    ledger.write_many([made, make_entry(2)], run=run)
    return made


def derive(ledger: Ledger, entry: Entry) -> Entry:
    """Writes the entry as other weights read it, and gives it as it is shown then."""
    run = ledger.begin_run(code="1.0", weights=f"w{len(ledger.runs())}")
    return ledger.write(entry, run=run).entry


# --- what is shown ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("manner", "mixed", "mixed"),
        ("stance", "denies", "denies"),
        ("confidence", "1", 1.0),
        ("occasion", "briefing", "briefing"),
        ("said_on", "2018-01-05", Date(date(2018, 1, 5), date(2018, 1, 5), "day", None)),
        ("said_on", "2018-02", Date(date(2018, 2, 1), date(2018, 2, 28), "month", None)),
        ("said_on", "2018-01-05/2018-01-07", Date(date(2018, 1, 5), date(2018, 1, 7), "day", None)),
        ("source", "null", None),
        ("cue", '[{"start": 0, "end": 5}]', (Span(0, 5),)),
        ("addressees", "p-kim", (SPEAKERS[2],)),
        ("addressees", '[{"id": "x", "name": "Ann", "kind": "person"}]', (Actor("x", "Ann", "person"),)),
        ("language", "pl", "pl"),
    ],
)
def test_any_field_of_a_statement_is_shown_as_corrected_and_marked(
    ledger: Ledger, entry: Entry, field: str, value: str, shown: object
) -> None:
    row = entry.statements[0]
    (made,) = ledger.correct(row.id, {field: value}, **BY)
    found = ledger.get_entry(entry.article.id).statements[0]
    assert getattr(found, field) == shown
    assert replace(found, trace=row.trace, **{field: getattr(row, field)}) == row
    assert find_corrected(found) == [field] and found.trace[-1].version == str(made.id)
    assert ledger.get_statement(row.id)[1] == found
    assert found in [each for _, each in ledger.find_statements(limit=None)]
    assert found in next(each for each in ledger.entries() if each.article.id == entry.article.id).statements
    assert ledger.check() == []


def test_a_report_an_article_and_a_part_of_a_field_are_corrected(ledger: Ledger, entry: Entry) -> None:
    report, article = entry.reports[0], entry.article
    ledger.correct(report.id, {"type": "ACCUSE", "mode": "disapprove", "score": -3}, **BY)
    ledger.correct(report.id, {"actors.0.country": "CZE", "asserted_by": "author"}, **BY)
    ledger.correct(report.id, {"place": {"name": "Talks", "country": None, "span": "Talks 1 go on"}}, **BY)
    ledger.correct(article.id, {"outlet": "Morgenpost", "published_at": "2018-03-01"}, **BY)
    found = ledger.get_report(report.id)[1]
    assert (found.type, found.mode, found.score, found.asserted_by) == ("ACCUSE", "disapprove", -3.0, "author")
    assert found.actors[0].country == "CZE" and found.place == Place("Talks", None, Span(0, 13))
    shown = ledger.get_entry(article.id)
    assert (shown.article.outlet, find_corrected(shown)) == ("Morgenpost", ["outlet", "published_at"])
    assert "article.outlet" in find_corrected(shown.statements[1])
    assert [r for _, r in ledger.find_reports(ReportQuery(type="ACCUSE", outlet="morgenpost"))] == [found]
    assert ledger.find_reports(ReportQuery(actor="CZE")) != [] and len(ledger.find_articles(outlet="Morgenpost")) == 1
    assert ledger.check() == []


def test_questions_find_rows_by_what_they_were_corrected_to(ledger: Ledger, entry: Entry) -> None:
    row = entry.statements[0]
    was, name = row.speakers[0], "Ann Otieno"
    kenya = {"id": "p-otieno", "name": name, "kind": "person", "country": "KEN"}
    ledger.correct(row.id, {"speakers": kenya, "content": "talks on grain transit"}, **BY)
    assert [s.id for _, s in ledger.find_statements(speaker=name)] == [row.id]
    assert [s.id for _, s in ledger.find_statements(country="KEN", text='"grain transit"')] == [row.id]
    assert row.id not in [s.id for _, s in ledger.find_statements(speaker=was.name, limit=None)]
    ledger.correct(row.id, {"stance": "denies"}, **BY)
    assert {each.state for each in ledger.find_corrections()} == {"stands"}
    assert ledger.find_text('"grain transit would resume in round 0"')[0].kind == "article"


def test_what_does_not_fit_changes_nothing(ledger: Ledger, entry: Entry) -> None:
    row, report = entry.statements[0].id, entry.reports[0].id
    before = _dump(ledger)
    for asked, field, value, said in (
        (row, "manner", "loud", "direct or indirect or mixed"),
        (row, "manner", "indirect", "already"),
        (row, "id", "x", "allowed are speakers"),
        (row, "trace", "[]", "allowed are speakers"),
        (row, "speakers.7.name", "x", "no part '7'"),
        (row, "speakers.0.size", "x", "allowed are id, name"),
        (row, "said_on", "last week", "2018-02-12"),
        (row, "confidence", "high", "a number"),
        (row, "content", "[]", "no words"),
        (row, "content", "zebra", "0 times"),
        (row, "content", '{"start": 3, "end": 9999}', "a range within"),
        (row, "within", "nobody", "a statement of the same article"),
        (row, "speakers", '[{"name": "x"}]', "needed id, name, kind"),
        (report, "asserted_by", report, "a statement of the same article"),
        (entry.article.id, "text", "x", "allowed are title"),
        ("p-kim", "id", "x", "actors merge"),
        ("p-kim", "kind", "fish", "person or state"),
    ):
        with pytest.raises(TextError, match=re.escape(said)):
            ledger.correct(asked, {field: value}, **BY)
    for who, why in (("", "x"), ("x", " ")):
        with pytest.raises(TextError, match="the log needs to know"):
            ledger.correct(row, {"manner": "mixed"}, who=who, why=why)
    for asked in ("nobody", "p-nobody"):
        with pytest.raises(LedgerNotFoundError):
            ledger.correct(asked, {"manner": "mixed"}, **BY)
    with pytest.raises(LedgerError, match="several rows"):
        ledger.correct(entry.article.id[:6] + entry.article.id[6:-1], {"title": "x"}, **BY)
    with pytest.raises(TextError, match="that can be corrected"):  # the first of two changes does not stay
        ledger.correct(row, {"manner": "mixed", "id": "x"}, **BY)
    assert _dump(ledger) == before


# --- rows as a whole -------------------------------------------------------------------------------------------------


def test_rejected_rows_are_left_out_unless_asked_for(ledger: Ledger, entry: Entry) -> None:
    row, report = entry.statements[0], entry.reports[0]
    ledger.reject_row(row.id, **BY)
    ledger.reject_row(report.id, **BY)
    shown, whole = ledger.get_entry(entry.article.id), ledger.get_entry(entry.article.id, rejected=True)
    assert [s.id for s in shown.statements] == [s.id for s in entry.statements[1:]] and len(shown.reports) == 1
    assert [s.id for s in whole.statements] == [s.id for s in entry.statements] and len(whole.reports) == 2
    assert find_corrected(whole.statements[0]) == ["rejected"]
    asked = {"country": row.speakers[0].country, "limit": None}
    assert row.id not in [s.id for _, s in ledger.find_statements(**asked)]
    assert row.id in [s.id for _, s in ledger.find_statements(**asked, rejected=True)]
    assert report.id not in [r.id for _, r in ledger.find_reports()]
    assert report.id in [r.id for _, r in ledger.find_reports(ReportQuery(rejected=True))]
    assert len(next(iter(ledger.entries(rejected=True))).statements) == 3
    assert ledger.get_statement(row.id)[1].trace[-1].method == "rejected"
    assert ledger.status().statements == 5 and ledger.check() == []
    with pytest.raises(TextError, match="rejected already"):
        ledger.reject_row(row.id, **BY)
    ledger.restore_row(row.id, **BY)
    assert row.id in [s.id for s in ledger.get_entry(entry.article.id).statements]
    with pytest.raises(TextError, match="not rejected"):
        ledger.restore_row(row.id, **BY)
    with pytest.raises(TextError, match="delete"):
        ledger.reject_row(entry.article.id, **BY)


def test_rows_are_added_corrected_rejected_and_undone(ledger: Ledger, entry: Entry) -> None:
    said = {"content": "Talks 1 go on.", "speakers": ["p-kim"], "stance": "asks"}
    (made,) = ledger.add("statement", entry.article.id, said, **BY)
    done = {"type": "AGREE", "mode": None, "quad": "verbal cooperation", "score": 3, "evidence": "Talks 1 go on."}
    (acted,) = ledger.add("report", entry.article.id, {**done, "recipients": "p-lind", "asserted_by": made.row}, **BY)
    shown = ledger.get_entry(entry.article.id)
    assert shown.statements[0].id == made.row and find_corrected(shown.statements[0]) == ["added"]
    assert shown.statements[0].speakers == (SPEAKERS[2],) and shown.statements[0].content == (Span(0, 14),)
    assert shown.reports[0].asserted_by == made.row and shown.reports[0].recipients == (SPEAKERS[3],)
    ledger.correct(made.row, {"stance": "denies"}, **BY)
    assert ledger.get_statement(made.row)[1].stance == "denies"
    ledger.reject_row(made.row, **BY)
    assert ledger.check() == [] and len(ledger.get_entry(entry.article.id).statements) == 3
    ledger.undo(**BY)
    ledger.undo(made.id, **BY)  # what was said of it, and on its word, does not fit any more
    assert ledger.get_entry(entry.article.id) == entry
    states = [each.state for each in ledger.find_corrections(row=entry.article.id)]
    assert states == ["undone", "unfit", "lost", "undone", "stands", "stands"]
    ledger.undo(**BY)
    assert ledger.find_corrections()[acted.id - 1].state == "unfit"
    for fields, error in (
        ({"id": "x"}, "the ledger gives"),
        ({"content": "nowhere to be found"}, "0 times"),
        ({}, "needed"),
        ({"content": "Talks 1 go on.", "mood": "x"}, "mood does not fit"),
    ):
        with pytest.raises(TextError, match=error):
            ledger.add("statement", entry.article.id, fields, **BY)
    with pytest.raises(TextError, match="needs one of them"):
        ledger.add("report", entry.article.id, done, **BY)
    with pytest.raises(TextError, match="cannot be added"):
        ledger.add("article", entry.article.id, {}, **BY)


# --- the log ---------------------------------------------------------------------------------------------------------


def test_the_log_says_who_when_why_before_and_after_and_undoing_is_in_it(ledger: Ledger, entry: Entry) -> None:
    row = entry.statements[0].id
    first, second = ledger.correct(row, {"manner": "mixed", "stance": "denies"}, **BY)
    assert (first.row, first.field, first.before, first.after) == (row, "manner", '"indirect"', '"mixed"')
    assert (first.who, first.why, first.act, second.act, first.article) == (*BY.values(), 1, 1, entry.article.id)
    taken = ledger.undo(second.id, who="bo", why="they are scare quotes")
    assert [(t.undoes, t.before, t.after) for t in taken] == [
        (1, '"mixed"', '"indirect"'),
        (2, '"denies"', '"asserts"'),
    ]
    assert ledger.get_entry(entry.article.id) == entry
    assert [each.state for each in ledger.find_corrections(row=row)] == ["undone", "undone", "stands", "stands"]
    with pytest.raises(TextError, match=r"undone already, by 3: undo 3 to have it back"):
        ledger.undo(first.id, **BY)
    with pytest.raises(LedgerNotFoundError, match="Nothing is left"):
        ledger.undo(**BY)
    ledger.undo(3, **BY)
    assert ledger.get_statement(row)[1].manner == "mixed"
    ledger.undo(1, **BY)  # by what had it back
    assert ledger.get_entry(entry.article.id) == entry
    with pytest.raises(LedgerNotFoundError, match="no correction 99"):
        ledger.undo(99, **BY)


def test_an_older_correction_is_undone_below_a_newer_one(ledger: Ledger, entry: Entry) -> None:
    row = entry.statements[0].id
    for occasion in ("call", "briefing", "tweet"):
        ledger.correct(row, {"occasion": occasion}, **BY)
    ledger.undo(1, **BY)
    assert ledger.get_statement(row)[1].occasion == "tweet"
    ledger.undo(**BY)
    assert ledger.get_statement(row)[1].occasion == "briefing"
    ledger.undo(**BY)
    assert ledger.get_entry(entry.article.id) == entry


REWRITING = {
    "sqlite": (
        "INSERT OR REPLACE INTO corrections SELECT * FROM corrections",
        "UPDATE OR REPLACE corrections SET id = 9",
    ),
    "postgresql": (
        "INSERT INTO corrections SELECT * FROM corrections ON CONFLICT (id) DO UPDATE SET who = 'x'",
        "TRUNCATE corrections",
    ),
}


def test_the_log_cannot_be_rewritten(ledger: Ledger, entry: Entry) -> None:
    ledger.correct(entry.article.id, {"title": "x"}, **BY)
    own = REWRITING[ledger._engine.dialect.name]
    for change in ("UPDATE corrections SET who = 'x'", "DELETE FROM corrections", *own):
        with pytest.raises(LedgerError, match="never rewritten"), ledger._write() as connection:
            connection.exec_driver_sql(change)
    assert len(ledger.find_corrections()) == 1


def test_no_code_changes_or_deletes_what_the_log_has() -> None:
    """Nor could it: triggers refuse. The migrations leave it alone too."""
    written = r"(UPDATE|DELETE FROM|DROP TABLE|REPLACE INTO) corrections"
    pattern = re.compile(rf"(update|delete)\(\s*(schema\.)?corrections\b|{written}", re.IGNORECASE)
    assert [str(path) for path in SOURCES.rglob("*.py") if pattern.search(path.read_text("utf-8"))] == []


def test_the_log_outlives_the_article_and_comes_back_with_it(ledger: Ledger, run: Run, entry: Entry) -> None:
    row = entry.statements[0].id
    ledger.correct(row, {"manner": "mixed"}, **BY)
    ledger.correct("p-lind", {"name": "Åsa Lindh"}, **BY)
    log = ledger.find_corrections(row=row)
    for article in ledger.find_articles():
        ledger.delete(article.id)
    assert [(each.id, each.state) for each in ledger.find_corrections(row=row)] == [(log[0].id, "lost")]
    assert ledger.check() == []
    assert derive(ledger, entry).statements[0].manner == "mixed"
    assert ledger.check() == []


# --- reading again ---------------------------------------------------------------------------------------------------


def _shorter(entry: Entry, by: int) -> Entry:
    """The entry as weights read it that end the first statement's content sooner, and number rows in another way."""
    first = entry.statements[0]
    span = first.content[0]
    cut = replace(first, content=(Span(span.start, span.end - by),), confidence=0.5)
    statements = [replace(row, id=f"new-{row.id}") for row in (cut, *entry.statements[1:])]
    reports = [replace(row, id=f"new-{row.id}", asserted_by=f"new-{row.asserted_by}") for row in entry.reports]
    return Entry(entry.article, tuple(statements), tuple(reports))


def test_reading_again_applies_what_stands_and_flags_what_moved_or_is_lost(ledger: Ledger, entry: Entry) -> None:
    moved, kept, lost = (row.id for row in entry.statements)
    for row in (moved, kept, lost):
        ledger.correct(row, {"manner": "mixed", "occasion": "call"}, **BY)
    ledger.reject_row(entry.reports[0].id, **BY)
    newer = _shorter(entry, 5)
    shown = derive(ledger, replace(newer, statements=newer.statements[:2]))
    assert shown == ledger.get_entry(entry.article.id)
    assert [(s.id, s.manner, s.occasion) for s in shown.statements] == [
        (moved, "mixed", "call"),
        (kept, "mixed", "call"),
    ]
    assert shown.statements[0].confidence == 0.5 and [r.id for r in shown.reports] == [entry.reports[1].id]
    states = {(each.row, each.state) for each in ledger.find_corrections()}
    assert states == {(moved, "moved"), (kept, "stands"), (lost, "lost"), (entry.reports[0].id, "stands")}
    assert {each.row for each in ledger.find_corrections(flagged=True)} == {moved, lost}
    assert ledger.count_flagged(ledger.runs()[0]) == 4 and ledger.count_flagged(ledger.runs()[1]) == 4
    assert ledger.check() == []
    again = derive(ledger, entry)  # found again by later weights: with its corrections
    assert [s.manner for s in again.statements] == ["mixed"] * 3 and ledger.find_corrections(flagged=True) == []


def test_a_correction_that_does_not_fit_any_more_is_flagged(ledger: Ledger, entry: Entry) -> None:
    row = entry.statements[0]
    ledger.correct(row.id, {"speakers.0.name": "J. Nowak"}, **BY)
    shown = derive(ledger, replace(entry, statements=(replace(row, speakers=()), *entry.statements[1:])))
    assert shown.statements[0].speakers == ()
    assert [each.state for each in ledger.find_corrections(flagged=True)] == ["unfit"]


def test_a_row_that_was_added_is_not_doubled_when_it_is_found(ledger: Ledger, run: Run) -> None:
    whole = make_entry(4)
    ledger.write(replace(whole, statements=whole.statements[:1]), run=run)
    content = whole.statements[2].content[0]
    said = {"content": {"start": content.start, "end": content.end}, "speakers": ["p-nowak"]}
    (made,) = ledger.add("statement", whole.article.id, said, **BY)
    shown = derive(ledger, whole)
    assert [s.id for s in shown.statements] == [whole.statements[0].id, whole.statements[1].id, made.row]
    assert find_corrected(shown.statements[2]) == ["added"] and ledger.check() == []


def test_the_same_version_again_gives_what_is_shown(ledger: Ledger, run: Run, entry: Entry) -> None:
    ledger.correct(entry.statements[0].id, {"manner": "mixed"}, **BY)
    again = ledger.write(entry, run=run)
    assert (again.outcome, again.entry) == ("again", ledger.get_entry(entry.article.id))
    assert ledger.get_entry(entry.article.id, run=run) == entry, "what was derived stays as it was"


MANY = settings(deadline=None, max_examples=12, suppress_health_check=list(HealthCheck))


@MANY
@given(data=st.data())
def test_whatever_is_corrected_and_read_again_the_ledger_is_sound_and_undoing_all_leaves_what_was_derived(
    ledger: Ledger, run: Run, data: st.DataObject
) -> None:
    first = data.draw(entries())
    second = data.draw(entries(first.article))
    derived = ledger.write(first, run=run).entry
    begun = max((each.id for each in ledger.find_corrections()), default=0)
    _correct_somehow(ledger, data, derived)
    newer = ledger.begin_run(code="1.0", weights=f"b{len(ledger.runs())}")
    shown = ledger.write(second, run=newer).entry
    assert shown == ledger.get_entry(first.article.id)
    _correct_somehow(ledger, data, shown)
    assert ledger.check() == []
    while any(each.id > begun and each.state != "undone" and each.undoes is None for each in ledger.find_corrections()):
        ledger.undo(**BY)
    assert ledger.get_entry(first.article.id) == ledger.get_entry(first.article.id, run=newer)
    assert ledger.check() == []
    ledger.delete(first.article.id)


def _correct_somehow(ledger: Ledger, data: st.DataObject, entry: Entry) -> None:
    rows: list[Statement | Report] = [*entry.statements, *entry.reports]
    for row in data.draw(st.lists(st.sampled_from(rows), max_size=4)) if rows else ():
        changes: list[Callable[[], Any]] = [
            lambda row=row: ledger.reject_row(row.id, **BY),
            lambda row=row: ledger.restore_row(row.id, **BY),
            lambda row=row: ledger.correct(row.id, {"confidence": data.draw(st.floats(0, 1))}, **BY),
            lambda: ledger.correct(entry.article.id, {"section": data.draw(st.sampled_from("abc"))}, **BY),
        ]
        with suppress(TextError, LedgerError):  # rejected already, or the same value; or one id begins two
            data.draw(st.sampled_from(changes))()


# --- actors ----------------------------------------------------------------------------------------------------------


def test_an_actor_is_corrected_wherever_it_is_named(ledger: Ledger, entry: Entry) -> None:
    (made,) = ledger.correct("p-nowak", {"name": "Janusz Nowak"}, **BY)
    assert (made.article, made.before, made.after) == (None, '"Jan Nowak"', '"Janusz Nowak"')
    assert {s.speakers[0].name for _, s in ledger.find_statements(speaker="p-nowak", limit=None)} == {"Janusz Nowak"}
    assert ledger.find_statements(speaker="Jan Nowak") == []
    found = ledger.find_statements(speaker="janusz")[0][1]
    assert find_corrected(found) == ["speakers"] and found.trace[-1].version == str(made.id)
    later = make_entry(7)
    assert derive(ledger, later).reports[0].actors[0].name == "Janusz Nowak", "in what is read from now on, too"
    assert ledger.check() == []
    ledger.correct("p-nowak", {"country": "CZE"}, **BY)
    assert ledger.find_reports(ReportQuery(actor="CZE")) and not ledger.find_reports(ReportQuery(actor="POL"))
    ledger.undo(**BY)
    ledger.undo(**BY)
    assert ledger.get_entry(entry.article.id) == entry and ledger.get_entry(later.article.id) == later
    assert ledger.check() == []


def test_actors_are_merged_and_the_merge_undone(ledger: Ledger, entry: Entry) -> None:
    before = ledger.status().speakers
    merged = ledger.merge_actors("p-kim", ["p-lind"], **BY)
    assert {(each.row, each.act) for each in merged} == {("p-lind", merged[0].act)}
    found = {s.id for _, s in ledger.find_statements(speaker="Kim", limit=None)}
    assert found == {s.id for _, s in ledger.find_statements(speaker="p-lind", limit=None)}, "the old id leads there"
    assert len(found) == 4 and ledger.find_statements(speaker="Lind") == [] and ledger.status().speakers == before - 1
    ledger.correct("p-lind", {"name": "Kim Jong-suk the elder"}, **BY)
    assert len(ledger.find_statements(speaker="elder", limit=None)) == 4 and ledger.get_actor("p-lind").id == "p-kim"
    with pytest.raises(TextError, match="two actors"):
        ledger.merge_actors("p-kim", ["p-lind"], **BY)
    ledger.undo(merged[0].id, **BY)
    assert ledger.get_actor("p-lind") == SPEAKERS[3] and len(ledger.find_statements(speaker="elder", limit=None)) == 2
    ledger.undo(**BY)
    assert ledger.get_entry(entry.article.id) == entry and ledger.check() == []


def test_an_actor_is_split_by_the_rows_that_mean_another(ledger: Ledger, entry: Entry) -> None:
    row = next(s for s in entry.statements if s.speakers[0].id == "p-kim")
    made = ledger.split_actor("p-kim", [row.id], name="Kim Jong-min", **BY)
    assert [(each.row, each.field) for each in made] == [(row.id, "speakers")]
    shown = ledger.get_statement(row.id)[1].speakers[0]
    assert (shown.name, shown.mention) == ("Kim Jong-min", row.speakers[0].mention) and shown.id != "p-kim"
    assert [s.id for _, s in ledger.find_statements(speaker=shown.id)] == [row.id]
    assert ledger.find_statements(speaker="p-kim") and ledger.check() == []
    ledger.correct(shown.id, {"country": "PRK"}, **BY)
    assert [s.id for _, s in ledger.find_statements(country="PRK")] == [row.id]
    both = ledger.split_actor("p-nowak", [entry.article.id], **BY)
    assert {each.row for each in both} == {report.id for report in entry.reports}
    with pytest.raises(TextError, match="none of the rows"):
        ledger.split_actor("p-silva", [row.id], **BY)
    for _ in range(3):
        ledger.undo(**BY)
    assert ledger.get_entry(entry.article.id) == entry and ledger.check() == []


# --- what is kept beside it ------------------------------------------------------------------------------------------


def test_a_shown_reading_that_is_out_of_step_with_the_log_is_found(ledger: Ledger, entry: Entry) -> None:
    ledger.correct(entry.statements[0].id, {"manner": "mixed"}, **BY)
    with ledger._write() as connection:
        connection.exec_driver_sql("UPDATE statements SET manner = 'direct' WHERE manner = 'mixed'")
    assert [(p.kind, p.row) for p in ledger.check()] == [("overlay", entry.article.id)]


def test_undone_corrections_leave_nothing_but_the_log(ledger: Ledger, entry: Entry) -> None:
    before = _dump(ledger)
    ledger.correct(entry.statements[0].id, {"speakers": {"id": "n", "name": "New", "kind": "person"}}, **BY)
    ledger.correct("p-kim", {"name": "Another"}, **BY)
    ledger.undo(**BY)
    ledger.undo(**BY)
    after = _dump(ledger)
    assert {name for name in after if after[name] != before[name] and "_words_" not in name} == {
        "corrections",
        "unplaced",
    }


def test_corrections_survive_closing(address: Path | str, ledger: Ledger, entry: Entry) -> None:
    ledger.correct(entry.statements[0].id, {"manner": "mixed"}, **BY)
    ledger.close()
    with open_ledger(address) as opened:
        assert opened.get_statement(entry.statements[0].id)[1].manner == "mixed"
        assert json.loads(opened.find_corrections()[0].after or "") == "mixed"


def _dump(ledger: Ledger) -> dict[str, list[tuple[Any, ...]]]:
    with ledger._read() as connection:
        names = inspect(connection).get_table_names()
        return {n: sorted(map(tuple, connection.exec_driver_sql(f"SELECT * FROM {n}")), key=repr) for n in names}


# --- beside what goes on ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rejected", [False, True])
def test_what_is_corrected_while_rows_are_exported_is_there_once(
    ledger: Ledger, run: Run, monkeypatch: pytest.MonkeyPatch, rejected: bool
) -> None:
    monkeypatch.setattr("dragoman.ledger.exchange._AT_ONCE", 1)
    ledger.write_many([make_entry(n) for n in range(3)], run=run)
    row, gone, _ = make_entry(0).statements
    ledger.correct(row.id, {"manner": "mixed"}, **BY)
    wanted = [s.id for _, s in ledger.find_statements(limit=None)]
    rows = ledger.each_statement(rejected=rejected)
    found = [next(rows)]
    ledger.undo(**BY)
    ledger.correct(make_entry(1).statements[0].id, {"manner": "direct"}, **BY)  # where what was undone stood before
    ledger.correct(row.id, {"stance": "denies"}, **BY)
    ledger.reject_row(gone.id, **BY)
    found += rows
    assert [s.id for _, s in found] == [each for each in wanted if rejected or each != gone.id]
    assert all(s.id.startswith(article.id) for article, s in found)
    assert {s.id: s.stance for _, s in found}[row.id] == "denies"


# --- what outlets take back ------------------------------------------------------------------------------------------


def test_a_retracted_article_stays_marked_and_out_of_lists_until_that_is_undone(ledger: Ledger, entry: Entry) -> None:
    name = entry.article.id
    ledger.merge()
    list(ledger.place())
    before, events = ledger.get_entry(name), ledger.find_events()
    (made,) = ledger.retract(name[:9], **BY)
    assert (made.row, made.field, made.before, made.after, made.state) == (name, "retracted", "false", "true", "stands")
    shown = ledger.get_entry(name)
    assert shown.article == entry.article and find_corrected(shown) == ["retracted"]
    assert {field for row in shown.statements for field in find_corrected(row)} == {"article.retracted"}
    assert name not in {article.id for article, _ in ledger.find_statements(limit=None)}
    assert name not in {article.id for article in ledger.find_articles(limit=None)}
    ledger.merge()
    assert all(name != article.id for _, accounts in ledger.find_events() for article, _ in accounts)
    assert list(ledger.place()) and all(name not in story.articles for story in ledger.find_stories(limit=None))
    assert (ledger.status().articles, ledger.status().retracted) == (1, 1)
    assert ledger.get_standing(name).retracted == made
    assert name in {each.article.id for each in ledger.entries()}
    with pytest.raises(TextError, match="retracted already"):
        ledger.retract(name, **BY)
    assert ledger.check() == []
    ledger.undo(**BY)
    ledger.merge()
    list(ledger.place())
    assert ledger.get_entry(name) == before and ledger.find_events() == events
    assert ledger.get_standing(name).retracted is None and ledger.status().retracted == 0
    assert ledger.check() == []


def test_a_retraction_outlives_new_readings_revisions_and_deletion(ledger: Ledger, entry: Entry) -> None:
    name = entry.article.id
    ledger.retract(name, **BY)
    assert find_corrected(derive(ledger, entry)) == ["retracted"]
    later = derive(ledger, make_entry(1, reports=2, tail=" And more.")).article.id
    assert (ledger.status().retracted, ledger.get_standing(name).revised_by) == (1, later)
    ledger.undo(**BY)
    assert (ledger.status().retracted, ledger.status().revised) == (0, 1)
    ledger.delete(later)
    ledger.retract(name, **BY)
    ledger.delete(name)
    derive(ledger, entry)
    assert ledger.status().retracted == 1 and ledger.check() == []
