"""`dragoman follow`: what is new in feeds, into a ledger."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli.interrupt import Interrupt
from dragoman.cli.options import (
    AllowPrivate,
    JsonOption,
    LedgerOption,
    NoText,
    Processes,
    Timezone,
    find_least,
    open_console,
    open_fetcher,
    open_ledger,
)
from dragoman.cli.read import INTERRUPTED, NOTHING_READ, count_processes, finish, place_entries, read_entries
from dragoman.settings import get_number

if TYPE_CHECKING:
    from dragoman.intake import Feed, Fetcher
    from dragoman.intake.feeds import FeedItem
    from dragoman.ledger import Ledger
    from dragoman.records import Article, Rejected
    from dragoman.scale import Outcome


def follow(
    feeds: Annotated[list[str], typer.Argument(help="URLs or files of RSS or Atom feeds.", metavar="FEED...")],
    ledger: LedgerOption = None,
    as_json: JsonOption = False,
    outlet: Annotated[str | None, typer.Option(help="The outlet; else what pages and feeds say.")] = None,
    timezone: Timezone = None,
    processes: Processes = None,
    allow_private: AllowPrivate = False,
    no_text: NoText = False,
) -> int:
    """Read what is new in feeds into the ledger, each time it is called: from cron, say.

    New is an entry that this ledger neither has as an article nor rejected. What was out of reach is tried again. Ends
    with 4 where no feed could be read.

    Examples: `dragoman follow https://example.org/feed.xml` · `dragoman follow $(cat feeds.txt) --ledger news.ledger`
    """
    fetch = open_fetcher(allow_private=allow_private)
    with Interrupt() as interrupt, open_ledger(ledger, create=True) as opened:
        followed = [
            _open(opened, source, fetch=fetch, outlet=outlet, timezone=timezone) for source in interrupt.until(feeds)
        ]
        number = sum(len(each.items) for each in followed)
        failed = [each for each in followed if each.rejected]
        if not (number or failed or interrupt.asked):
            open_console(errors=True).print(f"nothing new: {opened.path}", soft_wrap=True)
            return 0
        queue: deque[tuple[Followed, str] | None] = deque()
        counts = read_entries(
            opened,
            interrupt.until(_read(followed, queue, fetch=fetch)),
            count_processes(processes, number),
            number + len(failed),
            as_json,
            least=find_least(everything=False),
            keep_text=not no_text,
            done=lambda outcome: _note(opened, queue.popleft(), outcome),
        )
        place_entries(opened, interrupt, quiet=as_json)
        code = finish(counts, interrupt, summary=not as_json, where=opened.path)
        return code if code == INTERRUPTED else NOTHING_READ if len(failed) == len(followed) else 0


@dataclass(slots=True)
class Followed:
    """A feed, what is new in it, and how much of that is still to be done. `rejected`: why it could not be read."""

    name: str
    feed: Feed | None = None
    items: tuple[FeedItem, ...] = ()
    left: int = 0
    complete: bool = True
    rejected: Rejected | None = None
    options: dict[str, str | None] = field(default_factory=dict)


def _open(ledger: Ledger, source: str, *, fetch: Fetcher, outlet: str | None, timezone: str | None) -> Followed:
    """A feed and its new items."""
    from dragoman.intake import Feed, name_feed, open_feed

    name = name_feed(source)
    before = ledger.get_followed(name)
    found = open_feed(
        source,
        fetch=fetch,
        etag=before.etag,
        modified=before.modified,
        timezone=timezone,
        max_bytes=get_number("max_bytes"),
    )
    if not isinstance(found, Feed):
        return Followed(name, rejected=found)
    known = ledger.find_known(found.article_ids)
    items = found.find_new(seen=before.seen, known=known)
    followed = Followed(name, found, items, len(items), options={"outlet": outlet, "timezone": timezone})
    if not items:
        _close(ledger, followed)
    return followed


def _read(
    followed: Iterable[Followed], queue: deque[tuple[Followed, str] | None], *, fetch: Fetcher
) -> Iterator[Article | Rejected]:
    """What is new, one after another; `queue` says of each which item of which feed it came from."""
    from dragoman.intake import read_new

    for each in followed:
        if each.rejected:
            queue.append(None)
            yield each.rejected
        for item in each.items:
            for found in read_new(each.feed, [item], fetch=fetch, **each.options) if each.feed else ():
                queue.append((each, item.id))
                yield found


def _note(ledger: Ledger, place: tuple[Followed, str] | None, outcome: Outcome) -> None:
    """Note what became of an item, unless it is to be tried again; and its feed, once all of its items are done."""
    from dragoman.intake import PASSING
    from dragoman.records import Rejected

    if place is None:
        return
    followed, item = place
    reason = outcome.result.reason if isinstance(outcome.result, Rejected) else None
    followed.left -= 1
    if reason in PASSING:
        followed.complete = False
    else:
        ledger.note_seen(followed.name, item, outcome=reason or outcome.kind)
    if not followed.left:
        _close(ledger, followed)


def _close(ledger: Ledger, followed: Followed) -> None:
    if followed.complete and followed.feed:
        ledger.note_read(followed.name, etag=followed.feed.etag, modified=followed.feed.modified)
