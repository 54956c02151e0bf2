"""GUM (CoNLL-U with entities in MISC) → texts with mentions: who or what each is, and which are the same.

Entities stand as "(1-person-…-coref" where a mention opens and "1)" where it closes, as CorefUD writes them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_BRACKET = re.compile(r"\(([^()\s]+?)\)|\(([^()\s]+)|([^()\s]+)\)")


@dataclass(frozen=True, slots=True)
class Named:
    """A mention: code points, number of the entity, and its type; where its head word begins, and that word's part of speech."""

    start: int
    end: int
    entity: str
    kind: str
    head: int = -1
    tag: str = ""


@dataclass(slots=True)
class Document:
    """One text, `genre` as its name says, and its mentions in the order of the text, longer first."""

    name: str
    text: str = ""
    mentions: list[Named] = field(default_factory=list)

    @property
    def genre(self) -> str:
        return self.name.split("_")[1]


def read_documents(path: Path) -> list[Document]:
    """All documents of a file. Paragraphs are parted by an empty line, sentences by a space."""
    documents: list[Document] = []
    for block in path.read_text("utf-8").split("# newdoc id = ")[1:]:
        name, _, lines = block.partition("\n")
        documents.append(_read_document(name, lines.splitlines()))
    return documents


def _read_document(name: str, lines: list[str]) -> Document:
    document, opened, words = Document(name), list[_Opened](), list[tuple[int, int, str]]()
    gap, at, until = "", 0, 0
    for line in lines:
        if line.startswith("# newpar") and not line.startswith("# newpar_block"):
            gap = "\n\n" if document.text else ""
        elif not line:
            gap, until = gap or " ", 0
        elif not line.startswith("#"):
            number, form, _, tag, *_, misc = line.split("\t")
            first, _, last = number.partition("-")
            if "." in number:
                continue
            if last or int(first) > until:
                document.text += gap + form
                gap, at = "" if "SpaceAfter=No" in misc else " ", len(document.text) - len(form)
            if last:  # "daughter's": its words follow, and take their parts of it
                until = int(last)
                continue
            end = at + len(form) if document.text.startswith(form, at) else at
            words.append((at, end, tag))
            _close(document, misc, opened, words)
            at = end
    document.mentions.sort(key=lambda m: (m.start, -m.end))
    return document


@dataclass(frozen=True, slots=True)
class _Opened:
    number: str
    kind: str
    head: int  # which of the mention's words, from 0
    first: int  # word


def _close(document: Document, misc: str, opened: list[_Opened], words: list[tuple[int, int, str]]) -> None:
    """Open and close what the last of `words` (start, end, part of speech) opens and closes."""
    entity = next((f.removeprefix("Entity=") for f in misc.split("|") if f.startswith("Entity=")), "")
    for single, opens, closes in _BRACKET.findall(entity):
        if single or opens:
            number, kind, _, _, _, heads, *_ = (single or opens).split("-")
            opened.append(_Opened(number, kind, int(heads.split(",")[0]) - 1, len(words) - 1))
        ending = closes.split("-")[0] if closes else single.split("-")[0]
        at = max((n for n, one in enumerate(opened) if ending and one.number == ending), default=None)
        if at is not None:
            one = opened.pop(at)
            head, _, tag = words[min(one.first + one.head, len(words) - 1)]
            document.mentions.append(Named(words[one.first][0], words[-1][1], one.number, one.kind, head, tag))
