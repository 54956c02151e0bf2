"""The tables of names, offices and institutions as one trie, made at first use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, cast

from dragoman.actors.countries import open_states
from dragoman.actors.vocabulary import get_words, rows
from dragoman.actors.words import Word, fold, split_phrase
from dragoman.records import ActorKind

# Longer names that hold a state's name and are not that state.
_NO_STATE = get_words("no state")

# Abbreviated titles, by the noun that they stand for.
_SHORT = {
    "general": ["Gen."],
    "lieutenant general": ["Lt. Gen.", "Lt. General"],
    "major general": ["Maj. Gen.", "Maj. General"],
    "brigadier general": ["Brig. Gen."],
    "brigadier": ["Brig."],
    "admiral": ["Adm."],
    "rear admiral": ["Rear Adm."],
    "vice admiral": ["Vice Adm."],
    "colonel": ["Col."],
    "lieutenant colonel": ["Lt. Col."],
    "major": ["Maj."],
    "captain": ["Capt."],
    "lieutenant": ["Lt."],
    "sergeant": ["Sgt."],
    "commander": ["Cmdr."],
    "senator": ["Sen.", "Sens."],
    "representative": ["Rep.", "Reps."],
    "governor": ["Gov.", "Govs."],
    "president": ["Pres."],
    "ambassador": ["Amb."],
    "professor": ["Prof."],
    "prime minister": ["PM"],
    "foreign minister": ["FM"],
}
_DIPLOMACY = " of diplomacy"
_ITEMS = "\0"  # the key under which a trie's node keeps what ends there: no word's


@dataclass(frozen=True, slots=True)
class Entry:
    """A name that a table knows. `form`: name, adjective, demonym, capital or city of a state; name for all others."""

    name: str
    kind: ActorKind
    country: str | None
    sector: str | None
    form: str


@dataclass(frozen=True, slots=True)
class Office:
    """A noun for a person by office or trade. `also`: nouns that may take it up later. `plural`: written so."""

    noun: str
    sector: str | None
    gender: str | None
    country: str | None
    also: frozenset[str]
    plural: bool


@dataclass(frozen=True, slots=True)
class Institution:
    """A common noun for an organ, organisation, outlet or document."""

    noun: str
    kind: ActorKind
    sector: str | None
    document: bool


@dataclass(frozen=True, slots=True)
class Blocked:
    """A longer name that only looks like it holds a state."""


Item = Entry | Office | Institution | Blocked


@dataclass(frozen=True, slots=True)
class Hit:
    """An item found at words `[first, last]`."""

    first: int
    last: int
    item: Item


class Lexicon:
    """A trie over folded words; capitals in an entry must be capitals in the text."""

    def __init__(self) -> None:
        self._root: dict[str, Any] = {}

    def add(self, phrase: str, item: Item) -> None:
        """Enter `phrase`; the first entry of two with the same letters and capitals wins."""
        forms = split_phrase(phrase)
        node = self._root
        for form in forms:
            node = node.setdefault("'s" if form in "'’" else fold(form), {})
        node.setdefault(_ITEMS, []).append((forms, item))

    def find(self, words: list[Word], at: int) -> Hit | None:
        """The longest entry that begins at word `at`, within its sentence."""
        node = self._root.get(words[at].key)
        index, best = at, None
        while node is not None:
            for forms, item in node.get(_ITEMS, ()):
                if all(map(_fits, forms, words[at : index + 1])):
                    best = Hit(at, index, item)
                    break
            index += 1
            if index == len(words) or words[index].sentence != words[at].sentence:
                break
            node = node.get(words[index].key)
        return best


def _fits(form: str, word: Word) -> bool:
    if len(form) > 1 and form.isupper():
        return word.text.isupper()
    return word.cap or not form[0].isupper()


@lru_cache(maxsize=1)
def get_lexicon() -> Lexicon:
    """All tables as one trie."""
    lexicon = Lexicon()
    for phrase in _NO_STATE:
        lexicon.add(phrase, Blocked())
    _add_states(lexicon)
    for name, kind, country, sector, aliases in rows("organisations"):
        _add_all(
            lexicon, [name, *aliases.split(";")], Entry(name, cast(ActorKind, kind), country or None, sector, "name")
        )
    for name, country, _control, aliases in rows("outlets"):
        _add_all(lexicon, [name, *aliases.split(";")], Entry(name, "outlet", country, "JRN", "name"))
    _add_offices(lexicon)
    for noun, kind, sector, document in rows("institutions"):
        item = Institution(noun, cast(ActorKind, kind), sector or None, bool(document))
        _add_all(lexicon, [noun, pluralise(noun)], item)
    return lexicon


def _add_all(lexicon: Lexicon, phrases: list[str], item: Item) -> None:
    for phrase in phrases:
        if phrase:
            lexicon.add(phrase, item)


def _add_states(lexicon: Lexicon) -> None:
    for code, name, aliases, adjectives, demonyms, capitals, cities in open_states():
        plurals = [f"{a}s" for a in adjectives.split(";") if a.endswith(("an", "i", "on")) and not a.isupper()]
        forms = {
            "name": [name, *aliases.split(";")],
            "adjective": adjectives.split(";"),
            "demonym": [*demonyms.split(";"), *plurals],
            "capital": capitals.split(";"),
            "city": cities.split(";"),
        }
        for form, phrases in forms.items():
            _add_all(lexicon, phrases, Entry(name, "state", code, None, form))


def _add_offices(lexicon: Lexicon) -> None:
    for noun, sector, gender, country, also in rows("roles"):
        for phrase, plural in ((noun, noun == "people"), (pluralise(noun), True)):
            office = Office(
                noun.casefold(),
                sector or None,
                gender or None,
                country or None,
                frozenset(also.split(";")) - {""},
                plural,
            )
            for written in [phrase, *([] if plural else _SHORT.get(noun, ()))]:
                lexicon.add(
                    written,
                    replace(office, sector="LEG", country="USA")
                    if written in {"Rep.", "Sen.", "Reps.", "Sens."}
                    else office,
                )
            if phrase.endswith(_DIPLOMACY):
                _add_owned(lexicon, phrase.removesuffix(_DIPLOMACY), office)


def _add_owned(lexicon: Lexicon, head: str, office: Office) -> None:
    """ "Head of Egyptian diplomacy": the state stands inside the title."""
    for code, _, _, adjectives, *_ in open_states():
        for adjective in filter(None, adjectives.split(";")):
            lexicon.add(f"{head} of {adjective} diplomacy", replace(office, country=code))


def pluralise(noun: str) -> str:
    """The plural of an English noun phrase; what is plural already in "minister of …" is its first word."""
    head, preposition, rest = noun.partition(" of ")
    if preposition:
        return f"{pluralise(head)}{preposition}{rest}"
    if head.endswith("man") and not head.endswith("german"):
        return f"{head[:-2]}en"
    if head == "person":
        return "persons"
    if head == "child":
        return "children"
    if head.endswith("y") and head[-2:-1] not in "aeiou":
        return f"{head[:-1]}ies"
    return f"{head}es" if head.endswith(("s", "ch", "sh", "x")) else f"{head}s"


@lru_cache(maxsize=1)
def get_adjectives() -> dict[str, str]:
    """By alpha-3 code the adjective that names a state's organs, or the state's name where it has none."""
    return {row[0]: row[3].split(";")[0] or row[1] for row in open_states()}


@lru_cache(maxsize=1)
def get_genders() -> dict[str, str]:
    """Folded given name → m or f."""
    return {
        fold(part): gender
        for gender, names in rows("given_names")
        for name in names.split()
        for part in name.split("-")
    }
