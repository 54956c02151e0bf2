"""The code book: PLOVER's types and modes, what each means, and its scores. One table that code, docs and pages share.

The order of `TYPES` and `MODES` is the order of the columns that the network gives; it never changes, new ones come last.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from dragoman.errors import TextError
from dragoman.records import Code

if TYPE_CHECKING:
    from dragoman.records import Report

TYPES = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip
JOINT = frozenset({"CONSULT", "COOPERATE"})
"""Types in which all parties act."""
VERBAL = frozenset({"AGREE", "SUPPORT", "CONCEDE", "REQUEST", "ACCUSE", "REJECT", "THREATEN"})
"""Types of which the saying can be the act."""
CERTAINTIES, POLARITIES = ("CT", "PR", "PS", "Uu"), ("+", "-")
TIMES, ASPECTS = ("past", "present", "future"), ("once", "repeated", "ongoing", "attempted")


@lru_cache(maxsize=1)
def read_codes() -> dict[tuple[str, str | None], Code]:
    """All codes by type and mode, in the table's order."""
    table = (files("dragoman.events") / "data" / "codebook.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")][1:]
    codes = (
        Code(kind, mode or None, quad, float(score), bool(imputed), cameo, float(goldstein), means, is_not)
        for kind, mode, quad, score, imputed, cameo, goldstein, means, is_not in rows
    )
    return {(code.type, code.mode): code for code in codes}


@lru_cache(maxsize=1)
def list_modes() -> tuple[tuple[str, str], ...]:
    """(type, mode) in the order of the network's columns; "no mode" comes after them."""
    return tuple((kind, mode) for kind, mode in read_codes() if mode)


def find_score(kind: Any, mode: Any) -> dict[str, Any]:
    """Quad and score of a type and mode. Raises TextError for what the code book does not have."""
    code = read_codes().get((kind, mode))
    if code is None:
        modes = [each for of, each in read_codes() if of == kind and each]
        allowed = f"null, {', '.join(modes)}" if kind in TYPES else ", ".join(TYPES)
        named = f"mode is {mode!r}, and {kind} has" if kind in TYPES else f"type is {kind!r}, and there are"
        raise TextError(f"{named} {allowed}")
    return {"quad": code.quad, "score": code.score}


def fit_code(report: Report, field: str, value: str) -> dict[str, Any]:
    """What changes with a report's type or mode, by the code book. Raises TextError for what it does not have."""
    kind, mode = (value, report.mode) if field == "type" else (report.type, None if value == "null" else value)
    if field == "type" and (kind, mode) not in read_codes():
        mode = None
    code = {"mode": mode, **find_score(kind, mode)}
    return {name: new for name, new in code.items() if name != field and new != getattr(report, name)}
