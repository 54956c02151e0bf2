"""Titles: what an article prints beside a name or in its place, and the office, country and sector it tells."""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.actors.lexicon import Entry, Hit, Institution, Office, pluralise
from dragoman.actors.names import HONORIFICS
from dragoman.actors.scene import Scene
from dragoman.actors.vocabulary import get_words
from dragoman.actors.words import fold

DETERMINERS = get_words("determiners")
_MODIFIERS = get_words("modifiers")
_FORMER = frozenset({"former", "ex", "late", "ousted", "retired"})
_OF = frozenset({"of", "for", "at", "from"})
_BREAKS = get_words("titles breaks")
_SMALL = frozenset(["of", "for", "the", "and", "to", "in", "on", "at", "de", "des", "du", "la"])
# Offices that say little by themselves: whoever employs them gives the sector.
_SENT = frozenset({"envoy", "representative", "coordinator", "negotiator", "mediator", "envoys", "representatives"})
# Who stands for the whole state that is printed with the office.
_FOR_ALL = ("spokes", "leader", "chief", "head", "representative")
_IDLE = frozenset({"new", "newly", "embattled", "longtime", "veteran", "influential", "prominent", "young", "elderly"})
_GENERIC_SECTORS = frozenset({None, "GOV"})
_MODIFIER_SECTORS = {
    "rebel": "REB",
    "opposition": "OPP",
    "military": "MIL",
    "army": "MIL",
    "navy": "MIL",
    "naval": "MIL",
    "intelligence": "SPY",
    "police": "COP",
    "militant": "REB",
    "insurgent": "REB",
    "judicial": "JUD",
}


@dataclass(frozen=True, slots=True)
class Title:
    """A title at words `[first, last]`, a determiner before it included. `role`: as printed, without country.

    `region`: the part of a state that it names, folded: "the Florida senator", "governor of Ohio".
    """

    first: int
    last: int
    role: str | None
    office: Office | None
    country: str | None
    sector: str | None
    determiner: str | None
    region: str | None = None


def find_title_before(scene: Scene, at: int) -> Title | None:
    """The title that ends before word `at`, brackets around it allowed; None where no office or country is told."""
    words = scene.words
    end = at
    if end > 1 and words[end - 1].text in "])" and words[end - 1].sentence == words[min(at, len(words) - 1)].sentence:
        end -= 1
    first = reach_back(scene, end)
    return read_title(scene, first, end - 1) if first < end else None


def reach_back(scene: Scene, end: int) -> int:
    """The first word of the title or institution's name that ends before word `end`, its determiner included."""
    first = end
    sentence = scene.words[end - 1].sentence if end else 0
    while first > 0 and scene.words[first - 1].sentence == sentence and end - first < 14:
        step = _step_back(scene, first, end)
        if not step:
            break
        first -= step
    if (
        first < end
        and first > 0
        and scene.words[first - 1].key in DETERMINERS
        and scene.words[first - 1].sentence == sentence
    ):
        first -= 1
    return first


def _step_back(scene: Scene, first: int, end: int) -> int:
    words, at = scene.words, first - 1
    word, hit = words[at], scene.cover[at]
    if hit is not None:
        against = words[hit.first].glued and words[hit.first - 1].key in {"anti", "pro", "non"}
        return 0 if against or _is_elsewhere(scene, hit, first, end) else at - hit.first + 1
    run = scene.run_at[at]
    if run is not None:
        part = first < end and (run.kind == "body" or _is_portfolio(scene, run.first, first))
        return at - run.first + 1 if part else 0
    if first < end and word.is_word and not word.cap and _is_portfolio(scene, at, first):
        return 1
    if word.key in _MODIFIERS or word.key == "'s":
        return 1
    if first < end and word.key == "of" and at and isinstance(_item(scene, at - 1), Office | Institution):
        return 0 if isinstance(_item(scene, first), Office) else 1
    if (
        first < end
        and word.key == "the"
        and at > 1
        and words[at - 1].key == "of"
        and isinstance(_item(scene, at - 2), Office)
    ):
        return 2
    return 0


