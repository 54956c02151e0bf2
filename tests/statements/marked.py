"""Marked sentences: `{content}`, `[source]` and `<cue>` in a line of text, taken out and given as spans."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from dragoman.records import Actor, Article, Cast, DatePrecision, Mention, Published, Span, Trace

CASES = Path(__file__).parents[1] / "cases/statements"
PUBLISHED = "2018-02-12T08:49:00+04:00"
_MARKS = {"{": "}", "[": "]", "<": ">"}


@dataclass(frozen=True)
class Marked:
    """A sentence without its marks, and where they were."""

    text: str
    content: tuple[Span, ...]
    source: Span | None
    cue: tuple[Span, ...]

    @property
    def sentence(self) -> Span:
        return Span(0, len(self.text))


def read_marked(line: str) -> Marked:
    """Take the marks out of a line; square brackets inside contents stay."""
    text, opened = "", {}
    spans: dict[str, list[Span]] = {mark: [] for mark in _MARKS}
    for character in line:
        inside = "{" in opened and character in "[]"
        if character in _MARKS and not inside:
            opened[character] = len(text)
        elif character in _MARKS.values() and not inside:
            mark = next(m for m, close in _MARKS.items() if close == character)
            spans[mark].append(Span(opened.pop(mark), len(text)))
        else:
            text += character
    sources = spans["["]
    return Marked(text, tuple(spans["{"]), sources[0] if sources else None, tuple(spans["<"]))


def make_article(text: str, published: str = PUBLISHED, precision: DatePrecision = "minute", **fields: Any) -> Article:
    """An article of that text; published on Monday 12 February 2018 unless told otherwise ("": not known)."""
    at = Published(datetime.fromisoformat(published), precision) if published else None
    return Article("a", text, published_at=at, **fields)


def make_cast(text: str, kinds: dict[str, Any]) -> Cast:
    """A cast of every place where the names stand in the text."""
    mentions = []
    for name, kind in kinds.items():
        at = text.find(name)
        while at >= 0:
            span = Span(at, at + len(name))
            mentions.append(Mention(span, "name", Actor(name, name, kind, mention=span), Trace("actors", "test", "1")))
            at = text.find(name, span.end)
    return Cast(tuple(sorted(mentions, key=lambda m: m.span)))


def read_cases(name: str) -> list[Any]:
    """The golden cases of one attribute as pytest parameters; known failures are strict."""
    cases = json.loads((CASES / f"attributes_{name}.json").read_text(encoding="utf-8"))
    failing = pytest.mark.xfail(strict=True, reason="known failure")
    return [
        pytest.param(case, id=case["text"][:60], marks=[failing] if case["kind"] == "known_failures" else [])
        for case in cases
    ]
