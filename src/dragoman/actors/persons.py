"""Persons of the article: every name gathered under the one who bears it, with the titles printed beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dragoman.actors.affiliation import find_affiliation
from dragoman.actors.lexicon import Entry, Office, get_genders
from dragoman.actors.names import HONORIFICS, Person, Run, find_headlines, find_person, guess_gender, is_likely
from dragoman.actors.scene import Scene
from dragoman.actors.titles import Title, find_title_after, find_title_before
from dragoman.actors.vocabulary import get_words
from dragoman.records import Span

_SPEECH = get_words("speech")
# Surnames of leaders that are words of the language or other people's: no name by themselves.
_COMMON = frozenset(
    "may moon park key bush brown major king prince fox rice sun day so no an bach rose hill young".split()
)

_COMPLEMENT = frozenset({"to", "of", "for", "in", "at", "the", "'s", "and"})
_YOUNG = frozenset({"son", "daughter", "nephew", "niece", "grandson", "granddaughter"})
_OLD = frozenset({"father", "mother", "uncle", "aunt", "grandfather", "grandmother"})
_KIN = _YOUNG | _OLD | {"wife", "husband", "widow", "widower", "brother", "sister", "cousin", "spouse"}
_AGES = frozenset({"elder", "older", "senior", "younger", "junior"})
# What someone is to somebody else is no office.
_RELATIONS = get_words("relations")
# Words for an office that say less than its name.
_VAGUE = frozenset({"leader", "politician", "official", "dictator", "chief", "head", "ruler"})
# A rank gives way to the post printed with it: "Gen. Silva, the army's chief of staff".
_RANKS = get_words("ranks")


def enrol(scene: Scene, sources: tuple[Span, ...], leads: Callable[[str], bool]) -> set[int]:
    """Fill `scene.persons` and give the words that titles beside names use up.

    `sources`: spans that certainly name someone; `leads`: whether a bare surname is a leader's.
    """
    titles = _gather(scene, sources, leads)
    used: set[int] = set()
    for run, before in titles:
        if run.person is None:
            run.kind = "thing"
            continue
        ranked = before is not None and before.office is not None and before.office.noun in _RANKS
        opens = before.first if before is not None and ranked else run.first
        for title in (before, _find_apposed(scene, run, opens), find_title_after(scene, run.last)):
            if title is not None:
                _give(run.person, _complete(scene, run, title))
                used.update(range(title.first, title.last + 1))
        affiliation = find_affiliation(scene, run.last)
        if affiliation is not None and run.person.country in {None, affiliation.country}:
            run.person.country, run.person.region = affiliation.country, run.person.region or affiliation.region
    return used


def _gather(scene: Scene, sources: tuple[Span, ...], leads: Callable[[str], bool]) -> list[tuple[Run, Title | None]]:
    """Find each name's bearer, full names before the surnames that take them up; runs with the titles before them."""
    headlines = find_headlines(scene.words)
    runs = [run for run in scene.runs if run.kind == "person"]
    titles = [(run, _open_run(scene, run)) for run in runs]
    known = {_keys_of(scene, run) for run in runs}
    capitals = [run for run in runs if scene.words[run.first].sentence in headlines or _is_overlong(scene, run, known)]
    for run in sorted((run for run in runs if run not in capitals), key=_is_alone):
        _place(scene, run, sources, leads)
    for run in scene.runs:
        if run.kind == "body" and run.first == run.last and scene.words[run.first].upper:
            _place_known(scene, run)  # "TRUMP: …" in a transcript
    for run in runs:
        if run in capitals:
            _place_known(scene, run)
            if run.person is None and scene.words[run.first].key in get_genders() and run.last - run.first in {1, 2}:
                _place(scene, run, sources, leads)
    return titles


def _keys_of(scene: Scene, run: Run) -> tuple[str, ...]:
    return tuple(w.key for w in scene.words[run.first : run.last + 1] if w.is_word)


def _is_overlong(scene: Scene, run: Run, known: set[tuple[str, ...]]) -> bool:
    """Whether a run in a title's capitals goes on past a name that stands elsewhere: "Sarah Palin Unleashed", "Trump Says"."""
    keys = _keys_of(scene, run)
    if len(keys) < 2 or not _is_in_capitals(scene, run):
        return False
    surnames = {other[-1] for other in known if len(other) > 1 and other != keys}
    return any(keys[:cut] in known for cut in range(2, len(keys))) or (keys[0] in surnames and keys[-1] not in surnames)


