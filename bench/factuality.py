"""How an act is told, against MEANTIME and against the project's own cases: certain or not, denied or not, when.

The encoder stands still. For each of five folds of MEANTIME's articles a head learns on the other four and on the project's own
teachers, and judges the articles left out; what it says of all of them is counted together. The shipped head, which learned
on all of MEANTIME, is asked of the project's cases that were kept from choosing (tests/cases/events/factuality.json).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from bench.bootstrap import find_errors
from dragoman.events.codebook import ASPECTS, CERTAINTIES, POLARITIES, TIMES
from dragoman.events.signs import find_signs
from dragoman.events.triggers import pick_class
from training.factual import WORTH, find_event, find_word, read, read_meantime, see, teach
from training.factual_head import join, train_head

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dragoman.reading.network import Network
    from training.factual_head import Ints, Rows

MEANTIME = Path("../shared/corpora/factuality/meantime")
CASES = Path(__file__).parent.parent / "tests" / "cases" / "events" / "factuality.json"
FOLDS = 5
ASKED = {0: ("CERTAIN", "UNCERTAIN"), 2: ("POS", "NEG"), 3: ("NON_FUTURE", "FUTURE")}
"""What MEANTIME knows of an event: the number of the question, and the names of its answers, the commoner one first."""


def deal_folds(names: Sequence[str]) -> NDArray[np.int64]:
    """The fold of each article, 0 to 4: as equal as can be, by the hash of its name."""
    order = sorted(range(len(names)), key=lambda n: hashlib.sha256(names[n].encode()).digest())
    folds = np.zeros(len(names), np.int64)
    folds[order] = np.arange(len(names)) % FOLDS
    return folds


def judge_folds(seen: Rows, folds: NDArray[np.int64], others: Sequence[Rows]) -> Ints:
    """The answers (n, questions) to each event by the head that learned on the other folds and on `others`."""
    judged = np.zeros(seen.answers.shape, np.int64)
    for fold in range(FOLDS):
        apart = folds == fold
        head = train_head(join([seen.pick(~apart), *others]))
        judged[apart] = head.answer(seen.vectors[apart], seen.beside[apart])
    return judged


def count(judged: Ints, answers: Ints, prefix: str = "") -> dict[str, float]:
    """F1 of each answer, over the events of which the corpus gives one."""
    scores = {}
    for question, names in ASKED.items():
        asked = answers[:, question] >= 0
        mine, gold = judged[asked, question], answers[asked, question]
        for answer, name in enumerate(names):
            right = int(((mine == answer) & (gold == answer)).sum())
            scores[f"{prefix}{name}"] = 2 * right / max(int((mine == answer).sum() + (gold == answer).sum()), 1)
    return scores


def judge_cases(network: Network, cases: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    """What the shipped head says of each case: `certainty`, `polarity`, `time`, `aspect`."""
    judged = []
    for case in cases:
        event, reading = find_event(case["text"], case["word"], case), read(network, case["text"])
        at = [find_word(reading, event)]
        beside = np.concatenate((network.judge(reading).types[at], find_signs(case["text"], reading, at)), 1)
        said = network.assess(reading, at, beside)
        judged.append(
            {
                "certainty": CERTAINTIES[pick_class(said.certainty[0], apart=0)],
                "polarity": POLARITIES[int(said.polarity[0].argmax())],
                "time": TIMES[pick_class(said.time[0], apart=2)],
                "aspect": ASPECTS[int(said.aspect[0].argmax())],
            }
        )
    return judged


def compare_case(case: dict[str, Any], said: dict[str, str]) -> dict[str, bool]:
    """What of a case came out right: certain or not; unless that is unknown, its polarity; when; whether attempted."""
    right = {"certain": (case["factuality"][:2] == "CT") == (said["certainty"] == "CT")}
    if case["factuality"] != "Uu":
        right["polarity"] = case["factuality"][-1] == said["polarity"]
    if case["kind"] == "tense":
        right["time"] = case["time"] == said["time"]
    else:
        right["future"] = (case["time"] == "future") == (said["time"] == "future")
        right["attempted"] = (case["aspect"] == "attempted") == (said["aspect"] == "attempted")
    return right


def measure_cases(network: Network, *, kept: bool = True) -> dict[str, float]:
    """Share right of each question, and of each kind of case all questions at once, with N."""
    cases = [c for c in json.loads(CASES.read_text("utf-8")) if c["kept"] == kept]
    verdicts: dict[str, list[bool]] = {}
    for case, said in zip(cases, judge_cases(network, cases), strict=True):
        right = compare_case(case, said)
        for name, verdict in right.items():
            verdicts.setdefault(f"cases_{name}", []).append(verdict)
        verdicts.setdefault(f"cases_all_{case['kind']}", []).append(all(right.values()))
    return {
        **{name: float(np.mean(found)) for name, found in verdicts.items()},
        **{f"n_{name}": float(len(found)) for name, found in verdicts.items()},
    }


def measure(folder: Path = MEANTIME) -> dict[str, float]:
    """F1 of each answer, with its bootstrap error over events and its N; of the commonest (`majority_`); of cases (`cases_`)."""
    from dragoman.reading.network import Network

    network = Network()
    names = [path.name for path in sorted(folder.glob("*.conll"))]
    seen, numbers = see(network, read_meantime(folder), WORTH["meantime"])
    judged = judge_folds(seen, deal_folds(names)[numbers], teach(network, folder.parents[1]))
    counts = {
        f"n_{name}": float((seen.answers[:, question] == answer).sum())
        for question, answers in ASKED.items()
        for answer, name in enumerate(answers)
    }
    events = list(range(len(judged)))
    return {
        **count(judged, seen.answers),
        **find_errors(events, lambda drawn: count(judged[drawn], seen.answers[drawn])),
        **counts,
        "n": float(len(seen.answers)),
        **count(np.zeros_like(judged), seen.answers, "majority_"),
        **measure_cases(network),
    }
