"""An input, or what it leads to, that is not read: raised where that is found out, made a Rejected in one place."""

from __future__ import annotations

from dragoman.records import RejectReason


class Refusal(Exception):
    """Carried up to where the input's name is known. `detail` says what, what was allowed, and what to do."""

    def __init__(self, reason: RejectReason, detail: str) -> None:
        super().__init__(detail)
        self.reason: RejectReason = reason
        self.detail = detail
