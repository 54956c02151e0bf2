"""Files of event data as others lay them out, with invented rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.ledger.formats import GDELT_COLUMNS, ICEWS_COLUMNS, POLECAT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

ICEWS = {
    "Event ID": "20718170", "Event Date": "2014-02-03", "Source Name": "Foreign Affairs (Norway)",
    "Source Sectors": "Foreign Ministry,Executive,Government", "Source Country": "Norway",
    "Event Text": "Make statement", "CAMEO Code": "010", "Intensity": "0.0", "Target Name": "Russian Federation",
    "Target Sectors": "", "Target Country": "Russian Federation", "Story ID": "1", "Sentence Number": "2",
    "Publisher": "Harbour Post", "City": "Bergen", "District": "", "Province": "Vestland", "Country": "Norway",
    "Latitude": "60.39", "Longitude": "5.32",
}  # fmt: skip
GDELT = {
    "GlobalEventID": "410000001", "Day": "20180212", "Actor1Code": "ROMMIL", "Actor1Name": "BUCHAREST",
    "Actor1CountryCode": "ROM", "Actor1Type1Code": "MIL", "Actor2Code": "USA", "Actor2Name": "WASHINGTON",
    "Actor2CountryCode": "USA", "EventCode": "0871", "GoldsteinScale": "9", "NumArticles": "12",
    "ActionGeo_Fullname": "Bucharest, Bucuresti, Romania", "ActionGeo_CountryCode": "RO", "ActionGeo_Lat": "44.43",
    "ActionGeo_Long": "26.1", "SOURCEURL": "https://paper.example/1",
}  # fmt: skip
POLECAT = {
    "Event ID": "P1", "Event Date": "2022-03-01", "Event Type": "ASSAULT", "Event Mode": "heavy-weapons",
    "Intensity": "-9.5", "Contexts": "military;territory", "Actor Name": "Army of Ruritania", "Actor Country": "POL",
    "Primary Actor Sector": "MIL", "Recipient Name": "Lithuania", "Recipient Country": "LTU", "Country": "LTU",
    "Placename": "Kaunas", "Source": "Harbour Post",
}  # fmt: skip


def write_table(path: Path, rows: Iterable[dict[str, str]], columns: Iterable[str], *, header: bool = True) -> Path:
    """A table with tabs."""
    names = list(columns)
    lines = ["\t".join(names)] if header else []
    lines += ["\t".join(row.get(name, "") for name in names) for row in rows]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def write_icews(path: Path, *rows: dict[str, str]) -> Path:
    return write_table(path, ({**ICEWS, **row} for row in rows), ICEWS_COLUMNS)


def write_gdelt(path: Path, *rows: dict[str, str]) -> Path:
    return write_table(path, ({**GDELT, **row} for row in rows), GDELT_COLUMNS, header=False)


def write_polecat(path: Path, *rows: dict[str, str]) -> Path:
    return write_table(path, ({**POLECAT, **row} for row in rows), POLECAT_COLUMNS)
