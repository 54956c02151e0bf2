"""Rows → tables: one line a statement, a report, or a row of others, with a column for each thing that a cell can hold.

Reports also in the columns of POLECAT, ICEWS and GDELT, one line a dyad: a compound actor is taken apart, an organisation
never; of joint acts (CONSULT, COOPERATE) each party stands with each other, once in either order. These columns have no place
for what did not happen, may not have or is yet to come: only acts past or present that are certain or probable and affirmed are
written, and how many were left out is said.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC
from itertools import permutations, product
from typing import TYPE_CHECKING, Any, Literal

from dragoman.contract import find_corrected, write_number, write_published
from dragoman.ledger.cameo import find_code, find_country, read_countries
from dragoman.ledger.formats import GDELT_COLUMNS, ICEWS_COLUMNS, POLECAT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from dragoman.records import Actor, Article, Imported, Party, Place, Report, Span, Statement

Kind = Literal["text", "day", "number", "count"]
Cells = list[object]
HAPPENED = frozenset({"CT+", "PR+"})
"""The factualities of acts that the columns of others can hold."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table's columns, and what each holds; its lines are made one by one. `foreign`: laid out as others lay theirs out.

    `left_out`: how many reports had no place in it, by why; known once all lines are made.
    """

    columns: dict[str, Kind]
    lines: Iterator[Cells]
    header: bool = True
    foreign: bool = False
    left_out: dict[str, int] = field(default_factory=dict)


def lay_out_statements(rows: Iterable[tuple[Article, Statement]]) -> Table:
    """A statement a line."""
    return Table(_STATEMENT, (_write_statement(article, s) for article, s in rows))


def lay_out_reports(rows: Iterable[tuple[Article, Report]]) -> Table:
    """A report a line, its parties parted by "; "."""
    return Table(_REPORT, (_write_report(article, r) for article, r in rows))


def lay_out_imported(rows: Iterable[Imported]) -> Table:
    """A row of others a line."""
    return Table(_IMPORTED, (_write_imported(row) for row in rows))


def lay_out_foreign(rows: Iterable[tuple[Article, Report]], columns: str) -> Table:
    """A dyad a line, in the columns of polecat, icews or gdelt."""
    names, write, header = _FOREIGN[columns]
    left_out: dict[str, int] = {}
    kinds: dict[str, Kind] = {name: _KINDS.get(name, "text") for name in names}
    lines = (
        [cells.get(name) for name in names]
        for article, report, on in _find_told(rows, left_out)
        for id, actor, recipient in _expand(report)
        for cells in [write(id, article, report, on, actor, recipient)]
    )
    return Table(kinds, lines, header=header, foreign=True, left_out=left_out)


def expand_dyads(report: Report) -> list[tuple[Actor | None, Actor | None]]:
    """Who acts towards whom: each actor with each recipient; of acts in which all act, each with each other, either way."""
    if report.recipients or len(report.actors) < 2:
        return list(product(report.actors or (None,), report.recipients or (None,)))
    return list(permutations(report.actors, 2)) if report.type in _JOINT else [(a, None) for a in report.actors]


_JOINT = frozenset({"CONSULT", "COOPERATE"})

# --- our own columns --------------------------------------------------------------------------------------------------

_STATEMENT: dict[str, Kind] = {
    **dict.fromkeys(("article", "statement", "outlet", "title", "published_at"), "text"),
    **dict.fromkeys(("said_on_from", "said_on_to"), "day"),
    **dict.fromkeys(
        ("speakers", "countries", "sectors", "roles", "source", "cue", "content", "manner", "stance"), "text"
    ),
    **dict.fromkeys(("occasion", "addressees", "chain", "within"), "text"),
    "confidence": "number",
    **dict.fromkeys(("url", "corrected"), "text"),
}
_REPORT: dict[str, Kind] = {
    **dict.fromkeys(("article", "report", "outlet", "title", "published_at"), "text"),
    **dict.fromkeys(("date_from", "date_to"), "day"),
    **dict.fromkeys(("actors", "actor_countries", "actor_sectors"), "text"),
    **dict.fromkeys(("recipients", "recipient_countries", "recipient_sectors", "type", "mode", "quad"), "text"),
    "score": "number",
    **dict.fromkeys(("contexts", "factuality", "time", "aspect", "place", "place_country", "numbers"), "text"),
    **dict.fromkeys(("conditions", "asserted_by", "performed_in", "evidence"), "text"),
    "confidence": "number",
    **dict.fromkeys(("url", "corrected"), "text"),
}
_PARTS = ("name", "country", "sector", "code")
_IMPORTED: dict[str, Kind] = {
    **dict.fromkeys(("source", "id"), "text"),
    "acted_on": "day",
    **dict.fromkeys((f"{part}_{of}" for part in ("actor", "recipient") for of in _PARTS), "text"),
    **dict.fromkeys(("code", "text", "type", "mode", "quad"), "text"),
    **dict.fromkeys(("score", "source_score"), "number"),
    **dict.fromkeys(("contexts", "place_name", "place_country"), "text"),
    **dict.fromkeys(("latitude", "longitude"), "number"),
    **dict.fromkeys(("outlet", "url"), "text"),
    "articles": "count",
}


def _write_statement(article: Article, s: Statement) -> Cells:
    day = s.said_on
    return [
        article.id, s.id, article.outlet, article.title, write_published(article.published_at),
        day and day.from_on, day and day.to_on,
        _list(x.name for x in s.speakers), _list(x.country for x in s.speakers), _list(x.sector for x in s.speakers),
        _list(x.role for x in s.speakers), s.source and s.source.of(article.text), _say(article, s.cue),
        _say(article, s.content), s.manner, s.stance, s.occasion, _list(x.name for x in s.addressees),
        " <- ".join(h.actor.name for h in s.chain), s.within, round(s.confidence, 4), article.url,
        _list(find_corrected(s)),
    ]  # fmt: skip


def _write_report(article: Article, r: Report) -> Cells:
    return [
        article.id, r.id, article.outlet, article.title, write_published(article.published_at),
        r.date and r.date.from_on, r.date and r.date.to_on,
        *(_list(getattr(x, of) for x in part) for part in (r.actors, r.recipients) for of in ("name", "country", "sector")),
        r.type, r.mode, r.quad, r.score, _list(r.contexts), r.factuality, r.time, r.aspect,
        r.place and r.place.name, r.place and r.place.country, _list(f"{write_number(x.value)} {x.what}" for x in r.numbers),
        _list(f"{x.kind}: {x.span.of(article.text)}" for x in r.conditions), r.asserted_by, r.performed_in,
        _say(article, r.evidence), round(r.confidence, 4), article.url, _list(find_corrected(r)),
    ]  # fmt: skip


def _write_imported(row: Imported) -> Cells:
    parties = (_cells_of(party) for party in (row.actor, row.recipient))
    return [
        row.source, row.id, row.acted_on, *(cell for party in parties for cell in party),
        row.code, row.text, row.type, row.mode, row.quad, row.score, row.source_score, _list(row.contexts),
        row.place_name, row.place_country, row.latitude, row.longitude, row.outlet, row.url, row.articles,
    ]  # fmt: skip


def _cells_of(party: Party | None) -> Cells:
    return [None] * len(_PARTS) if party is None else [getattr(party, of) for of in _PARTS]


def _say(article: Article, spans: Iterable[Span]) -> str:
    return " … ".join(span.of(article.text) for span in spans) if article.text else ""


def _list(values: Iterable[str | None]) -> str:
    return "; ".join(value or "" for value in values)


# --- the columns of others --------------------------------------------------------------------------------------------


def _find_told(
    rows: Iterable[tuple[Article, Report]], left_out: dict[str, int]
) -> Iterator[tuple[Article, Report, date]]:
    """The reports that have a place there, with their day: the act's, else that of publication."""
    for article, report in rows:
        on = report.date.from_on if report.date else article.published_at.on if article.published_at else None
        why = _find_lack(report, on)
        if why is None and on is not None:
            yield article, report, on
        elif why is not None:
            left_out[why] = left_out.get(why, 0) + 1


