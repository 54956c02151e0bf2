"""The order of the stages, nothing else."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from dragoman import actors, events, reading, statements
from dragoman.events import find_tags
from dragoman.records import Article, Entry
from dragoman.settings import get_number

if TYPE_CHECKING:
    from dragoman.reading.network import Network


def keep_sure(entry: Entry) -> Entry:
    """The entry with only those reports that are as sure as the setting `report_percent` asks."""
    least = get_number("report_percent") / 100
    return replace(entry, reports=tuple(r for r in entry.reports if r.confidence >= least))


def read_article(article: Article, network: Network) -> Entry:
    """Read one article: what it says was said and done, by whom to whom, on whose word."""
    seen = reading.read(article, network).cut_endless()
    cast = actors.resolve(article, seen)
    said = statements.extract(article, seen, cast, network.score, network.calibrate)
    find_dates = partial(statements.find_dates, published=article.published_at)
    done = events.extract(
        article,
        seen,
        cast,
        said,
        judge=network.judge,
        assess=network.assess,
        classify=network.classify,
        weigh=network.weigh_choices,
        find_dates=find_dates,
        calibrate=network.calibrate_report,
    )
    tagged = article if article.tags else replace(article, tags=find_tags(cast, said, done))
    return Entry(tagged, said, done)
