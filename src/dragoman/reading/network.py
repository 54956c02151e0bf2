"""The network: one encoder and the small head graphs beside it, run by onnxruntime.

onnxruntime and tokenizers are imported here only, and first when a network is opened.
"""

from __future__ import annotations

import hashlib
import json
import math
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from dragoman.errors import WeightsError
from dragoman.reading.mentions import find_spans, look_around, mark_spans
from dragoman.reading.pairs import find_choice_places, find_places, join_ends
from dragoman.reading.words import Words, batch_sentences, pick_windows, split_windows
from dragoman.records import Assessed, Judged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

    from dragoman.records import Choices, InWords, LinkKind, Marked, Pairs, Reading

WEIGHTS = Path(__file__).parent / "weights"
FILES = (
    "encoder.onnx",
    "tags.onnx",
    "content_cue.onnx",
    "cue_source.onnx",
    "content_source.onnx",
    "acts.onnx",
    "whom.onnx",
    "factual.onnx",
    "contexts.onnx",
    "mentions.onnx",
    "mention_spans.onnx",
    "mention_pairs.onnx",
    "tokenizer.json",
    "card.json",
)
_CLS, _SEP = 101, 102
_PAIRS = 16_384  # scored at a time; the int8 graphs scale by what they see at once, so only far beyond an article
_WINDOW, _OVERLAP = 382, 8  # pieces: 384 with the two marks, as trained
_JUDGED = 512  # words at a time, the filled-up ones among them

Graph = Literal[
    "encoder", "tags", "acts", "whom", "factual", "contexts", "mentions", "mention_spans", "mention_pairs"
]  # fmt: skip


