"""Dragoman reads international news into a ledger: who said and did what to whom, when, on whose word."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dragoman.reading.network import Network
    from dragoman.records import Entry

__all__ = ["__version__", "read"]
__version__ = "0.1.0"


def read(
    text: str,
    *,
    published: str | None = None,
    outlet: str | None = None,
    timezone: str | None = None,
    url: str | None = None,
    every_report: bool = False,
) -> Entry:
    """Read one article's text, with or without the furniture of its page.

    `published` is when it appeared ("2018-02-12 08:49+04:00"), used where the text prints no date; `timezone` is that of
    a date without one. Reports less sure than the setting `report_percent` are left out, or kept with `every_report`.
    Raises TextError for an empty text or a date that cannot be read.
    """
    from dragoman import intake, pipeline

    article = intake.article_from_text(text, published=published, outlet=outlet, timezone=timezone, url=url)
    entry = pipeline.read_article(article, _network())
    return entry if every_report else pipeline.keep_sure(entry)


@lru_cache(maxsize=1)
def _network() -> Network:
    from dragoman.reading.network import Network

    return Network()
