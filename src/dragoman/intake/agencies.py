"""News agencies, and the lines by which a text says that one carried it: datelines, bylines, credits."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Folded names and marks → the name as `Article.wire` has it.
_TABLE = """
AP: ap|associated press|the associated press / AFP: afp|agence france presse|agence france-presse
Reuters: reuters|thomson reuters / UPI: upi|united press international / Bloomberg: bloomberg|bloomberg news
CNN: cnn|cnn wire|the cnn wire / DPA: dpa|deutsche presse agentur / EFE: efe|agencia efe / ANSA: ansa
PA: press association|pa media|pa news agency / CP: the canadian press|canadian press
AAP: aap|australian associated press / TASS: tass|itar tass / RIA Novosti: ria novosti|ria
Sputnik: sputnik|sputnik international / Interfax: interfax / Interfax-Ukraine: interfax ukraine
Ukrinform: ukrinform / UNIAN: unian / BelTA: belta / Xinhua: xinhua|xinhua news agency
CNS: china news service|cns / Kyodo: kyodo|kyodo news / Jiji: jiji|jiji press
Yonhap: yonhap|yonhap news agency / KCNA: kcna|korean central news agency / CNA: central news agency
PTI: pti|press trust of india / ANI: ani|asian news international / IANS: ians|indo asian news service
UNI: uni|united news of india / APP: app|associated press of pakistan / BSS: bss / UNB: unb / Bernama: bernama
Antara: antara|antaranews / VNA: vna|vietnam news agency / PNA: pna|philippine news agency
Anadolu: aa|anadolu|anadolu agency / DHA: dha|demiroren news agency / IHA: iha|ihlas news agency / IRNA: irna
ISNA: isna / Fars: fars|fars news agency / Tasnim: tasnim|tasnim news agency / Mehr: mehr|mehr news agency|mna
SANA: sana / NNA: nna / WAM: wam|emirates news agency / SPA: spa|saudi press agency
KUNA: kuna|kuwait news agency / QNA: qna|qatar news agency / BNA: bna|bahrain news agency
ONA: ona|oman news agency / Petra: petra|jordan news agency / MENA: middle east news agency
INA: iraqi news agency / WAFA: wafa / MAP: maghreb arabe presse / APS: algeria press service / LANA: lana
NAN: nan|news agency of nigeria / GNA: gna|ghana news agency / ENA: ena|ethiopian news agency / SUNA: suna
PANA: pana|panapress / Lusa: lusa / Belga: belga / ANP: anp / Ritzau: ritzau / NTB: ntb / TT: tt news agency
STT: stt / PAP: pap|polish press agency / CTK: ctk / TASR: tasr / MTI: mti / Agerpres: agerpres / BTA: bta
Tanjug: tanjug / Beta: beta news agency / Hina: hina / FENA: fena / SRNA: srna / MIA: mia / ATA: ata
ANA-MPA: ana mpa|athens macedonian news agency / CyNA: cyprus news agency / Armenpress: armenpress
AZERTAC: azertac|azertag / Trend: trend|trend news agency / Turan: turan / Interpressnews: interpressnews
Kazinform: kazinform / Kabar: kabar / AKIpress: akipress / UzA: uza / Khovar: khovar / BelaPAN: belapan
BNS: bns|baltic news service / ELTA: elta / LETA: leta / Montsame: montsame
RFE/RL: rfe rl|radio free europe radio liberty / VOA: voa|voice of america / Telam: telam
Agencia Brasil: agencia brasil / Prensa Latina: prensa latina / Notimex: notimex / CMC: cmc
Agencies: agencies|news agencies|wire reports|wires|wire services|agency reports|combined wire reports
Keystone-SDA: keystone sda|ats / Pajhwok: pajhwok|pajhwok afghan news
Dow Jones: dow jones|dow jones newswires / MarketWatch: marketwatch / TNS: tns|tribune news service
GlobalPost: globalpost / IPS: ips|inter press service / SNA: sna
"""
AGENCIES: dict[str, str] = {
    alias: name
    for row in re.split(r" / |\n", _TABLE.strip())
    for name, _, aliases in [row.partition(": ")]
    for alias in aliases.split("|")
}

_PLACE = r"[A-Z][A-Z'’.\-]+(?:[ ,/\-]+[A-Z][\w'’.\-]+){0,5}"
_CITY = r"[A-Z][\w'’.\-]+(?:[ ,/\-]+(?:[A-Z][\w'’.\-]+|de|al|el|of)){0,4}"
_DAY = r"(?:,?\s*\(?(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2}|\d{1,2}\s+[A-Z][a-z]{2,8}\.?)(?:,?\s+\d{4})?\)?,?)?"
_NAME = r"(?P<name>[A-Z][\w.&'’\-/]*(?:[ /][A-Z&][\w.&'’\-]*){0,4})"
_DASH = r"\s*(?:--+|[-–—―:])\s*"
# CITY, Feb 12 (Agency) -- · (CNN) -- · CITY: Agency – · CITY – Agency – is left out: a subtitle looks the same.
_DATELINES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^(?:{_PLACE}|{_CITY}){_DAY}\s*[(\[]{_NAME}[)\]]{_DASH}(?=\S)",
        rf"^[(\[]{_NAME}[)\]]\s*(?:--+|[–—-])\s*(?=\S)",
        rf"^(?:{_PLACE}){_DAY}[,.]?\s*{_NAME}\s*(?:--+|[–—])\s*(?=\S)",
    )
)
_AGENCY_ONLY = 2
_CREDITS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^[\[(–—\-\s]*(?:(?i:source|via|agency)\s*:\s*)?{_NAME}\s*[\])]*\.?$",
        rf"^[\[(]?(?i:source|via)\s*:\s*{_NAME}",
        rf"\b(?i:(?:with|additional) (?:additional )?(?:reporting|material|information|input|inputs|contributions?))"
        rf"(?i: (?:by|from))\s+(?:the )?{_NAME}",
        rf"^[\[(]?(?:The )?{_NAME}(?: \w+){{0,3}} (?i:contributed to this (?:report|story|article))",
        rf"^[\[(]?(?i:(?:this (?:story|report|article) (?:was|is|has been))?\s*"
        rf"(?:compiled|based|taken|adapted|first published)\b.{{0,40}}?"
        rf"(?:from|by|on|with))(?: (?:a|the|reports?|of|material|from|by))* {_NAME}",
        rf"^[\[(]?(?i:material from) (?:the )?{_NAME}",
    )
)
_CREDIT_WORDS = 25
_TRAILING = re.compile(rf"[.!?\"”]\s*(?:[\[(]|[–—-]+\s*){_NAME}[\])]?\s*$")


def find_agency(name: str) -> str | None:
    """The agency that goes by `name`, or None."""
    folded = " ".join(re.findall(r"[^\W_]+", name.casefold()))
    return AGENCIES.get(folded) or AGENCIES.get(folded.removeprefix("the "))


def is_agency(name: str | None) -> bool:
    return bool(name and find_agency(name))


def find_dateline_agency(paragraph: str) -> str | None:
    """Whom the dateline that opens a paragraph names: "CITY, Feb 12 (Agency) --". None where it names no one."""
    for kind, pattern in enumerate(_DATELINES):
        if match := pattern.match(paragraph[:200]):
            agency = find_agency(match["name"])
            if agency or (kind < _AGENCY_ONLY and _may_be_agency(match["name"])):
                return agency or match["name"]
    return None


def find_credited_agency(block: str) -> str | None:
    """Whom a credit line names: "(Reuters)", "Source: Xinhua", "With reporting by AFP". Only known agencies count."""
    if len(block.split()) > _CREDIT_WORDS:
        return None
    for pattern in _CREDITS:
        if (match := pattern.search(block)) and (agency := _find_longest(match["name"])):
            return agency
    return None


def find_trailing_agency(paragraph: str) -> str | None:
    """The agency that signs a paragraph's end: "… he said. (AFP)" or "… he said. — AFP"."""
    match = _TRAILING.search(paragraph[-80:])
    return find_agency(match["name"]) if match else None


