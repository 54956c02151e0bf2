"""Engines that few need, imported when they are asked for: what is missing is said with the extra that brings it."""

from __future__ import annotations

from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from dragoman.errors import ExtraError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def needing(extra: str, what: str) -> Iterator[None]:
    """Around imports of what an extra brings. Raises ExtraError where it is not installed."""
    try:
        yield
    except ImportError as error:
        missing = (error.name or str(error)).partition(".")[0]
        raise ExtraError(f"{what} needs {missing}, which is not installed: pip install 'dragoman[{extra}]'") from error


def has(module: str) -> bool:
    """Whether a module of an extra is installed."""
    return find_spec(module) is not None
