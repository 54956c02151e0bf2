"""Affiliation: the state that the words behind a name tell: "(R-Ky.)", ", a professor at Tel Aviv University,", "of Kenya"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from dragoman.actors.lexicon import Entry
from dragoman.actors.outlets import find_outlet
from dragoman.actors.scene import Scene
from dragoman.actors.vocabulary import get_words, rows
from dragoman.actors.words import fold

_PLACED = frozenset({"in", "of", "at", "from", "near", "outside", "for", "with"})
_WHERE = frozenset({"in", "at", "near", "outside", "on"})  # "Diouf, in Rabat, urged": where somebody is, not whence
_ENDS = get_words("titles breaks") - {"who"} | {"told", "said", "says", "added", "wrote", "and", "to", "on", "about"}
_REACH = 18  # words
# As American papers print the party and state of who sits in Congress: D-Nev., R-Ky., R-Iowa.
_SEAT = re.compile(r"\W{0,2}[(\[]?[DRI]-(?P<state>[A-Z][A-Za-z.]+(?: [A-Z][a-z]+)?)")


@dataclass(frozen=True, slots=True)
class Affiliation:
    """The state of the world, and the part of it, where the words name one: USA, "florida"."""

    country: str
    region: str | None = None


def find_affiliation(scene: Scene, last: int) -> Affiliation | None:
    """What the apposition behind word `last` tells by a place, an outlet or a seat; None where it tells none or ends before."""
    words = scene.words
    if last + 2 >= len(words) or words[last + 1].sentence != words[last].sentence:
        return None
    seat = _SEAT.match(scene.article.text[words[last].end : words[last].end + 30])
    if seat is not None:
        return Affiliation("USA", name_region(seat["state"]))
    named = scene.entry(last + 2)
    closed = last + 3 < len(words) and words[last + 1].text == "(" and words[last + 3].text == ")"
    owned = named is not None and named.kind == "state" and named.form == "name"
    if named is not None and named.country and owned and (closed or words[last + 1].key == "of"):
        return Affiliation(named.country)
    if words[last + 1].text not in {",", "("} or words[last + 2].key in _WHERE:
        return None
    for at in range(last + 2, min(last + _REACH, len(words))):
        word = words[at]
        if word.sentence != words[last].sentence or word.quotation != words[last].quotation or word.key in _ENDS:
            return None
        if word.cap and f"{word.text}." in _regions() and scene.article.text[word.end : word.end + 1] == ".":
            return Affiliation("USA", name_region(f"{word.text}."))
        entry = scene.entry(at)
        if entry is not None and entry.country and _is_own(scene, at, entry):
            return Affiliation(entry.country)
    return None


def name_region(written: str) -> str:
    """A part of a state, folded, abbreviations in full: "Fla." is florida."""
    return fold(_regions().get(written, written))


@lru_cache(maxsize=1)
def _regions() -> dict[str, str]:
    return {row[0]: row[1] for row in rows("us_states")}


def _is_own(scene: Scene, at: int, entry: Entry) -> bool:
    """Whether the person works for what is named at word `at`, or lives there."""
    first = at
    while first and scene.entry(first - 1) is entry:
        first -= 1
    before = scene.words[first - 1]
    if entry.kind == "outlet":
        return find_outlet(entry.name) is not None and before.key in _PLACED | {"the"}
    within = before.cap and scene.run_at[first - 1] is not None  # "the University of …", "Business Council of …"
    return entry.kind == "state" and (before.key in _PLACED - {"with"} or within)
