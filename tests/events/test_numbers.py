"""Numbers: what is counted, in figures and words, and what is only a number."""

from __future__ import annotations

import pytest

from dragoman.events.numbers import find_numbers
from dragoman.records import Article, Span


def find(text: str) -> list[tuple[str, float, str]]:
    return [(n.what, n.value, n.span.of(text)) for n in find_numbers(Article("a", text), Span(0, len(text)))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The blast killed 20 people.", [("people", 20)]),
        ("Two people died.", [("people", 2)]),
        ("1,200 dead", [("dead", 1200)]),
        ("Twenty-five refugees drowned.", [("refugees", 25)]),
        ("Three hundred prisoners left.", [("prisoners", 300)]),
        ("They sent 2,500 troops and 30 tanks.", [("troops", 2500), ("tanks", 30)]),
        ("12 people were killed and 30 wounded.", [("people", 12), ("wounded", 30)]),
        ("There are 1.5 million refugees.", [("refugees", 1_500_000)]),
        ("Kenya gave $5 million.", [("dollars", 5_000_000)]),
        ("Kenya gave 5 million dollars.", [("dollars", 5_000_000)]),
        ("It cost £3bn, or €4.5bn.", [("pounds", 3e9), ("euros", 4.5e9)]),
        ("20 Kenyan soldiers died.", [("soldiers", 20)]),
        ("20 more were injured.", [("injured", 20)]),
        ("Nine of them were wounded.", [("wounded", 9)]),
        ("They killed at least 14.", [("killed", 14)]),
        ("They killed 14 and wounded two ministers.", [("killed", 14), ("wounded", 2)]),
        ("Two ministers were killed.", [("killed", 2)]),
        ("Five senior Kenyan diplomats left.", [("diplomats", 5)]),
        ("Two hundred thousand refugees fled.", [("refugees", 200_000)]),
        ("They killed 2018 people.", [("people", 2018)]),
        ("One hundred and twenty people fled.", [("people", 120)]),
    ],
)
def test_people_and_sums_are_counted(text: str, found: list[tuple[str, float]]) -> None:
    assert [(what, value) for what, value, _ in find(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "Some 40% of people stayed.",
        "It was 7 May 2018.",
        "20-30 people came.",
        "The T-72 tanks rolled.",
        "At 2018-02-11 killed was the word.",
        "Nobody was killed.",
        "No one killed anybody.",
        "In 2018 people left.",
        "On 7 May soldiers came.",
        "They were killed 14 years ago.",
        "Two sides met soldiers.",
    ],
)
def test_other_numbers_count_nothing(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It cost $5 million in all.", "5 million"),
        ("It killed 1,200 people.", "1,200"),
        ("They sent thirty thousand troops.", "thirty thousand"),
        ("It cost $10,000, they said.", "10,000"),
    ],
)
def test_the_span_is_the_number_s(text: str, words: str) -> None:
    assert [span for _, _, span in find(text)] == [words]


def test_only_the_sentence_is_counted() -> None:
    text = "Nobody died. It killed 20 people."
    assert find_numbers(Article("a", text), Span(0, 12)) == ()
