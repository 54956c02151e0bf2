"""How sure an act is told, against MEANTIME: certain or not, denied or not, future or not, for events whose words are given.

The encoder stands still. For each of five folds of articles a small head learns on the other four and on the project's own told
sentences, and judges the articles left out; what it says of all of them is counted together. Beside it stand what a guess of the
commonest class gets, and what the shipped head for acts says of the same words.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bench.factual_head import Head, train_head
from dragoman.reading import look
from dragoman.reading.words import Words, split_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dragoman.reading.network import Network

MEANTIME = Path("../shared/corpora/factuality/meantime")
SENTENCES = Path(__file__).parent.parent / "training" / "sentences"
FOLDS = 5
QUESTIONS = (("CERTAIN", "UNCERTAIN"), ("POS", "NEG"), ("NON_FUTURE", "FUTURE"))
"""What is asked of each event, and the two answers; the commoner one first."""
UNASKED = 2
"""Stands for an answer where the corpus gives none: polarity and time may be underspecified."""
NEGATORS = frozenset("not never no cannot without t".split())
"""Words that deny what follows; "t" is what the tokenizer makes of "n't"."""
NEAR, FAR = 2, 4
"""Words before an event in which a negator is looked for."""
_TOLD_AT_ONCE = 12
_CLOSES = re.compile(r"[,.;:!?%)\]}]|'s?|n't|'(?:ll|re|ve|d|m)|''")
_ANSWERS = (
    {"CERTAIN": 0, "PROBABLE": 1, "POSSIBLE": 1, "UNDERSPECIFIED": 1},
    {"POS": 0, "NEG": 1},
    {"NON_FUTURE": 0, "FUTURE": 1},
)


@dataclass(frozen=True, slots=True)
class Event:
    """The words of an event, half-open in code points, and the number of each question's answer."""

    start: int
    end: int
    answers: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Told:
    """A text and its events."""

    text: str
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What a head learns on: `vectors` (n, width), `negators` (n, 2), `answers` (n, 3)."""

    vectors: NDArray[np.float32]
    negators: NDArray[np.float32]
    answers: NDArray[np.int64]

    def pick(self, chosen: NDArray[np.bool_]) -> Seen:
        """Those rows."""
        return Seen(self.vectors[chosen], self.negators[chosen], self.answers[chosen])


def read_conll(page: str) -> Told:
    """An article of MEANTIME: a word a line with its event's number, certainty, polarity and time; sentences apart."""
    text, glued = "", True
    events: dict[str, tuple[int, int, tuple[int, int, int]]] = {}
    for line in page.splitlines():
        fields = line.split("\t")
        if len(fields) < 6:
            text, glued = text.rstrip() + "\n\n", True
            continue
        word, mark = fields[1], re.fullmatch(r"[BI]-E-(\d+)", fields[2])
        text += "" if glued or _CLOSES.fullmatch(word) else " "
        start, glued = len(text), word in {"(", "[", "{", "$", "``"}
        text += word
        if mark:
            first, _, answers = events.get(mark[1], (start, 0, _read_answers(fields[3:6])))
            events[mark[1]] = (first, len(text), answers)
    return Told(text, tuple(Event(*event) for event in events.values()))


def _read_answers(fields: Sequence[str]) -> tuple[int, int, int]:
    names = (re.sub(r"^[BI]-|-\d+$", "", field) for field in fields)
    a, b, c = (answers.get(name, UNASKED) for answers, name in zip(_ANSWERS, names, strict=True))
    return a, b, c