def _find_lack(report: Report, on: date | None) -> str | None:
    """Why a report has no place in the columns of others, None where it has."""
    if report.factuality not in HAPPENED:
        return "denied or only possible"
    if report.time == "future" and report.performed_in is None:  # a promise is an act on the day it is given
        return "yet to come"
    return "without a day" if on is None else None


def _expand(report: Report) -> Iterator[tuple[str, Actor | None, Actor | None]]:
    """Each dyad of a report with an id: the report's, with a number where there are several."""
    dyads = expand_dyads(report)
    for n, (actor, recipient) in enumerate(dyads, 1):
        yield (report.id if len(dyads) == 1 else f"{report.id}-{n}"), actor, recipient


def _write_polecat(
    id: str, article: Article, report: Report, on: date, actor: Actor | None, recipient: Actor | None
) -> dict[str, object]:
    cells: dict[str, object] = {
        "Event ID": id, "Event Date": on, "Event Type": report.type, "Event Mode": report.mode, "Intensity": report.score,
        "Quad Code": report.quad.upper(), "Contexts": ";".join(report.contexts),
        "Placename": _find_town(report.place), "Raw Placename": report.place and report.place.name,
        "Country": report.place and report.place.country,
        "Source": article.outlet, "Publication Date": article.published_at and article.published_at.on,
        "Language": article.language, "Version": "dragoman",
    }  # fmt: skip
    for part, who in (("Actor", actor), ("Recipient", recipient)):
        if who is not None:
            cells |= {
                f"{part} Name": who.name, f"{part} Country": who.country, f"Primary {part} Sector": who.sector,
                f"{part} Sectors": who.sector, f"{part} Title": who.role,
            }  # fmt: skip
    return cells


