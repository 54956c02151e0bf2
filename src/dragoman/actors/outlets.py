"""A news outlet's name → the country it works from, and who controls it: data/outlets.tsv."""

from __future__ import annotations

from functools import lru_cache

from dragoman.actors.tables import name_key
from dragoman.actors.vocabulary import rows


@lru_cache(maxsize=1)
def _controls() -> dict[str, tuple[str, str]]:
    return {
        name_key(each): (country, control)
        for name, country, control, aliases in rows("outlets")
        for each in (name, *aliases.split(";"))
        if each
    }


def find_control(name: str) -> tuple[str, str] | None:
    """An outlet's country (alpha-3), and "state", "public" or "private"; None for one that the table lacks."""
    key = name_key(name)
    return _controls().get(key) or _controls().get(key.removeprefix("the "))