def _is_portfolio(scene: Scene, at: int, first: int) -> bool:
    """Whether words from `at` are what the minister or ministry at word `first` is for: "Kenyan Commerce Minister"."""
    words = scene.words
    entry = scene.entry(at - 1)
    owned = words[at - 1].key in {"'s", "deputy"} or (entry is not None and entry.form != "city")
    named = words[first].key in {"minister", "ministry"} and words[first].cap == words[at].cap
    return at > 0 and first - at < 3 and named and owned and not words[first].glued


def _is_elsewhere(scene: Scene, hit: Hit, first: int, end: int) -> bool:
    """A state named after a preposition ("in Syria, Foreign Minister …") is no part of the title."""
    if not isinstance(hit.item, Entry) or hit.item.form not in {"name", "capital", "city"}:
        return False
    if hit.item.kind != "state" and hit.item.form != "capital":
        return False
    possessive = first < end and scene.words[first].key == "'s"
    before = scene.words[hit.first - 1].key if hit.first else ""
    return not possessive and before in {"in", "on", "to", "against", "from", "at", "with", "into", "told", "and"}


def _item(scene: Scene, at: int) -> object:
    hit = scene.cover[at]
    return hit.item if hit is not None else None


def find_title_after(scene: Scene, last: int) -> Title | None:
    """The title in apposition to a name that ends with word `last`: ", the Russian foreign minister"."""
    words = scene.words
    at = last + 1
    if (
        at + 1 >= len(words)
        or words[at].text not in {",", "(", "–", "—", "["}
        or words[at].sentence != words[last].sentence
    ):
        return None
    at += 1
    if words[at].text.isdigit() and at + 2 < len(words) and words[at + 1].text == ",":
        at += 2  # an age
    end = _reach_forward(scene, at)
    offices = [i for i in range(at, end) if isinstance(_item(scene, i), Office)]
    if not offices:
        return None
    head = offices[0]
    while head + 1 < end and (isinstance(_item(scene, head + 1), Office) or _continues(scene, head)):
        head += 1
    following = scene.run_at[head + 1] if head + 1 < len(words) else None
    if following is not None and following.kind == "person":
        return None  # the next in a list: "Putin, President Macron and …"
    determined = words[at].key in DETERMINERS or words[at].key in _MODIFIERS or scene.cover[at] is not None
    return read_title(scene, at, head) if determined or scene.run_at[at] is not None else None


def _continues(scene: Scene, head: int) -> bool:
    hit = scene.cover[head]
    return hit is not None and hit.last > head


def _reach_forward(scene: Scene, at: int) -> int:
    """Where the noun phrase that begins at word `at` ends: at a mark, a preposition or a verb."""
    words, end = scene.words, at
    sentence = words[at].sentence
    while end < len(words) and end - at < 14 and words[end].sentence == sentence:
        word = words[end]
        covered = scene.cover[end] is not None or scene.run_at[end] is not None
        if not covered and (
            word.key in _BREAKS or word.key in {"of", "for", "at", "in", "on", "to", "with", "from", "and", "by"}
        ):
            break
        if not word.is_word and word.text not in {"'", "’"} and not word.text.startswith(("'", "’")):
            break
        end += 1
    return end


def read_title(scene: Scene, first: int, last: int) -> Title | None:
    """The title that words `[first, last]` print; None where they name neither office nor a state as owner."""
    hits = _hits(scene, first, last)
    offices = [h for h in hits if isinstance(h.item, Office)]
    head = offices[-1] if offices else None
    entries = [h for h in hits if isinstance(h.item, Entry)] + _after(scene, head)
    country = _find_country(entries, head, hits)
    if head is None and not (country and _is_owner(scene, hits, last)):
        return None
    determiner = scene.words[first].key if scene.words[first].key in DETERMINERS else None
    office = head.item if head is not None and isinstance(head.item, Office) else None
    return Title(
        first,
        last,
        _print(scene, first, last) if office else None,
        office,
        country,
        _find_sector(scene, first, last, office, entries),
        determiner,
        _find_region(scene, entries),
    )


def _find_region(scene: Scene, entries: list[Hit]) -> str | None:
    for hit in entries:
        if isinstance(hit.item, Entry) and hit.item.form == "city":
            return fold(scene.text(hit.first, hit.last))
    return None


