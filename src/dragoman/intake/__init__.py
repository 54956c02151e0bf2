"""source → Article | Rejected

A source is a file, a directory, "-" or a text in memory. What is read of it: the text, unchanged, what the page says of
itself, and which of its blocks are furniture. Engines for markup and languages are imported when a source needs them.
"""

from typing import TYPE_CHECKING, Any

from dragoman.intake.files import find_files

if TYPE_CHECKING:
    from dragoman.intake.articles import article_from_text, load

__all__ = ["article_from_text", "find_files", "load"]


def __getattr__(name: str) -> Any:
    """`load` and `article_from_text` on first use: their tables of patterns take a while to compile."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it offers {', '.join(__all__)}")
    from dragoman.intake import articles

    return getattr(articles, name)
