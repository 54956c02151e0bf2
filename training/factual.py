"""Teach how acts are told (certain, denied, ahead, tried): `python -m training.factual --corpora DIR [--weights DIR]`.

The shipped encoder stands still. Teachers: MEANTIME; the labelled texts; the told sentences; and frames
(`training/factual/frames.tsv`) filled with acts and parties. Writes factual.onnx.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dragoman.events.codebook import ASPECTS, CERTAINTIES, TIMES
from dragoman.events.signs import find_signs
from dragoman.reading import look
from dragoman.reading.network import WEIGHTS, Network
from dragoman.reading.words import split_words
from dragoman.records import Reading
from training.card import renew_card
from training.factual_head import QUESTIONS, SIZES, Rows, join, train_head
from training.label_files import read_labels

if TYPE_CHECKING:
    from training.factual_head import Head

HERE = Path(__file__).parent
FRAMES, LABELS, SENTENCES = HERE / "factual", HERE / "labels", HERE / "sentences"
UNKNOWN = -1
WORTH = {"meantime": 1.0, "labels": 0.1, "sentences": 0.4, "frames": 0.2}
"""What an act counts by where it is from."""
FILLED = 16
"""How many acts each frame is filled with."""
_AT_ONCE = 12
_FORMS = ("base", "s", "ed", "pp", "ing", "noun")
_CLOSES = re.compile(r"[,.;:!?%)\]}]|'s?|n't|'(?:ll|re|ve|d|m)|''")
Answers = tuple[int, int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Event:
    """The words of an act, half-open in code points, and the number of each question's answer (-1: not known)."""

    start: int
    end: int
    answers: Answers


@dataclass(frozen=True, slots=True)
class Told:
    """A text and its events."""

    text: str
    events: tuple[Event, ...]


def answer(factuality: str, time: str, aspect: str) -> Answers:
    """The answers of a label of ours."""
    certainty = CERTAINTIES.index(factuality[:2])
    polarity = UNKNOWN if factuality == "Uu" else int(factuality.endswith("-"))
    when = TIMES.index(time)
    return (
        int(certainty > 0),
        certainty - 1 if certainty else UNKNOWN,
        polarity,
        int(when == 2),
        when if when < 2 else UNKNOWN,
        ASPECTS.index(aspect),
    )


def read_conll(page: str) -> Told:
    """An article of MEANTIME: a word a line with its event's number, certainty, polarity and time; sentences apart."""
    text, glued = "", True
    events: dict[str, tuple[int, int, Answers]] = {}
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


def _read_answers(fields: Sequence[str]) -> Answers:
    certainty, polarity, time = (re.sub(r"^[BI]-|-\d+$", "", field) for field in fields)
    return (
        {"CERTAIN": 0, "PROBABLE": 1, "POSSIBLE": 1, "UNDERSPECIFIED": 1}.get(certainty, UNKNOWN),
        {"PROBABLE": 0, "POSSIBLE": 1}.get(certainty, UNKNOWN),
        {"POS": 0, "NEG": 1}.get(polarity, UNKNOWN),
        {"NON_FUTURE": 0, "FUTURE": 1}.get(time, UNKNOWN),
        UNKNOWN,
        UNKNOWN,
    )


def read_meantime(folder: Path) -> list[Told]:
    """All articles, in the order of their names."""
    return [read_conll(path.read_text("utf-8")) for path in sorted(folder.glob("*.conll"))]


