"""Reading GUM: mentions with their spans, entities, types and heads."""

from __future__ import annotations

from pathlib import Path

from training.gum import Named, read_documents

_WORDS = [
    ("The", "DET", "Entity=(1-person-new-nnnnn-cf1-3-coref"),
    ("foreign", "ADJ", "_"),
    ("minister", "NOUN", "_"),
    ("of", "ADP", "_"),
    ("Mali", "PROPN", "Entity=(2-place-new-nnnnn-cf2-1-sgl-Mali)1)"),
    ("left", "VERB", "SpaceAfter=No"),
    (".", "PUNCT", "_"),
]


def test_a_mention_inside_another_and_the_heads_of_both(tmp_path: Path) -> None:
    lines = [f"{n}\t{form}\t_\t{tag}\t_\t_\t0\t_\t_\t{misc}" for n, (form, tag, misc) in enumerate(_WORDS, 1)]
    file = tmp_path / "gum.conllu"
    file.write_text("\n".join(["# newdoc id = GUM_news_made", "# newpar", *lines, ""]), "utf-8")
    [document] = read_documents(file)
    assert document.text == "The foreign minister of Mali left."
    assert document.mentions == [
        Named(0, 28, "1", "person", 12, "NOUN"),
        Named(24, 28, "2", "place", 24, "PROPN"),
    ]
