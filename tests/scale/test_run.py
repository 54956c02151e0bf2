"""A run: outcomes in order, what is known skipped, and what was read written, whatever stops it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dragoman.ledger import Ledger, open_ledger
from dragoman.records import Article, Entry, Rejected, Run
from dragoman.scale import Outcome, count_processes, read_all, read_into, readers

REFUSED = Rejected("4-german.txt", None, "language", "German")


def make_articles(number: int) -> list[Article]:
    return [
        Article(f"a{n:02}", f"Pier {n} stays open until June, Kenyan Foreign Minister Ann Otieno said on Sunday.")
        for n in range(number)
    ]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "news.ledger") as opened:
        yield opened


@pytest.fixture
def run(ledger: Ledger) -> Run:
    return ledger.begin_run(code="1", weights="a")


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Instead of the network a reader that notes what it was given; "a99" it cannot read."""
    ids: list[str] = []

    def read(article: Article) -> Entry:
        if article.id == "a99":
            raise RuntimeError("cannot read this")
        ids.append(article.id)
        return Entry(article)

    monkeypatch.setattr(readers, "_open", lambda: None)
    monkeypatch.setattr(readers, "_read", read)
    return ids


def get_id(outcome: Outcome) -> str:
    result = outcome.result
    if isinstance(result, Rejected):
        return result.input
    return result.id if isinstance(result, Article) else result.article.id


# --- in order ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("batch", [1, 2, 3, 100])
def test_outcomes_come_in_order_and_rejections_in_their_place(
    ledger: Ledger, run: Run, seen: list[str], batch: int
) -> None:
    articles = make_articles(5)
    items: list[Article | Rejected] = [*articles[:2], REFUSED, *articles[2:]]
    outcomes = list(read_into(ledger, items, run=run, processes=1, batch=batch))
    assert [get_id(o) for o in outcomes] == ["a00", "a01", "4-german.txt", "a02", "a03", "a04"]
    assert [o.kind for o in outcomes] == ["read", "read", "rejected", "read", "read", "read"]
    assert seen == [a.id for a in articles]
    assert [rejected for _, rejected in ledger.find_rejected()] == [REFUSED]


def test_an_outcome_is_in_the_ledger_once_it_is_told(ledger: Ledger, run: Run, seen: list[str]) -> None:
    for n, outcome in enumerate(read_into(ledger, make_articles(7), run=run, processes=1, batch=3), start=1):
        assert ledger.is_read(outcome.result.article, run=run)  # type: ignore[union-attr]
        assert ledger.status().articles >= n
    assert ledger.check() == []


def test_nothing_to_read_is_a_run_too(ledger: Ledger, run: Run, seen: list[str]) -> None:
    assert list(read_into(ledger, [], run=run, processes=1, batch=3)) == []
    assert ledger.runs()[0].finished_at is not None


# --- what is known ----------------------------------------------------------------------------------------------------


def test_what_the_same_version_read_is_not_read_again(ledger: Ledger, run: Run, seen: list[str]) -> None:
    articles = make_articles(4)
    list(read_into(ledger, articles[:2], run=run, processes=1, batch=10))
    again = ledger.begin_run(code="1", weights="a")
    outcomes = list(read_into(ledger, [*articles, REFUSED], run=again, processes=1, batch=10))
    assert [o.kind for o in outcomes] == ["known", "known", "read", "read", "rejected"]
    assert seen == ["a00", "a01", "a02", "a03"]


def test_other_weights_read_all_again(ledger: Ledger, run: Run, seen: list[str]) -> None:
    articles = make_articles(2)
    list(read_into(ledger, articles, run=run, processes=1, batch=10))
    newer = ledger.begin_run(code="1", weights="b")
    assert [o.kind for o in read_into(ledger, articles, run=newer, processes=1, batch=10)] == ["read", "read"]
    assert ledger.status().articles == 2


def test_the_same_article_twice_in_one_run_is_kept_once(ledger: Ledger, run: Run, seen: list[str]) -> None:
    (article,) = make_articles(1)
    assert len(list(read_into(ledger, [article, article, article], run=run, processes=1, batch=2))) == 3
    assert ledger.status().articles == 1 and ledger.check() == []


# --- stopped ----------------------------------------------------------------------------------------------------------


def test_closing_early_keeps_what_was_told(ledger: Ledger, run: Run, seen: list[str]) -> None:
    outcomes = read_into(ledger, make_articles(9), run=run, processes=1, batch=3)
    assert get_id(next(outcomes)) == "a00"
    outcomes.close()
    assert ledger.status().articles == len(seen) == 3
    assert ledger.runs()[0].finished_at is not None and ledger.check() == []


@pytest.mark.parametrize("stop", [KeyboardInterrupt, OSError])
def test_what_stops_the_articles_keeps_what_was_read(
    ledger: Ledger, run: Run, seen: list[str], stop: type[BaseException]
) -> None:
    def articles() -> Iterator[Article]:
        yield from make_articles(5)
        raise stop

    with pytest.raises(stop):
        list(read_into(ledger, articles(), run=run, processes=1, batch=3))
    assert ledger.status().articles == len(seen) == 5
    assert ledger.runs()[0].finished_at is not None and ledger.check() == []


def test_a_reader_that_fails_keeps_what_was_read_before(ledger: Ledger, run: Run, seen: list[str]) -> None:
    broken = Article("a99", "Nobody can read this.")
    with pytest.raises(RuntimeError, match="cannot read this"):
        list(
            read_into(
                ledger, [*make_articles(2), broken, Article("b", "Never reached.")], run=run, processes=1, batch=9
            )
        )
    assert ledger.status().articles == 2 and seen == ["a00", "a01"]


# --- processes --------------------------------------------------------------------------------------------------------


def test_what_is_no_article_passes_through(seen: list[str]) -> None:
    items: list[Article | int] = [1, *make_articles(1), 2]
    assert list(read_all(items, processes=1)) == [1, Entry(make_articles(1)[0]), 2]


def test_articles_are_taken_as_they_are_read_not_all_before(seen: list[str]) -> None:
    def articles() -> Iterator[Article]:
        for n, article in enumerate(make_articles(50)):
            assert len(seen) >= n - 1
            yield article

    assert len(list(read_all(articles(), processes=1))) == 50


def test_as_many_processes_as_asked_for_or_one_a_core() -> None:
    assert count_processes(3) == 3
    assert count_processes(0) >= 1


@pytest.mark.model
def test_two_processes_read_the_same_as_one_in_the_same_order() -> None:
    items: list[Article | int] = [*make_articles(12), 7]
    items.insert(4, 3)
    assert list(read_all(items, processes=2)) == list(read_all(items, processes=1))


@pytest.mark.model
def test_a_pool_that_is_left_early_ends() -> None:
    results = read_all(make_articles(40), processes=2)
    assert isinstance(next(results), Entry)
    results.close()  # type: ignore[attr-defined]
