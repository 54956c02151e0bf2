"""Near-copies as outlets make them, out of articles: cut, edited, with another lede, headline or credit, or within a longer text.

All is drawn by a seed: the same articles give the same copies. Nothing of a text is kept here.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import Any

OUTLETS = "Courier Gazette Herald Ledger Mail Observer Post Sentinel Standard Telegraph Times Tribune".split()
AGENCIES = ("Reuters", "AP", "AFP", "UPI", "Xinhua")
CITIES = ("LONDON", "BEIRUT", "WASHINGTON", "MOSCOW", "NAIROBI")
FILL = 5
_SENTENCE = re.compile(r"(?<=[.!?”\"])\s+(?=[A-Z“\"])")


def make_copies(articles: Sequence[dict[str, Any]], *, seed: int, share: float = 0.5) -> list[dict[str, Any]]:
    """The articles with copies of some: rows with `id`, `outlet`, `published_at`, `title`, `text`, `event` and `origin`.

    `articles`: rows with `id` and `text`, the rest if they have it. Each is copied with a chance of `share`, once to four
    times; copies have the `origin` of what they were made of, and its event. Every fifth article is not among the rows: what
    longer texts are filled up with comes from these.
    """
    dice = random.Random(seed)
    blank = {"outlet": None, "published_at": None, "title": None, "event": None}
    fill = [each for n, each in enumerate(articles) if n % FILL == 0]
    rows = [{**blank, **row, "origin": row["id"]} for n, row in enumerate(articles) if n % FILL]
    made = []
    for row in rows:
        if dice.random() < share:
            for n in range(dice.randint(1, 4)):
                other = dice.choice(fill)
                text, how = copy_text(str(row["text"]), str(other["text"]), dice)
                made.append(
                    {
                        **row,
                        "id": f"{row['id']}-copy{n}",
                        "outlet": dice.choice(OUTLETS),
                        "title": None,
                        "text": text,
                        "how": how,
                    }
                )
    return rows + made


def copy_text(text: str, other: str, dice: random.Random) -> tuple[str, str]:
    """A near-copy of `text`, and how it was made. `other`: an article from which a longer text takes the rest."""
    kinds = dice.sample(sorted(_KINDS), dice.randint(1, 3))
    sentences = _SENTENCE.split(text)
    for kind in sorted(kinds):
        sentences = _KINDS[kind](sentences, _SENTENCE.split(other), dice)
    return " ".join(sentences), "+".join(sorted(kinds))


def _cut(sentences: list[str], other: list[str], dice: random.Random) -> list[str]:
    """The beginning: between a third and nearly all, at least 60 words."""
    keep = max(2, round(len(sentences) * dice.uniform(0.35, 0.9)))
    while keep < len(sentences) and len(" ".join(sentences[:keep]).split()) < 60:
        keep += 1
    return sentences[:keep]


def _drop(sentences: list[str], other: list[str], dice: random.Random) -> list[str]:
    """Here and there a sentence is left out."""
    kept = [each for each in sentences if dice.random() < 0.85]
    return kept if len(" ".join(kept).split()) >= 60 else sentences


def _edit(sentences: list[str], other: list[str], dice: random.Random) -> list[str]:
    """One word in thirty is another, or left out."""
    pool = " ".join(other).split()
    told = ([_replace(word, pool, dice) for word in sentence.split()] for sentence in sentences)
    return [" ".join(word for word in words if word) for words in told]


def _replace(word: str, pool: list[str], dice: random.Random) -> str:
    return dice.choice((dice.choice(pool), "")) if dice.random() < 1 / 30 else word


def _lead(sentences: list[str], other: list[str], dice: random.Random) -> list[str]:
    """The first sentence told anew: its words in another order, a third of them others."""
    pool, first = " ".join(other).split(), sentences[0].split()
    dice.shuffle(first)
    told = [dice.choice(pool) if dice.random() < 1 / 3 else word for word in first]
    return [" ".join(told).rstrip(".") + ".", *sentences[1:]]


def _credit(sentences: list[str], other: list[str], dice: random.Random) -> list[str]:
    """A dateline and a credit of an agency."""
    agency = dice.choice(AGENCIES)
    return [f"{dice.choice(CITIES)} ({agency}) - {sentences[0]}", *sentences[1:], f"({agency})"]


def _embed(sentences: list[str], other: list[str], dice: random.Random) -> list[str]:
    """In a longer text: sentences of another article behind it, up to two thirds as many words."""
    words = len(" ".join(sentences).split())
    added: list[str] = []
    for sentence in other:
        if len(" ".join(added).split()) > words * dice.uniform(0.2, 0.6):
            break
        added.append(sentence)
    return [*sentences, *added]


_KINDS: dict[str, Callable[[list[str], list[str], random.Random], list[str]]] = {
    "1cut": _cut, "2drop": _drop, "3edit": _edit, "4lead": _lead, "5embed": _embed, "6credit": _credit,
}  # fmt: skip
"""In the order in which they are done."""
