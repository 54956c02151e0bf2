"""Statements against the project's own cases: what each case asks for, and what of it came out wrong.

A gold statement is found when the words of its contents reach F1 0.8 with one that was read. Then judged are those
attributes that the case gives (tests/cases/statements/README.md). These sets are reported; they are no bars.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import dragoman
from bench.attribution import Rule, overlap_f1
from dragoman.records import Entry, Span, Statement

CASES = Path(__file__).parent.parent / "tests" / "cases" / "statements"
KINDS = ("wild", "synthetic", "negative")
Case = dict[str, Any]


def read_cases(kind: str) -> list[Case]:
    """All cases of one kind."""
    found: list[Case] = json.loads((CASES / f"{kind}.json").read_text("utf-8"))
    return found


def read_case(case: Case) -> Entry:
    """What the program makes of a case's text."""
    return dragoman.read(case["text"], published=case.get("published"), outlet=case.get("outlet"))


def judge(case: Case, entry: Entry) -> dict[str, list[bool]]:
    """By attribute, whether each gold statement has it right; `found`: the statement itself, `extra`: ones too many."""
    text = case["text"]
    left = list(entry.statements)
    verdicts: dict[str, list[bool]] = {}
    for gold in case["statements"]:
        mine = _find_match(text, gold, left)
        if mine is None:
            if not gold.get("may_merge"):
                verdicts.setdefault("found", []).append(False)
            continue
        left.remove(mine)
        for name, right in {"found": True, **judge_statement(text, gold, mine)}.items():
            verdicts.setdefault(name, []).append(right)
    verdicts["extra"] = [not left]
    return verdicts


def judge_statement(text: str, gold: Case, mine: Statement) -> dict[str, bool]:
    """Each attribute that the gold statement gives."""
    judges: dict[str, Callable[[], bool]] = {
        "source": lambda: _judge_source(text, gold, mine),
        "manner": lambda: gold["manner"] == mine.manner,
        "stance": lambda: gold["stance"] == mine.stance,
        "speaker": lambda: _judge_speaker(gold["speaker"], mine),
        "said_on": lambda: gold["said_on"] == (mine.said_on and [str(mine.said_on.from_on), str(mine.said_on.to_on)]),
        "occasion": lambda: gold["occasion"] == mine.occasion,
        "chain": lambda: _judge_chain(gold["chain"], mine),
    }
    return {name: judged() for name, judged in judges.items() if name in gold}


def _find_match(text: str, gold: Case, among: list[Statement]) -> Statement | None:
    wanted = find_words(text, gold["content"], gold.get("occurrence", {}))
    scored = [(overlap_f1(wanted, _span_words(text, s.content)), -n, s) for n, s in enumerate(among)]
    best = max(scored, default=None, key=lambda row: row[:2])
    return best[2] if best and best[0] >= 0.8 else None


def _judge_speaker(gold: Case | None, mine: Statement) -> bool:
    if gold is None:
        return not mine.speakers or not mine.speakers[0].named
    for actor in mine.speakers:
        if gold.get("named", True) is False:
            if not actor.named and actor.country == gold.get("country"):
                return True
        elif _plain(actor.name) == _plain(gold["name"]) and actor.country == gold.get("country"):
            return True
    return False


def _judge_chain(gold: list[Case], mine: Statement) -> bool:
    """The same actors in order, the page left out."""
    names = [_plain(h.actor.name) for h in mine.chain if h.actor.name != "this page"]
    wanted = [_plain(hop["actor"]) for hop in gold]
    return names[-len(wanted) :] == wanted if wanted else not names


def _plain(name: str) -> str:
    return re.sub(r"^(the|a|an) ", "", re.sub(r"[\W_]+", " ", name).strip().casefold())


def _judge_source(text: str, gold: Case, mine: Statement) -> bool:
    if gold["source"] is None or mine.source is None:
        return gold["source"] is None and mine.source is None
    wanted = find_words(text, [gold["source"]], gold.get("occurrence", {}))
    return overlap_f1(wanted, _span_words(text, (mine.source,))) >= 0.5


def find_words(text: str, strings: list[str], occurrence: dict[str, int | list[int]]) -> frozenset[int]:
    """Numbers of the words of strings that stand whole in `text`; `occurrence`: which of several, from 1, else the first.

    Raises ValueError for a string that does not stand there so often: a case that cannot be judged.
    """
    spans: list[Span] = []
    for string in strings:
        found = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(string)}(?!\w)", text)]
        numbers = occurrence.get(string, 1)
        numbers = [numbers] if isinstance(numbers, int) else numbers
        if max(numbers) > len(found):
            raise ValueError(
                f"{string!r} stands {len(found)} times in {text[:60]!r}, number {max(numbers)} is asked for"
            )
        spans += [Span(*found[number - 1]) for number in numbers]
    return _span_words(text, tuple(spans))


def _span_words(text: str, spans: tuple[Span, ...]) -> frozenset[int]:
    ranges = Rule(text).measure((s.start, s.end) for s in spans)
    return frozenset(w for a, b in ranges for w in range(a, b + 1))


def find_failures(case: Case) -> list[str]:
    """Names of what is wrong with a case, sorted."""
    return sorted(name for name, rights in judge(case, read_case(case)).items() if not all(rights))


def measure() -> dict[str, float]:
    """Share right of each attribute over all cases, with how many were judged."""
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for name, verdict in _judge_all():
        asked[name] += 1
        right[name] += verdict
    shares = {name: right[name] / asked[name] for name in sorted(asked)}
    return {**shares, **{f"n_{name}": asked[name] for name in sorted(asked)}, "n": asked["found"]}


def _judge_all() -> Iterator[tuple[str, bool]]:
    for kind in KINDS:
        for case in read_cases(kind):
            for name, verdicts in judge(case, read_case(case)).items():
                yield from ((name, verdict) for verdict in verdicts)


def list_failures() -> dict[str, list[str]]:
    """All that goes wrong, by the case's id: what tests/cases/statements/known.json holds."""
    failures = {case["id"]: find_failures(case) for kind in KINDS for case in read_cases(kind)}
    return {name: wrong for name, wrong in failures.items() if wrong}


if __name__ == "__main__":
    print(json.dumps(list_failures(), ensure_ascii=False, indent=1))
