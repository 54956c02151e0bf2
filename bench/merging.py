"""Events across articles, on ECB+ (`stories/ecbplus-1-35.jsonl`), of the acts that PLOVER covers: how much reading loses, how
much merging does.

Two measures of one gold. *Merging alone*: the gold mentions are given, each with the type, parties, places and numbers that the
reader finds for that word, and merged. *Whole*: the reader's own reports are merged, and count where their word is a gold
mention's; what else it reports is not judged, as ECB+ annotates few sentences of an article. A gold mention without a party, or
that the reader does not find, stands alone. The corpus does not say when articles appeared, so days are left out: parties, type,
place, numbers and words have to do.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from bench.clusters import count_pairs, score_b3, score_ceaf, score_conll, score_muc
from dragoman import actors, reading, statements
from dragoman.events import report as events
from dragoman.events.candidates import find_candidates
from dragoman.events.parties import settle_parties
from dragoman.events.triggers import Trigger, find_triggers, make_triggers
from dragoman.ledger import open_ledger
from dragoman.records import Article, Entry, Report, Span

if TYPE_CHECKING:
    from dragoman.reading.network import Network

KEPT = frozenset({2, 5, 12, 18, 21, 23, 34, 35})
"""Topics for reporting: nothing is chosen on them."""

ACTS = frozenset(
    """abduct abduction accus accusation acquir acquisition acquitt agre agreement aid airstrik alli ambush
    announcement appeal arraign arrest arson assassinat assassination assault attack ban batter bid blam block
    bomb bombard bombing buy captur capture charg charge claim clash condemn condemnation confer confirm
    confiscat confrontation convict conviction cooperat crackdown criticis criticiz cut deal defeat demand
    demonstrat demonstration deni denounc deploy deployment detain detention donat endors execut execution
    explod explosion fight fin fir foil free gun hack hang help hijack hold injur invad invasion investigat
    investigation invit jail kidnap kill killing launch loot massacr meet merg murder negotiat negotiation
    nominat nomination offer order pardon patrol piracy pledg poison praise prevent promis propos protest punish
    raid ransom rap refus reject releas rescu resign retaliat return riot rob robb sanction seiz sentenc shell
    shoot shooting shot sign slay slaying smuggl stab stabbing steal stole strik struck sue support surrender
    suspect suspend talk talks target theft threat threaten thwart tortur tri trial urg verdict veto violenc vot
    wage war warn withdraw wound
    """.split()
)
"""Stems of words that tell an act of one of PLOVER's types, written down from the code book's own words and their like."""


@dataclass(frozen=True, slots=True)
class Gold:
    """An annotated article: its text, and the gold mentions: the places of their words, with their chain."""

    article: Article
    topic: int
    mentions: tuple[tuple[tuple[Span, ...], str], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What is merged of an article: reports, and of which report each mention is, None where of none."""

    entry: Entry
    place: tuple[tuple[tuple[Span, ...], str | None], ...]


def measure(path: Path, *, kept: bool = True) -> dict[str, float]:
    """CoNLL (also as it would be if all that has a report were merged rightly), B³, and pairs merged falsely and missed.

    For merging alone and for the whole. `kept`: on the topics kept apart.
    """
    from dragoman.reading.network import Network

    network = Network()
    articles = [gold for gold in read_articles(path) if (gold.topic in KEPT) is kept]
    told = [read_both(gold, network) for gold in articles]
    clusters = find_gold(articles)
    found: dict[str, float] = {"n": sum(map(len, clusters)), "n_events": len(clusters), "n_articles": len(articles)}
    for name, side in (("alone", [given for given, _ in told]), ("whole", [own for _, own in told])):
        made, best = cluster(articles, side), merge_rightly(clusters, articles, side)
        right, false, missed = count_pairs(clusters, made)
        found |= {
            f"{name}_conll": score_conll(clusters, made), f"{name}_conll_merged_rightly": score_conll(clusters, best),
            f"{name}_b3": score_b3(clusters, made).f1,
            f"{name}_b3_precision": score_b3(clusters, made).precision, f"{name}_b3_recall": score_b3(clusters, made).recall,
            f"{name}_muc": score_muc(clusters, made).f1, f"{name}_ceaf": score_ceaf(clusters, made).f1,
            f"{name}_merged_falsely": false / max(1, right + false), f"{name}_missed": missed / max(1, right + missed),
        }  # fmt: skip
    apart = [frozenset({mention}) for cluster in clusters for mention in cluster]
    read = sum(report is not None for _, own in told for _, report in own.place)
    return found | {"conll_of_none_merged": score_conll(clusters, apart), "mentions_read": read / max(1, found["n"])}


# --- the corpus -------------------------------------------------------------------------------------------------------


