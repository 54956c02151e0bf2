"""Stories and origins: articles written, placed, and compared with the gold of a file.

B³ (Bagga and Baldwin, LREC-COLING workshop 1998) weighs each article alike: its precision is the share of the articles found
with it that belong with it, its recall the share of those that belong with it that were found, itself counted in both; their
means give F1. Near-copies are counted by pairs: articles whose `origin` is the same.
"""

from __future__ import annotations

import json
import re
import time
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.near_copies import make_copies
from dragoman import intake
from dragoman.errors import TextError
from dragoman.ledger import open_ledger
from dragoman.records import Article, Entry

REPORTED = frozenset({2, 5, 12, 18, 21, 23, 34, 35})
"""ECB+ topics on which nothing is chosen."""
SEED = 7
_TIGHT = re.compile(r" ([.,;:!?%)\]]|'s\b|n't\b|'re\b|'ve\b|'ll\b|'d\b|'m\b)|(?<=[(\[$]) ")


def measure(path: Path) -> dict[str, float]:
    """B³ over the articles that have an `event`, near-copies over those that have an `origin`, where any has."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return score(rows)


def measure_corpora(corpora: Path) -> dict[str, float]:
    """B³ on ECB+'s topics kept apart, near-copies on copies made of the news file: neither served to choose anything."""
    news = [json.loads(line) for line in (corpora / "news" / "guardian-syria.jsonl").read_text("utf-8").splitlines()]
    copied = score(make_copies([{"id": str(n), "text": row["text"]} for n, row in enumerate(news)], seed=SEED))
    told = score(read_ecb(corpora / "stories" / "ecbplus-1-35.jsonl", kept=True))
    copies = {
        name: copied[name] for name in ("copies_precision", "copies_recall", "n_copies_precision", "n_copies_recall")
    }
    return {**{name: told[name] for name in ("b3_f1", "b3_precision", "b3_recall", "n")}, **copies}


def read_ecb(path: Path, *, kept: bool) -> list[dict[str, Any]]:
    """ECB+ as articles, by subtopic, without days and outlets, which it does not give: the topics kept apart, or the others."""
    with path.open(encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    return [
        {"id": row["doc"], "event": row["subtopic"], "text": " ".join(map(_write_sentence, row["sentences"]))}
        for row in found
        if (row["topic"] in REPORTED) is kept
    ]


def score(rows: Sequence[dict[str, Any]]) -> dict[str, float]:
    """The figures of one set of articles."""
    stories, origins, milliseconds = place(rows)
    told = [(row["event"], stories[str(row["id"])]) for row in rows if row.get("event") is not None]
    found: dict[str, float] = {}
    if told:
        found |= score_clusters([gold for gold, _ in told], [story for _, story in told])
    if any("origin" in row for row in rows):
        found |= score_pairs({str(row["id"]): row["origin"] for row in rows if row.get("origin") is not None}, origins)
    return {**found, "place_ms": milliseconds, "n": len(rows)}


def place(rows: Sequence[dict[str, Any]]) -> tuple[dict[str, str], dict[str, str], float]:
    """Id of an article → id of its story; → that of the origin of its text; milliseconds of CPU to place one.

    A text has the origin of what it copies; what one agency is credited with is another question.
    """
    articles = [_read_article(row) for row in rows]
    with TemporaryDirectory() as folder, open_ledger(Path(folder) / "bench.ledger") as ledger:
        run = ledger.begin_run(code="bench", weights="none")
        ledger.write_many([Entry(article) for article in articles], run=run)
        begun = time.process_time()
        placed = sum(ledger.place())
        milliseconds = (time.process_time() - begun) * 1000 / max(1, placed)
        stories = {name: story.id for story in ledger.find_stories(limit=None) for name in story.articles}
        copied = ledger.find_copied(article.id for article in articles)
    return stories, copied, milliseconds


def _read_article(row: dict[str, Any]) -> Article:
    """A row as an article under its own id: furniture and agency as intake finds them in the text, the rest as given."""
    text = str(row["text"])
    try:
        found = intake.article_from_text(text, outlet=row.get("outlet"), published=row.get("published_at"))
    except TextError:  # too short for its language to be told
        found = Article("", text, outlet=row.get("outlet"))
    published_at = found.published_at if row.get("published_at") else None
    return replace(found, id=str(row["id"]), text=text, title=row.get("title"), published_at=published_at, url=None)


def score_clusters(gold: Sequence[Hashable], found: Sequence[Hashable]) -> dict[str, float]:
    """B³ precision, recall and F1."""
    belong: defaultdict[Hashable, set[int]] = defaultdict(set)
    stand: defaultdict[Hashable, set[int]] = defaultdict(set)
    for n, (one, other) in enumerate(zip(gold, found, strict=True)):
        belong[one].add(n)
        stand[other].add(n)
    shared = [(len(belong[g] & stand[f]), len(stand[f]), len(belong[g])) for g, f in zip(gold, found, strict=True)]
    precision = sum(both / there for both, there, _ in shared) / len(shared)
    recall = sum(both / wanted for both, _, wanted in shared) / len(shared)
    return {"b3_f1": 2 * precision * recall / (precision + recall), "b3_precision": precision, "b3_recall": recall}


def score_pairs(gold: Mapping[str, Hashable], found: Mapping[str, Hashable]) -> dict[str, float]:
    """Precision and recall over pairs of articles of one origin; `n_`: of how many."""
    wanted, made = (
        {pair for pair in combinations(sorted(gold), 2) if of[pair[0]] == of[pair[1]]} for of in (gold, found)
    )
    both = len(wanted & made)
    return {
        "copies_precision": both / len(made) if made else 1.0,
        "copies_recall": both / len(wanted) if wanted else 1.0,
        "n_copies_precision": len(made),
        "n_copies_recall": len(wanted),
    }


def _write_sentence(words: Sequence[str]) -> str:
    return _TIGHT.sub(lambda match: match[1] or "", " ".join(words))
