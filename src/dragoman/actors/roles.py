"""Offices: whether a later "the minister" can be this person."""

from __future__ import annotations

from dragoman.actors.names import Person
from dragoman.actors.titles import Title
from dragoman.actors.vocabulary import get_words

_IDLE = get_words("idle")

# "The minister" is the foreign minister before it is the prime minister or a deputy.
_BELOW = frozenset({"deputy", "vice", "prime", "assistant", "former"})


def suits(person: Person, title: Title) -> float:
    """How well a title fits a person, 0 (cannot be) to 1: same office, then a noun that takes the office up."""
    if title.office is None or title.office.plural:
        return 0.0
    if title.office.gender and person.gender and title.office.gender != person.gender:
        return 0.0
    if title.country and person.country and title.country != person.country:
        return 0.0
    if title.region and person.region != title.region:
        return 0.0
    if person.office is None or person.role is None:
        return 0.0
    return _fit_office(person, title) * (1.0 if title.country is None or title.country == person.country else 0.8)


def _fit_office(person: Person, title: Title) -> float:
    asked = [w for w in (title.role or "").lower().replace("-", " ").split() if w not in _IDLE]
    held = set((person.role or "").lower().replace("-", " ").split())
    noun = title.office.noun if title.office else ""
    if person.office is None:
        return 0.0
    if asked and set(asked) <= held:
        if (held & _BELOW) - set(asked):
            return 0.5
        return 1.0 if noun == person.office.noun or noun.split()[-1] == person.office.noun.split()[-1] else 0.7
    if noun in person.office.also or " ".join(asked) in person.office.also:
        extra = set(asked) - set(noun.split()) - held
        return 0.8 if not extra else 0.2
    return 0.0
