"""Variation: the same article as other outlets, of other countries, might have it.

PolNeAR is of one country and one campaign, and has no headlines. Each epoch some of its articles get other quotation
marks, lines run together, other persons' names, another country, and one of their statements as a headline: what is to be
learned is how news attributes, not who is quoted.
"""

from __future__ import annotations

import csv
import random
import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

Attributions = list[dict[str, Any]]

_QUOTES = (
    str.maketrans("“”", '""'),
    str.maketrans('“”"', "‘’'"),
    str.maketrans("“”", "«»"),
    str.maketrans("“”", "„“"),
)
_PERSON = re.compile(r"\b[A-Z][a-zà-ÿ'’-]+(?:\s[A-Z]\.)?(?:\s[A-Z][\w'’-]+){1,2}")
_SAYS = re.compile(r"(?:also )?(?:said|says|say|told|tells|added|stated|declared|warned|warns|argued|insisted|tweeted)")
_COMMON = 12  # a word so often without its capital in the corpus is no name
_COUNTRY = ("United States", "America", "U.S.", "American", "Washington")


@dataclass(frozen=True, slots=True)
class Stock:
    """What is put in: parts of names, and states by name, adjective and capital. `common`: words that are no names."""

    names: tuple[str, ...]
    states: tuple[tuple[str, str, str], ...]
    common: frozenset[str]


def read_stock(leaders: Path, articles: Iterable[dict[str, Any]]) -> Stock:
    """Names of heads of government from REIGN's table, states from the package's, common words from the articles."""
    with leaders.open(encoding="utf-8", errors="replace") as lines:
        found = {part for row in csv.DictReader(lines) for part in re.findall(r"[A-Z][a-z]{3,}", row["leader"])}
    counts = Counter(word for a in articles for word in re.findall(r"\b[a-z]{2,}\b", a["text"]))
    table = (files("dragoman.actors") / "data" / "states.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    states = tuple((r[1], r[3].split(";")[0], r[5].split(";")[0]) for r in rows if r[3] and r[5] and r[0] != "USA")
    return Stock(tuple(sorted(found)), states, frozenset(w for w, n in counts.items() if n >= _COMMON))


def vary(article: dict[str, Any], stock: Stock, dice: random.Random) -> tuple[str, Attributions]:
    """Text and attributions of an article, varied; every span moves with its words."""
    text, attributions = article["text"], article["attributions"]
    others: dict[str, str] = {}
    if dice.random() < 0.35:
        others |= _rename(text, attributions, stock, dice)
    if dice.random() < 0.3:
        name, adjective, capital = dice.choice(stock.states)
        others |= dict(zip(_COUNTRY, (name, name, name, adjective, capital), strict=True))
    if others:
        text, attributions = _replace(text, attributions, others)
    if dice.random() < 0.2:
        text, attributions = _add_headline(text, attributions, dice)
    if dice.random() < 0.25:
        text = text.translate(dice.choice(_QUOTES))
    if dice.random() < 0.12:
        text = re.sub(r"\s", " ", text)
    return text, attributions


def _rename(text: str, attributions: Attributions, stock: Stock, dice: random.Random) -> dict[str, str]:
    """Another part of a name for each part of a name that a source prints."""
    sources = " / ".join(text[a:b] for attribution in attributions for a, b in attribution["source"])
    parts = {part for name in _PERSON.findall(sources) for part in name.split() if part.rstrip(".").isalpha()}
    kept = {p for p in parts if len(p) > 2 and p.lower() not in stock.common}
    return {part: dice.choice(stock.names) for part in sorted(kept)}


def _add_headline(text: str, attributions: Attributions, dice: random.Random) -> tuple[str, Attributions]:
    """With one of its statements, or a list of three, in front as headlines have them: "No troops: Ghana's president"."""
    short = [h for a in attributions if (h := _shorten(text, a))]
    if not short:
        return text, attributions
    head, added, bullet = "", [], dice.choice(("", "", "- ", "• "))
    for source, content in dice.sample(short, min(len(short), 3 if bullet else 1)):
        front = bool(bullet) or dice.random() < 0.5
        first, second = (source, content) if front else (content, source)
        head += bullet
        spans = [[len(head), len(head) + len(first)]]
        head += f"{first}: "
        spans.append([len(head), len(head) + len(second)])
        head += f"{second}\n"
        added.append({"source": [spans[not front]], "cue": [], "content": [spans[front]]})
    head += "\n"
    moved = [_move(a, lambda offset: offset + len(head)) for a in attributions]
    return head + text, [*added, *moved]


def _shorten(text: str, attribution: dict[str, Any]) -> tuple[str, str] | None:
    """Source and content as a headline might print them; None where they are long, or several."""
    if len(attribution["source"]) != 1 or len(attribution["content"]) != 1:
        return None
    source, content = (text[a:b].strip(" ,.") for label in ("source", "content") for a, b in attribution[label])
    content = content.removeprefix("that ").strip(" ,.")
    if (
        not (3 <= len(content.split()) <= 14 and 1 <= len(source.split()) <= 6 and source[0].isupper())
        or "\n" in content
    ):
        return None
    cue = " ".join(text[a:b] for a, b in attribution["cue"])
    if not _SAYS.fullmatch(cue) or source.lower() in {"he", "she", "it", "they", "we", "i", "this", "that"}:
        return None
    return source, content[0].upper() + content[1:]


def _move(attribution: dict[str, Any], move: Callable[[int], int]) -> dict[str, Any]:
    """An attribution with every span moved; what else it holds stays."""
    return {
        label: [[move(a), move(b)] for a, b in spans] if isinstance(spans, list) else spans
        for label, spans in attribution.items()
    }


def _replace(text: str, attributions: Attributions, others: dict[str, str]) -> tuple[str, Attributions]:
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in sorted(others, key=len, reverse=True)))
    parts, ends, shifts, at, shift = [], [0], [0], 0, 0
    for m in pattern.finditer(text):
        parts += [text[at : m.start()], others[m.group()]]
        at, shift = m.end(), shift + len(others[m.group()]) - len(m.group())
        ends.append(m.end())
        shifts.append(shift)
    parts.append(text[at:])

    def move(offset: int) -> int:
        return offset + shifts[bisect_right(ends, offset) - 1]

    moved = [_move(a, move) for a in attributions]
    return "".join(parts), moved
