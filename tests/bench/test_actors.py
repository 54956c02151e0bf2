"""Mentions and coreference against GUM: what the key holds, and how genres are kept apart."""

from __future__ import annotations

from bench.actors import gather, read_key
from training.gum import Document, Named


def test_the_key_has_only_persons_organizations_and_places() -> None:
    mentions = [Named(0, 3, "1", "person"), Named(8, 10, "1", "person"), Named(4, 7, "2", "event")]
    assert read_key(Document("GUM_news_kept", "Ann saw it", mentions)) == [frozenset({(0, 3), (8, 10)})]


def test_what_has_the_same_name_stands_together() -> None:
    assert gather([("a", 1), ("b", 2), ("a", 3)]) == [frozenset({1, 3}), frozenset({2})]
