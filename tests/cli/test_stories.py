"""`story`, `stories`, `split`, `join`, and what `show` and `status` say of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dragoman.cli import main
from dragoman.cli.app import DONE, NOT_FOUND, USAGE
from dragoman.ledger import open_ledger
from tests.ledger.accounts import make_article, make_text, write

WHY = ("--why", "another happening", "--by", "ana")
TEXT = make_text(1, about=1)
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command on a ledger of a wire story in two papers, one more on it, and one on something else."""
    path = tmp_path / "news.ledger"
    articles = [make_article(n, TEXT, wire="Reuters") for n in range(2)]
    articles += [make_article(2, make_text(2, about=1)), make_article(3, make_text(3, about=2), day=20)]
    with open_ledger(path) as ledger:
        write(ledger, ledger.begin_run(code="1.0", weights="a"), articles)

    def run_command(*arguments: str) -> tuple[int, str]:
        capsys.readouterr()
        code = main([*arguments, "--ledger", str(path)])
        return code, capsys.readouterr().out

    return run_command


def lines(ran: tuple[int, str]) -> list[Any]:
    return [json.loads(line) for line in ran[1].splitlines()]


def test_stories_place_what_waits_and_list_it(run: Run) -> None:
    assert lines(run("status", "--json"))[0]["unplaced"] == 4
    assert "4 articles wait" in run("status")[1]
    found = lines(run("stories", "--json"))
    assert [(len(story["articles"]), story["origins"]) for story in found] == [(1, 1), (3, 2)]
    status = lines(run("status", "--json"))[0]
    assert (status["stories"], status["origins"], status["unplaced"]) == (2, 3, 0)
    assert "Title 0  3 articles, 2 origins" in run("stories")[1]
    assert run("stories", "--text", "nowhere")[0] == NOT_FOUND


def test_a_story_is_shown_by_origin_also_by_an_article_of_it(run: Run) -> None:
    run("stories")
    code, shown = run("story", "a002")
    assert code == DONE and "Reuters  2 articles" in shown and "Outlet 2" in shown
    (story,) = lines(run("story", "a000", "--json"))
    assert [(a["id"], a["origin"]["id"], a["origin"]["how"]) for a in story["articles"]] == [
        ("a000", "a000", "credit"),
        ("a001", "a000", "copy"),
        ("a002", "a002", "own"),
    ]
    assert story["utterances"] == []
    assert run("story", "yes")[0] == NOT_FOUND


def test_show_says_who_prints_an_account(run: Run) -> None:
    assert "printed by" not in run("show", "a000")[1]
    run("stories")
    assert "printed by 2 outlets, 1 origin (Reuters)" in run("show", "a000")[1]


def test_what_is_split_is_logged_and_joined_again(run: Run) -> None:
    (whole,) = lines(run("stories", "--json", "--least", "2"))
    assert run("split", whole["id"], "a002", *WHY)[0] == DONE
    assert [entry["field"] for entry in lines(run("log", "--json"))] == ["story"]
    apart = {story["articles"][0]: story["id"] for story in lines(run("stories", "--json"))}
    assert apart.keys() == {"a000", "a002", "a003"} and apart["a000"] == whole["id"]
    assert run("join", apart["a002"], apart["a000"], *WHY)[0] == DONE
    assert [len(story["articles"]) for story in lines(run("stories", "--json", "--least", "2"))] == [3]
    assert run("split", apart["a002"], "a003", *WHY)[0] == USAGE
