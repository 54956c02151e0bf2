"""Feeds, followed: what is new is read once, whatever happens in between."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from dragoman.cli import main
from dragoman.cli.app import DONE, NOTHING_READ
from dragoman.ledger import open_ledger
from tests.intake.test_feeds import FULL, SPANISH, make_entry, make_feed, make_page
from tests.intake.web import Site, open_site

pytestmark = pytest.mark.model


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command ended with and printed."""

    code: int
    out: str
    err: str

    def titles(self) -> list[str | None]:
        """Titles of the articles in standard output, None for a Rejected."""
        rows: list[dict[str, Any]] = [json.loads(line) for line in self.out.splitlines()]
        return [row["article"]["title"] if "article" in row else None for row in rows]


Follow = Callable[..., Ran]


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site() as opened:
        for n in (1, 2, 3, 4):
            opened.put(f"/{n}", make_page(f"Fees for small ships stay {n}"))
        yield opened


@pytest.fixture
def follow(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Follow:
    """Follows feeds into a ledger in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DRAGOMAN_FETCH_PAUSE", "0")

    def run(*feeds: object, command: str = "follow") -> Ran:
        capsys.readouterr()
        options = ("--ledger", "news.ledger", "--json", "--allow-private", "--processes", "1")
        code = main([command, *(str(f) for f in feeds), *options])
        return Ran(code, *capsys.readouterr())

    return run


def put_feed(site: Site, *numbers: int, etag: str | None = None) -> str:
    entries = [make_entry(n, link=f"{site.url}/{n}") for n in numbers]
    return site.put("/feed", make_feed(*entries), **({"ETag": etag} if etag else {}))


def test_the_second_time_only_what_is_new_is_read(site: Site, follow: Follow) -> None:
    feed = put_feed(site, 1, 2)
    assert follow(feed).titles() == ["Fees for small ships stay 1", "Fees for small ships stay 2"]
    again = follow(feed)
    assert (again.code, again.out) == (DONE, "") and "nothing new" in again.err
    put_feed(site, 3, 1, 2)
    assert follow(feed).titles() == ["Fees for small ships stay 3"]
    assert [site.count(f"/{n}") for n in (1, 2, 3)] == [1, 1, 1]
    assert follow(feed).titles() == []
    with open_ledger("news.ledger") as ledger:
        assert ledger.check() == []
        assert ledger.status().articles == 3


def test_a_feed_that_has_not_changed_is_not_sent_again(site: Site, follow: Follow) -> None:
    feed = put_feed(site, 1, etag='"one"')
    assert len(follow(feed).titles()) == 1
    assert follow(feed).titles() == []
    assert [headers.get("If-None-Match") for path, headers in site.asked if path == "/feed"] == [None, '"one"']
    put_feed(site, 2, etag='"two"')
    assert follow(feed).titles() == ["Fees for small ships stay 2"]


def test_what_the_ledger_has_from_elsewhere_is_not_new(site: Site, follow: Follow) -> None:
    assert follow(site.url + "/1", command="read").titles() == ["Fees for small ships stay 1"]
    assert follow(put_feed(site, 1, 2)).titles() == ["Fees for small ships stay 2"]


def test_what_was_deleted_does_not_come_back(site: Site, follow: Follow) -> None:
    feed = put_feed(site, 1)
    follow(feed)
    with open_ledger("news.ledger") as ledger:
        (article,) = ledger.find_articles()
        ledger.delete(article.id)
    assert follow(feed).titles() == []
    other = site.put("/other", make_feed(make_entry(1, link=f"{site.url}/1")))
    assert follow(other).titles() == []


def test_what_was_out_of_reach_is_tried_again_and_what_was_rejected_is_not(site: Site, follow: Follow) -> None:
    site.put("/2", make_page("Las negociaciones", body=SPANISH))
    site.put("/3", "", status=503)
    feed = put_feed(site, 1, 2, 3, etag='"one"')
    assert follow(feed).titles() == ["Fees for small ships stay 1", None, None]
    site.put("/3", make_page("Fees for small ships stay 3"))
    assert follow(feed).titles() == ["Fees for small ships stay 3"]
    assert (site.count("/2"), follow(feed).titles()) == (1, [])


def test_a_file_is_followed_too(follow: Follow, tmp_path: Path) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_text(make_feed(make_entry(1, content=FULL)))
    assert follow(feed).titles() == ["Fees & ships 1"]
    feed.write_text(make_feed(make_entry(2, content=FULL + "<p>It is so.</p>"), make_entry(1, content=FULL)))
    assert follow("feed.xml").titles() == ["Fees & ships 2"]


def test_one_feed_that_fails_holds_up_no_other(site: Site, follow: Follow) -> None:
    ran = follow(site.url + "/missing", put_feed(site, 1), "nothing.xml")
    assert ran.code == DONE
    assert ran.titles() == [None, "Fees for small ships stay 1", None]
    assert follow(site.url + "/missing").code == NOTHING_READ


def test_killed_between_article_and_note_nothing_is_lost_nor_read_twice(
    site: Site, follow: Follow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As kill -9 leaves it: articles written, none of them noted, and no word of the feed."""
    feed = put_feed(site, 1, 2, etag='"one"')
    follow(feed)
    with sqlite3.connect("news.ledger") as raw:
        raw.execute("DELETE FROM feeds")
        raw.execute("DELETE FROM feed_items")
    raw.close()
    assert follow(feed).titles() == []
    with open_ledger("news.ledger") as ledger:
        assert ledger.status().articles == 2


def test_stopped_half_way_the_rest_comes_next_time(site: Site, follow: Follow, monkeypatch: pytest.MonkeyPatch) -> None:
    feed = put_feed(site, 1, 2, 3, etag='"one"')
    noted = []

    def note_seen(_ledger: object, _feed: str, item: str, **_: object) -> None:
        noted.append(item)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("dragoman.ledger.Ledger.note_seen", note_seen)
        follow(feed)
    assert noted == ["item-1"]
    rest = follow(feed).titles()
    assert "Fees for small ships stay 3" in rest and len(rest) <= 3
    assert follow(feed).titles() == []


def test_a_ledger_of_before_can_be_followed_into_and_backed_up(site: Site, follow: Follow, tmp_path: Path) -> None:
    with open_ledger("news.ledger"):
        pass
    with sqlite3.connect("news.ledger") as raw:
        tables = {row[0] for row in raw.execute("SELECT name FROM sqlite_master")}
    raw.close()
    assert not {"feeds", "feed_items"} & tables
    feed = put_feed(site, 1)
    follow(feed)
    with open_ledger("news.ledger") as ledger:
        shutil.move(ledger.backup(tmp_path / "copy.ledger"), tmp_path / "moved.ledger")
        before = ledger.get_followed(feed)
    with open_ledger(tmp_path / "moved.ledger") as ledger:
        assert ledger.get_followed(feed) == before and before.seen == {"item-1"}
