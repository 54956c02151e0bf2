"""source → Article | Rejected

A source is a file, a directory, "-" or a text in memory. What is read of it: the text, unchanged, what the page says of
itself, and which of its blocks are furniture. Engines for markup and languages are imported when a source needs them.
"""

from dragoman.intake.articles import article_from_text, load
from dragoman.intake.files import find_files

__all__ = ["article_from_text", "find_files", "load"]
