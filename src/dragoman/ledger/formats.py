"""The files of others, by name: which columns they have, what of a row is kept, and what cannot be.

A layout says for each field of a row (`FIELDS`) from which column it comes and how it is read; a mapping file says the
same of any CSV (mapping.py). Sources: GDELT's codebooks 2.0 (events, mentions), ICEWS's and POLECAT's files on Dataverse,
the files of the Phoenix pipeline and of the Cline Center's Historical Phoenix.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Literal

from dragoman.errors import TextError
from dragoman.ledger.cameo import find_country, find_fips

Reader = Callable[[str], Any]
Columns = dict[str, tuple[str, Reader]]
Book = Literal["cameo", "plover", "none"]

FIELDS = (
    *("id", "acted_on", "code", "text", "type", "mode", "source_score", "contexts"),
    *(f"{part}_{of}" for part in ("actor", "recipient") for of in ("name", "country", "sector", "code")),
    *("place_name", "place_country", "latitude", "longitude", "outlet", "url", "articles"),
)
"""What a row of an event may hold, as a file has it; PLOVER's quad and score follow from type and mode."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How one kind of file is laid out: its columns in order, whether it begins with their names, and what is kept.

    A header may name more columns than these, in any order; a file without one must have just as many.
    """

    names: tuple[str, ...]
    header: bool
    kept: Columns
    delimiter: str = "\t"


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file, by the name that `--format` takes. `lacks`: what of its rows, or of Dragoman's, has no place."""

    name: str
    source: str
    book: Book
    layouts: tuple[Layout, ...]
    lacks: tuple[str, ...]
    carriers: bool = False  # rows are articles that carry an event


# --- how a cell is read: what cannot be is a ValueError ---------------------------------------------------------------


def read_text(cell: str) -> str | None:
    """A text; None where the cell is empty or says that there is none."""
    cell = cell.strip()
    return None if cell in _NOTHING else cell


def read_number(cell: str) -> float | None:
    """A number, as "-3.5"."""
    number = float(cell) if (cell := cell.strip()) and cell not in _NOTHING else None
    if number is not None and not abs(number) < 1e15:
        raise ValueError(f"{cell!r} is no number")
    return number


def read_percent(cell: str) -> float | None:
    """A share, from percent."""
    percent = read_number(cell)
    return None if percent is None else percent / 100


def read_count(cell: str) -> int | None:
    """How many, as "12"."""
    return int(cell) if (cell := cell.strip()) and cell not in _NOTHING else None


@lru_cache(maxsize=65536)
def read_day(cell: str) -> str:
    """A day, as 2018-02-12 or 20180212, with or without an hour; as a database has it."""
    return date.fromisoformat(cell.strip()[: 10 if "-" in cell else 8]).isoformat()


@lru_cache(maxsize=65536)
def read_instant(cell: str) -> str:
    """An instant in UTC, as 20180212153000; as a database has it."""
    return datetime.strptime(cell, "%Y%m%d%H%M%S").isoformat(" ", "microseconds")


@lru_cache(maxsize=4096)
def read_country(cell: str) -> str | None:
    """A country by its name or code; of several, parted by ";", the first. Regions and what is unknown are None."""
    return find_country(cell.partition(";")[0])


@lru_cache(maxsize=4096)
def read_place(cell: str) -> str | None:
    """The country of a place by its FIPS code."""
    return find_fips(cell)


def read_list(cell: str) -> str | None:
    """Several, parted by ";" or ",", as we part them."""
    parts = (part.strip() for part in cell.replace(",", ";").split(";"))
    return ";".join(part for part in parts if part not in _NOTHING) or None


def read_issues(cell: str) -> str | None:
    """Phoenix's issues, as "MILITARY,2;ELECTION,1", without how often each is named."""
    return read_list(";".join(part.partition(",")[0] for part in cell.split(";")))


def read_first(cell: str) -> str | None:
    """Of several, parted by ";", the first."""
    return read_text(cell.partition(";")[0])


@lru_cache(maxsize=65536)
def read_sectors(cell: str) -> str | None:
    """PLOVER's sector from those of ICEWS: the first of our list that stands among them."""
    held = {part.strip() for part in cell.split(",")}
    return next((sector for name, sector in _SECTORS if name in held), None)


@lru_cache(maxsize=65536)
def read_bracketed(cell: str) -> str | None:
    """The country in "Police (Australia)", or that "Australia" is."""
    return find_country(cell.rpartition("(")[2].rstrip(")") if cell.endswith(")") else cell)


