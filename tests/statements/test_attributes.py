"""What a sentence says of a saying: manner, stance, day, occasion, addressees, language, hops."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.reading.quotations import find_quotations
from dragoman.records import Cast, Span
from dragoman.statements.addressees import find_addressees
from dragoman.statements.chain import find_hops
from dragoman.statements.framing import cut_framing
from dragoman.statements.language import find_language
from dragoman.statements.manner import find_manner
from dragoman.statements.occasion import find_occasion
from dragoman.statements.said_on import find_said_on
from dragoman.statements.stance import find_stance
from tests.statements.marked import make_article, make_cast, read_cases, read_marked

Case = dict[str, Any]


@pytest.mark.parametrize("case", read_cases("manner"))
def test_manner_is_what_stands_in_quotation_marks(case: Case) -> None:
    m = read_marked(case["text"])
    assert find_manner(m.text, m.content, find_quotations(m.text, (m.sentence,)), cue=m.cue) == case["manner"]


@pytest.mark.parametrize("case", read_cases("stance"))
def test_stance_is_that_of_cue_and_negation(case: Case) -> None:
    m = read_marked(case["text"])
    assert find_stance(m.text, m.sentence, m.cue, m.content) == case["stance"]


@pytest.mark.parametrize("case", read_cases("said_on"))
def test_said_on_is_the_date_of_the_saying(case: Case) -> None:
    m = read_marked(case["text"])
    said = find_said_on(make_article(m.text), m.sentence, m.source, m.cue, m.content)
    expected = case["said_on"]
    assert (
        said and [said.span and said.span.of(m.text), said.from_on.isoformat(), said.to_on.isoformat(), said.precision]
    ) == expected


@pytest.mark.parametrize("case", read_cases("occasion"))
def test_occasion_is_that_of_the_saying(case: Case) -> None:
    m = read_marked(case["text"])
    found = find_occasion(m.text, m.sentence, m.source, m.cue, content=m.content)
    kind, words = case["occasion"] or (None, None)
    assert (found and found[0]) == kind
    assert words is None or (found and found[1].of(m.text)) == words


@pytest.mark.parametrize("case", read_cases("addressees"))
def test_addressees_are_those_spoken_to(case: Case) -> None:
    m = read_marked(case["text"])
    found = find_addressees(m.text, m.sentence, m.cue, make_cast(m.text, case["cast"]), source=m.source)
    assert [actor.name for actor in found] == case["addressees"]


@pytest.mark.parametrize("case", read_cases("language"))
def test_language_is_given_only_where_the_text_says(case: Case) -> None:
    m = read_marked(case["text"])
    assert find_language(m.text, m.sentence, m.content) == case["language"]


@pytest.mark.parametrize("case", read_cases("hops"))
def test_hops_are_those_the_sentence_tells_of(case: Case) -> None:
    m = read_marked(case["text"])
    cast = make_cast(m.text, case.get("cast", {}))
    hops = find_hops(make_article(m.text), m.sentence, m.source, m.cue, m.content, cast)
    assert [[h.actor.name, h.how, h.span and h.span.of(m.text)] for h in hops] == case["hops"]
    assert not any(h.inferred for h in hops)


SENTENCES = st.text("aA told Said CNN “”\"'?.,Sunday in interview on Twitter not denied 2018 reported ", max_size=120)


@settings(max_examples=60, deadline=None)
@given(SENTENCES, st.data())
def test_any_sentence_is_read_and_spans_stay_inside_it(text: str, data: st.DataObject) -> None:
    ends = st.integers(0, len(text))
    spans = [Span(*sorted((data.draw(ends), data.draw(ends)))) for _ in range(3)]
    source, cue, content = spans
    sentence, article = Span(0, len(text)), make_article(text)
    said = find_said_on(article, sentence, source, (cue,), (content,))
    occasion = find_occasion(text, sentence, source, (cue,), content=(content,))
    hops = find_hops(article, sentence, source, (cue,), (content,), Cast())
    found = [said.span if said else None, occasion[1] if occasion else None, *(h.span for h in hops)]
    assert all(sentence.contains(s) for s in found if s)
    assert find_manner(text, (content,), find_quotations(text, (sentence,))) in {"direct", "indirect", "mixed"}
    assert find_stance(text, sentence, (cue,), (content,)) in {"asserts", "denies", "asks", "declines"}
    assert find_addressees(text, sentence, (cue,), Cast()) == ()


def test_framing_keeps_length_and_blots_the_content() -> None:
    m = read_marked("He said {it was so} on Friday.")
    framing = cut_framing(m.text, m.sentence, m.content)
    assert len(framing) == len(m.text)
    assert "it was so" not in framing
    assert framing.endswith(" on Friday.")
