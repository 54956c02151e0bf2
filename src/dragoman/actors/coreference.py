"""Coreference: whom a title, an institution's noun or a pronoun takes up, from what the article has named before.

Candidates are weighed by agreement, distance, and standing (subject, source); "none of these" wins below a threshold.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from dataclasses import dataclass, field
from math import exp, log1p

from dragoman.actors.candidates import PRONOUNS, Candidate
from dragoman.actors.home import Home
from dragoman.actors.incumbents import Incumbents
from dragoman.actors.lexicon import Office
from dragoman.actors.names import Person
from dragoman.actors.roles import suits
from dragoman.actors.scene import Scene
from dragoman.actors.titles import Title, find_title_before
from dragoman.actors.vocabulary import get_words
from dragoman.actors.words import Word
from dragoman.records import ActorKind, Span

# Found by hand on short made-up articles; to be fitted once labelled ones exist.
_REACH = 5  # sentences that a pronoun looks back
_MOST_BACK = 1000  # words of these, where somebody wrote sentences without end
_SENTENCE, _PARAGRAPH, _SUBJECT, _SOURCE, _AGREES, _QUOTED = 1.0, 0.4, 0.7, 1.2, 0.8, 0.8
_NONE, _CLAUSE = -3.2, 2.0
_LEAST, _SAME = 0.25, 0.9  # how well an office must fit a title; and when it is the very office
# What is said of somebody who has been named, whatever their office; officials are named by theirs.
_DESCRIBED = frozenset({"PTY", "LEG", "BUS", "EDU", "ELI", "JRN", "MED", "REL", "SOC"})
_OFFICIAL = frozenset({"GOV", "MIL", "JUD", "COP", "SPY"})
_DESCRIBED_REACH = 2  # sentences
_LOOSE = get_words("loose")
_OBJECTS = frozenset({"him", "them", "her"})
_CLAUSES = get_words("clauses")


@dataclass(slots=True, eq=False)
class Referent:
    """Someone the article has named: a person, whose facts grow, or what is written here.

    `inferred`: the country is the article's own.
    """

    kind: ActorKind
    name: str
    country: str | None = None
    sector: str | None = None
    role: str | None = None
    named: bool = True
    person: Person | None = None
    noun: str | None = None
    plural: bool = False
    gender: str | None = None
    inferred: bool = False

    @property
    def at_home(self) -> bool:
        """Whether the country is the article's own, not one that it prints or the base knows."""
        return self.person.inferred if self.person is not None else self.inferred

    @property
    def sex(self) -> str | None:
        """m, f, or None where nothing tells."""
        return self.person.gender if self.person is not None else self.gender


@dataclass(frozen=True, slots=True)
class Taken:
    """Whom a mention takes up, with the score; `over`: the runner-up."""

    referent: Referent
    score: float
    over: Referent | None = None

    def name_rule(self, rule: str) -> str:
        """The rule, and over whom it chose: "title over Sergei Lavrov"."""
        return f"{rule} over {self.over.name}" if self.over is not None else rule


@dataclass(frozen=True, slots=True)
class _Trail:
    referent: Referent
    at: int
    word: Word
    subject: bool
    source: bool


