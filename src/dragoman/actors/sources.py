"""Sources: whom a span that the network marked as a source names, read by its head."""

from __future__ import annotations

from bisect import bisect_left

from dragoman.actors.candidates import PRONOUNS, Candidate, Loose, Pronoun, find_named, read_body, read_run
from dragoman.actors.lexicon import Entry, Hit, Institution, Office
from dragoman.actors.names import Person
from dragoman.actors.scene import Scene
from dragoman.actors.titles import DETERMINERS, Title, read_title
from dragoman.actors.vocabulary import get_words
from dragoman.records import Span

_QUANTIFIERS = get_words("quantifiers")
_BREAKS = get_words("sources breaks")
_OTHERS = {
    "it": "n",
    "its": "n",
    "itself": "n",
    "who": "r",
    "which": "r",
    "that": "r",
    "whose": "r",
    "whom": "r",
    "this": "n",
    "i": "s",
    "me": "s",
    "my": "s",
    "we": "s",
    "us": "s",
    "our": "s",
    "you": "s",
}
_SECTORS = {
    "diplomatic": "GOV",
    "government": "GOV",
    "official": "GOV",
    "presidential": "GOV",
    "security": "MIL",
    "military": "MIL",
    "army": "MIL",
    "defence": "MIL",
    "defense": "MIL",
    "intelligence": "SPY",
    "police": "COP",
    "rebel": "REB",
    "medical": "MED",
    "judicial": "JUD",
    "opposition": "OPP",
    "parliamentary": "LEG",
    "business": "BUS",
    "industry": "BUS",
    "tribal": "CVL",
}
# Endings of nouns for people.
_AGENTS = ("ist", "ian", "or", "man", "woman", "eer", "crat")
_ISSUED = frozenset({"by", "from", "of"})


def read_source(scene: Scene, span: Span) -> list[Candidate]:
    """The members that a source span names: one with the whole span, or several with theirs; none without words."""
    words = scene.words
    first = bisect_left(words, span.start, key=lambda w: w.end - 1)
    last = bisect_left(words, span.end, key=lambda w: w.start) - 1
    while first <= last and not words[first].is_word and words[first].text != "[":
        first += 1
    if first > last:
        return _read_rest(scene, span, last)
    members = _split(scene, first, last)
    if len(members) == 1:
        return [_read_member(scene, first, last, span)]
    return [_read_member(scene, a, b, Span(words[a].start, words[b].end)) for a, b in members]


def _read_rest(scene: Scene, span: Span, last: int) -> list[Candidate]:
    """A source of marks or part of a word alone is somebody unnamed; one outside the body is nobody."""
    if not 0 <= last < len(scene.words) or not Span(scene.words[last].start, scene.words[last].end).overlaps(span):
        return []
    return [Candidate(span, last, "nominal", Loose(span.of(scene.article.text), None, None, False), True)]


