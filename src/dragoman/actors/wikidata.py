"""The answer to a Wikidata query about offices (docs/wikidata-offices.rq), in the SPARQL 1.1 JSON results format."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from dragoman.actors.countries import find_country
from dragoman.actors.offices import Holding, check_line, write_line
from dragoman.errors import TextError

_NEEDED = ("person", "name", "country", "office", "from")
_DAY = re.compile(r"[+]?(\d{4})-(\d\d)-(\d\d)(?:T.*)?")
_ITEM = re.compile(r"(?:https?://www\.wikidata\.org/entity/)?(Q\d+)")
# Wikidata's precisions: how many characters of a day they leave.
_PRECISIONS = {"11": 10, "10": 7, "9": 4}


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be used: its place in the answer from 1, why, and what it was."""

    index: int
    reason: str
    row: Any


def read_result(text: str, on: date) -> tuple[list[Holding], list[Refused]]:
    """The holdings of an answer fetched on a day, and the rows that are none. Raises TextError where it is no answer."""
    rows: list[Holding] = []
    refused: list[Refused] = []
    for index, binding in enumerate(_open_bindings(text), start=1):
        try:
            rows.append(_read_binding(binding, on))
        except ValueError as error:
            refused.append(Refused(index, str(error), binding))
    return rows, refused


def _open_bindings(text: str) -> list[Any]:
    try:
        bindings = json.loads(text)["results"]["bindings"]
    except (ValueError, KeyError, TypeError):
        bindings = None
    if not isinstance(bindings, list):
        raise TextError(
            "this is no answer to a query in JSON: an object with results.bindings is needed, as query.wikidata.org "
            "writes it (docs/wikidata-offices.rq)"
        )
    return bindings


def _read_binding(binding: Any, on: date) -> Holding:
    """One row. Raises ValueError that says what is missing or wrong."""
    values = _read_values(binding)
    if missing := [key for key in _NEEDED if not values.get(key)]:
        raise ValueError(f"{', '.join(missing)} missing")
    item = _ITEM.fullmatch(values["person"])
    if item is None or _ITEM.fullmatch(values["name"]):
        raise ValueError(f"{values['person']} has no English name, or is no item")
    row = Holding(
        values["name"].strip(),
        tuple(n.strip() for n in values.get("others", "").split("|") if n.strip()),
        _read_country(values["country"]),
        values["office"],
        values.get("acting", "").lower() in {"true", "1"},
        _read_day(values["from"], values.get("fromPrecision")),
        _read_day(values["to"], values.get("toPrecision")) if values.get("to") else None,
        "GOV",
        f"Wikidata {item[1]}, {on}",
    )
    if reason := check_line(write_line(row)):
        raise ValueError(reason)
    return row


def _read_values(binding: Any) -> dict[str, str]:
    if not isinstance(binding, dict):
        raise ValueError("it is no object")
    found = {}
    for key, cell in binding.items():
        if not isinstance(cell, dict) or not isinstance(cell.get("value"), str):
            raise ValueError(f"{key} has no value")
        if cell.get("type") == "bnode":
            raise ValueError(f"{key} is unknown to Wikidata")
        found[key] = cell["value"]
    return found


def _read_country(text: str) -> str:
    if code := find_country(text):
        return code
    raise ValueError(f"country is {text!r}: no state of the tables")


def _read_day(text: str, precision: str | None) -> str:
    day = _DAY.fullmatch(text)
    length = _PRECISIONS.get(precision or "11")
    if day is None or length is None:
        raise ValueError(f"{text!r} with precision {precision} is no day, month or year")
    return "-".join(day.groups())[:length]