class Network:
    """Encoder and heads from one folder of weights. Sessions open on first use."""

    def __init__(self, folder: Path = WEIGHTS, *, threads: int = 1, whole: bool = True) -> None:
        """Raises WeightsError where a file is missing. `threads` is what one call may use.

        `whole` is False where a head is trained on the others, and not there yet.
        """
        if whole and (missing := [name for name in FILES if not (folder / name).is_file()]):
            raise WeightsError(f"no {missing[0]} in {folder}: the weights come with the package; install it again")
        self._folder, self._threads = folder, threads
        self._sessions: dict[str, InferenceSession] = {}

    @cached_property
    def card(self) -> dict[str, Any]:
        """What the weights were made from, how to decode their scores, and their version."""
        path = self._folder / "card.json"
        try:
            found: dict[str, Any] = json.loads(path.read_text("utf-8"))
        except ValueError as error:
            raise _damaged(path, error) from error
        return found

    @property
    def version(self) -> str:
        """Names these weights in every trace."""
        return str(self.card["version"])

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """Splits text into words and pieces."""
        from tokenizers import Tokenizer

        path = self._folder / "tokenizer.json"
        try:
            tokenizer = Tokenizer.from_file(str(path))
        except Exception as error:  # tokenizers raises nothing narrower
            raise _damaged(path, error) from error
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def encode(self, words: Words) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Word vectors (n_words, width) and those of two inner layers (n_words, 2 * width).

        They are those of each word's first piece, from the window in which it stands furthest inside.
        """
        windows = split_windows(words, size=_WINDOW, overlap=_OVERLAP)
        chosen = pick_windows(windows, len(words))
        parts = []
        for index, window in enumerate(windows):
            mine = np.flatnonzero(chosen[window.first : window.last] == index)
            first = words.first_piece[window.first : window.last + 1].astype(np.int64)
            pieces = np.concatenate(([_CLS], words.pieces[first[0] : first[-1]], [_SEP]))
            forms = np.concatenate(([0], np.repeat(words.forms[window.first : window.last], np.diff(first)), [0]))
            inputs = {"pieces": pieces[None], "forms": forms[None].astype(np.int64)}
            at = first[mine] - first[0] + 1
            parts.append([layer[0][at] for layer in self._run("encoder", inputs)])
        if not parts:
            width = int(self.card["width"])
            return np.zeros((0, width), np.float32), np.zeros((0, 2 * width), np.float32)
        last, *inner = (np.concatenate(layer) for layer in zip(*parts, strict=True))
        return last, np.concatenate(inner, axis=1)

    def tag(self, vectors: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Emissions (n_words, n_labels, 5) of word vectors, and transitions (n_labels, 5, 5)."""
        emissions, transitions = self._run("tags", {"vectors": vectors})
        return emissions, transitions

    def mark(self, vectors: NDArray[np.float32], words: Words) -> tuple[Marked, ...]:
        """The mentions of persons, organizations and places among words, in the order of the text, longer first."""
        if not len(words):
            return ()
        forms = words.forms.astype(np.int64)
        inputs: dict[str, NDArray[Any]] = {"vectors": vectors, "pieces": words.list_pieces(), "forms": forms}
        edges, parts = self._run("mentions", inputs)
        spans = find_spans(edges, words.sentence)
        if not len(spans):
            return ()
        around = look_around(spans, words.sentence)
        odds = self._run("mention_spans", {"edges": edges, "parts": parts, "spans": spans, "around": around})[0]
        return mark_spans(edges, spans, _soften(odds), words)

    def weigh(self, reading: Reading, pairs: Pairs) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Log-odds that the later of two mentions takes up the earlier (n_pairs,), and that each takes up nobody (n,)."""
        inputs = {name: getattr(pairs, name) for name in ("ends", "own", "later", "earlier", "shared")}
        odds, nobody = self._run("mention_pairs", {"vectors": reading.vectors, **inputs})
        return odds, nobody

    def weigh_choices(self, reading: Reading, choices: Choices) -> NDArray[np.float32]:
        """Log-odds (n,) that each choice is whom a mention means, to be compared with the others of that mention."""
        places = find_choice_places(reading, choices)
        parts = [self._weigh_choices(reading, choices, places, at) for at in range(0, len(places), _PAIRS)]
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)

    def _weigh_choices(
        self, reading: Reading, choices: Choices, places: NDArray[np.int64], at: int
    ) -> NDArray[np.float32]:
        rows = slice(at, at + _PAIRS)
        asked, other = choices.asked[rows], choices.other[rows]
        used, numbers = np.unique(np.concatenate((asked, other[other >= 0])), return_inverse=True)
        placed = np.full(len(other), -1, np.int64)
        placed[other >= 0] = numbers[len(asked) :]
        spans = choices.spans[used]
        ends = np.concatenate([layer[spans] for layer in (reading.vectors, reading.inner)], axis=2)
        inputs: dict[str, NDArray[Any]] = {
            "ends": ends.reshape(len(used), -1), "asked": numbers[: len(asked)], "other": placed,
            "places": places[rows], "kinds": choices.kinds[rows], "salience": choices.salience[rows],
        }  # fmt: skip
        return self._run("whom", inputs)[0]

    def judge(self, reading: Reading) -> Judged:
        """What each word of a reading tells as the word for an act."""
        parts: list[list[NDArray[np.float32]]] = []
        order: list[NDArray[np.intp]] = []
        near = np.zeros((1, 2), np.float32)
        for rows, mask in batch_sentences(reading.sentence, _JUDGED):
            inputs = {"vectors": reading.vectors[rows], "inner": reading.inner[rows], "mask": mask}
            types, modes, *_, asks, answers, near = self._run("acts", inputs)
            parts.append([each[mask] for each in (types, modes, asks, answers)])
            order.append(rows[mask])
        if not parts:
            empty = np.zeros((0, 1), np.float32)
            return Judged(empty, empty, np.zeros((0, 2, 1), np.float32), empty, near)
        back = np.concatenate(order).argsort()
        types, modes, asks, answers = (np.concatenate(part)[back] for part in zip(*parts, strict=True))
        return Judged(_soften(types), _soften(modes), asks, answers, near)

    def assess(self, reading: Reading, words: Sequence[int], beside: NDArray[np.float32]) -> Assessed:
        """How the acts of some words are told."""
        inputs = {"vectors": reading.vectors[np.asarray(words, np.int64)], "beside": beside}
        return Assessed(*self._run("factual", inputs))

    def classify(self, pointed: NDArray[np.float32]) -> NDArray[np.float32]:
        """How likely paragraphs are about each context; from 0.5 on it is given."""
        return self._run("contexts", {"pointed": pointed})[0]

    def score(
        self, kind: LinkKind, reading: Reading, pairs: Sequence[tuple[InWords, InWords | None]]
    ) -> NDArray[np.float32]:
        """Log-odds (n_pairs,) that two labelled spans belong together; None stands for "none of these"."""
        parts = [self._score(kind, reading, pairs[at : at + _PAIRS]) for at in range(0, len(pairs), _PAIRS)]
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)

    def _score(
        self, kind: LinkKind, reading: Reading, pairs: Sequence[tuple[InWords, InWords | None]]
    ) -> NDArray[np.float32]:
        left = [(a.first, a.last) for a, _ in pairs]
        right = [(b.first, b.last) if b else (-1, -1) for _, b in pairs]
        places = find_places(np.array(left), np.array(right), reading.sentence, reading.paragraph)
        inputs: dict[str, NDArray[Any]] = {
            "left": join_ends(reading.vectors, left),
            "right": join_ends(reading.vectors, right),
            "places": places,
        }
        return self._run(kind, inputs)[0]

    def calibrate(self, score: float) -> float:
        """The probability that an attribution of this score is wholly right, as fitted on held-out articles."""
        return _fit(score, *self.card["calibration"])

    def calibrate_report(self, scores: Sequence[float], signs: Sequence[float]) -> float:
        """The probability that type and all parties of a report are right, as fitted on labelled articles.

        `scores` in [0, 1], weighed by their logarithms; `signs` are weighed as they are.
        """
        *slopes, intercept = self.card["report_calibration"]
        weighed = zip(slopes, (*map(find_log, scores), *signs), strict=True)
        return _soften_odds(sum(slope * value for slope, value in weighed) + intercept)

    def _run(
        self, graph: Graph | LinkKind, inputs: dict[str, NDArray[Any]], wanted: Sequence[str] | None = None
    ) -> list[NDArray[np.float32]]:
        if graph not in self._sessions:
            self._sessions[graph] = _open_session(self._folder / f"{graph}.onnx", self._threads)
        outputs: list[NDArray[np.float32]] = self._sessions[graph].run(wanted, inputs)
        return outputs


def _fit(score: float, slope: float, intercept: float) -> float:
    """Platt's line: a score in [0, 1] as a probability."""
    return _soften_odds(slope * _find_odds(score) + intercept)


