"""The cast: every candidate of an article settled, in the order of the text."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import replace
from hashlib import sha256

from dragoman.actors.candidates import Body, Candidate, Loose, Pronoun, find_candidates
from dragoman.actors.chains import find_chains
from dragoman.actors.coreference import Memory, Referent
from dragoman.actors.home import find_home
from dragoman.actors.incumbents import open_incumbents
from dragoman.actors.lexicon import Entry
from dragoman.actors.names import Person
from dragoman.actors.persons import enrol
from dragoman.actors.relatives import WHO, find_head, read_noun
from dragoman.actors.scene import Scene, set_scene
from dragoman.actors.sources import read_source
from dragoman.actors.titles import Title
from dragoman.records import Actor, Article, Cast, Mention, Reading, Trace, Weigh

VERSION = "5"
"""Of the rules and tables of this folder, as it stands in every Trace."""
_HOME = 0.8
"""What is left of a score where the country is only the article's own."""


def resolve(article: Article, reading: Reading, weigh: Weigh | None = None) -> Cast:
    """Settle who is named where in `article`.

    Every labelled source span gets one Mention with that span, or, where it joins several, one for each member with
    the member's span. Beside these stand the persons, states, organs, organisations and outlets that the body names.
    No Mention touches furniture. An Actor's id is the same wherever the article means the same one: the alpha-3 code
    for a state, else a hash of the article's id, the actor's name and kind. `weigh` (None: no chains) is what the network
    makes of pairs of its own mentions. Raises nothing.
    """
    scene = set_scene(article, reading)
    spans = tuple(sorted({label.span for label in reading.labelled if label.label == "source"}))
    incumbents = open_incumbents(article, scene)
    used = enrol(scene, spans, incumbents.knows_leader)
    home = find_home(scene)
    for person in scene.persons:
        incumbents.contradict(person)
        incumbents.complete(person)
        if person.country is None:
            home.settle(person, incumbents.find_states(person), scene.words[person.runs[0].first].sentence)
    sources = [candidate for span in spans for candidate in read_source(scene, span)]
    candidates = sorted([*sources, *_clear(find_candidates(scene, used), sources)], key=lambda c: (c.at, c.span))
    memory = Memory(scene, _find_speakers(scene, sources), incumbents, home)
    settled = _settle(candidates, memory)
    # A pronoun that takes up nobody is worth a row only where it speaks.
    told = [(c, s) for c, s in zip(candidates, settled, strict=True) if c.source or s[1] != "pronoun:none"]
    mentions = (_mention(article, candidate, *found) for candidate, found in told)
    cast = Cast(tuple(sorted(mentions, key=lambda m: (m.span, m.actor.id))))
    return replace(cast, chains=find_chains(article, reading, cast, weigh)) if weigh is not None else cast


def _clear(candidates: list[Candidate], sources: list[Candidate]) -> list[Candidate]:
    """The candidates that no source says better; those in a clause behind a source's head stay."""
    kept, starts = [], sorted(sources, key=lambda c: c.span)
    longest = max((s.span.end - s.span.start for s in sources), default=0)
    for candidate in candidates:
        first = bisect_left(starts, candidate.span.start - longest, key=lambda s: s.span.start)
        last = bisect_left(starts, candidate.span.end, lo=first, key=lambda s: s.span.start)
        around = [s for s in starts[first:last] if s.span.overlaps(candidate.span)]
        if all(_is_beside(candidate, source) for source in around):
            kept.append(candidate)
    return kept


def _is_beside(candidate: Candidate, source: Candidate) -> bool:
    """Whether a candidate in a source's words is someone else, named in a clause behind the head."""
    apposed = isinstance(candidate.what, Title) and candidate.what.determiner in {None, "a", "an"}
    behind = source.span.contains(candidate.span) and candidate.at > source.at
    return behind and source.what is not candidate.what and not apposed


def _find_speakers(scene: Scene, sources: list[Candidate]) -> dict[int, list[int]]:
    """By quotation the head words of the source nearest to it in its paragraph."""
    marked: dict[int, list[Candidate]] = defaultdict(list)
    for source in sources:
        if scene.words[source.at].quotation < 0:
            marked[scene.words[source.at].paragraph].append(source)
    edges: dict[int, tuple[int, int]] = {}
    for at, word in enumerate(scene.words):
        if word.quotation >= 0:
            edges[word.quotation] = (edges.get(word.quotation, (at, at))[0], at)
    heads: dict[int, list[int]] = defaultdict(list)
    for quotation, (first, last) in edges.items():
        if near := marked[scene.words[first].paragraph]:
            heads[quotation].append(min(near, key=lambda c: min(abs(c.at - first), abs(c.at - last))).at)
    return heads


