"""Events that people join and split: it holds whatever else comes, is logged, and can be undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from dragoman.errors import LedgerNotFoundError, TextError
from tests.ledger.acts import CHAD, DAY, MALI, day, make_account, part, report_ids
from tests.ledger.test_merging import ONE_ACT, OTHERS, SHELLED

if TYPE_CHECKING:
    from dragoman.ledger import Ledger
    from dragoman.records import Entry, Run

BY = {"who": "ana", "why": "the paper says so"}
LATER = OTHERS[1]


@pytest.fixture
def merged(ledger: Ledger, run: Run) -> Ledger:
    """One event of three reports, and one of one."""
    ledger.write_many([*ONE_ACT, LATER], run=run)
    ledger.merge()
    return ledger


def find_id(ledger: Ledger, entry: Entry) -> str:
    """The event of an article's report."""
    return next(event.id for event, _ in ledger.find_events() if entry.reports[0].id in event.reports)


def test_joined_events_are_one_and_the_other_id_leads_there(merged: Ledger) -> None:
    kept, other = find_id(merged, ONE_ACT[0]), find_id(merged, LATER)
    (logged,) = merged.join_events(kept, [other], **BY)
    assert (logged.row, logged.field, logged.who) == (kept, "joined", "ana")
    assert part(merged) == {report_ids([*ONE_ACT, LATER])}
    assert {merged.get_event(asked)[0].id for asked in (kept, other)} == {kept}
    assert {each.by for each in merged.get_event(kept)[0].joined} == {"person"}
    assert merged.check() == []


def test_what_comes_later_goes_where_a_person_put_its_like(merged: Ledger, run: Run) -> None:
    merged.join_events(find_id(merged, ONE_ACT[0]), [find_id(merged, LATER)], **BY)
    more = [
        make_account("More", SHELLED, CHAD, MALI, date=day(10)),
        make_account("More of later", SHELLED, CHAD, MALI, date=day(24), on=date(2020, 3, 24)),
    ]
    merged.write_many(more, run=run)
    merged.merge()
    assert part(merged) == {report_ids([*ONE_ACT, LATER, *more])}


def test_what_is_split_off_stays_apart_whatever_comes(merged: Ledger, run: Run) -> None:
    event, off = find_id(merged, ONE_ACT[0]), ONE_ACT[0]
    merged.split_event(event, [off.reports[0].id], **BY)
    assert find_id(merged, ONE_ACT[1]) == event != find_id(merged, off)
    merged.write(make_account("More", SHELLED, CHAD, MALI, date=day(10), on=DAY + timedelta(1)), run=run)
    merged.merge()
    assert find_id(merged, ONE_ACT[1]) == event != find_id(merged, off)
    assert len(part(merged)) == 3


def test_undoing_gives_the_events_that_were(merged: Ledger) -> None:
    before = part(merged)
    kept, other = find_id(merged, ONE_ACT[0]), find_id(merged, LATER)
    merged.join_events(kept, [other], **BY)
    merged.split_event(kept, [ONE_ACT[1].reports[0].id], **BY)
    merged.undo(**BY)
    assert part(merged) == {report_ids([*ONE_ACT, LATER])}
    merged.undo(**BY)
    assert part(merged) == before
    assert merged.check() == []


def test_undoing_gives_each_event_its_own_id_again_and_so_does_doing_it_anew(merged: Ledger) -> None:
    large, small = find_id(merged, ONE_ACT[0]), find_id(merged, LATER)
    merged.join_events(small, [large], **BY)
    merged.undo(**BY)
    assert (find_id(merged, ONE_ACT[0]), find_id(merged, LATER)) == (large, small)
    assert {merged.get_event(asked)[0].id for asked in (large, small)} == {large, small}
    (split,) = merged.split_event(large, [ONE_ACT[2].reports[0].id], **BY)
    off = find_id(merged, ONE_ACT[2])
    (undone,) = merged.undo(split.id, **BY)
    assert merged.get_event(off)[0].id == large
    merged.undo(undone.id, **BY)
    assert (find_id(merged, ONE_ACT[2]), find_id(merged, ONE_ACT[0])) == (off, large)
    assert merged.check() == []


@pytest.mark.parametrize("off", [0, 1, 2])
@pytest.mark.parametrize("kept", [0, 1])
def test_what_was_split_and_joined_has_its_ids_again_when_that_is_undone(merged: Ledger, off: int, kept: int) -> None:
    whole, stays = find_id(merged, ONE_ACT[0]), ONE_ACT[off - 1]
    merged.split_event(whole, [ONE_ACT[off].reports[0].id], **BY)
    ids = [find_id(merged, stays), find_id(merged, ONE_ACT[off])]
    assert ids[0] == whole != ids[1]
    merged.join_events(ids[kept], [ids[1 - kept]], **BY)
    assert {find_id(merged, entry) for entry in ONE_ACT} == {ids[kept]}
    merged.undo(**BY)
    assert [find_id(merged, stays), find_id(merged, ONE_ACT[off])] == ids
    merged.undo(**BY)
    assert {find_id(merged, entry) for entry in ONE_ACT} == {whole} and merged.get_event(ids[1])[0].id == whole
    assert merged.check() == []


def test_the_last_word_counts(merged: Ledger) -> None:
    event, off = find_id(merged, ONE_ACT[0]), ONE_ACT[2]
    merged.split_event(event, [off.reports[0].id], **BY)
    merged.join_events(event, [find_id(merged, off)], **BY)
    assert report_ids(ONE_ACT) in part(merged)


def test_a_decision_outlives_a_new_reading_of_the_article(merged: Ledger) -> None:
    event, off = find_id(merged, ONE_ACT[0]), ONE_ACT[2]
    merged.split_event(event, [off.reports[0].id], **BY)
    newer = merged.begin_run(code="2", weights="b")
    for entry in (*ONE_ACT, LATER):
        again = tuple(replace(report, id=f"new {report.id}", confidence=0.7) for report in entry.reports)
        merged.write(replace(entry, reports=again), run=newer)
    merged.merge()
    assert part(merged) == {report_ids(ONE_ACT[:2]), report_ids([off]), report_ids([LATER])}


def test_what_cannot_be_done_is_said_and_changes_nothing(merged: Ledger) -> None:
    event, other, before = find_id(merged, ONE_ACT[0]), find_id(merged, LATER), part(merged)
    with pytest.raises(TextError, match="two events or more"):
        merged.join_events(event, [event], **BY)
    with pytest.raises(LedgerNotFoundError, match="no event"):
        merged.join_events(event, ["e000"], **BY)
    with pytest.raises(TextError, match="is not of event"):
        merged.split_event(event, [LATER.reports[0].id], **BY)
    with pytest.raises(TextError, match="some must go, some stay"):
        merged.split_event(other, [LATER.reports[0].id], **BY)
    with pytest.raises(TextError, match="who corrects"):
        merged.split_event(event, [ONE_ACT[0].reports[0].id], who=" ", why="so")
    assert part(merged) == before
    assert merged.find_corrections() == []


def test_the_log_knows_an_event_by_its_id(merged: Ledger) -> None:
    event = find_id(merged, ONE_ACT[0])
    merged.split_event(event, [ONE_ACT[0].reports[0].id], **BY)
    (logged,) = merged.find_corrections(row=event)
    assert (logged.state, logged.row) == ("stands", event)
