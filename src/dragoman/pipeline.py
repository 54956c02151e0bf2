"""The order of the stages, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman import actors, reading, statements
from dragoman.records import Article, Entry

if TYPE_CHECKING:
    from dragoman.reading.network import Network


def read_article(article: Article, network: Network) -> Entry:
    """Read one article: what it says was said, by whom, on whose word."""
    seen = reading.read(article, network)
    cast = actors.resolve(article, seen)
    said = statements.extract(article, seen, cast, network.score, network.calibrate)
    return Entry(article, said)
