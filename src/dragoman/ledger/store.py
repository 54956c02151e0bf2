"""The ledger as its callers see it: each method one transaction, each failure a LedgerError."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from dragoman.ledger import backup, checkup, feeds, log, overlay, retrieval, schema, search, writing
from dragoman.ledger.accounts import Accounts
from dragoman.ledger.asof import find_run, stand
from dragoman.ledger.connection import find_place, open_place
from dragoman.ledger.desk import Desk
from dragoman.ledger.dialects import get_dialect
from dragoman.ledger.dyads import Dyads
from dragoman.ledger.exchange import Exchange
from dragoman.ledger.faults import explained
from dragoman.ledger.happenings import Happenings
from dragoman.ledger.overview import Overview
from dragoman.ledger.rows import hash_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from sqlalchemy import Connection

    from dragoman.records import Article, Entry, Rejected, Report, Run, Statement


def open_ledger(
    address: str | Path, *, create: bool = True, timeout_s: float = 10.0, read_s: float | None = None
) -> Ledger:
    """The ledger at `address`: a path, or a URL, `sqlite:///path` or `postgresql+psycopg://user@host/database`.

    Made if missing (or empty) and `create` is true; a database must be there.

    `timeout_s`: how long to wait for another writer. `read_s`: how long a question may take, after which it raises
    LedgerSlowError; None: as long as it needs. Raises LedgerVersionError if a newer Dragoman made it, LedgerError
    if it is missing, damaged or no ledger at all: such a file is left as it is.
    """
    place = find_place(address)
    return Ledger(place, open_place(place, create=create, timeout_s=timeout_s), read_s=read_s)


class Ledger(Exchange, Desk, Dyads, Happenings, Accounts, Overview):
    """Entries, kept. Made by `open_ledger`; wants closing, or use it as a context manager.

    Every method raises LedgerError if the file cannot be read or written, LedgerBusyError if another writer held it for
    longer than the ledger's `timeout_s`; what was committed before stays. Wherever a method takes an id to look up, the
    beginning of one will do if it is the beginning of only one, and redirects are followed.
    """

    # --- runs --------------------------------------------------------------------------------------------------------

    def begin_run(self, *, code: str, weights: str) -> Run:
        """Notes that a run of this code with these weights begins: rows are written as its."""
        with self._write() as connection:
            return log.begin_run(connection, code=code, weights=weights)

    def finish_run(self, run: Run) -> Run:
        """Notes that `run` ended now. A run that was killed stays without `finished_at`."""
        with self._write() as connection:
            return log.finish_run(connection, run.id)

    def runs(self) -> list[Run]:
        """All runs, newest first."""
        with self._read() as connection:
            return log.find_runs(connection)

    def reject(self, rejected: Rejected, *, run: Run) -> bool:
        """Notes an input that could not be read. False, changing nothing, if the same version noted the same before."""
        with self._write() as connection:
            return log.add_rejected(connection, rejected, run_key=log.get_run_key(connection, run.id))

    def find_rejected(self, *, run: Run | None = None) -> list[tuple[Run, Rejected]]:
        """What could not be read, by `run` or by any (None), oldest first."""
        with self._read() as connection:
            return log.find_rejected(connection, run_id=run.id if run else None)

    # --- writing -----------------------------------------------------------------------------------------------------

    def is_read(self, article: Article | str, *, run: Run) -> bool:
        """Whether `run`'s code and weights have read this article: writing it again would change nothing.

        Given an Article, with this very text; given an id, with any.
        """
        with self._read() as connection:
            return writing.find_reading(connection, article, code=run.code, weights=run.weights) is not None

    def write(self, entry: Entry, *, run: Run) -> writing.Written:
        """Writes what `run` made of one article, whole or not at all; returns it as it is stored.

        Read by the same code and weights before: nothing changes. Read by others: this reading supersedes, rows found
        again keep their ids, earlier readings stay. The same id with another text (an article changed under its url): a
        revision, stored under `<id>-<12 digits of the text's SHA-256>` with `revises` set to the one before it, which
        lists leave out from then on. A row's id that another row holds is replaced by one made from it.
        Raises LedgerError if a span lies outside of the text, or a row has no evidence.
        """
        return self.write_many([entry], run=run)[0]

    def write_many(
        self, entries: Iterable[Entry], *, run: Run, batch: int = 50, keep_text: bool = True
    ) -> list[writing.Written]:
        """Writes entries as `write` does, `batch` articles a transaction, taking from `entries` outside of it.

        Without `keep_text` new articles come without their texts: their hashes, and the spans of rows, stay; `text` is "".
        An article that is there keeps its text, or stays without one, whatever is asked here.
        After an error or a kill the batches before stand, and no part of the one at hand.
        """
        written: list[writing.Written] = []
        source = iter(entries)
        while some := list(islice(source, batch)):
            with self._write() as connection:
                run_key = log.get_run_key(connection, run.id)
                written += writing.write_entries(connection, some, run_key=run_key, keep_text=keep_text)
        return written

    def delete(self, article_id: str, *, why: str | None = None) -> str:
        """Takes out an article, all its readings and what they gave, and notes that. Returns its whole id.

        The article that it revised is current again. Corrections of its rows stay in their log.
        """
        with self._write() as connection:
            article_id = retrieval.get_id(connection, schema.articles, article_id)
            writing.delete_article(connection, article_id, why=why)
            return article_id

    # --- by id -------------------------------------------------------------------------------------------------------

    def get_article(self, article_id: str) -> Article:
        """The article, as its current reading has it. Raises LedgerNotFoundError."""
        with self._read() as connection:
            reading = self._get_reading(connection, article_id, None)
            return retrieval.load_articles(connection, [reading])[reading]

    def get_entry(self, article_id: str, *, run: Run | str | None = None, rejected: bool = False) -> Entry:
        """The article with all that was made of it: now, or as it was derived when `run` (or its id) was the last run.

        `rejected`: of now, also what people rejected. Raises LedgerNotFoundError if it is not there, or was not yet read then.
        """
        with self._read() as connection:
            reading = self._get_reading(connection, article_id, run)
            if rejected and run is None:
                return overlay.load_whole(connection, [reading])[reading]
            return retrieval.load_entries(connection, [reading], raw=run is not None)[reading]

    def has_text(self, article_id: str, text: str) -> bool:
        """Whether this is the very text of an article that is there, kept or not. By its hash."""
        with self._read() as connection:
            columns, whole = schema.articles.c, retrieval.get_id(connection, schema.articles, article_id)
            held = connection.execute(select(columns.text_hash).where(columns.id == whole)).scalar_one()
        return bool(held == hash_text(text))

    def get_statement(self, statement_id: str) -> tuple[Article, Statement]:
        """A statement and its article, from the newest reading that has it. Raises LedgerNotFoundError."""
        with self._read() as connection:
            whole = retrieval.get_id(connection, schema.statements, statement_id)
            key, reading = retrieval.get_row(connection, schema.statements, whole)
            article = retrieval.load_articles(connection, [reading])[reading]
            return article, retrieval.load_statements(connection, [key])[key]

    def get_report(self, report_id: str) -> tuple[Article, Report]:
        """A report and its article, from the newest reading that has it. Raises LedgerNotFoundError."""
        with self._read() as connection:
            whole = retrieval.get_id(connection, schema.reports, report_id)
            key, reading = retrieval.get_row(connection, schema.reports, whole)
            article = retrieval.load_articles(connection, [reading])[reading]
            return article, retrieval.load_reports(connection, [key])[key]

    def _get_reading(self, connection: Connection, article_id: str, run: Run | str | None) -> int:
        whole = retrieval.get_id(connection, schema.articles, article_id)
        run_id = run if run is None or isinstance(run, str) else run.id
        return retrieval.get_reading(connection, whole, run_id=run_id)

    def entries(self, *, as_of: Run | str | None = None, rejected: bool = False, batch: int = 100) -> Iterator[Entry]:
        """All current entries in the order in which their articles came, those included that a revision replaces.

        `as_of`: as derived when that run (or its id, or the beginning of one) was the last, without any correction.
        `rejected`: of now, also what people rejected. Reads `batch` articles at a time, so that a long export holds up
        nobody.
        """
        return (entry for entry, _ in self.runs_of_entries(as_of=as_of, rejected=rejected, batch=batch))

    def runs_of_entries(
        self, *, as_of: Run | str | None = None, rejected: bool = False, batch: int = 100
    ) -> Iterator[tuple[Entry, Run]]:
        """All current entries, as `entries` has them, each with the run that made it, or what was corrected of it."""
        last, columns, below = 0, schema.readings.c, schema.readings.alias("below")
        while True:
            with self._read() as connection:
                known = {run.id: run for run in log.find_runs(connection)}
                wanted = [*stand(find_run(connection, as_of), revised=True), columns.article > last]
                query = select(columns.article, columns.key, schema.runs.c.id).join_from(
                    schema.readings, schema.articles
                )
                query = query.join(below, below.c.key == func.coalesce(columns.corrects, columns.key))
                query = query.join(schema.runs, schema.runs.c.key == below.c.run).where(*wanted)
                rows = connection.execute(query.order_by(columns.article).limit(batch)).all()
                keys = [row.key for row in rows]
                if rejected and as_of is None:
                    found = overlay.load_whole(connection, keys)
                else:
                    found = retrieval.load_entries(connection, keys, raw=as_of is not None)
            if not rows:
                return
            yield from ((found[row.key], known[row.id]) for row in rows)
            last = rows[-1].article

    # --- by what rows hold -------------------------------------------------------------------------------------------

    def find_articles(
        self,
        *,
        outlet: str | None = None,
        since: date | None = None,
        until: date | None = None,
        text: str | None = None,
        limit: int | None = 50,
        offset: int = 0,
    ) -> list[Article]:
        """Articles, newest first. Days count in the article's own offset, both included; `text` as in `find_text`."""
        with self._read() as connection:
            return search.find_articles(
                connection, outlet=outlet, since=since, until=until, text=text, limit=limit, offset=offset
            )

    def find_statements(
        self,
        *,
        speaker: str | None = None,
        country: str | None = None,
        outlet: str | None = None,
        since: date | None = None,
        until: date | None = None,
        text: str | None = None,
        limit: int | None = 50,
        offset: int = 0,
        rejected: bool = False,
        as_of: Run | str | None = None,
    ) -> list[tuple[Article, Statement]]:
        """Statements with their articles: newest first, within an article in the order of its text.

        `speaker`: words of a speaker's name, all of them, whole, in any case and without regard to accents; or an
        actor's id. `country`: that speaker's, alpha-3. `outlet`: its whole name, in any case. `since`, `until`: days,
        both included, against `said_on`, or the day of publication where that is None. `text`: as in `find_text`, in
        what is said. `limit` None: all. `rejected`: also what people rejected. Conditions add up. `as_of`: as derived
        when that run (or its id, or the beginning of one) was the last, without any correction.
        """
        with self._read() as connection:
            places = search.place_statements(
                connection,
                speaker=speaker,
                country=country,
                outlet=outlet,
                since=since,
                until=until,
                text=text,
                limit=limit,
                offset=offset,
                rejected=rejected,
                as_of=find_run(connection, as_of),
            )
            return search.get_statements(connection, places, rejected=rejected, raw=as_of is not None)

    def find_reports(
        self,
        query: search.ReportQuery | None = None,
        *,
        limit: int | None = 50,
        offset: int = 0,
        as_of: Run | str | None = None,
    ) -> list[tuple[Article, Report]]:
        """Reports with their articles: newest act first, undated ones last, within an article in the order of its text.

        `limit` None: all. `as_of`: as derived when that run (or its id, or the beginning of one) was the last, without any
        correction.
        """
        asked = query or search.ReportQuery()
        with self._read() as connection:
            then = find_run(connection, as_of)
            places = search.place_reports(connection, asked, limit=limit, offset=offset, as_of=then)
            return search.get_reports(connection, places, rejected=asked.rejected, raw=as_of is not None)

    def find_text(self, query: str, *, limit: int = 50, offset: int = 0) -> list[search.Match]:
        """Where a text stands, in statements first, then in articles, the best fit first.

        All words must occur, in any case and without regard to accents; "words in quotation marks" follow one another;
        a word that ends in * may go on. No other character has a meaning.
        """
        with self._read() as connection:
            return search.find_text(connection, query, limit=limit, offset=offset)

    # --- feeds -------------------------------------------------------------------------------------------------------

    def get_followed(self, feed: str) -> feeds.Followed:
        """What was seen of a feed, and by what to ask for it again; nothing where it was never followed."""
        with self._read() as connection:
            return feeds.get_followed(connection, feed)

    def find_known(self, article_ids: Iterable[str]) -> frozenset[str]:
        """Which of the articles' whole ids, as intake gives them, the ledger holds or held until they were deleted."""
        with self._read() as connection:
            return feeds.find_known(connection, article_ids)

    def note_seen(self, feed: str, item: str, *, outcome: str) -> None:
        """Notes what became of a feed's item: it is not new any more."""
        with self._write() as connection:
            feeds.add_seen(connection, feed, item, outcome=outcome)

    def note_read(self, feed: str, *, etag: str | None, modified: str | None) -> None:
        """Notes that all items of a feed's answer were dealt with, and by what to ask whether there is a newer one."""
        with self._write() as connection:
            feeds.add_read(connection, feed, etag=etag, modified=modified)

    # --- the file ----------------------------------------------------------------------------------------------------

    def status(self) -> log.Status:
        """How much the ledger holds."""
        with self._read() as connection:
            return log.count_rows(connection, size_bytes=get_dialect(connection).get_size(connection))

    def backup(self, target: str | Path) -> Path:
        """Copies the ledger into a new file while others read and write. Returns its path; overwrites nothing."""
        path = Path(target).expanduser().absolute()
        with explained(str(self.path)), self._engine.connect() as connection:
            backup.copy_ledger(connection, path)
        return path

    def check(self) -> list[checkup.Problem]:
        """All that is wrong with the ledger; empty if it is sound. Reads every row; shortly holds off writers."""
        with explained(str(self.path)):
            return checkup.check_ledger(self._engine)
