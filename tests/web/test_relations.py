"""The page of two states: counts first, what statistics say of them when it is made, and never half of it for the whole."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="the extra `web` is not installed")

from fastapi.testclient import TestClient

from dragoman.ledger import Ledger, open_ledger
from dragoman.web import Site, analysis, create_app
from dragoman.web.analysis import prepare_relations
from tests.web.conftest import HERE
from tests.web.world import make_world

PAGE, DATA = "/relations/ISL/NZL?by=week", "/relations/ISL/NZL.json?by=week"
ASKED = analysis.Asked("ISL", "NZL", by="week")
"""Six weeks, few acts: no intervals or times to an answer, whose engines take long to import."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with open_ledger(tmp_path_factory.mktemp("relations") / "news.ledger") as ledger:
        ledger.write_many(list(make_world(16, weeks=6)), run=ledger.begin_run(code="1", weights="w"))
        yield ledger


def ask(site: Site) -> TestClient:
    return TestClient(create_app(site), base_url=HERE, follow_redirects=False)


def test_a_page_says_whether_acts_are_returned_what_is_owed_and_how_right_such_reports_are(world: Ledger) -> None:
    html = ask(Site(world, by="ana", answer_s=900.0, patience_s=900.0)).get(PAGE).text
    for words in ("Is it returned?", "Offered, demanded, threatened, promised", "By a model of weeks", "150 are needed",
                  "How often such reports are right", "The same in numbers, by "):  # fmt: skip
        assert words in html
    assert "data-preparing" not in html


def test_each_period_leads_to_its_acts_without_the_chart(world: Ledger) -> None:
    reader = ask(Site(world, by="ana", answer_s=900.0, patience_s=900.0))
    html = reader.get(PAGE).text
    table = html.partition("The same in numbers")[2].partition("</table>")[0]
    rows = table.split("<tr>")[2:]
    assert rows
    for row in rows:
        address = row.partition('href="')[2].partition("#")[0].replace("&amp;", "&")
        counted = reader.get(address.replace("?", ".json?")).json()["number"]
        told = [int(cell.partition("<")[0] or 0) for cell in row.split('<td class="number">')[1:4]]
        assert counted >= sum(told) > 0


def test_while_it_is_prepared_a_page_shows_counts_and_says_so(world: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    go, made = Event(), analysis.weigh

    def weigh(*given: Any) -> Any:
        assert go.wait(900)
        return made(*given)

    monkeypatch.setattr(analysis, "weigh", weigh)
    site = Site(world, by="ana", answer_s=900.0, patience_s=0.0)
    state = world.count_changes()
    site.workshop.get(state, ("counted", ASKED), lambda _: analysis.count(site, ASKED), wait_s=None)
    reader = ask(site)
    html = reader.get(PAGE).text
    assert 'data-preparing="statistics"' in html and "Being prepared" in html and '<svg class="chart"' in html
    assert "Is it returned?" not in html
    answer = reader.get(DATA)
    assert answer.status_code == 503 and answer.headers["retry-after"] == "2"
    assert answer.json()["error"]["detail"] == "This is still being prepared."
    go.set()
    analysis.ask(site, state, ASKED, wait_s=None)
    assert "data-preparing" not in reader.get(PAGE).text
    assert reader.get(DATA).json()["reciprocity"]


def test_before_anything_is_counted_a_page_says_that_it_is_prepared(
    world: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, made = Event(), analysis.count

    def count(*given: Any) -> Any:
        assert go.wait(900)
        return made(*given)

    monkeypatch.setattr(analysis, "count", count)
    html = ask(Site(world, by="ana", answer_s=900.0, patience_s=0.0)).get(PAGE).text
    go.set()
    assert 'data-preparing="counts"' in html and "Iceland and New Zealand" in html


def test_a_relation_that_is_none_is_told_at_once(world: Ledger) -> None:
    reader = ask(Site(world, by="ana", answer_s=900.0, patience_s=900.0))
    assert reader.get("/relations/XXX/NZL").status_code == 422
    assert reader.get("/relations/NZL/NZL.json").status_code == 422


def test_what_another_article_changes_is_not_weighed_anew(world: Ledger) -> None:
    site = Site(world, by="ana", answer_s=900.0, patience_s=900.0)
    _, first = analysis.ask(site, 1, ASKED, wait_s=None)
    _, again = analysis.ask(site, 2, ASKED, wait_s=None)
    assert first is not None and again is not None and again.current
    assert again.value is first.value


def test_the_relations_with_the_most_acts_are_prepared_before_anybody_asks(
    world: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analysis, "weigh", lambda *_: "weighed")
    site = Site(world, by="ana", answer_s=900.0, patience_s=0.0)
    for _ in prepare_relations(site):
        pass
    for asked in (analysis.Asked("ISL", "NZL"), analysis.Asked("NZL", "ISL")):
        made = site.workshop.find(world.count_changes(), ("weighed", asked))
        assert made is not None and made.current


def test_two_states_are_asked_for_by_their_codes(world: Ledger) -> None:
    answer = ask(Site(world, by="ana")).get("/relations", params={"one": " isl", "other": "NZL+AUS"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/relations/ISL/NZL%2BAUS")


def test_events_are_asked_for_by_who_acts_and_what(world: Ledger) -> None:
    reader = ask(Site(world, by="ana", answer_s=900.0))
    world.merge()
    data = reader.get("/events.json", params={"actor": "ISL", "type": "AGREE"}).json()["events"]
    assert data and "No event fits." in reader.get("/events?actor=FRA&type=").text
    assert '<option value="AGREE" selected>' in reader.get("/events?actor=ISL&type=AGREE").text
