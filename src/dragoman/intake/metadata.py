"""What a page's markup says of itself: meta elements, JSON-LD, time elements → Metadata."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from dragoman.intake.blocks import fold
from dragoman.intake.headers import clean_names
from dragoman.intake.published import find_published
from dragoman.records import Published

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_ARTICLE_TYPES = re.compile(r"(?:Article|BlogPosting|Report|Posting|Review)$")
# Names of meta elements (property, name or itemprop, lower case), the most trusted first.
_PUBLISHED = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time", "datepublished",
    "date.published", "pubdate", "publishdate", "publish-date", "publish_date", "publishtime", "publication_date",
    "publicationdate", "article_date_original", "article.published", "sailthru.date", "parsely-pub-date",
    "cxenseparse:recs:publishtime",
    "ptime", "dcterms.created", "dcterms.issued", "dc.date.issued", "dc.date.created", "dcterms.date", "dc.date",
    "datecreated", "originalpublicationdate", "displaydate", "citation_publication_date", "shareaholic:article_published_time",
    "rnews:datepublished", "timestamp", "date", "created", "pub_date", "lastmod", "article:modified_time", "datemodified",
)  # fmt: skip
_AUTHORS = (
    "author",
    "article:author",
    "article_author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
)
_SECTIONS = (
    "article:section",
    "articlesection",
    "section",
    "meta-section",
    "parsely-section",
    "category",
    "og:article:section",
    "cxenseparse:category",
)
_OUTLETS = (
    "og:site_name",
    "application-name",
    "dc.publisher",
    "dcterms.publisher",
    "publisher",
    "copyright",
    "twitter:site",
)
_TAGS = ("article:tag", "news_keywords", "keywords", "parsely-tags", "sailthru.tags", "og:article:tag")
_TITLES = ("og:title", "twitter:title", "dc.title", "dcterms.title", "parsely-title", "title")
_SEPARATOR = re.compile(r"\s+(?:\||–|—|--?|»|«|·|•|::|:|/)\s+|\s*\|\s*|\s»\s")
_NOT_A_SECTION = frozenset(
    {"tags", "article", "articles", "default", "uncategorized", "home", "index", "all", "untagged"}
)
_HAS_OFFSET = re.compile(r"\d\s?(?:Z|[+\-]\d\d:?\d\d)$")
_LONGEST_JSON = 2_000_000
_MOST_TAGS = 30
_STAMP_CLASSES = (
    "date",
    "time",
    "publish",
    "posted",
    "byline",
    "updated",
    "article-info",
    "article_info",
    "post-meta",
    "entry-meta",
)
_STAMPED = (
    "//*[" + " or ".join(f"contains(@class, '{name}') or contains(@id, '{name}')" for name in _STAMP_CLASSES) + "]"
)
_ELSEWHERE = re.compile(
    r"comment|related|sidebar|footer|widget|recommend|most-|trending|promo|teaser|menu|\bnav|copyright|disqus",
    re.IGNORECASE,
)
_WITHIN = re.compile(r"article|story|post|entry|content-head", re.IGNORECASE)
_LONGEST_STAMP = 150
_URL_DAY = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12]\d|3[01])(?=[/-])")
_HEADLINE_CLASSES = (
    "//*[@itemprop='headline']|//*[contains(concat(' ', normalize-space(@class), ' '), ' headline ')]"
    "|//*[contains(@class, 'entry-title') or contains(@class, 'article-title') or contains(@class, 'article__title')"
    " or contains(@class, 'ap-headline') or contains(@class, 'ap_headline') or contains(@class, 'story-headline')]"
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the markup says; None and () where it does not."""

    title: str | None
    section: str | None
    byline: str | None
    outlet: str | None
    url: str | None
    language: str | None
    published_at: Published | None
    tags: tuple[str, ...]


