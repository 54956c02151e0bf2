"""Acts written down as lines → labels with offsets: `python -m training.place_labels show|place ...`.

`show FILE LINE` prints a text's sentences, numbered. `place NOTES --corpora DIR --out FILE` reads notes: a line `@ FILE LINE` for
each text, then a line for each act,

    12 | denounced | A: Chancellor=DEU | R: Ankara=TUR; bloc@11=EU | ACCUSE disapprove | CT+ past once | by - | performed

the sentence's number, the word that tells the act, its parties (the words that name them, "#2" for the second time that they
stand there, "@11" for sentence 11, "=" who that is), type and mode, factuality, time and aspect, on whose word ("-": the
author's), and whether the saying is the act. What cannot be placed is said, with its line.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

from dragoman.events.codebook import ASPECTS, TIMES, TYPES, list_modes
from dragoman.reading.sentences import find_paragraphs, find_sentences
from training.label_files import read_row

_FACTUALITY = {"CT+", "PR+", "PS+", "CT-", "PR-", "PS-", "Uu"}
_FIELDS = 6


def list_sentences(text: str) -> list[tuple[int, int]]:
    """Where each sentence of a text begins and ends, in code points."""
    return [(s.start, s.end) for p in find_paragraphs(text) for s in find_sentences(text, p)]


def place_phrase(text: str, sentences: list[tuple[int, int]], phrase: str, number: int) -> list[int]:
    """The code points of "words#2@11". ValueError where that sentence does not have them."""
    found = re.fullmatch(r"(.+?)(?:#(\d+))?(?:@(\d+))?", phrase.strip())
    assert found
    first, last = sentences[int(found[3]) if found[3] else number]
    places = list(re.finditer(rf"(?<!\w){re.escape(found[1])}(?!\w)", text[first:last]))
    wanted = int(found[2] or 1) - 1
    if wanted >= len(places):
        raise ValueError(f"{phrase!r} is not in {text[first:last]!r}")
    return [first + places[wanted].start(), first + places[wanted].end()]


def place_act(text: str, sentences: list[tuple[int, int]], line: str) -> dict[str, Any]:
    """One act from its line. ValueError where the line is no act of this text."""
    parts = [part.strip() for part in line.split("|")]
    if len(parts) < _FIELDS:
        raise ValueError(f"{len(parts)} fields of at least {_FIELDS}")
    number = int(parts[0])
    kind, _, mode = parts[4].partition(" ")
    told = parts[5].split()
    if kind not in TYPES or (mode and (kind, mode) not in list_modes()):
        raise ValueError(f"no such type and mode: {parts[4]!r}")
    if len(told) != 3 or told[0] not in _FACTUALITY or told[1] not in TIMES or told[2] not in ASPECTS:
        raise ValueError(f"not factuality, time and aspect: {parts[5]!r}")
    by = next((p[2:].strip() for p in parts[6:] if p.startswith("by")), "-")
    parties = [
        [
            {"span": place_phrase(text, sentences, phrase, number), "id": name.strip()}
            for phrase, _, name in (one.rpartition("=") for one in part[2:].split(";") if one.strip(" -"))
        ]
        for part in parts[2:4]
    ]
    if not any(parties):
        raise ValueError("nobody acts and nobody is acted upon")
    return {
        "sentence": list(sentences[number]),
        "trigger": place_phrase(text, sentences, parts[1], number),
        "actors": parties[0],
        "recipients": parties[1],
        "type": kind,
        "mode": mode or None,
        "factuality": told[0],
        "time": told[1],
        "aspect": told[2],
        "by": None if by == "-" else by,
        "performed": "performed" in parts[6:],
    }


def read_notes(notes: str, corpora: Path) -> tuple[list[dict[str, Any]], list[str]]:
    """Labels of all texts in some notes, and what could not be placed."""
    labels, faults, text, sentences = list[dict[str, Any]](), list[str](), "", list[tuple[int, int]]()
    for number, line in enumerate(notes.splitlines(), 1):
        if line.startswith("@"):
            _, name, at = line.split()
            text = read_row(name, int(at), corpora)["text"]
            sentences = list_sentences(text)
            digest = hashlib.sha256(text.encode()).hexdigest()
            labels.append({"corpus": name, "line": int(at), "sha256": digest, "acts": []})
        elif line.strip() and not line.startswith("#"):
            try:
                labels[-1]["acts"].append(place_act(text, sentences, line))
            except (ValueError, IndexError) as error:
                faults.append(f"line {number}: {error}: {line}")
    return labels, faults


def main() -> None:
    """Show a text, or place notes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("show", "place"))
    parser.add_argument("what", nargs="+", help="for show: file and line; for place: files of notes")
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    if options.command == "show":
        row = read_row(options.what[0], int(options.what[1]), options.corpora)
        print(row.get("title", ""), "|", row.get("published_at") or row.get("date") or "")
        for number, (first, last) in enumerate(list_sentences(row["text"])):
            print(number, row["text"][first:last])
        return
    labels, faults = read_notes("\n".join(Path(p).read_text("utf-8") for p in options.what), options.corpora)
    print(f"{len(labels)} texts, {sum(len(label['acts']) for label in labels)} acts, {len(faults)} not placed")
    print(*faults, sep="\n", file=sys.stderr)
    if options.out:
        options.out.write_text("".join(json.dumps(label) + "\n" for label in labels), encoding="utf-8")


if __name__ == "__main__":
    main()