def read_sentences(folder: Path = SENTENCES) -> Iterator[Told]:
    """The project's own told sentences, several a text, one a paragraph."""
    lines = [line for path in sorted(folder.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    rows = [json.loads(line) for line in lines if line.strip()]
    yield from pack((row["text"], [find_event(row["text"], r["trigger"], r) for r in row["reports"]]) for row in rows)


def read_labelled(corpora: Path, folder: Path = LABELS) -> Iterator[Told]:
    """The labelled texts that teach."""
    for label, row in read_labels(sorted(folder.glob("*.jsonl")), corpora):
        events = (
            Event(a["trigger"][0], a["trigger"][1], answer(a["factuality"], a["time"], a["aspect"]))
            for a in label["acts"]
        )
        yield Told(row["text"], tuple(events))


def fill_frames(folder: Path = FRAMES, *, times: int = FILLED, seed: int = 5) -> Iterator[Told]:
    """Each frame with some acts and parties, several a text."""
    dice = random.Random(seed)
    frames, verbs, names = (_read_table(folder / f"{name}.tsv") for name in ("frames", "verbs", "names"))
    filled = [_fill(frame, verb, dice.choice(names), dice) for frame in frames for verb in dice.sample(verbs, k=times)]
    dice.shuffle(filled)
    yield from pack(filled)


def _fill(frame: list[str], verb: list[str], names: list[str], dice: random.Random) -> tuple[str, list[Event]]:
    factuality, time, aspect, text = frame
    actor, recipient = names
    for slot, name in (("{A}", actor), ("{B}", recipient)):
        text = text.replace(slot, name)
    form = re.search(r"\[(\w+)\]", text)
    assert form, frame
    phrase = verb[_FORMS.index(form[1])]
    text = text[: form.start()] + phrase + text[form.end() :]
    start = form.start()
    event = Event(start, start + len(phrase.split()[0]), answer(factuality, time, aspect))
    return text[0].upper() + text[1:], [event]


def _read_table(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]


def find_event(text: str, phrase: str, row: dict[str, Any]) -> Event:
    word, _, number = phrase.partition("#")
    found = list(re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text))[int(number or 1) - 1]
    return Event(found.start(), found.end(), answer(row["factuality"], row["time"], row["aspect"]))


def pack(rows: Iterable[tuple[str, list[Event]]]) -> Iterator[Told]:
    """Short texts joined, one a paragraph, as an article has them."""
    waiting = list(rows)
    for first in range(0, len(waiting), _AT_ONCE):
        text, events = "", list[Event]()
        for one, mine in waiting[first : first + _AT_ONCE]:
            events += (Event(e.start + len(text), e.end + len(text), e.answers) for e in mine)
            text += one + "\n\n"
        yield Told(text, tuple(events))


def see(network: Network, told: Iterable[Told], worth: float) -> tuple[Rows, np.ndarray]:
    """The events of some texts as the network sees them, and each one's text by number."""
    vectors, beside, answers, numbers = [], [], [], []
    for number, one in enumerate(told):
        if not one.events:
            continue
        reading = read(network, one.text)
        at = [find_word(reading, e) for e in one.events]
        vectors.append(reading.vectors[at])
        types = network.judge(reading).types[at]
        beside.append(np.concatenate((types, find_signs(one.text, reading, at)), 1))
        answers += [e.answers for e in one.events]
        numbers += [number] * len(at)
    seen = Rows(
        np.concatenate(vectors),
        np.concatenate(beside),
        np.array(answers, np.int64),
        np.full(len(answers), worth, np.float32),
    )
    return seen, np.array(numbers)


def find_word(reading: Reading, event: Event) -> int:
    """The first word of an event."""
    return min(int(np.searchsorted(reading.ends, event.start, side="right")), len(reading.ends) - 1)


def read(network: Network, text: str) -> Reading:
    """A text's words, vectors and quotations, without labels."""
    words = split_words(text, network.tokenizer)
    return look(words, network)


def teach(network: Network, corpora: Path) -> list[Rows]:
    """What all teachers but MEANTIME tell."""
    teachers = {"labels": read_labelled(corpora), "sentences": read_sentences(), "frames": fill_frames()}
    return [see(network, told, WORTH[name])[0] for name, told in teachers.items()]


def export_head(head: Head, path: Path) -> None:
    """factual.onnx: `vectors` (n, width) and what stands `beside` them → certainty, polarity, time and aspect."""
    from onnx import TensorProto, checker, helper, numpy_helper, save

    names = ("dense", "side", "bias", "out", "last", "past")
    width, extra = head.weights[0].shape[0], head.weights[1].shape[0]
    pieces = [*QUESTIONS, "sure", "unsure", "ahead_not", "ahead"]
    node = helper.make_node
    nodes = [
        node("Gemm", ["vectors", "dense", "bias"], ["seen"]),
        node("MatMul", ["beside", "side"], ["signs"]),
        node("Add", ["seen", "signs"], ["both"]),
        node("Relu", ["both"], ["hidden"]),
        node("Gemm", ["hidden", "out", "last"], ["weighed"]),
        node("MatMul", ["beside", "past"], ["straight"]),
        node("Add", ["weighed", "straight"], ["odds"]),
        node("Split", ["odds", "sizes"], [f"{name}_odds" for name in QUESTIONS], axis=1),
        *(node("Softmax", [f"{name}_odds"], [name], axis=1) for name in QUESTIONS),
        node("Split", ["certain", "ones"], pieces[-4:-2], axis=1),
        node("Split", ["future", "ones"], pieces[-2:], axis=1),
        node("Mul", ["unsure", "doubt"], ["doubts"]),
        node("Concat", ["sure", "doubts"], ["certainty"], axis=1),
        node("Mul", ["ahead_not", "present"], ["not_ahead"]),
        node("Concat", ["not_ahead", "ahead"], ["time"], axis=1),
    ]
    outputs = {"certainty": 4, "polarity": 2, "time": 3, "aspect": 4}
    graph = helper.make_graph(
        nodes,
        "factual",
        [
            helper.make_tensor_value_info(n, TensorProto.FLOAT, ["n", size])
            for n, size in (("vectors", width), ("beside", extra))
        ],
        [helper.make_tensor_value_info(n, TensorProto.FLOAT, ["n", size]) for n, size in outputs.items()],
        [
            *(numpy_helper.from_array(w, n) for n, w in zip(names, head.weights, strict=True)),
            numpy_helper.from_array(np.array(SIZES, np.int64), "sizes"),
            numpy_helper.from_array(np.array([1, 1], np.int64), "ones"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    checker.check_model(model)
    save(model, str(path))


def main() -> None:
    """Train on everything, export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    network = Network(options.weights, whole=False)
    meantime = see(network, read_meantime(options.corpora / "factuality" / "meantime"), WORTH["meantime"])[0]
    rows = join([meantime, *teach(network, options.corpora)])
    export_head(train_head(rows), options.weights / "factual.onnx")
    version = renew_card(
        options.weights, "MEANTIME (factuality/meantime) and frames of this project (training/factual)"
    )
    print(f"{version}: factual.onnx learned on {len(rows.answers)} acts, {len(meantime.answers)} of them MEANTIME's")


if __name__ == "__main__":
    main()
