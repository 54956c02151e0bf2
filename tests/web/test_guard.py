"""Who may ask what: by which name, from where, with what token, how much, and for how long."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from dragoman.errors import SourceError, TextError
from dragoman.web import Site, create_app, open_door
from dragoman.web import front as front_page
from tests.web.conftest import FROM_HERE, HERE

FORM = {"content-type": "application/x-www-form-urlencoded"}


def test_every_answer_carries_a_policy_that_lets_nothing_of_others_run(reader: TestClient) -> None:
    for path in ("/", "/index.json", "/nowhere", "/static/pages.css", "/static/nothing.css", "/openapi.json"):
        headers = reader.get(path).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'") and "unsafe" not in policy and "http" not in policy
        assert "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8321", "", "[::1", "a b"]
)
def test_another_name_is_refused(reader: TestClient, host: str) -> None:
    answer = reader.get("/index.json", headers={"host": host})
    assert answer.status_code == 421
    assert answer.json()["error"]["title"] == "Not served here"


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:8321", "localhost:99", "LOCALHOST", "[::1]:8321", "localhost."]
)
def test_this_machines_names_are_served(reader: TestClient, host: str) -> None:
    assert reader.get("/index.json", headers={"host": host}).status_code == 200


def test_writing_needs_the_token(reader: TestClient, site: Site) -> None:
    row = site.ledger.find_statements(limit=1)[0][1].id
    answer = reader.post(f"/rows/{row}", data={"act": "confirm"}, headers=FROM_HERE)
    assert answer.status_code == 401
    assert site.ledger.find_corrections() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
        {"sec-fetch-site": "same-site", "origin": HERE},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "cross-site", "origin": HERE},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {},
    ],
)
def test_a_request_from_elsewhere_changes_nothing(site: Site, headers: dict[str, str]) -> None:
    client = TestClient(create_app(site), base_url=HERE, follow_redirects=False)
    client.get("/start", params={"token": site.token})
    row = site.ledger.find_statements(limit=1)[0][1].id
    answer = client.post(f"/rows/{row}", data={"act": "confirm"}, headers=headers)
    assert answer.status_code == 403
    assert site.ledger.find_corrections() == []


def test_a_program_may_write_with_the_token_in_a_header(reader: TestClient, site: Site) -> None:
    row = site.ledger.find_statements(limit=1)[0][1].id
    given = {"act": "confirm", "why": "read"}
    headers = {"authorization": f"Bearer {site.token}", "accept": "application/json"}
    assert reader.post(f"/rows/{row}", json=given, headers=headers).status_code == 200
    assert [each.row for each in site.ledger.find_corrections()] == [row]


@pytest.mark.parametrize("token", ["", "x", "é", "0" * 5000])
def test_a_wrong_token_opens_nothing(reader: TestClient, site: Site, token: str) -> None:
    assert reader.get("/start", params={"token": token}).status_code == 401
    answer = reader.post("/undo", headers={**FROM_HERE, "authorization": b"Bearer " + token.encode()}, data={})
    assert answer.status_code == 401


def test_the_cookie_is_for_this_site_only_and_for_no_script(reader: TestClient, site: Site) -> None:
    given = reader.get("/start", params={"token": site.token}).headers["set-cookie"].lower()
    assert "samesite=strict" in given and "httponly" in given


def test_a_site_that_others_reach_is_read_with_the_token_only(site: Site) -> None:
    shared = replace(site, private=True, hosts=None)
    client = TestClient(create_app(shared), base_url="http://news.example", follow_redirects=False)
    assert client.get("/").status_code == 401
    assert client.get("/openapi.json").status_code == 401
    client.get("/start", params={"token": site.token})
    assert client.get("/").status_code == 200


def test_what_is_too_large_is_refused(writer: TestClient, site: Site) -> None:
    body = "why=" + "x" * site.max_body_bytes
    assert writer.post("/undo", content=body, headers=FORM).status_code == 413
    pieces = (b"x" * 1000 for _ in range(100))
    assert writer.post("/undo", content=pieces, headers=FORM).status_code == 413
    assert writer.post("/undo", content=b"", headers={**FORM, "content-length": "-1"}).status_code == 413


@pytest.mark.parametrize(
    "body, media",
    [
        *((text, "application/json") for text in ("{", "[]", '{"why": 1}')),
        ("a" * 10, "text/plain"),
        ("%ff=1", "application/x-www-form-urlencoded"),
    ],
)
def test_what_is_no_form_is_refused(writer: TestClient, body: str, media: str) -> None:
    answer = writer.post("/undo", content=body, headers={"content-type": media, "accept": "application/json"})
    assert answer.status_code in (400, 415)
    assert answer.json()["error"]["detail"]


def test_an_answer_that_takes_too_long_is_an_error(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def wait(**_: Any) -> None:
        time.sleep(1.5)

    monkeypatch.setattr(site.ledger, "find_entries", wait)
    client = TestClient(create_app(replace(site, answer_s=0.2)), base_url=HERE)
    begun = time.monotonic()
    answer = client.get("/index.json")
    assert answer.status_code == 503 and "too long" in answer.json()["error"]["detail"]
    assert time.monotonic() - begun < 1.5
    assert front_page.show_front is not None


@pytest.mark.parametrize(
    "back", ["//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nx: y", "/ä", "", "/\t/evil.example"]
)
def test_a_form_leads_to_no_other_site(reader: TestClient, back: str) -> None:
    answer = reader.post("/theme", data={"theme": "dark", "back": back}, headers=FROM_HERE)
    assert answer.status_code == 303 and answer.headers["location"] == "/"
    assert "x" not in answer.headers


def test_an_address_that_others_reach_is_not_opened_unless_allowed() -> None:
    for host in ("0.0.0.0", "::", "192.0.2.1", "news.example"):
        with pytest.raises(TextError, match="allow-remote"):
            open_door(host, 0)
    with open_door("127.0.0.1", 0) as door, pytest.raises(SourceError, match="cannot be had"):
        door.listen()
        open_door("127.0.0.1", door.getsockname()[1])
