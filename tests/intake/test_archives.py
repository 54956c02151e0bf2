"""Web archives: which answers become articles, why others do not, and that a broken archive costs only its rest."""

from __future__ import annotations

import gzip
import random
import time
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fastwarc.stream_io import BrotliWriter, ZstdWriter
from fastwarc.warc import WarcRecord, WarcRecordType

from dragoman.intake import find_files, load
from dragoman.intake.archives import Answer, read_archive
from dragoman.intake.fetching import Fetched
from dragoman.intake.refusal import Refusal
from dragoman.records import Article, Rejected

BODY = (
    "The ferry company said on Monday that the line to the islands would open again in the spring. "
    "The minister of transport told reporters that the two states had agreed on the price of the crossing."
)
MAIN = f"<article><h1>Ferry to open</h1><p>{BODY}</p><p>{BODY}</p></article>"
PAGE = f"<html><head><title>Ferry to open</title></head><body>{MAIN}</body></html>"
URL = "http://post.example/ferry"
HTML = "text/html; charset=utf-8"


def answer(body: str | bytes = PAGE, kind: str | None = HTML, status: str = "200 OK", **headers: str) -> bytes:
    """What a server sends. Headers with _ for -."""
    named = {} if kind is None else {"Content-Type": kind}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in named.items()), "", ""]
    return "\r\n".join(lines).encode() + (body.encode() if isinstance(body, str) else body)


def record(block: bytes, url: str | None = URL, type_: str = "response", **headers: str | None) -> bytes:
    """A record of an archive, by hand: heads as the test wants them."""
    said: dict[str, str | None] = {
        "WARC-Type": type_,
        "WARC-Record-ID": "<urn:uuid:12345678-feed-1234-feed-123456789abc>",
        "WARC-Date": "2018-02-12T08:49:00Z",
        "WARC-Target-URI": url,
        "Content-Length": str(len(block)),
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in said.items() if value is not None)
    return b"WARC/1.1\r\n" + head.encode() + b"\r\n" + block + b"\r\n\r\n"


def read(tmp_path: Path, *records: bytes, name: str = "a.warc", **options: Any) -> list[Article | Rejected]:
    path = tmp_path / name
    path.write_bytes(b"".join(gzip.compress(each) if name.endswith(".gz") else each for each in records))
    return list(load([path], **options))


def read_one(tmp_path: Path, *records: bytes, **options: Any) -> Article:
    (found,) = read(tmp_path, *records, **options)
    assert isinstance(found, Article), found
    return found


def get_reason(found: Article | Rejected, item: str | None = URL) -> str:
    assert isinstance(found, Rejected), found
    assert found.item == item and found.detail
    return found.reason


# --- what is read -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "A.WARC.GZ"])
def test_answers_become_articles_and_other_records_are_passed_over(tmp_path: Path, name: str) -> None:
    others = [record(b"software: x\r\n", None, "warcinfo"), record(b"GET / HTTP/1.1\r\n\r\n", type_="request")]
    others += [record(b"via: x\r\n", type_=type_) for type_ in ("metadata", "resource", "conversion")]
    others += [record(answer(b""), type_="revisit"), record(b"post.example. 1 IN A 1.2.3.4", "dns:post.example")]
    others += [record(answer(b"\x89PNG", "image/png"))]
    others += [record(answer("User-agent: *", "text/plain"), "http://a.example/robots.txt")]
    text = record(answer(f"Ferry to open\n\n{BODY}", "text/plain"), "<https://post.example/plain>")
    found = read(tmp_path, *others[:3], record(answer()), *others[3:], text, name=name)
    assert [each.url for each in found if isinstance(each, Article)] == [URL, "https://post.example/plain"]
    assert len(found) == 2
    page, plain = found
    assert isinstance(page, Article) and isinstance(plain, Article)
    assert page.title == "Ferry to open" and BODY in page.text and plain.text == f"Ferry to open\n\n{BODY}"


def test_what_the_engine_writes_is_read(tmp_path: Path) -> None:
    written = WarcRecord()
    written.init_headers(WarcRecordType.response, content_length=0)
    written.headers["WARC-Target-URI"] = URL
    written.set_bytes_content(answer())
    file = BytesIO()
    written.write(file)
    assert read_one(tmp_path, file.getvalue()).url == URL


