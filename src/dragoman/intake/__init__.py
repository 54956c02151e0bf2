"""source → Article | Rejected

A source is a file, a directory, "-", an address of the web, a feed, or a text in memory. What is read of it: the text,
unchanged, what the page says of itself, and which of its blocks are furniture. Engines for markup, feeds and languages
are imported when a source needs them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from dragoman.intake.files import find_files

if TYPE_CHECKING:
    from dragoman.intake.articles import article_from_text, load
    from dragoman.intake.fetching import Fetcher
    from dragoman.intake.following import PASSING, Feed, name_feed, open_feed, read_new

_HOMES = {
    **dict.fromkeys(("article_from_text", "load"), "articles"),
    **dict.fromkeys(("PASSING", "Feed", "name_feed", "open_feed", "read_new"), "following"),
    "Fetcher": "fetching",
}
__all__ = [
    "PASSING",
    "Feed",
    "Fetcher",
    "article_from_text",
    "find_files",
    "load",
    "name_feed",
    "open_feed",
    "read_new",
]


def __getattr__(name: str) -> Any:
    """What is offered, on first use: tables of patterns take a while to compile."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it offers {', '.join(__all__)}")
    return getattr(import_module(f"dragoman.intake.{_HOMES[name]}"), name)
