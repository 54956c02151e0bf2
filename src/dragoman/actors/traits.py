"""Traits: what words and rules say about whether two mentions mean the same, as small numbers for the network to weigh."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dragoman.actors.lexicon import get_genders
from dragoman.actors.names import HONORIFICS
from dragoman.actors.vocabulary import get_words
from dragoman.actors.words import fold
from dragoman.records import ENTITIES, Pairs

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from numpy.typing import NDArray

    from dragoman.records import Article, Cast, Marked, Reading

    Numbers = NDArray[np.int64]

_PRONOUNS = ("first", "we", "second", "he", "she", "it", "they", "who", "here", "these", "any")
_SHAPES = ("name", "full name", "definite", "indefinite", "owned", "plural", "bare")
FORMS = (*_PRONOUNS, *_SHAPES)
"""What a mention is by its form: kinds of pronouns, then names and nominals."""
_NAME, _FULL = FORMS.index("name"), FORMS.index("full name")

OF_ONE = (len(FORMS), len(ENTITIES), 3)
"""Sizes of a mention's traits: form, entity, gender (not known, m, f)."""
_SENTENCES = np.array([0, 1, 2, 3, 5, 8, 16, 32])
_ORDER = np.array([1, 2, 3, 4, 6, 10, 16, 32, 64])
_BETWEEN = {",": 3, "(": 4, "is": 5, "was": 5, "are": 5, "were": 5, "and": 6}
OF_TWO = (
    4
    * 2
    * 2
    * 2,  # words shared: none, some, some of two names, all of the shorter; all; the head's or the last; an acronym
    2 * (len(_SENTENCES) + 1),  # sentences between; in one paragraph
    len(_ORDER) + 1,  # mentions between
    5,  # quotations: neither in one, both in the same, in two, only the later, only the earlier
    2 * 8,  # what stands between where it is short; the later within the earlier
    3 * 3,  # genders
    5,  # by the rules: not known of both, the same, two names, two of whom one has none; not known of one
    len(ENTITIES) ** 2,
    len(FORMS) ** 2,
)
"""Sizes of the traits of a pair."""
REACH = 60
"""How many mentions back a pair reaches."""


@dataclass(frozen=True, slots=True, eq=False)
class _Texts:
    """Each mention's words, folded, as they stand and without what only introduces them, and numbers of texts that are equal."""

    words: list[list[str]]
    content: list[list[str]]
    full: Numbers
    head: Numbers
    last: Numbers
    short: Numbers  # the initials of several words
    single: Numbers  # the one word, numbered as initials are


def pair_up(article: Article, reading: Reading, marked: Sequence[Marked], cast: Cast) -> Pairs:
    """Each mention with those before it: the last `REACH`, and the last one with just its words."""
    words = [article.text[a:b] for a, b in zip(reading.starts.tolist(), reading.ends.tolist(), strict=True)]
    texts = _read_texts(words, marked)
    ends = np.array([(m.first, m.last, m.head) for m in marked], np.int64).reshape(-1, 3)
    forms = np.array([_find_form(w, words[m.head], m) for w, m in zip(texts.words, marked, strict=True)], np.int64)
    genders = np.array([_find_gender(w, f) for w, f in zip(texts.words, forms.tolist(), strict=True)], np.int64)
    entities = np.array([ENTITIES.index(m.entity) for m in marked], np.int64)
    later, earlier = _choose(texts.full)
    own = np.stack([forms, entities, genders], axis=1).reshape(-1, 3)
    shared = np.stack(
        [
            _compare_words(texts, forms, later, earlier),
            _measure_gap(reading, ends, later, earlier),
            np.searchsorted(_ORDER, later - earlier),
            _compare_quotations(reading, ends, later, earlier),
            _look_between([fold(w) for w in words], ends, later, earlier),
            genders[later] * 3 + genders[earlier],
            _ask_rules(cast, marked, later, earlier),
            entities[later] * len(ENTITIES) + entities[earlier],
            forms[later] * len(FORMS) + forms[earlier],
        ],
        axis=1,
    ).astype(np.int64)
    return Pairs(ends, own, later, earlier, shared)


def _read_texts(words: list[str], marked: Sequence[Marked]) -> _Texts:
    opening = get_words("opens a mention")
    within = [[fold(w) for w in words[m.first : m.last + 1]] for m in marked]
    content = [[w for w in ws if w not in opening and w[0].isalnum()] or ws for ws in within]
    numbers: dict[Hashable, int] = {}

    def number(values: Sequence[Hashable]) -> Numbers:
        return np.array([numbers.setdefault(v, len(numbers)) for v in values], np.int64)

    initials = ["".join(w[0] for w in ws if w not in {"of", "for", "and"}) for ws in content]
    return _Texts(
        within,
        content,
        number([tuple(ws) for ws in content]),
        number([("", fold(words[m.head])) for m in marked]),
        number([("", ws[-1]) for ws in content]),
        number([("short", s) if len(s) > 1 else ("none", n) for n, s in enumerate(initials)]),
        number([("short", ws[0]) if len(ws) == 1 else ("more", n) for n, ws in enumerate(content)]),
    )


