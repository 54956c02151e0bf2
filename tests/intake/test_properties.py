"""What holds for every text: furniture inside it, in order and apart; the text unchanged; the same id each time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.intake import article_from_text, load
from dragoman.intake.published import find_published
from dragoman.records import Article, Rejected

LINES = [
    "...", "Tags:", "Latest", "Advertisement", "Read more: Envoy summoned", "By Jane Doe", "5 March 2018 10:20 (UTC +04:00)",
    "Home | World | Sport", "Share this article", "© 2018 The Northern Ledger", "Valdoria to reopen its consulate",
    "Valdoria to reopen its consulate - The Northern Ledger", "Photo: the harbour (Getty Images)", "Title: Talks go on",
    "The foreign ministry said on Monday that it would reopen its consulate in the port after a gap of six years.",
    "PORT ESTER, March 5 (Reuters) - The envoy, who came late, told them that the talks would not go on.", "World",
]  # fmt: skip
breaks = st.sampled_from(["\n", "\n\n", "\r\n", "\r", " \n\t", "\u2028", "\n \n\n"])
pages = st.lists(
    st.tuples(st.one_of(st.sampled_from(LINES), st.text(max_size=60)), breaks), min_size=1, max_size=25
).map(lambda parts: "".join(line + end for line, end in parts))
storable = pages.filter(lambda text: text.strip() and not any(c == "\0" or "\ud800" <= c <= "\udfff" for c in text))


def check_spans(article: Article) -> None:
    end = 0
    for span in article.furniture:
        assert end <= span.start < span.end <= len(article.text)
        assert span.of(article.text).strip() == span.of(article.text) or span.of(article.text).startswith(
            (" ", "Title")
        )
        end = span.end


@settings(deadline=None, max_examples=150)
@given(storable)
def test_furniture_lies_inside_the_text_in_order_and_apart(text: str) -> None:
    article = article_from_text(text)
    assert article.text == text
    check_spans(article)


@settings(deadline=None, max_examples=60)
@given(storable)
def test_reading_twice_gives_the_same_article(text: str) -> None:
    assert article_from_text(text) == article_from_text(text)


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(st.binary(max_size=400), pages.map(lambda text: text.encode("utf-8", "replace"))),
    st.sampled_from([".txt", ".html", ""]),
)
def test_any_bytes_are_read_or_rejected(data: bytes, suffix: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"a{suffix}"
        path.write_bytes(data)
        first, second = list(load([path, path]))
    assert first == second
    assert isinstance(first, Article | Rejected)
    if isinstance(first, Article):
        check_spans(first)


@given(st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1)), st.integers(-48, 56))
def test_dates_written_as_iso_come_back(at: datetime, quarters: int) -> None:
    aware = at.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=15 * quarters)))
    found = find_published(aware.isoformat())
    assert found is not None
    assert (found.at, found.at.utcoffset()) == (aware, aware.utcoffset())


FORMS = ["%d %B %Y", "%B %d, %Y", "%a %d %b %Y", "%Y/%m/%d", "%d.%m.%Y", "%A, %B %d, %Y", "%d-%b-%Y"]


@given(st.dates(datetime(1950, 1, 1).date(), datetime(2090, 1, 1).date()), st.sampled_from(FORMS))
def test_days_in_words_come_back(day: object, form: str) -> None:
    found = find_published(day.strftime(form))  # type: ignore[attr-defined]
    assert found is not None
    assert (found.on, found.precision, found.at.tzinfo) == (day, "day", UTC)
