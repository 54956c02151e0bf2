"""The network: its files belong together, and what it reads depends on the article only."""

from __future__ import annotations

import json
import shutil
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman import reading
from dragoman.errors import WeightsError
from dragoman.reading.network import FILES, WEIGHTS, Network, find_digest
from dragoman.reading.tags import LABELS
from dragoman.records import Article, Labelled, Reading, Span

TEXT = (
    "Talks on the strait\n\nPort fees will not rise before June, Kenyan Foreign Minister Ann Otieno said on Monday. "
    "“We have no reason to hurry,” she added.\n\nUganda's envoy told reporters that his country would wait."
)


@cache
def open_network() -> Network:
    return Network()


def read(text: str, furniture: tuple[Span, ...] = ()) -> Reading:
    return reading.read(Article("a", text, furniture=furniture), open_network())


# --- its files --------------------------------------------------------------------------------------------------------


def test_a_missing_folder_is_an_error_that_names_the_first_file(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"no encoder\.onnx in .*nowhere.*install") as raised:
        Network(tmp_path / "nowhere")
    assert isinstance(raised.value, RuntimeError)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    for other in set(FILES) - {name}:
        (tmp_path / other).touch()
    with pytest.raises(WeightsError, match=f"no {name} "):
        Network(tmp_path)


@pytest.mark.parametrize("name", ["encoder.onnx", "tokenizer.json", "card.json"])
def test_a_damaged_file_is_named_when_it_is_used(tmp_path: Path, name: str) -> None:
    for other in FILES:
        (tmp_path / other).write_text("{ broken")
    network = Network(tmp_path)
    uses = {
        "encoder.onnx": lambda: network._run("encoder", {}),
        "tokenizer.json": lambda: network.tokenizer,
        "card.json": lambda: network.version,
    }
    with pytest.raises(WeightsError, match=name):
        uses[name]()


@pytest.mark.model
def test_the_card_says_which_weights_these_are_and_how_to_decode_them() -> None:
    card = open_network().card
    assert card["version"] == open_network().version != ""
    assert np.array(card["tag_bias"]).shape == (len(LABELS), 5)
    assert len(card["calibration"]) == 2 and card["calibration"][0] > 0, "surer scores mean surer statements"
    assert card["corpora"], "the weights' licence asks to name what they were trained on"


@pytest.mark.model
def test_the_weights_are_small_enough_to_ship() -> None:
    assert sum((WEIGHTS / name).stat().st_size for name in FILES) <= 30 * 2**20


@pytest.mark.model
def test_the_digest_changes_with_the_weights_and_not_with_the_card(tmp_path: Path) -> None:
    shutil.copytree(WEIGHTS, tmp_path / "copy")
    before = find_digest()
    card = json.loads((tmp_path / "copy" / "card.json").read_text("utf-8"))
    (tmp_path / "copy" / "card.json").write_text(json.dumps({**card, "note": "other"}), encoding="utf-8")
    assert find_digest(tmp_path / "copy") == before
    with (tmp_path / "copy" / "tags.onnx").open("ab") as file:
        file.write(b"\0")
    assert find_digest(tmp_path / "copy") != before


# --- what it reads ----------------------------------------------------------------------------------------------------


@pytest.mark.model
def test_the_same_article_gives_the_same_arrays() -> None:
    first, again = read(TEXT), reading.read(Article("b", TEXT), Network())
    for name in ("starts", "ends", "sentence", "paragraph", "vectors"):
        assert np.array_equal(getattr(first, name), getattr(again, name)), name
    assert first.labelled == again.labelled and first.version == again.version


@pytest.mark.model
def test_arrays_have_the_shapes_that_records_promise() -> None:
    found = read(TEXT)
    n_words = len(found.starts)
    for name in ("starts", "ends", "sentence", "paragraph"):
        assert getattr(found, name).shape == (n_words,) and getattr(found, name).dtype == np.int32
    assert found.vectors.shape == (n_words, open_network().card["width"]) and found.vectors.dtype == np.float32
    assert np.isfinite(found.vectors).all()


