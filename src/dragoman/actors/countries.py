"""Countries as people write them: code, name, adjective, or an organisation's short name."""

from __future__ import annotations

from functools import lru_cache

from dragoman.actors.vocabulary import rows
from dragoman.actors.words import fold


def open_states() -> list[list[str]]:
    """The rows of states, today's and then those dissolved since 1945, seven fields each."""
    return [*rows("states"), *(row[:7] for row in rows("states_former"))]


@lru_cache(maxsize=1)
def get_states() -> dict[str, str]:
    """Folded code, name, alias, adjective and demonym → alpha-3; what two states share is left out."""
    found: dict[str, str | None] = {}
    for code, name, aliases, adjectives, demonyms, *_ in open_states():
        for form in {code, name, *aliases.split(";"), *adjectives.split(";"), *demonyms.split(";")} - {""}:
            known = found.setdefault(_key(form), code)
            found[_key(form)] = code if known == code else None
    listed = {
        _key(form): code for code, short, names in rows("state_codes") for form in (short, *names.split(";")) if form
    }
    codes = {row[0].lower(): row[0] for row in open_states()}
    return listed | {form: code for form, code in found.items() if code is not None} | codes


def find_country(text: str) -> str | None:
    """The alpha-3 code of a state by its code, name or adjective, in any case; None where it is no state's."""
    return get_states().get(_key(text))


@lru_cache(maxsize=256)
def get_names(code: str) -> tuple[str, ...]:
    """A state's names and adjectives, folded; none where the code is no state's."""
    found = next((row for row in open_states() if row[0] == code), ["", "", "", ""])
    return tuple(fold(form) for form in (found[1], *found[2].split(";"), *found[3].split(";")) if form)


def name_state(code: str) -> str | None:
    """A state's name by its alpha-3 code; None where it is no state's."""
    return _get_codes().get(code)


def is_state(code: str) -> bool:
    """Whether `code` is a state's, not an organisation's short name."""
    return code in _get_codes()


@lru_cache(maxsize=1)
def _get_codes() -> dict[str, str]:
    return {row[0]: row[1] for row in open_states()}


def _key(text: str) -> str:
    key = " ".join(fold(text).replace("-", " ").replace(",", " ").split())
    return key.removeprefix("the ")


@lru_cache(maxsize=512)
def list_names(code: str) -> tuple[str, ...]:
    """The words by which texts name a state: name, aliases, adjectives, demonyms, capital; none for what is no state's code."""
    return next((_list_names(row) for row in rows("states") if row[0] == code), ())


def _list_names(row: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form for cell in row[1:6] for form in cell.split(";") if form))