def _find_form(words: list[str], head: str, mention: Marked) -> int:
    if len(words) == 1:
        for number, name in enumerate(_PRONOUNS):
            if words[0] in get_words(f"pronouns {name}"):
                return number
    if head[0].isupper():
        return _NAME if mention.first == mention.last else _FULL
    if words[0] in get_words("definite"):
        return FORMS.index("definite")
    if words[0] in get_words("indefinite"):
        return FORMS.index("indefinite")
    if words[0] in get_words("possessive") or "'" in words or "’" in words:
        return FORMS.index("owned")
    return FORMS.index("plural" if head.endswith("s") else "bare")


def _find_gender(words: list[str], form: int) -> int:
    """0: not known, 1: m, 2: f."""
    if FORMS[form] in {"he", "she"}:
        return 1 + (FORMS[form] == "she")
    told = HONORIFICS.get(words[0]) or (get_genders().get(words[0]) if form in {_NAME, _FULL} else None)
    if told:
        return 1 + (told == "f")
    if not get_words("men").isdisjoint(words):
        return 1
    return 2 * (not get_words("women").isdisjoint(words))


def _choose(full: Numbers) -> tuple[Numbers, Numbers]:
    number = np.arange(len(full))
    back = number[:, None] - np.arange(1, REACH + 1)[None]
    later, nth = np.nonzero(back >= 0)
    seen: dict[int, int] = {}
    far = []
    for n, text in enumerate(full.tolist()):
        if n - seen.get(text, n) > REACH:
            far.append((n, seen[text]))
        seen[text] = n
    more = np.array(far, np.int64).reshape(-1, 2)
    later, earlier = np.concatenate([later, more[:, 0]]), np.concatenate([back[later, nth], more[:, 1]])
    order = np.argsort(later, kind="stable")
    return later[order], earlier[order]


def _compare_words(texts: _Texts, forms: Numbers, later: Numbers, earlier: Numbers) -> Numbers:
    words: dict[str, int] = {}
    holds = [{words.setdefault(w, len(words)) for w in ws} for ws in texts.content]
    shared = np.array(
        [len(holds[a] & holds[b]) for a, b in zip(later.tolist(), earlier.tolist(), strict=True)], np.int64
    )
    sizes = np.array([len(h) for h in holds], np.int64)
    names = (forms == _NAME) | (forms == _FULL)
    some = np.where(names[later] & names[earlier], 2, 1)
    part = np.where(shared == np.minimum(sizes[later], sizes[earlier]), 3, np.where(shared > 0, some, 0))
    part = np.where((forms[later] < len(_PRONOUNS)) | (forms[earlier] < len(_PRONOUNS)), 0, part)
    same = texts.full[later] == texts.full[earlier]
    head = (texts.head[later] == texts.head[earlier]) | (texts.last[later] == texts.last[earlier])
    short = (texts.short[later] == texts.single[earlier]) | (texts.single[later] == texts.short[earlier])
    found: Numbers = ((part * 2 + same) * 2 + head) * 2 + short
    return found


def _measure_gap(reading: Reading, ends: Numbers, later: Numbers, earlier: Numbers) -> Numbers:
    first, other = ends[later, 0], ends[earlier, 0]
    gap = np.searchsorted(_SENTENCES, reading.sentence[first] - reading.sentence[other])
    found: Numbers = gap * 2 + (reading.paragraph[first] == reading.paragraph[other])
    return found


def _compare_quotations(reading: Reading, ends: Numbers, later: Numbers, earlier: Numbers) -> Numbers:
    starts = np.array([q.start for q in reading.quotations], np.int64)
    closes = np.array([q.end for q in reading.quotations], np.int64)
    at = np.asarray(reading.starts, np.int64)[ends[:, 0]]
    within = np.searchsorted(starts, at, side="right") - 1
    if len(closes):
        within = np.where((within >= 0) & (at < closes[within]), within, -1)
    mine, other = within[later], within[earlier]
    apart = np.where(mine >= 0, np.where(other >= 0, 2, 3), 4)
    return np.where((mine < 0) & (other < 0), 0, np.where(mine == other, 1, apart))


def _look_between(words: list[str], ends: Numbers, later: Numbers, earlier: Numbers) -> Numbers:
    gap = ends[later, 0] - ends[earlier, 1] - 1
    found = np.where(gap < 0, 1, np.where(gap == 0, 2, 0))
    for pair in np.flatnonzero((gap == 1) | (gap == 2)).tolist():
        opens = _BETWEEN.get(words[ends[earlier[pair], 1] + 1])
        if opens is not None and (gap[pair] == 1 or opens in {3, 5}):
            found[pair] = opens
        elif gap[pair] == 1:
            found[pair] = 7
    held: Numbers = found * 2 + (ends[earlier, 1] >= ends[later, 1])
    return held


def _ask_rules(cast: Cast, marked: Sequence[Marked], later: Numbers, earlier: Numbers) -> Numbers:
    """Whether the cast's rules hold the two for the same actor."""
    by_end = {m.span.end: m for m in reversed(cast.mentions)}
    mine = [by_end.get(m.span.end) for m in marked]
    numbers: dict[str, int] = {}
    who = np.array([numbers.setdefault(m.actor.id, len(numbers)) if m else -1 for m in mine], np.int64)
    named = np.array([bool(m and m.actor.named) for m in mine])
    known = (who[later] >= 0) & (who[earlier] >= 0)
    apart = np.where(named[later] & named[earlier], 2, 3)
    neither = np.where((who[later] < 0) & (who[earlier] < 0), 0, 4)
    return np.where(known, np.where(who[later] == who[earlier], 1, apart), neither)
