"""Contexts: which words of a paragraph point where, and what of it is given."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from dragoman.events.contexts import count_pointers, find_contexts, list_contexts
from tests.actors.readings import read

PLOVER = Path(__file__).parents[3] / "shared/corpora/ontology/plover-contexts.txt"
CASES = Path(__file__).parents[1] / "cases" / "events"
Chances = np.ndarray[tuple[int, ...], np.dtype[np.float32]]


def point(text: str) -> set[str]:
    _, reading = read(text)
    return {list_contexts()[n] for n in count_pointers(text, reading, 0, len(reading.starts)).nonzero()[0].tolist()}


def test_words_stems_and_phrases_point() -> None:
    assert point("Hackers came.") == {"cyber"}
    assert "asylum" in point("A humanitarian visa was given.") and "asylum" not in point("A visa was given.")
    assert "lgbt" in point("A same-sex pair came.")
    assert point("It rained.") == set()


def test_more_words_of_one_context_weigh_more_and_one_word_counts_once() -> None:
    def weigh(text: str) -> float:
        _, reading = read(text)
        return float(count_pointers(text, reading, 0, len(reading.starts))[list_contexts().index("cyber")])

    assert weigh("Hackers and hackers.") == weigh("Hackers.") < weigh("Hackers and malware.") < 1


def test_an_act_has_the_contexts_of_its_paragraph_the_likeliest_first() -> None:
    text = "Ships came.\n\nHackers sold cocaine.\n\nIt rained."
    _, reading = read(text)
    asked: list[Chances] = []

    def classify(pointed: Chances) -> Chances:
        asked.append(pointed)
        chances = pointed * 1.1
        chances[:, list_contexts().index("cyber")] *= 1.2
        return np.asarray(chances, np.float32)

    words = [int(np.searchsorted(reading.starts, text.index(w))) for w in ("sold", "Hackers", "rained")]
    found = find_contexts(text, reading, words, classify)
    assert [set(f) for f in found] == [{"cyber", "illegal_drugs", "economic"}] * 2 + [set()]
    assert found[0][0] == "cyber"
    assert len(asked[0]) == 2, "each paragraph once"
    assert find_contexts(text, reading, [], classify) == []


@pytest.mark.corpus
def test_contexts_are_plover_s_in_its_order() -> None:
    if not PLOVER.is_file():
        pytest.skip("no ../shared/corpora")
    assert list(list_contexts()) == PLOVER.read_text("utf-8").split()


@pytest.mark.parametrize("name", ["contexts.json", "contexts_long.json"])
def test_cases_name_contexts_that_there_are(name: str) -> None:
    for case in json.loads((CASES / name).read_text("utf-8")):
        assert set(case["contexts"]) <= set(list_contexts()), case


@pytest.mark.model
def test_of_the_contexts_given_to_paragraphs_kept_apart_four_in_five_are_right() -> None:
    from bench.contexts import measure

    found = measure()
    assert found["precision"] >= 0.8 and found["recall"] >= 0.75
    assert found["none"] == found["long_none"] == 1
