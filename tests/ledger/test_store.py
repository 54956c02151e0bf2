"""What a ledger promises of the entries it is given."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.errors import LedgerError, LedgerNotFoundError
from dragoman.ledger.schema import TABLES, VERSION
from dragoman.records import Article, Entry, Rejected, Run, Span
from tests.ledger.samples import make_entry
from tests.ledger.strategies import entries

if TYPE_CHECKING:
    from dragoman.ledger import Ledger
    from dragoman.records import Entry

MANY = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@MANY
@given(entry=entries())
def test_an_entry_comes_back_as_it_was_written_and_leaves_nothing_when_deleted(
    ledger: Ledger, run: Run, entry: Entry
) -> None:
    assert ledger.write(entry, run=run).entry == entry
    assert ledger.get_entry(entry.article.id) == entry
    assert list(ledger.entries()) == [entry]
    at, found = entry.article.published_at, ledger.get_article(entry.article.id).published_at
    if at and found:
        assert (at.at.utcoffset(), at.on) == (found.at.utcoffset(), found.on)
    assert ledger.check() == []
    ledger.delete(entry.article.id)
    left = {name for name, rows in _dump(ledger).items() if rows}
    assert left == {"dragoman", "deletions"}


def test_a_text_that_begins_with_a_nul_is_kept_when_it_is_read_again(ledger: Ledger, run: Run) -> None:
    entry = Entry(Article("nul", "\0 rain fell."), (), ())
    ledger.write(entry, run=run)
    again = ledger.write(entry, run=ledger.begin_run(code="1.0", weights="newer"))
    assert again.outcome == "superseded" and ledger.get_entry("nul") == again.entry == entry


@MANY
@given(data=st.data())
def test_two_readings_of_one_article_are_both_kept_and_the_ledger_sound(
    ledger: Ledger, run: Run, data: st.DataObject
) -> None:
    first = data.draw(entries())
    second = data.draw(entries(first.article))
    newer = ledger.begin_run(code="1.0", weights=f"b{len(ledger.runs())}")
    try:
        ledger.write(first, run=run)
        again = ledger.write(second, run=newer)
        assert again.outcome == "superseded"
        assert ledger.get_entry(first.article.id) == again.entry
        assert ledger.get_entry(first.article.id, run=run) == first
        ids = [row.id for row in (*again.entry.statements, *again.entry.reports)]
        assert len(ids) == len(set(ids))
        assert ledger.check() == []
    finally:
        ledger.delete(first.article.id)  # else the next example finds what this one left


# --- reading again ---------------------------------------------------------------------------------------------------


def test_reading_again_by_the_same_version_changes_nothing(ledger: Ledger, run: Run) -> None:
    entry = make_entry(1)
    assert ledger.write(entry, run=run).outcome == "new"
    assert ledger.is_read(entry.article, run=run)
    before = _dump(ledger)
    later = ledger.begin_run(code="1.0", weights="a")
    assert ledger.is_read(entry.article.id, run=later)
    written = ledger.write(replace(entry, reports=()), run=later)
    assert (written.outcome, written.entry) == ("again", entry)
    assert _dump(ledger) == before


def test_newer_weights_supersede_and_the_earlier_reading_stays(ledger: Ledger, run: Run) -> None:
    entry = make_entry(1)
    ledger.write(entry, run=run)
    newer = ledger.begin_run(code="1.0", weights="b")
    assert not ledger.is_read(entry.article, run=newer)
    fewer = replace(entry, statements=entry.statements[1:], reports=())
    assert ledger.write(fewer, run=newer).outcome == "superseded"
    assert ledger.get_entry(entry.article.id) == fewer
    assert ledger.get_entry(entry.article.id, run=run) == entry
    assert {statement.id for _, statement in ledger.find_statements()} == {row.id for row in fewer.statements}


def test_as_of_a_run_that_skipped_the_article_is_what_stood_then(ledger: Ledger, run: Run) -> None:
    entry = make_entry(1)
    ledger.write(entry, run=run)
    idle = ledger.begin_run(code="1.0", weights="a")
    newer = ledger.begin_run(code="2.0", weights="a")
    ledger.write(replace(entry, statements=(), reports=()), run=newer)
    assert ledger.get_entry(entry.article.id, run=idle) == entry
    other = make_entry(2)
    ledger.write(other, run=newer)
    with pytest.raises(LedgerNotFoundError, match="had not been read"):
        ledger.get_entry(other.article.id, run=run)


def test_rows_found_again_keep_their_ids_and_references_follow(ledger: Ledger, run: Run) -> None:
    entry = make_entry(1)
    ledger.write(entry, run=run)
    # The new reading misses the first statement, numbers the rest anew, and has the contents a little shorter.
    shifted = tuple(
        replace(row, id=old.id, content=(Span(row.content[0].start + 3, row.content[0].end),))
        for row, old in zip(entry.statements[1:], entry.statements, strict=False)
    )
    report = replace(entry.reports[0], id="new-r", asserted_by=shifted[1].id)
    newer = ledger.begin_run(code="1.0", weights="b")
    written = ledger.write(replace(entry, statements=shifted, reports=(report,)), run=newer).entry
    assert [row.id for row in written.statements] == [row.id for row in entry.statements[1:]]
    assert written.reports[0].id == entry.reports[0].id
    assert written.reports[0].asserted_by == entry.statements[2].id
    assert ledger.check() == []


def test_a_row_lost_in_one_reading_is_known_again_in_the_next(ledger: Ledger, run: Run) -> None:
    entry = make_entry(1)
    ledger.write(entry, run=run)
    second, third = (ledger.begin_run(code="1.0", weights=each) for each in "bc")
    ledger.write(replace(entry, statements=(), reports=()), run=second)
    renamed = replace(
        entry, statements=tuple(replace(s, id=f"x{n}") for n, s in enumerate(entry.statements)), reports=()
    )
    written = ledger.write(renamed, run=third).entry
    assert [row.id for row in written.statements] == [row.id for row in entry.statements]


def test_an_id_that_another_article_holds_is_replaced(ledger: Ledger, run: Run) -> None:
    first, second = make_entry(1, reports=0), make_entry(2, reports=0)
    name = first.statements[0].id
    second = replace(
        second, statements=(replace(second.statements[0], id=name), replace(second.statements[1], within=name))
    )
    ledger.write_many([first, second], run=run)
    stored = ledger.get_entry(second.article.id)
    assert stored.statements[0].id != name
    assert stored.statements[1].within == stored.statements[0].id
    assert ledger.get_statement(name)[0].id == first.article.id


# --- revisions -------------------------------------------------------------------------------------------------------


def test_a_changed_text_under_the_same_id_is_a_revision(ledger: Ledger, run: Run) -> None:
    first, second = make_entry(1), make_entry(1, tail="\n\nThis article was corrected.")
    assert first.article.id == second.article.id
    ledger.write(first, run=run)
    assert not ledger.is_read(second.article, run=run)
    written = ledger.write(second, run=run)
    assert written.outcome == "revised"
    assert written.entry.article.id.startswith(f"{first.article.id}-")
    assert written.entry.article.revises == first.article.id
    assert ledger.get_entry(first.article.id) == first
    assert ledger.get_article(written.entry.article.id).text == second.article.text
    assert ledger.write(second, run=run).outcome == "again"
    assert ledger.write(first, run=run).outcome == "again"
    assert [article.id for article in ledger.find_articles()] == [written.entry.article.id]
    assert len(ledger.find_statements()) == len(second.statements)
    assert (ledger.status().articles, ledger.status().revised) == (1, 1)
    assert ledger.check() == []


def test_revisions_in_one_batch_follow_one_another(ledger: Ledger, run: Run) -> None:
    tails = ["", " One.", " Two.", " One."]
    written = ledger.write_many([make_entry(1, tail=tail) for tail in tails], run=run)
    assert [each.outcome for each in written] == ["new", "revised", "revised", "again"]
    assert written[2].entry.article.revises == written[1].entry.article.id
    assert len({row.id for each in written[:3] for row in each.entry.statements}) == 9
    assert ledger.check() == []


# --- by id -----------------------------------------------------------------------------------------------------------


def test_the_beginning_of_an_id_will_do_if_it_is_of_one_only(ledger: Ledger, run: Run) -> None:
    entry = make_entry(1)
    ledger.write_many([entry, make_entry(2)], run=run)
    assert ledger.get_entry(entry.article.id[:6]) == entry
    assert ledger.get_statement(entry.statements[1].id[:-1] + "1") == (entry.article, entry.statements[1])
    assert ledger.get_report(entry.reports[0].id) == (entry.article, entry.reports[0])
    with pytest.raises(LedgerError, match=r"several statements.*Give more"):
        ledger.get_statement(entry.article.id)
    with pytest.raises(LedgerNotFoundError, match="no article whose id is or begins with 'zz%'"):
        ledger.get_article("zz%")
    with pytest.raises(LedgerError, match="empty"):
        ledger.get_article("")


def test_redirects_are_followed_and_make_no_circle(ledger: Ledger, run: Run) -> None:
    entry = make_entry(1)
    ledger.write(entry, run=run)
    ledger.redirect("old", "older", why="merged")
    ledger.redirect("older", entry.statements[0].id, why="merged")
    assert ledger.get_statement("old")[1] == entry.statements[0]
    with pytest.raises(LedgerError, match="circle"):
        ledger.redirect(entry.statements[0].id, "old", why="mistake")
    with pytest.raises(LedgerError, match="never rewritten"):
        ledger.redirect("old", "elsewhere", why="mistake")


# --- above, out, and aside -------------------------------------------------------------------------------------------


def test_deleting_an_article_takes_out_all_that_came_of_it(ledger: Ledger, run: Run) -> None:
    entry, other = make_entry(1), make_entry(5)
    ledger.write(entry, run=run)
    ledger.write(replace(entry, reports=()), run=ledger.begin_run(code="2", weights="a"))
    assert ledger.delete(entry.article.id[:5], why="asked to") == entry.article.id
    assert {name for name, rows in _dump(ledger).items() if rows} == {"dragoman", "deletions"}
    assert ledger.find_text("talks") == []
    with pytest.raises(LedgerNotFoundError):
        ledger.delete(entry.article.id)
    ledger.write_many([other, entry], run=run)
    ledger.delete(other.article.id)
    assert ledger.get_entry(entry.article.id) == entry
    assert ledger.check() == []


def test_deleting_a_revision_brings_back_what_it_revised(ledger: Ledger, run: Run) -> None:
    first = make_entry(1)
    ledger.write(first, run=run)
    revision = ledger.write(make_entry(1, tail=" More."), run=run).entry.article.id
    ledger.delete(revision)
    assert ledger.find_articles() == [first.article]


def test_rejected_inputs_are_noted_once_by_a_version(ledger: Ledger, run: Run) -> None:
    refused = Rejected("a.html", None, "language", "found Finnish")
    assert ledger.reject(refused, run=run)
    assert not ledger.reject(refused, run=ledger.begin_run(code="1.0", weights="a"))
    assert ledger.reject(replace(refused, item="3"), run=run)
    assert ledger.reject(refused, run=ledger.begin_run(code="1.1", weights="a"))
    assert ledger.status().rejected == {"language": 3}
    assert [each for _, each in ledger.find_rejected(run=run)] == [refused, replace(refused, item="3")]


def test_runs_are_listed_newest_first_and_end_when_they_end(ledger: Ledger, run: Run) -> None:
    later = ledger.begin_run(code="1.0", weights="b")
    ended = ledger.finish_run(later)
    assert ended.finished_at is not None and ended.finished_at >= ended.started_at
    assert ledger.runs() == [ended, run]
    with pytest.raises(LedgerNotFoundError):
        ledger.write(make_entry(1), run=replace(run, id="never begun"))


def test_status_counts_what_is_current(ledger: Ledger, run: Run) -> None:
    ledger.write_many([make_entry(n) for n in range(6)], run=run)
    status = ledger.status()
    assert (status.version, status.articles, status.statements, status.reports) == (VERSION, 6, 18, 6)
    assert (status.speakers, status.runs) == (4, 1)
    assert status.size_bytes > 0


# --- what may not be written -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"content": ()}, "points at no words"),
        ({"content": (Span(3, 3),)}, "points at no words"),
        ({"content": (Span(0, 10_000),)}, "outside of its text"),
        ({"source": Span(-1, 3)}, "outside of its text"),
        ({"within": "nobody"}, "refers to statement 'nobody'"),
    ],
)
def test_a_row_that_cannot_be_right_is_refused_whole(
    ledger: Ledger, run: Run, change: dict[str, object], message: str
) -> None:
    entry = make_entry(1)
    wrong = replace(entry, statements=(replace(entry.statements[0], **change), *entry.statements[1:]))  # type: ignore[arg-type]
    with pytest.raises(LedgerError, match=message):
        ledger.write_many([make_entry(2), wrong], run=run)
    assert ledger.status().articles == 0
    assert ledger.check() == []


def test_half_a_surrogate_pair_is_refused_with_its_reason(ledger: Ledger, run: Run) -> None:
    entry = make_entry(1)
    for article in (replace(entry.article, text=entry.article.text + "\ud800"), replace(entry.article, title="\udfff")):
        with pytest.raises(LedgerError, match="surrogate"):
            ledger.write(replace(entry, article=article), run=run)
    assert ledger.status().articles == 0


def test_batches_before_an_error_stand(ledger: Ledger, run: Run) -> None:
    def source():  # type: ignore[no-untyped-def]
        yield from (make_entry(n) for n in range(5))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ledger.write_many(source(), run=run, batch=2)
    assert ledger.status().articles == 4


def _dump(ledger: Ledger) -> dict[str, list[tuple[object, ...]]]:
    """All rows but the runs', by table."""
    with ledger._read() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(table.select())]
            for table in TABLES
            if table.name != "runs"
        }
