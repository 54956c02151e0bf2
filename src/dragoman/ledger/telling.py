"""A report as merging sees it: what of it tells acts apart, in a form that is kept beside the report and compared fast."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any

from dragoman.ledger.rows import cover
from dragoman.ledger.words import find_words, list_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dragoman.records import Actor, Article, Report

REACH = 4
"""Days between two reports (of their acts, else of publication) beyond which they are not compared."""

_LONG = 3  # days: what is dated less precisely than this counts as undated
_HEAD = 300  # characters of an article that say what it is about: its title and first sentences
_KEYS = 6  # of one side: a report that names more parties is found by the first of these
_STATE = frozenset({"GOV", "MIL", "JUD", "LEG", "COP", "SPY"})
_STOP = frozenset(
    """a about after again against all also although am among an and any are around as at away back be because been before
    being below between both but by can could day days did do does doing down during each even ever few first for from
    further had has have having he her here hers him his how however i if in into is it its itself just last later least
    less made make many may me might more most mr mrs ms much must my near new next no nor not now of off on once one only
    or other our out over own per put said same say says she should since so some still such than that the their them
    then there these they this those three through to told too two under until up upon very was we week were what when
    where which while who whom whose why will with within without would year years yet you your friday monday saturday
    sunday thursday tuesday wednesday january february march april june july august september october november december
    according early late news officials official people report reported reports spokesman spokeswoman statement time
    today yesterday""".split()
)


@dataclass(frozen=True, slots=True)
class Who:
    """A party: the words of its name, folded; `state` where its acts are those of its country."""

    id: str
    words: tuple[str, ...]
    country: str | None
    sector: str | None
    state: bool
    named: bool

    @property
    def last(self) -> str:
        """The last word of the name, by which persons are called."""
        return self.words[-1] if self.words else ""

    @property
    def keys(self) -> tuple[str, ...]:
        """What whoever may be the same party has in common with it."""
        name = (
            () if self.state or not self.words else (max(self.words, key=len) if self.sector == "ORG" else self.last,)
        )
        return (*((self.country,) if self.country else ()), *name)


@dataclass(frozen=True)
class Telling:
    """A report as it is compared. Days count from the year 1; `first` and `last` are None where the act has no day."""

    id: str
    article: int
    type: str
    mode: str | None
    actors: tuple[Who, ...]
    recipients: tuple[Who, ...]
    first: int | None
    last: int | None
    told: int | None
    place: str | None
    country: str | None
    numbers: tuple[tuple[str, float], ...]
    factuality: str
    time: str
    words: frozenset[str]
    around: frozenset[str]

    @cached_property
    def day(self) -> int:
        """The day by which it is found: of its act, else of its publication; 0 where neither is known."""
        return (self.first if self.is_dated else self.told) or 0

    @property
    def is_dated(self) -> bool:
        """Whether the act has a day, to within a few."""
        return self.first is not None and self.last is not None and self.last - self.first <= _LONG

    @property
    def is_whole(self) -> bool:
        """Whether two parties are known."""
        return bool(self.actors and self.recipients) or len(self.actors) > 1

    @cached_property
    def rank(self) -> int:
        """Who may lead: what says more goes first, and among those it is a toss, the same each time."""
        lacks = (not self.is_whole) + (not self.is_dated)
        return lacks << 60 | int.from_bytes(hashlib.blake2b(self.id.encode(), digest_size=8).digest()) >> 4


def tell(article: Article, report: Report, *, key: int) -> Telling:
    """What merging compares of a report; `key` is its article's."""
    names = {word for actor in (*report.actors, *report.recipients) for word in find_words(actor.name)}
    return Telling(
        id=report.id,
        article=key,
        type=report.type,
        mode=report.mode,
        actors=tuple(map(_describe, report.actors)),
        recipients=tuple(map(_describe, report.recipients)),
        first=report.date.from_on.toordinal() if report.date else None,
        last=report.date.to_on.toordinal() if report.date else None,
        told=article.published_at.on.toordinal() if article.published_at else None,
        place=report.place.name.casefold() if report.place else None,
        country=report.place.country if report.place else None,
        numbers=tuple(sorted({(number.what, number.value) for number in report.numbers})),
        factuality=report.factuality,
        time=report.time,
        words=find_stems(cover(article.text, report.evidence), without=names),
        around=find_stems(f"{article.title or ''} {article.text[:_HEAD]}"),
    )


