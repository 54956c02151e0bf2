"""Labelled texts (`training/labels/*.jsonl`, offsets into texts that stay in the corpora) → told passages.

Each label has the span of the word that tells the act, and of every party in the sentence with who that is. The program's own
candidates stand among the mentions, as it will have to tell them apart: those that overlap a party and mean it count as it,
those that mean it elsewhere in the sentence are left out, all others take no part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench.reports import is_same, name_actor
from dragoman import actors, intake, reading, statements
from dragoman.events.candidates import Candidate, find_candidates
from dragoman.events.codebook import ASPECTS, CERTAINTIES, POLARITIES, TIMES, TYPES
from training.acts import MODES, Act, Told
from training.label_files import Row, read_labels

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from dragoman.reading.network import Network

Passage = tuple[str, list[tuple[int, int]], list[Candidate], list[Row]]
"""A text, its sentences, whom the program finds in it, and the labels."""


def read_labelled(paths: Iterable[Path], corpora: Path, network: Network) -> list[Passage]:
    """All labelled texts as the program sees them; those that intake changes are left out."""
    found = (_see(label, row, network) for label, row in read_labels(paths, corpora))
    return [passage for passage in found if passage is not None]


def _see(label: Row, row: Row, network: Network) -> Passage | None:
    text = row["text"]
    article = intake.article_from_text(text, published=row.get("date"))
    if article.text != text:
        return None
    seen = reading.read(article, network)
    cast = actors.resolve(article, seen)
    said = statements.extract(article, seen, cast, network.score, network.calibrate)
    sentences = [(s.start, s.end) for s in seen.sentences]
    return text, sentences, list(find_candidates(article, seen, cast, said)), label["acts"]


def cut_passages(passages: Sequence[Passage], dice: random.Random, *, longest: int = 1150) -> list[Told]:
    """Runs of sentences, cut elsewhere each time, of up to `longest` code points."""
    told = []
    for text, sentences, candidates, acts in passages:
        begin, room = 0, dice.randint(longest // 3, longest)
        for number in range(len(sentences)):
            following = sentences[number + 1][1] if number + 1 < len(sentences) else None
            if following is None or following - sentences[begin][0] > room:
                told.append(_tell(text, sentences[begin : number + 1], candidates, acts))
                begin, room = number + 1, longest
    return told


def _tell(text: str, sentences: list[tuple[int, int]], candidates: list[Candidate], rows: list[Row]) -> Told:
    first, last = sentences[0][0], sentences[-1][1]
    inside = [row for row in rows if first <= row["trigger"][0] and row["trigger"][1] <= last]
    found = [c for c in candidates if first <= c.span.start and c.span.end <= last]
    spans: dict[tuple[int, int], int] = {}
    for row in inside:
        for party in (*row["actors"], *row["recipients"]):
            if first <= party["span"][0] and party["span"][1] <= last:
                spans.setdefault((party["span"][0], party["span"][1]), len(spans))
    meant = [(tuple(p["span"]), p["id"], r["sentence"]) for r in inside for p in (*r["actors"], *r["recipients"])]
    same: dict[tuple[int, int], list[int]] = {}
    for candidate in found:
        span, name = (candidate.span.start, candidate.span.end), name_actor(candidate.actor)
        if span in spans:
            continue
        over = [(s, i) for s, i, _ in meant if s[0] < span[1] and span[0] < s[1]]
        if any(is_same(name, i) for _, i in over):
            number = spans.setdefault(span, len(spans))
            for s in {s for s, i in over if is_same(name, i)}:
                same.setdefault((s[0], s[1]), []).append(number)
        elif not over and not any(is_same(name, i) and a <= span[0] < b for _, i, (a, b) in meant):
            spans.setdefault(span, len(spans))
    acts = tuple(_act(row, first, last, spans, same) for row in inside)
    return Told(text[first:last], tuple((a - first, b - first) for a, b in spans), acts)


def tell_text(text: str, rows: Sequence[Row]) -> Told:
    """A labelled text whole, its parties the only mentions."""
    spans: dict[tuple[int, int], int] = {}
    for row in rows:
        for party in (*row["actors"], *row["recipients"]):
            spans.setdefault((party["span"][0], party["span"][1]), len(spans))
    return Told(text, tuple(spans), tuple(_act(row, 0, len(text), spans, {}) for row in rows))


def _act(
    row: Row, first: int, last: int, spans: dict[tuple[int, int], int], same: dict[tuple[int, int], list[int]]
) -> Act:
    certainty, polarity = (row["factuality"][:2], row["factuality"][2:]) if row["factuality"] != "Uu" else ("Uu", "+")
    mode = (row["type"], row["mode"])

    def find(role: str) -> tuple[int, ...]:
        keys = [(p["span"][0], p["span"][1]) for p in row[role] if first <= p["span"][0] and p["span"][1] <= last]
        return tuple(dict.fromkeys(n for key in keys for n in (spans[key], *same.get(key, ()))))

    return Act(
        trigger=(row["trigger"][0] - first, row["trigger"][1] - first),
        type=TYPES.index(row["type"]),
        mode=MODES.index(mode) if mode in MODES else len(MODES),
        certainty=CERTAINTIES.index(certainty),
        polarity=POLARITIES.index(polarity),
        time=TIMES.index(row["time"]),
        aspect=ASPECTS.index(row["aspect"]),
        actors=find("actors"),
        recipients=find("recipients"),
    )
