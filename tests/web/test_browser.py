"""The pages in a real Chromium: a way through all of them, a correction made and undone, how they look, and who can use them.

`DRAGOMAN_SHOTS=1` writes the pictures that later runs are compared with, and the one in the README.
"""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="the extra `web` is not installed")
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
Image = pytest.importorskip("PIL.Image", reason="pillow is not installed")

from dragoman.ledger import open_ledger  # noqa: E402
from dragoman.web import Site, open_door, serve  # noqa: E402
from dragoman.web.site import Shelf  # noqa: E402
from dragoman.web.workshop import Workshop  # noqa: E402
from tests.web.test_hostile import ATTACKS, poison  # noqa: E402
from tests.web.world import make_world  # noqa: E402

ROOT = Path(__file__).parents[2]
SHOTS = Path(__file__).parent / "shots"
WRITE = bool(os.environ.get("DRAGOMAN_SHOTS"))
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PAGES = {
    "front": "/", "article": "/articles/{a}", "actor": "/actors/p-tamahori", "state": "/actors/ISL", "dyad": "/relations/ISL/NZL",
    "events": "/events", "event": "/events/{e}", "matrix": "/matrix", "search": "/search?q=grounds", "review": "/review",
    "about": "/about",
}  # fmt: skip
TILE = (96, 128)
COLUMNS = 12
GROSS = 8.0
"""Difference of grey (0 to 255) of one upright twelfth of a page, from which it is said to look another.

Lines break elsewhere in another machine's fonts, which moves all below them; what stands in a column stays: at most 6 for four
fonts, at least 7 for a margin lost."""

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Site, dict[str, str]]]:
    """Pages answering in this process: their address, the site, and the ids that addresses need."""
    with open_ledger(tmp_path_factory.mktemp("web") / "news.ledger") as ledger:
        entries = list(make_world())
        ledger.write_many(entries, run=ledger.begin_run(code="1", weights="w"))
        ledger.merge()
        site = Site(ledger, by="ana", answer_s=60.0, patience_s=60.0)
        names = {"a": entries[0].article.id}
        names["e"] = ledger.find_events(limit=1)[0][0].id

        with answering(site) as address:
            yield address, site, names


