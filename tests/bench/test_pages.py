"""Real pages against a gold: what counts as right, told on made-up ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.pages import find_body, measure, score_text
from dragoman.records import Article, Span

PAGE = """<html lang="{language}"><head><title>{title}</title>
<meta property="article:published_time" content="2018-03-05T08:20:00Z">
</head><body><article><h1>{title}</h1>{text}</article></body></html>"""
ENGLISH = [
    "The foreign ministry of Valdoria said on Monday that it would reopen its consulate in Port Ester after six years.",
    "Officials of the two states met again on Tuesday, and the envoy left for home with the treaty in his bag.",
]
SPANISH = [
    "El ministro dijo el lunes que las negociaciones seguirán hasta el viernes en la capital del país vecino.",
    "Los dos estados habían acordado el precio de la travesía, según explicó el portavoz a los periodistas.",
]


def write(folder: Path, name: str, headline: str, lines: list[str], language: str = "en", **gold: object) -> None:
    text = "".join(f"<p>{line}</p>" for line in lines)
    (folder / f"{name}.html").write_text(PAGE.format(language=language, title=headline, text=text), "utf-8")
    said = {"language": language, "title": headline, "publish_date": "2018-03-05", "text": "\n\n".join(lines)} | gold
    (folder / f"{name}.json").write_text(json.dumps(said), "utf-8")


def test_what_is_right_and_what_is_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, "a", "Valdoria's consulate", ENGLISH, title="Valdoria’s  consulate")
    write(tmp_path, "b", "Valdoria again", ENGLISH, title="Another", publish_date=None, text=ENGLISH[0])
    write(tmp_path, "c", "Negociaciones", SPANISH, "es")
    found = measure(tmp_path)
    assert (found["n"], found["n_other"], found["other_rejected"]) == (2, 1, 1)
    assert (found["title"], found["day"]) == (0.5, 0.5)
    assert 0.7 < found["text_words"] < 0.9
    err = capsys.readouterr().err
    assert err.startswith("b: 'Valdoria again' 2018-03-05") and err.count("\n") == 1


def test_title_and_furniture_are_not_the_text() -> None:
    article = Article("a", "Talks\n\nShare\n\nThey met.", title="Talks", furniture=(Span(7, 12),))
    assert find_body(article).split() == ["They", "met."]
    assert score_text(article, "They met.") == 1 and score_text(article, "Nobody") == 0
