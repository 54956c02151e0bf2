"""What takes longer than an answer may: made by threads beside the answers. A page waits for it a moment, then goes without."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sized
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Lock, Thread
from time import monotonic
from typing import Any, Generic, TypeVar

from dragoman.ledger import unhurried

_Kept = TypeVar("_Kept", bound=Sized)
_LEAST = 100


@dataclass(frozen=True, slots=True)
class Made(Generic[_Kept]):
    """What was made. `current`: of the state of the ledger that was asked about, and not of one before."""

    value: _Kept
    current: bool


class Workshop:
    """Makes what is asked for in few threads, each thing once at a time, and keeps it until room is short.

    Unlike what a shelf keeps, it stays when the ledger changes: who asks gets it, marked as old, while it is made anew. A
    thing's length says how much room it takes. The threads end with the program.
    """

    def __init__(self, room: int, *, hands: int = 2) -> None:
        self._room = room
        self._hands = hands
        self._held: OrderedDict[Hashable, tuple[int, Any]] = OrderedDict()
        self._jobs: dict[Hashable, Future[None]] = {}
        self._queue: SimpleQueue[tuple[Future[None], Callable[[], None]]] = SimpleQueue()
        self._lock = Lock()
        self._begun = False
        self._asked_at = monotonic()

    def get(
        self, state: int, key: Hashable, make: Callable[[_Kept | None], _Kept], *, wait_s: float | None
    ) -> Made[_Kept] | None:
        """What is kept under `key`; where that is not of this state, what is made within `wait_s` seconds (None: however long).

        `make` is given what was kept before, and goes on after the wait. None: there is nothing yet. Raises what making
        raises.
        """
        with self._lock:
            held = self._held.get(key)
            if held is not None and held[0] == state:
                self._held.move_to_end(key)
                return Made(held[1], True)
            job = self._jobs.get(key) or self._begin(state, key, make)
        with suppress(TimeoutError):
            job.result(wait_s)
        return self.find(state, key)

    def find(self, state: int, key: Hashable) -> Made[Any] | None:
        """What is kept under `key`; nothing is made."""
        with self._lock:
            held = self._held.get(key)
            return None if held is None else Made(held[1], held[0] == state)

    def note(self) -> None:
        """Somebody asks for a page."""
        self._asked_at = monotonic()

    @property
    def quiet_s(self) -> float:
        """For how many seconds nobody has asked for a page."""
        return monotonic() - self._asked_at

    def _begin(self, state: int, key: Hashable, make: Callable[[Any], Any]) -> Future[None]:
        job: Future[None] = Future()
        before = self._held[key][1] if key in self._held else None

        def work() -> None:
            try:
                with unhurried():
                    made = make(before)
                self._put(state, key, made)
            finally:
                with self._lock:
                    self._jobs.pop(key, None)

        self._jobs[key] = job
        self._queue.put((job, work))
        if not self._begun:
            self._begun = True
            for _ in range(self._hands):
                Thread(target=self._work, daemon=True).start()
        return job

    def _work(self) -> None:
        while True:
            job, work = self._queue.get()
            try:
                work()
            except BaseException as error:  # whoever waits is told
                job.set_exception(error)
            else:
                job.set_result(None)

    def _put(self, state: int, key: Hashable, made: Sized) -> None:
        with self._lock:
            self._held[key] = (state, made)
            self._held.move_to_end(key)
            taken = sum(_LEAST + len(each) for _, each in self._held.values())
            while taken > self._room and len(self._held) > 1:
                taken -= _LEAST + len(self._held.popitem(last=False)[1][1])
