"""Relatives: the word that "who" goes with, read from the words before it."""

from __future__ import annotations

from collections.abc import Callable

from dragoman.actors.candidates import Loose
from dragoman.actors.lexicon import Office
from dragoman.actors.scene import Scene
from dragoman.actors.titles import DETERMINERS, find_title_before
from dragoman.actors.vocabulary import get_words

WHO = frozenset({"who", "whom", "whose"})
_REACH = 14  # words
_NEAR = 6  # words from a noun that "who" stands right behind to one that it hangs on: "candidates in close races who"
_JOINS = frozenset({"and", "or", "but"})
_ANYONE = get_words("pronouns any") | get_words("quantifiers") | {"those", "percent"}
_WITHIN = frozenset({"in", "at", "of", "on", "for", "from", "with", "near", "across", "among", "within"})


def find_head(scene: Scene, at: int, is_person: Callable[[int], bool]) -> int | None:
    """The word for somebody that "who" at word `at` goes with; None where the sentence has nobody before it.

    That is the nearest name or noun for a person, or the noun right before "who" whatever it is. `is_person`: whether
    somebody is named with that last word.
    """
    words, at = scene.words, _skip_joined(scene, at)
    near = at - 1
    while near > 0 and not words[near].is_word:
        near -= 1
    noun = near if near == at - 1 and _is_noun(scene, near) else None
    least = near - _NEAR if noun is not None else at - _REACH
    for back in range(near, max(-1, least), -1):
        if words[back].sentence != words[at].sentence:
            break
        if (is_person(back) or _is_somebody(scene, back)) and (back == near or _hangs(scene, back, noun)):
            return back
    return noun if noun is not None and words[noun].sentence == words[at].sentence else None


def _skip_joined(scene: Scene, at: int) -> int:
    """The first of "who … and who"."""
    first = at
    while (
        first > 0 and scene.words[at - 1].key in _JOINS and scene.words[first - 1].sentence == scene.words[at].sentence
    ):
        first -= 1
        if scene.words[first].key in WHO:
            return first
    return at


def read_noun(scene: Scene, at: int) -> Loose:
    """Somebody unnamed, by the phrase whose head is word `at`."""
    title, word = find_title_before(scene, at + 1), scene.words[at]
    if title is None or title.office is None or title.last != at:
        return Loose(word.text, None, None, word.key.endswith("s") or word.key in _ANYONE)
    first = title.first + (title.determiner is not None and title.first < at)
    return Loose(scene.text(first, at), title.country, title.sector, title.office.plural, title.office)


def _is_noun(scene: Scene, at: int) -> bool:
    """Whether a word that no table knows can be a noun in lower case."""
    word = scene.words[at]
    unknown = scene.cover[at] is None and scene.run_at[at] is None
    return unknown and not word.cap and word.key.isalpha() and word.key not in DETERMINERS | _WITHIN | _JOINS


def _is_somebody(scene: Scene, at: int) -> bool:
    hit, word = scene.cover[at], scene.words[at]
    if hit is not None:
        return isinstance(hit.item, Office) and hit.last == at
    return word.key in _ANYONE and scene.words[at + 1].key != "of"


def _hangs(scene: Scene, at: int, noun: int | None) -> bool:
    """Whether the phrase of word `at` goes on to "who", by a preposition or a mark, and no other noun takes its place."""
    after = scene.words[at + 1]
    return after.key in _WITHIN or (noun is None and (not after.is_word or after.key in DETERMINERS))
