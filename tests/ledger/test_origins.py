"""Where accounts enter the world, and that it does not matter in which order articles come."""

from __future__ import annotations

import random
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.ledger import Ledger, open_ledger
from dragoman.records import Article, Entry, Run
from tests.ledger.accounts import draw, make_article, make_text, make_world, place, write

TEXT = make_text(1, about=1)


def find_how(ledger: Ledger, articles: list[Article]) -> list[tuple[str, str, str | None]]:
    found = ledger.find_origins([article.id for article in articles])
    return [(found[a.id].id, found[a.id].how, found[a.id].name) for a in articles]


def test_what_copies_a_text_has_its_origin_whole_cut_or_within_a_longer_one(ledger: Ledger, run: Run) -> None:
    longer = TEXT + " " + make_text(2, about=5, sentences=5)
    articles = [make_article(n, text) for n, text in enumerate([TEXT, TEXT[: len(TEXT) // 2], longer])]
    write(ledger, run, articles)
    assert place(ledger) == 3
    assert find_how(ledger, articles) == [("a000", "own", None), ("a000", "copy", None), ("a000", "copy", None)]
    assert [article.id for article in ledger.find_carriers_of("a001")] == ["a000", "a001", "a002"]


def test_what_tells_of_the_same_in_words_of_its_own_has_its_own_origin(ledger: Ledger, run: Run) -> None:
    articles = [make_article(n, make_text(n, about=1)) for n in range(2)]
    write(ledger, run, articles)
    place(ledger)
    assert [how for _, how, _ in find_how(ledger, articles)] == ["own", "own"]
    (story,) = ledger.find_stories()
    assert (story.articles, story.origins) == (("a000", "a001"), 2)


def test_what_credits_one_agency_in_a_story_is_one_origin_in_another_story_another(ledger: Ledger, run: Run) -> None:
    articles = [make_article(n, make_text(n, about=1), wire="Reuters") for n in range(2)]
    articles += [
        make_article(2, make_text(2, about=2), wire="Reuters"),
        make_article(3, make_text(3, about=1), wire="AFP"),
    ]
    write(ledger, run, articles)
    place(ledger)
    assert find_how(ledger, articles) == [
        ("a000", "credit", "Reuters"),
        ("a000", "credit", "Reuters"),
        ("a002", "credit", "Reuters"),
        ("a003", "credit", "AFP"),
    ]


def test_a_few_shared_words_are_no_copy(ledger: Ledger, run: Run) -> None:
    quoted = make_text(7, about=3, sentences=1)
    articles = [make_article(n, f"{make_text(n, about=n)} {quoted}") for n in range(2)]
    write(ledger, run, articles)
    place(ledger)
    assert [how for _, how, _ in find_how(ledger, articles)] == ["own", "own"]


def test_an_article_that_is_not_placed_carries_its_own_account(ledger: Ledger, run: Run) -> None:
    write(ledger, run, [make_article(0, TEXT), make_article(1, TEXT)])
    assert ledger.count_unplaced() == 2
    assert [origin.how for origin in ledger.find_origins(["a000", "a001"]).values()] == ["own", "own"]
    assert ledger.find_story("a000") is None
    assert ledger.find_extents(["a000"]) == {}


def test_placing_again_changes_nothing(ledger: Ledger, run: Run) -> None:
    world = make_world(3)
    write(ledger, run, world)
    place(ledger, batch=2)
    before = draw(ledger, [a.id for a in world]), ledger.find_stories()
    newer = ledger.begin_run(code="2.0", weights="b")
    write(ledger, newer, world)
    assert place(ledger) == len(world)
    assert (draw(ledger, [a.id for a in world]), ledger.find_stories()) == before
    assert place(ledger) == 0


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 5), order=st.randoms(use_true_random=False), cut=st.integers(1, 11), gone=st.integers(0, 11))
def test_the_order_in_which_articles_come_and_go_does_not_matter(
    seed: int, order: random.Random, cut: int, gone: int
) -> None:
    world = make_world(seed)
    left = [article.id for n, article in enumerate(world) if n != gone]
    mixed = order.sample(world, len(world))
    drawn = []
    for turn in ([[a for a in world if a.id in left]], [mixed[:cut], mixed[cut:]]):
        with TemporaryDirectory() as folder, open_ledger(Path(folder) / "news.ledger") as ledger:
            run = ledger.begin_run(code="1.0", weights="a")
            for some in turn:
                write(ledger, run, some)
                place(ledger, batch=order.randint(1, 5))
            if len(turn) == 2:
                ledger.delete(world[gone].id)
                place(ledger)
            drawn.append(draw(ledger, left))
            assert ledger.check() == []
    assert drawn[0] == drawn[1]


def test_an_article_whose_day_is_corrected_is_placed_by_that_day(ledger: Ledger, run: Run) -> None:
    articles = [make_article(0, make_text(0, about=1)), make_article(1, make_text(1, about=1), day=30)]
    write(ledger, run, articles)
    place(ledger)
    assert len(ledger.find_stories()) == 2
    ledger.correct("a001", {"published_at": "2018-01-02"}, who="ana", why="a misprint")
    place(ledger)
    assert [story.articles for story in ledger.find_stories()] == [("a000", "a001")]
    ledger.undo(who="ana", why="it was none")
    place(ledger)
    assert len(ledger.find_stories()) == 2


def test_of_a_revised_article_only_the_revision_counts(ledger: Ledger, run: Run) -> None:
    first = make_article(0, TEXT)
    write(ledger, run, [first])
    place(ledger)
    ledger.write(Entry(make_article(0, TEXT + " It was corrected since.")), run=run)
    place(ledger)
    (story,) = ledger.find_stories()
    assert (len(story.articles), story.origins) == (1, 1)
    ledger.delete(story.articles[0])
    place(ledger)
    assert [s.articles for s in ledger.find_stories()] == [("a000",)]
