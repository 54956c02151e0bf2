"""What keeping ids promises."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.ledger.identity import keep_ids
from dragoman.records import Entry, Span
from tests.ledger.samples import make_entry
from tests.ledger.strategies import entries

FEW = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])


def _ids(entry: Entry) -> list[str]:
    return [row.id for row in (*entry.statements, *entry.reports)]


@FEW
@given(entry=entries())
def test_an_unchanged_article_keeps_as_many_ids_as_it_has_rows(entry: Entry) -> None:
    renamed = replace(
        entry,
        statements=tuple(replace(s, id=f"n{n}", within=None) for n, s in enumerate(entry.statements)),
        reports=tuple(
            replace(r, id=f"r{n}", asserted_by="author", performed_in=None) for n, r in enumerate(entry.reports)
        ),
    )
    assert sorted(_ids(keep_ids(renamed, [entry], taken=set()))) == sorted(_ids(entry))


@FEW
@given(data=st.data())
def test_ids_stay_unique_whatever_is_taken(data: st.DataObject) -> None:
    old = data.draw(entries())
    new = data.draw(entries(old.article))
    taken = data.draw(st.sets(st.sampled_from(_ids(new)))) if _ids(new) else set()
    ids = _ids(keep_ids(new, [old], taken=taken | {*_ids(old)} & {*_ids(new)}))
    assert len(ids) == len(set(ids))
    assert not set(ids) & (taken - {*_ids(old)})


@FEW
@given(entry=entries())
def test_an_article_read_for_the_first_time_keeps_its_own_ids(entry: Entry) -> None:
    assert keep_ids(entry, [], taken=set()) == entry


def test_of_two_halves_the_larger_keeps_the_id() -> None:
    old = make_entry(1, statements=1, reports=0)
    start, end = old.statements[0].content[0].start, old.statements[0].content[0].end
    halves = tuple(
        replace(old.statements[0], id=name, content=(span,))
        for name, span in (("small", Span(start, start + 10)), ("large", Span(start + 10, end)))
    )
    assert _ids(keep_ids(replace(old, statements=halves), [old], taken=set())) == ["small", old.statements[0].id]


def test_a_slight_touch_is_no_match() -> None:
    old = make_entry(1, statements=1, reports=0)
    start = old.statements[0].content[0].start
    other = replace(old.statements[0], id="other", content=(Span(start - 15, start + 4),))
    assert _ids(keep_ids(replace(old, statements=(other,)), [old], taken=set())) == ["other"]


def test_of_reports_on_one_sentence_type_and_direction_decide() -> None:
    old = make_entry(1)
    report = replace(old.reports[0], asserted_by="author")
    swapped = replace(report, id="r-swapped", actors=report.recipients, recipients=report.actors)
    accuse = replace(report, id="r-accuse", type="ACCUSE")
    before = replace(old, reports=(report, swapped, accuse))
    after = replace(old, reports=tuple(replace(r, id=f"x{n}") for n, r in enumerate((accuse, report, swapped))))
    kept = [row.id for row in keep_ids(after, [before], taken=set()).reports]
    assert kept == ["r-accuse", report.id, "r-swapped"]
