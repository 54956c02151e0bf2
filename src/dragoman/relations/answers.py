"""Acts of a dyad → proposals, demands, threats, accusations and promises, each with the later acts that may answer it.

An act answers another if it is of a kind that can, comes later within the window, and tells of the same matter
(matters.py). What was *reported as unanswered* stands apart from what *was not found in what was read*, and what is too
young for either is open: right-censored. Matches are candidates: docs/relations.md says how many are right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from dragoman.relations.matters import count_matters, find_matter, find_shared, spell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from dragoman.records import Act
    from dragoman.relations.matters import FindNames

Kind = Literal["proposal", "demand", "threat", "accusation", "promise"]
Outcome = Literal["accepted", "refused", "returned", "kept", "broken"]
Status = Literal["accepted", "refused", "returned", "kept", "broken", "reported unanswered", "none found", "open"]
By = Literal["other", "self", "both"]

WITHIN = 30
"""Days in which an answer is looked for."""
_HOSTILE = frozenset({"ASSAULT", "COERCE", "SANCTION", "MOBILIZE"})
_YIELDING = frozenset({"AGREE", "CONCEDE", "RETREAT"})
_DONE = frozenset({"AID", "COOPERATE", "RETREAT", "SUPPORT"})
_RULES: dict[Kind, tuple[tuple[By, frozenset[str], Outcome], ...]] = {
    "proposal": (
        ("other", _YIELDING | {"SUPPORT", "CONSULT", "COOPERATE", "AID"}, "accepted"),
        ("both", frozenset({"CONSULT", "COOPERATE"}), "accepted"),
        ("other", frozenset({"REJECT"}), "refused"),
    ),
    "demand": (
        ("other", _YIELDING, "accepted"),
        ("other", frozenset({"REJECT"}), "refused"),
        ("other", frozenset({"REQUEST"}), "returned"),
    ),
    "threat": (
        ("other", _YIELDING, "accepted"),
        ("other", frozenset({"REJECT"}), "refused"),
        ("other", frozenset({"THREATEN"}), "returned"),
        ("self", _HOSTILE, "kept"),
    ),
    "accusation": (
        ("other", frozenset({"CONCEDE", "RETREAT"}), "accepted"),
        ("other", frozenset({"REJECT"}), "refused"),
        ("other", frozenset({"ACCUSE"}), "returned"),
    ),
    "promise": (
        ("other", frozenset({"AGREE", "CONCEDE", "SUPPORT"}), "accepted"),
        ("both", frozenset({"CONSULT"}), "accepted"),
        ("other", frozenset({"REJECT"}), "refused"),
        ("self", _DONE, "kept"),
        ("both", frozenset({"COOPERATE"}), "kept"),
        ("self", _HOSTILE | {"REJECT"}, "broken"),
    ),
}
"""Kind → who does what later, and what that makes of it. What both do needs both: a meeting takes an offer up."""
_THREATENED: dict[str, frozenset[str]] = {
    "violence": frozenset({"ASSAULT", "MOBILIZE"}),
    "territory": frozenset({"ASSAULT", "COERCE", "MOBILIZE"}),
    "restrict": frozenset({"SANCTION", "COERCE"}),
    "relations": frozenset({"SANCTION"}),
    "expel": frozenset({"SANCTION", "COERCE"}),
    "arrest": frozenset({"COERCE"}),
}
"""What was threatened → the deeds that carry it out; without a mode any hostile deed does."""
_SILENCE = re.compile(
    r"\bunanswered\b|\b(?:no|any|an|satisfactory) (?:answer|reply|response|reaction)\b|\bsilen(?:ce|t)\b|\bignored\b|"
    r"\b(?:not|never|n't|yet to)(?: \w+){0,2} (?:answer|repl(?:y|ied)|respond|react)(?:ed)?\b",
    re.IGNORECASE,
)
_WAITING = re.compile(
    r"\b(?:no|not|never|n't|yet|still|wait(?:s|ing)?|silen(?:ce|t)|unanswered|ignored)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Match:
    """A later act that may answer an offer: as what, after how many days, and the words that both have."""

    act: Act
    outcome: Outcome
    days: int
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """An offer, demand, threat, accusation or promise, and what became of it within `within` days.

    `owed_by`: alpha-3, who is to answer, or to keep it. `matches`: later acts that may answer it, soonest first. `silence`:
    the act that reports that there was no answer. `days`: to the answer, or for how long none was seen.
    """

    offer: Act
    kind: Kind
    owed_by: str
    status: Status
    days: int
    matches: tuple[Match, ...] = ()
    silence: Act | None = None

    @property
    def match(self) -> Match | None:
        """The later act that made the status."""
        return next((match for match in self.matches if match.outcome == self.status), None)


def find_answers(
    acts: Sequence[Act], *, until: date, within: int = WITHIN, find_names: FindNames | None = None
) -> list[Answer]:
    """What was offered, demanded, threatened, promised or accused, oldest first, and what became of each.

    `acts`: of one dyad, with what tells them (`find_dyad(..., told=True)`). `until`: the last day that was read. An act
    without a day counts from its article's. `find_names`: alpha-3 → the words that name a state, which are no matter.
    """
    dated = sorted(
        ((on, act) for act in acts if (on := find_day(act)) is not None and _counts(act)), key=lambda row: row[0]
    )
    matters = _read_matters([act for _, act in dated], find_names)
    known = count_matters(matters)
    found = []
    for at, (on, act) in enumerate(dated):
        kind = find_kind(act)
        if kind is None or on > until:
            continue
        later = _follow(dated, matters, at, min(on + timedelta(days=within), until))
        shared = [(day, each, find_shared(matters[at], matters[n], known, len(dated))) for day, each, n in later]
        told = [(day, each, spell(words, each.told or "")) for day, each, words in shared if words]
        found.append(_answer(act, kind, on, told, until=until, within=within))
    return found


def find_kind(act: Act) -> Kind | None:
    """What an act asks of, or promises to, the other side; None where it does neither."""
    if act.joint:
        return None
    if act.type == "REQUEST":
        return "demand" if act.mode in ("yield", "change") else "proposal"
    kinds: dict[str, Kind] = {"AGREE": "promise", "THREATEN": "threat", "ACCUSE": "accusation"}
    return kinds.get(act.type)


def find_outcome(offer: Act, kind: Kind, later: Act) -> Outcome | None:
    """What a later act about the same matter makes of an offer; None where it is no answer."""
    by: By = "both" if later.joint else "self" if later.actor == offer.actor else "other"
    for who, types, outcome in _RULES[kind]:
        if who == by and later.type in types:
            carried = _THREATENED.get(offer.mode or "", _HOSTILE)
            return None if kind == "threat" and by == "self" and later.type not in carried else outcome
    return None


def reports_silence(offer: Act, later: Act) -> bool:
    """Whether a later act of the same side tells that there was no answer."""
    if later.actor != offer.actor or later.joint or not later.told:
        return False
    return bool(_SILENCE.search(later.told)) and bool(_WAITING.search(later.told))


def find_day(act: Act) -> date | None:
    """The act's day; of one without, its article's."""
    return act.first_on or act.published_on


def _counts(act: Act) -> bool:
    return act.factuality in (None, "CT+", "PR+") and act.time != "future"


def _read_matters(acts: Iterable[Act], find_names: FindNames | None) -> list[frozenset[str]]:
    names: dict[tuple[str, str], tuple[str, ...]] = {}
    found = []
    for act in acts:
        pair = act.actor, act.recipient
        if pair not in names:
            names[pair] = tuple(name for code in pair for name in (find_names(code) if find_names else ()))
        found.append(find_matter(act.told or "", names[pair]))
    return found


def _follow(
    dated: Sequence[tuple[date, Act]], matters: Sequence[frozenset[str]], at: int, until: date
) -> list[tuple[date, Act, int]]:
    """The acts after the one `at`, up to a day; those of its own day too, since hours are not known, but for its own."""
    on, offer = dated[at]
    first = at
    while first and dated[first - 1][0] == on:
        first -= 1
    rows = []
    for n in range(first, len(dated)):
        day, act = dated[n]
        if day > until:
            break
        same = day == on and act.actor == offer.actor
        if n != at and act.event != offer.event and not same and matters[n]:
            rows.append((day, act, n))
    return rows


def _answer(
    offer: Act, kind: Kind, on: date, later: Sequence[tuple[date, Act, tuple[str, ...]]], *, until: date, within: int
) -> Answer:
    matches = tuple(
        Match(act, outcome, (day - on).days, words)
        for day, act, words in later
        if (outcome := find_outcome(offer, kind, act)) is not None
    )
    silence = next((act for _, act, _ in later if reports_silence(offer, act)), None)
    owed_by = offer.actor if kind == "promise" else offer.recipient
    decided = next((m for m in matches if m.outcome in ("kept", "broken")), None) if kind == "promise" else None
    decided = decided or (matches[0] if matches else None)
    if decided is not None:
        return Answer(offer, kind, owed_by, decided.outcome, decided.days, matches, silence)
    seen = min((until - on).days, within)
    status: Status = "reported unanswered" if silence else "open" if seen < within else "none found"
    return Answer(offer, kind, owed_by, status, seen, (), silence)
