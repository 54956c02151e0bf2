"""Who is who in texts of GUM: mentions found, and which are the same, against its entities of type person, organization, place.

A mention is found where its span is exactly GUM's. Scores are the CoNLL scorer's (bench.coreference), over the mentions that the
program finds by itself. What it finds in other types' places counts as wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from pathlib import Path

from bench.bootstrap import find_errors
from bench.coreference import Clusters, Ratio, drop_singletons, find_conll, score, sum_up
from dragoman import actors, intake, reading
from dragoman.reading.network import Network
from training.gum import Document, read_documents

GENRES = ("news", "interview", "speech", "bio")
KINDS = frozenset({"person", "organization", "place"})

Judged = tuple[dict[str, Ratio], dict[str, Ratio]]
"""What is counted in one document, with and without sets of one mention."""


def measure(path: Path) -> dict[str, float]:
    """Mention F1 and CoNLL scores of all four genres together, then of each; `_se` is a bootstrap error over documents."""
    documents = [d for d in read_documents(path) if d.genre in GENRES]
    network = Network()
    judged = [judge(read_key(document), find_clusters(document.text, network)) for document in documents]
    found = dict(_sum_up(judged))
    errors = find_errors(judged, _sum_up)
    found |= {f"{name}_se": errors[f"{name}_se"] for name in ("mentions", "conll", "conll_no_singletons")}
    for genre in GENRES:
        of_genre = [j for d, j in zip(documents, judged, strict=True) if d.genre == genre]
        if of_genre:
            found |= {f"{genre}_{name}": value for name, value in _sum_up(of_genre).items() if name in _APART}
    return {**found, "n": sum(whole["mentions"].key for whole, _ in judged), "n_articles": len(judged)}


_APART = frozenset({"mentions", "conll", "conll_no_singletons"})


def _sum_up(judged: list[Judged]) -> dict[str, float]:
    """F1 by score, with and without sets of one mention."""
    whole, linked = sum_up(w for w, _ in judged), sum_up(a for _, a in judged)
    return {
        **{name: ratio.f1 for name, ratio in whole.items()},
        "mentions_recall": whole["mentions"].recall,
        "mentions_precision": whole["mentions"].precision,
        "conll": find_conll(whole),
        **{f"{name}_no_singletons": linked[name].f1 for name in ("muc", "b3", "ceafe")},
        "conll_no_singletons": find_conll(linked),
    }


def judge(key: Clusters, response: Clusters) -> Judged:
    """The counts of one document."""
    return score(key, response), score(drop_singletons(key), drop_singletons(response))


def read_key(document: Document) -> Clusters:
    """Spans that GUM holds for the same person, organization or place."""
    return gather((m.entity, (m.start, m.end)) for m in document.mentions if m.kind in KINDS)


def find_clusters(text: str, network: Network) -> Clusters:
    """Spans that the program holds for the same."""
    article = intake.article_from_text(text)
    cast = actors.resolve(article, reading.read(article, network, mark=True), network.weigh)
    return [frozenset((t.mention.span.start, t.mention.span.end) for t in chain) for chain in cast.chains]


def gather(rows: Iterable[tuple[Hashable, Hashable]]) -> Clusters:
    """Sets of what stands beside the same name."""
    members: defaultdict[Hashable, set[Hashable]] = defaultdict(set)
    for name, row in rows:
        members[name].add(row)
    return [frozenset(m) for m in members.values()]
