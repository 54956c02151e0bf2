"""Candidates: the spans of a body that name somebody, before it is settled whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from dragoman.actors.lexicon import Entry, Hit, Institution, Office, get_adjectives
from dragoman.actors.names import Person, is_introduced
from dragoman.actors.scene import Scene
from dragoman.actors.states import is_place
from dragoman.actors.titles import DETERMINERS, Title, find_title_before, reach_back
from dragoman.actors.vocabulary import get_words
from dragoman.records import ActorKind, MentionKind, Span

PRONOUNS: dict[str, str] = {
    "he": "m",
    "him": "m",
    "his": "m",
    "himself": "m",
    "she": "f",
    "her": "f",
    "hers": "f",
    "herself": "f",
    "they": "p",
    "them": "p",
    "their": "p",
    "theirs": "p",
    "themselves": "p",
}
# Nouns that mean a person by office only where the article is plain about it.
_LOOSE = get_words("loose")

# What a capital before it only tells apart from others of the same state: "the Health Ministry".
_EVERY = frozenset({"ministry", "department", "court"})
# What a state keeps in another's capital.
_SENT = frozenset({"embassy", "consulate", "mission", "delegation", "office", "intelligence", "agency"})
_AFTER_NOUN = get_words("after noun")


@dataclass(frozen=True, slots=True)
class Body:
    """An institution as printed: its noun, whose it is, and the words for it.

    `taken_up`: it may stand for one named before ("the ministry"). `named`: a name of its own stands before the noun
    ("the Karenni Army"), so that it need not be the state's.
    """

    noun: str
    kind: ActorKind
    name: str
    country: str | None
    sector: str | None
    proper: bool
    document: bool = False
    taken_up: bool = True
    named: bool = False


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun; `gender`: m, f, p (plural), n ("it"), r (relative), s (first person)."""

    key: str
    gender: str


@dataclass(frozen=True, slots=True)
class Loose:
    """Words for somebody that no table knows: "two people familiar with the talks". `definite`: "the donor", one person."""

    name: str
    country: str | None
    sector: str | None
    plural: bool
    office: Office | None = None
    definite: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """`at`: its head word. `source`: the network marked it as one."""

    span: Span
    at: int
    kind: MentionKind
    what: Person | Entry | Title | Body | Pronoun | Loose
    source: bool = False


def find_candidates(scene: Scene, used: set[int]) -> list[Candidate]:
    """All candidates of the body in order; `used`: words that belong to a title beside a name."""
    found = [*_find_runs(scene), *_find_hits(scene, used), *_find_pronouns(scene)]
    found.sort(key=lambda c: (c.span.start, -c.span.end))
    kept: list[Candidate] = []
    for candidate in found:
        if not kept or candidate.span.start >= kept[-1].span.end:
            kept.append(candidate)
    return kept


def span_of(scene: Scene, first: int, last: int) -> Span:
    """The characters of words `[first, last]`."""
    return Span(scene.words[first].start, scene.words[last].end)


def _find_runs(scene: Scene) -> list[Candidate]:
    found = []
    for run in scene.runs:
        if run.person is not None:
            first = run.start if run.start >= 0 else run.first
            found.append(Candidate(span_of(scene, first, run.last), run.last, "name", run.person))
        elif run.kind == "body":
            body = read_run(scene, run.first, run.last)
            found.append(Candidate(span_of(scene, run.first, run.last), run.last, "name", body))
    return found


def read_run(scene: Scene, first: int, last: int) -> Body:
    """An organisation that no table knows, as it is written."""
    keys = {w.key for w in scene.words[first : last + 1]}
    state = next((e for i in range(max(0, first - 2), first) if (e := scene.entry(i)) and e.kind == "state"), None)
    before = scene.cover[first - 1] if is_introduced(scene.words, scene.cover, first, last) else None
    noun = before.item if before is not None and isinstance(before.item, Institution) else None
    kind, sector = (noun.kind, noun.sector) if noun and noun.kind != "organ" else _kind_of(keys)
    return Body(
        scene.words[last].key,
        kind,
        scene.text(first, last),
        state.country if state else None,
        sector,
        True,
        taken_up=False,
    )


