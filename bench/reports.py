"""Reports of whole articles against two readers' labels (bench/labels/): actors, recipients and type, all right or wrong.

A report that a reader wrote down is found when one with the same type, the same actors and the same recipients was read, one to
one. What is printed is the mean over the two readers.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

import dragoman
from dragoman.events.codebook import TYPES
from dragoman.records import Actor, Entry, Report
from dragoman.settings import get_number

LABELS = Path(__file__).parent / "labels"
CASES = Path(__file__).parent.parent / "tests" / "cases" / "events"
EXAMPLES = Path(__file__).parent.parent
_OF_STATE = frozenset({"GOV", "MIL", "JUD", "COP", "SPY"})
_EMPTY = frozenset("the of and for a an to in people's national free".split())
_SAME = {
    "isis": "islamic state",
    "is": "islamic state",
    "daesh": "islamic state",
    "isil": "islamic state",
    "un": "united nations",
    "un security council": "united nations",
    "eu": "european union",
    "opposition": "syrian opposition",
}


def name_actor(actor: Actor) -> str:
    """As the labels name actors: alpha-3 for a state and all that acts for it, else a short name; civilians by either."""
    if actor.country and (actor.kind in {"state", "organ"} or (actor.kind == "person" and actor.sector in _OF_STATE)):
        return actor.country
    return f"{actor.name}/civilians" if not actor.named and actor.sector in {"CVL", "REF"} else actor.name


def is_same(one: str, other: str) -> bool:
    """Whether two names mean one actor: the same code, or names that share their main words."""
    if "/" in one:
        return any(is_same(each, other) for each in one.split("/"))
    if one == other:
        return True
    if (one.isupper() and len(one) == 3) or (other.isupper() and len(other) == 3):
        return False
    a, b = (_words(x) for x in (one, other))
    return bool(a and b) and (a <= b or b <= a or _shorten(one) == other or _shorten(other) == one)


def _shorten(name: str) -> str:
    """The first letters of a name of several words: "SDF"."""
    words = re.findall(r"[A-Za-z]+", name)
    return "".join(w[0] for w in words if w[0].isupper()) if len(words) > 1 else ""


def _words(name: str) -> frozenset[str]:
    lower = name.lower()
    return frozenset(w.rstrip("s") for w in _SAME.get(lower, lower).split()) - _EMPTY


def are_same(mine: Sequence[str], gold: Sequence[str]) -> bool:
    """Whether two lists name the same actors, one to one."""
    left = list(gold)
    for name in mine:
        match = next((g for g in left if is_same(name, g)), None)
        if match is None:
            return False
        left.remove(match)
    return not left


def match(mine: Sequence[Report], gold: Sequence[dict[str, Any]]) -> list[tuple[Report, dict[str, Any]]]:
    """Reports with the labels that they meet, one to one, the surest first."""
    left, pairs = list(gold), []
    for report in sorted(mine, key=lambda r: -r.confidence):
        names = [_unique(map(name_actor, part)) for part in (report.actors, report.recipients)]
        for label in left:
            if (
                label["type"] == report.type
                and are_same(names[0], label["actors"])
                and are_same(names[1], label["recipients"])
            ):
                left.remove(label)
                pairs.append((report, label))
                break
    return pairs


def _unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def read_labels(path: Path, corpora: Path) -> Iterator[tuple[dict[str, Any], Entry]]:
    """Each labelled article with what was read from it. ValueError where a text is not the one that was labelled."""
    news = [json.loads(line) for line in (corpora / "news" / "guardian-syria.jsonl").read_text("utf-8").splitlines()]
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        folder, _, number = row["article"].partition(":")
        if number:
            given = news[int(number)]
            text, how = given["text"], {"published": given["published_at"], "outlet": given["outlet"]}
        else:
            text, how = (EXAMPLES / folder).read_text("utf-8"), {}
        if hashlib.sha256(text.encode()).hexdigest() != row["sha256"]:
            raise ValueError(f"{row['article']} is not the text that was labelled")
        yield row, dragoman.read(text, **how, every_report=True)


def measure(corpora: Path) -> dict[str, float]:
    """Precision, recall and F1 at the default threshold and without one, by type too, and how often factuality is right."""
    entries: dict[str, Entry] = {}
    gold_sum = 0
    found: dict[str, list[float]] = {}
    types: Counter[tuple[str, str]] = Counter()
    for path in sorted(LABELS.glob("reports-*.jsonl")):
        rows = []
        for row, entry in ((r, e) for r, e in (read_labels(path, corpora) if not entries else _again(path, entries))):
            entries[row["article"]] = entry
            rows.append((row["reports"], entry.reports))
            gold_sum += len(row["reports"])
        for name, least in (("", get_number("report_percent") / 100), ("all_", 0.0)):
            right = mine = gold = certain = 0
            for labels, reports in rows:
                kept = [r for r in reports if r.confidence >= least]
                pairs = match(kept, labels)
                right, mine, gold = right + len(pairs), mine + len(kept), gold + len(labels)
                certain += sum(r.factuality[-1] == g["factuality"][-1] for r, g in pairs)
                if not name:
                    types.update(("right", r.type) for r, _ in pairs)
                    types.update(("mine", r.type) for r in kept)
            scores = {
                "precision": right / max(mine, 1),
                "recall": right / max(gold, 1),
                "f1": 2 * right / max(mine + gold, 1),
                "n_read": mine,
                "factuality": certain / max(right, 1),
            }
            for key, value in scores.items():
                found.setdefault(name + key, []).append(value)
    shares = {f"precision_{t}": types["right", t] / types["mine", t] for t in TYPES if types["mine", t]}
    counts = {f"n_{t}": types["mine", t] / 2 for t in TYPES if types["mine", t]}
    totals = {"n": gold_sum / 2, **{f"n_{name}": gold_sum / 2 for name in ("precision", "recall", "f1")}}
    return {**{k: mean(v) for k, v in found.items()}, **shares, **counts, **totals, **measure_cases()}


def _again(path: Path, entries: dict[str, Entry]) -> Iterator[tuple[dict[str, Any], Entry]]:
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        yield row, entries[row["article"]]


def measure_acts(corpora: Path) -> dict[str, float]:
    """Precision, recall and F1 over one reader's labels, an act told twice in an article counted once."""
    right = mine = gold = all_right = all_mine = 0
    types: Counter[tuple[str, str]] = Counter()
    least = get_number("report_percent") / 100
    for row, entry in read_labels(LABELS / "acts.jsonl", corpora):
        labels = list({json.dumps(name_act(act)): name_act(act) for act in row["acts"]}.values())
        kept = [r for r in entry.reports if r.confidence >= least]
        pairs = match(kept, labels)
        right, mine, gold = right + len(pairs), mine + len(kept), gold + len(labels)
        types.update(("right", r.type) for r, _ in pairs)
        types.update(("mine", r.type) for r in kept)
        all_right, all_mine = all_right + len(match(entry.reports, labels)), all_mine + len(entry.reports)
    return {
        "precision": right / max(mine, 1),
        "recall": right / max(gold, 1),
        "f1": 2 * right / max(mine + gold, 1),
        "n_read": mine,
        "all_precision": all_right / max(all_mine, 1),
        "all_recall": all_right / max(gold, 1),
        "all_f1": 2 * all_right / max(all_mine + gold, 1),
        "all_n_read": all_mine,
        "n": gold,
        **{f"precision_{t}": types["right", t] / types["mine", t] for t in TYPES if types["mine", t]},
        **{f"n_{t}": types["mine", t] for t in TYPES if types["mine", t]},
    }


