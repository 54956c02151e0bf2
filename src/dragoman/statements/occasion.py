"""Occasion: on what a statement was made: an interview, a briefing, a call, a tweet…"""

from __future__ import annotations

import re
from dataclasses import replace

from dragoman.records import Article, Span, Statement, Trace
from dragoman.statements.framing import cut_framing
from dragoman.statements.sittings import find_sittings

# Canonical noun: the nouns and phrases that stand for it. The first group are ways of saying, the second gatherings and
# journeys at which something else may be the way ("said in an interview during a visit").
_WAYS = {
    "interview": "interviews?|phone interview|q&a|question-and-answer session",
    "news conference": "(?:news|press|media) conferences?|pressers?|press availability",
    "briefing": "(?:(?:press|news|media|security|daily|weekly) )?briefings?",
    "call": "(?:(?:tele)?phone|video|conference|telephone) (?:calls?|conversations?|talks)|phone-?calls?|"
    "calls?(?! (?:for|on|to)\\b)|"
    "teleconferences?|video ?conferences?|video link|by (?:tele)?phone|over the (?:tele)?phone",
    "speech": "speech(?:es)?|keynote|lectures?|sermons?|toast",
    "address": "address(?:es)?",
    "statement": "statements?|press release|news release|communiqu[eé]s?|declaration|proclamation|press statement|"
    "written remarks|readout",
    "tweet": "tweets?|twitter (?:posts?|message|thread)|posts? on twitter|messages? on twitter|series of tweets",
    "post": "(?:facebook|instagram|telegram|weibo|linkedin|blog|social media|truth social|online|vkontakte)[ -]posts?|"
    "posts?(?! office)|blog(?:post)?",
    "letter": "letters?",
    "email": "e-?mails?|e-?mailed (?:statement|comments|response)",
    "message": "(?:text |video |recorded |written |congratulatory |audio )?messages?|telegrams?|cable|voicemail",
    "video": "videos?|video recording|footage|audio recording|recording",
    "testimony": "testimon(?:y|ies)|deposition|affidavit",
    "television appearance": "(?:tv|television|televised) appearances?|"
    "(?:state |national |live )?(?:television|tv)(?= ?(?:[,.;]|on|late|early|that|$))",
    "radio appearance": "radio appearance|radio address",
    "broadcast": "broadcasts?|webcast|podcast|live stream|livestream",
    "remarks": "remarks|comments(?= (?:broadcast|carried|published|aired|made|reported|quoted|posted|released|to))",
    "article": "op-?eds?|opinion (?:piece|article|column)|articles?|columns?|commentary|editorials?|essays?",
    "report": "(?:(?:annual|quarterly|final|interim|new) )?reports?",
    "book": "book|memoirs?|autobiography",
    "memo": "memos?|memorandum",
}
_GATHERINGS = {
    "debate": "(?:parliamentary )?debates?|question time",
    "hearing": "(?:\\w+ )?hearings?",
    "summit": "summits?",
    "meeting": "meetings?|talks|negotiations|consultations|gathering",
    "session": "sessions?|plenary",
    "conference": "(?:security )?conferences?|convention|congress|symposium|seminar|workshop",
    "forum": "forums?",
    "rally": "rall(?:y|ies)|demonstration",
    "ceremony": "ceremon(?:y|ies)|inauguration|funeral|parade|commemoration",
    "visit": "visits?|trips?|tours?",
    "reception": "receptions?|dinner|banquet|lunch(?:eon)?|breakfast",
    "event": "events?|town hall|panel(?: discussion)?",
}
_KINDS = (*_WAYS, *_GATHERINGS)
_NOUNS = "|".join(f"(?P<k{n}>{words})" for n, words in enumerate({**_WAYS, **_GATHERINGS}.values())).replace(" ", r"\s")
_DETERMINER = r"(?:an?|the|his|her|their|its|this|that|these|another|one|two|several|recent|last|separate)"
_PHRASE = re.compile(
    r"\b(?P<preposition>in|at|during|on|via|through|throughout|by|from|over|after|following|amid|on\s+the\s+(?:sidelines|margins|fringes)\s+of|"
    r"told|telling|addressing|under)\s+"
    rf"(?P<body>(?:{_DETERMINER}\s+)?(?:(?!(?:that|to|of|with|and|in|at|on|by|for|from|after|before|who|which|about|into|as|"
    rf"during|via|through|amid|following|told|while|over|had|has|have|is|was|were|said|no|not)\b)"
    rf"[\w.&’'-]+\s+){{0,6}}?(?:series\s+of\s+)?(?:{_NOUNS}))(?![\w-])",
    re.IGNORECASE,
)
_PHONE = re.compile(r"\b(?:by|over\s+the|via)\s+(?:tele)?phone\b", re.IGNORECASE)
_ON_AIR = re.compile(r"\bon\s+(?:\w+\s+){0,2}(?:television|TV)\b(?!\s+(?:show|program|series))")
_SOURCE = re.compile(
    r"^(?:an?|the|his|her|their|its|this|that|another)?\s*(?:(?!(?:of|from|by|in)\b)[\w.’'-]+\s+){0,4}?"
    r"(?P<noun>statement|communiqu[eé]|press\s+release|letter|tweet|e-?mail|report|memo(?:randum)?|post|declaration|article|"
    r"editorial|message|video|readout)(?:\s+(?:of|from|by|in|issued|released|signed|sent|posted|published|to|on)\b.*)?$",
    re.IGNORECASE | re.DOTALL,
)
_SOURCES = {
    "communiqué": "statement", "communique": "statement", "press release": "statement", "declaration": "statement",
    "readout": "statement", "e-mail": "email", "memorandum": "memo", "editorial": "article",
}  # fmt: skip
_CUES = (
    (re.compile(r"\b(?:re)?tweet(?:s|ed|ing)?\b", re.IGNORECASE), "tweet"),
    (re.compile(r"\btestif(?:y|ies|ied|ying)\b", re.IGNORECASE), "testimony"),
    (re.compile(r"\bblogg(?:ed|ing)\b|\bposted\b", re.IGNORECASE), "post"),
    (re.compile(r"\be-?mail(?:ed|ing)\b", re.IGNORECASE), "email"),
)
_TWITTER = re.compile(r"\b(?:on|via)\s+(?:\w+\s+){0,3}?Twitter\b")
_PLATFORM = re.compile(
    r"\b(?:on|via)\s+(?:\w+\s+){0,3}?(?:Facebook|Instagram|Telegram|Weibo|Truth\s+Social|LinkedIn|VKontakte|Bluesky|"
    r"Mastodon|Threads|social\s+media|X(?=\s*[,.;:\"]))(?!\s+(?:chief|executive|users|channel\s+users))"
)
_HEADS = frozenset(
    """
    interview conference presser availability briefing call conversation talk teleconference videoconference link phone
    telephone speech speeche keynote lecture sermon toast address addresse statement release communique communiqué
    declaration proclamation remark readout tweet message thread post blogpost letter email mail telegram cable voicemail
    video recording footage testimony testimonie deposition affidavit appearance television tv radio broadcast webcast
    podcast stream livestream comment ed oped piece article column commentary editorial essay report book memoir
    autobiography memo memorandum debate time hearing summit meeting negotiation consultation gathering session plenary
    convention congress symposium seminar workshop forum rally rallie demonstration ceremony ceremonie inauguration funeral
    parade commemoration visit trip tour reception dinner banquet lunch luncheon breakfast event hall panel response
    discussion q a
    """.split()
)
_WORD = re.compile(r"[a-zé]+")
_FAR_PREPOSITIONS = frozenset(("after", "following", "amid", "from", "by", "through", "under", "over"))


