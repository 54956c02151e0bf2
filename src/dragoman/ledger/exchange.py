"""What goes into a ledger from files of others, and what goes out of it into files: row by row, however many there are."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from dragoman.ledger import foreign, importing, log, manifest, search
from dragoman.ledger.asof import find_run
from dragoman.ledger.connection import Opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from dragoman.records import Article, Carrier, Code, Imported, Report, Run, Statement

_Key = TypeVar("_Key")
_Row = TypeVar("_Row")
_AT_ONCE = 500


class Exchange(Opened):
    """Rows of others, and rows for others."""

    def import_source(
        self, source: importing.Source, *, codes: Mapping[tuple[str, str | None], Code], code: str, batch: int = 10_000
    ) -> Iterator[importing.Progress]:
        """Writes the rows of a file of others, `batch` a transaction; says how far it is after each.

        `codes`: the code book, `code`: this program's version. A file that was read to its end before adds nothing; after
        an error, a kill, or if the caller stops asking, the batches before stand and the same call goes on. Raises
        TextError if the file is not of its format, SourceError if it cannot be read.
        """
        with self._read() as connection:
            before = importing.find_import(connection, source)
        if before is not None and before.finished_at is not None:
            yield importing.Progress(before.rows, source.lines, 0, before.rows, 0, finished=True)
            return
        batches = importing.read_batches(source, codes, skip=before.rows if before else 0, batch=batch)
        some = next(batches, [])  # before anything is noted: the file may be of another format
        with self._write() as connection:
            run = log.begin_run(connection, code=code, weights="none")
            key = log.get_run_key(connection, run.id)
            importer = importing.begin_import(connection, source, run_key=key, skip=before.rows if before else 0)
        while some:
            with self._write() as connection:
                progress = importer.write(connection, some, finished=False)
            yield progress
            some = next(batches, [])
        with self._write() as connection:
            progress = importer.write(connection, [], finished=True)
            log.finish_run(connection, run.id)
        yield progress

    def find_imported(
        self,
        query: search.ReportQuery | None = None,
        *,
        source: str | None = None,
        limit: int | None = 50,
        offset: int = 0,
        as_of: Run | str | None = None,
    ) -> list[Imported]:
        """Rows that others coded, newest act first: of one source, or of all. Asked for what they lack, none fits.

        What lacks there: factuality, aspect, conditions, deadlines, on whose word. `text`: words of the act's title.
        """
        asked = query or search.ReportQuery()
        if any(getattr(asked, name) is not None for name in foreign.UNASKED):
            return []
        with self._read() as connection:
            then = find_run(connection, as_of)
            keys = foreign.find_imported_keys(connection, asked, source=source, as_of=then, limit=limit, offset=offset)
            return foreign.get_imported(connection, keys)

    def find_carriers(self, source: str, event_id: str) -> list[Carrier]:
        """The articles that carry an event of others, by their word, oldest first."""
        with self._read() as connection:
            return foreign.find_carriers(connection, source, event_id)

    # --- all that fits, for files -------------------------------------------------------------------------------------

    def each_statement(
        self,
        *,
        speaker: str | None = None,
        country: str | None = None,
        outlet: str | None = None,
        since: date | None = None,
        until: date | None = None,
        text: str | None = None,
        rejected: bool = False,
        as_of: Run | str | None = None,
    ) -> Iterator[tuple[Article, Statement]]:
        """All statements that fit, as `find_statements` has them, loaded some at a time."""
        asked: dict[str, Any] = {"speaker": speaker, "country": country, "outlet": outlet, "text": text}
        asked |= {"since": since, "until": until, "rejected": rejected}
        with self._read() as connection:
            then = find_run(connection, as_of)
            places = search.place_statements(connection, **asked, limit=None, offset=0, as_of=then)
        yield from self._load(places, partial(search.get_statements, rejected=rejected, raw=as_of is not None))

    def each_report(
        self, query: search.ReportQuery | None = None, *, as_of: Run | str | None = None
    ) -> Iterator[tuple[Article, Report]]:
        """All reports that fit, as `find_reports` has them, loaded some at a time."""
        asked = query or search.ReportQuery()
        with self._read() as connection:
            then = find_run(connection, as_of)
            places = search.place_reports(connection, asked, limit=None, offset=0, as_of=then)
        yield from self._load(places, partial(search.get_reports, rejected=asked.rejected, raw=as_of is not None))

    def each_imported(
        self, query: search.ReportQuery | None = None, *, source: str | None = None, as_of: Run | str | None = None
    ) -> Iterator[Imported]:
        """All rows of others that fit, as `find_imported` has them, loaded some at a time."""
        asked = query or search.ReportQuery()
        with self._read() as connection:
            then = find_run(connection, as_of)
            keys = foreign.find_imported_keys(connection, asked, source=source, as_of=then, limit=None, offset=0)
        yield from self._load(keys, foreign.get_imported)

    def _load(self, keys: Sequence[_Key], get: Callable[[Connection, Sequence[_Key]], list[_Row]]) -> Iterator[_Row]:
        for start in range(0, len(keys), _AT_ONCE):
            with self._read() as connection:
                found = get(connection, keys[start : start + _AT_ONCE])
            yield from found

    def describe(self, *, as_of: Run | str | None = None) -> dict[str, Any]:
        """What a table made of this ledger rests on: runs with code and weights, articles by hash, imported files."""
        with self._read() as connection:
            return manifest.describe(connection, as_of=find_run(connection, as_of))