def find_wire(paragraphs: Sequence[str], tail: Sequence[str], byline: str | None, outlet: str | None) -> str | None:
    """The agency that the text came from; None where none is named, or where it is the outlet itself."""
    wire = (
        next(filter(None, map(find_dateline_agency, paragraphs[:3])), None)
        or (find_agency(byline) if byline else None)
        or next(filter(None, map(find_credited_agency, tail)), None)
        or (find_trailing_agency(paragraphs[-1]) if paragraphs else None)
    )
    return None if wire and outlet and _is_same(wire, outlet) else wire


def _find_longest(name: str) -> str | None:
    """The agency named by the longest beginning of `name`: a credit goes on after it ("AFP Moscow bureau")."""
    words = re.split(r"[ ]", name)
    return next(filter(None, (find_agency(" ".join(words[:count])) for count in range(len(words), 0, -1))), None)


def _may_be_agency(name: str) -> bool:
    """A bracket in a dateline may also hold a date, a state or a time."""
    return len(name) > 1 and not re.match(r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z.]*$", name)


def _is_same(wire: str, outlet: str) -> bool:
    mine, theirs = find_agency(wire) or wire, find_agency(outlet) or outlet
    folded = [re.sub(r"\W+", "", name.casefold()) for name in (mine, theirs)]
    return folded[0] == folded[1] or (len(folded[0]) > 2 and folded[1].startswith(folded[0]))