def read_code(cell: str) -> str | None:
    """ICEWS's CAMEO code: three digits or four, where a table's software may have dropped a nought."""
    code = read_text(cell)
    return code.zfill(3) if code else None


def read_mode(cell: str) -> str | None:
    """A mode, as we write it."""
    return (read_text(cell) or "").casefold() or None


def read_type(cell: str) -> str | None:
    """A type, as we write it."""
    return (read_text(cell) or "").upper() or None


_NOTHING = frozenset({"", "None", "NULL", "null", "NA", "nan", "NaN", "---"})
_SECTORS = (
    *(("Military", "MIL"), ("Army", "MIL"), ("Navy", "MIL"), ("Air Force", "MIL"), ("Intelligence", "SPY")),
    *(("Police", "COP"), ("Judicial", "JUD"), ("Legislative / Parliamentary", "LEG"), ("Executive", "GOV")),
    *(("Executive Office", "GOV"), ("Government", "GOV"), ("State-Owned Enterprises", "GOV"), ("Rebel", "REB")),
    *(("Insurgents", "REB"), ("Separatists", "REB"), ("Radicals / Extremists / Fundamentalists", "REB")),
    *(("Opposition Parties / Candidates", "OPP"), ("Opposition", "OPP"), ("Dissident", "OPP"), ("Parties", "PTY")),
    *(("Ethnic", "CVL"), ("Media", "MED"), ("Business", "BUS"), ("Education", "EDU"), ("Criminals / Gangs", "CRM")),
    *(("General Population / Civilian / Social", "CVL"), ("Social", "CVL"), ("Refugees / Displaced", "REF")),
    *(("International Government Organization", "IGO"), ("Nongovernmental Organization (International)", "NGO")),
)
"""Names of ICEWS's sectors, the telling ones first: of "Government,Military" the second says more."""

# --- the formats ------------------------------------------------------------------------------------------------------

_NO_TEXT = (
    "no text stands behind a row: evidence, factuality, aspect, conditions, and on whose word it stands are not there"
)

