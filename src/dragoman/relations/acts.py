"""A ledger → the acts of a dyad: accounts merged into acts, mirror rows counted once, and which of them enter a series."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from dragoman.errors import TextError
from dragoman.ledger.cameo import read_countries

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from dragoman.ledger import Ledger
    from dragoman.records import Act

OWN = "dragoman"
STATE = frozenset({"GOV", "MIL", "SPY"})
"""Sectors that act for a state: government, military, intelligence."""
MIRRORED = frozenset({"CONSULT", "COOPERATE"})
"""Types in which both act: A with B is B with A."""
_SIGNED = "057"  # CAMEO: sign formal agreement, which others write both ways

Reason = Literal["not certain", "yet to come", "not once", "no day"]


@dataclass(frozen=True, slots=True)
class Dyad:
    """Two sides (alpha-3, parted by "+"), and the acts between them in one source.

    `elsewhere`: source → how many rows of others name both, which are left aside here.
    """

    one: str
    other: str
    source: str
    acts: tuple[Act, ...]
    elsewhere: dict[str, int]

    def get_direction(self, act: Act) -> str:
        """`RUS → USA`, `USA → RUS`, or `RUS – USA` for what both do."""
        if act.joint:
            return self.directions[2]
        return self.directions[0] if act.actor in read_side(self.one) else self.directions[1]

    @property
    def directions(self) -> tuple[str, str, str]:
        """The three directions that acts have."""
        return f"{self.one} → {self.other}", f"{self.other} → {self.one}", f"{self.one} – {self.other}"


def read_side(side: str) -> tuple[str, ...]:
    """The states of one side: `RUS`, or several with "+" between. Raises TextError for what is no state's code."""
    codes = tuple(dict.fromkeys(code.strip().upper() for code in side.split("+")))
    for code in codes:
        if not (len(code) == 3 and code.isalpha()) or code not in read_countries():
            raise TextError(f"{code!r} is no state's code: ISO 3166 alpha-3 is needed, as RUS, or RUS+SYR for several")
    return codes


def find_dyad(
    ledger: Ledger,
    one: str,
    other: str,
    *,
    since: date | None = None,
    until: date | None = None,
    sectors: Collection[str] | None = STATE,
    source: str | None = None,
    least: float = 0.0,
    told: bool = False,
) -> Dyad:
    """The acts between two sides, each once, oldest first.

    `source`: "dragoman" or whose rows; None: Dragoman's own reports, and where there is none the rows of whoever has
    most. Never both: the same act may stand in each. `told`: with the words that tell them. Raises TextError for what is no
    state's code, or a side that stands on both sides.
    """
    ones, others = read_side(one), read_side(other)
    if both := sorted({*ones} & {*others}):
        raise TextError(f"{', '.join(both)} stands on both sides: a dyad is of two")
    elsewhere = ledger.count_sources(ones, others)
    chosen = source or OWN

    def find(name: str) -> list[Act]:
        return ledger.find_acts(
            ones, others, sectors=sectors, source=name, since=since, until=until, least=least, told=told
        )

    acts = find(chosen)
    if source is None and not acts and elsewhere:
        chosen = max(elsewhere, key=lambda name: elsewhere[name])
        acts = find(chosen)
    acts = merge_accounts(acts) if chosen == OWN else count_once(acts)
    left = {name: n for name, n in elsewhere.items() if name != chosen}
    return Dyad("+".join(ones), "+".join(others), chosen, tuple(acts), left)


def merge_accounts(acts: Iterable[Act]) -> list[Act]:
    """Accounts of the same event in the same direction as one act: the surest, with all articles and origins counted.

    What the surest account does not tell, its day or on whose word, another may: an act rests on somebody's word only
    where each of its accounts does.
    """
    told: dict[tuple[str, str, str], list[Act]] = defaultdict(list)
    for act in acts:
        told[act.event, act.actor, act.recipient].append(act)
    return [group[0] if len(group) == 1 else _merge(group) for group in told.values()]


def _merge(group: Sequence[Act]) -> Act:
    surest = max(group, key=lambda act: (act.first_on is not None, act.confidence or 0.0, act.id))
    words = () if any(not act.word_of for act in group) else tuple(sorted({w for act in group for w in act.word_of}))
    return replace(surest, word_of=words, articles=len({act.article for act in group}))


def count_once(acts: Iterable[Act]) -> list[Act]:
    """Rows that others wrote both ways for one joint act of a day, once each; other rows as they are."""
    kept: list[Act] = []
    open_rows: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for act in acts:
        if not (act.type in MIRRORED or (act.code or "").startswith(_SIGNED)):
            kept.append(act)
            continue
        mirror = open_rows[act.recipient, act.actor, act.first_on, act.type]
        if mirror:
            mirror.pop()
            continue
        open_rows[act.actor, act.recipient, act.first_on, act.type].append(len(kept))
        kept.append(replace(act, joint=True))
    return kept


def find_reason(act: Act) -> Reason | None:
    """Why an act enters no day; None where it does: certain, past or present, once, and dated."""
    if act.factuality not in (None, "CT+"):
        return "not certain"
    if act.time == "future":
        return "yet to come"
    if act.aspect not in (None, "once"):
        return "not once"
    return "no day" if act.first_on is None else None


def rests_on_a_party(act: Act) -> bool:
    """Whether all who vouch for it are of the two sides: neither the author nor anybody else does."""
    return bool(act.word_of) and set(act.word_of) <= {act.actor, act.recipient}


def is_deed(act: Act) -> bool:
    """Whether it is material, not words."""
    return act.quad.startswith("material")
