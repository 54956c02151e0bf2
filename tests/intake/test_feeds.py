"""Addresses and feeds as inputs: which article comes of them, what is taken from the feed, and what leads nowhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from html import escape
from pathlib import Path

import pytest

from dragoman.intake import Fetcher, load
from dragoman.intake.articles import _choose_url
from dragoman.intake.feeds import FeedItem, read_feed
from dragoman.intake.following import Feed, open_feed, read_new
from dragoman.intake.refusal import Refusal
from dragoman.records import Article, Rejected
from tests.intake.web import Site, open_site

SENTENCES = (
    "The port authority said on Monday that the fees for small ships would stay as they were until the end of June. ",
    "“We have no reason to raise them before the summer,” the minister told reporters after a meeting in the capital. ",
    "Her deputy added that the neighbouring state had asked for more time to study the proposal and the figures in it. ",
    "Shipping companies had warned in January that a rise would drive their trade to the harbours further to the south. ",
)
FULL = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
SPANISH = "<p>" + "El ministro dijo el lunes que las negociaciones con el estado vecino seguirán hasta el viernes. " * 9
TEASER = "<p>The port authority said on Monday that the fees would stay. [&#8230;]</p>"


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site() as opened:
        yield opened


def make_page(title: str, *, head: str = "", body: str = FULL) -> str:
    shown = f"<article><h1>{title}</h1>{body}</article>"
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{shown}</body></html>"


def make_entry(n: int, *, link: str = "", content: str = "", more: str = "") -> str:
    return (
        f"<item><title>Fees &amp; ships {n}</title><guid isPermaLink='false'>item-{n}</guid><link>{link}</link>"
        f"<pubDate>Mon, 12 Feb 2018 0{n}:49:00 +0300</pubDate>"
        f"<content:encoded>{escape(content)}</content:encoded>{more}</item>"
    )


def make_feed(*entries: str, title: str = "Harbour Post - World") -> str:
    return (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
        f"<channel><title>{title}</title><link>http://news.example/</link>{''.join(entries)}</channel></rss>"
    )


def read(*sources: object, **options: object) -> list[Article | Rejected]:
    return list(load([str(s) for s in sources], fetch=Fetcher(allow_private=True), **options))  # type: ignore[arg-type]


def get_article(found: Article | Rejected) -> Article:
    assert isinstance(found, Article), found
    return found


def get_rejected(found: Article | Rejected) -> Rejected:
    assert isinstance(found, Rejected), found
    return found


# --- addresses as inputs ----------------------------------------------------------------------------------------------


def test_a_page_is_read_from_its_address(site: Site) -> None:
    head = "<meta property='og:site_name' content='Harbour Post'>"
    head += "<meta property='article:published_time' content='2018-02-12T08:49:00+03:00'>"
    (found,) = read(site.put("/fees.html", make_page("Fees for small ships stay", head=head)))
    article = get_article(found)
    assert article.url == site.url + "/fees.html"
    assert (article.title, article.outlet) == ("Fees for small ships stay", "Harbour Post")
    assert article.published_at and article.published_at.at.isoformat() == "2018-02-12T08:49:00+03:00"
    assert "“We have no reason" in article.text


def test_a_text_is_read_from_its_address_unchanged(site: Site) -> None:
    text = "Fees for small ships stay\n\n" + "\n\n".join(SENTENCES)
    (found,) = read(site.put("/fees", text, Content_Type="text/plain; charset=utf-8"))
    assert (get_article(found).text, get_article(found).url) == (text, site.url + "/fees")


def test_what_fails_is_rejected_and_the_rest_goes_on(site: Site, tmp_path: Path) -> None:
    text = tmp_path / "a.txt"
    text.write_text("Fees for small ships stay\n\n" + "\n\n".join(SENTENCES))
    good = site.put("/good", make_page("Fees for small ships stay"))
    found = read(
        site.url + "/missing", "http://user:secret@127.0.0.1/", good, "http://10.0.0.256/", text, site.put("/e", "")
    )
    kinds = [f.reason if isinstance(f, Rejected) else "read" for f in found]
    assert kinds == ["unreachable", "refused", "read", "refused", "read", "empty"]
    assert "secret" not in repr(found)
    assert get_rejected(found[0]).input == site.url + "/missing"


def test_nothing_is_asked_where_no_fetch_is_given() -> None:
    (found,) = load(["https://news.example/"])
    assert get_rejected(found).reason == "refused"


def test_pictures_and_pdf_are_named_as_ever(site: Site) -> None:
    (found,) = read(site.put("/a.html", b"%PDF-1.7 ...", Content_Type="application/pdf"))
    assert get_rejected(found).reason == "unsupported"


@pytest.mark.parametrize(
    ("said", "fetched", "chosen"),
    [
        ("https://news.example/a", "https://www.news.example/a?x=1", "said"),
        ("https://www.news.example/a", "https://amp.news.example/a", "said"),
        ("https://news.example/a", "https://rss.news.example/a", "said"),
        ("https://other.example/a", "https://news.example/a", "fetched"),
        ("https://badnews.example/a", "https://news.example/a", "fetched"),
        ("https://example/a", "https://news.example/a", "fetched"),
        (None, "https://news.example/a", "fetched"),
        ("https://news.example/a", None, "said"),
    ],
)
def test_a_page_cannot_pose_as_another_sites(said: str | None, fetched: str | None, chosen: str) -> None:
    assert _choose_url(said, fetched) == (said if chosen == "said" else fetched)


# --- feeds as inputs --------------------------------------------------------------------------------------------------


def test_a_feed_of_an_address_leads_to_its_pages(site: Site) -> None:
    one, two = (site.put(f"/{n}", make_page(f"Fees for small ships stay {n}")) for n in (1, 2))
    site.put(
        "/feed",
        make_feed(make_entry(1, link=one), make_entry(2, link=two.removeprefix(site.url))),
        Content_Type="text/xml",
    )
    first, second = (get_article(found) for found in read(site.url + "/feed"))
    assert (first.url, second.url) == (one, two)
    assert first.title == "Fees for small ships stay 1"
    assert first.outlet == "Harbour Post"
    assert first.published_at and first.published_at.at.isoformat() == "2018-02-12T01:49:00+03:00"


def test_what_the_page_prints_goes_before_the_feed_but_for_a_bare_day(site: Site) -> None:
    stamp = "<meta property='article:published_time' content='{}'><meta property='og:site_name' content='Own Name'>"
    early = site.put("/1", make_page("Fees for small ships stay", head=stamp.format("2017-01-01T10:00:00Z")))
    bare = site.put("/2", make_page("Fees for small ships stay", head=stamp.format("2018-02-12")))
    site.put("/feed", make_feed(make_entry(1, link=early), make_entry(2, link=bare)))
    first, second = (get_article(found) for found in read(site.url + "/feed"))
    assert first.outlet == "Own Name"
    assert first.published_at and first.published_at.at.year == 2017
    assert second.published_at and second.published_at.at.isoformat() == "2018-02-12T02:49:00+03:00"
    (first, _) = (get_article(found) for found in read(site.url + "/feed", outlet="Given"))
    assert first.outlet == "Given"


def test_a_feed_in_a_file_is_read_without_the_network(site: Site, tmp_path: Path) -> None:
    link = site.put("/1", make_page("Never asked for this"))
    feed = tmp_path / "feed.xml"
    feed.write_text(make_feed(make_entry(1, link=link, content=FULL), make_entry(2, link=link, content=TEASER)))
    full, teaser = read(feed)
    article = get_article(full)
    assert (article.title, article.url, article.outlet) == ("Fees & ships 1", link, "Harbour Post")
    assert article.text.startswith("Fees & ships 1\n\nThe port authority said")
    assert len(article.text.split("\n\n")) == 5
    assert get_rejected(teaser).reason == "no_text"
    assert (get_rejected(teaser).input, get_rejected(teaser).item) == (str(feed), link)
    assert site.asked == []


def test_the_feeds_own_text_is_read_where_its_page_is_not_there(site: Site) -> None:
    gone = site.url + "/gone"
    site.put(
        "/feed",
        make_feed(make_entry(1, link=gone, content=FULL), make_entry(2, link=gone), make_entry(3, content=FULL)),
    )
    full, nothing, unlinked = read(site.url + "/feed")
    assert get_article(full).url == gone
    assert get_rejected(nothing).reason == "unreachable"
    assert get_article(unlinked).url is None


def test_a_page_in_another_language_stays_out(site: Site) -> None:
    link = site.put("/1", make_page("Las negociaciones", body=SPANISH))
    (found,) = read(site.put("/feed", make_feed(make_entry(1, link=link, content=FULL))))
    assert get_rejected(found).reason == "language"


@pytest.mark.parametrize(
    "link", ["file:///etc/passwd", "javascript:alert(1)", "http://10.0.0.256/", "http://user@127.0.0.1/"]
)
def test_links_of_a_feed_are_judged(site: Site, link: str) -> None:
    (found,) = read(site.put("/feed", make_feed(make_entry(1, link=link))))
    assert get_rejected(found).reason in ("refused", "no_text")
    assert site.count("/feed") == len(site.asked)


def test_a_feed_that_leads_to_itself_ends(site: Site) -> None:
    (found,) = read(site.put("/feed", make_feed(make_entry(1, link="/feed"))))
    assert get_rejected(found).reason == "unsupported"
    assert site.count("/feed") == 2


# --- what is taken from a feed ----------------------------------------------------------------------------------------

ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>World news | The Harbour Post</title>
<entry><id>tag:news.example,2018:1</id><title type="html">&lt;b&gt;Fees&lt;/b&gt; stay</title><link href="/a" rel="alternate"/>
<updated>2018-02-13T00:00:00Z</updated><published>2018-02-12T08:49:00+03:00</published>
<source><title>Other Post</title></source><summary>Short.</summary></entry>
<entry><id>https://news.example/b</id><title>No link</title><updated>2018-02-13T00:00:00Z</updated></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Harbour Post</title></channel>
<item rdf:about="https://news.example/c"><title>Fees</title><link>https://news.example/c</link><dc:date>2018-02-12T08:49:00Z</dc:date></item></rdf:RDF>"""


