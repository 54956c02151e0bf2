"""Reports are merged into events: which, in whatever order they come, and what becomes of them when articles change or go."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dragoman.errors import LedgerNotFoundError
from dragoman.ledger import EventQuery, Ledger, open_ledger
from dragoman.ledger.likeness import compare
from dragoman.ledger.merging import merge_pending
from dragoman.ledger.telling import read_telling, tell, write_telling
from tests.ledger.acts import (
    ARMY,
    CHAD,
    DAY,
    FRONT,
    MALI,
    NIGER,
    day,
    make_account,
    make_article,
    make_report,
    part,
    report_ids,
)

if TYPE_CHECKING:
    from dragoman.records import Entry, Run

SHELLED = "Chadian troops shelled a market in Kidal on Tuesday, killing 12 traders."
FIRED = "Shells fired by the army of Chad killed twelve traders at the market of Kidal."
RAIDED = "Fighters of the Sahel Front raided a barracks near Gao and seized weapons."

ONE_ACT = [
    make_account("Harbour", SHELLED, CHAD, MALI, date=day(10)),
    make_account("Delta", FIRED, ARMY, MALI, date=day(10), on=DAY + timedelta(1)),
    make_account("Ostsee", "The market of Kidal was shelled by Chad; traders were killed.", CHAD, MALI),
]
OTHERS = [
    make_account("Raid", RAIDED, FRONT, MALI, date=day(10)),
    make_account("Later", SHELLED, CHAD, MALI, date=day(24), on=date(2020, 3, 24)),
    make_account("Threat", "Chad threatened to shell the market of Kidal.", CHAD, MALI, type="THREATEN", date=day(10)),
    make_account(
        "Elsewhere", "Chadian troops shelled a market in Diffa, killing 12 traders.", CHAD, NIGER, date=day(10)
    ),
]


def test_reports_of_one_act_are_one_event_and_those_of_others_are_not(ledger: Ledger, run: Run) -> None:
    ledger.write_many(ONE_ACT + OTHERS, run=run)
    assert ledger.merge() == 7
    assert part(ledger) == {report_ids(ONE_ACT), *(report_ids([other]) for other in OTHERS)}
    assert ledger.check() == []


def test_merging_that_nobody_waits_for_goes_on_where_it_was(ledger: Ledger, run: Run) -> None:
    ledger.write_many(ONE_ACT + OTHERS, run=run)
    assert next(ledger.merge_in_steps(step=3)) == 3
    assert ledger.count_unmerged() == 4
    assert list(ledger.merge_in_steps(step=3)) == [3, 1]
    assert part(ledger) == {report_ids(ONE_ACT), *(report_ids([other]) for other in OTHERS)}


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_in_every_order_of_arrival_the_events_are_the_same(order: tuple[int, ...], tmp_path: Path) -> None:
    entries = [*ONE_ACT, OTHERS[1]]
    with open_ledger(tmp_path / "one.ledger") as ledger:
        run = ledger.begin_run(code="1", weights="a")
        for n in order:
            ledger.write(entries[n], run=run)
            ledger.merge()
        assert part(ledger) == {report_ids(ONE_ACT), report_ids([OTHERS[1]])}


WORDS = "market traders shells barracks convoy weapons river bridge village patrol drone hostages".split()


def make_many(dice: random.Random, count: int) -> list[Entry]:
    """Articles about few acts in overlapping words, so that nearly every pair is a close call."""
    made = []
    for n in range(count):
        sentences = [
            f"Number {n}.{m}: " + " ".join(dice.sample(WORDS, dice.randint(2, 5))) + "."
            for m in range(dice.randint(1, 3))
        ]
        article = make_article(f"many {n}", sentences, on=DAY + timedelta(dice.randint(0, 6)))
        reports = [
            make_report(
                article,
                sentence,
                dice.choice([CHAD, ARMY, (CHAD, NIGER), None]),
                dice.choice([MALI, FRONT]),
                type=dice.choice(["ASSAULT", "COERCE", "PROTEST"]),
                date=day(dice.randint(9, 14)) if dice.random() < 0.5 else None,
            )
            for sentence in sentences
        ]
        made.append(replace(ONE_ACT[0], article=article, reports=tuple(reports)))
    return made


def merge_in(path: Path, entries: list[Entry], dice: random.Random) -> set[frozenset[str]]:
    """The events of a ledger to which articles come in an order by chance, some of them read again or deleted in between."""
    with open_ledger(path) as ledger:
        run, again = (ledger.begin_run(code=code, weights="a") for code in "12")
        for entry in dice.sample(entries, len(entries)):
            doubtful = dice.random()
            if doubtful < 0.3:
                other = [replace(r, type="AID", actors=(NIGER,)) for r in entry.reports[:1]]
                ledger.write(replace(entry, reports=tuple(other)), run=run)
            if dice.random() < 0.5:
                ledger.merge(step=dice.randint(1, 3))
            if doubtful < 0.1:
                ledger.delete(entry.article.id)
            ledger.write(entry, run=again)
        ledger.merge(step=dice.randint(1, 9))
        assert ledger.check() == []
        return {frozenset(key(r) for r in ids) for ids in part_keys(ledger)}


def part_keys(ledger: Ledger) -> set[frozenset[tuple[str, str]]]:
    return {frozenset((a.id, str(r.evidence)) for a, r in rows) for _, rows in ledger.find_events(limit=None)}


def key(place: tuple[str, str]) -> str:
    return " ".join(place)


@pytest.mark.parametrize("seed", range(6))
def test_close_calls_too_are_the_same_in_every_order_whatever_came_and_went(seed: int, tmp_path: Path) -> None:
    entries = make_many(random.Random(seed), 14)
    found = [merge_in(tmp_path / f"{n}.ledger", entries, random.Random(100 * seed + n)) for n in range(3)]
    assert found[0] == found[1] == found[2]
    assert any(len(event) > 1 for event in found[0])


def test_an_article_that_comes_later_joins_the_event_and_the_id_stays(ledger: Ledger, run: Run) -> None:
    ledger.write(ONE_ACT[0], run=run)
    ledger.merge()
    ((event, _),) = ledger.find_events()
    ids = {event.id}
    for entry in ONE_ACT[1:]:
        ledger.write(entry, run=run)
        ledger.merge()
        ids |= {event.id for event, _ in ledger.find_events()}
    assert ids == {event.id}


def test_merging_again_changes_nothing(ledger: Ledger, run: Run) -> None:
    ledger.write_many(ONE_ACT + OTHERS, run=run)
    ledger.merge()
    before = ledger.find_events()
    assert ledger.merge() == 0
    with ledger._write() as connection:
        connection.exec_driver_sql("INSERT INTO unmerged SELECT key FROM articles")
    assert ledger.merge() == 7
    assert ledger.find_events() == before


def test_a_step_takes_no_more_articles_than_it_may_and_what_is_left_waits(ledger: Ledger, run: Run) -> None:
    ledger.write_many(ONE_ACT + OTHERS, run=run)
    with ledger._write() as connection:
        assert merge_pending(connection, 3) == 3
    assert ledger.count_unmerged() == 4
    assert len(ledger.find_events()) == 1
    assert ledger.merge() == 4


def test_a_step_that_fails_changes_nothing(ledger: Ledger, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger.write_many(ONE_ACT, run=run)

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("dragoman.ledger.merging.regroup", stop)
        with pytest.raises(KeyboardInterrupt):
            ledger.merge()
    assert (ledger.count_unmerged(), ledger.find_events()) == (3, [])
    ledger.merge()
    assert part(ledger) == {report_ids(ONE_ACT)}


def test_events_that_become_one_leave_a_redirect(ledger: Ledger, run: Run) -> None:
    first, second, bridge = (
        make_account("first", "Shells hit the bridge at Kidal.", CHAD, MALI),
        make_account("second", "Traders died in the market.", CHAD, MALI),
        make_account("bridge", "Shells hit the bridge at Kidal; traders died in the market.", CHAD, MALI, date=day(10)),
    )
    ledger.write_many([first, second], run=run)
    ledger.merge()
    before = {event.id for event, _ in ledger.find_events()}
    assert len(before) == 2
    ledger.write(bridge, run=run)
    ledger.merge()
    ((event, _),) = ledger.find_events()
    assert event.id in before
    assert {ledger.get_event(old)[0].id for old in before} == {event.id}


def test_a_deleted_article_leaves_its_event_and_one_without_reports_is_gone(ledger: Ledger, run: Run) -> None:
    ledger.write_many(ONE_ACT[:2] + OTHERS[:1], run=run)
    ledger.merge()
    kept = next(event.id for event, rows in ledger.find_events() if len(rows) == 2)
    ledger.delete(ONE_ACT[0].article.id)
    ledger.delete(OTHERS[0].article.id)
    assert ledger.count_unmerged() == 0
    assert [(event.id, event.reports) for event, _ in ledger.find_events()] == [(kept, (ONE_ACT[1].reports[0].id,))]
    assert ledger.check() == []


def test_a_revision_takes_the_place_of_what_it_revises(ledger: Ledger, run: Run) -> None:
    ledger.write_many(ONE_ACT[:2], run=run)
    ledger.merge()
    revised = make_article("Harbour", [SHELLED, "This was corrected."])
    entry = replace(ONE_ACT[0], article=revised, reports=(make_report(revised, SHELLED, CHAD, MALI, date=day(10)),))
    written = ledger.write(entry, run=run).entry
    ledger.merge()
    assert part(ledger) == {report_ids([written, ONE_ACT[1]])}


def test_a_corrected_type_moves_a_report_and_undoing_it_moves_it_back(ledger: Ledger, run: Run) -> None:
    ledger.write_many(ONE_ACT, run=run)
    ledger.merge()
    moved = ONE_ACT[2].reports[0].id
    ledger.correct(moved, {"type": "AID", "quad": "material cooperation", "score": 5.0}, who="ana", why="it was help")
    ledger.merge()
    assert part(ledger) == {report_ids(ONE_ACT[:2]), frozenset({moved})}
    ledger.undo(who="ana", why="it was not")
    ledger.merge()
    assert part(ledger) == {report_ids(ONE_ACT)}


def test_a_rejected_report_is_of_no_event(ledger: Ledger, run: Run) -> None:
    ledger.write_many(ONE_ACT, run=run)
    ledger.reject_row(ONE_ACT[0].reports[0].id, who="ana", why="a caption")
    ledger.merge()
    assert part(ledger) == {report_ids(ONE_ACT[1:])}


def test_an_actor_that_people_correct_moves_the_reports_that_name_it(ledger: Ledger, run: Run) -> None:
    ledger.write_many(ONE_ACT, run=run)
    ledger.merge()
    ledger.correct("o-army", {"country": "NER"}, who="ana", why="of Niger")
    assert ledger.count_unmerged() == 1
    ledger.merge()
    assert part(ledger) == {report_ids([ONE_ACT[0], ONE_ACT[2]]), report_ids([ONE_ACT[1]])}
    ledger.undo(who="ana", why="of Chad after all")
    ledger.merge()
    assert part(ledger) == {report_ids(ONE_ACT)}


def test_why_a_report_was_joined_is_said(ledger: Ledger, run: Run) -> None:
    ledger.write_many(ONE_ACT + OTHERS, run=run)
    ledger.merge()
    event = next(event for event, rows in ledger.find_events() if len(rows) == 3)
    leads = next(each for each in event.joined if each.leader is None)
    for each in event.joined:
        if each is not leads:
            assert each.leader == leads.report
            assert each.score is not None and each.score >= 0.5
            assert {"actors", "recipients", "type"} <= {name for name, _ in each.agreed}
            assert "market" in each.words and "kidal" in each.words


def test_likeness_is_the_same_both_ways_and_what_is_kept_is_what_is_compared() -> None:
    entries = make_many(random.Random(7), 20)
    tellings = [tell(entry.article, r, key=n) for n, entry in enumerate(entries) for r in entry.reports]
    assert [read_telling(t.id, t.article, write_telling(t)) for t in tellings] == tellings
    assert all(compare(a, b).score == compare(b, a).score for a in tellings for b in tellings)


def test_an_accusation_that_is_returned_is_another_act(ledger: Ledger, run: Run) -> None:
    words = "{} accused {} of shelling the market of Kidal on Tuesday."
    entries = [
        make_account("there", words.format("Chad", "Mali"), CHAD, MALI, type="ACCUSE", date=day(10)),
        make_account("back", words.format("Mali", "Chad"), MALI, CHAD, type="ACCUSE", date=day(10)),
    ]
    ledger.write_many(entries, run=run)
    ledger.merge()
    assert len(part(ledger)) == 2


def test_compound_actors_are_compared_as_sets(ledger: Ledger, run: Run) -> None:
    words = "Chad and Niger shelled the market of Kidal."
    entries = [
        make_account("both", words, (CHAD, NIGER), MALI, date=day(10)),
        make_account("turned", words, (NIGER, CHAD), MALI, date=day(10)),
        make_account("one", words, CHAD, MALI, date=day(10)),
    ]
    ledger.write_many(entries, run=run)
    ledger.merge()
    assert part(ledger) == {report_ids(entries)}


# --- as of a run -----------------------------------------------------------------------------------------------------


def test_events_as_of_a_run_stay_whatever_is_read_joined_or_corrected_later(ledger: Ledger, run: Run) -> None:
    ledger.write_many(ONE_ACT[:2], run=run)
    ledger.merge()
    before = ledger.find_events()
    later = ledger.begin_run(code="1", weights="b")
    ledger.write_many([*ONE_ACT[2:], *OTHERS], run=later)
    ledger.merge()
    whole = part(ledger)
    ids = {report: event.id for event, _ in ledger.find_events() for report in event.reports}
    kept, other = (ids[entry.reports[0].id] for entry in (ONE_ACT[0], OTHERS[1]))
    by = {"who": "ana", "why": "the paper says so"}
    ledger.join_events(kept, [other], **by)
    ledger.correct(ONE_ACT[0].reports[0].id, {"type": "COERCE"}, **by)
    ledger.reject_row(ONE_ACT[1].reports[0].id, **by)
    ledger.merge()
    assert ledger.find_events(as_of=run) == before
    assert ledger.find_events(EventQuery(actor="TCD", until=DAY), as_of=run.id) == before
    assert ledger.find_events(EventQuery(actor="NER"), as_of=run) == []
    assert {frozenset(event.reports) for event, _ in ledger.find_events(limit=None, as_of=later)} == whole
    assert part(ledger) != whole


def test_an_event_as_of_a_run_is_meant_by_its_id_of_now_too(ledger: Ledger, run: Run) -> None:
    ledger.write_many(ONE_ACT, run=run)
    ledger.merge()
    ((then, _),) = ledger.find_events()
    newer = ledger.begin_run(code="2", weights="b")
    ledger.write_many([OTHERS[1], *(replace(entry, reports=()) for entry in ONE_ACT[:2])], run=newer)
    ledger.merge()
    now = next(event.id for event, _ in ledger.find_events() if ONE_ACT[2].reports[0].id in event.reports)
    assert {ledger.get_event(asked, as_of=run)[0] for asked in (then.id, now)} == {then}
    apart = next(event.id for event, _ in ledger.find_events() if event.id != now)
    with pytest.raises(LedgerNotFoundError, match="had been read by then"):
        ledger.get_event(apart, as_of=run)
