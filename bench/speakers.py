"""Who speaks, against labels (bench/labels/speakers.jsonl): the speaker's name and country, and how many sayings were found.

A saying is found when a statement's source overlaps the labelled one. The name is right when it shares the label's last word,
or all its words where it names no person. What is not found counts as wrong.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from pathlib import Path
from statistics import mean
from typing import Any

import dragoman
from bench.bootstrap import find_errors
from dragoman.records import Actor, Entry

LABELS = Path(__file__).parent / "labels" / "speakers.jsonl"
_SMALL = frozenset("the of and for a an s".split())


def measure(corpora: Path) -> dict[str, float]:
    """Shares of all labels: found, identity and country with bootstrap errors, identity by form.

    ValueError where a text is another one.
    """
    rows: dict[str, list[str]] = {}
    entries: dict[tuple[str, int], Entry] = {}
    tally: defaultdict[str, list[bool]] = defaultdict(list)
    for label in map(json.loads, LABELS.read_text("utf-8").splitlines()):
        name, key = label["corpus"], (label["corpus"], label["line"])
        if name not in rows:
            rows[name] = (corpora / name).read_text("utf-8").splitlines()
        if key not in entries:
            entries[key] = _read(json.loads(rows[name][label["line"]]), label["sha256"])
        speaker = find_speaker(entries[key], *label["source"])
        same = speaker is not None and is_named(speaker, label["speaker"])
        tally["found"].append(speaker is not None)
        tally["identity"].append(same)
        tally[f"identity_{label['form']}"].append(same)
        tally["country"].append(speaker is not None and speaker.country == label["country"])
    shares = {name: sum(values) / len(values) for name, values in tally.items()}
    asked = list(zip(tally["identity"], tally["country"], strict=True))
    errors = find_errors(
        asked, lambda rows: {n: mean(r[i] for r in rows) for i, n in enumerate(("identity", "country"))}
    )
    return {**shares, **errors, **{f"n_{name}": len(values) for name, values in tally.items()}}


def _read(row: dict[str, Any], digest: str) -> Entry:
    if hashlib.sha256(row["text"].encode()).hexdigest() != digest:
        raise ValueError("a text is not the one that was labelled")
    known = {
        name: row[field]
        for name, field in (("published", "published_at"), ("published", "date"), ("outlet", "outlet"))
        if row.get(field)
    }
    return dragoman.read(row["text"], **known)


def find_speaker(entry: Entry, start: int, end: int) -> Actor | None:
    """The speaker whose source overlaps a span most, if any does."""
    shares = [
        (min(end, s.source.end) - max(start, s.source.start), -number, s.speakers[0])
        for number, s in enumerate(entry.statements)
        if s.source is not None and s.speakers
    ]
    best = max(shares, key=lambda share: share[:2], default=None)
    return best[2] if best is not None and best[0] > 0 else None


def is_named(actor: Actor, wanted: str) -> bool:
    """Whether an actor's name is the labelled one, as far as articles spell names alike."""
    mine, gold = _words(actor.name), _words(wanted)
    if not mine or not gold:
        return False
    if actor.kind == "person" and actor.named and wanted[:1].isupper():
        return mine[-1] == gold[-1] and (len(mine) == 1 or len(gold) == 1 or mine[0][0] == gold[0][0])
    return mine[-1] == gold[-1] or set(mine) <= set(gold) or set(gold) <= set(mine)


def _words(name: str) -> list[str]:
    return [w for w in re.findall(r"[^\W_]+", name.lower().replace("’", "'")) if w not in _SMALL]
