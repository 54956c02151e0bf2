"""Persons' names: runs of capitalised words that are no table's, and who shares one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dragoman.actors.lexicon import Entry, Hit, Institution, Office, get_genders
from dragoman.actors.vocabulary import get_words
from dragoman.actors.words import Word

HONORIFICS: dict[str, str | None] = {
    "mr": "m",
    "mrs": "f",
    "ms": "f",
    "miss": "f",
    "messrs": "m",
    "mister": "m",
    "madam": "f",
    "madame": "f",
    "mme": "f",
    "m": "m",
    "dr": None,
    "sir": "m",
    "dame": "f",
    "lord": "m",
    "lady": "f",
    "baroness": "f",
    "baron": "m",
    "hon": None,
    "señor": "m",
    "herr": "m",
    "frau": "f",
    "hajji": "m",
    "mullah": "m",
    "sayyed": "m",
    "sayyid": "m",
    "mawlawi": "m",
    "sheikh": "m",
    "sheikha": "f",
    "daw": "f",
    "u": "m",
    "comrade": None,
}
_PARTICLES = get_words("particles")
_CONTRACTED = re.compile(r"['’](?:ve|re|ll|d|m|t)$")
_PARTIES = frozenset({"d", "r", "i"})  # "(R-Tenn.)"
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
# Capitalised words that begin no name: closed classes, dates, and what commonly opens a sentence.
_COMMON = get_words("common")
_ORGANISATION = get_words("organisation")
_THING = get_words("thing")
_AUXILIARIES = frozenset(
    {
        "is",
        "are",
        "was",
        "were",
        "has",
        "have",
        "had",
        "will",
        "would",
        "can",
        "could",
        "may",
        "might",
        "must",
        "should",
    }
)
_NO_ACRONYM = get_words("no acronym")
_SURNAME_FIRST = get_words("surname first")

# What follows a hyphen and makes an adjective of a name ("Putin-backed"), not a longer name ("Jong-un").
_COMPOUND = get_words("compound")


@dataclass(slots=True, eq=False)
class Run:
    """Capitalised words `[first, last]` that name somebody or something. `gender`: of an honorific before it."""

    first: int
    last: int
    kind: str  # person, body, thing
    gender: str | None = None
    titled: bool = False
    start: int = -1  # the first word of the title before it
    person: Person | None = None


@dataclass(slots=True, eq=False)
class Person:
    """A person of this article; what is known of them grows while it is read.

    `kin`: named as somebody's relative. `otherwise`: who or what the base has where the article says something else.
    `region`: the part of a state that they are of, folded. `looked_up`: the base gave their office; `inferred`: their
    country is the article's own.
    """

    keys: tuple[str, ...]
    name: str
    gender: str | None = None
    role: str | None = None
    office: Office | None = None
    country: str | None = None
    sector: str | None = None
    region: str | None = None
    kin: bool = False
    otherwise: str | None = None
    looked_up: bool = False
    inferred: bool = False
    runs: list[Run] = field(default_factory=list)


def find_runs(words: list[Word], cover: list[Hit | None]) -> list[Run]:
    """All runs of capitalised words that no table knows, in order."""
    lower = {w.text for w in words if w.is_word and not w.cap}
    small = _find_small(words, cover)
    runs, at = [], 0
    while at < len(words):
        if (words[at].key, _key(words, at + 1)) not in small and not _may_begin(words, cover, at, lower):
            at += 1
            continue
        last = _extend(words, cover, at)
        runs.append(Run(at, last, _classify(words, cover, at, last)))
        at = last + 1
    return runs


def _find_small(words: list[Word], cover: list[Hit | None]) -> set[tuple[str, str]]:
    """Names that begin with a small word of the language, as one behind an office shows: "Vice Premier He Lifeng"."""
    headlines = find_headlines(words)
    return {
        (word.key, words[at + 1].key)
        for at, word in enumerate(words[1:-1], 1)
        if word.cap and word.key in _COMMON and len(word.key) < 4 and words[at + 1].cap and cover[at + 1] is None
        and (hit := cover[at - 1]) is not None and isinstance(hit.item, Office) and not hit.item.plural
        and word.sentence not in headlines and words[at - 1].sentence == word.sentence == words[at + 1].sentence
        and words[at + 1].key not in _COMMON
    }  # fmt: skip


def _key(words: list[Word], at: int) -> str:
    return words[at].key if at < len(words) and words[at].cap else ""


def _may_begin(words: list[Word], cover: list[Hit | None], at: int, lower: set[str]) -> bool:
    word = words[at]
    if not word.cap or cover[at] is not None or word.key in HONORIFICS:
        return False
    if word.key in _COMMON:
        return _is_addressed(words, at)
    if word.key in _SUFFIXES or _CONTRACTED.search(word.key):
        return False
    if word.first and word.key not in get_genders() and word.key not in _SURNAME_FIRST and _names_next(words, at):
        return False  # "Follow John Smith", "Well, Ann": an opening word before a given name
    if not word.first or word.key in get_genders():
        return True
    return word.text.lower() not in lower and not (
        word.key.endswith(("ing", "ly")) and word.key not in _SURNAME_FIRST and len(word.key) > 5
    )


def _is_addressed(words: list[Word], at: int) -> bool:
    """Whether "Mr", "Mrs" or the like stands right before, whatever the word is elsewhere: "Mrs May"."""
    before = words[at - 1] if at else None
    return before is not None and before.sentence == words[at].sentence and bool(HONORIFICS.get(before.key))


def _names_next(words: list[Word], at: int) -> bool:
    after = words[at + 1] if at + 1 < len(words) else None
    return after is not None and after.cap and not after.glued and after.key in get_genders()


def find_headlines(words: list[Word]) -> set[int]:
    """Sentences in title case, where capitals tell nothing: five long words or more, nearly all capitals, no stop."""
    stopped = {word.sentence for word in words if word.text in {".", "”", '"', "!"}}
    long: dict[int, list[bool]] = {}
    for word in words:
        if word.is_word and len(word.key) > 3:
            long.setdefault(word.sentence, []).append(word.cap)
    return {s for s, caps in long.items() if s not in stopped and len(caps) > 4 and sum(caps) > 0.75 * len(caps)}


def _extend(words: list[Word], cover: list[Hit | None], at: int) -> int:
    last = at
    while last + 1 < len(words) and last - at < 7:
        step = _step(words, cover, last)
        if not step:
            break
        last += step
    return last


def _step(words: list[Word], cover: list[Hit | None], last: int) -> int:
    """How many words the run goes on by: a name, particles with a name, or an ending such as Jr."""
    reach = last + 1
    if reach < len(words) and words[reach].glued and words[reach].is_word and not words[reach].cap:
        return 0 if words[reach].key in _COMPOUND else 1
    while reach < len(words) and reach - last <= 3 and _is_particle(words, reach):
        reach += 1
    if reach >= len(words) or not _goes_on(words, cover, reach, words[last].sentence):
        comma = last + 2 < len(words) and words[last + 1].text == "," and words[last + 2].key in _SUFFIXES
        return 2 if comma else 0
    return reach - last


def _is_particle(words: list[Word], at: int) -> bool:
    word = words[at]
    return word.key in _PARTICLES and (not word.cap or (at + 1 < len(words) and words[at + 1].cap)) and word.is_word


def _goes_on(words: list[Word], cover: list[Hit | None], at: int, sentence: int) -> bool:
    word, hit = words[at], cover[at]
    if not word.cap or word.sentence != sentence or (word.key in _COMMON and not word.glued and word.key != "may"):
        return False
    if word.key in HONORIFICS and word.key not in {"sheikh", "u", "m"}:
        return False
    if hit is None or (hit.first == hit.last and isinstance(hit.item, Institution) and _is_title(hit.item)):
        return True  # "Horn Press Service", "Serendib Post"
    # "Stephen King", "Theresa May": an office or a month after a given name is a surname.
    name_before = words[at - 1].key in get_genders() and hit.first == hit.last
    alone = at + 1 >= len(words) or not words[at + 1].cap or words[at + 1].sentence != sentence
    return isinstance(hit.item, Office) and name_before and alone


def _is_title(noun: Institution) -> bool:
    """Whether a noun with a capital is part of an outlet's name."""
    return noun.kind == "outlet" or noun.noun == "post"


