"""News exports: what is taken from an object, and that a bad line costs only itself."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from dragoman.intake import load
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
