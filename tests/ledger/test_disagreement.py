"""Where reports of one event contradict one another, both versions are shown with their origins; and positions over time."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from dragoman.errors import LedgerError, LedgerNotFoundError
from dragoman.ledger import EventQuery
from dragoman.records import Entry
from tests.ledger.acts import (
    CHAD,
    FRONT,
    KEITA,
    MALI,
    day,
    make_article,
    make_report,
    make_statement,
    number,
    place,
)

if TYPE_CHECKING:
    from dragoman.ledger import Ledger
    from dragoman.records import Run

TOLD = "Chad shelled the market of Kidal in Mali, killing 12 traders, or 15; Gao was spared."


def make_told(
    name: str, actors: Any = CHAD, recipients: Any = MALI, *, wire: str | None = None, **fields: Any
) -> Entry:
    """An article that tells of one act in the same words as the others."""
    article = make_article(name, [TOLD], wire=wire)
    for part, value in fields.items():
        if callable(value):
            fields[part] = value(article)
    return Entry(article, (), (make_report(article, TOLD, actors, recipients, **fields),))


def find_disputes(ledger: Ledger, *entries: Entry) -> dict[str, dict[str, int]]:
    """Of the one event that articles tell: disputed field → version → origins."""
    ledger.write_many(entries, run=ledger.begin_run(code="1", weights="a"))
    for _ in ledger.place():
        pass
    ledger.merge()
    ((event, accounts),) = ledger.find_events()
    assert len(accounts) == len(entries)
    assert [event.id for event, _ in ledger.find_events(EventQuery(disputed=True))] == (
        [event.id] if event.disputes else []
    )
    return {d.field: {version.value: version.origins for version in d.versions} for d in event.disputes}


def test_what_all_say_alike_is_not_disputed(ledger: Ledger) -> None:
    assert find_disputes(ledger, make_told("a"), make_told("b", date=day(10)), make_told("c")) == {}


def test_a_day_within_the_days_of_another_is_no_contradiction(ledger: Ledger) -> None:
    assert find_disputes(ledger, make_told("a", date=day(9, 11)), make_told("b", date=day(10))) == {}


def test_days(ledger: Ledger) -> None:
    found = find_disputes(
        ledger, make_told("a", date=day(9)), make_told("b", date=day(10)), make_told("c", date=day(10))
    )
    assert found == {"date": {"2020-03-09": 1, "2020-03-10": 2}}


def test_places_but_not_a_place_within_the_country_that_another_names(ledger: Ledger) -> None:
    kidal, gao, mali = ((lambda a, name=name: place(a, name, "MLI")) for name in ("Kidal", "Gao", "Mali"))
    found = find_disputes(ledger, make_told("a", place=kidal), make_told("b", place=gao), make_told("c", place=mali))
    assert found == {"place": {"gao": 1, "kidal": 1, "mali": 1}}
    ledger.delete(make_told("b").article.id)
    ((event, _),) = ledger.find_events()
    assert event.disputes == ()


def test_numbers_of_the_same_what(ledger: Ledger) -> None:
    twelve = make_told("a", numbers=lambda a: (number(a, "killed", 12.0, "12"),))
    fifteen = make_told("b", numbers=lambda a: (number(a, "killed", 15.0, "15"),))
    other = make_told("c", numbers=lambda a: (number(a, "wounded", 15.0, "15"),))
    assert find_disputes(ledger, twelve, fifteen, other) == {"number": {"12": 1, "15": 1}}
    ((event, _),) = ledger.find_events()
    assert event.disputes[0].what == "killed"


def test_large_numbers_keep_their_digits(ledger: Ledger) -> None:
    one = make_told("a", numbers=lambda a: (number(a, "refugees", 1_234_567.0, "12"),))
    other = make_told("b", numbers=lambda a: (number(a, "refugees", 1_234_568.0, "12"),))
    assert find_disputes(ledger, one, other) == {"number": {"1234567": 1, "1234568": 1}}


def test_types(ledger: Ledger) -> None:
    arrested = make_told("b", type="COERCE", quad="material conflict", score=-7.0)
    assert find_disputes(ledger, make_told("a"), arrested) == {"type": {"ASSAULT": 1, "COERCE": 1}}


def test_who_began(ledger: Ledger) -> None:
    found = find_disputes(ledger, make_told("a"), make_told("b", MALI, CHAD), make_told("c"))
    assert found == {"who_began": {"TCD → MLI": 2, "MLI → TCD": 1}}


def test_who_began_also_where_another_says_that_both_did(ledger: Ledger) -> None:
    both = (CHAD, MALI)
    found = find_disputes(ledger, make_told("a", both, both), make_told("b"), make_told("c", MALI, CHAD))
    assert set(found) == {"who_began"} and "MLI → TCD" in found["who_began"]


def test_what_one_side_asserts_and_the_other_denies(ledger: Ledger) -> None:
    found = find_disputes(ledger, make_told("a"), make_told("b", factuality="CT-"), make_told("c", factuality="Uu"))
    assert found == {"factuality": {"asserted": 1, "denied": 1}}


def test_origins_are_counted_first_and_a_wire_copy_is_none_of_its_own(ledger: Ledger) -> None:
    copies = [make_told(name, wire="Sahel Wire", date=day(10)) for name in ("a", "b", "c")]
    assert find_disputes(ledger, *copies, make_told("d", date=day(9))) == {"date": {"2020-03-10": 1, "2020-03-09": 1}}
    ((event, _),) = ledger.find_events()
    assert (event.origins, event.articles) == (2, 4)
    assert sorted(Counter(each.origin for each in event.joined).values()) == [1, 3]


def test_what_is_too_unsure_to_be_shown_disputes_nothing(ledger: Ledger) -> None:
    assert find_disputes(ledger, make_told("a", date=day(9)), make_told("b", date=day(10), confidence=0.1)) != {}
    ((event, accounts),) = ledger.find_events(EventQuery(least=0.2))
    assert (len(accounts), event.disputes, event.articles) == (1, (), 1)
    assert ledger.find_events(EventQuery(least=0.2, disputed=True)) == []
    assert ledger.get_event(event.id, least=0.2) == (event, accounts)
    with pytest.raises(LedgerNotFoundError, match="sure enough"):
        ledger.get_event(event.id, least=0.95)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"actor": "TCD"}, 1),
        ({"actor": "TCD", "recipient": "TCD"}, 0),  # of one and the same report
        ({"actor": "MLI"}, 1),
        ({"type": "ASSAULT"}, 1),
        ({"text": "kidal"}, 1),
        ({"text": "diffa"}, 0),
        ({"since": date(2020, 3, 10)}, 1),
        ({"since": date(2020, 3, 11)}, 0),
        ({"until": date(2020, 3, 9)}, 1),
        ({"until": date(2020, 3, 8)}, 0),
    ],
)
def test_events_are_found_by_their_days_and_by_what_one_of_their_reports_holds(
    ledger: Ledger, asked: dict[str, Any], found: int
) -> None:
    find_disputes(ledger, make_told("a", date=day(9)), make_told("b", MALI, CHAD, date=day(10)))
    assert len(ledger.find_events(EventQuery(**asked))) == found


def test_events_come_newest_first_and_by_page(ledger: Ledger, run: Run) -> None:
    entries = [make_told(f"{n}", FRONT, MALI, date=day(2 * n + 1), type="AID", factuality="CT+") for n in range(4)]
    texts = ["grain came", "tents arrived", "water flowed", "doctors flew"]
    for entry, text in zip(entries, texts, strict=True):
        article = make_article(text, [text])
        told = make_report(article, text, FRONT, MALI, type="AID", date=entry.reports[0].date)
        ledger.write(Entry(article, (), (told,)), run=run)
    ledger.merge()
    days = [event.first_on.day for event, _ in ledger.find_events() if event.first_on]
    assert days == [7, 5, 3, 1]
    pages = [ledger.find_events(limit=3, offset=offset) for offset in (0, 3, 6)]
    assert [len(page) for page in pages] == [3, 1, 0]
    assert [event for page in pages for event in page] == ledger.find_events(limit=None)


# --- positions --------------------------------------------------------------------------------------------------------


def write_said(ledger: Ledger, run: Run) -> None:
    words = ["talks need no preconditions", "talks need a ceasefire first", "the border stays shut"]
    after = replace(KEITA, id="p-toure", name="Issa Toure")
    for n, (text, speaker) in enumerate(zip(words, (KEITA, KEITA, after), strict=True)):
        article = make_article(f"said {n}", [text], on=date(2020, 3, 12 - 3 * n))
        ledger.write(Entry(article, (make_statement(article, text, speaker),)), run=run)


def find_said(ledger: Ledger, *names: str, **asked: Any) -> list[int]:
    return [a.published_at.on.day for a, _ in ledger.find_positions(*names, **asked) if a.published_at]


def test_positions_are_somebodys_the_oldest_first(ledger: Ledger, run: Run) -> None:
    write_said(ledger, run)
    assert find_said(ledger, "keita") == [9, 12]
    assert find_said(ledger, "keita", newest=True, limit=1) == [12]
    assert find_said(ledger, "keita", topic='"no preconditions"') == [12]
    assert find_said(ledger, "keita", until=date(2020, 3, 10)) == [9]


def test_positions_of_an_office_are_those_of_whoever_held_it(ledger: Ledger, run: Run) -> None:
    write_said(ledger, run)
    assert find_said(ledger, office="foreign minister", country="MLI") == [6, 9, 12]
    assert (
        find_said(ledger, office="president", country="MLI")
        == find_said(ledger, office="minister", country="TCD")
        == []
    )
    with pytest.raises(LedgerError, match="Nobody is named"):
        ledger.find_positions()