def _hits(scene: Scene, first: int, last: int) -> list[Hit]:
    found: list[Hit] = []
    for at in range(first, last + 1):
        hit = scene.cover[at]
        if hit is not None and (not found or found[-1] is not hit):
            found.append(hit)
    return found


def _is_owner(scene: Scene, hits: list[Hit], last: int) -> bool:
    return scene.words[last].key == "'s" or (
        bool(hits) and isinstance(hits[-1].item, Entry) and hits[-1].item.form == "adjective"
    )


def _after(scene: Scene, head: Hit | None) -> list[Hit]:
    """The name after "of" or "for" behind the head: "president of Kenya", "spokesman for the UN"."""
    if head is None:
        return []
    at = head.last + 1
    if at >= len(scene.words) or scene.words[at].key not in _OF:
        return []
    abroad = scene.words[at].key == "for" and isinstance(head.item, Office) and head.item.noun.split()[-1] in _SENT
    found: list[Hit] = []
    for after in range(at + 1, min(at + 7, len(scene.words))):
        word, hit = scene.words[after], scene.cover[after]
        if hit is not None and isinstance(hit.item, Entry | Institution):
            if hit not in found and not (abroad and isinstance(hit.item, Entry) and hit.item.kind == "state"):
                found.append(hit)
        elif word.key not in _MODIFIERS and word.key not in DETERMINERS and word.key != "'s":
            break
    return found


def _find_country(entries: list[Hit], head: Hit | None, hits: list[Hit]) -> str | None:
    for hit in entries:
        if isinstance(hit.item, Entry) and hit.item.kind != "outlet":
            return hit.item.country
    return head.item.country if head is not None and isinstance(head.item, Office) else None


def _find_sector(scene: Scene, first: int, last: int, office: Office | None, entries: list[Hit]) -> str | None:
    keys = {w.key for w in scene.words[first : last + 1]}
    own = office.sector if office else None
    if keys & _FORMER and own not in {None, "CVL", "REB"}:
        return "ELI"
    if own not in _GENERIC_SECTORS:
        return own
    employer = [h.item.sector for h in [*_hits(scene, first, last), *entries] if isinstance(h.item, Institution)]
    employer += [h.item.sector for h in entries if isinstance(h.item, Entry) and h.item.kind != "state"]
    employer += [
        _MODIFIER_SECTORS[k]
        for k in keys
        if k in _MODIFIER_SECTORS and office and office.noun.split()[0] not in keys - {office.noun}
    ]
    told = next((s for s in employer if s), None)
    return told or own or ("GOV" if office and entries and office.noun.startswith(_FOR_ALL) else None)


def _is_owner_inside(key: str, office: Office) -> bool:
    """Whether a word is the state inside an office's name: "head of Egyptian diplomacy"."""
    return office.noun.endswith(" of diplomacy") and key not in pluralise(office.noun).split() + office.noun.split()


def _is_short(key: str, office: Office) -> bool:
    """Whether a word abbreviates the office's noun: "Lt", "Gen", "PM"."""
    return len(key) <= 4 and key not in {*office.noun.split(), *pluralise(office.noun).split()} and key.isalpha()


def _print(scene: Scene, first: int, last: int) -> str | None:
    """The title as printed, without determiner, state and honorific; abbreviations in full."""
    out = ""
    for at in range(first, last + 1):
        word, hit = scene.words[at], scene.cover[at]
        state = hit is not None and isinstance(hit.item, Entry) and hit.item.kind == "state"
        if (
            state
            or not word.is_word
            or word.key in HONORIFICS
            or word.key == "'s"
            or (not out and word.key in DETERMINERS)
        ):
            continue
        text = word.text
        if not out and word.key in _IDLE:
            continue
        if hit is not None and isinstance(hit.item, Office) and _is_owner_inside(word.key, hit.item):
            continue
        if hit is not None and isinstance(hit.item, Office) and _is_short(word.key, hit.item):
            text = hit.item.noun.title() if at == hit.first else ""
        out += text if not out or not text else f"-{text}" if word.glued else f" {text}"
    while out.rsplit(" ", 1)[-1].lower() in _SMALL and " " in out:
        out = out.rsplit(" ", 1)[0]
    return out or None
