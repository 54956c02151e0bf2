"""Texts → what the act reader learns on, told on small ones."""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch", reason="torch is for training only: make train installs it")
pytest.importorskip("transformers", reason="transformers is for training only: make train installs it")

import torch

from dragoman.events.codebook import TYPES
from training.acts import tell_text, unmark
from training.gum import read_documents
from training.label_files import read_labels
from training.lessons import cut_lesson, make_lesson
from training.train import open_tokenizer
from training.tune import spread

TEXT = "Kenya bombed rebels in Chad. It rained. Kenyan troops left Chad."
SENTENCES = [(0, 28), (29, 39), (40, 64)]
GUM = """# newdoc id = GUM_news_made
# newpar
1\tAnn\t_\t_\t_\t_\t_\t_\t_\tEntity=(1-person-new-nnnnn-cf1-1-coref
2\tOtieno\t_\t_\t_\t_\t_\t_\t_\tEntity=1)
3\tleft\t_\t_\t_\t_\t_\t_\t_\t_
4-5\tKenya's\t_\t_\t_\t_\t_\t_\t_\t_
4\tKenya\t_\t_\t_\t_\t_\t_\t_\tEntity=(2-place-new-nnnnn-cf2-1-coref)
5\t's\t_\t_\t_\t_\t_\t_\t_\t_
6\tport\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No
7\t.\t_\t_\t_\t_\t_\t_\t_\t_

1\tShe\t_\t_\t_\t_\t_\t_\t_\tEntity=(1-person-giv-nnnnn-cf1-1-ana)
2\tslept\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No
3\t.\t_\t_\t_\t_\t_\t_\t_\t_
"""


def span(words: str, at: int = 0) -> list[int]:
    start = TEXT.index(words, at)
    return [start, start + len(words)]


def label(trigger: str, kind: str, actors: list[dict[str, Any]], recipients: list[dict[str, Any]]) -> dict[str, Any]:
    told = {"type": kind, "mode": None, "factuality": "CT+", "time": "past", "aspect": "once"}
    where = next(s for s in SENTENCES if s[0] <= span(trigger)[0] < s[1])
    return {**told, "sentence": list(where), "trigger": span(trigger), "actors": actors, "recipients": recipients}


def test_a_labelled_text_is_cut_into_sentences_that_keep_their_acts_and_the_words_of_their_parties() -> None:
    acts = [
        label("bombed", "ASSAULT", [{"span": span("Kenya"), "id": "KEN"}], [{"span": span("rebels"), "id": "rebels"}]),
        label(
            "left",
            "RETREAT",
            [{"span": span("Kenyan troops"), "id": "KEN"}],
            [{"span": span("rebels"), "id": "rebels"}],
        ),
    ]
    lesson = make_lesson([tell_text(TEXT, acts)], open_tokenizer())
    assert [(s.first, s.last) for s in lesson.sentences] == [(0, 6), (6, 9), (9, 14)]
    bombing, rain, leaving = (s.acts for s in lesson.sentences)
    assert bombing and leaving and rain == []
    ((trigger, act, parties),) = bombing
    assert (trigger, TYPES[act.type], parties) == (1, "ASSAULT", ([(0, 0)], [(2, 2)]))
    ((trigger, act, parties),) = leaving
    assert (trigger, TYPES[act.type], parties) == (2, "RETREAT", ([(0, 1)], [])), (
        "who stands in another sentence is not asked"
    )


def test_pairs_stay_whole_and_keep_their_marks_beside_others() -> None:
    pairs = [
        unmark("<s>Chad</s> sued <t>Kenya</t>.", kind="ACCUSE"),
        unmark("It was <s>Fiji</s>. It paid <t>Niue</t>.", kind="AID"),
    ]
    lesson = make_lesson(pairs, open_tokenizer())
    spans = [s.pair[1] for s in lesson.sentences if s.pair]
    assert len(lesson.sentences) == 2 and spans == [[(0, 0), (2, 2)], [(2, 2), (6, 6)]]


def test_every_sentence_is_in_one_window_wherever_it_is_cut() -> None:
    lesson = make_lesson([tell_text(TEXT, [])], open_tokenizer())
    for seed in range(20):
        windows = cut_lesson(lesson, random.Random(seed), size=9)
        assert [s.first for w in windows for s in w.sentences] == [0, 6, 9]
        shown = [s for w in windows for s in w.show(torch.zeros(w.sentences[-1].last - w.sentences[0].first, 3))]
        assert [len(s.vectors) for s in shown] == [6, 3, 5]


def test_the_shorter_list_is_spread_over_the_longer() -> None:
    assert list(spread("abcd", "xy")) == [["a", None], ["b", "x"], ["c", None], ["d", "y"]]


def test_a_text_that_is_not_the_one_that_was_labelled_is_refused(tmp_path: Path) -> None:
    (tmp_path / "texts.jsonl").write_text(json.dumps({"text": TEXT}) + "\n")
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    for sha, fits in ((digest, True), ("0" * 64, False)):
        row = {"corpus": "texts.jsonl", "line": 0, "sha256": sha, "acts": []}
        (tmp_path / "labels.jsonl").write_text(json.dumps(row) + "\n")
        if fits:
            assert len(list(read_labels([tmp_path / "labels.jsonl"], tmp_path))) == 1
        else:
            with pytest.raises(ValueError, match="is not the text"):
                list(read_labels([tmp_path / "labels.jsonl"], tmp_path))


def test_gum_gives_texts_as_they_were_written_with_their_entities(tmp_path: Path) -> None:
    (tmp_path / "gum.conllu").write_text(GUM)
    (document,) = read_documents(tmp_path / "gum.conllu")
    assert (document.genre, document.text) == ("news", "Ann Otieno left Kenya's port. She slept.")
    named = [(document.text[m.start : m.end], m.entity, m.kind) for m in document.mentions]
    assert named == [("Ann Otieno", "1", "person"), ("Kenya", "2", "place"), ("She", "1", "person")]
