"""A ledger → a brief on two sides: a page that an analyst would hand on, each line of it with its evidence.

What is said is said by lines (lines.py); a line whose evidence does not name what it says is refused, and how many were is
said on the page. Written as Markdown or HTML by written.py.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dragoman.errors import ExtraError, TextError
from dragoman.relations.acts import OWN, is_deed, rests_on_a_party
from dragoman.relations.answers import Answer, find_answers, find_day
from dragoman.relations.described import describe_read, tell_returned
from dragoman.relations.engines import has
from dragoman.relations.intervals import FEWEST, find_difference
from dragoman.relations.lines import Evidence, Line, find_faults, load_evidence
from dragoman.relations.measured import get_measured_answers
from dragoman.relations.reciprocity import find_reciprocity
from dragoman.relations.series import QUADS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from dragoman.ledger import Ledger
    from dragoman.records import Act
    from dragoman.relations.matters import FindNames
    from dragoman.relations.series import Series

    FindPrecision = Callable[[str], tuple[float, int] | None]

LINES = 12
"""Of each section, at most."""
_SHOWN = 3  # pieces of evidence behind a line that counts
_VERBS = {
    "ACCUSE": "accuses", "AGREE": "makes an offer or a promise to", "AID": "helps", "ASSAULT": "attacks", "COERCE": "coerces",
    "CONCEDE": "gives way to", "CONSULT": "meets or talks with", "COOPERATE": "cooperates with",
    "MOBILIZE": "moves forces against",
    "PROTEST": "protests against", "REJECT": "refuses", "REQUEST": "asks or demands of", "RETREAT": "gives way in deeds to",
    "SANCTION": "cuts what there was with", "SUPPORT": "backs", "THREATEN": "threatens",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, what stands under it, and what is said where nothing does."""

    title: str
    lines: tuple[Line, ...] = ()
    plain: tuple[str, ...] = ()
    empty: str = "Nothing."


@dataclass(frozen=True, slots=True)
class Brief:
    """The page: its title, its first line, its sections, the chart (SVG, None without the extra `frames`), and its sources."""

    title: str
    first: str
    sections: tuple[Section, ...]
    svg: str | None
    sources: tuple[Evidence, ...]
    refused: int


def make_brief(
    ledger: Ledger,
    series: Series,
    *,
    find_names: FindNames | None = None,
    find_precision: FindPrecision | None = None,
) -> Brief:
    """A brief on a series whose acts have the words that tell them (`find_dyad(..., told=True)`).

    `find_precision`: a type → how often it is right, and on how many; None: not measured. Raises TextError for rows of
    others: they have no text to show.
    """
    dyad = series.dyad
    if dyad.source != OWN:
        raise TextError(
            f"a brief shows sentences, and rows of {dyad.source} have none: `dragoman relation` counts them"
        )
    desk = _Desk(ledger, find_names)
    entered = [act for act, _ in series.entered]
    words = [act for act in entered if not is_deed(act)]
    deeds = [act for act in entered if is_deed(act)]
    until = series.days[1] if series.days else None
    answers = find_answers(dyad.acts, until=until, find_names=find_names) if until else []
    sections = (
        Section(
            "What changed", tuple(desk.keep(_tell_changes(desk, series))), empty="No change that is more than chance."
        ),
        Section("Said", tuple(desk.keep(desk.tell(act) for act in _choose(words)))),
        Section("Done", tuple(desk.keep(desk.tell(act) for act in _choose(deeds)))),
        Section(
            "Offers, demands, threats and what became of them",
            tuple(desk.keep(_tell_answers(desk, answers))),
            plain=(
                f"Answers are {'' if get_measured_answers().is_enough else 'candidates: '}{get_measured_answers()}.",
            ),
        ),
        Section("Returned", plain=tuple(_tell_returned(series)), empty="Too few acts both ways to say."),
        Section("What this corpus cannot see", plain=tuple(_tell_unseen(series, desk))),
        Section("How often such reports are right", plain=tuple(_tell_precision(desk, find_precision))),
    )
    title = f"{desk.name(dyad.one)} and {desk.name(dyad.other)}" + (
        f", {series.days[0]:%-d %B %Y} – {series.days[1]:%-d %B %Y}" if series.days else ""
    )
    return Brief(title, f"{describe_read(series)}.", sections, _draw(series), tuple(desk.cited.values()), desk.refused)