def find_occasion(
    text: str, sentence: Span, source: Span | None, cue: tuple[Span, ...], *, content: tuple[Span, ...] = ()
) -> tuple[str, Span] | None:
    """The occasion of the saying as one noun of the table above, and the words that tell it; None: the sentence does not.

    Words inside `content` do not count. Ways of saying go before gatherings, then what stands nearer the cue.
    """
    framing = cut_framing(text, sentence, content)
    anchors = cue or ((source,) if source else (sentence,))
    found = [*_find_phrases(framing), *_find_media(framing)]
    if found:
        starts = [a.start - sentence.start for a in anchors]
        best = min(found, key=lambda f: (f[0], min(abs(f[2].start - s) for s in starts)))
        return best[1], Span(best[2].start + sentence.start, best[2].end + sentence.start)
    return _read_cue(text, cue) or _read_source(text, source)


def _find_phrases(framing: str) -> list[tuple[int, str, Span]]:
    """Rank, occasion and span of every "in an interview" of the framing."""
    words = _WORD.findall(framing.casefold())
    if _HEADS.isdisjoint(words) and _HEADS.isdisjoint(word.removesuffix("s") for word in words):
        return []
    found = []
    for m in _PHRASE.finditer(framing):
        kind = next(_KINDS[int(name[1:])] for name, words in m.groupdict().items() if name[0] == "k" and words)
        preposition = m["preposition"].casefold()
        if not _fits(kind, preposition):
            continue
        rank = (kind in _GATHERINGS) + 2 * (preposition in _FAR_PREPOSITIONS)
        found.append((rank, kind, Span(*m.span())))
    return found


