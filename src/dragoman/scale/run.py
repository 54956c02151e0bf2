"""A run: articles read and written as they come, so that whatever stops it, what was written stays and the rest follows."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from dragoman.records import Article, Entry, Rejected, Run
from dragoman.scale.readers import read_all

if TYPE_CHECKING:
    from dragoman.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one input. `known`: the same code and weights read it before, so that nothing was to be done."""

    kind: Literal["read", "known", "rejected"]
    result: Entry | Article | Rejected


def read_into(
    ledger: Ledger,
    articles: Iterable[Article | Rejected],
    *,
    run: Run,
    processes: int,
    batch: int,
    keep_text: bool = True,
) -> Generator[Outcome, None, None]:
    """Read articles and write them, `batch` a transaction. Outcomes come in order, each once it is in the ledger.

    `keep_text`: as Ledger.write_many has it.
    Closing the iterator early, or an exception that passes through it, first writes what was read until then.
    """
    ready: list[Entry | Outcome] = []
    try:
        for item in read_all(_skip_known(ledger, articles, run), processes=processes):
            ready.append(item)
            if len(ready) >= batch:
                yield from _write(ledger, ready, run, keep_text)
        yield from _write(ledger, ready, run, keep_text)
    finally:
        _write(ledger, ready, run, keep_text)
        ledger.finish_run(run)


def _skip_known(ledger: Ledger, articles: Iterable[Article | Rejected], run: Run) -> Iterator[Article | Outcome]:
    for item in articles:
        if isinstance(item, Rejected):
            yield Outcome("rejected", item)
        else:
            yield Outcome("known", item) if ledger.is_read(item, run=run) else item


def _write(ledger: Ledger, ready: list[Entry | Outcome], run: Run, keep_text: bool) -> list[Outcome]:
    """Write what is ready, leave nothing ready, and say what became of it."""
    items, ready[:] = list(ready), []
    entries = [i for i in items if isinstance(i, Entry)]
    written = iter(ledger.write_many(entries, run=run, batch=max(1, len(items)), keep_text=keep_text))
    for item in items:
        if isinstance(item, Outcome) and isinstance(item.result, Rejected):
            ledger.reject(item.result, run=run)
    return [item if isinstance(item, Outcome) else Outcome("read", next(written).entry) for item in items]
