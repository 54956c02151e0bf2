"""News exports: what is taken from an object, and that a bad line costs only itself."""

from __future__ import annotations

import gzip
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from dragoman.intake import find_files, load
from dragoman.intake.exports import MOST_NAMED
from dragoman.intake.fetching import Fetched
from dragoman.intake.unpacking import MOST_TIMES, Unpacked
from dragoman.records import Article, Rejected

BODY = (
    "The ferry company said on Monday that the line to the islands would open again in the spring. "
    "The minister of transport told reporters that the two states had agreed on the price of the crossing."
)


def read(path: Path, *lines: Any, **options: Any) -> list[Article | Rejected]:
    texts = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    data = b"\n".join(texts)
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return list(load([path], **options))


def get_reasons(found: list[Article | Rejected]) -> list[tuple[str | None, str]]:
    assert all(isinstance(each, Rejected) and each.detail for each in found), found
    return [(each.item, each.reason) for each in found if isinstance(each, Rejected)]


def test_fields(tmp_path: Path) -> None:
    item = {"title": "Ferry to open", "body": BODY, "date": "2018-02-12T08:49:00+03:00", "url": "http://a.example/1"}
    for name in ("a.jsonl", "a.ndjson.gz"):
        (found,) = read(tmp_path / name, item | {"publisher": {"name": "Harbour Post"}, "tags": ["ferries"]})
        assert isinstance(found, Article)
        assert found.text == f"Ferry to open\n\n{BODY}" and found.title == "Ferry to open"
        assert found.published_at and found.published_at.at.isoformat() == "2018-02-12T08:49:00+03:00"
        assert (found.outlet, found.url, found.tags[0].name) == ("Harbour Post", item["url"], "ferries")


def test_ninjs(tmp_path: Path) -> None:
    item = {"uri": "urn:x:1", "headlines": [{"value": "Ferry to open"}], "bodies": [{"value": f"<p>{BODY}</p>"}]}
    (found,) = read(tmp_path / "a.jsonl", item)
    assert isinstance(found, Article) and found.title == "Ferry to open" and BODY in found.text and found.url is None


def test_bad_lines(tmp_path: Path) -> None:
    good = {"text": BODY}
    bad = (b"{", [1], {"title": "x"}, {"text": 7}, {"text": "a\0b"}, {"text": "a\ud800"}, b"\xff", {"text": "x" * 2000})
    found = read(tmp_path / "a.jsonl", good, *bad, good, max_bytes=1000)
    assert isinstance(found[0], Article) and isinstance(found[-1], Article)
    rejected = [each for each in found if isinstance(each, Rejected)]
    assert [each.item for each in rejected] == [f"line {n}" for n in range(2, 10)]
    reasons = ["broken", "broken", "no_text", "no_text", "encoding", "encoding", "encoding", "too_large"]
    assert [each.reason for each in rejected] == reasons


def test_bomb(tmp_path: Path) -> None:
    (found,) = read(tmp_path / "a.jsonl.gz", b" " * 5_000_000, max_bytes=1000)
    assert isinstance(found, Rejected) and found.reason == "too_large"


@pytest.mark.parametrize("field", ["text", "title", "url", "outlet", "byline", "section", "language"])
@pytest.mark.parametrize("bad", ["http://a.example/\0", "http://a.example/\udfff"])
def test_what_no_store_keeps_is_refused_in_every_field(tmp_path: Path, field: str, bad: str) -> None:
    assert get_reasons(read(tmp_path / "a.jsonl", {"text": BODY} | {field: bad})) == [("line 1", "encoding")]


@pytest.mark.parametrize("name", ["a.json", "a.JSON", "a.json.gz"])
def test_json_is_an_array_or_an_object_or_lines(tmp_path: Path, name: str) -> None:
    items = [{"text": BODY, "url": f"http://a.example/{number}"} for number in range(3)]
    array, lines = json.dumps(items, indent=1).encode(), "\n".join(map(json.dumps, items)).encode()
    single = json.dumps(items[0], indent=1).encode()
    for data, count in (
        (array, 3),
        (json.dumps(items).encode(), 3),
        (b"\xef\xbb\xbf\r\n" + array, 3),
        (lines, 3),
        (b"\n\n" + lines + b"\n\n", 3),
        (single, 1),
        (json.dumps(items[0]).encode(), 1),
    ):
        path = tmp_path / name
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        found = list(load([path]))
        urls = [each.url for each in found if isinstance(each, Article)]
        assert urls == [item["url"] for item in items[:count]] and len(found) == count