def test_the_day_of_fetching_is_the_last_to_be_believed(tmp_path: Path) -> None:
    dated = PAGE.replace("<head>", '<head><meta property="article:published_time" content="2018-02-10T07:00:00Z">')
    for body, options, said in (
        (PAGE, {}, "2018-02-12"),
        (PAGE, {"published": "2018-02-11"}, "2018-02-11"),
        (dated, {"published": "2018-02-11"}, "2018-02-10"),
    ):
        published_at = read_one(tmp_path, record(answer(body)), **options).published_at
        assert published_at and published_at.on.isoformat() == said
    assert read_one(tmp_path, record(answer(), WARC_Date="soon")).published_at is None


def test_the_pages_own_address_is_kept_if_it_is_of_the_same_site(tmp_path: Path) -> None:
    for own, kept in (("http://www.post.example/1", "http://www.post.example/1"), ("http://other.example/1", URL)):
        page = PAGE.replace("<head>", f"<head><link rel='canonical' href='{own}'>")
        assert read_one(tmp_path, record(answer(page))).url == kept


def test_kind_and_charset_are_taken_from_the_head(tmp_path: Path) -> None:
    sip = PAGE.replace("Monday", "Monday to Mr Šíp").encode("iso-8859-2")
    assert "Šíp" in read_one(tmp_path, record(answer(sip, "text/html; charset=iso-8859-2"))).text
    assert BODY in read_one(tmp_path, record(answer(kind=None))).text
    assert BODY in read_one(tmp_path, record(answer(kind=None), WARC_Identified_Payload_Type="text/html")).text
    assert BODY in read_one(tmp_path, record(answer(status="200").replace(b"\r\n", b"\n"))).text


def pack(data: bytes, writer: Any) -> bytes:
    file = BytesIO()
    with writer(file) as opened:
        opened.write(data)
    return file.getvalue()


def chunk(data: bytes, size: int = 100) -> bytes:
    parts = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(b"%x;a=b\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (gzip.compress(PAGE.encode()), "gzip"),
        (zlib.compress(PAGE.encode()), "deflate"),
        (pack(PAGE.encode(), BrotliWriter), "br"),
        (pack(PAGE.encode(), ZstdWriter), "zstd"),
        (gzip.compress(zlib.compress(PAGE.encode())), "deflate, gzip"),
        (PAGE.encode(), "identity"),
        (PAGE.encode(), "gzip"),  # taken off by the crawler
        (PAGE.encode(), "br"),
    ],
)
def test_the_packing_of_an_answer_is_taken_off(tmp_path: Path, body: bytes, coding: str) -> None:
    packed = record(answer(body, Content_Encoding=coding))
    both = record(answer(chunk(body), Content_Encoding=coding, Transfer_Encoding="chunked"))
    joined = record(answer(body, Content_Encoding=coding, Transfer_Encoding="chunked"))
    for each in (packed, both, joined):
        assert BODY in read_one(tmp_path, each).text


def test_an_archive_at_an_address_is_read(tmp_path: Path) -> None:
    data = gzip.compress(record(answer())) + gzip.compress(record(answer(status="404 Not Found"), URL + "/2"))
    for url, kind in (
        ("http://a.example/x.warc.gz", "application/octet-stream"),
        ("http://a.example/x", "application/warc"),
    ):
        first, second = load([url], fetch=lambda url, kind=kind, **_: Fetched(url, data, kind))
        assert isinstance(first, Article) and first.url == URL
        assert get_reason(second, URL + "/2") == "unreachable" and isinstance(second, Rejected) and second.input == url


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_an_archive_on_standard_input_is_read(pack: Callable[[bytes], bytes]) -> None:
    records = [
        record(answer()),
        record(answer(status="404 Not Found"), URL + "/2"),
        record(answer("x" * 6000), URL + "/3"),
    ]
    records += [record(answer(), f"{URL}/{n}") for n in range(4, 60)]
    data = b"".join(map(pack, [record(b"software: x", None, "warcinfo"), *records]))
    first, second, third, *rest = load(["-"], stdin=BytesIO(data), max_bytes=5000)  # the limit is one record's
    assert isinstance(first, Article) and first.url == URL and BODY in first.text
    assert isinstance(second, Rejected) and second.input == "-" and get_reason(second, URL + "/2") == "unreachable"
    assert get_reason(third, URL + "/3") == "too_large"
    assert [each.url for each in rest if isinstance(each, Article)] == [f"{URL}/{n}" for n in range(4, 60)]


