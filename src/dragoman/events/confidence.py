"""Signs by which a report is likelier right, beside the scores of its words: what it tells, of whom, how, and where it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from dragoman.events.codebook import TYPES
from dragoman.events.sides import acts_for_state

if TYPE_CHECKING:
    from dragoman.records import Report

Calibrate = Callable[[Sequence[float], Sequence[float]], float]
"""A report's scores (of its type, of the words for its parties, of who they are, and 1 where neither side is missing, else 0),
and its signs → the probability that all are right."""
SIGNS = ("certain", "states", "unknown", "late", *TYPES)
"""That it is told as certain and so; that all parties are states or act for one; that one is a person of no known country; how
late in the article it stands; and its type."""


def list_signs(report: Report, length: int) -> tuple[float, ...]:
    """The signs of a report of an article of so many code points, each between 0 and 1, in the order of SIGNS."""
    parties = (*report.actors, *report.recipients)
    return (
        float(report.factuality == "CT+"),
        float(all(a.kind == "state" or acts_for_state(a) for a in parties)),
        float(any(a.kind == "person" and a.country is None for a in parties)),
        report.evidence[0].start / max(length, 1),
        *(float(report.type == name) for name in TYPES),
    )
