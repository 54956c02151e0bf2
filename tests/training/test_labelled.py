"""Labelled texts and GUM → what the heads for acts learn on, told on small ones."""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch", reason="torch is for training only: make train installs it")
pytest.importorskip("transformers", reason="transformers is for training only: make train installs it")

from dragoman.events.candidates import Candidate
from dragoman.events.codebook import TYPES
from dragoman.records import Actor, Span
from training.gum import read_documents
from training.label_files import read_labels
from training.labelled import cut_passages

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


def candidate(words: str, name: str, country: str | None, at: int = 0) -> Candidate:
    kind = "state" if country else "person"
    start, end = span(words, at)
    return Candidate(Actor(name, name, kind, country, None, None, bool(country)), Span(start, end), 0, 0, 0)  # type: ignore[arg-type]


def test_candidates_stand_beside_labelled_parties_as_they_mean_them_or_not() -> None:
    acts = [
        label("bombed", "ASSAULT", [{"span": span("Kenya"), "id": "KEN"}], [{"span": span("rebels"), "id": "rebels"}]),
        label("left", "RETREAT", [{"span": span("Kenyan troops"), "id": "KEN"}], []),
    ]
    found = [
        candidate("Kenya", "Kenya", "KEN"), candidate("Chad", "Chad", "TCD"), candidate("It", "", None),
        candidate("Kenyan", "Kenya", "KEN", 40),
    ]  # fmt: skip
    (told,) = cut_passages([(TEXT, SENTENCES, found, acts)], random.Random(1), longest=3000)
    assert told.acts is not None
    named = [told.text[a:b] for a, b in told.mentions]
    assert sorted(named) == sorted(["Kenya", "rebels", "Kenyan troops", "Chad", "It", "Kenyan"])
    bombing, leaving = told.acts
    assert (bombing.type, leaving.type) == (TYPES.index("ASSAULT"), TYPES.index("RETREAT"))
    assert [named[n] for n in (*bombing.actors, *bombing.recipients)] == ["Kenya", "rebels"]
    assert {named[n] for n in leaving.actors} == {
        "Kenyan troops",
        "Kenyan",
    }  # the program's own words for the same party


def test_passages_hold_all_sentences_and_acts_wherever_they_are_cut() -> None:
    acts = [label("bombed", "ASSAULT", [{"span": span("Kenya"), "id": "KEN"}], [])]
    for seed in range(20):
        told = cut_passages([(TEXT, SENTENCES, [], acts)], random.Random(seed), longest=40)
        assert " ".join(t.text for t in told) == TEXT and sum(len(t.acts or ()) for t in told) == 1


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
