"""Each page says what the ledger holds, has its JSON beside it, and follows what is written meanwhile."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from fastapi.testclient import TestClient

from dragoman.contract import as_json
from dragoman.ledger import Ledger
from dragoman.web import Site
from tests.ledger.samples import make_entry

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "schema.json").read_text("utf-8"))
PAGES = ("/", "/search", "/search?q=talks", "/search?q=talks&in=reports", "/search?q=talks&in=articles", "/about", "/actors/POL",
         "/actors/p-silva", "/actors/p-silva?tab=did", "/actors/p-silva?tab=met", "/articles/{a}")  # fmt: skip


def beside(path: str) -> str:
    path, mark, query = path.partition("?")
    return ("/index" if path == "/" else path) + ".json" + mark + query


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_its_json_beside_it(reader: TestClient, path: str) -> None:
    path = path.format(a=make_entry(3).article.id)
    page, data = reader.get(path), reader.get(beside(path))
    assert page.status_code == data.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert f'<link rel="alternate" type="application/json" href="{beside(path).replace("&", "&amp;")}">' in page.text
    assert isinstance(data.json(), dict)


def test_an_articles_json_is_that_of_the_contract(reader: TestClient, ledger: Ledger) -> None:
    entry = ledger.get_entry(make_entry(2).article.id)
    data = reader.get(f"/articles/{entry.article.id}.json").json()
    data.pop("latest")
    jsonschema.validate(data, SCHEMA)
    assert data == as_json(entry, least=0.2)


def test_an_article_is_found_by_the_beginning_of_its_id(reader: TestClient) -> None:
    article = make_entry(2).article
    assert article.title is not None and article.title in reader.get(f"/articles/{article.id[:8]}").text


def test_an_article_shows_title_time_with_offset_tags_and_who_speaks(reader: TestClient) -> None:
    html = reader.get(f"/articles/{make_entry(2).article.id}").text
    for words in (
        "Talks 2 go on.",
        "3 January 2018, 23:30 UTC +04:00",
        "Talks",
        "Harbour Post",
        "Kim Jong-suk",
        "Northern Wire",
    ):
        assert words in html


def test_rows_lead_to_their_place_in_the_article(reader: TestClient, ledger: Ledger) -> None:
    for kind, (article, row) in (
        ("statements", ledger.find_statements(limit=1)[0]),
        ("reports", ledger.find_reports(limit=1)[0]),
    ):
        answer = reader.get(f"/{kind}/{row.id}")
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/articles/{article.id}#{row.id}"
        assert f'id="{row.id}"' in reader.get(f"/articles/{article.id}").text
        assert reader.get(f"/{kind}/{row.id}.json").json()["id"] == row.id


def test_what_is_written_meanwhile_shows_up_at_once(reader: TestClient, ledger: Ledger) -> None:
    assert "Talks 99 go on." not in reader.get("/").text
    ledger.write(make_entry(99), run=ledger.begin_run(code="2", weights="w"))
    assert "Talks 99 go on." in reader.get("/").text


def test_what_has_not_changed_is_not_asked_for_again(
    reader: TestClient, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = reader.get("/about").text
    monkeypatch.setattr(ledger, "status", None)
    assert reader.get("/about").text == first


@pytest.mark.parametrize(
    "path, status",
    [("/articles/none", 404), ("/actors/none", 404), ("/statements/none", 404), ("/nowhere", 404), ("/search?since=x&q=a", 422),
     ("/?page=0", 422), ("/?page=201", 422), ("/search?in=x", 422), ("/search?q=" + "x" * 201, 422), ("/actors/POL?tab=x", 422)],
)  # fmt: skip
def test_errors_have_one_shape(reader: TestClient, path: str, status: int) -> None:
    answer, page = reader.get(beside(path)), reader.get(path)
    assert answer.status_code == page.status_code == status
    error = answer.json()["error"]
    assert set(error) == {"status", "title", "detail", "advice"} and error["status"] == status and error["detail"]
    assert page.headers["content-type"].startswith("text/html") and error["title"] in page.text


def test_an_unforeseen_fault_is_told_without_its_inside(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from dragoman.web import create_app
    from tests.web.conftest import HERE

    monkeypatch.setattr(site.ledger, "find_entries", None)
    answer = TestClient(create_app(site), base_url=HERE, raise_server_exceptions=False).get("/index.json")
    assert answer.status_code == 500
    assert "NoneType" not in answer.text and "content-security-policy" in answer.headers


def test_pages_of_rows_follow_one_another(reader: TestClient, ledger: Ledger) -> None:
    run = ledger.begin_run(code="2", weights="w")
    ledger.write_many([make_entry(n) for n in range(100, 170)], run=run)
    seen: list[str] = []
    page: int | None = 1
    while page:
        data = reader.get("/index.json", params={"page": page}).json()
        seen += [each["id"] for each in data["articles"]]
        page = data["next"]
    assert len(seen) == len(set(seen)) == 78


def test_search_counts_what_it_finds(reader: TestClient) -> None:
    data = reader.get("/search.json", params={"q": "talks", "country": "POL"}).json()
    assert data["number"] == 6 and data["complete"]
    assert data["counts"]["speaker"] == [{"value": "Jan Nowak", "number": 6}]
    assert sum(each["number"] for each in data["counts"]["outlet"]) == 6


def test_search_lights_up_the_words(reader: TestClient) -> None:
    assert "<mark>talks</mark>" in reader.get("/search?q=Talk*").text


def test_a_state_is_whoever_acts_for_it(reader: TestClient) -> None:
    data = reader.get("/actors/POL.json").json()
    assert data["actor"]["name"] == "Poland" and data["numbers"]["said"] == 6 and data["numbers"]["did"] == 8


def test_the_page_about_the_data_counts_and_gives_measures_with_their_n(reader: TestClient) -> None:
    data = reader.get("/about.json").json()
    assert data["ledger"]["articles"] == 8 and data["ledger"]["statements"] == 24
    assert {each["outlet"]: each["articles"] for each in data["outlets"]} == {"Harbour Post": 4, "Ostsee Zeitung": 4}
    assert all(each["value"] and each["n"] for each in data["measured"])


def test_a_theme_is_kept_without_a_script(reader: TestClient) -> None:
    from tests.web.conftest import FROM_HERE

    answer = reader.post("/theme", data={"theme": "dark", "back": "/about"}, headers=FROM_HERE)
    assert answer.headers["location"] == "/about"
    assert 'data-theme="dark"' in reader.get("/about").text


def test_the_description_names_every_json(reader: TestClient) -> None:
    paths = reader.get("/openapi.json").json()["paths"]
    assert {
        "/index.json",
        "/articles/{article_id}.json",
        "/actors/{actor_id}.json",
        "/search.json",
        "/about.json",
    } <= set(paths)
    assert all("default" in each["responses"] for path in paths.values() for each in path.values())


def test_a_story_lists_its_articles_by_where_their_accounts_come_from(reader: TestClient, ledger: Ledger) -> None:
    assert sum(ledger.place()) == 8
    story = max(ledger.find_stories(), key=lambda each: len(each.articles))
    page, data = reader.get(f"/stories/{story.id}"), reader.get(f"/stories/{story.id}.json").json()
    assert page.status_code == 200
    assert [a["id"] for a in data["articles"]] == list(story.articles)
    assert all(f'href="/articles/{article}"' in page.text for article in story.articles)
    leads = f'href="/stories/{story.id}"' in reader.get(f"/articles/{story.articles[0]}").text
    assert leads == (len(story.articles) > 1)
    assert reader.get("/stories/none").status_code == 404


def test_an_article_says_what_became_of_it(ledger: Ledger, reader: TestClient) -> None:
    first = make_entry(0)
    (later,) = ledger.write_many([make_entry(0, tail=" And more.")], run=ledger.begin_run(code="1", weights="w"))
    ledger.retract(later.entry.article.id, who="ana", why="notice of <the> outlet")
    before, after = (reader.get(f"/articles/{name}").text for name in (first.article.id, later.entry.article.id))
    assert f'<a href="/articles/{later.entry.article.id}">the text that is in its place</a>' in before
    assert "retracted" not in before and "the text before it was changed" in after
    assert "<strong>retracted: notice of &lt;the&gt; outlet</strong>" in after
