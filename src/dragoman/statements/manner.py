"""Manner: whether what is said is quoted, told, or both."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from dragoman.records import Manner, Span

_WORD = re.compile(r"\w+(?:['’\-.]\w+)*")
_THAT = re.compile(r"\W*that\b", re.IGNORECASE)
_INNER = re.compile(r"(?<!\w)[‘'\"“«„](?=\w|\[|…)(?P<words>.+?)(?<=[\w.,!?…\]])['’\"”»“](?!\w)", re.DOTALL)


def find_manner(
    text: str, content: tuple[Span, ...], quotations: tuple[Span, ...], *, cue: tuple[Span, ...] = ()
) -> Manner:
    """Direct where every word of `content` stands in quotation marks, indirect where none does, mixed otherwise.

    `quotations` are the outermost ones in order, marks included. One that also holds the `cue` is somebody else's, who tells of
    this saying within it: there only the marks inside it count. A leading "that" belongs to the cue.
    """
    first = bisect_right(quotations, min((span.start for span in content), default=0), key=lambda q: q.end)
    last = bisect_left(quotations, max((span.end for span in content), default=0), lo=first, key=lambda q: q.start)
    near = [q for q in quotations[first:last] if any(q.overlaps(span) for span in content)]
    marks = [q for q in near if not any(q.contains(c) for c in cue)]
    marks += [m for q in near if any(q.contains(c) for c in cue) for m in _find_inner(text, q)]
    words = [Span(*m.span()) for span in content for m in _words_of(text, span)]
    quoted = sum(any(q.overlaps(word) for q in marks) for word in words)
    if not quoted:
        return "indirect"
    return "direct" if quoted == len(words) else "mixed"


def _words_of(text: str, span: Span) -> list[re.Match[str]]:
    that = _THAT.match(text, span.start, span.end)
    return list(_WORD.finditer(text, that.end() if that else span.start, span.end))


def _find_inner(text: str, quotation: Span) -> list[Span]:
    return [Span(*m.span()) for m in _INNER.finditer(text, quotation.start + 1, quotation.end - 1)]
