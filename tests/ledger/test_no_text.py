"""What holds of articles whose texts may not be kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from dragoman.contract import as_json
from dragoman.errors import TextError
from dragoman.ledger import Ledger, ReportQuery
from dragoman.records import Condition, Date, Entry, Number, Place, Span
from tests.ledger.accounts import draw, make_article, make_text, place
from tests.ledger.samples import make_entry

if TYPE_CHECKING:
    from pathlib import Path

    from dragoman.records import Run

BY = {"who": "ana", "why": "the text says so"}


@pytest.fixture
def entry() -> Entry:
    """One whose reports say all that reports may say."""
    entry = make_entry(1)
    where = Span(30, 40)
    report = replace(
        entry.reports[0],
        evidence=(Span(20, 40), Span(50, 60)),
        conditions=(Condition("condition", where, None),),
        numbers=(Number("ships", 3.0, where),),
        place=Place("Gdansk", "POL", where),
    )
    return replace(entry, reports=(report,))


@pytest.fixture
def bare(ledger: Ledger, run: Run, entry: Entry) -> Entry:
    """It, written without its text, as it then stands in the ledger."""
    (written,) = ledger.write_many([entry], run=run, keep_text=False)
    return written.entry


def test_all_but_the_text_is_there(ledger: Ledger, entry: Entry, bare: Entry) -> None:
    assert bare == replace(entry, article=replace(entry.article, text=""))
    assert ledger.get_entry(entry.article.id) == bare
    assert ledger.find_statements(speaker="Silva") and ledger.find_reports(ReportQuery(actor="POL"))
    assert ledger.check() == []


def test_no_word_of_the_text_is_in_any_table(ledger: Ledger, run: Run, tmp_path: Path) -> None:
    entry = make_entry(1)
    ledger.write_many([replace(entry, article=replace(entry.article, title=None))], run=run, keep_text=False)
    ledger.correct(entry.statements[0].id, {"cue": [{"start": 0, "end": 5}]}, **BY)
    copy = ledger.backup(tmp_path / "copy")
    held = copy.read_bytes()
    assert b"resume" not in held and b"would" not in held and b"Nowak" not in held.replace(b"Jan Nowak", b"")
    if ledger._engine.dialect.name == "postgresql":
        with ledger._read() as connection:
            for table in ("article_words", "statement_words"):
                assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0
            assert connection.exec_driver_sql("SELECT DISTINCT words FROM report_words").scalars().all() == [""]


def test_questions_for_words_find_nothing(ledger: Ledger, bare: Entry) -> None:
    assert ledger.find_text("talks") == [] and ledger.find_articles(text="talks") == []
    assert ledger.find_statements(text="resume") == []
    for asked in (ReportQuery(text="said"), ReportQuery(condition="a")):
        assert ledger.find_reports(asked) == []


def test_the_text_given_again_is_known_by_its_hash(ledger: Ledger, entry: Entry, bare: Entry) -> None:
    assert ledger.has_text(entry.article.id[:8], entry.article.text)
    assert not ledger.has_text(entry.article.id, entry.article.text + " ")


def test_reading_again_follows_what_was_settled(ledger: Ledger, run: Run, entry: Entry, bare: Entry) -> None:
    newer = ledger.begin_run(code="2", weights="a")
    assert ledger.is_read(entry.article, run=run) and not ledger.is_read(entry.article, run=newer)
    (again,) = ledger.write_many([replace(entry, reports=())], run=newer)
    assert (again.outcome, again.entry.article.text) == ("superseded", "")
    assert [row.id for row in again.entry.statements] == [row.id for row in bare.statements]
    kept = make_entry(2)
    ledger.write(kept, run=run)
    (same,) = ledger.write_many([kept], run=newer, keep_text=False)
    assert same.entry == kept == ledger.get_entry(kept.article.id), "a text that is kept stays"
    assert ledger.check() == []


def test_a_revision_may_come_without_its_text_and_the_one_before_with_it(ledger: Ledger, run: Run) -> None:
    first, second = make_entry(1), make_entry(1, tail=" More.")
    ledger.write(first, run=run)
    (written,) = ledger.write_many([second], run=run, keep_text=False)
    assert (written.outcome, written.entry.article.text) == ("revised", "")
    assert ledger.write(second, run=run).outcome == "again"
    assert ledger.check() == []


def test_rows_are_corrected_by_positions_which_are_held_against_the_length(
    ledger: Ledger, entry: Entry, bare: Entry
) -> None:
    row, end = entry.statements[0].id, len(entry.article.text)
    ledger.correct(row, {"content": [{"start": 4, "end": end}]}, **BY)
    assert ledger.get_statement(row)[1].content == (Span(4, end),)
    for wrong in ({"content": [{"start": 4, "end": end + 1}]}, {"content.0.end": end + 1}, {"content": ["talks"]}):
        with pytest.raises(TextError):
            ledger.correct(row, wrong, **BY)
    plain = {"type": "YIELD", "quad": "verbal cooperation", "score": 5.0, "actors": ["p-nowak"]}
    with pytest.raises(TextError, match="range within"):
        ledger.add(
            "report", entry.article.id, {**plain, "mode": None, "evidence": [{"start": 0, "end": end + 1}]}, **BY
        )
    ledger.add("report", entry.article.id, {**plain, "mode": None, "evidence": [{"start": 0, "end": end}]}, **BY)
    assert ledger.check() == []
    for _ in range(2):
        ledger.undo(**BY)
    assert ledger.get_entry(entry.article.id) == bare


def test_words_kept_of_a_text_that_is_not_are_a_problem(ledger: Ledger, bare: Entry) -> None:
    with ledger._write() as connection:
        connection.exec_driver_sql("UPDATE statements SET content = 'talks'")
    assert ("evidence", bare.statements[0].id) in {(p.kind, p.row) for p in ledger.check()}


def test_in_json_the_text_is_null_and_that_of_every_span(bare: Entry) -> None:
    line = as_json(replace(bare, statements=(replace(bare.statements[0], said_on=_day()),)))
    spans = list(_find_spans(line))
    assert line["article"]["text"] is None
    assert len(spans) > 5 and {span["text"] for span in spans} == {None}


def test_copies_and_stories_are_found_by_hashes_that_stay(ledger: Ledger, run: Run) -> None:
    text = make_text(0, about=1)
    texts = [text, text[: len(text) // 2], make_text(1, about=1), make_text(2, about=2)]
    entries = [Entry(make_article(n, told)) for n, told in enumerate(texts)]
    ledger.write_many(entries[:2], run=run, keep_text=False)
    ledger.write_many(entries[2:], run=run)
    place(ledger)
    found = draw(ledger, ["a000", "a001", "a002"])
    assert found[0] == {frozenset({"a000", "a001", "a002"}), frozenset({"a003"})}
    assert [(o.id, o.how) for o in ledger.find_origins(["a000", "a001"]).values()] == [
        ("a000", "own"),
        ("a000", "copy"),
    ]
    ledger.write_many(entries, run=ledger.begin_run(code="2", weights="a"))
    place(ledger)
    assert draw(ledger, ["a000", "a001", "a002"]) == found
    assert ledger.get_article("a001").text == "" and ledger.check() == []


def test_what_an_earlier_version_did_not_keep_comes_with_the_next_reading(ledger: Ledger, run: Run) -> None:
    text = make_text(0, about=1)
    entries = [Entry(make_article(n, text)) for n in range(2)]
    ledger.write_many(entries, run=run, keep_text=False)
    with ledger._write() as connection:
        connection.exec_driver_sql("DELETE FROM placements")
    place(ledger)
    assert len(ledger.find_stories()) == 2
    ledger.write_many(entries, run=ledger.begin_run(code="2", weights="a"))
    place(ledger)
    assert [(len(story.articles), story.origins) for story in ledger.find_stories()] == [(2, 1)]
    assert ledger.check() == []


def _day() -> Date:
    from datetime import date

    return Date(date(2018, 1, 1), date(2018, 1, 1), "day", Span(1, 3))


def _find_spans(value: Any) -> Any:
    if isinstance(value, list):
        for each in value:
            yield from _find_spans(each)
    elif isinstance(value, dict):
        if {"start", "end"} <= value.keys():
            yield value
        for each in value.values():
            yield from _find_spans(each)
