"""Writes into the pages what each stage makes of one article: `python docs/make_article.py`.

Each block stands between `<!-- name -->` and `<!-- /name -->` on its page. Scores differ a little between processors, so
that no test compares these blocks; run it again when weights or stages change.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from make_figures import fill
from rich.console import Console

from dragoman import __version__, actors, intake, reading, statements
from dragoman.cli.page import describe_chain, show_entry
from dragoman.contract import write_published
from dragoman.ledger import open_ledger
from dragoman.reading.network import Network
from dragoman.reading.words import Words, split_windows, split_words
from dragoman.records import Article, Cast, Entry, Reading, Span
from dragoman.wording import describe_day

ROOT = Path(__file__).parents[1]
ARTICLE = "examples/14-cairo-ankara.txt"
SENTENCE = "Turkey, by contrast"
WIDTH = 100


@dataclass(frozen=True, slots=True)
class Followed:
    """The article, and what each stage made of it."""

    article: Article
    words: Words
    windows: int
    reading: Reading
    cast: Cast
    entry: Entry
    version: str


def follow() -> Followed:
    """One article through all stages, as the pipeline takes it."""
    article = next(a for a in intake.load([ROOT / ARTICLE]) if isinstance(a, Article))
    network = Network()
    words = split_words(article.text, network.tokenizer, article.furniture)
    seen = reading.read(article, network)
    cast = actors.resolve(article, seen)
    said = statements.extract(article, seen, cast, network.score, network.calibrate)
    windows = len(split_windows(words, size=382, overlap=48))
    return Followed(article, words, windows, seen, cast, Entry(article, said), network.version)


def tabulate(heads: str, rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table; None is an empty cell."""
    names = heads.split("|")
    lines = [names, ["---"] * len(names), *([_cell(value) for value in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: object) -> str:
    return "" if value is None else " ".join(str(value).split()).replace("|", "\\|")


def cut(text: str, most: int = 64) -> str:
    """The text on one line, its middle left out where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 20].rstrip()} […] {line[-14:].lstrip()}"


def write_result(f: Followed) -> str:
    """What `dragoman show` prints."""
    out = io.StringIO()
    show_entry(Console(file=out, width=WIDTH, highlight=False, markup=False, emoji=False, color_system=None), f.entry)
    lines = [line.rstrip() for line in out.getvalue().rstrip().splitlines()]
    return "\n".join(["```text", *lines, "```"])


def write_article(f: Followed) -> str:
    """The fields of the Article."""
    a = f.article
    rows = [
        (f"`{name}`", getattr(a, name)) for name in ("id", "title", "section", "outlet", "byline", "language", "wire")
    ]
    rows += [("`published_at`", write_published(a.published_at)), ("`tags`", ", ".join(t.name for t in a.tags))]
    rows += [("`furniture`", f"`[{s.start}, {s.end})` {cut(s.of(a.text))}") for s in a.furniture]
    return tabulate("field|value", ((name, "null" if value is None else value) for name, value in rows))


def write_counts(f: Followed) -> str:
    """How much there is to read."""
    w = f.words
    return (
        f"{len(w)} words in {len(w.pieces)} pieces, {len(w.sentences)} sentences, {int(w.paragraph[-1]) + 1} paragraphs, "
        f"{len(w.quotations)} quotations, {f.windows} window{'s' if f.windows > 1 else ''}."
    )


def write_words(f: Followed) -> str:
    """One sentence: each word's form, and the labels that cover it."""
    at = f.article.text.find(SENTENCE)
    number = next(i for i, s in enumerate(f.reading.sentences) if s.start <= at < s.end)
    rows = []
    for i in (n for n, s in enumerate(f.reading.sentence) if s == number):
        span = Span(int(f.reading.starts[i]), int(f.reading.ends[i]))
        labels = [_tag(i, x.first, x.last) + " " + x.label for x in f.reading.labelled if x.first <= i <= x.last]
        rows.append((span.of(f.article.text), int(f.words.forms[i]), ", ".join(labels)))
    return tabulate("word|form|tags", rows)


def _tag(word: int, first: int, last: int) -> str:
    return "S" if first == last else "B" if word == first else "E" if word == last else "I"


def write_spans(f: Followed) -> str:
    """All labelled spans in the order of the text."""
    found = sorted(f.reading.labelled, key=lambda x: x.span)
    return tabulate(
        "label|span|words|score",
        (
            (x.label, f"`[{x.span.start}, {x.span.end})`", cut(x.span.of(f.article.text)), f"{x.score:.2f}")
            for x in found
        ),
    )


def write_cast(f: Followed) -> str:
    """All mentions."""
    rows = (
        (
            m.span.of(f.article.text), m.kind, m.actor.name if m.actor.named else f"{m.actor.name} (unnamed)",
            m.actor.kind, m.actor.country, m.actor.sector, m.actor.role, m.trace.method, f"{m.trace.score or 0:.2f}",
        )
        for m in f.cast.mentions
    )  # fmt: skip
    return tabulate("words|mention|actor|kind|country|sector|role|rule|score", rows)


def write_statements(f: Followed) -> str:
    """Statements with what each says of itself."""
    text = f.article.text
    rows = (
        (
            s.source and s.source.of(text), " … ".join(c.of(text) for c in s.cue),
            " … ".join(cut(c.of(text), 48) for c in s.content), ", ".join(a.name for a in s.speakers),
            s.manner, s.stance, describe_day(s.said_on), s.occasion, ", ".join(a.name for a in s.addressees),
            f"{s.confidence:.2f}",
        )
        for s in f.entry.statements
    )  # fmt: skip
    return tabulate("source|cue|content|speakers|manner|stance|said on|occasion|to|confidence", rows)


def write_chain(f: Followed) -> str:
    """The chain of the first statement as printed, and of the first two hop by hop."""
    text = f.article.text
    rows = [
        (n, hop.actor.name, f"`{hop.how}`", hop.span and hop.span.of(text), "inferred" if hop.inferred else "")
        for n, s in enumerate(f.entry.statements[:2], 1)
        for hop in s.chain
    ]
    first = describe_chain(f.article, f.entry.statements[0]) if f.entry.statements else ""
    return "\n\n".join((f"`{first}`", tabulate("statement|actor|how|words that say so|", rows)))


def write_ledger(f: Followed) -> str:
    """The article written twice into a fresh ledger, and what that holds."""
    with tempfile.TemporaryDirectory() as folder, open_ledger(Path(folder) / "one.ledger") as ledger:
        run = ledger.begin_run(code=__version__, weights=f.version)
        for _ in range(2):
            ledger.write(f.entry, run=run)
        ledger.finish_run(run)
        held, problems = ledger.status(), ledger.check()
        found = ledger.find_statements(country="EGY", text="ambassadors")
    return tabulate(
        "asked|answer",
        (
            ("articles, after writing it twice", held.articles),
            ("statements", held.statements),
            ("speakers", held.speakers),
            ("runs", held.runs),
            ("`statements --country EGY --text ambassadors`", f"{len(found)} found"),
            ("`check`", f"{len(problems)} problems"),
        ),
    )


BLOCKS: dict[str, dict[str, Callable[[Followed], str]]] = {
    "README.md": {"result": write_result},
    "docs/intake.md": {"article": write_article},
    "docs/reading.md": {"counts": write_counts, "words": write_words, "spans": write_spans},
    "docs/actors.md": {"cast": write_cast},
    "docs/statements.md": {"statements": write_statements, "chain": write_chain},
    "docs/ledger.md": {"ledger": write_ledger},
}


def main() -> int:
    """Write all blocks."""
    followed = follow()
    for page, blocks in BLOCKS.items():
        text = (ROOT / page).read_text("utf-8")
        for name, write in blocks.items():
            text = fill(text, name, write(followed))
        (ROOT / page).write_text(text, encoding="utf-8")
    print(f"{ARTICLE} with {followed.version}: {len(followed.entry.statements)} statements, {len(BLOCKS)} pages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