def _kind_of(keys: set[str]) -> tuple[ActorKind, str | None]:
    """Kind and sector by the nouns in a name."""
    if keys & {"ministry", "cabinet", "embassy", "consulate", "secretariat"}:
        return "organ", "GOV"
    if keys & {"parliament", "assembly", "senate"}:
        return "organ", "LEG"
    if keys & {"court", "tribunal"}:
        return "organ", "JUD"
    if keys & {"brigade", "brigades", "militia", "front"}:
        return "armed_group", "REB"
    if keys & {
        "times",
        "post",
        "news",
        "tv",
        "television",
        "radio",
        "journal",
        "tribune",
        "herald",
        "newspaper",
        "magazine",
        "fm",
        "newswire",
        "gazette",
        "broadcasting",
    } or ("press" in keys and not keys & {"university", "club", "association", "freedom"}):
        return "outlet", "JRN"
    sectors = {
        "party": "PTY",
        "university": "EDU",
        "institute": "EDU",
        "college": "EDU",
        "union": "LAB",
        "hospital": "MED",
        "corp": "BUS",
        "inc": "BUS",
        "ltd": "BUS",
        "company": "BUS",
        "police": "COP",
        "watch": "NGO",
    }
    return "organisation", next((sectors[k] for k in sorted(keys) if k in sectors), None)


def _find_hits(scene: Scene, used: set[int]) -> list[Candidate]:
    found: list[Candidate] = []
    for hit in _hits(scene):
        if hit.last in used:
            continue
        if isinstance(hit.item, Entry):
            if not is_place(scene.words, hit):
                found.append(Candidate(span_of(scene, hit.first, hit.last), hit.last, "name", hit.item))
        elif isinstance(hit.item, Institution):
            found += _read_institution(scene, hit)
        elif isinstance(hit.item, Office):
            found += _read_office(scene, hit)
    return found


def _hits(scene: Scene) -> list[Hit]:
    return [h for h in scene.hits if scene.cover[h.first] is h]


def _read_institution(scene: Scene, hit: Hit) -> list[Candidate]:
    first = open_institution(scene, hit)
    body = read_body(scene, first, hit)
    definite = scene.words[first].key == "the" and _stands_alone(scene, hit.last + 1)
    entry = find_named(scene, first, hit)
    if entry is not None:
        return [Candidate(span_of(scene, first, hit.last), hit.last, "name", entry)]
    if body.document or not (body.proper or definite):
        return []
    return [Candidate(span_of(scene, first, hit.last), hit.last, "name" if body.proper else "nominal", body)]


def open_institution(scene: Scene, hit: Hit) -> int:
    """The first word of an institution's name; an office before it ("leader of the party") is not part of it."""
    first = reach_back(scene, hit.last + 1)
    for at in range(hit.first - 1, first - 1, -1):
        other = scene.cover[at]
        if other is not None and isinstance(other.item, Office):
            first = at + 1
            break
    while first < hit.first and scene.words[first].key in {"of", "for", "'s"}:
        first += 1
    return first


def find_named(scene: Scene, first: int, hit: Hit) -> Entry | None:
    """The name right before its own kind of noun: "the Rossiya 1 broadcaster", "the Hamas group"."""
    entry = scene.entry(hit.first - 1) if hit.first > first else None
    kind = hit.item.kind if isinstance(hit.item, Institution) else None
    if entry is None or entry.kind == "state" or kind is None or entry.kind not in {kind, "armed_group"}:
        return None
    return entry if entry.kind == kind or kind == "organisation" else None