@dataclass(slots=True)
class Memory:
    """What the article has named so far, in order."""

    scene: Scene
    speakers: dict[int, list[int]]
    incumbents: Incumbents
    home: Home
    trail: list[_Trail] = field(default_factory=list)
    told: Counter[Referent] = field(default_factory=Counter)

    def remember(self, candidate: Candidate, referent: Referent) -> None:
        """Note that `candidate` turned out to be `referent`."""
        words, at = self.scene.words, candidate.at
        nth = at
        while nth and words[nth - 1].sentence == words[at].sentence and at - nth < 12 and words[nth - 1].text != ",":
            nth -= 1
        subject = words[nth].first or candidate.source
        self.told[referent] += 1
        insort(self.trail, _Trail(referent, at, words[at], subject, candidate.source), key=lambda trail: trail.at)

    def find_pronoun(self, candidate: Candidate, gender: str) -> Taken | None:
        """The person that "he", "she" or the plural that "they" takes up, with its score in [0, 1]."""
        word = self.scene.words[candidate.at]
        barred = self._speaker(candidate.at) if word.quotation >= 0 else None
        if gender != "p" and not candidate.source:
            return self._find_likeliest(candidate, gender, barred)
        scores: list[tuple[float, Referent]] = []
        seen: set[int] = set()
        for trail in reversed(self.trail):
            if word.sentence - trail.word.sentence > _REACH or candidate.at - trail.at > _MOST_BACK:
                break
            if trail.at >= candidate.at or trail.referent is barred or not _agrees(trail.referent, gender):
                continue
            score = self._weigh(trail, candidate, word, gender) - (0.0 if id(trail.referent) not in seen else 0.2)
            seen.add(id(trail.referent))
            scores.append((score, trail.referent))
        best, second = _rank(scores)
        if best is None or best[0] < _NONE:
            return None
        return Taken(best[1], round(1 / (1 + 2.718 ** -(best[0] + 1.0)), 3), second)

    def _find_likeliest(self, candidate: Candidate, gender: str, barred: Referent | None) -> Taken | None:
        """Who has most of the chance that all mentions before share, by weights that were learnt."""
        word, odds = self.scene.words[candidate.at], dict[Referent, float]()
        for index in range(bisect_left(self.trail, candidate.at, key=lambda trail: trail.at) - 1, -1, -1):
            trail = self.trail[index]
            if word.sentence - trail.word.sentence > _REACH or candidate.at - trail.at > _MOST_BACK:
                break
            if trail.referent is barred or not _agrees(trail.referent, gender):
                continue
            opens = not index or self.trail[index - 1].word.sentence != trail.word.sentence
            rated = self._rate(trail, candidate, gender, opens=opens, again=trail.referent in odds)
            odds[trail.referent] = odds.get(trail.referent, 0.0) + exp(rated)
        if not odds:
            return None
        best, *others = sorted(odds, key=lambda referent: -odds[referent])[:2]
        return Taken(best, round(odds[best] / sum(odds.values()), 3), others[0] if others else None)

    def _rate(self, trail: _Trail, candidate: Candidate, gender: str, *, opens: bool, again: bool) -> float:
        """How well a mention suits "he" or "she" who is no source. `opens`: first of its sentence; `again`: of one met nearer by.

        The weights are fitted to labelled texts (docs/decisions/0084-weights-of-pronouns.md).
        """
        word, referent, person = self.scene.words[candidate.at], trail.referent, trail.referent.person
        back, acts = word.sentence - trail.word.sentence, self._acts(trail, candidate.at)
        bare = person is not None and len(person.keys) == 1 and not person.role and not person.country
        score = -0.24 * back + 0.98 * (not back) + 0.74 * (word.paragraph == trail.word.paragraph)
        score += -0.21 * trail.subject + 0.82 * (trail.subject and back == 1) + 0.27 * (trail.subject and word.first)
        score += -0.57 * trail.source + 0.20 * (trail.source and word.quotation < 0)
        score += 0.51 * (referent.sex == gender) - 0.40 * (not referent.named) - 0.40 * (person is None) - 0.89 * bare
        score += -0.73 * (trail.word.quotation >= 0 and trail.word.quotation != word.quotation)
        score += 0.25 * acts - 1.43 * (acts and word.key in _OBJECTS) - 0.23 * (trail.word.key in PRONOUNS)
        score += 0.81 * opens - 0.99 * again + 1.50 * (not trail.word.sentence)
        return score + 0.98 * log1p(self.told[referent])

    def _weigh(self, trail: _Trail, candidate: Candidate, word: Word, gender: str) -> float:
        score = -_SENTENCE * (word.sentence - trail.word.sentence)
        score += _PARAGRAPH * (word.paragraph == trail.word.paragraph)
        score += _SUBJECT * trail.subject + _SOURCE * (trail.source and word.quotation < 0)
        score += _AGREES * (trail.referent.sex == gender)
        score -= _QUOTED * (trail.word.quotation >= 0 and trail.word.quotation != word.quotation)
        score -= _CLAUSE * (word.key in _OBJECTS and self._acts(trail, candidate.at))
        return score - 0.5 * (not trail.referent.named) + 0.3 * (candidate.source and trail.source)

    def _acts(self, trail: _Trail, at: int) -> bool:
        """Whether what was named is the subject of the clause around word `at`: no "him" there means its subject."""
        words = self.scene.words
        if not trail.subject or trail.word.sentence != words[at].sentence:
            return False
        return not any(w.key in _CLAUSES for w in words[trail.at + 1 : at])

    def find_title(self, title: Title, at: int) -> Taken | None:
        """The person that "the minister" takes up: the best fitting office, the latest of equals."""
        scores: list[tuple[float, Referent]] = []
        word = self.scene.words[at]
        for trail in reversed(self.trail):
            if trail.at >= at or trail.referent.person is None:
                continue
            fit = suits(trail.referent.person, title)
            if not fit:
                continue
            score = (
                fit
                - 0.03 * min(8, word.sentence - trail.word.sentence)
                + 0.05 * trail.source
                - 0.2 * self._acts(trail, at)
            )
            scores.append((score, trail.referent))
        best, second = _rank(scores)
        unnamed = self._find_nominal(title, at)
        if best is None or best[0] <= _LEAST:
            return Taken(unnamed.referent, 0.6) if unnamed is not None else None
        fit = suits(best[1].person, title) if best[1].person is not None else 0.0
        if unnamed is not None and fit < _SAME and word.sentence - unnamed.word.sentence <= _REACH:
            return Taken(unnamed.referent, 0.6, best[1])  # "the official" is an official before it is a president
        return Taken(best[1], round(min(1.0, best[0]), 3), second)

    def _find_nominal(self, title: Title, at: int) -> _Trail | None:
        """Someone unnamed with the same noun: "a spokesman" before "the spokesman"."""
        noun = title.office.noun if title.office else None
        for trail in reversed(self.trail):
            referent = trail.referent
            same = noun and referent.noun == noun and not referent.named and not referent.plural
            if same and trail.at < at and title.country in {None, referent.country}:
                return trail
        return None

    def find_described(self, candidate: Candidate, office: Office | None, country: str | None) -> Taken | None:
        """The person that "the tycoon", "the Democrat" only describes: who acted or spoke last, if that agrees.

        `office` None: a noun for a person that no table has. Offices of state are not said of just anybody.
        """
        word = self.scene.words[candidate.at]
        sector, gender = (office.sector, office.gender) if office is not None else (None, None)
        if office is not None and (office.plural or sector not in _DESCRIBED or office.noun in _LOOSE):
            return None
        scores: list[tuple[float, Referent]] = []
        for trail in reversed(self.trail):
            if word.sentence - trail.word.sentence > _DESCRIBED_REACH or candidate.at - trail.at > _MOST_BACK:
                break
            person = trail.referent.person
            if trail.at >= candidate.at or person is None or (country and person.country not in {None, country}):
                continue
            if (gender and person.gender not in {None, gender}) or not _may_be(person, sector):
                continue
            scores.append((self._weigh(trail, candidate, word, gender or ""), trail.referent))
        best, second = _rank(scores)
        return Taken(best[1], 0.6, second) if best is not None and best[0] >= 0.0 else None

    def find_body(self, noun: str, country: str | None, at: int) -> Referent | None:
        """The institution last named with this noun: "the ministry", "the agency", "the group"."""
        head = noun.split()[-1]
        kinds = _TAKEN_UP.get(head)
        sentence = self.scene.words[at].sentence
        near = [t for t in self.trail if t.subject and t.at < at and sentence - t.word.sentence <= 3]
        for trail in [*reversed(near), *reversed(self.trail)]:
            referent = trail.referent
            if trail.at >= at or referent.person is not None or (country and referent.country != country):
                continue
            same = (referent.noun or referent.name.lower()).split()[-1] == head and referent.kind not in {
                "person",
                "state",
            }
            longer = len(noun.split()) == 1 or (referent.noun or referent.name.lower()).endswith(noun)
            if (same and longer) or (kinds and referent.kind in kinds and referent.named and len(noun.split()) == 1):
                return referent
        return None

    def find_issuer(self, at: int) -> Referent | None:
        """Who a bare "the statement" is from: the organ, organisation or outlet named at most two sentences back."""
        return self.find_kind({"organ", "organisation", "outlet", "armed_group"}, at, reach=2)

    def find_kind(self, kinds: set[str], at: int, *, reach: int) -> Referent | None:
        """The last named of these kinds before word `at`, subjects first, at most `reach` sentences back."""
        sentence = self.scene.words[at].sentence
        near = [t for t in self.trail if t.at < at and sentence - t.word.sentence <= reach and t.referent.kind in kinds]
        subjects = [t for t in near if t.subject]
        return (subjects or near)[-1].referent if near else None

    def find_owner(self, span: Span, at: int) -> str | None:
        """The state that "its" means where `span`, whose head is word `at`, begins with it: the last one named."""
        if not self.scene.article.text[span.start : span.start + 4].lower().startswith("its "):
            return None
        state = self.find_kind({"state"}, at, reach=1)
        return state.country if state is not None else None

    def find_antecedent(self, at: int) -> Referent | None:
        """Whom "who" or "which" at word `at` goes with: the last named before it in the sentence."""
        sentence = self.scene.words[at].sentence
        near = [t for t in self.trail if t.at < at and t.word.sentence == sentence and at - t.at <= 12]
        return max(near, key=lambda t: t.at).referent if near else None

    def find_person(self, at: int) -> Referent | None:
        """Who is named with word `at` as the last or the head."""
        first = bisect_left(self.trail, at, key=lambda trail: trail.at)
        near = self.trail[first : first + 1]
        return near[0].referent if near and near[0].at == at and near[0].referent.kind == "person" else None

    def find_bearer(self, at: int) -> Referent | None:
        """The person named before word `at` in its sentence whose title it is."""
        title, sentence = find_title_before(self.scene, at + 1), self.scene.words[at].sentence
        near = [t.referent for t in self.trail if t.word.sentence == sentence and t.at < at]
        bearers = [r for r in near if r.person is not None and title is not None and suits(r.person, title) >= 0.5]
        return bearers[-1] if bearers else None

    def find_speaker(self, at: int) -> Referent | None:
        """Who says the quotation around word `at`, where that has been read already."""
        return self._speaker(at)

    def _speaker(self, at: int) -> Referent | None:
        heads = self.speakers.get(self.scene.words[at].quotation, [])
        return next((t.referent for t in self.trail if t.at in heads), None)