_GDELT_ACTOR = (
    *("Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code"),
    *("Type1Code", "Type2Code", "Type3Code"),
)
_GDELT_GEO = ("Type", "Fullname", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")


def _name_gdelt(*, adm2: bool = True, url: bool = True) -> tuple[str, ...]:
    """GDELT's columns; files of version 1 lack some."""
    geo = [name for name in _GDELT_GEO if adm2 or name != "ADM2Code"]
    return (
        *("GlobalEventID", "Day", "MonthYear", "Year", "FractionDate"),
        *(f"Actor{n}{name}" for n in (1, 2) for name in _GDELT_ACTOR),
        *("IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale"),
        *("NumMentions", "NumSources", "NumArticles", "AvgTone"),
        *(f"{part}Geo_{name}" for part in ("Actor1", "Actor2", "Action") for name in geo),
        *("DATEADDED", *(("SOURCEURL",) if url else ())),
    )


GDELT_COLUMNS = _name_gdelt()
_GDELT_KEPT: Columns = {
    "id": ("GlobalEventID", read_text),
    "acted_on": ("Day", read_day),
    "code": ("EventCode", read_text),
    "source_score": ("GoldsteinScale", read_number),
    "actor_name": ("Actor1Name", read_text),
    "actor_country": ("Actor1CountryCode", read_country),
    "actor_sector": ("Actor1Type1Code", read_text),
    "actor_code": ("Actor1Code", read_text),
    "recipient_name": ("Actor2Name", read_text),
    "recipient_country": ("Actor2CountryCode", read_country),
    "recipient_sector": ("Actor2Type1Code", read_text),
    "recipient_code": ("Actor2Code", read_text),
    "place_name": ("ActionGeo_Fullname", read_text),
    "place_country": ("ActionGeo_CountryCode", read_place),
    "latitude": ("ActionGeo_Lat", read_number),
    "longitude": ("ActionGeo_Long", read_number),
    "url": ("SOURCEURL", read_text),
    "articles": ("NumArticles", read_count),
}
_GDELT_BARE = {name: column for name, column in _GDELT_KEPT.items() if name != "url"}
_MENTIONS = (
    *("GlobalEventID", "EventTimeDate", "MentionTimeDate", "MentionType", "MentionSourceName", "MentionIdentifier"),
    *("SentenceID", "Actor1CharOffset", "Actor2CharOffset", "ActionCharOffset", "InRawText", "Confidence"),
    *("MentionDocLen", "MentionDocTone", "MentionDocTranslationInfo", "Extras"),
)
ICEWS_COLUMNS = (
    *("Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code"),
    *("Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher"),
    *("City", "District", "Province", "Country", "Latitude", "Longitude"),
)
POLECAT_COLUMNS = (
    *("Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts"),
    *("Actor Name", "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title"),
    *("Actor Name Raw", "Wikipedia Actor ID", "Recipient Name", "Recipient Country", "Recipient COW"),
    *("Primary Recipient Sector", "Recipient Sectors", "Recipient Title", "Recipient Name Raw"),
    *("Wikipedia Recipient ID", "Placename", "City", "District", "Province", "Country", "Latitude", "Longitude"),
    *("GeoNames ID", "Raw Placename", "Feature Type", "Source", "Publication Date", "Story People"),
    *("Story Organizations", "Story Locations", "Language", "Version"),
)
_PHOENIX = (
    *("EventID", "Date", "Year", "Month", "Day", "SourceActorFull", "SourceActorEntity", "SourceActorRole"),
    *("SourceActorAttribute", "TargetActorFull", "TargetActorEntity", "TargetActorRole", "TargetActorAttribute"),
    *("EventCode", "EventRootCode", "QuadClass", "GoldsteinScore", "Issues", "Lat", "Lon", "LocationName"),
    *("StateName", "CountryCode", "SentenceID", "URLs", "NewsSources"),
)
_CLINE = (
    *("eid", "story_date", "year", "month", "day", "source", "source_root", "source_agent", "source_others"),
    *("target", "target_root", "target_agent", "target_others", "code", "root_code", "quad_class", "goldstein"),
    *("joined_issues", "lat", "lon", "placename", "statename", "countryname", "aid", "process"),
)


def _keep_polecat(scored: str | None) -> Columns:
    """What is kept of POLECAT's rows. `scored`: the column of the intensity, which files of some years call otherwise or lack."""
    score: Columns = {} if scored is None else {"source_score": (scored, read_number)}
    return score | {
        "id": ("Event ID", read_text),
        "acted_on": ("Event Date", read_day),
        "type": ("Event Type", read_type),
        "mode": ("Event Mode", read_mode),
        "contexts": ("Contexts", read_list),
        "actor_name": ("Actor Name", read_text),
        "actor_country": ("Actor Country", read_country),
        "actor_sector": ("Primary Actor Sector", read_first),
        "recipient_name": ("Recipient Name", read_text),
        "recipient_country": ("Recipient Country", read_country),
        "recipient_sector": ("Primary Recipient Sector", read_first),
        "place_name": ("Placename", read_text),
        "place_country": ("Country", read_country),
        "latitude": ("Latitude", read_number),
        "longitude": ("Longitude", read_number),
        "outlet": ("Source", read_text),
    }


FORMATS = {
    each.name: each
    for each in (
        Format(
            "gdelt",
            "gdelt",
            "cameo",
            tuple(
                Layout(_name_gdelt(adm2=adm2, url=url), False, _GDELT_KEPT if url else _GDELT_BARE)
                for adm2, url in ((True, True), (False, True), (False, False))
            ),
            (
                _NO_TEXT,
                "of an actor its group, ethnic and religious codes, its second and third type, and where it is",
                "the tone, whether it is a root event, the number of mentions and of sources, and when GDELT added it",
                "of a place its province and feature codes",
            ),
        ),
        Format(
            "gdelt-mentions",
            "gdelt",
            "none",
            (
                Layout(
                    _MENTIONS,
                    False,
                    {
                        "event_id": ("GlobalEventID", read_text),
                        "seen_at": ("MentionTimeDate", read_instant),
                        "outlet": ("MentionSourceName", read_text),
                        "url": ("MentionIdentifier", read_text),
                        "sentence": ("SentenceID", read_count),
                        "confidence": ("Confidence", read_percent),
                        "tone": ("MentionDocTone", read_number),
                    },
                ),
            ),
            (
                "where in the article the parties and the act stand, its length, and from which language it was translated",
                "what kind of source it is: web, broadcast, archive",
            ),
            carriers=True,
        ),
        Format(
            "icews",
            "icews",
            "cameo",
            (
                Layout(
                    ICEWS_COLUMNS,
                    True,
                    {
                        "id": ("Event ID", read_text),
                        "acted_on": ("Event Date", read_day),
                        "code": ("CAMEO Code", read_code),
                        "text": ("Event Text", read_text),
                        "source_score": ("Intensity", read_number),
                        "actor_name": ("Source Name", read_text),
                        "actor_country": ("Source Country", read_country),
                        "actor_sector": ("Source Sectors", read_sectors),
                        "recipient_name": ("Target Name", read_text),
                        "recipient_country": ("Target Country", read_country),
                        "recipient_sector": ("Target Sectors", read_sectors),
                        "place_name": ("City", read_text),
                        "place_country": ("Country", read_country),
                        "latitude": ("Latitude", read_number),
                        "longitude": ("Longitude", read_number),
                        "outlet": ("Publisher", read_text),
                    },
                ),
                Layout(
                    ("date", "actor", "event", "recipient"),
                    True,
                    {
                        "acted_on": ("date", read_day),
                        "text": ("event", read_text),
                        "actor_name": ("actor", read_text),
                        "actor_country": ("actor", read_bracketed),
                        "recipient_name": ("recipient", read_text),
                        "recipient_country": ("recipient", read_bracketed),
                    },
                    ",",
                ),
            ),
            (
                _NO_TEXT,
                "all sectors of an actor but the most telling one",
                "the story's number and the sentence's in it, district and province of a place",
                "where a file has four columns only: ids, codes, sectors, places, the country of whoever is not named with it",
            ),
        ),
        Format(
            "polecat",
            "polecat",
            "plover",
            tuple(
                Layout(POLECAT_COLUMNS, True, _keep_polecat(scored))
                for scored in ("Intensity", "Event Intensity", None)
            ),
            (
                _NO_TEXT,
                "several actors in one cell stay one name, with the first one's country and sector",
                "titles, raw names, Wikipedia and COW codes of actors, GeoNames ids and provinces of places",
                "the story's people, organisations and places, its language, and when it was published",
            ),
        ),
        Format(
            "phoenix",
            "phoenix",
            "cameo",
            (
                Layout(
                    _PHOENIX,
                    False,
                    {
                        "id": ("EventID", read_text),
                        "acted_on": ("Date", read_day),
                        "code": ("EventCode", read_text),
                        "source_score": ("GoldsteinScore", read_number),
                        "contexts": ("Issues", read_issues),
                        "actor_country": ("SourceActorEntity", read_country),
                        "actor_sector": ("SourceActorRole", read_text),
                        "actor_code": ("SourceActorFull", read_text),
                        "recipient_country": ("TargetActorEntity", read_country),
                        "recipient_sector": ("TargetActorRole", read_text),
                        "recipient_code": ("TargetActorFull", read_text),
                        "place_name": ("LocationName", read_text),
                        "place_country": ("CountryCode", read_country),
                        "latitude": ("Lat", read_number),
                        "longitude": ("Lon", read_number),
                        "outlet": ("NewsSources", read_first),
                        "url": ("URLs", read_first),
                    },
                ),
                Layout(
                    _CLINE,
                    True,
                    {
                        "id": ("eid", read_text),
                        "acted_on": ("story_date", read_day),
                        "code": ("code", read_text),
                        "source_score": ("goldstein", read_number),
                        "contexts": ("joined_issues", read_issues),
                        "actor_country": ("source_root", read_country),
                        "actor_sector": ("source_agent", read_first),
                        "actor_code": ("source", read_text),
                        "recipient_country": ("target_root", read_country),
                        "recipient_sector": ("target_agent", read_first),
                        "recipient_code": ("target", read_text),
                        "place_name": ("placename", read_text),
                        "place_country": ("countryname", read_country),
                        "latitude": ("lat", read_number),
                        "longitude": ("lon", read_number),
                    },
                    ",",
                ),
            ),
            (
                _NO_TEXT,
                "actors have codes, no names; their attributes beyond country and role",
                "the day is the story's: when the act was is not said",
                "of several urls and outlets the first; the sentence's number; the state or province of a place",
            ),
        ),
    )
}
"""The formats that `dragoman import --format` takes."""


def get_format(name: str) -> Format:
    """A format by its name. Raises TextError."""
    if name not in FORMATS:
        raise TextError(
            f"{name!r} is no format of event data: there are {', '.join(FORMATS)}, and --mapping for any CSV"
        )
    return FORMATS[name]
