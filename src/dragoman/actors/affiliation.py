"""Affiliation: the state that the words behind a name tell: "(R-Ky.)", ", a professor at Tel Aviv University,", ", 66, of Sarasota,"."""

from __future__ import annotations

import re

from dragoman.actors.lexicon import Entry
from dragoman.actors.outlets import find_outlet
from dragoman.actors.scene import Scene
from dragoman.actors.vocabulary import get_words

_PLACED = frozenset({"in", "of", "at", "from", "near", "outside", "for", "with"})
_ENDS = get_words("titles breaks") - {"who"} | {"told", "said", "says", "added", "wrote", "and", "to", "on", "about"}
_REACH = 18  # words
# As American papers print the party and state of who sits in Congress: D-Nev., R-Ky.
_SEAT = re.compile(r"\W{0,2}\(?[DRI]-[A-Z]")


def find_affiliation(scene: Scene, last: int) -> str | None:
    """The state of the place, outlet or seat in the apposition behind word `last`; None where it tells none or ends before."""
    words = scene.words
    if last + 2 >= len(words) or words[last + 1].sentence != words[last].sentence:
        return None
    if _SEAT.match(scene.article.text[words[last].end : words[last].end + 8]):
        return "USA"
    if words[last + 1].text not in {",", "("}:
        return None
    for at in range(last + 2, min(last + _REACH, len(words))):
        word = words[at]
        if word.sentence != words[last].sentence or word.quotation != words[last].quotation or word.key in _ENDS:
            return None
        entry = scene.entry(at)
        if entry is not None and _is_own(scene, at, entry):
            return entry.country
    return None


def _is_own(scene: Scene, at: int, entry: Entry) -> bool:
    """Whether the person works for what is named at word `at`, or lives there."""
    first = at
    while first and scene.entry(first - 1) is entry:
        first -= 1
    before = scene.words[first - 1]
    if entry.kind == "outlet":
        return find_outlet(entry.name) is not None and before.key in _PLACED | {"the"}
    within = before.cap and scene.run_at[first - 1] is not None  # "the University of …", "Business Council of …"
    return entry.kind == "state" and (before.key in _PLACED or within)
