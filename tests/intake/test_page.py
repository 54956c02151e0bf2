"""Pages of markup: what their metadata and their text give."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from dragoman.intake import load
from dragoman.intake import page as engine
from dragoman.records import Article, Rejected

PAGES = Path(__file__).parents[3] / "shared/corpora/pages"
SPECIMEN = Path(__file__).parents[3] / "shared/specimen/article.txt"
P = "The foreign ministry of Valdoria said on Monday that it would reopen its consulate in Port Ester after a gap of six years. "
MARKUP = """<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>
<nav><a href="/">Home</a> <a href="/world">World</a></nav><article><h1>Valdoria to reopen its consulate</h1>{stamp}
<p>{p}</p><p>{p}Officials met again.</p><p>{p}The envoy left.</p></article>
<footer>© 2018 The Northern Ledger</footer></body></html>"""


def read_page(
    tmp_path: Path,
    *,
    head: str = "",
    stamp: str = "",
    title: str = "Valdoria to reopen its consulate | The Northern Ledger",
    **options: str,
) -> Article:
    path = tmp_path / "page.html"
    path.write_text(MARKUP.format(title=title, head=head, stamp=stamp, p=P), encoding="utf-8")
    (found,) = load([path], **options)  # type: ignore[arg-type]
    assert isinstance(found, Article)
    return found


SITE = '<meta property="og:site_name" content="The Northern Ledger">'
LINKED = """<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "x"},
{"@type": ["NewsArticle"], "headline": "Valdoria to reopen its consulate", "datePublished": "2018-03-05T10:20:00+02:00",
"dateModified": "2018-03-06T10:20:00+02:00", "articleSection": ["World"], "keywords": ["Valdoria", "diplomacy"],
"author": [{"@type": "Person", "name": "Jane Doe"}, {"@type": "Person", "name": "John Roe"}],
"publisher": {"@type": "Organization", "name": "The Northern Ledger"}}]}</script>"""


def test_text_is_title_and_paragraphs_parted_by_blank_lines(tmp_path: Path) -> None:
    article = read_page(tmp_path, head=SITE)
    assert article.title == "Valdoria to reopen its consulate"
    assert article.text.split("\n\n")[0] == article.title
    assert len(article.text.split("\n\n")) == 4
    assert article.text.count(article.title) == 1


def test_linked_data_gives_everything(tmp_path: Path) -> None:
    article = read_page(tmp_path, head=LINKED + '<link rel="canonical" href="https://ledger.example/valdoria">')
    assert (article.outlet, article.section, article.byline) == ("The Northern Ledger", "World", "Jane Doe, John Roe")
    assert article.published_at is not None
    assert article.published_at.at.isoformat() == "2018-03-05T10:20:00+02:00"
    assert [tag.name for tag in article.tags] == ["Valdoria", "diplomacy"]
    assert article.url == "https://ledger.example/valdoria"


@pytest.mark.parametrize(
    ("head", "stamp", "at", "precision"),
    [
        ('<meta property="article:published_time" content="2018-03-05T08:20:00Z">', "", "2018-03-05T08:20:00+00:00", "minute"),
        ('<meta name="pubdate" content="Monday, March 5, 2018, 10:20 AM">', "", "2018-03-05T10:20:00+00:00", "minute"),
        ('<meta itemprop="datePublished" content="2018-03-05">', "", "2018-03-05T00:00:00+00:00", "day"),
        ("", '<time datetime="2018-03-05T10:20:00+0400">5 March</time>', "2018-03-05T10:20:00+04:00", "minute"),
        ("", '<div class="publish-date">Published 5 March 2018 10:20 (UTC +04:00)</div>', "2018-03-05T10:20:00+04:00", "minute"),
        ('<link rel="canonical" href="https://ledger.example/2018/03/05/valdoria">', "", "2018-03-05T00:00:00+00:00", "day"),
    ],
)  # fmt: skip
def test_date_is_read_with_its_time_and_offset(tmp_path: Path, head: str, stamp: str, at: str, precision: str) -> None:
    published = read_page(tmp_path, head=head, stamp=stamp).published_at
    assert published is not None
    assert (published.at.isoformat(), published.precision) == (at, precision)


def test_dates_of_comments_are_not_the_articles(tmp_path: Path) -> None:
    assert (
        read_page(tmp_path, stamp='<div class="comment"><span class="timestamp">5 March 2018</span></div>').published_at
        is None
    )


@pytest.mark.parametrize(
    "site",
    [" | The Northern Ledger", " - The Northern Ledger", " — The Northern Ledger", " » World » The Northern Ledger"],
)
def test_site_name_is_cut_off_the_title(tmp_path: Path, site: str) -> None:
    title = "Valdoria to reopen its consulate in a new place" + site
    assert read_page(tmp_path, head=SITE, title=title).title == "Valdoria to reopen its consulate in a new place"


def test_outlet_given_goes_before_the_pages_and_the_date_given_after(tmp_path: Path) -> None:
    article = read_page(tmp_path, head=LINKED, outlet="Ledger", published="2001-01-01")
    assert article.outlet == "Ledger"
    assert article.published_at is not None
    assert article.published_at.on.year == 2018


def test_id_comes_from_the_address_alone(tmp_path: Path) -> None:
    link = '<link rel="canonical" href="https://ledger.example/valdoria">'
    assert read_page(tmp_path, head=link).id == read_page(tmp_path, head=link + SITE).id


# Pages with a gold: (title right, least F1 of words against the gold text, furniture left out).
# article_with_divs: the gold leaves out the first paragraph and the photo captions, which the page has in its body.
GOLDS = {
    "article_with_br": 0.99, "article_with_divs": 0.8, "cleveland.com1": 0.98, "cnn_001": 0.99, "cnn_002": 0.99,
    "cnn_article": 0.99, "cnn_test_nlp": 0.99, "fox13now_001": 0.98, "time_001": 0.98, "wired_001": 0.99,
}  # fmt: skip


@pytest.mark.corpus
@pytest.mark.parametrize("name", GOLDS)
def test_pages_with_a_gold_have_its_title_day_and_text(name: str) -> None:
    gold = json.loads((PAGES / f"{name}.json").read_text(encoding="utf-8"))
    (article,) = load([PAGES / f"{name}.html"])
    assert isinstance(article, Article)
    assert article.title == gold["title"]
    if gold["publish_date"]:
        assert article.published_at is not None
        assert article.published_at.on.isoformat() == gold["publish_date"][:10]
    body = article.text
    for span in reversed(article.furniture):
        body = body[: span.start] + body[span.end :]
    body = body.removeprefix(article.title or "")
    ours, theirs = (Counter(re.findall(r"\w+", t)) for t in (body, (PAGES / f"{name}.txt").read_text(encoding="utf-8")))
    assert 2 * (ours & theirs).total() / (ours.total() + theirs.total()) >= GOLDS[name]


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "reason"),
    [("spanish_article", "language"), ("chinese_article", "language"), ("sample_rss", "no_text")],
)
def test_pages_that_are_no_english_article_are_rejected(name: str, reason: str) -> None:
    found = list(load([PAGES / f"{name}.html"]))  # the feed lists teasers
    assert {each.reason for each in found if isinstance(each, Rejected)} == {reason}
    assert all(isinstance(each, Rejected) for each in found)


@pytest.mark.corpus
def test_specimen_has_its_article() -> None:
    (article,) = load([SPECIMEN])
    assert isinstance(article, Article)
    assert article.title == "Moscow ready to seek ways to improve relations with US on basis of equality"
    assert (article.section, article.tags, article.wire, article.language) == ("Other News Materials", (), None, "en")
    assert article.published_at is not None
    assert article.published_at.at.isoformat() == "2018-02-12T08:49:00+04:00"
    spans = [span.of(article.text) for span in article.furniture]
    assert [spans[0], *spans[4:]] == ["...", "Tags:", "Latest", "Latest"]
    assert spans[1].startswith("Other News Materials 12 February")
    assert article.text.count(spans[2].rstrip(".")) == 2
    assert spans[3] == article.title


def test_attributes_beyond_reason_cost_nothing() -> None:
    many = " ".join(f"data-{n}=v" for n in range(2_000))
    body = "".join(f"<p>{line}</p>" for line in ["The minister said on Monday that the port would reopen in June."] * 4)
    plain = engine.read_page(f"<html><body><article>{body}</article></body></html>")
    grown = engine.read_page(f"<html><body><article {many} class='{'c ' * 20_000}'>{body}</article></body></html>")
    assert plain.text and grown.text == plain.text
