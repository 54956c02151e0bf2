"""What limits an act and by when, in many wordings, and what only looks like it."""

from __future__ import annotations

from datetime import date
from functools import partial
from itertools import pairwise

import pytest

from dragoman.events.codebook import TYPES
from dragoman.events.conditions import LIMITED, find_conditions
from dragoman.records import Condition, Span
from dragoman.statements import find_dates
from tests.statements.marked import make_article


def find(text: str, kind: str = "AGREE", *, start: int = 0) -> tuple[Condition, ...]:
    article = make_article(text)  # of Monday 12 February 2018
    dates = partial(find_dates, published=article.published_at)
    return find_conditions(article, Span(start, len(text)), kind, dates)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Chad will sign only if Niger withdraws first.", "only if Niger withdraws first"),
        ("Chad will sign only on the basis of equality.", "only on the basis of equality"),
        ("Chad will sign solely with guarantees, the envoy said.", "solely with guarantees"),
        ("Chad will talk only after the prisoners are freed, he said.", "only after the prisoners are freed"),
        ("Chad would reopen the border provided that the raids stop.", "provided that the raids stop"),
        ("Chad would reopen the border provided the raids stop.", "provided the raids stop"),
        ("Chad offered to open the bridge, provided Niger pays.", "provided Niger pays"),
        ("The ministers will come to Lagos provided a truce holds, they said.", "provided a truce holds"),
        ("Chad is prepared to talk so long as the siege is lifted.", "so long as the siege is lifted"),
        ("Chad agreed in return for a seat at the table.", "in return for a seat at the table"),
        ("Chad will pay only when the mine is open again.", "only when the mine is open again"),
        ("Chad will lift the ban as long as Niger pays; Niger won't.", "as long as Niger pays"),
        ("Chad will strike unless the hostages are freed!", "unless the hostages are freed"),
        ("Chad will free the men in exchange for grain.", "in exchange for grain"),
        ("Chad will free the men in return for grain, and that is all.", "in return for grain"),
        ("Chad agreed on condition that the treaty is kept.", "on condition that the treaty is kept"),
        ("Chad agreed on the sole condition of secrecy.", "on the sole condition of secrecy"),
        ("Chad will go on the understanding that Niger stays.", "on the understanding that Niger stays"),
        ("“We will attend if we are invited,” Chad's envoy said.", "if we are invited"),
        ("If Niger pays, Chad will open the bridge.", "If Niger pays"),
        ("Chad will not sign until Niger pays.", "until Niger pays"),
        ("Chad will withdraw once Niger pays.", "once Niger pays"),
        ("He said that unless Niger pays, Chad will strike.", "unless Niger pays"),
        (
            "Chad will talk, but only on the basis of equality, trust and time.",
            "only on the basis of equality, trust and time",
        ),
    ],
)
def test_what_limits_an_act_is_a_condition(text: str, words: str) -> None:
    assert [(c.kind, c.span.of(text), c.due_on) for c in find(text)] == [("condition", words, None)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Chad is ready to talk without preconditions.", "without preconditions"),
        ("Chad would talk without any pre-condition.", "without any pre-condition"),
        ("Chad would come with no strings attached, he said.", "with no strings attached"),
        ("Chad offered unconditional talks.", "unconditional"),
        ("Chad pledged to leave unconditionally.", "unconditionally"),
        ("There are no conditions for the talks.", "no conditions"),
    ],
)
def test_what_says_that_nothing_limits_it_is_no_condition(text: str, words: str) -> None:
    assert [(c.kind, c.span.of(text)) for c in find(text)] == [("no_condition", words)]


@pytest.mark.parametrize(
    ("text", "words", "due"),
    [
        ("Chad promised to leave by Friday.", "by Friday", date(2018, 2, 16)),
        ("Chad promised to leave before 1 March 2018.", "before 1 March 2018", date(2018, 3, 1)),
        ("Niger has until the end of March to pay.", "until the end of March", date(2018, 3, 1)),
        ("Chad will be out no later than 5 March.", "no later than 5 March", date(2018, 3, 5)),
        ("Chad wants an answer by next week.", "by next week", date(2018, 2, 19)),
        ("Chad promised to leave within two weeks.", "within two weeks", None),
        ("Chad promised to leave within the next 48 hours, he said.", "within the next 48 hours", None),
        ("Chad will be out by Feb. 28.", "by Feb. 28", date(2018, 2, 28)),
        ("Chad will not leave until Friday.", "until Friday", date(2018, 2, 16)),
        ("Chad will be out by noon on Friday.", "by noon on Friday", date(2018, 2, 16)),
        ("Chad must free the men by 1 June.", "by 1 June", date(2018, 6, 1)),
        ("Chad's troops are to leave by the end of the year.", "by the end of the year", date(2018, 1, 1)),
        ("Chad gave the envoys until midnight on Wednesday to go.", "until midnight on Wednesday", date(2018, 2, 14)),
        ("Chad will hand over the ship within ten days.", "within ten days", None),
        ("Chad will vote not later than 20 March.", "not later than 20 March", date(2018, 3, 20)),
    ],
)
def test_a_day_after_by_or_before_is_a_deadline(text: str, words: str, due: date | None) -> None:
    (found,) = find(text)
    assert (found.kind, found.span.of(text)) == ("deadline", words)
    assert (found.due_on.from_on if found.due_on else None) == due


@pytest.mark.parametrize(
    "text",
    [
        "Chad was attacked by the army.",
        "The bridge was built by the army on Monday.",
        "Chad's envoy appeared before the court.",
        "Within the government nobody agreed.",
        "Chad lives in poor conditions.",
        "Chad won by three votes.",
        "Chad will meet Niger in Paris on Friday.",
        "Chad's envoy spoke before parliament on Friday.",
        "Chad acts as if nothing had happened.",
        "Chad will go even if it rains.",
        "Chad asked if Niger would come.",
        "Chad will help under no conditions.",
        "Chad fought until Niger paid.",
        "Chad provided our ships with fuel.",
        "The government provided a list of names.",
        "Chad met Niger and provided grain for the camps.",
        "Fuel was provided to Chad by Niger.",
        "Chad will be led by Idriss Deby.",
        "Chad doubts if talks will help.",
        "Chad, once the owner, once ruled and will rule.",
    ],
)
def test_other_words_limit_nothing(text: str) -> None:
    assert find(text) == ()


def test_several_stand_in_the_order_of_the_text_and_apart() -> None:
    text = "Chad will leave by Friday, without preconditions, only if Niger pays."
    found = find(text)
    assert [c.kind for c in found] == ["deadline", "no_condition", "condition"]
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))


def test_only_the_clause_is_looked_at() -> None:
    text = "Chad will go if it rains. Niger will go."
    assert find(text, start=text.index("Niger")) == ()


@pytest.mark.parametrize("kind", TYPES)
def test_only_some_types_are_limited(kind: str) -> None:
    assert bool(find("Chad will do it if Niger pays.", kind)) is (kind in LIMITED)
    assert set(TYPES) >= LIMITED and "ASSAULT" not in LIMITED