@contextmanager
def answering(site: Site) -> Iterator[str]:
    """The address at which a site answers meanwhile."""
    told: list[str] = []
    listening, stop = threading.Event(), threading.Event()

    def ready(address: str) -> None:
        told.append(address)
        listening.set()

    with open_door("127.0.0.1", 0) as door:
        task = threading.Thread(target=serve, args=(site, door), kwargs={"ready": ready, "stop": stop}, daemon=True)
        task.start()
        assert listening.wait(60)
        yield told[0]
        stop.set()
        task.join(30)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Any, site: Any) -> Iterator[Any]:
    """Opens a page as somebody would: width, theme, with the token or not, with scripts or not."""
    contexts = []

    def open_page(*, width: int = 1280, theme: str = "light", writer: bool = False, scripts: bool = True) -> Any:
        made = browser.new_context(
            viewport={"width": width, "height": 844 if width < 500 else 900}, color_scheme=theme, java_script_enabled=scripts,
            reduced_motion="reduce", locale="en-GB",
        )  # fmt: skip
        contexts.append(made)
        page = made.new_page()
        page.set_default_timeout(60_000)
        page.faults = []
        page.on("console", lambda line: page.faults.append(line.text) if line.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on("dialog", lambda dialog: (page.faults.append("a dialog opened"), dialog.dismiss()))
        if writer:
            page.goto(f"{site[0]}/start?token={site[1].token}")
        return page

    yield open_page
    for made in contexts:
        made.close()


def go(page: Any, site: Any, name: str) -> None:
    page.goto(site[0] + PAGES[name].format(**site[2]))


def test_a_way_leads_through_all_pages(visit: Any, site: Any) -> None:
    page = visit()
    page.goto(site[0])
    page.locator(".story h2 a").first.click()
    assert page.url.startswith(f"{site[0]}/articles/")
    page.locator(".notes .who a").first.click()
    assert "/actors/" in page.url
    page.get_by_role("link", name=re.compile("^Did")).click()
    page.locator(".side table th a").first.click()
    assert "/relations/" in page.url
    page.locator(".acts-table td a").first.click()
    assert "/articles/" in page.url and "#r" in page.url
    page.get_by_role("link", name="Events").click()
    page.locator(".row .evidence a").first.click()
    assert "/events/" in page.url
    page.get_by_role("link", name="Matrix").click()
    page.locator(".matrix td a").first.click()
    assert "/relations/" in page.url
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Search").click()
    page.get_by_label("Words", exact=True).fill("grounds")
    page.get_by_role("button", name="Search").click()
    assert page.locator(".row mark").count() > 0
    page.get_by_role("link", name="Data").click()
    page.get_by_role("link", name="Review").click()
    page.get_by_role("link", name="This page as JSON").click()
    assert '"rows"' in page.content()
    assert page.faults == []


def test_a_bar_of_the_chart_opens_to_its_acts(visit: Any, site: Any) -> None:
    page = visit()
    go(page, site, "dyad")
    page.locator("svg a.column").first.click()
    assert "first=" in page.url and page.locator(".acts-table tbody tr").count() > 0


def test_a_mark_lights_up_its_note_by_pointer_and_by_keyboard(visit: Any, site: Any) -> None:
    page = visit()
    go(page, site, "article")
    note = page.locator(".of-said").first
    look = "each => getComputedStyle(each).backgroundColor"
    before = note.evaluate(look)
    page.locator(".text .said").first.hover()
    assert note.evaluate(look) != before
    page.mouse.move(0, 0)
    assert note.evaluate(look) == before
    page.locator(".text .said").first.focus()
    assert note.evaluate(look) != before
    described = page.locator(".text .said").first.get_attribute("aria-describedby")
    assert page.locator(f"[id='{described}']").count() == 1


def test_a_correction_is_made_by_keyboard_and_undone(visit: Any, site: Any) -> None:
    page = visit(writer=True)
    go(page, site, "review")
    known = len(site[1].ledger.find_corrections())
    page.keyboard.press("j")
    row = page.locator(".work").first.get_attribute("data-row")
    page.keyboard.press("c")
    page.locator(".settled").wait_for()
    page.keyboard.press("x")
    page.locator(".settled").nth(1).wait_for()
    log = site[1].ledger.find_corrections()
    assert [each.field for each in log[known:]] == ["confidence", "rejected"] and log[known].row == row
    with page.expect_navigation():
        page.keyboard.press("u")
    assert len(site[1].ledger.find_corrections()) == known + 3
    assert page.faults == []


def test_a_correction_is_made_and_undone_without_scripts(visit: Any, site: Any) -> None:
    page = visit(writer=True, scripts=False)
    go(page, site, "review")
    page.locator(".work summary").first.click()
    form = page.locator(".work details form").first
    form.get_by_label("Field").select_option("manner")
    form.get_by_label("Value").fill("mixed")
    form.get_by_label("Why").fill("half in quotation marks")
    form.get_by_role("button", name="Correct").click()
    assert "done=" in page.url and "half in quotation marks" in page.locator(".flash").inner_text()
    page.locator(".flash").get_by_role("button", name="Undo").click()
    log = site[1].ledger.find_corrections()
    assert log[-1].undoes == log[-2].id and log[-2].field == "manner"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_reads_without_scripts(visit: Any, site: Any, name: str) -> None:
    page = visit(scripts=False)
    go(page, site, name)
    assert page.locator("main h1").count() == 1
    assert len(page.locator("main").inner_text()) > 100


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_looks_as_it_did(visit: Any, site: Any, tmp_path: Path, name: str, width: int, theme: str) -> None:
    page = visit(width=width, theme=theme)
    go(page, site, name)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "it is wider than the window"
    page.screenshot(path=tmp_path / "shot.png")
    tile = Image.open(tmp_path / "shot.png").convert("L").resize(TILE)
    kept = SHOTS / f"{name}-{width}-{theme}.png"
    if WRITE:
        SHOTS.mkdir(exist_ok=True)
        tile.save(kept, optimize=True)
    assert kept.exists(), "no picture of it is kept: run with DRAGOMAN_SHOTS=1 and look at it"
    greys = [
        list(each.resize((COLUMNS, 1), Image.Resampling.BOX).tobytes())
        for each in (tile, Image.open(kept).convert("L"))
    ]
    assert max(abs(now - then) for now, then in zip(*greys, strict=True)) < GROSS, greys


@pytest.mark.parametrize("name", ["front", "article", "dyad", "review"])
def test_nothing_jumps_while_a_page_loads(visit: Any, site: Any, name: str) -> None:
    page = visit()
    go(page, site, name)
    page.wait_for_load_state("networkidle")
    shift = page.evaluate(
        """() => new Promise(done => {
            let sum = 0;
            new PerformanceObserver(list => { for (const each of list.getEntries()) sum += each.value; })
                .observe({type: "layout-shift", buffered: true});
            setTimeout(() => done(sum), 200);
        })"""
    )
    assert shift < 0.01


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(visit: Any, site: Any, name: str, theme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    page = visit(theme=theme, writer=name == "review")
    go(page, site, name)
    found = axe.Axe().run(page).response["violations"]
    serious = [each for each in found if each["impact"] in ("serious", "critical")]
    assert [(each["id"], [node["html"][:120] for node in each["nodes"][:3]]) for each in serious] == []


def test_a_page_can_be_used_by_keyboard_from_its_beginning(visit: Any, site: Any) -> None:
    page = visit()
    go(page, site, "front")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"


def test_a_theme_is_chosen_without_scripts(visit: Any, site: Any) -> None:
    page = visit(scripts=False)
    go(page, site, "about")
    page.get_by_role("button", name="dark").click()
    assert page.url.endswith("/about")
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_hostile_texts_open_nothing_in_a_browser(visit: Any, browser: Any, tmp_path: Path) -> None:
    with open_ledger(tmp_path / "hostile.ledger") as ledger:
        run = ledger.begin_run(code="1", weights="w")
        ids = [f"a{n:04d}" for n in range(len(ATTACKS))]
        for name, words in zip(ids, ATTACKS, strict=True):
            entry = poison(words)
            ledger.write(replace(entry, article=replace(entry.article, id=name, url=None)), run=run)
        with answering(Site(ledger, by="ana", answer_s=60.0, patience_s=60.0)) as address:
            page = visit()
            sent: list[str] = []
            page.on("request", lambda request: sent.append(request.url))
            for path in [
                "/",
                *(f"/articles/{each}" for each in ids),
                "/actors/p-evil",
                "/search?q=talks",
                "/review",
                "/review?of=reports",
                "/events",
                "/matrix",
                "/about",
            ]:
                page.goto(address + path)
            assert page.faults == []
            assert [url for url in sent if not url.startswith(address)] == []


def test_what_is_being_prepared_fills_itself_in(visit: Any, site: Any) -> None:
    with answering(replace(site[1], workshop=Workshop(40_000), shelf=Shelf(2**20, len), patience_s=0.0)) as address:
        page = visit()
        page.goto(f"{address}/relations/NZL/ISL")
        assert page.locator("#fills[data-preparing]").count() == 1
        page.locator("#fills:not([data-preparing]) #returned").wait_for()
        assert page.faults == []


def test_the_readme_shows_the_page_of_a_relation(visit: Any, site: Any, tmp_path: Path) -> None:
    page = visit(width=1280)
    go(page, site, "dyad")
    target = ROOT / "docs" / "relation.png" if WRITE else tmp_path / "relation.png"
    page.screenshot(path=tmp_path / "whole.png", full_page=True, clip={"x": 0, "y": 0, "width": 1280, "height": 985})
    Image.open(tmp_path / "whole.png").convert("P", palette=1, colors=64).save(target, optimize=True)
    assert target.stat().st_size < 150_000