def name_act(act: dict[str, Any]) -> dict[str, Any]:
    """A label with spans as `match` wants it: parties by name."""
    return {
        "type": act["type"],
        **{role: sorted({party["id"] for party in act[role]}) for role in ("actors", "recipients")},
    }


def measure_articles() -> dict[str, float]:
    """Whole articles of our own: how many of their reports are found, sure or not, and what of those found is right."""
    right = mine = gold = 0
    rights: dict[str, list[bool]] = {}
    for case in json.loads((CASES / "articles.json").read_text("utf-8")):
        entry = dragoman.read(case["text"], published=case["published"], every_report=True)
        pairs = match(entry.reports, case["reports"])
        right, mine, gold = right + len(pairs), mine + len(entry.reports), gold + len(case["reports"])
        for report, label in pairs:
            for name, verdict in compare_report(entry, report, label).items():
                rights.setdefault(name, []).append(verdict)
    shares = {f"articles_{name}": mean(found) for name, found in rights.items()}
    return {
        "articles_precision": right / max(mine, 1),
        "articles_recall": right / max(gold, 1),
        "n_articles_precision": mine,
        "n_articles_recall": gold,
        **shares,
        **{f"n_{name}": len(rights[name.removeprefix("articles_")]) for name in shares},
    }


def compare_report(entry: Entry, report: Report, label: dict[str, Any]) -> dict[str, bool]:
    """What of a report is as labelled: how it is told, when, its conditions, on whose word."""
    said = {c.span.of(entry.article.text) for c in report.conditions}
    sides = {name_actor(a) for s in entry.statements if s.id == report.asserted_by for a in s.speakers}
    return {
        "factuality": report.factuality == label["factuality"],
        "future": (report.time == "future") == (label["time"] == "future"),
        "conditions": said == set(label["conditions"]),
        "word": not sides if label["by"] is None else label["by"] in sides,
    }


def measure_cases() -> dict[str, float]:
    """How many of the traps stay without a report, and how many of the told cases' reports are found."""
    least = get_number("report_percent") / 100
    traps = json.loads((CASES / "traps.json").read_text("utf-8"))
    told = json.loads((CASES / "told.json").read_text("utf-8"))
    quiet = [not any(r.confidence >= least for r in dragoman.read(t["text"]).reports) for t in traps]
    right = mine = gold = 0
    for case in told:
        kept = [r for r in dragoman.read(case["text"]).reports if r.confidence >= least]
        right, mine, gold = right + len(match(kept, case["reports"])), mine + len(kept), gold + len(case["reports"])
    return {
        "traps_passed": mean(quiet),
        "n_traps_passed": len(quiet),
        "told_precision": right / max(mine, 1),
        "told_recall": right / max(gold, 1),
        "n_told_precision": gold,
        "n_told_recall": gold,
        **measure_articles(),
    }