def _describe(actor: Actor) -> Who:
    state = bool(actor.country) and (
        actor.kind in {"state", "organ"} or (actor.kind == "person" and actor.sector in _STATE)
    )
    return Who(
        id=actor.id,
        words=tuple(list_words(actor.name)),
        country=actor.country,
        sector="ORG" if actor.kind in {"organisation", "outlet", "armed_group"} and not actor.sector else actor.sector,
        state=state,
        named=actor.named,
    )


def find_stems(text: str, *, without: Iterable[str] = ()) -> frozenset[str]:
    """The words of a text that carry meaning, without their endings."""
    words = set(re.findall(r"[^\W_]{3,}", text.casefold())) - _STOP - set(without)
    return frozenset(_stem(word) for word in words)


@lru_cache(maxsize=1 << 16)
def _stem(word: str) -> str:
    """A word without what is added to it in English; crude, and the same for all forms of most words."""
    for ending in ("ingly", "edly", "ings", "ing", "ied", "ies", "ed", "es", "ly", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)] + ("y" if ending in {"ied", "ies"} else "")
            break
    if len(word) > 4 and word[-1] == word[-2]:
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 4 else word


# --- where it is looked for ------------------------------------------------------------------------------------------


def find_blocks(telling: Telling) -> frozenset[int]:
    """The blocks in which it stands: of its type, with each pair of its parties and with each party alone."""
    return frozenset(_hash(telling.type, *key) for key in _stand(telling))


def find_asked(telling: Telling, types: Iterable[str]) -> frozenset[int]:
    """The blocks in which those stand that may tell of the same act, as one of these types."""
    return frozenset(_hash(kind, *key) for kind in types for key in _ask(telling))


def _stand(telling: Telling) -> Iterator[tuple[str, ...]]:
    alone = "whole" if telling.is_whole else "part"
    yield from (("pair", *pair) for pair in _pairs(telling))
    yield from ((alone, key) for key in _alone(telling))


def _ask(telling: Telling) -> Iterator[tuple[str, ...]]:
    """Two known parties are looked for as a pair, or as one of whom the other is not known; one, in every company."""
    yield from (("pair", *pair) for pair in _pairs(telling))
    for key in _alone(telling):
        yield ("part", key)
        if not telling.is_whole:
            yield ("whole", key)


def _pairs(telling: Telling) -> set[tuple[str, str]]:
    some, others = _side(telling.actors), _side(telling.recipients or telling.actors)
    pairs = {tuple(sorted(pair)) for pair in product(some, others)}
    return {(a, b) for a, b in pairs if a != b or (telling.actors and telling.recipients)}


def _alone(telling: Telling) -> set[str]:
    return {*_side(telling.actors), *_side(telling.recipients)}


def _side(parties: Iterable[Who]) -> list[str]:
    return sorted({key for who in parties for key in who.keys})[:_KEYS]


@lru_cache(maxsize=1 << 16)
def _hash(*parts: str) -> int:
    digest = hashlib.blake2b("\n".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


# --- as it is kept ----------------------------------------------------------------------------------------------------


def write_telling(telling: Telling) -> str:
    """As JSON, without its id and article, which are columns of their own."""
    parties = [
        [[who.id, " ".join(who.words), who.country, who.sector, int(who.state), int(who.named)] for who in side]
        for side in (telling.actors, telling.recipients)
    ]
    days = [telling.first, telling.last, telling.told]
    rest = [telling.place, telling.country, telling.numbers, telling.factuality, telling.time]
    texts = [" ".join(sorted(telling.words)), " ".join(sorted(telling.around))]
    whole = [telling.type, telling.mode, *parties, *days, *rest, *texts]
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"))


def read_telling(id: str, article: int, features: str) -> Telling:
    """The inverse of `write_telling`."""
    kind, mode, actors, recipients, first, last, told, place, country, numbers, sure, time, words, around = json.loads(
        features
    )
    return Telling(
        id, article, kind, mode, _read_side(actors), _read_side(recipients), first, last, told, place, country,
        tuple((what, value) for what, value in numbers), sure, time, frozenset(words.split()), frozenset(around.split()),
    )  # fmt: skip


def _read_side(side: list[list[Any]]) -> tuple[Who, ...]:
    return tuple(
        Who(id, tuple(words.split()), country, sector, bool(state), bool(named))
        for id, words, country, sector, state, named in side
    )


def read_day(day: int | None) -> date | None:
    """A day as it is shown."""
    return date.min + timedelta(days=day - 1) if day else None
