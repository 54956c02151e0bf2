"""Outlets: names of news media as sentences give them, with or without the noun that says what they are."""

from __future__ import annotations

import re
from typing import Literal

from dragoman.records import Actor, Article, Cast, Span

Trust = Literal["noun", "known", "name"]
"""How much it takes to believe that a name is an outlet's: a noun that says so, a name that only media bear, or that the
article treats it as one elsewhere; besides, an acronym that nobody else has; any name that is not somebody else's."""

TOKEN = r"(?:(?:al|el|as|an|at|ash)-)?[A-Z][\w&]*(?:[-.’'](?!s\b)\w+)*"
NAME = rf"{TOKEN}(?:\s+(?:(?:of|de|del|la|le|el|al|du|der|die|the|&)\s+)?(?:{TOKEN}|\d+\b))*"
NOUN = (
    r"(?:(?:state\s+|official\s+|national\s+)?(?:news|press)\s+(?:agency|service|site|website|outlet|portal|channel|network|"
    r"organi[sz]ation|group|magazine|program(?:me)?)|newswire|wire\s+service|wire|agency|broadcaster|"
    r"(?:cable\s+|satellite\s+)?(?:television|TV|radio)(?:\s+(?:channel|station|network|news|broadcaster|program(?:me)?|"
    r"show))?|channel|network|newspaper|daily|weekly|tabloid|broadsheet|magazine|website|portal|outlet|journal|paper|"
    r"station|podcast|media)"
)
_UNNAMED = (
    r"(?:state(?:-run|-owned|-controlled|-linked)?|official|national|local|public|private|pro-government|opposition|"
    r"independent|foreign|domestic|regional|international|semi-official|government)"
)
LAND = (
    r"(?:[A-Z][a-z]+(?:ian|ish|ese|ean|ani|eli|aqi|abi|aiti|oni|ali|ari|zbek|zakh|rgyz|jik)|French|German|Greek|Dutch|Swiss|"
    r"Czech|Thai|Arab|Arabic|Kurdish|American|Mexican|African|European|Afghan|Turkmen|Emirati|Lao|Filipino|US|U\.S\.|UK|"
    r"British|Moroccan|Cuban|Catalan|Soviet|Western|Gulf|Pan-Arab)"
)
_DATED = (
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|"
    r"November|December)\b"
)
_NO_NOUN_AFTER = (
    r"(?=\s*(?:[^\w\s]|$)|\s+(?:[A-Z]|(?:that|on|in|at|for|he|she|it|they|we|during|by|said|says|has|have|had|was|were|also|"
    r"later|earlier|first|from|about|to|reported|reports?|quoted|quotes|cited|cites|carried|wrote|there|early|late|last|"
    r"this|after|before|over|the|a|an|his|her|its|their|no|how|why|what|when|whether|and|as|then|previously|yesterday|"
    r"today|\d+)\b))"
)
PHRASE = (
    rf"(?P<det>(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Ll]ocal)\s+)?(?:(?P<owner>{NAME})(?:[’']s|(?<=s)[’'])\s+)?"
    rf"(?P<before>(?:(?!(?:{_UNNAMED}|{NOUN})\b)(?:(?:[a-z]+-)*[a-z]+|{TOKEN}-[a-z-]+)\s+){{0,4}}?)"
    rf"(?:(?P<land>{LAND}\s+)?(?P<kind>(?:{_UNNAMED}\s+)*{NOUN}),?\s+(?P<called>(?!{_DATED}){NAME})"
    rf"|(?:{_UNNAMED}\s+)*(?P<named>{NAME})[’']?(?:\s+|-)(?P<noun>{NOUN})\b"
    rf"|(?P<unnamed>(?:{LAND}\s+)?(?:{_UNNAMED}\s+)*{NOUN})\b{_NO_NOUN_AFTER}"
    rf"|(?P<bare>{NAME}))"
)
_PHRASE = re.compile(PHRASE)

_MEDIA_WORD = re.compile(
    r"\b(?:News|TV|Television|Radio|Times|Post|Journal|Press|Herald|Tribune|Gazette|Telegraph|Guardian|Chronicle|Daily|"
    r"Magazine|Agency|Network|Channel|Broadcasting|Mail|Mirror|Observer|Globe|Weekly|Newswire|Zeitung|Courier|Bulletin|"
    r"Monitor|Examiner|Inquirer|Dispatch|Standard|Review|Economist|Morning|Newspaper|Gazeta|Tageszeitung|Rundschau|"
    r"Nachrichten|Journaal|Jornal|Diario|Giornale|Corriere|Haber|Shimbun|Ilbo|Ribao|Wire|Online|Reporter|Newsweek|"
    r"Affairs|Policy|Today)\b|(?:vision|radio|press|news|wire)\b|\b(?:Le|La|El|Il|Der|Die|Das|De|Al|Ha)\s[A-Z]|\bal-[A-Z]",
)
_ACRONYM = re.compile(r"[A-Z][A-Z&-]{1,5}(?:\s(?:TV|News|Radio|\d+))?|[A-Z]{2,4}\d{0,2}")
_NOBODY = frozenset(
    """
    US U.S USA UK UN U.N EU UAE NATO MP MPS PM FM CEO FBI CIA ISIS IS PLO IMF WTO WHO IAEA OPEC OSCE ASEAN ICC ICJ ICRC
    MEP GOP
    """.split()
)
_NO_NAMES = re.compile(
    r"(?:It|He|She|They|We|I|You|This|That|The|There|Who|Which|Media|Reports?|Police|Officials|Residents|Witnesses|Doctors|"
    r"Activists|Sources|Others|Some|Many|Most|Both|Mr|Mrs|Ms|Dr|President|Minister|Prime|Secretary|General|Parliament|"
    r"Congress|Government|Ministry|Embassy|Army|Council|Commission|Court|Senate|House|But|And|As|In|On|At|For|After|When|"
    r"January|February|March|April|May|June|July|August|September|October|November|December|(?:Mon|Tues|Wednes|Thurs|Fri|"
    r"Satur|Sun)day)\b"
)
_LANDS = re.compile(rf"{LAND}$")
_HINT = re.compile(rf"\b{NOUN}\b|{_MEDIA_WORD.pattern}|\([A-Z]")
_SLUG = re.compile(r"[^\w]+")


