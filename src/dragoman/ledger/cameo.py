"""How others write acts and countries → how they are written here: CAMEO's codes and titles, country codes and names.

The tables are data/cameo.tsv (PLOVER's own conversion table, with what our code book rules otherwise marked) and
data/countries.tsv. Nothing is guessed: what they do not hold is None.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_WRITTEN: dict[tuple[str, str | None], str] = {
    ("ACCUSE", None): "110", ("ACCUSE", "allege"): "112", ("ASSAULT", None): "190", ("ASSAULT", "crowd-control"): "175",
    ("ASSAULT", "drone"): "195", ("COERCE", "censor"): "1721", ("MOBILIZE", "police"): "153", ("MOBILIZE", "troops"): "154",
    ("PROTEST", "strike"): "143", ("REJECT", "change"): "120", ("REJECT", "yield"): "124", ("REQUEST", "change"): "100",
    ("REQUEST", "yield"): "105", ("RETREAT", "withdraw"): "0874", ("SANCTION", "discontinue"): "160",
    ("THREATEN", "relations"): "1313", ("THREATEN", "violence"): "138",
}  # fmt: skip
"""Where the first code of a type and mode says more than they do, or none does."""


@dataclass(frozen=True, slots=True)
class Cameo:
    """A code of CAMEO, and what PLOVER makes of it. `type` None: no act there. `by`: plover, dragoman, or none."""

    code: str
    type: str | None
    mode: str | None
    contexts: tuple[str, ...]
    goldstein: float
    by: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Country:
    """A state or territory: ISO's codes, FIPS's, CAMEO's where they are others, ICEWS's name first."""

    alpha3: str
    alpha2: str
    fips: tuple[str, ...]
    cameo: tuple[str, ...]
    names: tuple[str, ...]


@lru_cache(maxsize=1)
def read_cameo() -> dict[str, Cameo]:
    """All codes, in the table's order."""
    return {
        code: Cameo(code, kind or None, mode or None, _split(contexts), float(goldstein), by, _split(names))
        for code, kind, mode, contexts, goldstein, by, names in _read("cameo.tsv")
    }


@lru_cache(maxsize=1)
def read_countries() -> dict[str, Country]:
    """All countries by their alpha-3 code."""
    return {
        alpha3: Country(alpha3, alpha2, _split(fips), _split(cameo), (name, *_split(names)))
        for alpha3, alpha2, fips, cameo, name, names in _read("countries.tsv")
    }


def find_act(code: str) -> Cameo | None:
    """A code's row; of one that the table lacks (as 1951) that of the code above it. A lost nought (42, 311) is put back."""
    table = read_cameo()
    if code not in table and code.isdigit():
        code = code.zfill(3) if len(code) < 3 else code if int(code[:2]) <= 20 else f"0{code}"
    return table.get(code) or (table.get(code[:3]) if len(code) == 4 else None)


def find_act_named(title: str) -> Cameo | None:
    """The row of an act by its title in CAMEO or ICEWS, in any case."""
    return _titles().get(title.casefold())


def find_code(kind: str, mode: str | None) -> Cameo:
    """The CAMEO code by which a PLOVER type and mode are written: the nearest that says no more than they do."""
    table = read_cameo()
    return table[
        _WRITTEN.get((kind, mode)) or _codes().get((kind, mode)) or _WRITTEN.get((kind, None)) or _codes()[kind, None]
    ]


def find_country(written: str) -> str | None:
    """The alpha-3 code of a country written as its name, in any case, or as a code of CAMEO's or ISO's."""
    return _countries().get(written.strip().casefold())


def find_fips(code: str) -> str | None:
    """The alpha-3 code of a FIPS 10-4 code: GDELT's places."""
    return _fips().get(code.upper())


@lru_cache(maxsize=1)
def _titles() -> dict[str, Cameo]:
    return {name.casefold(): act for act in read_cameo().values() for name in act.names}


@lru_cache(maxsize=1)
def _codes() -> dict[tuple[str, str | None], str]:
    """(type, mode) → the first code that is theirs."""
    found: dict[tuple[str, str | None], str] = {}
    for act in read_cameo().values():
        if act.type is not None and len(act.code) > 2 and not act.code.startswith("02"):
            found.setdefault((act.type, act.mode), act.code)
    return found


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    return {
        written.casefold(): country.alpha3
        for country in read_countries().values()
        for written in (*country.names, *country.cameo, country.alpha3)
    }


@lru_cache(maxsize=1)
def _fips() -> dict[str, str]:
    return {fips: country.alpha3 for country in read_countries().values() for fips in country.fips}


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(";") if part)


def _read(name: str) -> Iterator[list[str]]:
    """The rows of a table, less comments and its header."""
    lines = (files("dragoman.ledger") / "data" / name).read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    yield from rows[1:]
