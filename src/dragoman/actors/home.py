"""The state that an article is at home in, and for whom it may be taken: people with domestic roles and without a country.

The American press seldom says that a senator is American. What is taken so is inferred, and its trace says so.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass

from dragoman.actors.lexicon import Entry, Office
from dragoman.actors.names import Person
from dragoman.actors.outlets import find_outlet
from dragoman.actors.scene import Scene
from dragoman.actors.vocabulary import get_words

_LEAST, _SHARE, _STRONG = 4, 0.6, 0.75
# "MOKPO, South Korea, Oct. 19 (Yonhap) -- ", "HAVANA - ": a place in capitals, what else a dateline has, and a dash.
_DATELINE = re.compile(r"(?m)^[^\W\d_a-z]{2}[^\na-z]*(?:, [^\n–—]{2,40}?)?(?: ?\([^)\n]{2,40}\))? ?(?:--|[-–—]) ")
_SEE = "VAT"  # where nobody is at home
# Who works abroad, or for nobody's state; and what is said of people from elsewhere.
_ABROAD, _ANYONE = get_words("abroad"), get_words("anyone")
_FOREIGN = frozenset(
    {"foreign", "western", "european", "international", "arab", "african", "asian", "regional", "overseas"}
)
# Words of one state's politics that are rarely another's.
_MARKS = {word: state for state in ("USA", "GBR") for word in get_words(f"marks {state}")}
_OFFICIAL = frozenset({"GOV", "MIL", "JUD", "LEG", "COP", "SPY"})
# Bodies that every state has: a bare "the Senate" is the article's own.
_OWN = frozenset({"GOV", "LEG", "JUD", "COP", "MIL", "PTY", "OPP", "EDU"})


@dataclass(frozen=True, slots=True)
class Home:
    """`country` None: the article is at home nowhere. `strong`: it names it often and hardly another.

    `often` False: the only state that it names, but too seldom to be at home there, or that of its dateline: good for
    officials, nobody else. `dated`: it is the dateline's; `abroad`: the sentences that then speak of other states.
    """

    country: str | None
    strong: bool = False
    often: bool = True
    dated: bool = False
    abroad: frozenset[int] = frozenset()

    def find_country(
        self, words: frozenset[str], office: Office | None, sector: str | None, sentence: int
    ) -> str | None:
        """The state of somebody unnamed whose title is these words; None for those who may be from anywhere."""
        if office is None or office.noun in _ANYONE or not self._may_be(words, office.noun, sector):
            return None
        if sentence in self.abroad:
            return None
        return self.country

    def find_body_country(self, words: frozenset[str], sector: str | None, sentence: int) -> str | None:
        """The state of a body that is named without one: "the Senate", "the police"; any in an article that names no other."""
        own = (sector in _OWN and self.often) or (sector in _OFFICIAL and self.dated)
        own = own or (self.strong and sector not in {"IGO", "REB"})
        return self.country if own and not words & _FOREIGN and sentence not in self.abroad else None

    def settle(self, person: Person, known: frozenset[str], sentence: int) -> None:
        """Give a person without a country the article's, where the role is a domestic one, or the article hardly names another.

        `known`: for whom people of that full name have held office; somebody known from elsewhere is left as they are.
        """
        if self.country is None or known - {self.country} or sentence in self.abroad:
            return
        if self.dated and len(person.keys) == 1:
            return  # "President Kibaki" is as often a neighbour's
        words = frozenset((person.role or "").lower().replace("-", " ").split())
        domestic = self._may_be(words, person.office.noun if person.office else "", person.sector)
        if known or (domestic and (person.role or self.strong)):
            person.country, person.inferred = self.country, True

    def _may_be(self, words: frozenset[str], noun: str, sector: str | None) -> bool:
        if not self.often and sector not in _OFFICIAL:
            return False
        own = frozenset(noun.split())  # "foreign minister" is nobody foreign
        return sector not in {"IGO", "NGO", "REB", "REF"} and not ((words - own) & _FOREIGN or (words | own) & _ABROAD)


def find_home(scene: Scene) -> Home:
    """The state that most names, places, organs and party words of an article belong to."""
    weights: Counter[str] = Counter()
    for hit in scene.hits:
        item = hit.item
        ours = isinstance(item, Office) or (isinstance(item, Entry) and item.kind in {"state", "organ"})
        if ours and isinstance(item, Office | Entry) and item.country and item.country != _SEE:
            weights[item.country] += 1
    for word in scene.words:
        if word.cap and word.key in _MARKS:
            weights[_MARKS[word.key]] += 1
    outlet = find_outlet(scene.article.outlet or "")
    if outlet is not None:
        weights[outlet.country] += 2
    if not weights:
        return Home(None)
    country, most = weights.most_common(1)[0]
    share = most / weights.total()
    if most >= _LEAST and share >= _SHARE:
        return Home(country, share >= _STRONG)
    dated = _find_dateline(scene)
    if dated is not None and weights[dated] > 1:
        return Home(dated, often=False, dated=True, abroad=_find_abroad(scene, dated))
    return Home(country if most < _LEAST and share == 1 else None, often=False)


def _find_abroad(scene: Scene, country: str) -> frozenset[int]:
    """The sentences that name other states, in themselves or before them in their paragraph, and not this one."""
    named: dict[int, set[bool]] = {}
    paragraph, before = -1, set[bool]()
    for at, word in enumerate(scene.words):
        if word.paragraph != paragraph:
            paragraph, before = word.paragraph, set()
        entry = scene.entry(at)
        if entry is not None and entry.kind in {"state", "organ"} and entry.country:
            before.add(entry.country == country)
        named[word.sentence] = set(before)
    return frozenset(sentence for sentence, ours in named.items() if ours == {False})


def _find_dateline(scene: Scene) -> str | None:
    """The state of the place in capitals that the text is dated from; None where it names none, or several."""
    found = _DATELINE.search(scene.article.text)
    if found is None:
        return None
    at = bisect_left(scene.words, found.start(), key=lambda word: word.start)
    states = []
    while at < len(scene.words) and scene.words[at].start < found.end():
        entry = scene.entry(at)
        if entry is not None and entry.kind == "state" and entry.country not in states:
            states.append(entry.country)
        at += 1
    return states[0] if len(states) == 1 else None