def read_articles(path: Path) -> Iterator[Gold]:
    """The corpus's articles, their words set as in print."""
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        text, places = _set(row["sentences"])
        mentions = {}
        for event in row["events"]:
            tokens = [places[event["sentence"], n] for n in event["tokens"]]
            tokens.sort(
                key=lambda span: (_stem(span.of(text).casefold()) not in ACTS, span)
            )  # what tells the act first
            if "OCCURRENCE" in event["type"] and _stem(tokens[0].of(text).casefold()) in ACTS:
                mentions[tuple(tokens)] = event["chain"]
        yield Gold(Article(row["doc"], text, language="en"), row["topic"], tuple(sorted(mentions.items())))


def _set(sentences: list[list[str]]) -> tuple[str, dict[tuple[int, int], Span]]:
    """The text, and each word's place by its sentence and number."""
    text, places = "", {}
    for s, words in enumerate(sentences):
        text += "\n\n" if text else ""
        for n, word in enumerate(words):
            bare = {"``": '"', "''": '"'}.get(word, word)
            glued = bare[:1] in ".,;:!?)%" or bare.startswith(("'", "n't")) or text.endswith(("\n", "(", "$"))
            text += "" if glued or not text else " "
            places[s, n] = Span(len(text), len(text) + len(bare))
            text += bare
    return text, places


def _stem(word: str) -> str:
    for ending in ("ings", "ing", "ied", "ies", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            bare = word[: -len(ending)]
            return bare[:-1] if len(bare) > 3 and bare[-1] == bare[-2] and bare not in ACTS else bare
    return word


def find_gold(articles: Iterable[Gold]) -> list[frozenset[Any]]:
    """Gold events: mentions, as article and place, by chain."""
    chains = defaultdict(set)
    for gold in articles:
        for spans, chain in gold.mentions:
            chains[chain].add((gold.article.id, spans))
    return [frozenset(chain) for chain in chains.values()]


# --- reading ----------------------------------------------------------------------------------------------------------


def read_both(gold: Gold, network: Network) -> tuple[Told, Told]:
    """The reports of an article: for the gold mentions, and as the reader finds them."""
    article = gold.article
    seen = reading.read(article, network)
    cast = actors.resolve(article, seen)
    said = statements.extract(article, seen, cast, network.score, network.calibrate)
    judged = network.judge(seen)
    words = {
        spans: [int(np.searchsorted(seen.ends, span.start, side="right")) for span in spans]
        for spans, _ in gold.mentions
    }
    named = sorted({each[0] for each in words.values()})
    given = [replace(t, score=1.0) for t in make_triggers(article, seen, judged, network.assess, named)]
    beside = events._find_beside(seen, said)
    own = find_triggers(article, seen, judged, network.assess, least=events.LEAST)

    def tell(triggers: Iterable[Trigger]) -> Told:
        triggers = tuple(triggers)
        candidates = find_candidates(article, seen, cast, said)
        parties = settle_parties(article, seen, judged, triggers, candidates, network.weigh_choices)
        reports: list[Report] = []
        of: dict[int, str] = {}
        speakers = {s.id: frozenset(a.id for a in s.speakers) for s in said}
        for trigger, side in zip(triggers, parties, strict=True):
            if side.actors or side.recipients:
                report = events._make_report(
                    article, seen, cast, beside, trigger, side, lambda *_, **__: (), network.calibrate_report
                )
                report = replace(report, date=None)
                same = next((n for n, r in enumerate(reports) if events._is_same(r, report, speakers)), len(reports))
                reports = list(events._merge([*reports, report], speakers))
                of[trigger.word] = reports[same].id
        return Told(
            Entry(article, said, tuple(reports)),
            tuple((spans, next((of[w] for w in at if w in of), None)) for spans, at in words.items()),
        )

    return tell(given), tell(own)


# --- merging ----------------------------------------------------------------------------------------------------------


def merge_rightly(
    clusters: Iterable[frozenset[Any]], articles: Iterable[Gold], told: Iterable[Told]
) -> list[frozenset[Any]]:
    """What perfect merging would make of what was read: all mentions of an event that have a report, together."""
    read = {
        (gold.article.id, spans)
        for gold, each in zip(articles, told, strict=True)
        for spans, report in each.place
        if report is not None
    }
    together = [cluster & read for cluster in clusters]
    alone = [frozenset({mention}) for cluster in clusters for mention in cluster - read]
    return [cluster for cluster in (*together, *alone) if cluster]


def cluster(articles: Iterable[Gold], told: Iterable[Told]) -> list[frozenset[Any]]:
    """The gold mentions by the event that their reports were merged into; what has no report stands alone."""
    articles, told = list(articles), list(told)
    with TemporaryDirectory() as folder, open_ledger(Path(folder) / "bench.ledger") as ledger:
        ledger.write_many((each.entry for each in told), run=ledger.begin_run(code="bench", weights="none"))
        ledger.merge()
        event_of = {report: event.id for event, _ in ledger.find_events(limit=None) for report in event.reports}
    events_found = defaultdict(set)
    for gold, each in zip(articles, told, strict=True):
        for spans, report in each.place:
            mention = (gold.article.id, spans)
            events_found[event_of[report] if report else mention].add(mention)
    return [frozenset(event) for event in events_found.values()]