def _classify(words: list[Word], cover: list[Hit | None], first: int, last: int) -> str:
    keys = [w.key for w in words[first : last + 1]]
    following = cover[last + 1] if last + 1 < len(words) and not words[last + 1].first else None
    if is_introduced(words, cover, first, last):
        return "body"
    if keys[-1] in _THING or (keys[0] in _PARTIES and last > first and words[first + 1].glued):
        return "thing"
    if any(k in _ORGANISATION for k in keys) or (
        following is not None and isinstance(following.item, Institution) and words[following.first].cap
    ):
        return "body"
    if keys[0] in {"mount", "lake", "cape", "fort", "port", "operation"}:
        return "thing"
    if all(words[i].upper or not words[i].is_word for i in range(first, last + 1)):
        short = first == last and 2 < len(words[first].key) <= 6 and words[first].key not in _NO_ACRONYM
        return "body" if short else "thing"
    return "person"


def is_introduced(words: list[Word], cover: list[Hit | None], first: int, last: int) -> bool:
    """Whether a noun stands right before a name as its kind: "the newspaper Al Ufuq", "Radio Quisqueya", "the group Hasm".

    Not where the name is the subject of what an outlet was told: "told the newspaper Putin had …".
    """
    hit = cover[first - 1] if first else None
    if hit is None or not isinstance(hit.item, Institution) or hit.item.document:
        return False
    if words[hit.first].sentence != words[first].sentence or words[last].key in _ORGANISATION:
        return False
    before = words[hit.first - 1] if hit.first else None
    determined = before is not None and before.sentence == words[first].sentence and before.key in {"the", "a", "its"}
    after = words[last + 1].key if last + 1 < len(words) and words[last + 1].sentence == words[first].sentence else ""
    named = words[hit.first].cap and not words[hit.first].first
    if hit.item.kind == "organ" and not (determined and words[hit.last].key == "agency"):
        return False
    return (determined or named) and after not in _AUXILIARIES


