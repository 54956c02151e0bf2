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
    """A mention: code points, number of the entity, and its type."""

    start: int
    end: int
    entity: str
    kind: str


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
    document, opened = Document(name), list[tuple[str, str, int]]()
    gap, at, until = "", 0, 0
    for line in lines:
        if line.startswith("# newpar") and not line.startswith("# newpar_block"):
            gap = "\n\n" if document.text else ""
        elif not line:
            gap, until = gap or " ", 0
        elif not line.startswith("#"):
            number, form, *_, misc = line.split("\t")
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
            _close(document, misc, opened, at, end)
            at = end
    document.mentions.sort(key=lambda m: (m.start, -m.end))
    return document


def _close(document: Document, misc: str, opened: list[tuple[str, str, int]], start: int, end: int) -> None:
    entity = next((f.removeprefix("Entity=") for f in misc.split("|") if f.startswith("Entity=")), "")
    for single, opens, closes in _BRACKET.findall(entity):
        if single or opens:
            number, kind = (single or opens).split("-")[:2]
            if single:
                document.mentions.append(Named(start, end, number, kind))
            else:
                opened.append((number, kind, start))
        else:
            at = max((n for n, (number, _, _) in enumerate(opened) if number == closes.split("-")[0]), default=None)
            if at is not None:
                number, kind, begun = opened.pop(at)
                document.mentions.append(Named(begun, end, number, kind))
