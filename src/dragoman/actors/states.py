"""Which words that look like a state's name mean that state here."""

import re
from dataclasses import replace

from dragoman.actors.lexicon import Blocked, Entry, Hit, Institution, Office, get_genders
from dragoman.actors.names import HONORIFICS
from dragoman.actors.vocabulary import get_words
from dragoman.actors.words import Word

# Names of states and capitals that people bear too.
_PERSONAL = get_words("personal")
_COMMON = get_words("common")
_ORGANISATION = get_words("organisation")
_UNION = Entry("European Union", "organisation", None, "IGO", "capital")
_KOREAN = {"Korea": "name", "Korean": "adjective", "Koreans": "demonym", "North": "name", "South": "name"}
_HALVES = {"North": "PRK", "South": "KOR"}
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
    """`hits` without the names that mean something else here: a person, a place, a language, an event, a longer name."""
    georgia_is_state = len(_CAUCASIAN_GEORGIA.findall(text)) >= len(_AMERICAN_GEORGIA.findall(text))
    korea = _find_korea(hits)
    congo = "COG" if "Brazzaville" in text and "Kinshasa" not in text else "COD"
    union, long = _sits_in_brussels(hits), _spell(words, hits)
    settled = []
    borne, taken = _find_borne(words, hits), {at for h in hits for at in range(h.first, h.last + 1)}
    for hit in hits:
        item = hit.item
        if isinstance(item, Blocked) or _opens_longer(words, hit, hits):
            continue
        if isinstance(item, Entry) and item.kind == "state":
            if not georgia_is_state and item.country == "GEO" and words[hit.first].key == "georgia":
                continue
            if hit in borne or _is_personal(words, hit, taken) or _is_other(words, hit, item):
                continue
            if words[hit.first].key == "congo" and congo != item.country:
                hit = replace(hit, item=replace(item, name="Republic of the Congo", country=congo))
            elif union and words[hit.first].key == "brussels":
                hit = replace(hit, item=_UNION)
        elif isinstance(item, Entry) and hit.first == hit.last:
            hit = replace(hit, item=long.get(words[hit.first].text, item))
        settled.append(hit)
    return sorted([*settled, *_name_korea(words, korea, settled)], key=lambda h: h.first)


def _sits_in_brussels(hits: list[Hit]) -> bool:
    """Whether Brussels is where the European Union sits: it is named, and Belgium is not."""
    entries = [hit.item for hit in hits if isinstance(hit.item, Entry)]
    return any(e.sector == "IGO" and e.name.startswith("European") for e in entries) and not any(
        e.country == "BEL" and e.kind == "state" and e.form != "capital" for e in entries
    )


def _spell(words: list[Word], hits: list[Hit]) -> dict[str, Entry]:
    """By its first letters each name of several words that stands in the text, so that RSF means the one spelt out."""
    return {
        "".join(word.text[0] for word in words[hit.first : hit.last + 1] if word.cap): hit.item
        for hit in hits
        if isinstance(hit.item, Entry) and hit.last > hit.first and hit.item.kind != "state"
    }


def _opens_longer(words: list[Word], hit: Hit, hits: list[Hit]) -> bool:
    """Whether an outlet's name only begins another's: "The National" in "The National Assembly"."""
    if not isinstance(hit.item, Entry) or hit.item.kind != "outlet":
        return False
    nouns = {h.last for h in hits if isinstance(h.item, Institution) and h.item.kind != "outlet"}
    at = hit.last + 1
    while at < len(words) and at - hit.last < 5 and words[at].cap and words[at].sentence == words[hit.last].sentence:
        if words[at].key in _ORGANISATION or at in nouns:
            return True
        at += 1
    return False


def _find_borne(words: list[Word], hits: list[Hit]) -> list[Hit]:
    """Names of states and capitals that somebody bears here: behind a given name, or with another name behind a title.

    Alone too behind that, where the text names nothing else of that state.
    """
    by_last = {hit.last: hit for hit in hits}
    taken = {at for h in hits for at in range(h.first, h.last + 1)}
    borne = [hit for hit in hits if _bears(words, hit, by_last, taken)]
    keys = {words[hit.first].key: hit.first for hit in reversed(borne)}
    others = {
        h.item.country for h in hits if h not in borne and isinstance(h.item, Entry) and words[h.first].key not in keys
    }
    alone = [
        h for h in hits if h not in borne and _is_single(words, h) and h.first > keys.get(words[h.first].key, h.first)
        and isinstance(h.item, Entry) and h.item.country not in others
    ]  # fmt: skip
    return [*borne, *alone]


def _is_single(words: list[Word], hit: Hit) -> bool:
    return hit.first == hit.last and isinstance(hit.item, Entry) and hit.item.kind == "state" and _is_noun(hit)


def _bears(words: list[Word], hit: Hit, by_last: dict[int, Hit], taken: set[int]) -> bool:
    at = hit.first
    if not _is_single(words, hit) or words[at].upper or words[at].glued:
        return False
    if at and _is_name(words, at - 1, hit, taken):
        named = words[at - 1].key in get_genders() and not words[at - 1].glued
        return named or _is_titled(words, at - 1, by_last)
    follows = _is_name(words, at + 1, hit, taken) and not words[at + 1].glued
    return follows and _is_titled(words, at, by_last)


def _is_titled(words: list[Word], at: int, by_last: dict[int, Hit]) -> bool:
    """Whether an office or an honorific stands right before word `at`."""
    if not at or words[at - 1].sentence != words[at].sentence or not words[at - 1].cap:
        return False
    hit = by_last.get(at - 1)
    return words[at - 1].key in HONORIFICS or (hit is not None and isinstance(hit.item, Office))


def _find_korea(hits: list[Hit]) -> str | None:
    """The Korea that a bare "Korean" means: the only one named, the South where neither is."""
    named = {h.item.country for h in hits if isinstance(h.item, Entry) and h.item.country in {"PRK", "KOR"}}
    return None if len(named) > 1 else next(iter(named), "KOR")


def _name_korea(words: list[Word], code: str | None, hits: list[Hit]) -> list[Hit]:
    """A bare "Korean", and "the North", "the South" in a text about the Koreas."""
    taken = {i for h in hits for i in range(h.first, h.last + 1)}
    free = [i for i, w in enumerate(words) if w.text in _KOREAN and i not in taken]
    found = []
    for at in free:
        known = _HALVES.get(words[at].text) or code
        if known is None or not (_is_half(words, at, hits) if words[at].text in _HALVES else _is_korean(words, at)):
            continue
        name = "South Korea" if known == "KOR" else "North Korea"
        found.append(Hit(at, at, Entry(name, "state", known, None, _KOREAN[words[at].text])))
    return found


def _is_korean(words: list[Word], at: int) -> bool:
    return not (at + 1 < len(words) and words[at + 1].key in {"peninsula", "war"})


def _is_half(words: list[Word], at: int, hits: list[Hit]) -> bool:
    """Whether "the North" is a Korea here: the text names North Korea, and no longer name goes on."""
    named = any(isinstance(h.item, Entry) and h.item.country == "PRK" for h in hits)
    alone = at + 1 == len(words) or not (words[at + 1].cap or words[at + 1].glued or words[at + 1].key in {"of", "and"})
    return named and alone and at > 0 and words[at - 1].key == "the" and not words[at].upper


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
    if after is not None and after.key == "'s":
        return False
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
