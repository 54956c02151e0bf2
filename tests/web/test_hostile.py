"""Text of others is shown as text: no markup, no address and no header of theirs gets through, whatever field it comes in."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from dragoman.ledger import open_ledger
from dragoman.records import Actor, Article, Condition, Entry, Hop, Place, Span, Tag
from dragoman.web import Site, create_app
from dragoman.web.phrases import find_link
from tests.ledger.samples import make_entry
from tests.web.conftest import HERE

ATTACKS = (
    "<script>alert(1)</script>",
    "</title><script src=//evil.example/x.js></script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "</p></article></main><style>*{display:none}</style>",
    "<link rel=stylesheet href=//evil.example>",
    '" onmouseover="alert(1)" x="',
    "' autofocus onfocus='alert(1)",
    "<base href=//evil.example/>",
    '<meta http-equiv="refresh" content="0;url=//evil.example">',
    "<iframe srcdoc='<script>alert(1)</script>'>",
    '<form action="//evil.example"><input name=token>',
    "{{ site.token }} {% include '/etc/passwd' %} ${7*7} #{7*7}",
    "<!--><script>alert(1)</script-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "&lt;script&gt; &#60;script&#62; &#x3c;b&#x3e;",
    "\r\nSet-Cookie: token=evil\r\n\r\n<script>",
    "javascript:alert(1)",
    "</textarea></svg></math><mtext><script>alert(1)</script>",
    "\u202e\u2066evil\u2069 \u0007 \x1b[31m",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "＜script＞alert(1)＜/script＞",
    "`${alert(1)}` \\u003cscript\\u003e",
    "<details open ontoggle=alert(1)>",
)
PATHS = ("/", "/articles/{a}", "/actors/{p}", "/actors/{p}?tab=did", "/search?q=talks", "/search?q=talks&in=reports",
         "/about", "/search?q=talks&in=articles", "/search?{q}",
         "/nowhere/{q}", "/?{outlet}", "/review", "/review?of=reports", "/matrix",
         "/relations/POL/BRA", "/events", "/events/{e}", "/stories/{y}", "/events?actor={q}&disputed=true")  # fmt: skip


class Shape(HTMLParser):
    """The elements of a page with the names of their attributes, and what it refers to."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.links: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(sorted(name for name, _ in attrs))))
        self.links += [(name, value or "") for name, value in attrs if name in ("href", "src", "action", "xlink:href")]


def read(html: str) -> Shape:
    shape = Shape()
    shape.feed(html)
    return shape


def poison(words: str) -> Entry:
    """An entry that says `words` in every field that a text comes in."""
    entry = make_entry(1)
    text = f"{entry.article.text}\n\n{words}\n\nand {words}"
    at = len(entry.article.text) + 2
    span = Span(at, at + max(len(words), 1))
    actor = Actor("p-evil", words, "person", "POL", "GOV", words, mention=None)
    article = replace(
        entry.article, text=text, title=words, url=words, outlet=words, section=words, byline=words, wire=words,
        tags=(Tag(words, None, "page"),), furniture=(Span(0, 5),),
    )  # fmt: skip
    said = replace(
        entry.statements[0], speakers=(actor,), addressees=(actor,), content=(span,), cue=(Span(at, at + 2),),
        occasion=words, chain=(Hop(actor, "carried_by", span),), source=None,
    )  # fmt: skip
    done = replace(
        entry.reports[0], actors=(actor,), evidence=(span,), conditions=(Condition("condition", span),),
        place=Place(words, "POL", span), asserted_by=said.id,
    )  # fmt: skip
    return Entry(article, (said, *entry.statements[1:]), (done,))


