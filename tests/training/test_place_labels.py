"""Acts written down as lines → labels with offsets."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from training.label_files import read_labels
from training.place_labels import list_sentences, place_act, read_notes

TEXT = "Kenya bombed Chad. It rained.\n\nChad asked Kenya's army to leave; the army would not."
SENTENCES = list_sentences(TEXT)


def words(span: list[int]) -> str:
    return TEXT[span[0] : span[1]]


def test_a_line_is_an_act_with_its_words_placed() -> None:
    act = place_act(
        TEXT, SENTENCES, "2 | asked | A: Chad=TCD | R: army=KEN | REQUEST | CT+ past once | by - | performed"
    )
    assert words(act["trigger"]) == "asked" and words(act["sentence"]).startswith("Chad asked")
    assert [(words(p["span"]), p["id"]) for p in (*act["actors"], *act["recipients"])] == [
        ("Chad", "TCD"),
        ("army", "KEN"),
    ]
    assert (act["type"], act["mode"], act["by"], act["performed"]) == ("REQUEST", None, None, True)


def test_words_are_found_the_second_time_or_in_another_sentence() -> None:
    act = place_act(
        TEXT, SENTENCES, "2 | would | A: army#2=KEN | R: Chad@0=TCD | REJECT change | CT+ past once | by TCD"
    )
    assert act["actors"][0]["span"][0] == TEXT.rindex("army") and act["recipients"][0]["span"] == [13, 17]
    assert (act["mode"], act["by"], act["performed"]) == ("change", "TCD", False)


@pytest.mark.parametrize(
    "line",
    [
        "0 | bombed | A: Kenya=KEN | R: - | ASSAULT",
        "0 | shelled | A: Kenya=KEN | R: - | ASSAULT | CT+ past once | by -",
        "0 | bombed | A: Kenya=KEN | R: - | BOMBING | CT+ past once | by -",
        "0 | bombed | A: Kenya=KEN | R: - | ASSAULT demo | CT+ past once | by -",
        "0 | bombed | A: Kenya=KEN | R: - | ASSAULT | CT+ once | by -",
        "0 | bombed | A: - | R: - | ASSAULT | CT+ past once | by -",
        "0 | bombed | A: Kenya#2=KEN | R: - | ASSAULT | CT+ past once | by -",
        "7 | bombed | A: Kenya=KEN | R: - | ASSAULT | CT+ past once | by -",
    ],
)
def test_what_cannot_be_placed_is_said_with_its_line(line: str, tmp_path: Path) -> None:
    (tmp_path / "made.jsonl").write_text(json.dumps({"text": TEXT}) + "\n", encoding="utf-8")
    labels, faults = read_notes(f"@ made.jsonl 0\n{line}\n", tmp_path)
    assert labels[0]["acts"] == [] and faults[0].startswith("line 2: ") and faults[0].endswith(line)


def test_labels_name_their_text_and_can_be_read_again(tmp_path: Path) -> None:
    (tmp_path / "made.jsonl").write_text(json.dumps({"text": TEXT}) + "\n", encoding="utf-8")
    notes = (
        "# two acts\n@ made.jsonl 0\n0 | bombed | A: Kenya=KEN | R: Chad=TCD | ASSAULT aerial | CT+ past once | by -\n"
    )
    labels, faults = read_notes(notes, tmp_path)
    assert not faults and labels[0]["sha256"] == hashlib.sha256(TEXT.encode()).hexdigest()
    (tmp_path / "labels.jsonl").write_text(json.dumps(labels[0]) + "\n", encoding="utf-8")
    ((label, row),) = read_labels([tmp_path / "labels.jsonl"], tmp_path)
    assert row["text"] == TEXT and label["acts"][0]["mode"] == "aerial"


def test_every_label_of_our_own_texts_stands_where_it_says() -> None:
    folder = Path(__file__).parents[2] / "training" / "labels"
    own = [p for p in (*folder.glob("*.jsonl"), *(folder / "choosing").glob("*.jsonl")) if p.name != "acts.jsonl"]
    for label, row in read_labels(sorted(own), folder):
        for act in label["acts"]:
            first, last = act["sentence"]
            assert first <= act["trigger"][0] < act["trigger"][1] <= last <= len(row["text"])
