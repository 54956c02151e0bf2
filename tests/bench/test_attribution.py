"""The metric, on attributions made by hand: words, exact spans, and whole attributions one to one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.attribution import Attribution, Rule, Scores, count_whole, overlap_f1, score_article, sum_scores

TEXT = "The port stays open until June, Ann Otieno said on Sunday. She added that Kampala agreed."


def say(content: str, source: str = "", cue: str = "") -> dict[str, list[tuple[int, int]]]:
    """Spans of strings in TEXT; an empty one is absent."""
    strings = {"content": content, "source": source, "cue": cue}
    return {k: [(TEXT.index(v), TEXT.index(v) + len(v))] if v else [] for k, v in strings.items()}


PORT = say("The port stays open until June", "Ann Otieno", "said")
KAMPALA = say("that Kampala agreed", "She", "added")


def score(
    found: list[dict[str, list[tuple[int, int]]]], gold: list[dict[str, list[tuple[int, int]]]]
) -> dict[str, float]:
    scores = Scores()
    score_article(scores, {"text": TEXT, "attributions": gold}, found)
    return scores.values()


def test_what_is_wholly_right_scores_one() -> None:
    assert set(score([KAMPALA, PORT], [PORT, KAMPALA]).values()) == {1.0}


@pytest.mark.parametrize(("found", "gold"), [([], [PORT]), ([PORT], [])])
def test_nothing_found_and_nothing_there_score_none(found: list[object], gold: list[object]) -> None:
    assert set(score(found, gold).values()) == {0.0}  # type: ignore[arg-type]


def test_words_count_overlap_and_exact_spans_do_not() -> None:
    found = score([say("port stays open until June", "Otieno", "said on")], [PORT])
    assert found["content_words"] == pytest.approx(2 * 5 / (5 + 6)) and found["content_exact"] == 0
    assert found["source_words"] == pytest.approx(2 * 1 / (1 + 2)) and found["source_exact"] == 0
    assert found["cue_words"] == pytest.approx(2 * 1 / (2 + 1)) and found["cue_exact"] == 0
    assert found["whole"] == 1, "content 0.91 and source 0.67 are right enough"


def test_a_full_stop_more_is_still_exact_in_words() -> None:
    found = score([say("that Kampala agreed.", "She", "added")], [KAMPALA])
    assert found["content_exact"] == 1


def test_the_whole_needs_content_of_four_fifths() -> None:
    assert score([say("The port stays open", "Ann Otieno")], [PORT])["whole"] == 1  # 4 of 6: F1 0.8
    assert score([say("The port stays", "Ann Otieno")], [PORT])["whole"] == 0  # 3 of 6: F1 0.67


def test_the_whole_needs_a_source_of_a_half_or_none_on_both_sides() -> None:
    content = "The port stays open until June"
    assert score([say(content, "Otieno")], [PORT])["whole"] == 1
    assert score([say(content, "She")], [PORT])["whole"] == 0
    assert score([say(content)], [PORT])["whole"] == 0
    assert score([PORT], [say(content)])["whole"] == 0
    assert score([say(content)], [say(content)])["whole"] == 1


def test_the_whole_does_not_look_at_the_cue() -> None:
    assert score([say("that Kampala agreed", "She", "on Sunday")], [KAMPALA])["whole"] == 1


def test_the_same_attribution_found_twice_is_right_once() -> None:
    found = score([PORT, PORT], [PORT])
    assert found["whole"] == pytest.approx(2 * 1 / (2 + 1))
    assert found["content_words"] == 1, "words are counted once"


def test_gold_without_content_is_left_out() -> None:
    assert score([PORT], [PORT, say("", "She", "added")])["whole"] == 1


def test_several_spans_are_one_attribution() -> None:
    both = {"content": [*PORT["content"], *KAMPALA["content"]], "source": PORT["source"], "cue": PORT["cue"]}
    assert score([both], [both])["whole"] == 1
    assert score([KAMPALA], [both])["whole"] == 0


def test_the_best_overlap_is_matched_first() -> None:
    words = {"source": (), "cue": ()}
    gold = [Attribution({"content": ((0, 9),), **words}), Attribution({"content": ((0, 10),), **words})]
    found = [Attribution({"content": ((0, 10),), **words}), Attribution({"content": ((0, 8),), **words})]
    assert count_whole(found, gold) == 2


def test_articles_are_summed_before_they_are_divided() -> None:
    right, wrong = Scores(), Scores()
    score_article(right, {"text": TEXT, "attributions": [PORT, KAMPALA]}, [PORT, KAMPALA])
    score_article(wrong, {"text": TEXT, "attributions": [PORT]}, [say("Sunday")])
    total = sum_scores([right, wrong])
    assert total.articles == 2 and total.values()["whole"] == pytest.approx(2 * 2 / (3 + 3))
    assert total.tally("content_exact").gold == 3 and right.tally("content_exact").gold == 2


@pytest.mark.parametrize(
    ("span", "words"), [((0, 3), ((0, 0),)), ((1, 5), ((0, 1),)), ((3, 4), ()), ((0, 0), ()), ((4, 8), ((1, 1),))]
)
def test_a_word_belongs_to_a_span_that_overlaps_it(span: tuple[int, int], words: tuple[tuple[int, int], ...]) -> None:
    assert Rule(TEXT).measure([span]) == words


SETS = st.frozensets(st.integers(0, 12))


@given(SETS, SETS)
def test_overlap_is_symmetric_and_one_only_for_the_same(a: frozenset[int], b: frozenset[int]) -> None:
    assert overlap_f1(a, b) == overlap_f1(b, a) <= 1
    assert (overlap_f1(a, b) == 1) == (a == b != frozenset())