def _is_in_capitals(scene: Scene, run: Run) -> bool:
    """Whether most long words around a run, in its sentence, are capitalised."""
    words, sentence = scene.words, scene.words[run.first].sentence
    around = words[max(0, run.first - 20) : run.last + 21]
    long = [w.cap for at, w in enumerate(around) if w.sentence == sentence and w.is_word and len(w.key) > 3]
    return len(long) > 2 and sum(long) > 0.7 * len(long)


def _is_alone(run: Run) -> bool:
    return run.first == run.last and not run.titled


def _open_run(scene: Scene, run: Run) -> Title | None:
    """Read the honorific and the title before a run into it."""
    at = run.first
    if at and scene.words[at - 1].key in HONORIFICS and scene.words[at - 1].sentence == scene.words[at].sentence:
        at -= 1
        run.gender, run.titled = HONORIFICS[scene.words[at].key], True
    title = find_title_before(scene, at) if at else None
    run.start = at
    if title is None or (title.office is not None and title.office.plural and title.determiner):
        return None
    if title.office is not None and title.office.noun in _AGES:
        return None  # "the elder Bush"
    run.start = _skip_bracket(scene, title.first)
    run.titled = run.titled or title.role is not None
    if title.office is not None and title.office.gender:
        run.gender = title.office.gender
    return title


def _skip_bracket(scene: Scene, first: int) -> int:
    return first - 1 if first and scene.words[first - 1].text == "[" else first


def _place(scene: Scene, run: Run, sources: tuple[Span, ...], leads: Callable[[str], bool]) -> None:
    keys = _keys_of(scene, run)
    gender = guess_gender(scene.words, run)
    person = (
        _find_by_age(scene, run, keys)
        or find_person(keys, gender, scene.persons, run.first)
        or _find_by_first_name(scene, run, keys)
    )
    if person is None:
        likely = run.titled or is_likely(scene.words, run) or _speaks(scene, run, sources)
        if not likely and not (len(keys) == 1 and keys[0] not in _COMMON and leads(keys[0])):
            return
        person = Person(keys, scene.text(run.first, run.last), gender, kin=_is_kin(scene, run))
        scene.persons.append(person)
    elif len(keys) > len(person.keys):
        person.keys, person.name = keys, scene.text(run.first, run.last)
    person.gender = person.gender or gender
    person.runs.append(run)
    run.person = person


def _is_kin(scene: Scene, run: Run) -> bool:
    """Whether a name stands behind what somebody is to another: "his wife Asma", "her brother, Kim"."""
    before = [w.key for w in scene.words[max(0, run.first - 2) : run.first] if w.is_word]
    return bool(before) and before[-1] in _KIN


def _find_by_age(scene: Scene, run: Run, keys: tuple[str, ...]) -> Person | None:
    """Of two with one surname the one that "the elder Bush", "the younger Trump" tells apart."""
    told = scene.words[run.first - 1].key if run.first else ""
    if len(keys) > 1 or told not in _AGES:
        return None
    family = [person for person in scene.persons if keys[0] in person.keys[-2:] and len(person.keys) > 1]
    young = [p for p in family if p.keys[-1] == "jr" or _follows(scene, p, _YOUNG)]
    old = [p for p in family if p not in young and (p.keys[-1] == "sr" or _follows(scene, p, _OLD))]
    if len(family) != 2 or not (young or old):
        return None
    elder = (old or [p for p in family if p not in young])[0]
    return elder if told in {"elder", "older", "senior"} else next(p for p in family if p is not elder)


def _follows(scene: Scene, person: Person, relations: frozenset[str]) -> bool:
    """Whether a name of the person stands behind one of these nouns."""
    return any(
        w.key in relations for run in person.runs for w in scene.words[max(0, run.first - 2) : run.first] if w.is_word
    )


def _find_by_first_name(scene: Scene, run: Run, keys: tuple[str, ...]) -> Person | None:
    """The one person whose first name stands alone: "Hillary"; "Mr. Lou" for Lou Jiwei."""
    if len(keys) > 1 or (scene.words[run.first].first and not run.titled):
        return None
    named = [person for person in scene.persons if len(person.keys) > 1 and person.keys[0] == keys[0]]
    return named[0] if len(named) == 1 else None


def _place_known(scene: Scene, run: Run) -> None:
    """In a headline only who is named elsewhere is found, wherever in the run they stand."""
    for length in range(min(4, run.last - run.first + 1), 0, -1):
        for first in range(run.first, run.last - length + 2):
            keys = tuple(w.key for w in scene.words[first : first + length])
            person = next((p for p in scene.persons if keys == p.keys or keys == p.keys[-1:]), None)
            if person is not None:
                run.start = max(run.start, first) if first > run.first else run.start
                run.first, run.last, run.person = first, first + length - 1, person
                person.runs.append(run)
                return