def _rank(scores: list[tuple[float, Referent]]) -> tuple[tuple[float, Referent] | None, Referent | None]:
    """The best of scored referents, the first of equals, and who comes next."""
    best = max(scores, key=lambda scored: scored[0], default=None)
    others = [scored for scored in scores if best is None or scored[1] is not best[1]]
    second = max(others, key=lambda scored: scored[0], default=None)
    return best, second[1] if second is not None else None


def _may_be(person: Person, sector: str | None) -> bool:
    """Whether words of a sector may describe a person: an official is a politician, but no scientist."""
    return person.sector in {None, sector} or sector in {"PTY", None} or person.sector not in _OFFICIAL


def _agrees(referent: Referent, gender: str) -> bool:
    if gender == "p":
        return referent.plural or referent.kind in {"organisation", "armed_group"}
    if referent.plural or referent.kind != "person":
        return False
    return referent.sex in {None, gender}


_TAKEN_UP: dict[str, set[str]] = {
    "agency": {"outlet"},
    "newspaper": {"outlet"},
    "paper": {"outlet"},
    "daily": {"outlet"},
    "magazine": {"outlet"},
    "broadcaster": {"outlet"},
    "channel": {"outlet"},
    "network": {"outlet"},
    "outlet": {"outlet"},
    "website": {"outlet"},
    "station": {"outlet"},
    "organisation": {"organisation"},
    "organization": {"organisation"},
    "alliance": {"organisation"},
    "bloc": {"organisation"},
    "watchdog": {"organisation"},
    "group": {"organisation", "armed_group"},
    "militia": {"armed_group"},
    "union": {"organisation"},
    "charity": {"organisation"},
    "company": {"organisation"},
    "firm": {"organisation"},
    "body": {"organisation"},
}
