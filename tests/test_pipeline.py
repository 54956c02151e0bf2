"""One article from its page to its statements, against labels made before the code: all differences at once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import dragoman
from bench.attribution import Rule, overlap_f1
from dragoman.contract import write_published
from dragoman.records import Actor, Article, Entry, Hop, Span, Statement

ROOT = Path(__file__).parents[1]
LABELS = ROOT / "tests" / "cases" / "statements"
SPECIMEN = ROOT.parent / "shared" / "specimen" / "article.txt"
Label = dict[str, Any]


@pytest.mark.model
def test_an_article_of_the_specimens_kind_comes_out_as_labelled() -> None:
    check(ROOT / "examples" / "14-cairo-ankara.txt", "specimen_kin.json")


@pytest.mark.model
@pytest.mark.corpus
def test_the_specimen_comes_out_as_labelled() -> None:
    if not SPECIMEN.is_file():
        pytest.skip("no ../shared/specimen/article.txt")
    check(SPECIMEN, "specimen.json")


@pytest.mark.model
@pytest.mark.corpus
def test_the_specimen_s_readiness_and_offers_come_out_with_their_limits_days_and_contexts() -> None:
    if not SPECIMEN.is_file():
        pytest.skip("no ../shared/specimen/article.txt")
    entry = dragoman.read(SPECIMEN.read_text("utf-8"), every_report=True)
    numbers = {s.id: n for n, s in enumerate(entry.statements, 1)}
    agreed = [
        r for r in entry.reports
        if (r.type, [a.country for a in r.actors], [a.country for a in r.recipients]) == ("AGREE", ["RUS"], ["USA"])
    ]  # fmt: skip
    ready = next(r for r in agreed if r.performed_in and numbers[r.performed_in] == 1)
    assert (ready.factuality, ready.aspect, str(ready.date and ready.date.from_on)) == ("CT+", "once", "2018-02-11")
    assert "only in conditions of equality" in {c.span.of(entry.article.text) for c in ready.conditions}
    offered = next(r for r in agreed if r.aspect == "repeated")
    assert (offered.factuality, offered.time, numbers[offered.asserted_by], offered.date) == ("CT+", "past", 3, None)
    turning = [r for r in entry.reports if numbers.get(r.asserted_by) == 5 and [a.country for a in r.actors] == ["RUS"]]
    assert {r.factuality for r in turning} == {"CT-"}
    assert all("diplomatic" in r.contexts for r in (ready, offered))


@pytest.mark.model
@pytest.mark.corpus
def test_the_specimen_which_has_no_tags_gets_some() -> None:
    if not SPECIMEN.is_file():
        pytest.skip("no ../shared/specimen/article.txt")
    tags = dragoman.read(SPECIMEN.read_text("utf-8")).article.tags
    assert {tag.by for tag in tags} == {"dragoman"}
    assert {tag.code for tag in tags} >= {"RUS", "USA", "diplomatic"}
    assert any(tag.name.endswith("Lavrov") and tag.code is None for tag in tags)


def check(path: Path, labels: str) -> None:
    wanted = json.loads((LABELS / labels).read_text("utf-8"))
    text = path.read_text("utf-8")
    entry = dragoman.read(text)
    assert entry.article.text == text
    differences = [*compare_article(wanted["article"], entry.article), *compare_statements(wanted, entry)]
    assert not differences, f"{len(differences)} differences\n" + "\n".join(differences)


# --- the article ------------------------------------------------------------------------------------------------------


def compare_article(wanted: Label, article: Article) -> Iterator[str]:
    found = {name: getattr(article, name) for name in ("section", "outlet", "byline", "url", "language")}
    found["published_at"] = write_published(article.published_at)
    found["tags"] = [{"name": tag.name, "by": tag.by} for tag in article.tags if tag.by == "page"]
    expected = {name: wanted[name] for name in found}
    expected["published_at"] = wanted["published_at"]["at"].replace(":00+", "+")
    title = wanted["title"]
    found["title"] = article.title
    expected["title"] = title if isinstance(title, str) else read_span(title).of(article.text)
    yield from (f"{name}: {found[name]!r}, not {expected[name]!r}" for name in found if found[name] != expected[name])
    yield from compare_furniture(wanted, article)


def compare_furniture(wanted: Label, article: Article) -> Iterator[str]:
    """Marked is every character that must be, and none that must not, white space apart."""
    must, may = (cover(map(read_span, wanted[name])) for name in ("furniture", "furniture_allowed"))
    found = cover(article.furniture)
    for name, wrong in (("missing from", must - found), ("too much in", found - must - may)):
        if characters := "".join(article.text[n] for n in sorted(wrong)).strip():
            yield f"{name} furniture: {characters!r}"


def cover(spans: Any) -> set[int]:
    return {n for span in spans for n in range(span.start, span.end)}


# --- its statements ---------------------------------------------------------------------------------------------------


def compare_statements(wanted: Label, entry: Entry) -> Iterator[str]:
    text, left = entry.article.text, list(entry.statements)
    for label in wanted["statements"]:
        match = max(left, key=lambda s: content_overlap(text, label, s), default=None)
        if match is None or content_overlap(text, label, match) < 0.8:
            near = f"; nearest {say(text, match.content)!r}" if match and content_overlap(text, label, match) else ""
            yield f"{label['id']}: no statement with its content {say(text, map(read_span, label['content']))!r}{near}"
            continue
        left.remove(match)
        yield from (f"{label['id']}: {line}" for line in compare_statement(text, label, match))
    yield from (f"one too many: {say(text, s.content)!r}" for s in left)
    yield from compare_chain(wanted["chain"], entry)


def compare_statement(text: str, label: Label, found: Statement) -> Iterator[str]:
    source = [read_span(label["source"])] if label["source"] else []
    mine = [found.source] if found.source else []
    if (source or mine) and overlap_f1(words(text, source), words(text, mine)) < 0.8:
        yield f"source: {say(text, mine)!r}, not {say(text, source)!r}"
    cue = [read_span(span) for span in label["cue"]]
    if cue and words(text, cue) != words(text, found.cue):
        yield f"cue: {say(text, found.cue)!r}, not {say(text, cue)!r}"
    for name in ("manner", "stance", "occasion"):
        if getattr(found, name) != label[name]:
            yield f"{name}: {getattr(found, name)!r}, not {label[name]!r}"
    yield from compare_speaker(label["speaker"], found.speakers)
    yield from compare_day(text, label["said_on"], found)
    yield from compare_hops(label["chain"], found.chain)


def compare_speaker(label: Label, speakers: tuple[Actor, ...]) -> Iterator[str]:
    wrong = [{f: getattr(s, f) for f in label} for s in speakers if any(getattr(s, f) != label[f] for f in label)]
    if wrong or len(speakers) != 1:
        yield f"speaker: {wrong or 'none'}, not {label}"


def compare_day(text: str, label: Label | None, found: Statement) -> Iterator[str]:
    day = found.said_on
    mine = day and {"from_on": str(day.from_on), "to_on": str(day.to_on), "precision": day.precision}
    wanted = label and {name: label[name] for name in ("from_on", "to_on", "precision")}
    if mine != wanted:
        yield f"said_on: {mine}, not {wanted}"
    if label and label["span"] and not (day and day.span and day.span.overlaps(read_span(label["span"]))):
        yield f"said_on: nothing says so, not {label['span']['text']!r}"


def compare_hops(labels: list[Label], chain: tuple[Hop, ...]) -> Iterator[str]:
    """Who, how and whether inferred, without the page; a hop that says so names the words."""
    hops = [hop for hop in chain if hop.actor.name != "this page"]
    found = [(plain(hop.actor.name), hop.how, hop.inferred) for hop in hops]
    wanted = [(plain(label["actor"]), label["how"], label["inferred"]) for label in labels]
    if found != wanted:
        yield f"chain: {found}, not {wanted}"
    for hop, label in zip(hops, labels, strict=False):
        if label["span"] and not (hop.span and hop.span.overlaps(read_span(label["span"]))):
            yield f"chain: nothing says so for {hop.actor.name}, not {label['span']['text']!r}"


def compare_chain(wanted: list[str], entry: Entry) -> Iterator[str]:
    """The first statement's chain from the page to the speaker."""
    if entry.statements:
        first = entry.statements[0]
        names = [h.actor.name for h in first.chain if h.actor.name != "this page"] + [s.name for s in first.speakers]
        if list(map(plain, names)) != list(map(plain, wanted[1:])):
            yield f"the chain: {names}, not {wanted[1:]}"


def content_overlap(text: str, label: Label, found: Statement) -> float:
    return overlap_f1(words(text, map(read_span, label["content"])), words(text, found.content))


def words(text: str, spans: Any) -> frozenset[int]:
    ranges = Rule(text).measure((span.start, span.end) for span in spans)
    return frozenset(n for a, b in ranges for n in range(a, b + 1))


def say(text: str, spans: Any) -> str:
    """Spans as one string, shortened: the specimen's text is not ours to print."""
    said = " … ".join(span.of(text) for span in spans)
    return said if len(said) <= 70 else f"{said[:40]} […] {said[-20:]}"


def read_span(label: Label) -> Span:
    return Span(label["start"], label["end"])


def plain(name: str) -> str:
    return re.sub(r"^the ", "", re.sub(r"[\W_]+", " ", name).strip().casefold())