def read_sentences(folder: Path = SENTENCES) -> Iterator[Told]:
    """The project's own told sentences, several a text, one a paragraph."""
    lines = [line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    rows = [json.loads(line) for line in lines if line.strip()]
    for first in range(0, len(rows), _TOLD_AT_ONCE):
        text, events = "", list[Event]()
        for row in rows[first : first + _TOLD_AT_ONCE]:
            events += (_tell(row["text"], len(text), report) for report in row["reports"])
            text += row["text"] + "\n\n"
        yield Told(text, tuple(events))


def _tell(text: str, offset: int, report: dict[str, Any]) -> Event:
    phrase, _, number = report["trigger"].partition("#")
    found = list(re.finditer(rf"(?<!\w){re.escape(phrase)}(?!\w)", text))[int(number or 1) - 1]
    factuality = report["factuality"]
    polarity = UNASKED if factuality == "Uu" else int(factuality.endswith("-"))
    answers = (int(not factuality.startswith("CT")), polarity, int(report["time"] == "future"))
    return Event(offset + found.start(), offset + found.end(), answers)


def find_negators(text: str, words: Words, word: int) -> tuple[bool, bool]:
    """Whether one of the two words before denies, and whether one of the four before does; in the same sentence."""
    lows = (max(0, word - NEAR), max(0, word - FAR))
    before = [
        w for w in range(lows[1], word)
        if words.sentence[w] == words.sentence[word] and text[words.starts[w] : words.ends[w]].lower() in NEGATORS
    ]  # fmt: skip
    return any(w >= lows[0] for w in before), bool(before)


def see(network: Network, told: Iterable[Told]) -> tuple[Seen, NDArray[np.int64], NDArray[np.int64]]:
    """The events of some texts as the network sees them, each one's text by number, and the shipped head's answers."""
    vectors, negators, numbers, shipped, answers = [], [], [], [], []
    for number, one in enumerate(told):
        words = split_words(one.text, network.tokenizer)
        reading = look(words, network)
        judged = network.judge(reading)
        for event in one.events:
            at = int(np.searchsorted(words.ends, event.start, side="right"))
            vectors.append(reading.vectors[at])
            negators.append(find_negators(one.text, words, at))
            best = (judged.certainty[at].argmax(), judged.polarity[at].argmax(), judged.time[at].argmax())
            shipped.append((int(best[0] != 0), int(best[1]), int(best[2] == 2)))
            answers.append(event.answers)
            numbers.append(number)
    seen = Seen(np.array(vectors, np.float32), np.array(negators, np.float32), np.array(answers))
    return seen, np.array(numbers), np.array(shipped)


def deal_folds(names: Sequence[str]) -> NDArray[np.int64]:
    """The fold of each article, 0 to 4: as equal as can be, by the hash of its name."""
    order = sorted(range(len(names)), key=lambda n: hashlib.sha256(names[n].encode()).digest())
    folds = np.zeros(len(names), np.int64)
    folds[order] = np.arange(len(names)) % FOLDS
    return folds


def judge_folds(seen: Seen, folds: NDArray[np.int64], told: Seen) -> NDArray[np.int64]:
    """The answers (n, 3) to each event by the head that learned on the other folds and on `told`."""
    judged = np.zeros(seen.answers.shape, np.int64)
    for fold in range(FOLDS):
        apart = folds == fold
        head: Head = train_head(seen.pick(~apart), told)
        judged[apart] = head.judge(seen.vectors[apart], seen.negators[apart])
    return judged


def count(judged: NDArray[np.int64], answers: NDArray[np.int64], prefix: str = "") -> dict[str, float]:
    """F1 of each answer, over the events of which the corpus gives one."""
    scores = {}
    for question, names in enumerate(QUESTIONS):
        asked = answers[:, question] != UNASKED
        mine, gold = judged[asked, question], answers[asked, question]
        for answer, name in enumerate(names):
            right = int(((mine == answer) & (gold == answer)).sum())
            scores[f"{prefix}{name}"] = 2 * right / max(int((mine == answer).sum() + (gold == answer).sum()), 1)
    return scores


def measure(folder: Path = MEANTIME) -> dict[str, float]:
    """F1 of each answer with its N; of the commonest answer always (`majority_`), and of the shipped head (`shipped_`)."""
    from dragoman.reading.network import Network

    network = Network()
    paths = sorted(folder.glob("*.conll"))
    seen, numbers, shipped = see(network, (read_conll(path.read_text("utf-8")) for path in paths))
    told = see(network, read_sentences())[0]
    judged = judge_folds(seen, deal_folds([path.name for path in paths])[numbers], told)
    counts = {
        f"n_{of}{name}": float((seen.answers[:, question] == answer).sum())
        for of in ("", "shipped_")
        for question, names in enumerate(QUESTIONS)
        for answer, name in enumerate(names)
    }
    return {
        **count(judged, seen.answers),
        **counts,
        "n": float(len(seen.answers)),
        **count(np.zeros_like(judged), seen.answers, "majority_"),
        **count(shipped, seen.answers, "shipped_"),
    }
