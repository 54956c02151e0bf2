"""Golden dumps: what is read of each, and exactly which of its characters are furniture."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dragoman.intake import article_from_text
from dragoman.records import Article

CASES = Path(__file__).parents[1] / "cases" / "intake"


def load_cases(kind: str) -> list[Any]:
    cases = json.loads((CASES / f"{kind}.json").read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["name"]) for case in cases]


def describe(article: Article) -> dict[str, object]:
    published = article.published_at
    return {
        "title": article.title,
        "section": article.section,
        "byline": article.byline,
        "outlet": article.outlet,
        "wire": article.wire,
        "tags": [tag.name for tag in article.tags],
        "published_at": published.at.isoformat() if published else None,
        "precision": published.precision if published else None,
    }


def check(case: dict[str, Any]) -> None:
    article = article_from_text(case["text"], **case["options"])
    found = describe(article)
    assert {key: found[key] for key in case["expect"]} == case["expect"]
    assert [span.of(article.text) for span in article.furniture] == case["furniture"]
    assert article.text == case["text"]
    assert article.language == "en"


@pytest.mark.parametrize("case", [*load_cases("wild"), *load_cases("synthetic")])
def test_dump_gives_its_facts_and_its_furniture(case: dict[str, Any]) -> None:
    check(case)


@pytest.mark.parametrize("case", load_cases("negative"))
def test_article_sentences_are_no_furniture(case: dict[str, Any]) -> None:
    check(case)


@pytest.mark.parametrize("case", load_cases("known_failures"))
@pytest.mark.xfail(strict=True, reason="known failure: the case says why")
def test_known_failures_still_fail(case: dict[str, Any]) -> None:
    check(case)