class _Desk:
    """Loads evidence, tells acts as lines, and lets stand only what the evidence bears."""

    def __init__(self, ledger: Ledger, find_names: FindNames | None) -> None:
        self._ledger = ledger
        self._find_names = find_names
        self.cited: dict[str, Evidence] = {}
        self.types: Counter[str] = Counter()
        self.refused = 0

    def name(self, side: str) -> str:
        """A side by its states' names, or codes where no name is known."""
        names = (self._find_names(code) if self._find_names else () for code in side.split("+"))
        return " + ".join(found[0] if found else code for found, code in zip(names, side.split("+"), strict=True))

    def load(self, act: Act) -> Evidence:
        """The evidence of an act."""
        return load_evidence(self._ledger, act)

    def tell(self, act: Act, *, notes: tuple[str, ...] = (), later: tuple[Act, ...] = ()) -> Line:
        """An act as a line: who does what to whom, in the words of its article."""
        evidence = self.load(act)
        marks = [f"in {act.articles} articles"] if act.articles > 1 else []
        marks += ["on a party's own word"] if is_deed(act) and rests_on_a_party(act) else []
        others = tuple(self.load(each) for each in later)
        types = (act.type, *(each.type for each in later))
        verb = _VERBS.get(act.type, act.type)
        says = f"{self.name(act.actor)} {verb} {self.name(act.recipient)}"
        return Line(
            says, (act.actor, act.recipient), types, (evidence, *others), act.first_on,
            evidence.text, (*marks, *notes),
        )  # fmt: skip

    def keep(self, lines: Iterable[Line]) -> Iterator[Line]:
        """The lines that their evidence bears; the others are counted."""
        kept = 0
        for line in lines:
            if find_faults(line, self._find_names):
                self.refused += 1
                continue
            for each in line.evidence:
                self.cited.setdefault(each.article, each)
                self.types[each.type] += 1
            yield line
            kept += 1
            if kept == LINES:
                return


def _choose(acts: Sequence[Act]) -> list[Act]:
    """The acts most told of, the surest first among equals; in the order of days, twice as many as are shown."""
    best = sorted(acts, key=lambda act: (-act.articles, -(act.confidence or 0.0), act.id))[: 2 * LINES]
    return sorted(best, key=lambda act: (find_day(act) is None, find_day(act), act.id), reverse=True)


def _tell_changes(desk: _Desk, series: Series) -> Iterator[Line]:
    """The last third beside what was before, each way and quad, where the difference is more than chance."""
    cut = len(series.starts) * 2 // 3
    if not has("arch") or len(series.starts) - cut < FEWEST:
        return
    since = series.starts[cut]
    for direction in series.dyad.directions:
        for quad in QUADS:
            values = series.count(direction, quad=quad)
            found = find_difference(values[:cut], values[cut:])
            if found is None or found.low <= 0 <= found.high or not values.any():
                continue
            told = [
                act for act, at in series.entered if act.quad == quad and series.dyad.get_direction(act) == direction
            ]
            shown = [act for act in told if (act.first_on or since) >= since][-_SHOWN:] or told[-_SHOWN:]
            before, after = float(values[:cut].mean()), float(values[cut:].mean())
            says = (
                f"{direction}, {quad}: {after:.2f} a {series.by} since {since:%-d %b %Y}, {before:.2f} before "
                f"(difference {found.value:+.2f}, 90 % interval {found.low:+.2f} to {found.high:+.2f})"
            )
            parties = tuple(dict.fromkeys(code for act in shown for code in (act.actor, act.recipient)))
            yield Line(says, parties, tuple(act.type for act in shown), tuple(desk.load(act) for act in shown))


def _tell_answers(desk: _Desk, answers: Sequence[Answer]) -> Iterator[Line]:
    for answer in reversed(answers):
        later = answer.match.act if answer.match else answer.silence
        state: str = answer.status
        if answer.match is not None:
            state += f" after {answer.days} days" if answer.days != 1 else " after 1 day"
        elif answer.status == "open":
            state += f" for {answer.days} days, owed by {desk.name(answer.owed_by)}"
        notes = (*(f"condition: {words}" for words in answer.offer.conditions), f"{answer.kind}: {state}")
        yield desk.tell(answer.offer, notes=notes, later=(later,) if later else ())


def _tell_returned(series: Series) -> list[str]:
    found = find_reciprocity(series, models=False).returned
    return [tell_returned(each) for each in found if each.kind == each.answer or each.adjusted < 0.05]


def _tell_unseen(series: Series, desk: _Desk) -> list[str]:
    """What was not read, not dated, or told by nobody but the parties."""
    unread = sum(1 for n in series.articles if n == 0)
    told = [f"In {unread} of {len(series.starts)} {series.by}s nothing was read."] if unread else []
    sides = sorted(series.share_read.items(), key=lambda row: -row[1])
    told += (
        [f"What was read came from: {', '.join(f'{side} {share:.0%}' for side, share in sides[:8])}."] if sides else []
    )
    told += [
        f"{n} {'act is' if n == 1 else 'acts are'} in no {series.by}: {reason}."
        for reason, n in sorted(series.left_out.items())
    ]
    if desk.refused:
        told.append(f"{desk.refused} lines were left out: their sentences do not name what the lines would say.")
    return [*told, "What was not in these articles is not here: none found is none in what was read."]


def _tell_precision(desk: _Desk, find_precision: FindPrecision | None) -> Iterator[str]:
    for kind in sorted(desk.types):
        found = find_precision(kind) if find_precision else None
        yield f"{kind}: {f'{found[0]:.0%} right, of {found[1]} looked at' if found else 'not measured'}."


def _draw(series: Series) -> str | None:
    try:
        return series.to_svg() if series.entered else None
    except ExtraError:
        return None
