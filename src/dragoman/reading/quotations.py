"""Quotations: the outermost stretches of a text that stand in quotation marks.

Marks of many languages are known; ASCII marks open and close by what stands beside them. A quotation never crosses a
paragraph: where a mark is still open at its end (a quotation that goes on, reopened in the next), it ends there.
"""

import re

from dragoman.records import Span

# opener → the marks that may close it. Single marks are told from apostrophes by their neighbours.
_CLOSERS = {
    "“": '”“"',
    "”": "”",
    "„": '“”‟"',
    "‟": '”"',
    "«": "»",
    "»": "«",
    "‹": "›",
    "「": "」",
    "『": "』",
    '"': '"”',
    "‘": "’'",
    "‚": "‘’",
    "'": "'’",
    "``": "''\"",
    "''": "''",
}
_SINGLE = {"‘", "‚", "'"}
_MARK = re.compile(r"``|''|[“”„‟«»‹›「」『』\"‘’‚']")
_ALWAYS_OPEN = set("“„‟«‹「『") | {"``"}


def find_quotations(text: str, paragraphs: tuple[Span, ...]) -> tuple[Span, ...]:
    """The outermost quotations of `text`, marks included, in order; each lies inside one of `paragraphs`."""
    return tuple(q for paragraph in paragraphs for q in _in_paragraph(text, paragraph))


def _in_paragraph(text: str, paragraph: Span) -> list[Span]:
    found: list[Span] = []
    opener, start = "", -1
    marks = list(_MARK.finditer(text, paragraph.start, paragraph.end))
    dead = _unclosed_singles(text, paragraph, marks)
    for mark in marks:
        symbol = mark.group()
        if not opener:
            if mark.start() not in dead and _opens(text, mark, paragraph):
                opener, start = symbol, mark.start()
        elif _closes(text, mark, opener, paragraph):
            found.append(Span(start, mark.end()))
            opener = ""
    if opener and opener not in _SINGLE and paragraph.end - start > 1:
        found.append(Span(start, paragraph.end))
    return found


def _unclosed_singles(text: str, paragraph: Span, marks: list[re.Match[str]]) -> set[int]:
    """Single marks that nothing after them in the paragraph could close: apostrophes ('90s), not openers."""
    last = {o: max((m.start() for m in marks if _closes(text, m, o, paragraph)), default=-1) for o in _SINGLE}
    return {m.start() for m in marks if m.start() >= last.get(m.group(), len(text))}


def _opens(text: str, mark: re.Match[str], paragraph: Span) -> bool:
    symbol = mark.group()
    after = text[mark.end()] if mark.end() < paragraph.end else " "
    before = text[mark.start() - 1] if mark.start() > paragraph.start else " "
    if after.isspace() and symbol not in {"«", "„", "``"}:
        return symbol in {"“", '"'} and before.isspace()
    if symbol in _ALWAYS_OPEN:
        return True
    if symbol == "’" or symbol not in _CLOSERS:
        return False
    return not before.isalnum() and not (symbol == "'" and after.isdigit())


def _closes(text: str, mark: re.Match[str], opener: str, paragraph: Span) -> bool:
    symbol = mark.group()
    if symbol not in _CLOSERS[opener] and not (len(opener) == 2 and symbol == "''"):
        return False
    before = text[mark.start() - 1] if mark.start() > paragraph.start else " "
    after = text[mark.end()] if mark.end() < paragraph.end else " "
    if opener in _SINGLE:
        return not before.isspace() and not after.isalnum()
    if symbol == '"' and before.isspace() and not after.isspace():
        return False  # an ASCII mark with space before and none after opens again
    return symbol != "“" or opener == "„" or not after.isalnum()
