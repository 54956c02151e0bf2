"""Paragraphs and sentences, by layout and punctuation.

Breaks are what windows, evidence and the reach of a date or a chain are cut by; a miss costs little, so rules serve.
"""

import re
from itertools import pairwise

from dragoman.records import Span

_BLANK = re.compile(r"\r?\n[ \t\u00a0]*(?:\r?\n[ \t\u00a0]*)+")
_LINE = re.compile(r"\r\n|[\n\r\u2028\u2029\x0b\x0c\x85]")
_END = re.compile(r"(?P<stop>[.!?…]+|[。！？])(?P<close>[\"'”’»)\]]*)(?P<gap>\s+|$)")
_NEXT = re.compile(r"[\"'“‘«„(\[]*[A-Z0-9À-ÖØ-ÞЀ-ЯΑ-Ω]|[\"“‘«„]|[–—-]\s")
_LAST_WORD = re.compile(r"([^\s(\[\"'“‘«„]+)$")

# Abbreviations after which a full stop does not end the sentence (lower case, without the last stop).
_ABBREVIATIONS = frozenset(
    """mr mrs ms messrs mme mlle dr prof rev fr sr jr st ste gen lt col maj capt cmdr sgt cpl pvt adm brig
    gov lt.gov sen rep reps sens pres hon amb atty min sec supt insp det pm mp vs v no nos art ch fig vol pp p ed eds
    al approx est cf viz inc ltd corp co bros mt ft ave blvd rd dept univ assn jan feb mar apr jun jul aug sept sep oct
    nov dec mon tue tues wed thu thur thurs fri sat sun i.e e.g u.n u.s u.k e.u a.m p.m d.c ph.d""".split()
)
# Of these, some also end sentences: before a word that commonly begins one, the stop counts.
_MAY_END = frozenset("u.s u.k u.n e.u a.m p.m d.c inc ltd corp co jr sr no".split())
_STARTERS = re.compile(
    r"[\"'“‘]*(?:The|A|An|He|She|It|They|We|I|In|On|At|But|And|This|That|These|Those|His|Her|Its|Their|"
    r"There|As|After|When|While|If|For|However|Meanwhile|Earlier|Asked|According)\b"
)


def find_paragraphs(text: str, start: int = 0, end: int | None = None) -> tuple[Span, ...]:
    """Paragraphs of `text[start:end]` without surrounding white space, in order.

    A blank line always breaks. A single line break does, unless the text is wrapped at a fixed width or the next line
    goes on in lower case.
    """
    end = len(text) if end is None else end
    wrapped = _is_wrapped(text[start:end])
    breaks = [(m.start(), m.end()) for m in _BLANK.finditer(text, start, end)]
    if not wrapped:
        breaks += [(m.start(), m.end()) for m in _LINE.finditer(text, start, end) if not _goes_on(text, m, end)]
    edges = [start, *(edge for pair in sorted(breaks) for edge in pair), end]
    return tuple(s for a, b in zip(edges[::2], edges[1::2], strict=True) if (s := _strip(text, a, b)) is not None)


def find_sentences(text: str, paragraph: Span) -> tuple[Span, ...]:
    """Sentences of one paragraph, without surrounding white space, in order; together they hold all its words."""
    found, begin = [], paragraph.start
    for m in _END.finditer(text, paragraph.start, paragraph.end):
        if m.end() < paragraph.end and _ends_sentence(text, m, begin):
            found.append(_strip(text, begin, m.end("close")))
            begin = m.end()
    found.append(_strip(text, begin, paragraph.end))
    return tuple(s for s in found if s is not None)


def _is_wrapped(text: str) -> bool:
    """Whether lines are cut at a fixed width: many followed by another, about as long, and few ending a sentence."""
    lines = text.splitlines()
    followed = [a.rstrip() for a, b in pairwise(lines) if a.strip() and b.strip()]
    if len(followed) < 5:
        return False
    lengths = sorted(len(line) for line in followed)
    middle, high = lengths[len(lengths) // 2], lengths[len(lengths) * 9 // 10]
    ended = sum(line[-1] in '.!?"”’:' for line in followed)
    return middle >= 40 and high <= 110 and high - middle <= 15 and ended * 2 < len(followed)


def _goes_on(text: str, line_break: re.Match[str], end: int) -> bool:
    before, after = (
        text[line_break.start() - 1 : line_break.start()],
        text[line_break.end() : min(line_break.end() + 1, end)],
    )
    return (before.isalnum() or before in {",", "-", "–"}) and after.islower()


def _ends_sentence(text: str, stop: re.Match[str], begin: int) -> bool:
    follows = _NEXT.match(text, stop.end())
    if not follows:
        return False
    if stop["stop"] != "." or stop["close"]:
        return stop["stop"] not in {"…", "..."} or bool(_STARTERS.match(text, stop.end()))
    word = _LAST_WORD.search(text, max(begin, stop.start() - 24), stop.start())
    last = word.group(1).casefold() if word else ""
    if last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha() and text[stop.start() - 1].isupper()):
        return last in _MAY_END and bool(_STARTERS.match(text, stop.end()))
    return True


def _strip(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None
