"""A body of text with its names marked: the words, what the tables know of them, and runs of other names."""

from __future__ import annotations

from dataclasses import dataclass, field

from dragoman.actors.lexicon import Blocked, Entry, Hit, Institution, Office, get_genders, get_lexicon
from dragoman.actors.names import Person, Run, find_runs
from dragoman.actors.states import settle
from dragoman.actors.vocabulary import get_words
from dragoman.actors.words import Word, split_words
from dragoman.records import Article, Reading


@dataclass(slots=True, eq=False)
class Scene:
    """A text and its names. `cover[i]`: the table's hit over word i, `run_at[i]`: the run over it; not both."""

    article: Article
    words: list[Word]
    hits: list[Hit]
    cover: list[Hit | None]
    runs: list[Run]
    run_at: list[Run | None]
    persons: list[Person] = field(default_factory=list)

    def text(self, first: int, last: int) -> str:
        """The article's characters from word `first` to word `last`, both included."""
        return self.article.text[self.words[first].start : self.words[last].end]

    def entry(self, at: int) -> Entry | None:
        """The table's name over word `at`."""
        hit = self.cover[at] if 0 <= at < len(self.words) else None
        return hit.item if hit is not None and isinstance(hit.item, Entry) else None


def set_scene(article: Article, reading: Reading) -> Scene:
    """Mark the names in the article's body."""
    words = split_words(article, reading)
    hits = settle(article.text, words, _find_hits(words))
    cover: list[Hit | None] = [None] * len(words)
    for hit in hits:
        cover[hit.first : hit.last + 1] = [hit] * (hit.last - hit.first + 1)
    runs = find_runs(words, cover)
    run_at: list[Run | None] = [None] * len(words)
    for run in runs:
        _widen(words, cover, run)
        for at in range(run.first, run.last + 1):
            run_at[at], cover[at] = run, None
    return Scene(article, words, hits, cover, runs, run_at)


def _widen(words: list[Word], cover: list[Hit | None], run: Run) -> None:
    """Take an institution's noun with a capital before an organisation's name into it: "Daily News"."""
    hit = cover[run.first - 1] if run.first else None
    if run.kind != "body" or hit is None or not isinstance(hit.item, Institution):
        return
    if words[hit.first].cap and not words[hit.first].first and words[hit.first].sentence == words[run.first].sentence:
        run.first = hit.first


def _find_hits(words: list[Word]) -> list[Hit]:
    lexicon = get_lexicon()
    hits, at = [], 0
    while at < len(words):
        hit = lexicon.find(words, at) if words[at].is_word else None
        if hit is None:
            at += 1
            continue
        # "American" in "African American": what is blocked takes its words with it.
        if (not isinstance(hit.item, Blocked) or hit.last > hit.first) and not _is_given(words, hit):
            hits.append(hit)
        at = hit.last + 1
    return hits


def _is_given(words: list[Word], hit: Hit) -> bool:
    """Whether a noun is a given name here: "Bill Clinton"."""
    word, after = words[hit.first], words[hit.last + 1] if hit.last + 1 < len(words) else None
    if not word.cap or word.key not in get_genders() or not isinstance(hit.item, Institution | Office):
        return False
    return after is not None and after.sentence == word.sentence and (after.cap or after.key in get_words("particles"))
