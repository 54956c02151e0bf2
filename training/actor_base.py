"""Writes the offices that are carried over from others: `python -m training.actor_base [CORPORA]`.

From REIGN (Bell, Besaw and Frank, MIT licence; who led a country, to March 2021) come heads of state and government,
where the country's constitution leaves no doubt which of the two the effective leader was. The Phoenix dictionaries
(Open Event Data Alliance, MIT licence) complete names that REIGN gives as surnames. REIGN's days are often off by a
few: dates are carried over to the month, and a change within a month stays open.
"""

from __future__ import annotations

import csv
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dragoman.actors.tables import name_key

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "src" / "dragoman" / "actors" / "data" / "offices_reign.tsv"
SINCE, READ_TO = 2000, "2021-03-01"

# Who leads is head of state and government (presidential), head of state, or head of government (parliamentary);
# REIGN's letters:alpha-3[:since]. Left out: where the leader was now one, now the other, or neither.
BOTH = (
    "USA:USA DOM:DOM GUA:GTM HON:HND SAL:SLV NIC:NIC COS:CRI PAN:PAN MEX:MEX COL:COL VEN:VEN ECU:ECU BRA:BRA BOL:BOL "
    "PAR:PRY CHL:CHL ARG:ARG URU:URY CYP:CYP GAM:GMB LBR:LBR GHA:GHA NIG:NGA ZAM:ZMB MAW:MWI SAF:ZAF BOT:BWA SEY:SYC "
    "PHI:PHL INS:IDN PAL:PLW FSM:FSM KIR:KIR MSI:MHL MAD:MDV SSD:SSD TKM:TKM"
)
STATE = (
    "FRN:FRA POR:PRT AZE:AZE BLR:BLR KZK:KAZ UZB:UZB TAJ:TJK EGY:EGY SYR:SYR MOR:MAR JOR:JOR BRU:BRN QAT:QAT OMA:OMN "
    "RWA:RWA UGA:UGA KEN:KEN TAZ:TZA DJI:DJI ERI:ERI CAO:CMR GAB:GAB CHA:TCD CON:COG EQG:GNQ NAM:NAM ANG:AGO MZM:MOZ "
    "SEN:SEN BEN:BEN SIE:SLE NIR:NER DRC:COD PER:PER ALG:DZA"
)
GOVERNMENT = (
    "CAN:CAN BHM:BHS JAM:JAM TRI:TTO BAR:BRB DMA:DMA GRN:GRD SLU:LCA SVG:VCT AAB:ATG SKN:KNA BLZ:BLZ UKG:GBR IRE:IRL "
    "NTH:NLD BEL:BEL LUX:LUX SPN:ESP AND:AND GMY:DEU AUS:AUT HUN:HUN CZR:CZE SLO:SVK ITA:ITA MLT:MLT ALB:ALB MAC:MKD "
    "SLV:SVN GRC:GRC BUL:BGR EST:EST LAT:LVA NOR:NOR SWD:SWE DEN:DNK ICE:ISL ISR:ISR JPN:JPN IND:IND BNG:BGD MAL:MYS "
    "SIN:SGP AUL:AUS NEW:NZL PNG:PNG SOL:SLB VAN:VUT TUV:TUV MAS:MUS LES:LSO ETH:ETH KOS:XKX MNG:MNE:2006 IRQ:IRQ:2005 "
    "NEP:NPL:2008"
)
SYSTEMS = {
    "head of state": f"{BOTH} {STATE}",
    "head of government": f"{BOTH} {GOVERNMENT}",
}
# Led without the office that their row would give them, or are not one person.
NO_HOLDERS = {"Micheletti", "Iajuddin", "Houthi", "Muhammad VI", "Traore", "Jiang Zemin"}
# Given names where the dictionary's only minister of that surname is a relative, or spells himself otherwise.
GIVEN = {
    "Arias": "Oscar Arias", "Letta": "Enrico Letta", "Koirala": "Sushil Koirala", "Lungu": "Edgar Lungu",
    "Lukashenko": "Alexander Lukashenko", "Nazarbaev": "Nursultan Nazarbayev", "Rakhmonov": "Emomali Rahmon",
}  # fmt: skip
WRONG_LETTERS = {"Saca Gonzšlez": "Saca González", "Muhammad VI": "Mohammed VI", "Ilhma Aliyev": "Ilham Aliyev"}
_PHOENIX_NAME = re.compile(r"^([A-Z][A-Z_'-]+?)_? *(?:[;#].*)?$")
_PHOENIX_ROLE = re.compile(r"\[([A-Z]{3})GOV >?(\d{6,8})(?:-(\d{6,8}))?\]")


