"""What all answers share: the ledger, who may write, and pages kept as long as nobody commits anything to the ledger."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from dragoman.web.workshop import Workshop

if TYPE_CHECKING:
    from dragoman.ledger import Ledger

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_MANY_BYTES, _MANY_ROWS, _LEAST_ROWS = 32 * 2**20, 40_000, 100
_Kept = TypeVar("_Kept")


class Unfinished(bytes):
    """A page on which something is still to come: it is shown, and not kept."""


class Shelf(Generic[_Kept]):
    """What was made of one state of the ledger, by key, the least asked for going first; emptied when the state changes.

    `weigh`: how much one takes of what there is room for. Who asks for what another is making waits, and gets the same.
    """

    def __init__(self, room: int, weigh: Callable[[_Kept], int]) -> None:
        self._room = room
        self._weigh = weigh
        self._held: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._taken = 0
        self._state: int | None = None
        self._lock = Lock()
        self._making: dict[tuple[int, Hashable], Future[_Kept]] = {}

    def get(self, state: int, key: Hashable, make: Callable[[], _Kept]) -> _Kept:
        """What is kept under `key`, made now where nothing is."""
        with self._lock:
            if state != self._state:
                self._held.clear()
                self._taken, self._state = 0, state
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
            making = self._making.get((state, key))
            if making is None:
                mine = self._making[state, key] = Future[_Kept]()
        if making is not None:
            return making.result()
        try:
            made = make()
            self._put(state, key, made)
            mine.set_result(made)
        except BaseException as error:
            mine.set_exception(error)
            raise
        finally:
            with self._lock:
                self._making.pop((state, key), None)
        return made

    def _put(self, state: int, key: Hashable, made: _Kept) -> None:
        with self._lock:
            if state == self._state and key not in self._held and not isinstance(made, Unfinished):
                self._held[key] = made
                self._taken += self._weigh(made)
                while self._taken > self._room and len(self._held) > 1:
                    self._taken -= self._weigh(self._held.popitem(last=False)[1])


@dataclass(frozen=True, slots=True)
class Site:
    """A ledger and the terms on which it is shown.

    `by`: who corrects, for the log. `hosts`: names by which a request may ask, None: any. `private`: whether reading needs
    the token, as writing always does. `least`: how sure a report must be to be shown. `answer_s`: how long an answer may take,
    `patience_s`: how long a page waits for what is being prepared.
    """

    ledger: Ledger
    by: str
    hosts: frozenset[str] | None = LOOPBACK
    private: bool = False
    least: float = 0.2
    answer_s: float = 2.0
    patience_s: float = 0.5
    max_body_bytes: int = 64 * 2**10
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    shelf: Shelf[bytes] = field(default_factory=lambda: Shelf(_MANY_BYTES, len))
    kept: Shelf[Any] = field(default_factory=lambda: Shelf(_MANY_ROWS, lambda made: _LEAST_ROWS + len(made)))
    workshop: Workshop = field(default_factory=lambda: Workshop(_MANY_ROWS))

    def is_token(self, given: str | None) -> bool:
        """Whether this is the token, compared in constant time."""
        return given is not None and secrets.compare_digest(given.encode(), self.token.encode())
