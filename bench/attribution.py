"""Source, cue and content against an annotated file in PolNeAR's form.

For each label two F1 scores, micro-averaged: over *words* (white-space separated; one belongs to a span that overlaps it)
and over *exact* spans (the same first and last word). A *whole* attribution is right when its contents' words reach
F1 0.8 with a gold attribution's and its source's reach 0.5 (or both have none), one to one.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Range = tuple[int, int]
Words = frozenset[int]
LABELS = ("content", "source", "cue")


@dataclass(frozen=True, slots=True)
class Attribution:
    """Spans in words, inclusive, by label."""

    spans: dict[str, tuple[Range, ...]]

    def words(self, label: str) -> Words:
        """All word numbers of a label's spans."""
        return frozenset(w for a, b in self.spans[label] for w in range(a, b + 1))


@dataclass(slots=True)
class Tally:
    """Right, found and gold, summed over articles."""

    right: int = 0
    found: int = 0
    gold: int = 0

    def add(self, right: int, found: int, gold: int) -> None:
        """Count one article."""
        self.right, self.found, self.gold = self.right + right, self.found + found, self.gold + gold

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 where nothing is right."""
        return 2 * self.right / (self.found + self.gold) if self.right else 0.0


@dataclass(slots=True)
class Scores:
    """Tallies by name: `content_words`, `content_exact`, …, `whole`."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    articles: int = 0

    def add(self, found: list[Attribution], gold: list[Attribution]) -> None:
        """Count one article's attributions."""
        self.articles += 1
        for label in LABELS:
            mine = frozenset[int]().union(*(a.words(label) for a in found))
            true = frozenset[int]().union(*(a.words(label) for a in gold))
            self.tally(f"{label}_words").add(len(mine & true), len(mine), len(true))
            spans = {s for a in found for s in a.spans[label]}
            wanted = {s for a in gold for s in a.spans[label]}
            self.tally(f"{label}_exact").add(len(spans & wanted), len(spans), len(wanted))
        self.tally("whole").add(count_whole(found, gold), len(found), len(gold))

    def tally(self, name: str) -> Tally:
        """The tally of that name, made where it is missing."""
        return self.tallies.setdefault(name, Tally())

    def values(self) -> dict[str, float]:
        """All F1 scores by name."""
        return {name: tally.f1 for name, tally in self.tallies.items()}


def sum_scores(apart: Iterable[Scores]) -> Scores:
    """Scores of many articles, counted together."""
    total = Scores()
    for scores in apart:
        total.articles += scores.articles
        for name, tally in scores.tallies.items():
            total.tally(name).add(tally.right, tally.found, tally.gold)
    return total


def count_whole(found: list[Attribution], gold: list[Attribution]) -> int:
    """How many attributions are wholly right."""
    return len(find_whole(found, gold))


def find_whole(found: list[Attribution], gold: list[Attribution]) -> set[int]:
    """Which of `found` are wholly right, one to one: the best overlaps are matched first."""
    wanted = [(a.words("content"), a.words("source")) for a in gold]
    pairs = []
    for i, mine in enumerate(found):
        content, source = mine.words("content"), mine.words("source")
        for j, (true_content, true_source) in enumerate(wanted):
            overlap = overlap_f1(content, true_content)
            if overlap >= 0.8 and (overlap_f1(source, true_source) >= 0.5 or not (source or true_source)):
                pairs.append((-overlap, i, j))
    used_found: set[int] = set()
    used_gold: set[int] = set()
    for _, i, j in sorted(pairs):
        if i not in used_found and j not in used_gold:
            used_found.add(i)
            used_gold.add(j)
    return used_found


def overlap_f1(a: Words, b: Words) -> float:
    """F1 of two sets of words."""
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


class Rule:
    """Turns spans of code points into ranges of white-space separated words."""

    def __init__(self, text: str) -> None:
        ranges = [m.span() for m in re.finditer(r"\S+", text)]
        self._starts, self._ends = [a for a, _ in ranges], [b for _, b in ranges]

    def measure(self, spans: Iterable[tuple[int, int]]) -> tuple[Range, ...]:
        """Words that each span overlaps; spans of white space are left out."""
        ranges = ((bisect_right(self._ends, a), bisect_left(self._starts, b) - 1) for a, b in spans)
        return tuple((a, b) for a, b in ranges if a <= b)


Spans = dict[str, list[tuple[int, int]]]


def measure_article(article: dict[str, Any], found: Iterable[Spans]) -> tuple[list[Attribution], list[Attribution]]:
    """(found, gold) in words; gold attributions without content are left out."""
    rule = Rule(str(article["text"]))
    gold = [Attribution({k: rule.measure(a[k]) for k in LABELS}) for a in article["attributions"]]
    mine = [Attribution({k: rule.measure(a[k]) for k in LABELS}) for a in found]
    return mine, [a for a in gold if a.spans["content"]]


def score_article(scores: Scores, article: dict[str, Any], found: Iterable[Spans]) -> None:
    """Count one article."""
    scores.add(*measure_article(article, found))