@dataclass(frozen=True, slots=True)
class Leader:
    """A row of REIGN; dates to the month."""

    letters: str
    name: str
    from_on: str
    to_on: str


def read_leaders(path: Path) -> list[Leader]:
    """The leaders who were one after `SINCE` began."""
    lines = [_decode(line) for line in path.read_bytes().splitlines()]
    rows = [row for row in csv.DictReader(lines) if row["syear"] and int(row["eyear"] or SINCE) >= SINCE]
    return [
        Leader(
            row["stateabb"],
            WRONG_LETTERS.get(row["leader"].strip(), row["leader"].strip()),
            f"{int(row['syear'])}-{int(row['smonth']):02}",
            f"{int(row['eyear'])}-{int(row['emonth']):02}" if row["eyear"] else READ_TO,
        )
        for row in rows
    ]


def _decode(line: bytes) -> str:
    """A line of REIGN, which has some in UTF-8 and some in Latin-1."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("latin-1")


@dataclass(frozen=True, slots=True)
class Served:
    """Somebody in government by the Phoenix dictionary, which ends in 2014."""

    name: str
    country: str
    from_year: int
    to_year: int


def read_names(path: Path) -> list[Served]:
    """Names of people in government in the Phoenix dictionary."""
    found, name = [], ""
    for line in path.read_text("latin-1").splitlines():
        if head := _PHOENIX_NAME.match(line):
            name = head[1].replace("_", " ").strip()
        elif name and (role := _PHOENIX_ROLE.search(line)):
            found.append(Served(name, role[1], _year(role[2]), _year(role[3]) if role[3] else 2014))
    return found


def _year(day: str) -> int:
    if len(day) == 8:
        return int(day[:4])
    return 1900 + int(day[:2]) if int(day[:2]) > 14 else 2000 + int(day[:2])


def complete(leader: Leader, country: str, names: list[Served]) -> str:
    """The full name of a leader given by surname: the only one in office then that ends so; else as it is given."""
    if " " in leader.name or "." in leader.name or leader.name in GIVEN:
        return GIVEN.get(leader.name, leader.name)
    year = int(leader.from_on[:4])
    in_office = [n for n in names if n.country == country and n.from_year - 1 <= year <= n.to_year + 1]
    fitting = {n.name for n in in_office if _ends(n.name, name_key(leader.name))}
    if len(fitting) != 1:
        return leader.name
    given = next(iter(fitting)).split()[0]
    return f"{given.title()} {leader.name}"


def _ends(name: str, key: str) -> bool:
    full = name_key(name)
    return full.endswith(f" {key}") and len(full.split()) == 2


def find_rows(leaders: list[Leader], names: list[Served]) -> Iterator[tuple[str, ...]]:
    """Rows of the table of offices, by country."""
    for office, systems in SYSTEMS.items():
        for letters, country, *since in (system.split(":") for system in systems.split()):
            for leader in (row for row in leaders if row.letters == letters):
                if leader.name not in NO_HOLDERS and (not since or leader.from_on >= since[0]):
                    yield _write(leader, country, office, complete(leader, country, names))


def _write(leader: Leader, country: str, office: str, name: str) -> tuple[str, ...]:
    acting = "acting " if "(acting)" in name else ""
    name = re.sub(r"\s*\(.*?\)", "", name)
    surname = leader.name if leader.name != name and not acting else ""
    return name, surname, country, f"{acting}{office}", leader.from_on, leader.to_on, "GOV", "REIGN"


def main() -> int:
    """Write the table, and say how many rows it has."""
    corpora = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "corpora"
    leaders = read_leaders(corpora / "actors" / "reign-leaders.csv")
    rows = sorted(find_rows(leaders, read_names(corpora / "actors" / "phoenix-countries.txt")), key=lambda r: r[2:5])
    head = (
        "# Heads of state and of government, 2000 to March 2021, carried over from REIGN by training/actor_base.py (MIT).\n"
        "# Given names, where REIGN has none, from the Phoenix dictionaries (Open Event Data Alliance, MIT).\n"
        "# name\tother_names\tcountry\toffice\tfrom_on\tto_on\tsector\tsource\n"
    )
    TABLE.write_text(head + "".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
    print(f"{TABLE.relative_to(ROOT)}: {len(rows)} rows, {len({row[2] for row in rows})} countries")
    return 0


if __name__ == "__main__":
    sys.exit(main())