def _settle(candidates: list[Candidate], memory: Memory) -> list[tuple[Referent, str, float]]:
    """For each candidate its referent, the rule and the score.

    Who speaks a quotation is settled before what its pronouns mean, names before both.
    """
    cast: dict[object, Referent] = {}
    settled: dict[int, tuple[Referent, str, float]] = {}
    for index in sorted(range(len(candidates)), key=lambda i: (_turn(candidates[i], memory.scene), i)):
        settled[index] = _settle_one(candidates[index], memory, cast)
        memory.remember(candidates[index], settled[index][0])
    return [settled[i] for i in range(len(candidates))]


def _turn(candidate: Candidate, scene: Scene) -> int:
    """0: outside quotations, or a name; 1: a title or pronoun inside one; 2: "I", which needs its speaker."""
    if isinstance(candidate.what, Pronoun) and candidate.what.gender == "s":
        return 2
    return int(candidate.kind != "name" and scene.words[candidate.at].quotation >= 0)


def _settle_one(candidate: Candidate, memory: Memory, cast: dict[object, Referent]) -> tuple[Referent, str, float]:
    what = candidate.what
    if isinstance(what, Person):
        rule = "name:office" if what.looked_up else f"name over base's {what.otherwise}" if what.otherwise else "name"
        return cast.setdefault(id(what), Referent("person", what.name, person=what)), rule, 0.95
    if isinstance(what, Entry):
        return _enter(what, cast), f"table:{what.form}", 0.9 if what.form != "capital" else 0.75
    if isinstance(what, Body):
        return _settle_body(what, candidate, memory, cast)
    if isinstance(what, Title):
        return _settle_title(what, candidate, memory, cast)
    if isinstance(what, Pronoun):
        return _settle_pronoun(what, candidate, memory, cast)
    return _settle_loose(what, candidate, memory, cast)


def _settle_loose(
    what: Loose, candidate: Candidate, memory: Memory, cast: dict[object, Referent]
) -> tuple[Referent, str, float]:
    described = memory.find_described(candidate, None, what.country) if what.definite else None
    if described is not None:
        return described.referent, described.name_rule("described"), described.score
    words = frozenset(what.name.lower().replace("-", " ").split())
    sentence = memory.scene.words[candidate.at].sentence
    owner = memory.find_owner(candidate.span, candidate.at) if what.country is None else None
    if owner is not None:
        return _unnamed(what.name, owner, what.sector, cast, plural=what.plural), "unnamed:its", 0.6
    own = memory.home.find_country(words, what.office, what.sector, sentence) if what.country is None else None
    office = what.office
    referent = _unnamed(
        what.name, what.country or own, what.sector, cast, plural=what.plural, noun=office.noun if office else None,
        gender=office.gender if office else None, inferred=own is not None,
    )  # fmt: skip
    return referent, "unnamed", 0.7


def _enter(entry: Entry, cast: dict[object, Referent]) -> Referent:
    key = entry.country if entry.kind == "state" else (entry.name, entry.kind)
    return cast.setdefault(key, Referent(entry.kind, entry.name, entry.country, entry.sector))


def _unnamed(
    name: str, country: str | None, sector: str | None, cast: dict[object, Referent], *, plural: bool = False,
    noun: str | None = None, role: str | None = None, gender: str | None = None, inferred: bool = False,
) -> Referent:  # fmt: skip
    fresh = Referent(
        "person", name, country, sector, role, named=False, noun=noun, plural=plural, gender=gender, inferred=inferred
    )
    return cast.setdefault((name.lower(), country, "unnamed"), fresh)


def _settle_body(
    body: Body, candidate: Candidate, memory: Memory, cast: dict[object, Referent]
) -> tuple[Referent, str, float]:
    if body.document:
        issuer = memory.find_issuer(candidate.at)
        if issuer is not None:
            return issuer, "document:issuer", 0.5
        return (
            cast.setdefault(
                (body.name, "document"), Referent(body.kind, body.name, body.country, body.sector, named=False)
            ),
            "document",
            0.5,
        )
    if not body.country and body.taken_up:
        known = memory.find_body(body.noun, None, candidate.at)
        if known is not None:
            return known, "institution:last", 0.7
    key = (body.name.lower(), body.kind)
    words = frozenset(body.name.lower().split())
    sentence = memory.scene.words[candidate.at].sentence
    free = body.country is None and not body.named
    own = memory.home.find_body_country(words, body.sector, sentence) if free else None
    country = body.country or own
    fresh = Referent(
        body.kind, body.name, country, body.sector, named=body.proper, noun=body.noun, inferred=own is not None
    )
    return (
        cast.setdefault(key, fresh),
        "institution" if body.proper else "institution:none",
        0.8 if body.proper else 0.4,
    )


