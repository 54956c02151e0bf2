"""The JSON contract: every line is as docs/schema.json says, and the schema is as the records say."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from dragoman import intake, records
from dragoman.contract import as_json, write_published, write_statement
from dragoman.pipeline import read_article
from dragoman.reading.network import Network
from dragoman.records import DatePrecision, Entry, Published, Rejected
from tests.ledger import strategies

ROOT = Path(__file__).parents[1]
SCHEMA = json.loads((ROOT / "docs/schema.json").read_text("utf-8"))
LINE = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
EXAMPLES = sorted(p for p in (ROOT / "examples").iterdir() if p.suffix in {".txt", ".html"})
# definition of the schema → record, where the name is not the record's own in small letters
RECORDS = {name: getattr(records, name.title()) for name in SCHEMA["$defs"]}

REJECTIONS = st.builds(
    Rejected, strategies.WORDS, st.none() | strategies.WORDS, strategies.one_of(records.RejectReason), strategies.WORDS
)


@cache
def open_network() -> Network:
    return Network()


def find_faults(line: Any) -> list[str]:
    """What the schema has against a line, as it comes out of a JSON reader."""
    plain = json.loads(json.dumps(line, ensure_ascii=False))
    return [f"{error.json_path}: {error.message[:200]}" for error in LINE.iter_errors(plain)]


# --- lines ------------------------------------------------------------------------------------------------------------


@pytest.mark.model
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name[:2])
def test_every_example_becomes_a_valid_line(path: Path) -> None:
    (article,) = intake.load([path])
    result = article if isinstance(article, Rejected) else read_article(article, open_network())
    line = as_json(result)
    assert find_faults(line) == []
    if isinstance(result, Entry):
        check_spans(line, result.article.text)
        check_references(result)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=30)
@given(strategies.entries())
def test_any_entry_becomes_a_valid_line(entry: Entry) -> None:
    line = as_json(entry)
    assert find_faults(line) == []
    check_spans(line, entry.article.text)


@given(REJECTIONS)
def test_any_rejection_becomes_a_valid_line(rejected: Rejected) -> None:
    line = as_json(rejected)
    assert find_faults(line) == [] and list(line) == ["rejected"]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=20)
@given(strategies.entries())
def test_a_statement_alone_says_where_it_stands_and_is_else_the_same(entry: Entry) -> None:
    for alone, within in zip(
        (write_statement(entry.article, s) for s in entry.statements), as_json(entry)["statements"], strict=True
    ):
        assert [alone.pop(name) for name in ("article", "outlet", "published_at")] == [
            entry.article.id,
            entry.article.outlet,
            write_published(entry.article.published_at),
        ]
        assert alone == within


def check_spans(value: Any, text: str) -> None:
    """Every span of a line carries the characters it covers."""
    if isinstance(value, list):
        for each in value:
            check_spans(each, text)
    elif isinstance(value, dict):
        if value.keys() == {"start", "end", "text"}:
            assert text[value["start"] : value["end"]] == value["text"]
        for each in value.values():
            check_spans(each, text)


def check_references(entry: Entry) -> None:
    """Ids differ, and what a row refers to is there; no row touches furniture."""
    ids = [s.id for s in entry.statements]
    assert len(ids) == len(set(ids))
    assert {s.within for s in entry.statements} - {None} <= set(ids)
    for s in entry.statements:
        spans = [*s.content, *s.cue, *([s.source] if s.source else [])]
        assert not any(span.overlaps(f) for span in spans for f in entry.article.furniture)


# --- the schema and the records ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(SCHEMA["$defs"]))
def test_the_schema_has_the_fields_of_the_record(name: str) -> None:
    definition = SCHEMA["$defs"][name]
    fields = [f.name for f in dataclasses.fields(RECORDS[name])] + (["text"] if name == "span" else [])
    assert list(definition["properties"]) == fields
    assert definition["required"] == fields, "absent values are null, never left out"
    assert definition["additionalProperties"] is False


def test_a_line_has_the_fields_of_an_entry() -> None:
    entry, rejected = SCHEMA["oneOf"]
    fields = [f.name for f in dataclasses.fields(Entry)]
    assert (list(entry["properties"]), entry["required"]) == (
        fields,
        [f for f in fields if f != "trace"],
    )  # where corrected
    assert list(rejected["properties"]) == ["rejected"] == rejected["required"]


def test_the_schema_has_the_values_of_every_literal() -> None:
    """A field that takes one of a few words takes the same ones in the schema."""
    wrong = {}
    for name, record in RECORDS.items():
        for field in dataclasses.fields(record):
            values = get_args(getattr(records, str(field.type), None))
            if values and list(values) != SCHEMA["$defs"][name]["properties"][field.name].get("enum"):
                wrong[f"{name}.{field.name}"] = values
    assert wrong == {}


def test_the_schema_is_itself_valid() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("change", [{"tags": None}, {"outlet": 3}, {"published_at": "12 February"}, {"mood": "good"}])
def test_the_schema_refuses_what_the_contract_does_not_allow(change: dict[str, Any]) -> None:
    line = as_json(Entry(records.Article("a", "text")))
    assert find_faults(line) == []
    line["article"].update(change)
    assert find_faults(line) != []


# --- instants ---------------------------------------------------------------------------------------------------------

AT = datetime(2018, 2, 12, 8, 49, 30, tzinfo=timezone(timedelta(hours=4)))


@pytest.mark.parametrize(
    ("precision", "written"),
    [
        ("minute", "2018-02-12T08:49+04:00"),
        ("day", "2018-02-12"),
        ("week", "2018-02-12"),
        ("month", "2018-02"),
        ("year", "2018"),
    ],
)
def test_an_instant_is_written_as_precisely_as_it_was_printed(precision: DatePrecision, written: str) -> None:
    assert write_published(Published(AT, precision)) == written


def test_every_precision_is_written() -> None:
    assert all(write_published(Published(AT, precision)) for precision in get_args(DatePrecision))


def test_the_day_is_the_articles_own_not_that_of_utc() -> None:
    late = datetime(2018, 2, 12, 1, 30, tzinfo=timezone(timedelta(hours=4)))
    assert write_published(Published(late, "day")) == "2018-02-12"
    assert late.astimezone(UTC).day == 11


def test_an_offset_of_local_mean_time_keeps_its_seconds() -> None:
    """Before standard time Baku was at +03:19:24: cutting it would move the instant."""
    baku = timezone(timedelta(hours=3, minutes=19, seconds=24))
    written = write_published(Published(datetime(1880, 5, 1, 12, 0, tzinfo=baku), "minute"))
    assert written == "1880-05-01T12:00+03:19:24"
    line = as_json(Entry(records.Article("a", "text", published_at=Published(AT.replace(tzinfo=baku), "minute"))))
    assert find_faults(line) == []


def test_no_instant_is_null() -> None:
    assert write_published(None) is None
