"""Day, occasion and chain are handed on within what one speaker said on one occasion, and no further."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dragoman.records import Actor, Article, Cast, Span, Statement
from dragoman.statements.chain import build_chain, find_hops
from dragoman.statements.occasion import find_occasion, inherit_occasion
from dragoman.statements.said_on import find_said_on, inherit_said_on
from dragoman.statements.sittings import find_sittings
from tests.statements.marked import make_article, read_marked

NOVAK = "{The road is shut}, [Foreign Minister Ana Novak] <said> Sunday, Delta reported.", "novak"
TALK = "In her interview with the Kanal 9 broadcaster, [Novak] <stressed> that {trade went on}.", "novak"
ADDED = "{“We wrote twice,”} [the minister] <added>.", "novak"
OTHER = "[Ilić], of the opposition, <called> it {a farce}.", "ilic"


def _read(*lines: tuple[str, str], **fields: Any) -> tuple[Article, tuple[Statement, ...]]:
    """An article of marked sentences with their speakers, read sentence by sentence."""
    marked = [read_marked(line) for line, _ in lines]
    article = make_article("\n".join(m.text for m in marked), **fields)
    statements, at = [], 0
    for number, (m, (_, speaker)) in enumerate(zip(marked, lines, strict=True)):
        moved = [tuple(Span(s.start + at, s.end + at) for s in spans) for spans in (m.content, m.cue)]
        source = Span(m.source.start + at, m.source.end + at) if m.source else None
        sentence, (content, cue) = Span(at, at + len(m.text)), moved
        occasion = find_occasion(article.text, sentence, source, cue, content=content)
        statements.append(
            Statement(
                f"s{number}", (Actor(speaker, speaker, "person"),), source, cue, content, "indirect", "asserts", 1.0,
                said_on=find_said_on(article, sentence, source, cue, content),
                occasion=occasion[0] if occasion else None,
                chain=find_hops(article, sentence, source, cue, content, Cast()),
            )
        )  # fmt: skip
        at += len(m.text) + 1
    said = inherit_said_on(article, inherit_occasion(article, tuple(statements)))
    return article, build_chain(article, said)


def _days(statements: tuple[Statement, ...]) -> list[int | None]:
    return [s.said_on.from_on.day if s.said_on else None for s in statements]


def _chains(statements: tuple[Statement, ...]) -> list[list[tuple[str, str, bool]]]:
    return [[(h.actor.name, h.how, h.inferred) for h in s.chain] for s in statements]


def test_one_speaker_on_one_day_is_dated_by_the_first_date() -> None:
    _, said = _read(NOVAK, TALK, ADDED)
    assert _days(said) == [11, 11, 11]
    assert [s.said_on.span is None for s in said if s.said_on] == [False, True, True]
    assert [t.method for t in said[2].trace] == ["occasion/inherited", "said_on/inherited"]


def test_the_whole_chain_stands_outwards_in() -> None:
    _, said = _read(NOVAK, TALK, ADDED, outlet="The Page")
    page, agency, medium = ("The Page", "published_by", False), ("Delta", "reported_by"), ("Kanal 9", "told_to")
    assert _chains(said) == [
        [page, (*agency, False), (*medium, True)],
        [page, (*agency, True), (*medium, False)],
        [page, (*agency, True), (*medium, True)],
    ]
    assert all((h.span is None) == h.inferred for s in said for h in s.chain[1:])


def test_a_page_without_a_name_is_this_page() -> None:
    _, said = _read(ADDED)
    assert [(h.actor.name, h.actor.named) for h in said[0].chain] == [("this page", False)]


def test_occasions_are_handed_on_to_the_same_speaker_only() -> None:
    _, said = _read(TALK, ADDED, OTHER)
    assert [s.occasion for s in said] == ["interview", "interview", None]
    assert "Kanal 9" not in {h.actor.name for h in said[2].chain}


def test_a_new_occasion_opens_a_new_sitting() -> None:
    later = "In a speech in Rome, [Novak] <said> {taxes fell}.", "novak"
    _, said = _read(NOVAK, TALK, later, ADDED)
    assert [s.occasion for s in said] == ["interview", "interview", "speech", "speech"]
    assert _days(said) == [11, 11, None, None]


def test_another_day_opens_a_new_sitting() -> None:
    later = "On Friday, [Novak] <said> {taxes fell}.", "novak"
    _, said = _read(NOVAK, later, ADDED)
    assert _days(said) == [11, 9, 9]


def test_what_was_said_before_stands_alone() -> None:
    before = "[Novak] had <said> {taxes fell}.", "novak"
    article, said = _read(NOVAK, before, ADDED)
    assert _days(said) == [11, None, 11]
    assert find_sittings(article, said) == ((0, 2), (1,))


def test_others_in_between_end_a_sitting_after_three() -> None:
    _, near = _read(NOVAK, OTHER, OTHER, OTHER, ADDED)
    _, far = _read(NOVAK, OTHER, OTHER, OTHER, OTHER, ADDED)
    assert (_days(near)[-1], _days(far)[-1]) == (11, None)


def test_no_speaker_no_sitting() -> None:
    article, said = _read(NOVAK, ADDED)
    nobody = tuple(replace(s, speakers=()) for s in said)
    assert find_sittings(article, nobody) == ((0,), (1,))


def test_the_lone_agency_of_the_lead_carries_the_rest() -> None:
    _, said = _read(NOVAK, OTHER)
    assert _chains(said)[1][1:] == [("Delta", "reported_by", True)]


def test_beside_another_agency_the_lead_s_carries_its_own_speaker_only() -> None:
    own = "{It is a farce}, [Ilić] <said>, Vesti reported.", "ilic"
    _, said = _read(NOVAK, OTHER, own, ADDED)
    assert [[name for name, how, _ in chain if how == "reported_by"] for chain in _chains(said)] == [
        ["Delta"], [], ["Vesti"], ["Delta"],
    ]  # fmt: skip


def test_an_agency_further_down_carries_its_own_sentence_only() -> None:
    _, said = _read(OTHER, OTHER, NOVAK, OTHER)
    assert [len(chain) for chain in _chains(said)] == [1, 1, 2, 1]


def test_the_wire_stands_behind_the_page_with_the_dateline_as_its_span() -> None:
    article, said = _read(("RIGA (Reuters) - [Novak] <said> {all was calm}.", "novak"), OTHER, outlet="The Page")
    assert [(h.actor.name, h.how, h.span and h.span.of(article.text)) for h in said[1].chain] == [
        ("The Page", "published_by", None),
        ("Reuters", "carried_by", "Reuters"),
    ]


def test_the_wire_of_the_metadata_needs_no_span_and_is_no_page_twice() -> None:
    _, said = _read(OTHER, wire="Delta", outlet="The Page")
    assert _chains(said) == [[("The Page", "published_by", False), ("Delta", "carried_by", False)]]
    _, own = _read(OTHER, wire="Delta", outlet="Delta")
    assert _chains(own) == [[("Delta", "published_by", False)]]


def test_an_unnamed_paper_is_the_one_named_before() -> None:
    vesti = "[Novak] <told> the daily Vesti {all was calm}.", "novak"
    again = "[She] <told> the newspaper {nobody slept}.", "novak"
    _, said = _read(vesti, again)
    assert _chains(said)[1][1:] == [("Vesti", "told_to", True)]


def test_handing_on_twice_changes_nothing() -> None:
    article, said = _read(NOVAK, TALK, OTHER, ADDED, outlet="The Page")
    again = inherit_said_on(article, inherit_occasion(article, said))
    assert build_chain(article, again) == said
