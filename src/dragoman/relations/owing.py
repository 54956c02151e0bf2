"""A ledger → what two sides owe each other: offers with their answers, up to the last day that was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.relations.acts import STATE, find_dyad
from dragoman.relations.answers import WITHIN, Answer, find_answers, find_day

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from dragoman.ledger import Ledger
    from dragoman.relations.matters import FindNames


def find_owed(
    ledger: Ledger,
    one: str,
    other: str,
    *,
    within: int = WITHIN,
    since: date | None = None,
    until: date | None = None,
    source: str | None = None,
    sectors: Collection[str] | None = STATE,
    least: float = 0.2,
    find_names: FindNames | None = None,
) -> list[Answer]:
    """Proposals, demands, threats, accusations and promises from `since` on, oldest first, each with what became of it.

    `within`: days in which an answer is looked for. `until`: the last day that counts as read; None: the last on which the
    ledger has an article, or an act. `find_names`: alpha-3 → the words that name a state.
    """
    dyad = find_dyad(
        ledger, one, other, since=since, until=until, sectors=sectors, source=source, least=least, told=True
    )
    last = until or _find_last(ledger, dyad.source, [day for act in dyad.acts if (day := find_day(act)) is not None])
    if last is None:
        return []
    found = find_answers(dyad.acts, until=last, within=within, find_names=find_names)
    return [answer for answer in found if since is None or (find_day(answer.offer) or since) >= since]


def _find_last(ledger: Ledger, source: str, days: list[date]) -> date | None:
    last = ledger.find_last_read(source=source)
    return max([*days, *([last] if last else [])], default=None)
