"""Ctrl-C, heard politely: what is in hand is finished and kept. A second one stops at once."""

from __future__ import annotations

import signal
from collections.abc import Iterable, Iterator
from types import FrameType
from typing import Self, TypeVar

T = TypeVar("T")


class Interrupt:
    """While a `with` lasts, the first Ctrl-C only sets `asked`; the next is a KeyboardInterrupt as ever."""

    def __init__(self) -> None:
        self.asked = False

    def __enter__(self) -> Self:
        self._before = signal.signal(signal.SIGINT, self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _hear(self, _signal: int, _frame: FrameType | None) -> None:
        self.asked = True
        signal.signal(signal.SIGINT, signal.default_int_handler)

    def until(self, items: Iterable[T]) -> Iterator[T]:
        """The items, up to the first Ctrl-C."""
        for item in items:
            if self.asked:
                return
            yield item
