"""Which words that look like a state's name mean that state here."""

import re
from dataclasses import replace

from dragoman.actors.lexicon import Blocked, Entry, Hit, get_genders
from dragoman.actors.vocabulary import get_words
from dragoman.actors.words import Word

# Names of states and capitals that people bear too.
_PERSONAL = get_words("personal")
_COMMON = get_words("common")
# After a capital: what is named for the place, or lies there, and is no state.
_EVENTS = get_words("events")
_LOCATIVE = frozenset(
    ["in", "at", "near", "outside", "inside", "around", "central", "downtown", "across", "throughout", "via", "leaving"]
)
_LANGUAGE_BEFORE = frozenset(["in", "into", "speak", "speaks", "spoke", "speaking", "fluent", "learn"])
_AMERICAN_GEORGIA = re.compile(
    r"\b(?:Atlanta|Savannah|Alabama|Carolina|Florida|Tennessee|Gov\.|Republican|Democrats?|R-Ga|D-Ga)\b"
)
_CAUCASIAN_GEORGIA = re.compile(r"Tbilisi|Abkhaz|Osseti|Caucasus|Batumi|Saakashvili|Russia|Georgians?\b")


def settle(text: str, words: list[Word], hits: list[Hit]) -> list[Hit]:
    """`hits` without the states' names that mean something else here: a person, a place, a language, an event."""
    georgia_is_state = len(_CAUCASIAN_GEORGIA.findall(text)) >= len(_AMERICAN_GEORGIA.findall(text))
    korea = _find_korea(hits)
    congo = "COG" if "Brazzaville" in text and "Kinshasa" not in text else "COD"
    settled = []
    taken = {at for h in hits for at in range(h.first, h.last + 1)}
    for hit in hits:
        item = hit.item
        if isinstance(item, Blocked):
            continue
        if isinstance(item, Entry) and item.kind == "state":
            if not georgia_is_state and item.country == "GEO" and words[hit.first].key == "georgia":
                continue
            if _is_personal(words, hit, taken) or _is_other(words, hit, item):
                continue
            if words[hit.first].key == "congo" and congo != item.country:
                hit = replace(hit, item=replace(item, name="Republic of the Congo", country=congo))
        settled.append(hit)
    return sorted([*settled, *_name_korea(words, korea, settled)], key=lambda h: h.first)


def _find_korea(hits: list[Hit]) -> str | None:
    """The Korea that a bare "Korean" means: the only one named, the South where neither is."""
    named = {h.item.country for h in hits if isinstance(h.item, Entry) and h.item.country in {"PRK", "KOR"}}
    return None if len(named) > 1 else next(iter(named), "KOR")


def _name_korea(words: list[Word], code: str | None, hits: list[Hit]) -> list[Hit]:
    if code is None:
        return []
    taken = {i for h in hits for i in range(h.first, h.last + 1)}
    name = "South Korea" if code == "KOR" else "North Korea"
    forms = {"Korea": "name", "Korean": "adjective", "Koreans": "demonym"}
    return [
        Hit(i, i, Entry(name, "state", code, None, forms[w.text]))
        for i, w in enumerate(words)
        if w.text in forms and i not in taken and not (i + 1 < len(words) and words[i + 1].key in {"peninsula", "war"})
    ]


def _is_personal(words: list[Word], hit: Hit, taken: set[int]) -> bool:
    """Whether the name is part of a person's: beside it stands a capitalised word that no table knows."""
    if words[hit.first].key not in _PERSONAL or hit.first != hit.last or words[hit.first].upper:
        return False
    if _is_name(words, hit.first - 1, hit, taken) and not words[hit.first].glued:
        opens = words[hit.first - 1].first and words[hit.first - 1].key not in get_genders()
        return not opens
    return _is_name(words, hit.last + 1, hit, taken) and not words[hit.last + 1].glued and _is_noun(hit)


def _is_name(words: list[Word], at: int, hit: Hit, taken: set[int]) -> bool:
    """Whether word `at` may be another part of the same name."""
    if not 0 <= at < len(words) or at in taken or words[at].sentence != words[hit.first].sentence:
        return False
    return words[at].cap and not words[at].upper and words[at].key not in _COMMON


def _is_noun(hit: Hit) -> bool:
    return isinstance(hit.item, Entry) and hit.item.form != "adjective"


def _is_other(words: list[Word], hit: Hit, item: Entry) -> bool:
    after = words[hit.last + 1].key if hit.last + 1 < len(words) else "."
    before = words[hit.first - 1].key if hit.first else "."
    if item.form == "adjective" and before in _LANGUAGE_BEFORE:
        return (
            not words[hit.last + 1].is_word or after in {"and", "or", "to", "on", "at", "for"}
            if hit.last + 1 < len(words)
            else True
        )
    if item.form == "adjective" and after == "language":
        return True
    return words[hit.first].key == "washington" and after == "state"


def is_place(words: list[Word], hit: Hit) -> bool:
    """Whether a capital stands as the place where something is, not for its state."""
    if not isinstance(hit.item, Entry) or hit.item.form not in {"capital", "city"}:
        return False
    if hit.item.form == "city":
        return True
    before = words[hit.first - 1].key if hit.first else ""
    after = words[hit.last + 1] if hit.last + 1 < len(words) else None
    if before in _LOCATIVE or (after and (after.key in _EVENTS or (after.glued and after.key == "based"))):
        return True
    if words[hit.first].first and words[hit.first].upper and after and not after.is_word:
        return True  # a dateline
    return bool(
        after
        and after.text == ","
        and hit.last + 2 < len(words)
        and words[hit.last + 2].cap
        and before in {"from", "to", "of", ""}
    )
