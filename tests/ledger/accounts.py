"""Invented articles of which some copy others, credit agencies, or tell of the same happening."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from dragoman.ledger import Ledger
from dragoman.records import Article, Entry, Published, Run

_LETTERS = "bdfgklmnprstvz"


def make_name(dice: random.Random) -> str:
    """A word that nobody knows."""
    return "".join(dice.choice(_LETTERS) + dice.choice("aeiou") for _ in range(4)).capitalize()


def make_text(seed: int, *, about: int, sentences: int = 12) -> str:
    """A text of its own wording; those `about` the same share their names."""
    names = [make_name(random.Random(f"{about} {n}")) for n in range(12)]
    dice = random.Random(seed)
    plain = [make_name(dice).lower() for _ in range(60)]
    return " ".join(
        " ".join(dice.choice(names) if dice.random() < 0.5 else dice.choice(plain) for _ in range(14)).capitalize()
        + "."
        for _ in range(sentences)
    )


def make_article(
    number: int, text: str, *, day: int | None = 0, outlet: str | None = None, wire: str | None = None
) -> Article:
    """Article `number`, published `day` days after the first of 2018."""
    at = (
        None
        if day is None
        else Published(datetime(2018, 1, 1, 12, number % 60, tzinfo=UTC) + timedelta(days=day), "minute")
    )
    outlet = outlet or f"Outlet {number}"
    return Article(f"a{number:03}", text, title=f"Title {number}", outlet=outlet, published_at=at, wire=wire)


def make_world(seed: int) -> list[Article]:
    """Two happenings told by several, with whole, cut and mixed copies, credits, and some articles without a day."""
    dice = random.Random(seed)
    made: list[Article] = []
    for about in range(2):
        own = [make_text(10 * about + n, about=about) for n in range(3)]
        texts = [*own, own[0], own[0][: len(own[0]) // 2], own[1] + " " + make_text(99 + about, about=9, sentences=4)]
        for text in texts:
            wire = dice.choice((None, None, "Reuters"))
            made.append(make_article(len(made), text, day=dice.choice((0, 0, 1, 2, 9, None)), wire=wire))
    return made


def write(ledger: Ledger, run: Run, articles: Iterable[Article]) -> None:
    """Writes articles without statements."""
    ledger.write_many([Entry(article) for article in articles], run=run)


def place(ledger: Ledger, *, batch: int = 50) -> int:
    """Places all that waits; how many."""
    return sum(ledger.place(batch=batch))


def draw(ledger: Ledger, ids: Sequence[str]) -> tuple[set[frozenset[str]], dict[str, object]]:
    """The stories as sets of articles, and each article's origin."""
    return {frozenset(story.articles) for story in ledger.find_stories(limit=None)}, dict(ledger.find_origins(ids))