def read_metadata(tree: HtmlElement, *, zone: tzinfo | None = None) -> Metadata:
    """What the markup of a page says of it. `zone`: for a time given without one."""
    metas = _read_metas(tree)
    linked = _read_linked(tree)
    outlet = _find_outlet(metas, linked)
    url = _find_url(tree, metas)
    return Metadata(
        title=_find_title(tree, metas, linked, outlet),
        section=_find_section(metas, linked),
        byline=_find_byline(tree, metas, linked, outlet),
        outlet=outlet,
        url=url,
        language=_find_language(tree),
        published_at=_find_published(tree, metas, linked, zone) or _find_url_day(url),
        tags=_find_tags(metas, linked),
    )


def clean(text: str) -> str:
    """One line of plain text: blanks collapsed, tags and entities of doubly escaped titles resolved."""
    if "&" in text or "<" in text:
        from html import unescape

        text = re.sub(r"</?[a-zA-Z][^>]{0,200}>", "", unescape(text))
    return " ".join(text.replace("\u200b", "").split())


def _read_metas(tree: HtmlElement) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        if content := clean(meta.get("content") or ""):
            metas.setdefault(name.strip().lower(), []).append(content)
    return metas


def _read_linked(tree: HtmlElement) -> list[dict[str, Any]]:
    """The JSON-LD objects of the page that are articles, the most specific first."""
    found = []
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "") and script.text and len(script.text) < _LONGEST_JSON:
            found += [node for node in _find_nodes(_parse_json(script.text), depth=0) if _is_article(node)]
    return found


