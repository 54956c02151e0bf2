"""Commands on a ledger that a server holds: what they do there is what they do on a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dragoman.cli import main
from dragoman.ledger import open_ledger
from dragoman.records import Entry
from tests import server
from tests.ledger.samples import make_entry

ROOT = Path(__file__).parents[2]


def make(number: int) -> Entry:
    """A sample whose id is as intake makes ids."""
    entry = make_entry(number)
    return replace(entry, article=replace(entry.article, id=f"a{entry.article.id[1:]}"))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A ledger of a few articles, which tests here change as they go on."""
    if lack := server.find_lack():
        pytest.skip(lack)
    with server.run_server() as running:
        found = running.address(running.create())
        with open_ledger(found) as ledger:
            run = ledger.begin_run(code="1", weights="a")
            ledger.write_many([make(n) for n in range(4)], run=run)
            ledger.write_many([make(9)], run=run, keep_text=False)
            ledger.finish_run(run)
        yield found


def say(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    """What a command prints; it must end with this code."""
    assert main([*arguments]) == code, capsys.readouterr().err
    return capsys.readouterr().out


def test_every_command_takes_an_address(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    article, (row, other, _) = make(1).article, make(1).statements
    monkeypatch.setenv("COLUMNS", "200")
    at = ("--ledger", address)
    assert "5 articles, 15 statements" in say(capsys, "status", *at)
    assert article.title in say(capsys, "show", article.id[:8], "--text", *at)
    assert "grain transit" in say(capsys, "statements", "--text", '"grain tra*"', "--speaker", "silva", *at)
    assert "CONSULT" in say(capsys, "reports", "--actor", "POL", "--recipient", "BRA", "--all", *at)
    say(capsys, "correct", row.id, "manner", "mixed", "--why", "quoted", "--by", "ana", *at)
    say(capsys, "reject", other.id, "--why", "wrong", "--by", "ana", *at)
    say(capsys, "actors", "rename", "p-kim", "Kim Jong-sook", "--why", "spelling", "--by", "ana", *at)
    assert len(say(capsys, "log", *at).splitlines()) == 3
    assert "Kim Jong-sook" in say(capsys, "statements", "--speaker", "sook", *at)
    say(capsys, "undo", "--why", "no", "--by", "ana", *at)
    run = say(capsys, "status", "--runs", *at).split()[0]
    for form, options in (("jsonl", ()), ("csv", ()), ("csv", ("--as-of", run)), ("prov", ())):
        say(capsys, "export", "--format", form, "--output", str(tmp_path / f"out{len(options)}.{form}"), *options, *at)
    say(capsys, "delete", make(3).article.id, "--why", "asked to", *at)
    assert "sound" in say(capsys, "check", *at)
    say(capsys, "backup", str(tmp_path / "copy.ledger"), *at)
    assert say(capsys, "export", *at) == say(capsys, "export", "--ledger", str(tmp_path / "copy.ledger"))


def test_an_article_without_its_text_shows_who_and_when_and_where_the_words_stand(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    entry, at = make(9), ("--ledger", address)
    bare = say(capsys, "show", entry.article.id, "--text", *at)
    content = entry.statements[0].content[0]
    assert f"text not kept: {content.start}–{content.end}" in bare and "María da Silva" in bare
    assert "resume" not in bare
    line = json.loads(say(capsys, "show", entry.article.id, "--json", *at))
    assert line["article"]["text"] is None and line["statements"][0]["content"][0]["text"] is None
    file = tmp_path / "article.txt"
    file.write_text(entry.article.text)
    assert "resume" in say(capsys, "show", entry.article.id, "--article", str(file), *at)
    file.write_text(entry.article.text + "\n\nMore.")
    say(capsys, "show", entry.article.id, "--article", str(file), *at, code=2)


@pytest.mark.model
def test_articles_are_read_into_a_server_and_not_twice(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    example = str(next((ROOT / "examples").glob("14-*.txt")))
    assert main(["read", example, "--ledger", address]) == 0
    assert "1 articles read" in capsys.readouterr().err
    assert main(["read", example, "--ledger", address, "--no-text"]) == 0
    assert "1 read before" in capsys.readouterr().err
    assert "ambassadors" in say(capsys, "statements", "--country", "EGY", "--text", "ambassadors", "--ledger", address)


def test_a_server_that_is_not_there_ends_with_3(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("psycopg")
    assert main(["status", "--ledger", "postgresql+psycopg://me:secret@/x?host=/nowhere"]) == 3
    said = capsys.readouterr().err
    assert "cannot be reached" in said and "secret" not in said and said.count("\n") == 1
