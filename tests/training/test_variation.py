"""Variation: whatever changes in a text, its labels keep their words."""

from __future__ import annotations

import random
import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from training.variation import Stock, vary

STOCK = Stock(
    names=("Abdallah", "Okonkwo", "Li"),
    states=(("Kenya", "Kenyan", "Nairobi"), ("Peru", "Peruvian", "Lima")),
    common=frozenset({"the", "said", "senator", "talks"}),
)
TEXT = (
    "Senator Ann Barlow said on Monday that the United States “will not wait” for talks. The American side, Barlow\n"
    "added, “is ready”. Washington’s answer came late, Dan O. Reyes of the U.S. mission told reporters."
)


def find(words: str) -> list[list[int]]:
    """Where words stand in TEXT."""
    return [[m.start(), m.end()] for m in re.finditer(re.escape(words), TEXT)][:1]


def attribute(source: str, cue: str, content: str) -> dict[str, list[list[int]]]:
    return {"source": find(source), "cue": find(cue), "content": find(content)}


ARTICLE: dict[str, Any] = {
    "text": TEXT,
    "attributions": [
        attribute("Senator Ann Barlow", "said", "that the United States “will not wait” for talks"),
        attribute("Dan O. Reyes of the U.S. mission", "told", "Washington’s answer came late"),
    ],
}


@given(st.integers(0, 10_000))
def test_labels_keep_their_words(seed: int) -> None:
    text, varied = vary(ARTICLE, STOCK, random.Random(seed))
    attributions = varied[-2:]  # headlines stand in front
    for before, after in zip(ARTICLE["attributions"], attributions, strict=True):
        for label in ("source", "cue", "content"):
            for (a, b), (c, d) in zip(before[label], after[label], strict=True):
                old, new = re.findall(r"\w+", TEXT[a:b]), re.findall(r"\w+", text[c:d])
                assert len(new) >= len(old) - 2  # "United States", "U.S." may become one word
                assert {w for w in old if w.islower()} <= set(new)
                assert (c == 0 or not text[c - 1].isalnum()) and (d == len(text) or not text[d].isalnum())


def test_names_and_states_change_and_common_words_do_not() -> None:
    texts = {vary(ARTICLE, STOCK, random.Random(seed))[0] for seed in range(60)}
    assert any("Barlow" not in text for text in texts)
    assert any("Kenyan side" in text and "Nairobi" in text for text in texts)
    assert all("Senator " in text and " said " in text for text in texts)


def test_the_same_dice_give_the_same_text() -> None:
    assert vary(ARTICLE, STOCK, random.Random(5)) == vary(ARTICLE, STOCK, random.Random(5))


def test_a_headline_has_its_source_and_content_marked() -> None:
    made = [vary(ARTICLE, STOCK, random.Random(seed)) for seed in range(80)]
    heads = [(text, spans[0]) for text, spans in made if len(spans) > 2]
    assert heads
    for text, head in heads:
        [[a, b]], [[c, d]] = head["source"], head["content"]
        assert text[b : b + 2] == ": " or text[d : d + 2] == ": "
        assert (
            not head["cue"] and text[a:b].strip() == text[a:b] and text[c].isupper() and "\n" not in text[c:d].strip()
        )