@pytest.fixture
def visit(tmp_path: Path):
    """Writes an entry into a ledger of its own and gives a page's answer."""
    made = []

    def ask(entry: Entry, path: str, words: str):
        ledger = open_ledger(tmp_path / f"{len(made)}.ledger")
        made.append(ledger)
        ledger.write(entry, run=ledger.begin_run(code="1", weights="w"))
        for _ in ledger.place():
            pass
        ledger.merge()
        events, story = ledger.find_events(limit=1), ledger.find_extents([entry.article.id]).get(entry.article.id)
        client = TestClient(
            create_app(Site(ledger, by="ana", answer_s=60.0, patience_s=60.0)),
            base_url=HERE,
            raise_server_exceptions=False,
        )

        def get(path: str):
            from urllib.parse import quote, urlencode

            filled = path.format(
                a=entry.article.id, p="p-evil", q=quote(words) if "{q}" in path and "?" not in path else urlencode({"q": words}),
                outlet=urlencode({"outlet": words}), e=events[0][0].id if events else "none", y=story[0] if story else "none",
            )  # fmt: skip
            return client.get(filled)

        return get

    yield ask
    for ledger in made:
        ledger.close()


@pytest.mark.parametrize("words", ATTACKS)
def test_no_page_gets_another_shape_by_what_a_text_says(visit, words: str) -> None:
    plain = "".join(mark if mark.isspace() else "x" for mark in words)
    ask, ask_plain = visit(poison(words), "", words), visit(poison(plain), "", plain)
    for path in PATHS:
        answer, same = ask(path), ask_plain(path)
        assert answer.status_code < 500, path
        shape = read(answer.text)
        if answer.status_code == same.status_code and "{q}" not in path and "{outlet}" not in path:
            assert [tag for tag, _ in shape.elements] == [tag for tag, _ in read(same.text).elements], path
        check(shape, path)
        assert "set-cookie" not in answer.headers
        assert set(answer.headers) == set(same.headers), path


def check(shape: Shape, path: str) -> None:
    """Only our own script and style sheet, no handler, and links that stay here or lead to the web."""
    assert {"style", "iframe", "base", "object", "embed", "img"} & {tag for tag, _ in shape.elements} == set(), path
    assert [tag for tag, _ in shape.elements].count("script") == 1, path
    assert [names for _, names in shape.elements for name in names if name.startswith("on") or name == "style"] == [], (
        path
    )
    for _, value in shape.links:
        assert value.startswith(("/", "#", "http://", "https://")) and not value.startswith("//"), (path, value)


@pytest.mark.parametrize("words", ATTACKS)
def test_json_is_never_taken_for_a_page(visit, words: str) -> None:
    ask = visit(poison(words), "", words)
    for path in ("/articles/{a}.json", "/index.json", "/actors/p-evil.json"):
        answer = ask(path)
        assert answer.status_code == 200 and answer.headers["content-type"] == "application/json"
        assert answer.json()


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,<script>", "//evil.example",
     "vbscript:x", "https://user:pass@evil.example/", "https://good.example@evil.example/", "http:///x", "https://", "file:///etc/passwd",
     " https://x.example", "https://x.example/\"onclick=alert(1)", "https://x.example/\u202egpj.exe",
     "http://[::1", "ftp://x.example", "", None],
)  # fmt: skip
def test_an_address_that_is_no_plain_web_address_is_no_link(url: str | None) -> None:
    assert find_link(url) is None


def test_a_plain_web_address_is_a_link_that_opens_no_way_back(visit) -> None:
    entry = make_entry(1)
    html = visit(entry, "", "")("/articles/{a}").text
    assert 'href="https://paper.example/1" rel="noopener noreferrer nofollow"' in html


def test_an_article_without_anything_is_a_page(visit) -> None:
    entry = Entry(Article("a0", "x"))
    assert visit(entry, "", "")("/articles/{a}").status_code == 200


def test_what_a_correction_says_is_text(visit, tmp_path: Path) -> None:
    entry = make_entry(1)
    with open_ledger(tmp_path / "corrected.ledger") as ledger:
        ledger.write(entry, run=ledger.begin_run(code="1", weights="w"))
        for words in ATTACKS[:8]:
            ledger.correct(entry.article.id, {"title": words}, who=words, why=words)
            ledger.correct(entry.statements[0].id, {"occasion": words}, who=words, why=words)
            ledger.correct("p-silva", {"name": words}, who=words, why=words)
        client = TestClient(create_app(Site(ledger, by="ana", answer_s=60.0)), base_url=HERE)
        for path in ("/", f"/articles/{entry.article.id}", "/actors/p-silva", "/about", "/review", "/search?q=talks"):
            check(read(client.get(path).text), path)