def _write_icews(
    id: str, article: Article, report: Report, on: date, actor: Actor | None, recipient: Actor | None
) -> dict[str, object]:
    act = find_code(report.type, report.mode)
    cells: dict[str, object] = {
        "Event ID": id, "Event Date": on, "Event Text": act.names[0] if act.names else None, "CAMEO Code": act.code,
        "Intensity": act.goldstein, "Publisher": article.outlet, "Story ID": article.id,
        "City": _find_town(report.place), "Country": _name_country(report.place.country if report.place else None),
    }  # fmt: skip
    for part, who in (("Source", actor), ("Target", recipient)):
        if who is not None:
            country = _name_country(who.country)
            cells |= {
                f"{part} Name": country if who.kind == "state" and country else who.name, f"{part} Country": country,
                f"{part} Sectors": None if who.kind == "state" else _SECTORS.get(who.sector or ""),
            }  # fmt: skip
    return cells


def _write_gdelt(
    id: str, article: Article, report: Report, on: date, actor: Actor | None, recipient: Actor | None
) -> dict[str, object]:
    act = find_code(report.type, report.mode)
    at = article.published_at
    cells: dict[str, object] = {
        "GlobalEventID": id, "Day": f"{on:%Y%m%d}", "MonthYear": f"{on:%Y%m}", "Year": f"{on:%Y}",
        "FractionDate": f"{on.year + ((on.month - 1) * 30 + on.day) / 365:.4f}", "IsRootEvent": 1,
        "EventCode": act.code, "EventBaseCode": act.code[:3], "EventRootCode": act.code[:2],
        "QuadClass": _quad_gdelt(act.code), "GoldsteinScale": act.goldstein, "NumMentions": 1, "NumSources": 1,
        "NumArticles": 1, "ActionGeo_Type": _type_gdelt(report.place),
        "ActionGeo_Fullname": report.place and report.place.name,
        "ActionGeo_CountryCode": _write_fips(report.place.country if report.place else None),
        "DATEADDED": f"{at.at.astimezone(UTC):%Y%m%d%H%M%S}" if at else None, "SOURCEURL": article.url,
    }  # fmt: skip
    for part, who in (("Actor1", actor), ("Actor2", recipient)):
        if who is not None:
            country = _write_cameo(who.country)
            sector = None if who.kind == "state" else who.sector
            cells |= {
                f"{part}Code": f"{country or ''}{sector or ''}" or None, f"{part}Name": who.name.upper(),
                f"{part}CountryCode": country, f"{part}Type1Code": sector,
            }  # fmt: skip
    return cells


