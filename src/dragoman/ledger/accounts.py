"""What many articles make together: where their accounts come from, and the stories that they tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.ledger import origins, placing, schema, stories
from dragoman.ledger.connection import Opened
from dragoman.ledger.retrieval import get_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from dragoman.records import Article, Correction, Origin, Story, Utterance


class Accounts(Opened):
    """Origins, utterances and stories. They are made from what `place` has placed: articles that wait are not in them."""

    def count_unplaced(self) -> int:
        """How many articles wait to be placed: read, or read again, since the last call of `place`."""
        with self._read() as connection:
            return placing.count_unplaced(connection)

    def place(self, *, batch: int = 50) -> Iterator[int]:
        """Places the articles that wait, `batch` a transaction; says how many after each.

        After a kill, or if the caller stops asking, the batches before stand, and the next call goes on.
        """
        while True:
            with self._write() as connection:
                placed = placing.place_some(connection, limit=batch)
            if not placed:
                return
            yield placed

    def find_origins(self, article_ids: Iterable[str]) -> dict[str, Origin]:
        """Id of an article (whole) → its origin; those that carry one account have an origin with the same `id`."""
        with self._read() as connection:
            keys = stories.find_keys(connection, article_ids)
            found = origins.describe_origins(connection, keys.values())
            return {name: found[key] for name, key in keys.items()}

    def find_copied(self, article_ids: Iterable[str]) -> dict[str, str]:
        """Id of an article (whole) → that of the longest text of which it is a copy; its own if of none."""
        with self._read() as connection:
            keys = stories.find_keys(connection, article_ids)
            found = origins.find_copied(connection, keys.values())
            names = stories.find_ids(connection, found.values())
            return {name: names[found[key]] for name, key in keys.items()}

    def find_carriers_of(self, article_id: str) -> list[Article]:
        """All articles with the origin of this one, itself among them, oldest first; none where it is not placed yet."""
        with self._read() as connection:
            return stories.find_carriers(connection, get_id(connection, schema.articles, article_id))

    def find_story(self, article_id: str) -> Story | None:
        """The story of an article; None where it is not placed yet."""
        with self._read() as connection:
            return stories.find_story(connection, get_id(connection, schema.articles, article_id))

    def find_extents(self, article_ids: Iterable[str]) -> dict[str, tuple[str, int, int]]:
        """Article's id (whole) → id of its story, how many articles that has and how many origins; none not placed yet."""
        with self._read() as connection:
            return stories.find_extents(connection, article_ids)

    def get_story(self, story_id: str) -> tuple[Story, list[tuple[Article, Origin]], list[Utterance]]:
        """A story with its articles, oldest first, and what is said in it, the oldest first. Raises LedgerNotFoundError."""
        with self._read() as connection:
            return stories.get_story(connection, get_id(connection, schema.stories, story_id))

    def find_stories(
        self,
        *,
        since: date | None = None,
        until: date | None = None,
        text: str | None = None,
        least: int = 1,
        limit: int | None = 50,
        offset: int = 0,
    ) -> list[Story]:
        """Stories, newest first: with a day from `since` to `until`, an article with `text`, at least `least` articles."""
        with self._read() as connection:
            return stories.find_stories(
                connection, since=since, until=until, text=text, least=least, limit=limit, offset=offset
            )

    def split_story(self, story_id: str, article_ids: Iterable[str], *, who: str, why: str) -> list[Correction]:
        """Takes articles out of a story, into one of their own, where they stay. Logged, and to be undone."""
        with self._write() as connection:
            return stories.split_story(connection, story_id, article_ids, who=who, why=why)

    def join_stories(self, kept: str, others: Iterable[str], *, who: str, why: str) -> list[Correction]:
        """Makes other stories part of the one that is kept, for good. Logged, and to be undone."""
        with self._write() as connection:
            return stories.join_stories(connection, kept, others, who=who, why=why)