def test_bad_objects_of_json_cost_only_themselves(tmp_path: Path) -> None:
    found = read(tmp_path / "a.json", [7, {"text": BODY}, None, {"title": "x"}, {"text": "a\ud800"}, [{"text": BODY}]])
    assert isinstance(found.pop(1), Article)
    reasons = [("1", "broken"), ("3", "broken"), ("4", "no_text"), ("5", "encoding"), ("6", "broken")]
    assert get_reasons(found) == [(f"object {number}", reason) for number, reason in reasons]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\n \r\n\t\n", "empty"),
        (b"\xef\xbb\xbf\n", "empty"),
        (b"[]", "empty"),
        (b'[{"text": "x"}', "broken"),
        (b"no JSON", "broken"),
        (b"[" * 4000, "broken"),
        (b'["\xff"]', "encoding"),
        (b'[{"text": "' + b"x" * 5000 + b'"}]', "too_large"),
    ],
)
def test_json_that_cannot_be_read_is_one_rejected(tmp_path: Path, data: bytes, reason: str) -> None:
    for name in ("a.json", "a.json.gz"):
        assert get_reasons(read(tmp_path / name, data, max_bytes=5000)) == [(None, reason)]


@pytest.mark.parametrize("data", [b"", b"\n", b" \r\n\n\t", b"\xef\xbb\xbf"])
def test_an_export_of_blank_lines_is_empty(tmp_path: Path, data: bytes) -> None:
    for name in ("a.jsonl", "a.ndjson.gz"):
        assert get_reasons(read(tmp_path / name, data)) == [(None, "empty")]


def test_a_packed_export_is_cut_at_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b"7\n" * 1_000_000))
    *_, counted, last = get_reasons(list(load([path], max_bytes=1000)))
    assert counted[0] and last == (None, "too_large")
    n_lines = int(counted[0].rpartition(" ")[2])
    assert n_lines < (1000 + MOST_TIMES * path.stat().st_size) / 2 + 2


@pytest.mark.parametrize(("name", "number"), [("a.json", 1_000_000), ("a.jsonl", 30_000), ("a.jsonl.gz", 30_000)])
def test_of_a_flood_of_bad_items_some_are_named_and_the_others_counted(tmp_path: Path, name: str, number: int) -> None:
    good = {"text": BODY}
    items = [good, *[7] * number, {}, good, *[{}] * 150, {"text": "a\0b"}, good]
    written = json.dumps(items) if name == "a.json" else "\n".join(map(json.dumps, items))
    path = tmp_path / name
    path.write_bytes(gzip.compress(written.encode()) if name.endswith("gz") else written.encode())
    found = list(load([path]))
    assert sum(isinstance(each, Article) for each in found) == 3
    rejected = [each for each in found if isinstance(each, Rejected)]
    what = "object" if name == "a.json" else "line"
    assert [each.item for each in rejected[:3]] == [f"{what} {n}" for n in (2, 3, 4)]
    assert Counter(each.reason for each in rejected) == {
        "broken": MOST_NAMED + 1,
        "no_text": MOST_NAMED + 1,
        "encoding": 1,
    }
    broken, no_text = rejected[-2:]
    assert (
        broken.item == f"{what} {2 + MOST_NAMED} to {what} {1 + number}"
        and f"{number - MOST_NAMED:,} more" in broken.detail
    )
    assert no_text.item == f"{what} {number + 3 + MOST_NAMED} to {what} {number + 153}" and "51 more" in no_text.detail


def test_a_packed_export_that_breaks_off_gives_what_was_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    whole = gzip.compress(json.dumps({"text": BODY}).encode() + b"\n")
    for rest in (whole[:-9], b"no gzip", whole[:5] + b"xxxxx"):
        path.write_bytes(whole + rest)
        found = list(load([path]))
        assert isinstance(found[0], Article) and get_reasons(found[-1:]) == [(None, "broken")]