def _speaks(scene: Scene, run: Run, sources: tuple[Span, ...]) -> bool:
    """Whether a single unknown name stands as a source: marked so, or with a verb of speech after it."""
    words = scene.words
    if run.last + 1 < len(words) and words[run.last + 1].key in _SPEECH:
        return True
    if run.first and words[run.first - 1].key in {"the", "a", "an"}:
        return False
    joined = run.first > 0 and words[run.first - 1].key in {"and", ","}
    return any(
        s.start <= words[run.first].start < s.end and (joined or s.start == words[run.first].start) for s in sources
    )


def _find_apposed(scene: Scene, run: Run, at: int) -> Title | None:
    """The title before a comma before the name or rank at word `at`: "the Russian foreign minister, Sergei Lavrov, …"."""
    words = scene.words
    if (
        at < 2
        or words[at - 1].text != ","
        or run.last + 1 >= len(words)
        or words[run.last + 1].text not in {",", ".", ")"}
    ):
        return None
    title = find_title_before(scene, _skip_complement(scene, at - 1))
    if title is None or title.office is None or title.office.plural:
        return None
    owned = words[title.first].key == "'s"
    if not (title.determiner or title.country or owned):
        return None
    if title.determiner in {"a", "an", "another"} and words[run.last + 1].text != ",":
        return None
    return title


def _skip_complement(scene: Scene, end: int) -> int:
    """Back over "to Ankara" or "of the UN mission" to where the office ends; `end` itself where there is none."""
    at = end - 1
    while at > 0 and end - at < 8 and scene.words[at].sentence == scene.words[end].sentence:
        hit = scene.cover[at]
        if hit is not None and isinstance(hit.item, Office):
            return at + 1
        run = scene.run_at[at]
        if hit is None and (run is None or run.kind == "person") and scene.words[at].key not in _COMPLEMENT:
            break
        at -= 1
    return end


def _complete(scene: Scene, run: Run, title: Title) -> Title:
    """The title with what its words leave to the text before: a counterpart's office, an owner's country."""
    if title.office is not None and title.office.noun == "counterpart":
        return _copy_office(scene, run, title)
    owner = _find_owner(scene, run, title) if title.country is None and title.office is not None else None
    if owner is None:
        return title
    country, sector = owner
    inherits = title.office is not None and title.office.sector in {None, "GOV"}
    return replace(title, country=country, sector=sector if inherits and sector else title.sector)


def _copy_office(scene: Scene, run: Run, title: Title) -> Title:
    """Of the office of whoever is named before in the sentence."""
    for at in range(title.first - 1, -1, -1):
        if scene.words[at].sentence != scene.words[run.first].sentence:
            break
        other = scene.run_at[at]
        if other is not None and other.person is not None and other.person.office is not None:
            return replace(title, role=other.person.role, office=other.person.office, sector=other.person.sector)
    return title


def _find_owner(scene: Scene, run: Run, title: Title) -> tuple[str | None, str | None] | None:
    """Country and sector of whom "its", "his" or "Mr. Costa's" before the title means, from the names before it."""
    words = scene.words
    if words[title.first].key == "'s":
        other = scene.run_at[title.first - 1] if title.first else None
        return (other.person.country, other.person.sector) if other is not None and other.person is not None else None
    if title.determiner not in {"its", "his", "her", "their"}:
        return None
    for at in range(title.first - 1, max(-1, title.first - 60), -1):
        other, hit = scene.run_at[at], scene.cover[at]
        if title.determiner in {"his", "her"}:
            if other is not None and other.person is not None and other.person.country:
                return other.person.country, other.person.sector
        elif hit is not None and isinstance(hit.item, Entry) and hit.item.form in {"name", "capital", "adjective"}:
            return hit.item.country, hit.item.sector or "GOV"
    return None


def _give(person: Person, title: Title) -> None:
    """The first office printed stays; later titles fill what is still open."""
    relation = title.office is not None and title.office.noun in _RELATIONS
    rank = person.office is not None and person.office.noun in _RANKS
    vague = person.office is not None and person.office.noun in _VAGUE and title.office is not None
    better = (rank and title.determiner) or (vague and title.office is not None and title.office.noun not in _VAGUE)
    if title.role and not relation and (not person.role or better):
        person.role, person.office, person.sector = title.role, title.office, title.sector
    elif title.office is not None and person.office is not None and title.office.noun == person.office.noun:
        if title.role and len(title.role) > len(person.role or ""):
            person.role = title.role
        person.sector = person.sector or title.sector
    if title.office is not None and title.office.gender and not person.gender:
        person.gender = title.office.gender
    person.region = person.region or title.region
    # A country that only the office implies ("Secretary of State") gives way to one that is printed.
    person.country = person.country or title.country