@pytest.mark.model
def test_a_plain_attribution_is_seen() -> None:
    said = {label: [s.span.of(TEXT) for s in read(TEXT).labelled if s.label == label] for label in LABELS}
    assert "said" in said["cue"]
    assert any("Otieno" in source for source in said["source"])
    assert any("no reason to hurry" in content for content in said["content"])


@pytest.mark.model
@pytest.mark.parametrize("text", ["", "\n \t", "\u200b"])
def test_a_text_without_words_gives_a_reading_without_words(text: str) -> None:
    found = read(text)
    assert found.vectors.shape == (0, open_network().card["width"])
    assert len(found.starts) == 0 and found.labelled == ()


@pytest.mark.model
def test_one_word_is_read() -> None:
    found = read("Nairobi")
    assert found.vectors.shape[0] == 1
    assert all(s.span == Span(0, 7) for s in found.labelled)


@pytest.mark.model
def test_a_text_of_five_thousand_words_is_read_to_its_end() -> None:
    text = "\n\n".join([TEXT] * 120)
    found = read(text)
    assert len(found.starts) >= 5000
    assert found.ends[-1] == len(text)
    assert np.isfinite(found.vectors).all()
    check_labelled(found)
    assert max(s.span.end for s in found.labelled) > len(text) - len(TEXT)


@pytest.mark.model
def test_one_sentence_of_two_thousand_words_is_read() -> None:
    found = read("The minister said that " + "salt and water and " * 500 + "time were left.")
    assert len(found.starts) > 2000 and len(found.sentences) == 1
    check_labelled(found)


@pytest.mark.model
@settings(deadline=None, max_examples=15)
@given(st.data())
def test_no_labelled_span_touches_furniture(data: st.DataObject) -> None:
    edges = sorted(data.draw(st.sets(st.integers(0, len(TEXT)), max_size=6)))
    furniture = tuple(Span(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False))
    found = read(TEXT, furniture)
    check_labelled(found)
    assert not any(s.span.overlaps(f) for s in found.labelled for f in furniture)


@pytest.mark.model
@settings(deadline=None, max_examples=15)
@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    check_labelled(read(text))


def check_labelled(found: Reading) -> None:
    """Labelled spans lie at word boundaries, inside one paragraph, with a probability; those of one label apart."""
    for s in found.labelled:
        assert s.span == Span(int(found.starts[s.first]), int(found.ends[s.last]))
        assert found.paragraph[s.first] == found.paragraph[s.last]
        assert 0 < s.score <= 1
    for label in LABELS:
        mine = [s for s in found.labelled if s.label == label]
        assert all(a.last < b.first for a, b in pairwise(mine))


# --- pairs ------------------------------------------------------------------------------------------------------------


@pytest.mark.model
def test_pairs_are_scored_each_for_itself() -> None:
    found = read(TEXT)
    content, source = Labelled("content", Span(0, 5), 4, 8, 1.0), Labelled("source", Span(0, 5), 12, 14, 1.0)
    network = open_network()
    together = network.score("content_source", found, [(content, source), (content, None)])
    alone = [network.score("content_source", found, [(content, right)])[0] for right in (source, None)]
    assert together.shape == (2,) and together.dtype == np.float32
    # int8 graphs scale their activations by the largest of a call, so that company moves a score a little
    assert np.allclose(together, alone, atol=0.3)
    assert network.score("content_source", found, []).shape == (0,)


@pytest.mark.model
def test_a_surer_score_is_a_surer_statement() -> None:
    probabilities = [open_network().calibrate(score) for score in (0, 1e-9, 0.1, 0.5, 0.9, 1)]
    assert probabilities == sorted(probabilities) and probabilities[0] > 0 and probabilities[-1] < 1


def test_the_card_names_no_place_of_the_machine_it_was_made_on() -> None:
    told = Network().card["training"]
    assert told and not [value for value in told.values() if "/" in value or "\\" in value]