def test_atom_and_rdf() -> None:
    one, two = read_feed(ATOM, url="https://news.example/feed")
    assert (one.id, one.link, one.title, one.outlet) == (
        "tag:news.example,2018:1",
        "https://news.example/a",
        "Fees stay",
        "Other Post",
    )
    assert one.published_at and one.published_at.at.isoformat() == "2018-02-12T08:49:00+03:00"
    assert (two.link, two.outlet) == ("https://news.example/b", "The Harbour Post")
    (three,) = read_feed(RDF)
    assert (three.link, three.outlet) == ("https://news.example/c", "Harbour Post")
    assert three.published_at and three.published_at.at.isoformat() == "2018-02-12T08:49:00+00:00"


@pytest.mark.parametrize("content", [TEASER, FULL + "<p>Read more</p>", FULL[:-4] + " …</p>", "<p>" + "word " * 79, ""])
def test_teasers_are_no_full_text(content: str) -> None:
    assert read_feed(make_feed(make_entry(1, content=content)))[0].content is None


def test_an_item_that_comes_twice_is_one() -> None:
    assert len(read_feed(make_feed(make_entry(1), make_entry(1), make_entry(2)))) == 2


def test_a_feed_cannot_blow_up() -> None:
    entities = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 12))
    bomb = f"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY e0 'lol'>{entities}]>" + make_feed(
        make_entry(1, content="&e11;")
    )
    began = time.monotonic()
    try:
        items = read_feed(bomb.replace("<?xml version='1.0' encoding='utf-8'?>", "").replace("&amp;e11;", "&e11;"))
    except Refusal as refusal:
        assert refusal.reason in ("broken", "empty")
    else:
        assert all(len(item.content or "") < 100_000 for item in items)
    assert time.monotonic() - began < 5


