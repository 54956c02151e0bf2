"""The code book: every type and mode has its words, and its scores are PLOVER's but for the one that is imputed."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from dragoman.events.codebook import JOINT, TYPES, VERBAL, list_modes, read_codes
from dragoman.records import Code

PRINTED = Path(__file__).parents[3] / "shared/corpora/ontology/plover-scores.csv"
CODES = list(read_codes().values())
QUADS = {f"{how} {what}" for how in ("verbal", "material") for what in ("cooperation", "conflict")}


def name_code(code: Code) -> str:
    return f"{code.type}-{code.mode or ''}"


def test_the_order_of_the_types_is_the_network_s() -> None:
    assert " ".join(TYPES) == (
        "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE"
        " COERCE ASSAULT"
    )


def test_modes_stand_in_the_order_of_the_table_each_under_a_type() -> None:
    modes = list_modes()
    assert (len(modes), modes[0], modes[-1]) == (66, ("ACCUSE", "allege"), ("THREATEN", "violence"))
    assert len(set(modes)) == len(modes) and {kind for kind, _ in modes} <= set(TYPES)
    assert {code.type for code in CODES if code.mode is None} == set(TYPES) >= JOINT | VERBAL


@pytest.mark.parametrize("code", CODES, ids=name_code)
def test_every_code_has_words_a_quad_and_scores_that_fit_it(code: Code) -> None:
    assert code.means.strip() == code.means != ""
    assert code.quad in QUADS and code.quad == read_codes()[code.type, None].quad
    assert code.cameo.isdigit() and len(code.cameo) == 2 and -10 <= code.goldstein <= 10
    if code.type != "REQUEST":  # PLOVER's lies around nought, a request for help above it
        assert (code.score > 0) is ("cooperation" in code.quad)
    assert -10 <= code.score <= 10


@pytest.mark.parametrize("kind", TYPES)
def test_every_type_says_what_it_is_not(kind: str) -> None:
    assert read_codes()[kind, None].is_not


def test_accuse_is_imputed_and_nothing_else_is() -> None:
    assert [(name_code(c), c.score) for c in CODES if c.imputed] == [("ACCUSE-", -3.0)]


@pytest.mark.corpus
@pytest.mark.skipif(not PRINTED.exists(), reason="no score table in ../shared/corpora/ontology")
def test_all_other_scores_are_as_printed() -> None:
    rows = list(csv.DictReader(PRINTED.open(encoding="utf-8", newline="")))
    printed = {(r["type"], r["mode"] or None): (r["quad"], float(r["score"])) for r in rows}
    mine = {(c.type, c.mode): (c.quad, c.score) for c in CODES}
    assert mine.keys() == printed.keys()
    assert {code for code in mine if mine[code] != printed[code]} == {("ACCUSE", None)}
