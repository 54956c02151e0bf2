"""Two sentences → whether they are about the same matter: whether they share words that few others of the dyad have.

No model: what is compared are the beginnings of words, less those of grammar, of acts, and of the two states' names. So
each match can be looked at, and said with the words that made it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    FindNames = Callable[[str], tuple[str, ...]]

_KEPT = 6  # letters of a word that are compared: "licence", "licences" and "licensing" are one
_SHORTEST = 4
_FEW = 3
"""In as many texts of a dyad a word may stand and be rare; in a larger one in 2 of 100."""
_SHARE = 0.02
_NOTHING = frozenset(
    """
    about above after again against ahead along also although among another around away back because been before behind being
    below between both came cannot come coming could days does doing done down during each either else enough even ever every
    first former from further gave give given goes going have having here hers himself hour hours however into itself just keep
    kept last late later least less like long made make making many might more most much must near never next none nothing only
    onto other others ours over part past rather same shall should since some soon still such take taken taking than that their
    them then there these they thing this those though three through thus time times today told tomorrow took toward towards
    under unless until upon very want week weeks well went were what when where whether which while whole whom whose will with
    within without would year years yesterday your month months monday tuesday wednesday thursday friday saturday sunday january
    february march april june july august september october november december
    accept accepted accuse accused accuses added agree agreed agrees agreement announce announced answer answered appeal appealed
    asked asks blame blamed call called calls charge claim claimed complain complained condemn condemned confirmed declared
    declined demand demanded demands deny denied denies dismiss dismissed express expressed insist insisted invite invited
    offer offered offers pledge pledged promise promised promises propose proposed proposal refuse refused refuses reject
    rejected rejects replied reply report reported request requested respond responded response said says saying state stated
    statement tell telling threat threaten threatened threatens threats urge urged urges warn warned warning warns
    ambassador country countries foreign government government's leader minister ministers ministry nation official officials
    president prime secretary spokesman spokeswoman spokesperson
    """.split()
)


def find_matter(text: str, names: Iterable[str] = ()) -> frozenset[str]:
    """The words of a text that may tell its matter, cut short; less those of `names`."""
    return frozenset(
        _cut(word) for word in _split(text) if len(word) >= _SHORTEST and word not in _NOTHING and not word.isdigit()
    ) - _find_skipped(tuple(names))


def count_matters(matters: Iterable[frozenset[str]]) -> Counter[str]:
    """Word → in how many texts it stands."""
    return Counter(word for matter in matters for word in matter)


def find_shared(one: frozenset[str], other: frozenset[str], known: Counter[str], texts: int) -> tuple[str, ...]:
    """The words that both have and few of the dyad's texts: empty where they are not about the same matter."""
    few = max(_FEW, _SHARE * texts)
    return tuple(sorted(word for word in one & other if known[word] <= few))


def spell(cut: Iterable[str], text: str) -> tuple[str, ...]:
    """Words that were cut short, as a text has them in full."""
    whole: dict[str, str] = {}
    for word in _split(text):
        whole.setdefault(_cut(word), word)
    return tuple(whole.get(each, each) for each in cut)


@lru_cache(maxsize=1024)
def _find_skipped(names: tuple[str, ...]) -> frozenset[str]:
    """The words of names, cut short; those of a dyad's two states are the same in each of its texts."""
    return frozenset(_cut(word) for name in names for word in _split(name)) - {""}


def _split(text: str) -> list[str]:
    bare = text
    if not text.isascii():
        bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.findall(r"[a-z0-9]+", bare.casefold().replace("’", "'").replace("'s", ""))


def _cut(word: str) -> str:
    return word[:_KEPT].removesuffix("s") if len(word) > _SHORTEST else word