def test_a_feed_cannot_read_files(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret")
    text = f"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY x SYSTEM 'file://{secret}'>]>" + make_feed(
        make_entry(1).replace("Fees &amp;", "&x;")
    ).removeprefix("<?xml version='1.0' encoding='utf-8'?>")
    assert "the secret" not in repr(read_feed(text))


@pytest.mark.parametrize(("text", "reason"), [("<rss><channel></channel></rss>", "empty"), ("<feed", "broken")])
def test_a_feed_without_items_is_refused(text: str, reason: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_feed(text)
    assert caught.value.reason in (reason, "empty")


# --- feeds, asked again -----------------------------------------------------------------------------------------------


def get_feed(found: Feed | Rejected) -> Feed:
    assert isinstance(found, Feed), found
    return found


def test_a_feed_that_has_not_changed_is_not_sent_again(site: Site) -> None:
    fetch = Fetcher(allow_private=True)
    url = site.put("/feed", make_feed(make_entry(1)), ETag='"one"')
    feed = get_feed(open_feed(url, fetch=fetch))
    assert (len(feed.items), feed.etag) == (1, '"one"')
    again = get_feed(open_feed(url, fetch=fetch, etag=feed.etag))
    assert (again.items, again.etag) == ((), '"one"')


def test_new_is_what_neither_id_nor_link_is_known_of(site: Site) -> None:
    link = site.put("/2", make_page("Fees for small ships stay"))
    url = site.put("/feed", make_feed(make_entry(1), make_entry(2, link=link), make_entry(3, link=link + "?3")))
    feed = get_feed(open_feed(url, fetch=Fetcher(allow_private=True)))
    (article,) = read(link)
    assert get_article(article).id in feed.article_ids
    new = feed.find_new(seen={"item-1"}, known={get_article(article).id})
    assert [item.id for item in new] == ["item-3"]
    (found,) = read_new(feed, feed.items[1:2], fetch=Fetcher(allow_private=True), outlet="Given")
    assert get_article(found).outlet == "Given"


@pytest.mark.parametrize(
    ("data", "reason"), [(make_page("A page"), "unsupported"), ("", "empty"), (b"\x89PNG\r\n", "binary")]
)
def test_what_is_no_feed_cannot_be_followed(site: Site, tmp_path: Path, data: str | bytes, reason: str) -> None:
    file = tmp_path / "feed.xml"
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    for source in (site.put("/", data), str(file)):
        found = open_feed(source, fetch=Fetcher(allow_private=True))
        assert isinstance(found, Rejected) and found.reason == reason


def test_an_item_is_named_by_its_link() -> None:
    assert FeedItem("a", "https://news.example/a", None, None, None, None).name == "https://news.example/a"
    assert FeedItem("a", None, None, None, None, None).name == "a"
