"""Readers: a pool of processes, each with its own network. Results come in the order of the articles."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from dragoman.records import Article, Entry

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    from dragoman.reading.network import Network

T = TypeVar("T")
_AHEAD = 4  # articles in hand a process: enough that none waits, few enough that memory stays bounded


def count_processes(wanted: int) -> int:
    """`wanted`, or one a core that this process may use where it is 0."""
    return wanted or len(os.sched_getaffinity(0))


class Readers:
    """A pool of readers. Close it, or use it in a `with`."""

    def __init__(self, processes: int) -> None:
        self._processes = processes
        self._pool = ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), _open)

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def warm(self) -> None:
        """Wait until every process has its network open."""
        for future in [self._pool.submit(_read, Article("warm", "He said so.")) for _ in range(self._processes * 2)]:
            future.result()

    def read(self, items: Iterable[Article | T]) -> Iterator[Entry | T]:
        """Entries in order; what is no Article passes through in its place."""
        todo, waiting = iter(items), deque[Future[Entry] | T]()
        waiting.extend(self._submit(item) for item in islice(todo, self._processes * _AHEAD))
        while waiting:
            first = waiting.popleft()
            waiting.extend(self._submit(item) for item in islice(todo, 1))
            yield first.result() if isinstance(first, Future) else first

    def _submit(self, item: Article | T) -> Future[Entry] | T:
        if not isinstance(item, Article):
            return item
        # A process that is started here has Ctrl-C blocked from its first instruction: the parent alone hears it.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return self._pool.submit(_read, item)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def read_all(items: Iterable[Article | T], *, processes: int) -> Iterator[Entry | T]:
    """Read articles on `processes` processes, or in this one where it is 1. What is no Article passes through."""
    if processes == 1:
        _open()
        for item in items:
            yield _read(item) if isinstance(item, Article) else item
        return
    with Readers(processes) as readers:
        yield from readers.read(items)


def _open() -> None:
    if parent := multiprocessing.parent_process():
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears Ctrl-C and closes the pool
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    _open_network()


def _end_with(parent: BaseProcess) -> None:
    """Ends this process once `parent` is gone: killed, it could not close the pool, which would wait for ever."""
    parent.join()
    os._exit(1)


@lru_cache(maxsize=1)
def _open_network() -> Network:
    """One network a process: what the pool is for."""
    from dragoman.reading.network import Network

    return Network()


def _read(article: Article) -> Entry:
    from dragoman import pipeline

    return pipeline.read_article(article, _open_network())
