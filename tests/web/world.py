"""Two states that quarrel over cod in invented articles: the same ones each time they are made."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from dragoman.events.codebook import read_codes
from dragoman.records import (
    Actor,
    Article,
    Condition,
    Date,
    Entry,
    Hop,
    Number,
    Published,
    Report,
    Span,
    Statement,
    Tag,
)

ONE, OTHER = Actor("ISL", "Iceland", "state", "ISL", None), Actor("NZL", "New Zealand", "state", "NZL", None)
MINISTERS = {
    "ISL": Actor("p-jonsdottir", "Sigrún Jónsdóttir", "person", "ISL", "GOV", "Foreign Minister"),
    "NZL": Actor("p-tamahori", "Aroha Tamahori", "person", "NZL", "GOV", "Foreign Minister"),
}
WIRE = Actor("o-wire", "Southern Wire", "outlet", "NZL", "MED")
OUTLETS = ("Harbour Post", "The Fjord", "Ostsee Zeitung", "Island Herald")
ACTS = {
    "ACCUSE": "{one} accused {other} of emptying the cod grounds off Eldey",
    "REQUEST": "{one} called on {other} to withdraw its trawlers from the Eldey grounds",
    "AGREE": "{one} agreed with {other} to count the cod of the Eldey grounds together",
    "REJECT": "{one} rejected what {other} had proposed on trawlers at Eldey",
    "THREATEN": "{one} threatened to close its ports to trawlers of {other}",
    "SANCTION": "{one} closed three ports to trawlers of {other}",
    "COERCE": "{one} seized a trawler of {other} off Eldey",
    "AID": "{one} sent {other} two research ships",
    "RETREAT": "{one} withdrew 4 patrol boats from the grounds that {other} claims",
    "CONSULT": "{one} and {other} held talks on cod in Tórshavn",
}
_BEGIN = date(2031, 1, 6)


def make_world(number: int = 240, *, weeks: int = 60) -> Iterator[Entry]:
    """Articles over so many weeks, each telling one act and who says what of it; quarrels come in spells."""
    draw = random.Random(20310106)
    for n in range(number):
        week = int(weeks * draw.random())
        hot = 18 <= week < 30 or 44 <= week < 52
        weights = [6, 3, 1, 3, 4, 3, 3, 0, 0, 1] if hot else [2, 2, 4, 1, 0, 0, 0, 2, 1, 5]
        kind = draw.choices(list(ACTS), weights)[0]
        sides = (ONE, OTHER) if draw.random() < 0.55 else (OTHER, ONE)
        yield _make(n, kind, sides, _BEGIN + timedelta(weeks=week, days=draw.randrange(6)), draw)


def _make(n: int, kind: str, sides: tuple[Actor, Actor], on: date, draw: random.Random) -> Entry:
    told = ACTS[kind].format(one=sides[0].name, other=sides[1].name)
    minister = MINISTERS[sides[0].id]
    said = draw.choice(
        ("“The grounds are ours to count,”", "“We waited a year for an answer,”", "that nothing had been settled")
    )
    limit = ", provided that the count begins before the spring" if kind in ("AGREE", "REQUEST") else ""
    title = told
    lead = f"{told} on {on:%-d %B}{limit}, the Southern Wire reports."
    text = f"{title}\n\n{lead}\n\n{minister.name} said {said} and left.\n\nSubscribe now"
    at = text.index("\n\n") + 2
    begin = text.index(said)
    article = Article(
        id="a" + hashlib.sha256(f"world {n}".encode()).hexdigest()[:16],
        text=text,
        title=title,
        url=f"https://paper.example/{n}",
        outlet=OUTLETS[n % len(OUTLETS)],
        section=("World", "Fisheries")[n % 2],
        published_at=Published(datetime.combine(on + timedelta(days=1), time(7 + n % 9, 30), UTC), "minute"),
        language="en",
        tags=(Tag("cod", None, "page"), Tag(sides[1].name, None, "page")),
        furniture=(Span(len(text) - 13, len(text)),),
    )
    statement = Statement(
        id="s" + hashlib.sha256(f"world {n}".encode()).hexdigest()[:16],
        speakers=(minister,),
        source=Span(text.index(minister.name), text.index(minister.name) + len(minister.name)),
        cue=(Span(begin - 5, begin - 1),),
        content=(Span(begin, begin + len(said)),),
        manner="direct" if said[0] == "“" else "indirect",
        stance="asserts",
        confidence=round(0.3 + 0.65 * draw.random(), 3),
        said_on=Date(on, on, "day", None),
        chain=(Hop(WIRE, "reported_by", None),),
    )
    return Entry(article, (statement,), (_report(n, kind, sides, on, text, at, at + len(told), limit, draw),))


def _report(
    n: int,
    kind: str,
    sides: tuple[Actor, Actor],
    on: date,
    text: str,
    start: int,
    end: int,
    limit: str,
    draw: random.Random,
) -> Report:
    code = read_codes()[kind, None]
    joint = kind == "CONSULT"
    boats = text.find("4 patrol boats")
    return Report(
        id="r" + hashlib.sha256(f"world {n}".encode()).hexdigest()[:16],
        actors=sides if joint else sides[:1],
        recipients=() if joint else sides[1:],
        type=kind,
        mode=None,
        quad=code.quad,
        score=code.score,
        aspect="once",
        factuality="CT+",
        time="past",
        confidence=round(0.4 + 0.55 * draw.random(), 3),
        evidence=(Span(start, end),),
        date=Date(on, on, "day", None),
        numbers=(Number("boats", 4.0, Span(boats, boats + 1)),) if boats > 0 else (),
        conditions=(Condition("condition", _limit(on, end, limit)),) if limit else (),
    )


def _limit(on: date, end: int, limit: str) -> Span:
    start = end + len(f" on {on:%-d %B}") + 2
    return Span(start, start + len(limit) - 2)