def _find_town(place: Place | None) -> str | None:
    """The name of a place within a country; None for a country itself."""
    return None if place is None or find_country(place.name) == place.country else place.name


def _type_gdelt(place: Place | None) -> int:
    """GDELT's: 0 none, 1 a country, 3 a city in the United States, 4 one elsewhere; states and provinces count as cities."""
    if place is None:
        return 0
    return 1 if _find_town(place) is None else 3 if place.country == "USA" else 4


def _name_country(alpha3: str | None) -> str | None:
    country = read_countries().get(alpha3 or "")
    return country.names[0] if country else None


def _write_cameo(alpha3: str | None) -> str | None:
    country = read_countries().get(alpha3 or "")
    return country.cameo[0] if country and alpha3 in _IRREGULAR else alpha3


def _write_fips(alpha3: str | None) -> str | None:
    country = read_countries().get(alpha3 or "")
    return country.fips[0] if country and country.fips else None


def _quad_gdelt(code: str) -> int:
    """GDELT's: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict."""
    return next(quad for quad, last in enumerate((5, 8, 13, 20), 1) if int(code[:2]) <= last)


_IRREGULAR = frozenset({"ROU", "TLS", "MNE", "IMN"})
"""Countries for which GDELT has only CAMEO's own code."""
_SECTORS = {
    "GOV": "Government", "MIL": "Military", "SPY": "Intelligence", "COP": "Police", "JUD": "Judicial",
    "LEG": "Legislative / Parliamentary", "OPP": "Opposition", "REB": "Rebel", "MED": "Media", "BUS": "Business",
    "CVL": "General Population / Civilian / Social", "EDU": "Education", "CRM": "Criminals / Gangs", "PTY": "Parties",
    "IGO": "International Government Organization", "NGO": "Nongovernmental Organization (International)",
    "REF": "Refugees / Displaced",
}  # fmt: skip
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("Event Date", "Publication Date"), "day"),
    **dict.fromkeys(("Intensity", "GoldsteinScale"), "number"),
    **dict.fromkeys(
        ("IsRootEvent", "QuadClass", "NumMentions", "NumSources", "NumArticles", "ActionGeo_Type"), "count"
    ),
}

_FOREIGN: dict[str, tuple[tuple[str, ...], Any, bool]] = {
    "polecat": (POLECAT_COLUMNS, _write_polecat, True),
    "icews": (ICEWS_COLUMNS, _write_icews, True),
    "gdelt": (GDELT_COLUMNS, _write_gdelt, False),
}
FOREIGN_LACKS = {
    "polecat": ("factuality, time and aspect", "numbers and conditions", "on whose word an act stands", "evidence"),
    "icews": ("PLOVER's type and mode, beyond the CAMEO code nearest to them", "contexts, numbers and conditions",
              "factuality, time and aspect", "on whose word an act stands", "evidence"),
    "gdelt": ("PLOVER's type and mode, beyond the CAMEO code nearest to them", "contexts, numbers and conditions",
              "factuality, time and aspect", "on whose word an act stands", "evidence", "tone, and where the parties are"),
}  # fmt: skip
"""What of a report has no place in the columns of others."""
