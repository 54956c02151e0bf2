"""What the head learns on that says whom words mean, on a small labelled text."""

from __future__ import annotations

import random

import numpy as np
import pytest

pytest.importorskip("torch", reason="torch is for training only: make train installs it")
pytest.importorskip("transformers", reason="transformers is for training only: make train installs it")

import torch

from dragoman.events.candidates import find_candidates
from tests.actors.readings import read
from tests.events.made import make_cast
from training.whom import Asked, Text, Whom, lose, measure, name_rows, pose, weigh

TEXT = "Kenya struck. Rebels fled, and the regime let them go. Bakers slept."


def make_text() -> Text:
    article, seen = read(TEXT)
    found = list(find_candidates(article, seen, make_cast(TEXT), ()))
    asked = [Asked(7, 7, "KEN"), Asked(9, 9, "rebels"), Asked(12, 12, "bakers")]
    vectors = np.random.default_rng(1).normal(size=(len(seen.starts), 3 * 384)).astype(np.float16)
    names = {"Kenya": "KEN", "Rebels": "rebels"}
    return Text(TEXT, seen, vectors, asked, found, [names.get(c.span.of(TEXT), "?") for c in found])


def test_right_are_all_mentions_of_who_is_meant_or_nobody_else() -> None:
    one = make_text()
    choices, right, asked = pose(one, None)
    names = name_rows(one, choices)
    for n, party in enumerate(asked):
        assert set(names[(choices.asked == n) & right]) == {party.means if party.means != "bakers" else ""}


def test_a_text_is_learned() -> None:
    torch.manual_seed(1)
    one, head = make_text(), Whom(dropout=0.0)
    optimizer = torch.optim.AdamW(head.parameters(), lr=1e-3)
    for _ in range(40):
        choices, right, _ = pose(one, None)
        loss = lose(weigh(head, one, choices), right, choices.asked)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert measure(head, [one]) == (1.0, 1.0, 3)


def test_some_of_the_words_are_shown_while_it_learns() -> None:
    one = make_text()
    for seed in range(20):
        choices, right, asked = pose(one, random.Random(seed))
        assert len(asked) == 3 and all(right[choices.asked == n].any() for n in range(3))
