"""Labelling: spans that rules find, in the words of the reading."""

from __future__ import annotations

import numpy as np

from dragoman.records import Label, Labelled, Reading, Span


def label_span(reading: Reading, label: Label, span: Span) -> Labelled:
    """The words that `span` overlaps as a labelled span, of which a rule is certain."""
    first = int(np.searchsorted(reading.ends, span.start, side="right"))
    last = int(np.searchsorted(reading.starts, span.end)) - 1
    return Labelled(label, span, first, last, 1.0)