def _split(scene: Scene, first: int, last: int) -> list[tuple[int, int]]:
    """The members of a compound source as word ranges; one range where it is none."""
    words = scene.words
    cuts: list[int] = []
    for at in range(first + 1, last):
        if words[at].key not in {"and", "&"} or scene.cover[at] is not None or scene.run_at[at] is not None:
            continue
        left = cuts[-1] + 1 if cuts else first
        if _is_headed(scene, left, at - 1) and _opens_member(scene, at + 1, last):
            cuts.append(at)
    edges = [first, *(e for c in cuts for e in (c, c + 1)), last + 1]
    ranges = [(a, b - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    if len(ranges) > 1:
        ranges = [*_split_list(scene, *ranges[0]), *ranges[1:]]
    return [_trim(scene, a, b) for a, b in ranges]


def _split_list(scene: Scene, first: int, last: int) -> list[tuple[int, int]]:
    """ "A, B" before "and C": parted at commas where every part is a bare name."""
    commas = [i for i in range(first, last) if scene.words[i].text == ","]
    edges = [first, *(e for c in commas for e in (c, c + 1)), last + 1]
    parts = [(a, b - 1) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]
    named = all(_names(scene, b) and scene.words[a].key not in DETERMINERS for a, b in parts)
    return parts if named else [(first, last)]


def _trim(scene: Scene, first: int, last: int) -> tuple[int, int]:
    while last > first and not scene.words[last].is_word:
        last -= 1
    return first, last


def _names(scene: Scene, at: int) -> bool:
    run, entry = scene.run_at[at], scene.entry(at)
    return (run is not None and run.kind != "thing") or (
        entry is not None and entry.form in {"name", "capital", "demonym"}
    )


def _is_headed(scene: Scene, first: int, last: int) -> bool:
    """Whether words `[first, last]` are a phrase with a head of its own, not the first of two modifiers."""
    first, last = _trim(scene, first, last)
    if any(_names(scene, i) for i in range(first, last + 1)) and scene.words[last].key != "'s":
        end = _head_end(scene, first, last)
        return scene.words[end].key != "'s" and (_names(scene, end) or _noun(scene, end) is not None)
    return isinstance(_noun(scene, last), Office | Institution)


def _noun(scene: Scene, at: int) -> Office | Institution | None:
    hit = scene.cover[at]
    return hit.item if hit is not None and isinstance(hit.item, Office | Institution) else None


def _opens_member(scene: Scene, first: int, last: int) -> bool:
    end = _head_end(scene, first, last)
    if any(_names(scene, i) for i in range(first, end + 1)):
        return True
    return _noun(scene, end) is not None or scene.words[first].key in {"others", "other"}


def _head_end(scene: Scene, first: int, last: int) -> int:
    """The last word of the head: before a mark, a clause or a preposition that no name holds."""
    at, end = first, first
    while at <= last:
        word, hit, run = scene.words[at], scene.cover[at], scene.run_at[at]
        if hit is not None or run is not None:
            end = min(last, hit.last if hit is not None else run.last if run is not None else at)
        elif word.key == "'s" or word.text in "[]":
            end = end if at == last or word.text in "[]" else at
        elif at > first and (not word.is_word or word.key in _BREAKS or _is_verbal(scene, end, word.key)):
            break
        else:
            end = at
        at = max(end, at) + 1
    return end


def _is_verbal(scene: Scene, end: int, key: str) -> bool:
    """After a noun for a person: "officials briefed on it", "a man wearing a mask", "reached by phone"."""
    return isinstance(_noun(scene, end), Office) and key.endswith(("ing", "ed"))


def _read_member(scene: Scene, first: int, last: int, span: Span) -> Candidate:
    words = scene.words
    pronoun = _read_pronoun(words[first].key, first == last or not any(w.is_word for w in words[first + 1 : last + 1]))
    if pronoun is None and words[first].key in PRONOUNS and first < last and not words[first + 1].is_word:
        pronoun = Pronoun(words[first].key, PRONOUNS[words[first].key])
    if pronoun is not None:
        return Candidate(span, first, "pronoun", pronoun, True)
    end = _head_end(scene, first, last)
    if words[end].key in _QUANTIFIERS and end + 2 <= last and words[end + 1].key == "of":
        inner = _read_member(scene, end + 2, last, span)
        return _as_part(scene, first, last, inner, span)
    return _read_head(scene, first, end, last, span)


def _as_part(scene: Scene, first: int, last: int, whole: Candidate, span: Span) -> Candidate:
    """ "One of the ministers": somebody of those, not they."""
    country, sector = _find_affiliation(scene, first, last)
    if isinstance(whole.what, Title):
        sector = whole.what.sector or sector
    end = _head_end(scene, first, last)
    return Candidate(span, end, "nominal", Loose(scene.text(first, last), country, sector, True), True)


def _read_pronoun(key: str, alone: bool) -> Pronoun | None:
    if not alone:
        return None
    if key in PRONOUNS:
        return Pronoun(key, PRONOUNS[key])
    return Pronoun(key, _OTHERS[key]) if key in _OTHERS else None


def _read_head(scene: Scene, first: int, end: int, last: int, span: Span) -> Candidate:
    run, hit = scene.run_at[end], scene.cover[end]
    if run is not None and run.person is not None:
        return Candidate(span, end, "name", run.person, True)
    apposed = _find_apposed(scene, end, last) if hit is None or isinstance(hit.item, Office) else None
    if apposed is not None:
        return Candidate(span, apposed[0], "name", apposed[1], True)
    if run is not None:
        return Candidate(span, end, "name", read_run(scene, run.first, run.last), True)
    if hit is None or hit.last != end:
        return _read_loose(scene, first, end, last, span)
    return _read_hit(scene, hit, first, last, span)


def _find_apposed(scene: Scene, end: int, last: int) -> tuple[int, Person] | None:
    """The person named behind a comma after the head, and where: "the foreign minister, Sergei Lavrov".

    What the office is of may stand between: "the leader of the union, Ann Mills".
    """
    hit, mark = scene.cover[end], end + 1
    if hit is not None and isinstance(hit.item, Office) and not hit.item.plural:
        while mark < last and (scene.words[mark].is_word or scene.words[mark].glued) and scene.words[mark].key != "who":
            mark += 1
    if mark >= last or scene.words[mark].text not in {",", "(", "–", "—", ":"}:
        return None
    tail = _head_end(scene, mark + 1, last)
    run = scene.run_at[tail]
    if run is None or run.person is None or (mark > end + 1 and mark + 1 not in {run.start, run.first}):
        return None
    return tail, run.person


def _read_hit(scene: Scene, hit: Hit, first: int, last: int, span: Span) -> Candidate:
    if isinstance(hit.item, Entry):
        return Candidate(span, hit.last, "name", hit.item, True)
    if isinstance(hit.item, Institution):
        return _read_institution(scene, hit, first, last, span)
    title = read_title(scene, first, hit.last)
    if title is None or title.office is None or _is_indefinite(title):
        country, sector = _find_affiliation(scene, first, last)
        own = title.sector if title else None
        words = {w.key for w in scene.words[first : hit.last + 1]}
        sector = (
            next((_SECTORS[k] for k in sorted(words) if k in _SECTORS), None)
            if own is None and not sector
            else own or sector
        )
        plural = bool(title and title.office and title.office.plural)
        office = title.office if title else None
        known = (title.country if title else None) or country
        loose = Loose(_name(scene, first, hit.last), known, sector, plural, office)
        return Candidate(span, hit.last, "nominal", loose, True)
    return Candidate(span, hit.last, "nominal", title, True)


def _is_indefinite(title: Title) -> bool:
    return title.determiner not in {"the", "this", "that", None} or (title.office is not None and title.office.plural)


def _name(scene: Scene, first: int, last: int) -> str:
    """Words for somebody unnamed, without the article before them."""
    if scene.words[first].key in {"the", "a", "an"} and first < last:
        first += 1
    return scene.text(first, last)


def _read_institution(scene: Scene, hit: Hit, first: int, last: int, span: Span) -> Candidate:
    body = read_body(scene, first, hit)
    named = find_named(scene, first, hit)
    if named is not None:
        return Candidate(span, hit.last, "name", named, True)
    if not body.document:
        return Candidate(span, hit.last, "name" if body.proper else "nominal", body, True)
    issuer = _find_issuer(scene, first, hit, last)
    if issuer is None:
        return Candidate(span, hit.last, "nominal", body, True)
    return Candidate(span, issuer.at, "nominal", issuer.what, True)


def _find_issuer(scene: Scene, first: int, hit: Hit, last: int) -> Candidate | None:
    """Whoever a document's words name as its maker: before it as owner, or after "by", "from", "of"."""
    before = hit.first - 1
    while before >= first and scene.words[before].key == "'s":
        before -= 1
    if before >= first and (_names(scene, before) or _noun(scene, before) is not None):
        return _read_head(scene, first, before, before, Span(0, 0))
    at = hit.last + 1
    if at < last and scene.words[at].key in _ISSUED:
        return _read_member(scene, at + 1, last, Span(0, 0))
    return None


def _read_loose(scene: Scene, first: int, end: int, last: int, span: Span) -> Candidate:
    country, sector = _find_affiliation(scene, first, last)
    words = {w.key for w in scene.words[first : end + 1]}
    sector = sector or next((_SECTORS[k] for k in sorted(words) if k in _SECTORS), None)
    noun = scene.words[end]
    definite = scene.words[first].key in {"the", "this"} and not noun.cap and noun.key.endswith(_AGENTS)
    loose = Loose(_name(scene, first, end), country, sector, noun.key.endswith("s"), definite=definite)
    return Candidate(span, end, "nominal", loose, True)


def _find_affiliation(scene: Scene, first: int, last: int) -> tuple[str | None, str | None]:
    """The first country and sector that the words of a span tell, its clauses left out."""
    country = sector = None
    for at in range(first, last + 1):
        if scene.words[at].key in {"who", "which", "whose"}:
            break
        hit = scene.cover[at]
        if hit is None:
            continue
        if isinstance(hit.item, Entry):
            country = country or hit.item.country
        sector = sector or (hit.item.sector if isinstance(hit.item, Entry | Institution) else None)
    return country, sector