def test_what_is_unpacked_is_the_same_in_any_chunks() -> None:
    data = bytes(range(256)) * 1000
    packed = gzip.compress(data[:100_000]) + gzip.compress(data[100_000:])
    for size in (2, 1000, 1_000_000):
        chunks = [packed[at : at + size] for at in range(0, len(packed), size)]
        assert Unpacked(chunks, max_bytes=10**6).read() == data
    assert Unpacked([data], max_bytes=10).read() == data  # plain bytes have no limit here


# --- standard input and addresses -------------------------------------------------------------------------------------


def read_stdin(data: bytes, **options: Any) -> list[Article | Rejected]:
    return list(load(["-"], stdin=io.BytesIO(data), **options))


def test_lines_on_standard_input_are_an_export() -> None:
    line = json.dumps({"text": BODY}).encode()
    found = read_stdin(b"\n  \n  " + line + b"\n{\n" * 1 + line + b"\n" + b'{"text": 7}', max_bytes=600)
    assert [type(each).__name__ for each in found] == ["Article", "Rejected", "Article", "Rejected"]
    assert [each.item for each in found if isinstance(each, Rejected)] == ["line 4", "line 6"]
    many = read_stdin((line + b"\n") * 20, max_bytes=600)  # the limit is one line's
    assert len(many) == 20 and all(isinstance(each, Article) for each in many)


def test_packed_lines_on_standard_input_are_an_export() -> None:
    lines = b"".join(json.dumps({"text": BODY, "url": f"http://a.example/{n}"}).encode() + b"\n" for n in range(20))
    found = read_stdin(gzip.compress(lines), max_bytes=600)
    assert len(found) == 20 and all(isinstance(each, Article) for each in found)
    assert get_reasons(read_stdin(gzip.compress(b'{"title": "x"}'))) == [("line 1", "no_text")]


@pytest.mark.parametrize("data", [b'{"title": "no text"}\n', b"{ no JSON\n", b'{"text": ""}\n', b"\n\n[7]\n"])
def test_other_texts_on_standard_input_are_texts(data: bytes) -> None:
    text = data + b"\n" + BODY.encode()
    (found,) = read_stdin(text)
    assert isinstance(found, Article) and found.text == text.decode()
    assert get_reasons(read_stdin(text, max_bytes=100)) == [(None, "too_large")]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"{", b" " * 5000])
def test_nothing_on_standard_input_is_said(data: bytes) -> None:
    (found,) = read_stdin(data, max_bytes=1000)
    assert isinstance(found, Article | Rejected)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("api", "application/json"),
        ("api", "application/x-ndjson"),
        ("news.jsonl", "text/plain"),
        ("news.json", ""),
        ("news.jsonl.gz?a=b", "application/gzip"),
        ("news.html", "application/json"),
    ],
)
def test_exports_at_addresses_are_read(path: str, kind: str) -> None:
    lines = b"".join(json.dumps({"text": BODY, "url": f"http://b.example/{n}"}).encode() + b"\n" for n in range(2))
    data = gzip.compress(lines) if ".gz" in path else lines
    found = list(load([f"http://a.example/{path}"], fetch=lambda url, **_: Fetched(url, data, kind)))
    assert [each.url for each in found if isinstance(each, Article)] == ["http://b.example/0", "http://b.example/1"]


@pytest.mark.parametrize(("path", "kind"), [("a.json", "text/html"), ("a.json", ""), ("api", "application/json")])
def test_a_page_at_an_exports_address_is_a_page(path: str, kind: str) -> None:
    page = f"<html><body><p>{BODY}</p><p>{BODY}</p></body></html>".encode()
    (found,) = load([f"http://a.example/{path}"], fetch=lambda url, **_: Fetched(url, page, kind))
    assert isinstance(found, Article) and found.url == f"http://a.example/{path}"


def test_exports_in_a_directory_are_found(tmp_path: Path) -> None:
    names = ["a.json", "b.json.gz", "c.jsonl", "d.ndjson.gz"]
    for name in (*names, ".json", "e.geojson", "f.tar.gz"):
        (tmp_path / name).write_bytes(b"")
    assert [Path(each).name for each in find_files([tmp_path])] == names