def has_media_word(words: str) -> bool:
    """Whether `words` hold a noun or part of a name that speaks of media; without one only acronyms are left."""
    return bool(_HINT.search(words))


def make_outlet(name: str, *, mention: Span | None = None, named: bool = True) -> Actor:
    """An outlet that the cast does not know, its id made from its name."""
    slug = _SLUG.sub("-", name.casefold()).strip("-")
    return Actor(f"outlet:{slug}", name, "outlet", sector="MED", named=named, mention=mention)


def find_outlet(article: Article, cast: Cast, start: int, end: int, *, trust: Trust) -> tuple[Actor, Span] | None:
    """The outlet whose name or description begins at `start` and ends by `end`, and the span of that phrase.

    The cast's outlets are always believed; otherwise `trust` says what is asked of a name. None: no outlet there.
    """
    phrase = _PHRASE.match(article.text, start, end)
    return read_phrase(article, cast, phrase, trust=trust) if phrase else None


def read_phrase(article: Article, cast: Cast, phrase: re.Match[str], *, trust: Trust) -> tuple[Actor, Span] | None:
    """The outlet that a match of `PHRASE` names, and the phrase's span."""
    group = next(g for g in ("named", "called", "bare", "unnamed") if phrase[g])
    whole = Span(phrase.start(), phrase.end())
    name = Span(*phrase.span(group))
    known = _find_cast_outlet(cast, name if group in {"named", "called"} else whole)
    if known:
        return known, Span(whole.start, max(whole.end if group != "bare" else 0, (known.mention or name).end))
    if group == "unnamed":
        words = " ".join(phrase.group().split())
        return make_outlet(words, mention=whole, named=False), whole
    if group == "bare" and phrase["owner"]:  # "the BBC's Andrew Marr": the owner is what counts
        return _read_name(article, cast, owner := Span(*phrase.span("owner")), owner, group, trust)
    if group == "bare" and phrase["before"]:
        return None
    return _read_name(article, cast, name, whole, group, trust)


def _read_name(
    article: Article, cast: Cast, name: Span, whole: Span, group: str, trust: Trust
) -> tuple[Actor, Span] | None:
    name = _strip_land(article.text, cast, name) if group == "named" else name
    words = " ".join(name.of(article.text).split())
    if group == "named" and _LANDS.match(words):  # "Turkish television": whose, not which
        unnamed = " ".join(whole.of(article.text).split())
        return make_outlet(unnamed, mention=whole, named=False), whole
    if _NO_NAMES.match(words) and not _MEDIA_WORD.search(words):
        return None
    if group == "bare" and not _is_believed(article, cast, name, words, trust):
        return None
    return make_outlet(words, mention=name), whole


def _is_believed(article: Article, cast: Cast, name: Span, words: str, trust: Trust) -> bool:
    if words in {article.wire, article.outlet, _find_initials(article.outlet), _find_initials(article.wire)}:
        return True
    if cast.touching(name):  # the cast's outlets were taken before: this is somebody else
        return False
    if _MEDIA_WORD.search(words):
        return True
    if f"({words})" in article.text or f"{words} reported" in article.text:
        return True
    if trust == "noun" or words in _NOBODY:
        return False
    return bool(_ACRONYM.fullmatch(words)) or (trust == "name" and (" " not in words or words[-1].isdecimal()))


def _find_initials(name: str | None) -> str | None:
    """ "Meridian Press Agency": MPA."""
    words = (name or "").split()
    return "".join(w[0] for w in words if w[0].isupper()) if len(words) > 1 else None


def _strip_land(text: str, cast: Cast, name: Span) -> Span:
    """ "Turkish NTV" before "channel": NTV."""
    first, _, rest = name.of(text).partition(" ")
    if not rest:
        return name
    state = any(m.span == Span(name.start, name.start + len(first)) and m.actor.kind == "state" for m in cast.mentions)
    return Span(name.end - len(rest.lstrip()), name.end) if state or _LANDS.match(first) else name


def _find_cast_outlet(cast: Cast, name: Span) -> Actor | None:
    return next((m.actor for m in cast.touching(name) if m.actor.kind == "outlet"), None)
