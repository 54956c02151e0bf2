"""Hostile inputs: each is read, or rejected with a reason, soon and in bounded memory. docs/bench.md says how to run all."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections import Counter
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import dragoman
from bench.hostile import BIDI, CONTROLS, LARGE, ODD, PARAGRAPHS, QUOTES, RAW_TAGS, SMALL, TAGS, make_input
from dragoman.errors import TextError
from dragoman.intake import article_from_text, load
from dragoman.intake.dump import MOST_CHARS, MOST_WORDS
from dragoman.ledger.writing import check_entry
from dragoman.records import Article, Entry, Rejected

INPUTS = int(os.environ.get("DRAGOMAN_HOSTILE", "1000"))
MOST_MB = 1500

names = st.sampled_from((*TAGS, *RAW_TAGS))
marks = st.sampled_from(
    (*CONTROLS, *BIDI, *ODD, *QUOTES, "\0", "\ud800", "\udfff", "&#xD800;", "&#0;", "&", "<", "\n\n")
)
words = st.sampled_from((*PARAGRAPHS, "said", "he said that she said", "(Reuters) -", "Mr", "5 March 2018", "Tags:"))
tags = names.flatmap(
    lambda name: st.sampled_from((f"<{name}>", f"</{name}>", f"<{name} a='", f"<{name}/>", "<!--", "-->"))
)
texts = st.lists(st.one_of(words, marks, st.text(max_size=20)), max_size=30).map(" ".join)
pages = st.lists(st.one_of(words, marks, tags, tags), max_size=40).map("".join).map("<html>".__add__)

values = st.one_of(
    *(texts, st.none(), st.booleans(), st.integers(), st.floats(), st.just(""), st.lists(texts, max_size=2)),
    st.dictionaries(st.sampled_from(("name", "value", "title", "body_text")), texts, max_size=2),
)
fields = (
    "text body_text title headline published_at date url outlet source byline section language tags subject".split()
)
items = st.lists(st.one_of(st.dictionaries(st.sampled_from(fields), values), values), max_size=8)


@pytest.mark.model
def test_the_first_of_them_are_read_or_rejected() -> None:
    command = [sys.executable, "-m", "bench", "hostile", "--inputs", str(INPUTS), "--whole", "37"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = dict(pair.split("=") for pair in done.stdout.split())
    assert found["faults"] == "0", done.stderr
    assert float(found["peak_mb"]) < MOST_MB
    assert int(found["read"]) > 0.2 * INPUTS  # a hard test of nothing but refusals would be none


def test_an_input_is_the_same_each_time_and_all_kinds_come() -> None:
    assert make_input(4) == make_input(4) != make_input(5)
    kinds = Counter(make_input(number).kind for number in range(300))
    assert set(SMALL) <= set(kinds)
    assert {make_input(number).kind for number in range(99, 4000, 100)} == set(LARGE)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(texts, pages), st.sampled_from((".txt", ".html", "")))
def test_whatever_a_file_holds_it_is_read_or_rejected(text: str, suffix: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        (found,) = load([path])
    if isinstance(found, Rejected):
        assert found.reason != "broken" and found.detail
    else:
        check_entry(Entry(found))
        found.text.encode()


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(items, st.sampled_from((".json", ".jsonl", ".json.gz", ".jsonl.gz", "-")))
def test_whatever_an_export_holds_each_of_its_items_is_read_or_rejected(items: list[object], suffix: str) -> None:
    written = json.dumps(items) if ".json" in suffix and "jsonl" not in suffix else "\n".join(map(json.dumps, items))
    data = gzip.compress(written.encode()) if suffix.endswith("gz") or suffix == "-" else written.encode()
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        path.write_bytes(data)
        found = list(load(["-"], stdin=BytesIO(data)) if suffix == "-" else load([path]))
    assert len(found) == max(1, len(items)) or suffix == "-"  # there it is seen by its first line whether it is one
    for each in found:
        if isinstance(each, Rejected):
            assert each.detail and "Error" not in each.detail
        else:
            check_entry(Entry(each))
            each.text.encode()


@settings(deadline=None, max_examples=150)
@given(texts)
@example("")
@example("\ud800")
@example("a" * (MOST_CHARS + 1))
def test_whatever_a_text_holds_it_is_read_or_said_to_be_unreadable(text: str) -> None:
    try:
        article = article_from_text(text)
    except TextError as error:
        assert str(error)
    else:
        check_entry(Entry(article))


@pytest.mark.model
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(texts)
def test_whatever_a_text_holds_the_whole_pipeline_reads_it(text: str) -> None:
    try:
        entry = dragoman.read(text)
    except TextError as error:
        assert str(error)
    else:
        check_entry(entry)


def test_a_text_longer_than_any_article_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Ministers answered. " * (MOST_CHARS // 20))
    assert isinstance(next(iter(load([path]))), Article)
    path.write_text("Ministers answered. " * (MOST_CHARS // 20 + 1))
    found = next(iter(load([path])))
    assert isinstance(found, Rejected)
    assert (found.reason, "100,000" in found.detail) == ("too_large", True)


@pytest.mark.parametrize("word", ["a ", "<", "条 ", "条"])
def test_a_text_of_more_words_than_prose_of_that_length_has_is_too_large(word: str) -> None:
    assert article_from_text("Yes " + word * (MOST_WORDS - 1))
    with pytest.raises(TextError, match="25,001 words, the limit is 25,000"):
        article_from_text("Yes " + word * MOST_WORDS)
