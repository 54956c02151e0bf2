"""Tense: whether the words around a date look forward or back, so that "on Monday" is the next or the last one."""

from __future__ import annotations

import re
from typing import Literal

Look = Literal["past", "future"]

_IRREGULAR = re.sub(
    r"\s+",
    "|",
    "said told was were had did went came met held spoke wrote took made gave left began fell rose became found led "
    "lost won sent sat shot broke brought fought flew heard kept knew laid put quit ran saw set spent stood struck "
    "swore thought threw withdrew grew drew drove ate bore bought built caught chose cut dealt dug felt fed forbade "
    "forgot got hit hurt meant paid read rode rang sang sank sold shook shut slid slept spread stole stuck swept "
    "swam swung taught tore understood woke wore wound",
)
_PARTICIPLES = (
    "held|sent|made|put|given|taken|sworn|paid|told|met|built|bought|brought|cast|cut|chosen|done|drawn|driven|fought|found|"
    "flown|heard|hit|kept|laid|led|lost|read|seen|set|sold|shot|shown|shut|spent|spread|struck|sung|taught|thrown|torn|won|"
    "withdrawn|written"
)
"""What may follow "will be" and does not look back by itself."""
_AHEAD = re.compile(
    r"\b(?:will|shall|would|won['’]t|(?:is|are|was|were)\s+to\b|going\s+to|due|scheduled|slated|set\s+(?:for|to)|"
    r"expect(?:s|ed|ing)?|plan(?:s|ned|ning)?\s+(?:to|for)|intend(?:s|ed|ing)?\s+to|hop(?:es?|ed|ing)\s+to|about\s+to|"
    r"(?:agreed|vowed|promised|pledged|wants?|wanted|likely|ready|called|invited|ordered|told|asked|urged)\s+to|"
    r"ahead\s+of|upcoming|forthcoming|(?:can|could|should|may|might|must|to)\s+(?:be|not)\b|"
    r"(?:[A-Z][\w.’'-]*|talks|leaders|envoys?|ministers?|officials|troops|forces|sides|summit)\s+to\s+"
    r"(?:meet|visit|hold|host|attend|travel|begin|start|open|arrive|return|resume|launch|sign|vote|address|convene|end|"
    r"go|come|take|make|send|join|leave|discuss|decide|rule|face|fly|head|release|unveil|announce|publish|receive)"
    rf")(?:['’]ll)?(?:\s+(?:not|also|then|be|been|have|to|soon|probably|again|\w+ly|\w+ed|{_PARTICIPLES}))*"
    r"|['’]ll\b"
    rf"|(?P<past>\b(?:{_IRREGULAR}|(?!need|hundred|indeed)\w{{2,}}ed)\b)"
)
_JUST_BEFORE = re.compile(
    r"\b(?i:by|until|till|before|ahead\s+of|for|no\s+later\s+than|(?:starting|beginning|effective)(?:\s+on)?|from)\s+$"
)
_SENTENCE = re.compile(r"[.!?…]['\"”’)]*\s+(?=[\"“'‘(]*[A-Z])|\n|;\s")
_MILD = frozenset(("for", "from", "before"))
_BEFORE, _AFTER, _CLOSE = 160, 70, 24


def find_look(text: str, start: int, end: int, *, low: int, high: int) -> tuple[Look | None, bool]:
    """Whether the words around `text[start:end]`, inside `[low, high)`, look forward or back, and whether for certain.

    The nearest verb before the date in its sentence decides; a date that opens its sentence takes the first verb after.
    None where nothing tells. Only a past verb right before the date is certain.
    """
    low = max(low, start - _BEFORE)
    for stop in _SENTENCE.finditer(text, low, start):
        low = stop.end()
    just = _JUST_BEFORE.search(text, max(low, start - 24), start)
    word = just.group().split()[0].casefold() if just else ""
    if word and word not in _MILD:
        return "future", False
    nearest = max(_AHEAD.finditer(text, low, start), key=re.Match.start, default=None)
    close = nearest is not None and start - nearest.end() <= _CLOSE and "," not in text[nearest.end() : start]
    nearest = nearest or _AHEAD.search(text, end, min(high, end + _AFTER))
    if nearest is None:
        return ("future" if word in {"for", "before"} else None), False
    return ("past", close) if nearest["past"] else ("future", False)
