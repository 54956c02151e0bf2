"""Reports found again: by each condition alone and by two, in which order, by page, and of current readings only."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from dragoman.errors import LedgerError
from dragoman.ledger import ReportQuery
from dragoman.ledger.parties import estimate_pairs, find_meant
from dragoman.records import Actor, Article, Condition, Date, Entry, Report, Span
from tests.ledger.samples import SPEAKERS, make_entry

if TYPE_CHECKING:
    from dragoman.ledger import Ledger
    from dragoman.records import Run

POLAND = Actor("POL", "Poland", "state", "POL", "GOV")
BRAZIL = Actor("BRA", "Brazil", "state", "BRA", "GOV")
KOREA = Actor("KOR", "Korea", "state", "KOR", "GOV")
NOWAK = SPEAKERS[0]
FRONT = Actor("g-fdf", "FDF", "armed_group", "POL", "REB")
TAIL = " They will go only on the basis of equality, out by 1 March; São Luís, Łódź agree."


def day(first: date, last: date | None = None) -> Date:
    return Date(first, last or first, "day", None)


def at(article: Article, words: str) -> Span:
    start = article.text.index(words)
    return Span(start, start + len(words))


def make_report(article: Article, id: str, actor: Actor, recipient: Actor, **fields: Any) -> Report:
    given: dict[str, Any] = {"type": "ACCUSE", "mode": None, "quad": "verbal conflict", "score": -3.0, "aspect": "once"}
    given |= {"factuality": "CT+", "time": "past", "confidence": 0.9, "evidence": (at(article, "They will go"),)}
    return Report(id, (actor,), (recipient,), **(given | fields))


def make_entries() -> list[Entry]:
    """Six reports in two articles of two outlets. Nowak (POL) speaks first in the first, Silva (BRA) in the second."""
    first, second = make_entry(0, reports=0, tail=TAIL), make_entry(1, reports=0, tail=TAIL)
    one, two = first.article, second.article
    equality = Condition("condition", at(one, "only on the basis of equality"))
    march = Condition("deadline", at(one, "by 1 March"), day(date(2018, 3, 1)))
    return [
        replace(first, reports=(
            make_report(one, "r0", POLAND, BRAZIL, date=day(date(2018, 1, 3))),
            make_report(one, "r1", NOWAK, KOREA, type="AGREE", quad="verbal cooperation", conditions=(equality, march)),
            make_report(one, "r2", BRAZIL, POLAND, factuality="PS-", confidence=0.3, asserted_by=first.statements[0].id),
        )),
        replace(second, reports=(
            make_report(two, "r3", KOREA, BRAZIL, aspect="ongoing", date=day(date(2018, 1, 5), date(2018, 1, 9))),
            make_report(two, "r4", BRAZIL, KOREA, evidence=(at(two, "São Luís, Łódź agree"),), date=day(date(2018, 1, 3))),
            make_report(two, "r5", FRONT, POLAND, asserted_by=second.statements[0].id, date=day(date(2017, 12, 1))),
        )),
    ]  # fmt: skip


@pytest.fixture
def filled(ledger: Ledger, run: Run) -> Ledger:
    ledger.write_many(make_entries(), run=run)
    return ledger


def find(ledger: Ledger, **asked: Any) -> str:
    """The numbers of the reports that fit, in their order."""
    return "".join(report.id[1:] for _, report in ledger.find_reports(ReportQuery(**asked)))


def test_newest_act_first_undated_last_and_within_an_article_as_the_text_goes(filled: Ledger) -> None:
    assert find(filled) == "340512"
    assert "".join(r.id[1:] for _, r in filled.find_reports()) == "340512"


def test_reports_come_whole_with_their_articles(filled: Ledger) -> None:
    held = {r.id: (e.article, r) for e in make_entries() for r in e.reports}
    assert {r.id: (a, r) for a, r in filled.find_reports()} == held


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"actor": "POL"}, "051"),
        ({"actor": "p-nowak"}, "1"),
        ({"actor": "nowak"}, "1"),
        ({"actor": "Jan Nowak"}, "1"),
        ({"actor": "now"}, ""),
        ({"actor": "pol"}, ""),
        ({"actor": "Poland"}, "0"),
        ({"actor": "ISL"}, ""),
        ({"actor": "g-fdf"}, "5"),
        ({"actor": "FDF"}, "5"),
        ({"recipient": "POL"}, "52"),
        ({"recipient": "brazil"}, "30"),
        ({"type": "AGREE"}, "1"),
        ({"type": "AGR"}, ""),
        ({"quad": "verbal cooperation"}, "1"),
        ({"factuality": "PS-"}, "2"),
        ({"aspect": "ongoing"}, "3"),
        ({"condition": "equality"}, "1"),
        ({"condition": "EQUALITY basis"}, "1"),
        ({"condition": "march"}, "1"),
        ({"condition": "equality march"}, ""),
        ({"condition": "%"}, "1"),  # no word: any condition
        ({"deadline_before": date(2018, 3, 2)}, "1"),
        ({"deadline_before": date(2018, 3, 1)}, ""),
        ({"word_of": "POL"}, "2"),
        ({"word_of": "BRA"}, "5"),
        ({"word_of": "KOR"}, ""),
        ({"outlet": "HARBOUR post"}, "012"),
        ({"outlet": "Harbour"}, ""),
        ({"since": date(2018, 1, 4)}, "3"),
        ({"since": date(2018, 1, 9)}, "3"),
        ({"since": date(2018, 1, 10)}, ""),
        ({"until": date(2018, 1, 3)}, "405"),
        ({"text": "THEY go"}, "30512"),
        ({"text": "nothing"}, ""),
        ({"text": "_"}, ""),
        ({"text": "luís"}, "4"),
        ({"text": "Sao Luis"}, "4"),
        ({"least": 0.9}, "34051"),
        ({"least": 0.3}, "340512"),
        ({"least": 0.95}, ""),
    ],
)
def test_each_condition_alone(filled: Ledger, asked: dict[str, Any], found: str) -> None:
    assert find(filled, **asked) == found


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"actor": "POL", "recipient": "BRA"}, "0"),
        ({"actor": "BRA", "recipient": "BRA"}, ""),
        ({"actor": "KOR", "type": "ACCUSE"}, "3"),
        ({"recipient": "POL", "outlet": "ostsee zeitung"}, "5"),
        ({"word_of": "POL", "least": 0.5}, ""),
        ({"word_of": "BRA", "actor": "POL"}, "5"),
        ({"since": date(2018, 1, 1), "until": date(2018, 1, 3)}, "40"),
        ({"text": "they", "aspect": "ongoing"}, "3"),
        ({"condition": "1 march", "deadline_before": date(2018, 4, 1)}, "1"),
        ({"condition": "equality", "deadline_before": date(2018, 4, 1)}, "1"),
    ],
)
def test_two_conditions_add_up(filled: Ledger, asked: dict[str, Any], found: str) -> None:
    assert find(filled, **asked) == found


def test_a_deadline_within_a_period_is_not_before_its_middle(ledger: Ledger, run: Run) -> None:
    entry = make_entries()[0]
    year = Condition("deadline", at(entry.article, "by 1 March"), day(date(2018, 1, 1), date(2018, 12, 31)))
    ledger.write(replace(entry, reports=(replace(entry.reports[1], conditions=(year,)),)), run=run)
    assert find(ledger, deadline_before=date(2019, 1, 1)) == "1"
    assert find(ledger, deadline_before=date(2018, 6, 1)) == ""


def test_pages_follow_one_another(filled: Ledger) -> None:
    pages = [filled.find_reports(limit=4, offset=offset) for offset in (0, 4, 8)]
    assert ["".join(r.id[1:] for _, r in page) for page in pages] == ["3405", "12", ""]
    assert filled.find_reports(limit=None) == pages[0] + pages[1]
    assert filled.find_reports(limit=0) == []
    with pytest.raises(LedgerError, match="upwards"):
        filled.find_reports(offset=-1)


def test_superseded_readings_and_revised_articles_are_left_out(filled: Ledger) -> None:
    first, _ = make_entries()
    newer = filled.begin_run(code="2", weights="a")
    filled.write(replace(first, reports=first.reports[:1]), run=newer)
    assert find(filled) == "3045"  # of one day, the newer reading first
    assert find(filled, word_of="POL") == find(filled, condition="equality") == ""
    filled.write(replace(make_entry(1, reports=0, tail=" More."), statements=()), run=newer)
    assert find(filled) == "0"


@pytest.mark.parametrize("asked", ["'; DROP TABLE reports; --", "%", "_", "\0", '"', "", "ſ", "\\"])
def test_nothing_that_is_typed_breaks_a_question(filled: Ledger, asked: str) -> None:
    words = ("actor", "recipient", "type", "quad", "factuality", "aspect", "condition", "word_of", "outlet", "text")
    for name in words:
        filled.find_reports(replace(ReportQuery(), **{name: asked}))  # type: ignore[arg-type]
    assert len(filled.find_reports()) == 6


@pytest.mark.parametrize("page", [0, 10**9])
def test_parties_are_found_the_same_whether_by_who_is_rare_or_by_what_is_newest(
    filled: Ledger, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    asked = [ReportQuery(actor=a, recipient=b) for a in (None, "POL", "nowak") for b in (None, "BRA", "nobody")]
    before = [filled.find_reports(query, limit=None) for query in asked]
    monkeypatch.setattr("dragoman.ledger.parties._PAGE", page)
    assert [filled.find_reports(query, limit=None) for query in asked] == before


def test_how_often_two_meet_is_told_by_a_sample(filled: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [("POL", "BRA"), ("POL", "KOR"), ("BRA", "KOR"), ("KOR", "POL")]
    with filled._read() as connection:
        for pair in asked:
            held = {
                p: find_meant(connection, who, raw=True) for p, who in zip(("actor", "recipient"), pair, strict=True)
            }
            found = filled.find_reports(ReportQuery(actor=pair[0], recipient=pair[1]))
            assert estimate_pairs(connection, held, "actor", 2) == len(found)
    before = [filled.find_reports(ReportQuery(actor=a, recipient=b), limit=None) for a, b in asked]
    monkeypatch.setattr("dragoman.ledger.parties._PAGE", 0.01)  # so that a sample is asked
    assert [filled.find_reports(ReportQuery(actor=a, recipient=b), limit=None) for a, b in asked] == before