def test_an_archive_that_breaks_off_on_standard_input_gives_what_was_whole() -> None:
    members = [gzip.compress(record(answer(), f"{URL}/{n}")) for n in range(2)]
    first, second = load(["-"], stdin=BytesIO(b"".join(members)[:-60]))
    assert isinstance(first, Article) and isinstance(second, Rejected) and second.reason == "broken"


@pytest.mark.parametrize("data", [BODY.encode(), b"", b"\n", b"\0" * 3000])
def test_other_packed_files_on_standard_input_are_refused(data: bytes) -> None:
    for packed in (gzip.compress(data), gzip.compress(data)[:11], gzip.compress(data)[:3], b"\x1f\x8bno gzip"):
        (found,) = load(["-"], stdin=BytesIO(packed), max_bytes=5000)
        assert isinstance(found, Rejected) and found.reason == "unsupported"


def test_archives_in_a_directory_are_found(tmp_path: Path) -> None:
    read(tmp_path, record(answer()), name="b.warc.gz")
    read(tmp_path, record(answer()), name="a.warc")
    assert [Path(each).name for each in find_files([tmp_path])] == ["a.warc", "b.warc.gz"]


# --- what is not ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        (answer(status="404 Not Found"), "unreachable"),
        (answer(b"", status="301 Moved"), "unreachable"),
        (answer("<html><body></body></html>"), "no_text"),
        (answer(b""), "empty"),
        (answer("El ministro dijo el lunes que las negociaciones seguirán hasta el viernes. " * 9, "text/plain"), "language"),
        (answer(b"\x89PNG\r\n\x1a\n", "text/html"), "binary"),
        (answer("<?xml version='1.0'?><rss><channel></channel></rss>"), "unsupported"),
        (answer("x" * 6000), "too_large"),
        (answer(gzip.compress(bytes(2_000_000)), Content_Encoding="gzip"), "too_large"),
        (answer(pack(bytes(2_000_000), BrotliWriter), Content_Encoding="br"), "too_large"),
        (answer(pack(bytes(2_000_000), ZstdWriter), Content_Encoding="zstd"), "too_large"),
        (answer(gzip.compress(PAGE.encode())[:-20], Content_Encoding="gzip"), "unreachable"),
        (answer(gzip.compress(PAGE.encode())[:10] + b"\xff" * 50, Content_Encoding="gzip"), "broken"),
        (answer(b"\x01\x02\x03nothing", Content_Encoding="br"), "broken"),
        (answer(b"abc", Content_Encoding="compress"), "unsupported"),
        (answer(chunk(PAGE.encode())[:-40], Transfer_Encoding="chunked"), "unreachable"),
        (b"no answer at all", "broken"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html", "broken"),
        (answer(**{f"X_{n}": "y" for n in range(200)}), "broken"),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_read_costs_only_itself(tmp_path: Path, block: bytes, reason: str) -> None:
    for name in ("a.warc", "a.warc.gz"):
        found = read(tmp_path, record(block), record(answer(), URL + "/2"), name=name, max_bytes=5000)
        assert [get_reason(found[0]), type(found[1]), len(found)] == [reason, Article, 2]


def test_a_part_of_an_answer_is_none(tmp_path: Path) -> None:
    (found,) = read(tmp_path, record(answer(), WARC_Truncated="length"))
    assert get_reason(found) == "unreachable"


def test_a_film_above_the_limit_is_passed_over(tmp_path: Path) -> None:
    assert read_one(tmp_path, record(answer(b"x" * 300_000, "video/mp4")), record(answer()), max_bytes=5000).url == URL


@pytest.mark.parametrize("data", [b"", b"\r\n\r\n", record(b"software: x", None, "warcinfo")])
def test_an_archive_without_answers_is_empty(tmp_path: Path, data: bytes) -> None:
    for name in ("a.warc", "a.warc.gz"):
        (found,) = read(tmp_path, data, name=name)
        assert get_reason(found, None) == "empty"


def test_names_are_such_as_can_be_kept(tmp_path: Path) -> None:
    (found,) = read(tmp_path, record(answer(status="404 No"), "http://me:secret@a.example/a\0b c"))
    assert get_reason(found, "http://***@a.example/a%20b%20c") == "unreachable"


# --- archives that break off ------------------------------------------------------------------------------------------


def test_a_cut_archive_gives_what_was_whole_and_one_rejected(tmp_path: Path) -> None:
    first, second = record(answer()), record(answer(), URL + "/2")
    for end in range(len(first), len(first) + len(second) - 4, 7):
        found = read(tmp_path, (first + second)[:end])
        assert isinstance(found[0], Article) and len(found) == (1 if end == len(first) else 2)
        assert all(isinstance(each, Rejected) and each.reason == "broken" for each in found[1:])


def test_a_cut_packed_archive_gives_what_was_whole_and_one_rejected(tmp_path: Path) -> None:
    first, second = gzip.compress(record(answer())), gzip.compress(record(answer(), URL + "/2"))
    for end in range(len(first) + 2, len(first) + len(second), 7):
        path = tmp_path / "a.warc.gz"
        path.write_bytes((first + second)[:end])
        found = list(load([path]))
        assert isinstance(found[0], Article) and [type(each) for each in found].count(Rejected) == 1
        assert isinstance(found[-1], Rejected) and found[-1].reason == "broken"


@pytest.mark.parametrize(
    "bad",
    [
        b"garbage\r\n" * 9,
        record(answer(), Content_Length="nine"),
        record(answer(), Content_Length=None),
        record(answer(), Content_Length="9" * 15),
        record(answer(), Content_Length="-5"),
        record(answer(), Content_Length="10"),
        record(answer(), X_Long="x" * 100_000),
    ],
)
def test_from_where_an_archive_is_none_any_more_it_is_one_rejected(tmp_path: Path, bad: bytes) -> None:
    first, *rest = read(tmp_path, record(answer()), bad, record(answer()))
    assert isinstance(first, Article)
    assert [each.reason for each in rest if isinstance(each, Rejected)][-1:] == ["broken"]
    assert len(rest) <= 2 and not any(isinstance(each, Article) for each in rest)


def test_a_member_that_is_damaged_ends_a_packed_archive(tmp_path: Path) -> None:
    members = [gzip.compress(record(answer(), f"{URL}/{n}")) for n in range(3)]
    for at in (0, 40, len(members[1]) - 6):  # its mark, its data, its checksum
        damaged = bytearray(members[1])
        damaged[at] ^= 0xFF
        path = tmp_path / "a.warc.gz"
        path.write_bytes(members[0] + damaged + members[2])
        found = list(load([path]))
        assert isinstance(found[0], Article) and isinstance(found[-1], Rejected) and found[-1].reason == "broken"
        assert len(found) == 2


def test_bombs_are_refused_while_they_unpack(tmp_path: Path) -> None:
    zeros = gzip.compress(record(answer(bytes(30_000_000), "video/mp4")))
    blanks = gzip.compress(record(answer()) + b"\r\n" * 10_000_000)
    head = gzip.compress(b"WARC/1.1\r\nX: " + b"x" * 20_000_000)
    twice = gzip.compress(gzip.compress(record(answer())))
    for data in (zeros, blanks, head, twice):
        path = tmp_path / "a.warc.gz"
        path.write_bytes(data)
        began = time.process_time()
        found = list(load([path], max_bytes=100_000))
        assert time.process_time() - began < 3
        assert isinstance(found[-1], Rejected) and found[-1].reason in ("too_large", "broken")


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    (found,) = load([tmp_path / "none.warc"])
    assert isinstance(found, Rejected) and (found.reason, found.detail) == ("broken", "no such file")


def test_spliced_archives_are_read_or_refused() -> None:
    whole = record(answer()) + record(b"GET /", type_="request")
    whole += record(answer(chunk(PAGE.encode()), Transfer_Encoding="chunked"))
    chance = random.Random(3)
    for _ in range(1500):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(data))
            data[at : at + chance.randrange(60)] = chance.randbytes(chance.randrange(8))
        try:
            for name, found in read_archive([bytes(data)], max_bytes=100_000):
                assert name and isinstance(found, Answer | Refusal)
        except Refusal as refusal:
            assert refusal.detail
