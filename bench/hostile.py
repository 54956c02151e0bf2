"""Inputs that nobody should write and somebody will: each by its number, the same each time.

    make_input(number) → Hostile: a name with its suffix, and the bytes

An input is read, or rejected with a reason; never an exception, a process that hangs or one that eats the machine.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Dice = random.Random

TITLE = "Valdoria to reopen its consulate in Port Ester"
PARAGRAPHS = (
    "The foreign ministry of Valdoria said on Monday that it would reopen its consulate after a gap of six years.",
    "“We have asked for nothing that the treaty does not already give us,” Deputy Minister Ilse Marn told reporters.",
    'According to the ministry, "the lists of detained sailors" will be exchanged before the end of the week.',
    "Port Ester's mayor, Jón Þórsson, denied that the harbour had been closed, the Northern Wire agency reported.",
    "Asked whether talks would resume, she declined to comment; he said: 'Not before June, if at all.'",
)
CONTROLS = "".join(map(chr, (*range(1, 9), 11, 12, *range(14, 32), 127, *range(128, 160))))
BIDI = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c\ufeff\u200b\u200d\u00ad"
ODD = "\ufffd\ufffe\uffff\U000e0001\U0001f600\U0010ffff\u0301\u0338\u2028\u2029\x85\xa0\u3000\u1680"
QUOTES = "\"'“”‘’„«»‹›`´"
ENCODINGS = (
    *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1", "mac_roman", "cp1251"),
    *("koi8-r", "shift_jis", "gb18030", "big5", "euc_kr", "utf-7", "cp037", "iso2022_jp", "cp437", "iso8859-7"),
)
TAGS = tuple("div p span table tr td ul li b i a blockquote q article section font form select svg math".split())
RAW_TAGS = tuple("script style title textarea noscript iframe template head body html meta link base frameset".split())
SUFFIXES = (".txt", ".html", ".htm", "", ".xhtml")


@dataclass(frozen=True, slots=True)
class Hostile:
    """One input. `kind`: how it was made."""

    number: int
    kind: str
    name: str
    data: bytes


def make_input(number: int) -> Hostile:
    """Input `number`, of one of KINDS in turn: every hundredth of them is large."""
    dice = Dice(f"hostile {number}")
    kinds = LARGE if number % 100 == 99 else SMALL
    kind = dice.choice(tuple(kinds))
    made = kinds[kind](dice)
    data = made if isinstance(made, bytes) else made.encode("utf-8", "surrogatepass")
    suffix = dice.choice((".html", ".htm", "")) if kind in PAGES else dice.choice(SUFFIXES)
    return Hostile(number, kind, f"{number:05}{suffix}", data)


# --- what is spoiled --------------------------------------------------------------------------------------------------


def make_text(dice: Dice) -> str:
    """A plain article, of more paragraphs or fewer."""
    return "\n\n".join([TITLE, *(dice.choice(PARAGRAPHS) for _ in range(dice.randint(1, 9)))])


def make_page(dice: Dice, head: str = "") -> str:
    """The same as a page."""
    title, *body = make_text(dice).split("\n\n")
    paragraphs = "\n".join(f"<p>{line}</p>" for line in body)
    return (
        f"<!DOCTYPE html><html lang=en><head><title>{title}</title>{head}</head><body><nav><a href=/>Home</a></nav>"
        f"<article><h1>{title}</h1>{paragraphs}</article><footer>© 2018</footer></body></html>"
    )


def _either(dice: Dice) -> str:
    return make_text(dice) if dice.random() < 0.5 else make_page(dice)


def _strew(dice: Dice, text: str, marks: str, most: int) -> str:
    """`text` with some of `marks` put in anywhere."""
    parts = list(text)
    for _ in range(dice.randint(1, most)):
        parts.insert(dice.randint(0, len(parts)), dice.choice(marks) * dice.choice((1, 1, 1, 2, 30)))
    return "".join(parts)


# --- small ones -------------------------------------------------------------------------------------------------------


def _splice(dice: Dice) -> str:
    """Pieces of pages, cut anywhere and put together in any order."""
    pages = [make_page(dice) for _ in range(3)]
    pieces = [_cut(dice, page) for page in dice.choices(pages, k=dice.randint(1, 12))]
    return dice.choice(("", "<!DOCTYPE html>", "<html>")) + "".join(pieces)


def _cut(dice: Dice, text: str) -> str:
    start, end = sorted(dice.choices(range(len(text)), k=2))
    return text[start:end]


def _open_tags(dice: Dice) -> str:
    """Tags opened and closed out of step, with attributes that end nowhere."""

    def tag() -> str:
        name = dice.choice(TAGS + RAW_TAGS)
        attribute = dice.choice(
            ("", "", " class='x", ' id="', " style=display:none", " href=javascript:0", ' a="<b>"', " /")
        )
        return dice.choice(
            (f"<{name}{attribute}>", f"</{name}>", f"<{name}", "<!--", "-->", "<![CDATA[", "]]>", "&", "&#x")
        )

    words = make_text(dice).split(" ")
    return "<html>" + " ".join(tag() + word if dice.random() < 0.3 else word for word in words)


def _wrong_encoding(dice: Dice) -> bytes:
    """Written in one encoding, declared in another, and cut anywhere."""
    said = dice.choice(
        (*ENCODINGS, "x-unknown", "rot13", "utf-8;", "'\">", "unicode_escape", "undefined", "idna", "zlib")
    )
    text = make_page(dice, f'<meta charset="{said}">') if dice.random() < 0.6 else make_text(dice)
    data = text.encode(dice.choice(ENCODINGS), "replace")
    return data[dice.choice((0, 0, 1, 3)) : len(data) - dice.choice((0, 0, 1, 2, 5))]


def _flip_bits(dice: Dice) -> bytes:
    data = bytearray(_either(dice).encode())
    for _ in range(dice.choice((1, 10, 100, len(data) // 4))):
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    return bytes(data)


def _any_bytes(dice: Dice) -> bytes:
    mark = dice.choice(
        (b"", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"%PDF-1.4", b"PK\x03\x04", b"\x1f\x8b", b"<html>")
    )
    return mark + dice.randbytes(dice.choice((0, 1, 2, 7, 100, 5000)))


def _nothing(dice: Dice) -> str:
    return "".join(dice.choices(" \t\r\n\x0b\x0c\xa0\u200b\ufeff\u2028.…-", k=dice.choice((0, 1, 5, 500))))


def _marks(dice: Dice) -> str:
    """Control and bidi characters, byte order marks, combining marks, noncharacters, in an article."""
    return _strew(
        dice, _either(dice), dice.choice((CONTROLS, BIDI, ODD, CONTROLS + BIDI + ODD)), dice.choice((1, 5, 60))
    )


def _nuls(dice: Dice) -> str:
    return _strew(dice, _either(dice), "\0", dice.choice((1, 3, 300)))


def _halves(dice: Dice) -> str:
    """Surrogate halves: as bytes, as entities, as escapes in linked data."""
    head = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Talks \\ud83d","author":"\\udfff"}</script>'
    page = make_page(dice, head if dice.random() < 0.5 else "<meta property=og:title content='&#xD83D; &#55357;'>")
    return dice.choice((page.replace("the", "&#xDC00;", 2), _strew(dice, _either(dice), "\ud800\udbff\udc00\udfff", 9)))


_VALUES: tuple[Any, ...] = (
    *("", " ", None, 0, -1, 1e308, True, [], {}, [[]], [None], {"name": None}, {"@id": ""}, "\u202e", "0000-00-00"),
    *("2018-02-30T25:61:61+99:99", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+14:00", "1" * 400, "http://[", "//"),
    *("https://paper.example/%00/" + "a" * 3000, "<b>", "&#0;", "NaN", ["a"] * 300, {"@graph": [{"@graph": []}]}),
)  # fmt: skip
_LINKED = (
    "headline",
    "datePublished",
    "author",
    "publisher",
    "articleSection",
    "url",
    "keywords",
    "@type",
    "inLanguage",
)
_META = (
    *(
        "og:title",
        "og:url",
        "og:site_name",
        "article:published_time",
        "article:tag",
        "article:section",
        "author",
        "date",
    ),
    *("keywords", "parsely-pub-date", "DC.date.issued", "twitter:title", "og:locale"),
)


def _fields(dice: Dice) -> str:
    """What a page says of itself: empty, of the wrong kind, out of the calendar, or broken off."""
    linked = {name: dice.choice(_VALUES) for name in dice.sample(_LINKED, dice.randint(1, len(_LINKED)))}
    if dice.random() < 0.5:
        linked["@type"] = "NewsArticle"
    written = json.dumps(dice.choice((linked, [linked], {"@graph": [linked, None, 3]})))
    written = written[: dice.choice((len(written), len(written), len(written) // 2))]
    metas = "".join(
        f'<meta {dice.choice(("name", "property"))}="{name}" content="{str(dice.choice(_VALUES)).replace(chr(34), "")}">'
        for name in dice.choices(_META, k=dice.randint(1, 10))
    )
    return make_page(dice, f'{metas}<script type="application/ld+json">{written}</script><link rel=canonical href="">')


_LINES = (
    *("Tags:", "Latest", "...", "By", "By By By", "Share", "Published:", "Updated: :", "© ©", "|", "| | |", "- -", "(", ")"),
    *("99 February 99999 99:99 (UTC +99:99)", "0 January 0000", "31/31/31", "2018-02-29", "12:60", "(Reuters) - (AP) -"),
    *("PARIS (AFP) — ", "said", "he said, she said, they said", "said said said said", "who who that that which", "\u202e"),
    *("A. B. C. D. E. F. Smith-Jones-Smith-Jones", "St. Dr. Mr. Mrs. U.S. U.N.", "“ ” “ ” “", "' ' '", "\"\"\"\"", "Title:"),
    *("told told told that that that", "according to according to according to", "Mr", "the the the", "1" * 200, "A" * 200),
)  # fmt: skip


def _lines(dice: Dice) -> str:
    """Furniture, dates and words of saying that go nowhere."""
    lines = dice.choices((*_LINES, *PARAGRAPHS), k=dice.randint(1, 60))
    return dice.choice(("\n", "\n\n", "\r", "\r\n", " ", "\u2028", "\n\r\n\t")).join(lines)


def _again(dice: Dice) -> str:
    """A few signs, many times over: what patterns that look for more go astray in."""
    some = "".join(
        dice.choices((*QUOTES, *"([{<.,;:!?-–—…/\\|*#@ \n", "a", "A", "1", "said", " I ", "é"), k=dice.randint(1, 4))
    )
    text = some * dice.choice((50, 1000, 9000))
    return dice.choice(
        (text, f"{make_text(dice)}\n\n{text}", f"{text}\n\n{make_text(dice)}", f"{PARAGRAPHS[0]} {text}")
    )


def _nested(dice: Dice) -> str:
    """Elements, quotation marks or brackets inside each other."""
    depth, text = dice.choice((10, 200, 300, 3000)), make_text(dice)
    name = dice.choice(TAGS)
    ways = (
        f"<html><body>{f'<{name}>' * depth}{text}{f'</{name}>' * depth}",
        f"<html><body>{'<div><p>' * depth}{text}",
        f'<html><script type="application/ld+json">{"[" * depth}{"]" * depth}</script><p>{text}',
        f'<html><script type="application/ld+json">{chr(123) + chr(34) + "@graph" + chr(34) + ":"}{"[" * depth}',
        "“‘" * depth + text + "’”" * depth,
        "(" * depth + text + ")" * depth,
        "He said that she said that " * depth + text,
    )
    return dice.choice(ways)


# --- large ones -------------------------------------------------------------------------------------------------------


def _long_line(dice: Dice) -> str:
    """A megabyte or more without a line break: of words, of one word, of a page, of base64."""
    size = dice.choice((1_000_000, 2_000_000))
    prose = " ".join(PARAGRAPHS) + " "
    some = dice.choice((prose, "a", "A ", "é", "said ", "<b>", "</p>", "&amp;", "x,", "Qm9uam91", "٣ ", "said that "))
    line = some * (size // len(some))
    return dice.choice(
        (line, f"{make_text(dice)}\n\n{line}", make_page(dice, f"<!-- {line} -->"), f"<html><body><p>{line}</p>")
    )


def _million_quotes(dice: Dice) -> str:
    mark = dice.choice((*QUOTES, '"a', '"a" ', "“", "“”", "“a” ", "' ", "''", '" said "'))
    line = mark * (1_000_000 // len(mark))
    return dice.choice((line, f"{make_text(dice)} {line}", f"<html><p>{make_text(dice)}</p><p>{line}</p>"))


def _deep(dice: Dice) -> str:
    depth, name = dice.choice((20_000, 100_000)), dice.choice(TAGS)
    return f"<html><body>{f'<{name}>' * depth}{make_text(dice)}{f'</{name}>' * dice.choice((0, depth))}"


def _many_lines(dice: Dice) -> str:
    """A hundred thousand lines, all alike or nearly so."""
    line = dice.choice(
        ("", " ", "x", "Latest", TITLE, "Tags: a, b", "5 March 2018 10:20", PARAGRAPHS[0], "- ", "By Jane Doe")
    )
    number = 1_000_000 // (len(line) + 1) // dice.choice((1, 5))
    lines = [f"{line} {n}" if dice.random() < 0.1 else line for n in range(number)]
    return dice.choice(("\n", "\n\n")).join([make_text(dice), *lines])


def _many_elements(dice: Dice) -> str:
    name = dice.choice(TAGS)
    body = f"<{name} class=c>word</{name}>" * dice.choice((15_000, 55_000, 200_000))
    return make_page(dice).replace("</article>", body + "</article>")


def _long_attributes(dice: Dice) -> str:
    attributes = " ".join(f"data-{n}={'v' * dice.choice((1, 50))}" for n in range(20_000))
    return make_page(dice).replace("<article>", f"<article {attributes} class='{'c ' * 200_000}'>")


def _long_fields(dice: Dice) -> str:
    long = dice.choice(("a", "a ", "2018-", "/", ":", "<", "- ", "| ", ", ", "é")) * dice.choice((200_000, 600_000))
    name = dice.choice(_META)
    linked = json.dumps({"@type": "NewsArticle", dice.choice(_LINKED): long})
    return make_page(
        dice, f'<meta property="{name}" content="{long}"><script type="application/ld+json">{linked}</script>'
    )


SMALL: dict[str, Callable[[Dice], str | bytes]] = {
    "splice": _splice, "open_tags": _open_tags, "wrong_encoding": _wrong_encoding, "flip_bits": _flip_bits,
    "any_bytes": _any_bytes, "nothing": _nothing, "marks": _marks, "nuls": _nuls, "halves": _halves, "fields": _fields,
    "lines": _lines, "again": _again, "nested": _nested,
}  # fmt: skip
LARGE: dict[str, Callable[[Dice], str | bytes]] = {
    "long_line": _long_line, "million_quotes": _million_quotes, "deep": _deep, "many_lines": _many_lines,
    "many_elements": _many_elements, "long_attributes": _long_attributes, "long_fields": _long_fields,
}  # fmt: skip
PAGES = {"splice", "open_tags", "fields", "halves", "deep", "many_elements", "long_attributes", "long_fields"}
