"""`dragoman read`: files and addresses into a ledger, or into JSON."""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman import __version__
from dragoman.cli.interrupt import Interrupt
from dragoman.cli.options import (
    All,
    AllowPrivate,
    JsonOption,
    LedgerOption,
    NoText,
    Processes,
    Timezone,
    find_least,
    merge_what_came,
    open_console,
    open_fetcher,
    open_ledger,
    place_what_came,
)
from dragoman.settings import get_number

if TYPE_CHECKING:
    from dragoman.ledger import Ledger
    from dragoman.records import Article, Entry, Rejected
    from dragoman.scale import Outcome

NOTHING_READ, INTERRUPTED = 4, 130
_WHY = "rejected: "
_FEW = 4  # articles that are read sooner in this process than others are started


def read(
    files: Annotated[
        list[str],
        typer.Argument(
            help="Text dumps, HTML files, feeds, exports (JSON, JSON lines), web archives (WARC), directories, http(s) URLs "
            "of these, or - for standard input.",
            metavar="FILE...",
        ),
    ],
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
    published: Annotated[
        str | None, typer.Option(help="When a text appeared that does not say so: '2018-02-12 08:49'.")
    ] = None,
    outlet: Annotated[str | None, typer.Option(help="The outlet of the texts.")] = None,
    timezone: Timezone = None,
    processes: Processes = None,
    everything: All = False,
    allow_private: AllowPrivate = False,
    no_text: NoText = False,
) -> int:
    """Read news articles: into the ledger, or with --json to standard output.

    What the ledger has read before, by the same code and weights, is not read again: a command that was stopped goes on.
    Of a feed each entry is read: from its page where the feed's URL was given, else from the text that the feed carries.
    Of an export each object is read, of a web archive each page and plain text.

    Examples: `dragoman read article.txt` · `dragoman read pages/ --ledger news.ledger` ·
    `dragoman read https://example.org/feed.xml` · `dragoman read crawl.warc.gz` · `dragoman read - --json < page.html`
    """
    from dragoman import intake

    inputs = intake.find_files(files)
    articles = intake.load(
        inputs,
        published=published,
        outlet=outlet,
        timezone=timezone,
        stdin=sys.stdin.buffer,
        max_bytes=get_number("max_bytes"),
        fetch=open_fetcher(allow_private=allow_private),
    )
    number = count_processes(processes, len(inputs))
    with Interrupt() as interrupt:
        todo = interrupt.until(articles)
        if as_json and ledger is None:
            counts = _print_entries(todo, number, find_least(everything=everything), keep_text=not no_text)
            return finish(counts, interrupt)
        with open_ledger(ledger, create=True) as opened:
            least, keep_text = find_least(everything=everything), not no_text
            counts = read_entries(opened, todo, number, len(inputs), as_json, least=least, keep_text=keep_text)
            place_entries(opened, interrupt, quiet=as_json)
            return finish(counts, interrupt, summary=not as_json, where=opened.path)


def count_processes(wanted: int | None, inputs: int) -> int:
    """As many as wanted, but one for a few inputs."""
    from dragoman.scale import count_processes

    return 1 if inputs <= _FEW else count_processes(get_number("processes") if wanted is None else wanted)


def _print_entries(
    articles: Iterable[Article | Rejected], processes: int, least: float, *, keep_text: bool
) -> Counter[str]:
    """Read and print, no ledger involved."""
    from dragoman.records import Entry, Rejected
    from dragoman.scale import read_all

    counts: Counter[str] = Counter()
    for result in read_all(articles, processes=processes):
        counts["rejected" if isinstance(result, Rejected) else "read"] += 1
        if isinstance(result, Entry) and not keep_text:
            result = replace(result, article=replace(result.article, text=""))
        _print_json(result, least)
    return counts


