"""What all answers share: the ledger, who may write, and pages kept as long as nobody commits anything to the ledger."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dragoman.ledger import Ledger

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_MANY_BYTES = 32 * 2**20


class Shelf:
    """What was made of one state of the ledger, by key, the least asked for going first; emptied when the state changes."""

    def __init__(self, max_bytes: int = _MANY_BYTES) -> None:
        self._max_bytes = max_bytes
        self._held: OrderedDict[tuple[str, ...], bytes] = OrderedDict()
        self._bytes = 0
        self._state: int | None = None
        self._lock = Lock()

    def get(self, state: int, key: tuple[str, ...], make: Callable[[], bytes]) -> bytes:
        """What is kept under `key`, made now where nothing is."""
        with self._lock:
            if state != self._state:
                self._held.clear()
                self._bytes, self._state = 0, state
            if (held := self._held.get(key)) is not None:
                self._held.move_to_end(key)
                return held
        made = make()
        with self._lock:
            if state == self._state and key not in self._held:
                self._held[key] = made
                self._bytes += len(made)
                while self._bytes > self._max_bytes:
                    self._bytes -= len(self._held.popitem(last=False)[1])
        return made


@dataclass(frozen=True, slots=True)
class Site:
    """A ledger and the terms on which it is shown.

    `by`: who corrects, for the log. `hosts`: names by which a request may ask, None: any. `private`: whether reading needs
    the token, as writing always does. `least`: how sure a report must be to be shown. `answer_s`: how long an answer may take.
    """

    ledger: Ledger
    by: str
    hosts: frozenset[str] | None = LOOPBACK
    private: bool = False
    least: float = 0.2
    answer_s: float = 2.0
    max_body_bytes: int = 64 * 2**10
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    shelf: Shelf = field(default_factory=Shelf)

    def is_token(self, given: str | None) -> bool:
        """Whether this is the token, compared in constant time."""
        return given is not None and secrets.compare_digest(given.encode(), self.token.encode())