def _parse_json(text: str) -> Any:
    text = (
        re.sub(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$", "", text)
        .strip()
        .rstrip(";")
    )
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _find_nodes(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > 4:
        return
    if isinstance(value, list):
        for item in value[:100]:
            yield from _find_nodes(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _find_nodes(value.get(key), depth + 1)


def _is_article(node: dict[str, Any]) -> bool:
    return any(_ARTICLE_TYPES.search(kind) for kind in _read_texts(node.get("@type")))


def _read_texts(value: Any) -> list[str]:
    """The texts of a JSON-LD value, which may be a text, an object with a name, or a list of either."""
    if isinstance(value, str):
        return [cleaned] if (cleaned := clean(value)) else []
    if isinstance(value, dict):
        return _read_texts(value.get("name") or value.get("@value"))
    if isinstance(value, list):
        return [text for item in value[:100] for text in (_read_texts(item) if not isinstance(item, list) else [])]
    return []


def _get_first(metas: dict[str, list[str]], names: Sequence[str]) -> Iterator[str]:
    for name in names:
        yield from metas.get(name, ())


def _find_linked(linked: list[dict[str, Any]], key: str) -> list[str]:
    return next((texts for node in linked if (texts := _read_texts(node.get(key)))), [])


# --- title -----------------------------------------------------------------------------------------------------------


def _find_title(
    tree: HtmlElement, metas: dict[str, list[str]], linked: list[dict[str, Any]], outlet: str | None
) -> str | None:
    """The title element without the site's name: the one that a page keeps when its headlines are tested and changed.

    Where another headline of the page opens it, that one ends where the site's name begins. Without a title element:
    the page's headlines in the order of JSON-LD, heading, meta elements.
    """
    headings = [clean(h.text_content()) for h in list(tree.iter("h1"))[:5]]
    others = [*_find_linked(linked, "headline"), *headings, *_get_first(metas, _TITLES)]
    titles = [clean(title.text_content()) for title in list(tree.iter("title"))[:1]]
    others = [other for other in others if len(other.split()) > 1]
    for title in filter(None, titles):
        if match := next((other for other in others if _opens(title, other)), None):
            return match
        if others or len(_cut_site(title, outlet).split()) > 3:
            return _find_marked_headline(tree, title, others) or _cut_site(title, outlet)
    return next((_cut_site(other, outlet) for other in others), None) or _find_marked_headline(tree, None, [])


def _opens(title: str, other: str) -> bool:
    """Whether `title` is `other` and then, after a separator, the site's name."""
    if not fold(title).startswith(fold(other)) or len(other.split()) < 3:
        return False
    rest = title[len(other) :]
    return not fold(rest) or (title.startswith(other) and bool(_SEPARATOR.match(rest)))


def _find_marked_headline(tree: HtmlElement, title: str | None, others: list[str]) -> str | None:
    """Where nothing else on the page repeats the title element, an element that calls itself the headline."""
    if others:
        return None
    for element in tree.xpath(_HEADLINE_CLASSES)[:5]:
        text: str = clean(element.text_content())
        if 3 <= len(text.split()) <= 40 and text != title:
            return text
    return None


def _cut_site(title: str, outlet: str | None) -> str:
    """`title` without the parts that name the site: those equal to the outlet, else all but the longest leading part."""
    parts = _SEPARATOR.split(title)
    cuts = [match.start() for match in _SEPARATOR.finditer(title)]
    if len(parts) < 2:
        return title
    for index, part in enumerate(parts[1:], start=1):
        if _is_site(part, outlet):
            # Sections stand between headline and site: "Headline » Local » News » Site".
            first = next(
                (i for i in range(1, index + 1) if all(len(p.split()) <= 3 for p in parts[i : index + 1])), index
            )
            return title[: cuts[first - 1]].strip()
    last = re.search(r"\s+\|\s+[^|]{2,40}$", title)
    return title[: last.start()].strip() if last and last.start() >= 15 else title


def _is_site(part: str, outlet: str | None) -> bool:
    if not outlet:
        return False
    one, other = fold(part), fold(outlet)
    return bool(one) and (one == other or other.startswith(one + " ") or one.startswith(other + " "))


# --- the rest --------------------------------------------------------------------------------------------------------


def _find_section(metas: dict[str, list[str]], linked: list[dict[str, Any]]) -> str | None:
    found = [*_find_linked(linked, "articleSection"), *_get_first(metas, _SECTIONS)]
    return next((text for text in found if fold(text) not in _NOT_A_SECTION and len(text) <= 60), None)


def _find_outlet(metas: dict[str, list[str]], linked: list[dict[str, Any]]) -> str | None:
    sites = metas.get("og:site_name", [])
    found = [*sites, *_find_linked(linked, "publisher"), *_get_first(metas, _OUTLETS[1:])]
    name = next((text for text in found if 1 < len(text) <= 80 and not text.startswith("http")), None)
    bare = re.sub(r"^(?:©|copyright)\s*(?:\d{4})?\s*", "", (name or "").lstrip("@"), flags=re.IGNORECASE)
    return bare or None


def _find_byline(
    tree: HtmlElement, metas: dict[str, list[str]], linked: list[dict[str, Any]], outlet: str | None
) -> str | None:
    names = [name for name in _find_linked(linked, "author") if _is_person(name, outlet)]
    if names:
        return ", ".join(dict.fromkeys(names))
    named = [*_get_first(metas, _AUTHORS)]
    named += [clean(e.text_content()) for e in tree.xpath("//*[@itemprop='author' or @rel='author']")[:3]]
    found = (re.sub(r"^(?:by|from)\s*:?\s+", "", name, flags=re.IGNORECASE) for name in named)
    cleaned = (clean_names(name) or "" for name in found)
    return next((name for name in cleaned if _is_person(name, outlet)), None)


def _is_person(name: str, outlet: str | None) -> bool:
    return 1 < len(name) <= 200 and "://" not in name and fold(name) != fold(outlet or "") and not name.startswith("@")


def _find_url(tree: HtmlElement, metas: dict[str, list[str]]) -> str | None:
    """The page's own address: the canonical link, else og:url; a relative one says nothing without the other."""
    shared = next((url for url in metas.get("og:url", []) if _is_address(url)), None)
    links = [link.get("href") or "" for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    return next((link.strip() for link in links if _is_address(link.strip())), shared)


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in parts.netloc and not re.search(r"\s", url)


def _find_language(tree: HtmlElement) -> str | None:
    root = tree if tree.tag == "html" else next(iter(tree.iter("html")), tree)
    code = (root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "").split("-")[0].lower()
    return code if re.fullmatch(r"[a-z]{2}", code) else None


def _find_published(
    tree: HtmlElement, metas: dict[str, list[str]], linked: list[dict[str, Any]], zone: tzinfo | None
) -> Published | None:
    """The first date that has an offset, else a time of day, else any: pages give the same instant in several ways."""
    printed = [*_find_linked(linked, "datePublished"), *_get_first(metas, _PUBLISHED)]
    printed += _find_linked(linked, "dateCreated") + _find_times(tree)
    found = [(text, published) for text in printed if (published := find_published(text, zone=zone))]
    offset = [p for text, p in found if p.precision == "minute" and _HAS_OFFSET.search(text)]
    if same := next((p for p in offset if _is_same_instant(p, found[0][1])), None):
        return same
    timed = [p for _, p in found if p.precision == "minute" and p.on == found[0][1].on]
    return next(iter(timed or [p for _, p in found]), None)


def _is_same_instant(one: Published, first: Published) -> bool:
    """Whether two dates may say one instant, the first perhaps without its offset: a day, or whole quarters apart."""
    apart_s = abs((one.at - first.at).total_seconds())
    if first.precision == "day":
        return one.on == first.on
    return apart_s <= 14 * 3600 and min(apart_s % 900, 900 - apart_s % 900) < 60


def _find_times(tree: HtmlElement) -> list[str]:
    """Dates of elements: the one that calls itself published, else the first time element, else one classed as a date."""
    elements: list[HtmlElement] = tree.xpath("//*[@itemprop='datePublished' or @pubdate]")
    elements = elements or [e for e in tree.xpath("//article//time|//time") if not _stands_elsewhere(e)]
    elements = elements or sorted(
        (e for e in tree.xpath(_STAMPED)[:200] if not _stands_elsewhere(e)), key=_stands_outside
    )
    texts: list[str] = []
    for element in elements:
        texts += [element.get(name) or "" for name in ("datetime", "content", "title")]
        printed = clean(element.text_content()) if len(element) < 20 else ""
        texts += [printed] if len(printed) <= _LONGEST_STAMP else []
        if len(texts) > 60:
            break
    return [text for text in texts if text]


def _stands_elsewhere(element: HtmlElement) -> bool:
    """Whether an element stands among comments, teasers and the like, which have dates of their own."""
    around = [element, *element.iterancestors()][:12]
    return any(
        e.tag in ("aside", "footer", "nav") or _ELSEWHERE.search(f"{e.get('class') or ''} {e.get('id') or ''}")
        for e in around
        if e.tag not in ("body", "html")
    )


def _stands_outside(element: HtmlElement) -> bool:
    """Whether no element around it calls itself the article: a site prints today's date above it."""
    around = [element, *element.iterancestors()][:8]
    return not any(e.tag == "article" or _WITHIN.search(f"{e.get('class') or ''} {e.get('id') or ''}") for e in around)


def _find_url_day(url: str | None) -> Published | None:
    """The day in an address such as /2018/02/12/talks."""
    match = _URL_DAY.search(url or "")
    return find_published("-".join(match.groups())) if match else None


def _find_tags(metas: dict[str, list[str]], linked: list[dict[str, Any]]) -> tuple[str, ...]:
    tagged, keyed, rest = (list(_get_first(metas, names)) for names in (_TAGS[:1], _TAGS[1:2], _TAGS[2:]))
    for values in (tagged, _find_linked(linked, "keywords"), keyed, rest):
        tags = [tag.strip() for value in values for tag in re.split(r"[,;]", value) if tag.strip()]
        if tags:
            return tuple(dict.fromkeys(tags))[:_MOST_TAGS]
    return ()