def is_likely(words: list[Word], run: Run) -> bool:
    """Whether a run of several words reads like a person's name on its own."""
    length = run.last - run.first + 1
    if words[run.first].key in get_genders() or run.titled:
        return True
    determined = run.first > 0 and words[run.first - 1].key in {"the", "a", "an", "this"}
    return 2 <= length <= 5 and not determined and not words[run.first].glued


def guess_gender(words: list[Word], run: Run) -> str | None:
    """From an honorific, else from the given name, where it is known and more than a surname stands there."""
    if run.gender or run.first == run.last:
        return run.gender
    return get_genders().get(words[run.first].key)


def find_person(keys: tuple[str, ...], gender: str | None, persons: list[Person], at: int) -> Person | None:
    """The person whose name these words are, or are part of: best fit first, then the last before word `at`."""
    best: tuple[int, bool, int, Person] | None = None
    for person in persons:
        order = max((r.first for r in person.runs if r.first < at), default=-1)
        if gender and person.gender and gender != person.gender:
            continue
        fit = _fit_generation(keys, person.keys)
        if fit and (best is None or (fit, not person.kin, order) > best[:3]):
            best = (fit, not person.kin, order, person)
    return best[3] if best else None


def _fit_generation(keys: tuple[str, ...], known: tuple[str, ...]) -> int:
    """How well a name fits, senior and junior apart: "Trump" is Donald Trump before Donald Trump Jr., "Trump Jr." never is."""
    own, other = keys[-1] in _SUFFIXES, known[-1] in _SUFFIXES
    if len(keys) > 1 and len(known) > 1 and own != other:
        return 0
    return _fit(keys, known) or (max(0, _fit(keys, known[:-1]) - 2) if other and len(known) > 1 else 0)


def _fit(keys: tuple[str, ...], known: tuple[str, ...]) -> int:
    if keys == known:
        return 5
    if len(keys) == 1 and len(known) > 1:
        return 4 if known[-1] == keys[0] else 3 if known[0] == keys[0] and keys[0] in _SURNAME_FIRST else 0
    if len(keys) <= len(known) and known[-len(keys) :] == keys:
        return 4
    if len(known) == 1:
        return 3 if keys[-1] == known[0] or (keys[0] == known[0] and keys[0] in _SURNAME_FIRST) else 0
    if len(keys) > 2 and len(known) > 2 and keys[1][0] != known[1][0] and min(len(keys[1]), len(known[1])) == 1:
        return 0  # George W. and George H. W. Bush
    if _sound(keys[-1]) == _sound(known[-1]):
        return (
            2
            if _sound(keys[0])[:4] == _sound(known[0])[:4] or (len(keys[0]) == 1 and known[0].startswith(keys[0]))
            else 0
        )
    return 2 if keys[0] == known[0] and keys[0] in _SURNAME_FIRST and set(keys) <= set(known) else 0


def _sound(key: str) -> str:
    """What spellings of a name from another script share: Sergei, Sergey; Yevgeny, Yevgeni."""
    out = (
        key.replace("ey", "i")
        .replace("ei", "i")
        .replace("yi", "i")
        .replace("y", "i")
        .replace("ou", "u")
        .replace("'", "")
    )
    return "".join(c for i, c in enumerate(out) if i == 0 or c != out[i - 1])


def is_state(hit: Hit | None) -> bool:
    """Whether a hit names a state in any form."""
    return hit is not None and isinstance(hit.item, Entry) and hit.item.kind == "state"
