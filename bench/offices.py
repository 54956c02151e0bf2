"""Who held an office on a day, against truths with outside sources (bench/labels/offices.jsonl): the G20 at twenty dates.

A holder is right when one of their names is the truth's, or has its last word and the first letter of its first. The
tables that ship are asked, without additions.
"""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from pathlib import Path

from dragoman.actors.directory import open_directory
from dragoman.actors.offices import Holding
from dragoman.actors.tables import name_key

LABELS = Path(__file__).parent / "labels" / "offices.jsonl"


def measure() -> dict[str, float]:
    """Shares of all truths: right, nobody, wrong; and right by office."""
    directory = open_directory()
    tally: defaultdict[str, list[bool]] = defaultdict(list)
    for truth in map(json.loads, LABELS.read_text("utf-8").splitlines()):
        holder = directory.find_office(truth["office"], truth["country"], date.fromisoformat(truth["on"]))
        right = holder is not None and is_same(holder, [truth["holder"], *truth.get("also", [])])
        for name in ("right", f"right_{truth['office'].replace(' ', '_')}"):
            tally[name].append(right)
        tally["nobody"].append(holder is None)
        tally["wrong"].append(holder is not None and not right)
    shares = {name: sum(values) / len(values) for name, values in tally.items()}
    return {**shares, **{f"n_{name}": len(values) for name, values in tally.items()}}


def is_same(holder: Holding, names: list[str]) -> bool:
    """Whether a holder bears one of these names, as far as two lists spell names alike."""
    wanted = [name_key(name).split() for name in names]
    held = [name_key(name).split() for name in (holder.name, *holder.other_names)]
    return any(a == b or (a[-1] == b[-1] and a[0][0] == b[0][0]) for a in held for b in wanted)