def _settle_title(
    title: Title, candidate: Candidate, memory: Memory, cast: dict[object, Referent]
) -> tuple[Referent, str, float]:
    found = memory.find_title(title, candidate.at)
    if found is not None:
        return found.referent, found.name_rule("title"), found.score
    office = title.office
    noun = office.noun if office else None
    name = title.role or noun or ""
    words = frozenset(name.lower().replace("-", " ").split())
    sentence = memory.scene.words[candidate.at].sentence
    own = memory.home.find_country(words, office, title.sector, sentence) if title.country is None else None
    holder = memory.incumbents.find_holder(title if own is None else replace(title, country=own))
    if holder is None and title.determiner in {"the", "this"} and title.region is None:
        described = memory.find_described(candidate, office, title.country)
        if described is not None:
            return described.referent, described.name_rule("described"), described.score
    if holder is not None:
        holder.inferred = own is not None and holder not in memory.scene.persons
        key = id(holder) if holder in memory.scene.persons else (holder.name, "office")
        return cast.setdefault(key, Referent("person", holder.name, person=holder)), "office", 0.7
    gender = office.gender if office else None
    plural = bool(office and office.plural)
    referent = _unnamed(
        name, title.country or own, title.sector, cast, plural=plural, noun=noun, role=title.role, gender=gender,
        inferred=own is not None,
    )  # fmt: skip
    return referent, "title:none", 0.5


def _settle_pronoun(
    pronoun: Pronoun, candidate: Candidate, memory: Memory, cast: dict[object, Referent]
) -> tuple[Referent, str, float]:
    if pronoun.gender in {"m", "f", "p"}:
        found = memory.find_pronoun(candidate, pronoun.gender)
        if found is not None:
            _learn(found.referent, pronoun.gender)
            return found.referent, found.name_rule("pronoun"), found.score
    else:
        other = _find_other(pronoun, candidate, memory, cast)
        if other is not None:
            return other, f"pronoun:{pronoun.key}", 0.6
    plural = pronoun.gender == "p"
    return _unnamed(pronoun.key, None, None, cast, plural=plural, gender=pronoun.gender), "pronoun:none", 0.2


def _learn(referent: Referent, gender: str) -> None:
    """A pronoun that was settled tells the gender of a person whose name did not."""
    if gender != "p" and referent.person is not None and referent.person.gender is None:
        referent.person.gender = gender
    elif gender != "p" and referent.gender is None:
        referent.gender = gender


def _find_other(
    pronoun: Pronoun, candidate: Candidate, memory: Memory, cast: dict[object, Referent]
) -> Referent | None:
    if pronoun.key in WHO:
        return _find_related(candidate, memory, cast)
    if pronoun.gender == "r":
        return memory.find_antecedent(candidate.at)
    if pronoun.gender == "n":
        return memory.find_kind({"organ", "organisation", "outlet", "armed_group", "state"}, candidate.at, reach=2)
    return memory.find_speaker(candidate.at) if pronoun.key in {"i", "me", "my"} else None


def _find_related(candidate: Candidate, memory: Memory, cast: dict[object, Referent]) -> Referent | None:
    """Whom "who" goes with: somebody named, or the noun before it."""
    head = find_head(memory.scene, candidate.at, lambda at: memory.find_person(at) is not None)
    if head is None:
        return memory.find_antecedent(candidate.at)
    known = memory.find_person(head) or memory.find_bearer(head)
    return known or _settle_loose(read_noun(memory.scene, head), replace(candidate, at=head), memory, cast)[0]


def _mention(article: Article, candidate: Candidate, referent: Referent, method: str, score: float) -> Mention:
    actor = replace(_actor(article, referent), mention=candidate.span)
    if referent.at_home:
        method, score = f"{method}:home", round(score * _HOME, 3)
    return Mention(candidate.span, candidate.kind, actor, Trace("actors", method, VERSION, score))


def _actor(article: Article, referent: Referent) -> Actor:
    person = referent.person
    if person is not None:
        identity = _identify(article, person.name, "person")
        return Actor(identity, person.name, "person", person.country, person.sector, person.role)
    if referent.kind == "state" and referent.country:
        return Actor(referent.country, referent.name, "state", referent.country, referent.sector)
    name = referent.name if referent.named else f"{referent.name} {referent.country or ''}".strip()
    return Actor(
        _identify(article, name, referent.kind), referent.name, referent.kind, referent.country, referent.sector,
        referent.role, referent.named,
    )  # fmt: skip


def _identify(article: Article, name: str, kind: str) -> str:
    return sha256(f"{article.id}\n{name}\n{kind}".encode()).hexdigest()[:16]