def _find_odds(score: float) -> float:
    """The log-odds of a score in [0, 1], held to one in ten thousand."""
    clipped = min(max(score, 1e-4), 1 - 1e-4)
    return math.log(clipped / (1 - clipped))


def find_log(score: float) -> float:
    """The logarithm of a score in [0, 1], held to one in ten thousand."""
    return math.log(max(score, 1e-4))


def _soften_odds(odds: float) -> float:
    return 1 / (1 + math.exp(-min(max(odds, -30), 30)))


def _soften(odds: NDArray[np.float32]) -> NDArray[np.float32]:
    """Probabilities (n, n_classes) of log-odds."""
    weights: NDArray[np.float32] = np.exp(odds - odds.max(1, keepdims=True))
    shares: NDArray[np.float32] = weights / weights.sum(1, keepdims=True)
    return shares


def find_digest(folder: Path = WEIGHTS) -> str:
    """SHA-256 over all files of the weights that are there, except the card: what a figure in bench/ belongs to."""
    digest = hashlib.sha256()
    for name in (name for name in FILES[:-1] if (folder / name).is_file()):
        digest.update(name.encode() + b"\0" + (folder / name).read_bytes())
    return digest.hexdigest()


def _open_session(path: Path, threads: int) -> InferenceSession:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own errors share no base class
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> WeightsError:
    return WeightsError(f"{path.name} in {path.parent} cannot be read ({error}): install the package again")