def _stands_alone(scene: Scene, at: int) -> bool:
    """Whether the noun before word `at` ends its phrase: "the military", not "the military side"."""
    if at >= len(scene.words) or not scene.words[at].is_word or scene.words[at].first:
        return True
    word = scene.words[at]
    return word.text[0].islower() and (word.key in _AFTER_NOUN or word.key.endswith(("ed", "s", "ly")))


def _read_office(scene: Scene, hit: Hit) -> list[Candidate]:
    title = find_title_before(scene, hit.last + 1)
    if title is None or title.office is None or title.last != hit.last:
        return []
    definite = title.determiner in {"the", "this", "that"} and not title.office.plural
    if title.office.noun in _LOOSE and not (title.country and (definite or title.office.noun in {"source", "people"})):
        return []
    if not (definite or title.country):
        return []
    return [Candidate(span_of(scene, title.first, title.last), hit.last, "nominal", title)]


def _find_pronouns(scene: Scene) -> list[Candidate]:
    return [
        Candidate(Span(w.start, w.end), at, "pronoun", Pronoun(w.key, PRONOUNS[w.key]))
        for at, w in enumerate(scene.words)
        if w.key in PRONOUNS
    ]


def read_body(scene: Scene, first: int, hit: Hit) -> Body:
    """The institution named by words from `first` to the hit's last, whose item is an Institution."""
    owner, words, item = _find_owner(scene, first, hit), scene.words, cast(Institution, hit.item)
    at = first
    while at < hit.first and (words[at].key in DETERMINERS or scene.entry(at) or words[at].key == "'s"):
        at += 1
    printed = scene.text(at, hit.last)
    proper = any(w.cap and not w.first for w in words[at : hit.last + 1]) or owner is not None
    name = printed
    if owner is not None and owner.kind == "state" and owner.country:
        name = (
            printed
            if owner.form == "city"
            else f"{get_adjectives()[owner.country]} {printed if not printed.islower() else _title(printed)}"
        )
    elif owner is not None:
        name = printed if owner.name.lower() in printed.lower() else f"{owner.name} {printed}"
    elif printed.islower() or not proper:
        name = printed.lower()
    elif item.kind == "outlet" and at < hit.first and words[hit.first].text.islower():
        name = scene.text(at, hit.first - 1)  # "the Delta news agency" is Delta
    sector = item.sector or (owner.sector if owner else None)
    if owner is not None and owner.kind == "organisation":
        sector = owner.sector or item.sector  # "the UN mission" is no state's
    named = item.noun not in _EVERY and any(w.cap and not w.first for w in words[at : hit.first])
    country = owner.country if owner else None
    return Body(printed.lower(), item.kind, name, country, sector, proper, item.document, named=named)


def _title(printed: str) -> str:
    small = {"of", "for", "and", "the"}
    return " ".join(w if w in small else w.upper() if w == "tv" else w[0].upper() + w[1:] for w in printed.split())


def _find_owner(scene: Scene, first: int, hit: Hit) -> Entry | None:
    for at in range(first, hit.first):
        if entry := scene.entry(at):
            return entry
    at = hit.last + 1
    if at < len(scene.words) and scene.words[at].key == "of":
        for after in range(at + 1, min(at + 3, len(scene.words))):
            entry = scene.entry(after)
            if entry is not None:
                return entry if entry.form == "name" else None
            if scene.words[after].key != "the":
                break
    return _find_seat(scene, hit)


def _find_seat(scene: Scene, hit: Hit) -> Entry | None:
    """The state in whose place an organ sits: "the government in Lusaka"; not what others keep there, as an embassy."""
    item, at = cast(Institution, hit.item), hit.last + 1
    entry = scene.entry(at + 1)
    if item.kind != "organ" or entry is None or entry.kind != "state" or scene.words[at].key != "in":
        return None
    seated = entry.form == "capital" or (item.sector != "MIL" and entry.form in {"name", "city"})
    return entry if seated and not set(item.noun.split()) & _SENT else None
