"""Settings: one table. Each may be set by an environment variable, `DRAGOMAN_` and its name in capitals."""

from __future__ import annotations

import os
from dataclasses import dataclass

from dragoman.errors import TextError


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that can be set; `unit` says what its number counts, or "" for a text."""

    name: str
    default: int | str
    unit: str
    sentence: str


SETTINGS = (
    Setting("ledger", "dragoman.ledger", "", "The ledger that commands open where --ledger names none."),
    Setting("offices", "dragoman.offices.tsv", "", "Offices that `dragoman actors update` added to those that ship."),
    Setting("max_bytes", 8 * 2**20, "bytes", "Inputs larger than this are rejected."),
    Setting("processes", 0, "processes", "How many read at once; 0 takes one a core."),
    Setting("busy_timeout", 10, "seconds", "How long to wait for another writer to let go of the ledger."),
    Setting("fetch_timeout", 30, "seconds", "How long one address may take, with its redirects."),
    Setting("fetch_pause", 1, "seconds", "How long to wait between two fetches from one host."),
    Setting("report_percent", 35, "percent", "How sure a report must be to be shown where --all is not given."),
    Setting("answer_timeout", 2, "seconds", "How long `dragoman serve` may take for an answer before it gives up."),
    Setting("batch", 32, "articles", "How many articles one transaction writes."),
)
_TABLE = {s.name: s for s in SETTINGS}


def get_setting(name: str) -> int | str:
    """The value of a setting: from its environment variable, else its default. Raises TextError for a bad number."""
    setting = _TABLE[name]
    variable = f"DRAGOMAN_{name.upper()}"
    given = os.environ.get(variable)
    if given is None:
        return setting.default
    if isinstance(setting.default, str):
        return given
    if not (given.isascii() and given.isdigit()):
        raise TextError(
            f"{variable} is {given!r}: a whole number of {setting.unit} is needed; default {setting.default}"
        )
    return int(given)


def get_number(name: str) -> int:
    """A setting that is a number."""
    return int(get_setting(name))