def read_entries(
    ledger: Ledger,
    articles: Iterable[Article | Rejected],
    processes: int,
    total: int,
    as_json: bool,
    *,
    done: Callable[[Outcome], None] | None = None,
    least: float = 0.0,
    keep_text: bool = True,
) -> Counter[str]:
    """Read into the ledger, with progress on standard error. `done` is told of each outcome once it is written."""
    from dragoman.reading.network import Network
    from dragoman.records import Article
    from dragoman.scale import read_into

    run = ledger.begin_run(code=__version__, weights=Network().version)
    batch = min(get_number("batch"), max(1, total // 20))
    counts: Counter[str] = Counter()
    outcomes = read_into(ledger, articles, run=run, processes=processes, batch=batch, keep_text=keep_text)
    with closing(outcomes):
        for outcome in _track(outcomes, total, quiet=as_json):
            _count(counts, outcome)
            if done:
                done(outcome)
            if as_json:
                known = outcome.result if isinstance(outcome.result, Article) else None
                _print_json(_get_known(ledger, known) if known else outcome.result, least)
    counts["flagged"] = ledger.count_flagged(run)
    return counts


def place_entries(ledger: Ledger, interrupt: Interrupt, *, quiet: bool) -> None:
    """Compares what was read with the other articles, and merges it, until Ctrl-C is heard: then the next command does."""
    for take in (place_what_came, merge_what_came):
        if not interrupt.asked:
            take(ledger, quiet=quiet, interrupt=interrupt)


def _get_known(ledger: Ledger, article: Article) -> Entry:
    """What the ledger holds of an article that it knows: where it revises another, under an id of its own."""
    if ledger.has_text(article.id, article.text):
        return ledger.get_entry(article.id)
    return ledger.get_entry(f"{article.id}-{hashlib.sha256(article.text.encode()).hexdigest()[:12]}")


def _count(counts: Counter[str], outcome: Outcome) -> None:
    from dragoman.cli.page import describe_rejected
    from dragoman.records import Entry, Rejected

    counts[outcome.kind] += 1
    if isinstance(outcome.result, Entry):
        counts["undated"] += outcome.result.article.published_at is None
        counts["statements"] += len(outcome.result.statements)
        counts["reports"] += sum(r.confidence >= find_least(everything=False) for r in outcome.result.reports)
    if isinstance(outcome.result, Rejected):
        counts[_WHY + outcome.result.reason] += 1
        open_console(errors=True).print(
            f"rejected  {describe_rejected(outcome.result)}", style="yellow", soft_wrap=True
        )


def _track(outcomes: Iterator[Outcome], total: int, *, quiet: bool) -> Iterator[Outcome]:
    """The outcomes, with a bar, the rate and the time left where someone looks on."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = open_console(errors=True)
    columns = (
        TextColumn("reading"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("left"),
    )
    with Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as progress:
        task = progress.add_task("reading", total=total, rate="")
        for outcome in outcomes:
            speed = progress.tasks[0].speed
            progress.update(task, advance=1, rate=f"{speed:.1f} articles/s" if speed else "")
            yield outcome


def _print_json(result: Any, least: float) -> None:
    from dragoman.contract import as_json

    sys.stdout.write(json.dumps(as_json(result, least=least), ensure_ascii=False) + "\n")
    sys.stdout.flush()


def finish(counts: Counter[str], interrupt: Interrupt, *, summary: bool = False, where: object = None) -> int:
    """Say what was done, and the exit code."""
    if summary:
        _print_summary(counts, where)
    if interrupt.asked:
        stopped = "Stopped. What was read is kept; the same command goes on where this one stopped."
        open_console(errors=True).print(stopped, style="yellow")
        return INTERRUPTED
    return 0 if counts["read"] or counts["known"] else NOTHING_READ


def _print_summary(counts: Counter[str], where: object) -> None:
    """How many were read, known and rejected, and why, in a line."""
    reasons = [f"{n} {name.removeprefix(_WHY)}" for name, n in sorted(counts.items()) if name.startswith(_WHY)]
    rejected = f", {counts['rejected']} rejected ({', '.join(reasons)})" if reasons else ""
    known = f", {counts['known']} read before" if counts["known"] else ""
    flagged = f"; {counts['flagged']} corrections need a look (dragoman log --flagged)" if counts["flagged"] else ""
    found = f"{counts['statements']} statements, {counts['reports']} reports"
    line = f"{counts['read']} articles read, {found}{known}{rejected}: {where}{flagged}"
    open_console(errors=True).print(line, soft_wrap=True)
    if counts["undated"]:
        undated = (
            f"{counts['undated']} articles say no day: they are in no story with dated ones (--published gives a day)"
        )
        open_console(errors=True).print(undated, soft_wrap=True)