def _fits(kind: str, preposition: str) -> bool:
    """Whether one says something so: in a letter, at a summit, on a visit, but not on a report or after a statement."""
    if preposition in {"told", "telling", "addressing"}:
        return kind in _GATHERINGS or kind in {"news conference", "briefing", "interview"}
    if preposition == "on":
        return kind in {"visit", "call", "broadcast", "television appearance", "post", "radio appearance"}
    if preposition in {"after", "following", "amid"}:
        return kind in {"meeting", "summit", "call", "visit", "session", "hearing"}
    if preposition in {"by", "over", "from", "through", "under"}:
        return kind in {"email", "letter", "message"} and preposition in {"by", "through"}
    if preposition == "at":
        return kind in _GATHERINGS or kind in {"news conference", "briefing", "speech", "address"}
    return kind != "visit" or preposition in {"during", "in", "throughout"}


def _find_media(framing: str) -> list[tuple[int, str, Span]]:
    patterns = ((_TWITTER, "tweet"), (_PLATFORM, "post"), (_PHONE, "call"), (_ON_AIR, "television appearance"))
    return [(0, kind, Span(*m.span())) for pattern, kind in patterns if (m := pattern.search(framing))]


def _read_cue(text: str, cue: tuple[Span, ...]) -> tuple[str, Span] | None:
    return next(((kind, span) for span in cue for pattern, kind in _CUES if pattern.search(span.of(text))), None)


def _read_source(text: str, source: Span | None) -> tuple[str, Span] | None:
    """ "The statement said", "a letter from the ministry said"."""
    paper = _SOURCE.match(source.of(text)) if source else None
    if source is None or paper is None:
        return None
    noun = " ".join(paper["noun"].casefold().split())
    return _SOURCES.get(noun, noun), Span(source.start + paper.start("noun"), source.start + paper.end("noun"))


def inherit_occasion(article: Article, statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """The statements, those without an occasion of their own given that of their sitting.

    Their trace says `occasion/inherited`. Statements are in the order of the text.
    """
    given = list(statements)
    for sitting in find_sittings(article, statements):
        occasion = next((statements[i].occasion for i in sitting if statements[i].occasion), None)
        for i in sitting if occasion else ():
            if statements[i].occasion is None:
                trace = Trace("statements", "occasion/inherited", "1")
                given[i] = replace(given[i], occasion=occasion, trace=(*given[i].trace, trace))
    return tuple(given)
