"""Files, directories, standard input, encodings and refusals."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dragoman.errors import TextError
from dragoman.intake import article_from_text, find_files, load
from dragoman.records import Article, Rejected

BODY = (
    "The minister’s envoy said on Monday that the talks with the neighbouring state – the first of the year – would go on "
    "until Friday. "
)
SPANISH = "El ministro dijo el lunes que las negociaciones con el estado vecino seguirán hasta el viernes. " * 5
TEXT = "Talks with the neighbour to go on until Friday\n\n" + BODY * 3


def write(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def read_one(path: Path, **options: object) -> Article | Rejected:
    (found,) = load([path], **options)  # type: ignore[arg-type]
    return found


def get_reason(path: Path, **options: object) -> str:
    found = read_one(path, **options)
    assert isinstance(found, Rejected)
    assert found.input == str(path)
    assert found.detail
    return found.reason


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "mac_roman"]
)
def test_text_is_decoded_unchanged(tmp_path: Path, encoding: str) -> None:
    found = read_one(write(tmp_path, "a.txt", TEXT.replace("\n", "\r\n").encode(encoding)))
    assert isinstance(found, Article)
    assert found.text == TEXT.replace("\n", "\r\n")


def test_stray_bytes_in_utf8_are_read_as_windows_1252(tmp_path: Path) -> None:
    data = (TEXT * 2).encode() + b"It\x92s over, he said of the talks.\n"
    found = read_one(write(tmp_path, "a.txt", data))
    assert isinstance(found, Article)
    assert found.text.endswith("It’s over, he said of the talks.\n")


def test_declared_charset_of_a_page_is_respected(tmp_path: Path) -> None:
    body = BODY.replace("’", "").replace("–", "-") + "Ministr Šíp."
    page = (
        f"<html><head><meta charset='iso-8859-2'><title>Rozhovor Čapek</title></head><body><p>{body}</p></body></html>"
    )
    found = read_one(write(tmp_path, "a.html", page.encode("iso-8859-2")))
    assert isinstance(found, Article)
    assert "Šíp" in found.text


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.txt", b" \r\n\t\n", "empty"),
        ("mark.txt", b"\xef\xbb\xbf", "empty"),
        ("nul.txt", b"abc\0\1\2def" * 50, "binary"),
        ("controls.txt", b"abc\1\2\3\4" * 50, "binary"),
        ("image.txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "binary"),
        ("report.pdf", b"%PDF-1.4 ...", "unsupported"),
        ("page.html.gz", b"\x1f\x8b\x08", "unsupported"),
        ("feed.xml", b"<?xml version='1.0'?><rss><channel><title>x</title></channel></rss>", "empty"),
        ("map.xml", b"<?xml version='1.0'?><urlset><url><loc>http://x.example/</loc></url></urlset>", "unsupported"),
        ("bare.html", b"<html><body></body></html>", "no_text"),
        ("spanish.txt", SPANISH.encode(), "language"),
        ("russian.txt", ("Министр сказал, что переговоры продолжатся в понедельник. " * 9).encode("cp1251"), "language"),
        ("chinese.txt", ("外交部长星期一说，会谈将继续到星期五。" * 9).encode(), "language"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_rejected_with_its_reason(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    assert get_reason(write(tmp_path, name, data)) == reason


def test_language_is_named(tmp_path: Path) -> None:
    found = read_one(write(tmp_path, "a.txt", SPANISH))
    assert isinstance(found, Rejected)
    assert "Spanish (es)" in found.detail


def test_english_full_of_foreign_names_is_english(tmp_path: Path) -> None:
    text = "Mirziyoyev, Tokayev, Berdimuhamedov and Japarov met in Cholpon-Ata on Thursday, Kazinform reported."
    assert isinstance(read_one(write(tmp_path, "a.txt", text)), Article)


def test_body_and_not_the_menu_gives_the_language(tmp_path: Path) -> None:
    body = "El ministro dijo el lunes que las negociaciones con el estado vecino seguirán hasta el viernes, según fuentes. "
    menu = "Home\nWorld\nShare this article\nRead more: the latest from the world of the news\n\n"
    assert get_reason(write(tmp_path, "a.txt", menu + (body * 4 + "\n\n") * 4)) == "language"


def test_limit_is_held(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", TEXT)
    assert get_reason(path, max_bytes=100) == "too_large"
    assert isinstance(read_one(path, max_bytes=len(TEXT.encode())), Article)


def test_directories_are_read_sorted_and_the_rest_goes_on(tmp_path: Path) -> None:
    write(tmp_path, "b/two.txt", TEXT)
    write(tmp_path, "a/one.HTM", f"<html><body><p>{BODY * 3}</p></body></html>")
    write(tmp_path, "c/three.txt", b"")
    write(tmp_path, "c/picture.png", b"\x89PNG")
    write(tmp_path, ".hidden/four.txt", TEXT)
    found = find_files([tmp_path, "-", tmp_path / "none.txt"])
    assert [Path(f).name for f in found] == ["one.HTM", "two.txt", "three.txt", "-", "none.txt"]
    read = list(load(found, stdin=io.BytesIO(TEXT.encode())))
    assert [type(r).__name__ for r in read] == ["Article", "Article", "Rejected", "Article", "Rejected"]
    assert isinstance(read[4], Rejected)
    assert (read[4].reason, read[4].detail) == ("broken", "no such file")


def test_directory_without_articles_is_not_dropped_silently(tmp_path: Path) -> None:
    assert get_reason(tmp_path) == "empty"


def test_file_named_explicitly_is_tried_whatever_its_suffix(tmp_path: Path) -> None:
    assert isinstance(read_one(write(tmp_path, "dispatch", TEXT)), Article)
    page = read_one(write(tmp_path, "page.bin", f"<!DOCTYPE html><html><body><p>{BODY * 3}</p></body></html>"))
    assert isinstance(page, Article)
    assert "<p>" not in page.text


@pytest.mark.parametrize("options", [{"published": "soon"}, {"published": "31.02.2018"}, {"timezone": "Nowhere/Town"}])
def test_options_that_cannot_be_read_raise_and_say_what_is_allowed(options: dict[str, str]) -> None:
    with pytest.raises(TextError, match=r"2018-02-12|Asia/Baku"):
        load([], **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", " \n", "half a pair \ud800 of it", "a NUL \0 in it"])
def test_texts_in_memory_that_cannot_be_kept_raise(text: str) -> None:
    with pytest.raises(TextError):
        article_from_text(text)


def test_title_and_url_given_are_kept() -> None:
    article = article_from_text(BODY * 2, title="Talks go on", url="https://ledger.example/talks")
    assert (article.title, article.url, article.furniture) == ("Talks go on", "https://ledger.example/talks", ())


@pytest.mark.parametrize("precision", ["2018", "2018-03", "2018-03-05", "2018-03-05 08:49"])
def test_published_has_the_precision_given(precision: str) -> None:
    article = article_from_text(BODY, published=precision)
    assert article.published_at is not None
    assert article.published_at.precision == {4: "year", 7: "month", 10: "day", 16: "minute"}[len(precision)]


def test_engines_are_not_imported_for_a_text(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", TEXT)
    code = (
        "import sys; from dragoman.intake import load; next(load([sys.argv[1]]));"
        "print([m for m in ('trafilatura', 'lxml', 'py3langid', 'numpy', 'charset_normalizer', 'fastwarc') if m in sys.modules])"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, env=env, check=True)
    assert done.stdout.strip() == "[]"


HOSTILE = {
    "line.txt": b"The minister said that it would go on. " * 50_000,
    "word.txt": b"a" * 2_000_000,
    "lines.txt": b"a\n" * 500_000,
    "labels.txt": b"Latest\n" * 200_000,
    "dates.txt": b"12 February 2018 08:49 (UTC +04:00)\n" * 40_000,
    "capitals.txt": b"MOSCOW, " * 200_000,
    "quotes.txt": b'"' * 1_000_000,
    "blanks.txt": b" " * 2_000_000 + b"x",
    "surrogate.txt": b"\xed\xa0\x80 of the state and the talks",
    "deep.html": b"<html><body>" + b"<div>" * 50_000 + BODY.encode() * 20,
    "open.html": b"<html><body>" + b"<a href='" * 50_000,
    "nested.html": b"<script type='application/ld+json'>" + b"[" * 100_000 + b"</script></head><body><p>" + BODY.encode() * 9,
    "lt.html": b"<" * 500_000,
    "elements.html": b"<html><body>" + b"<p>a</p>" * 80_000,
    "spans.html": b"<html><body>" + b"<span>a</span>" * 30_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_inputs_are_read_or_rejected(tmp_path: Path, name: str) -> None:
    assert isinstance(read_one(write(tmp_path, name, HOSTILE[name])), Article | Rejected)
