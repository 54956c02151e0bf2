"""A ledger of an earlier version → one of this version, in one transaction: all of the steps, or none.

Each step is what was done then, as SQL that never changes, so that a step does not depend on what the tables became later.
These are SQLite's; those of ledgers on a server are in server_steps.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from dragoman.errors import LedgerVersionError
from dragoman.ledger import schema

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection

    Step = str | Callable[[Connection], None]
    """A statement, or what does more than SQL can."""

STEPS: dict[int, tuple[str, ...]] = {
    2: (
        """CREATE TABLE imports ("key" INTEGER NOT NULL, run INTEGER NOT NULL, source VARCHAR NOT NULL, form VARCHAR
        NOT NULL, path VARCHAR NOT NULL, file_hash VARCHAR NOT NULL, rows INTEGER NOT NULL, added INTEGER NOT NULL,
        known INTEGER NOT NULL, rejected INTEGER NOT NULL, finished_at DATETIME, PRIMARY KEY ("key"), FOREIGN
        KEY(run) REFERENCES runs ("key"))""",
        "CREATE INDEX ix_imports_file_hash ON imports (file_hash)",
        """CREATE TABLE parties ("key" INTEGER NOT NULL, digest VARCHAR NOT NULL, name VARCHAR, country VARCHAR, sector
        VARCHAR, code VARCHAR, words VARCHAR NOT NULL, PRIMARY KEY ("key"), UNIQUE (digest))""",
        "CREATE INDEX ix_parties_country ON parties (country)",
        """CREATE TABLE imported ("key" INTEGER NOT NULL, file INTEGER NOT NULL, source VARCHAR NOT NULL, id VARCHAR
        NOT NULL, acted_on DATE NOT NULL, actor INTEGER, recipient INTEGER, actor_country VARCHAR, recipient_country
        VARCHAR, code VARCHAR, text TEXT, type VARCHAR, mode VARCHAR, quad VARCHAR, score DOUBLE, source_score
        DOUBLE, contexts VARCHAR, place_name VARCHAR, place_country VARCHAR, latitude DOUBLE, longitude DOUBLE,
        outlet VARCHAR, url TEXT, articles INTEGER, PRIMARY KEY ("key"), UNIQUE (source, id))""",
        "CREATE INDEX imported_day ON imported (acted_on)",
        "CREATE INDEX imported_dyad ON imported (actor_country, recipient_country, acted_on)",
        "CREATE INDEX ix_imported_actor ON imported (actor)",
        "CREATE INDEX ix_imported_recipient ON imported (recipient)",
        """CREATE TABLE carriers ("key" INTEGER NOT NULL, file INTEGER NOT NULL, source VARCHAR NOT NULL, id VARCHAR
        NOT NULL, event_id VARCHAR NOT NULL, seen_at DATETIME NOT NULL, outlet VARCHAR, url TEXT, sentence INTEGER,
        confidence DOUBLE, tone DOUBLE, PRIMARY KEY ("key"), UNIQUE (source, id))""",
        "CREATE INDEX carriers_event ON carriers (source, event_id)",
    ),
    3: (
        # Taking NOT NULL off a column is an edit of the schema's text: https://sqlite.org/lang_altertable.html, part 7.
        "PRAGMA writable_schema = ON",
        """UPDATE sqlite_schema SET sql = replace(sql, 'run INTEGER NOT NULL', 'run INTEGER')
        WHERE type = 'table' AND name = 'readings'""",
        "PRAGMA writable_schema = RESET",
        "ALTER TABLE readings ADD COLUMN corrects INTEGER",
        "ALTER TABLE readings ADD COLUMN trace JSON",
        "ALTER TABLE corrections ADD COLUMN act INTEGER",
        "ALTER TABLE corrections ADD COLUMN article VARCHAR",
        "ALTER TABLE corrections ADD COLUMN evidence TEXT",
        "CREATE INDEX ix_corrections_article ON corrections (article)",
        """CREATE TRIGGER corrections_insert BEFORE INSERT ON corrections WHEN EXISTS (SELECT 1 FROM corrections
        WHERE id = new.id OR undoes = new.undoes) BEGIN SELECT RAISE(ABORT,
        'corrections are never rewritten: add one that undoes'); END""",
        """CREATE TABLE shown_actors (actor INTEGER NOT NULL, shown INTEGER NOT NULL, correction INTEGER NOT NULL,
        PRIMARY KEY (actor), FOREIGN KEY(actor) REFERENCES actors ("key") ON DELETE CASCADE, FOREIGN KEY(shown)
        REFERENCES actors ("key"))""",
        "CREATE INDEX ix_shown_actors_shown ON shown_actors (shown)",
    ),
    4: (
        """CREATE TABLE unplaced ("key" INTEGER NOT NULL, article INTEGER NOT NULL, PRIMARY KEY ("key"), FOREIGN
        KEY(article) REFERENCES articles ("key") ON DELETE CASCADE)""",
        "CREATE INDEX ix_unplaced_article ON unplaced (article)",
        """CREATE TABLE stories ("key" INTEGER NOT NULL, id VARCHAR NOT NULL, first_on DATE, last_on DATE, origins
        INTEGER NOT NULL, articles INTEGER NOT NULL, PRIMARY KEY ("key"), UNIQUE (id))""",
        "CREATE INDEX ix_stories_last_on ON stories (last_on)",
        """CREATE TABLE placements (article INTEGER NOT NULL, reading INTEGER NOT NULL, length INTEGER NOT NULL,
        published_at DATETIME, day INTEGER NOT NULL, outlet VARCHAR, agency VARCHAR, cited VARCHAR, cited_share DOUBLE,
        copy_of INTEGER, copy_score DOUBLE, near INTEGER, near_score DOUBLE, pinned VARCHAR, story INTEGER, origin
        INTEGER, origin_name VARCHAR, how VARCHAR, score DOUBLE, runs BLOB NOT NULL, terms BLOB NOT NULL, PRIMARY KEY
        (article), FOREIGN KEY(article) REFERENCES articles ("key") ON DELETE CASCADE, FOREIGN KEY(story) REFERENCES
        stories ("key"))""",
        "CREATE INDEX ix_placements_copy_of ON placements (copy_of)",
        "CREATE INDEX ix_placements_near ON placements (near)",
        "CREATE INDEX ix_placements_origin ON placements (origin)",
        "CREATE INDEX ix_placements_story ON placements (story)",
        """CREATE TABLE runs_of_words (run INTEGER NOT NULL, article INTEGER NOT NULL, PRIMARY KEY (run, article))
        WITHOUT ROWID""",
        """CREATE TABLE terms (term INTEGER NOT NULL, day INTEGER NOT NULL, article INTEGER NOT NULL, weight INTEGER NOT
        NULL, PRIMARY KEY (term, day, article)) WITHOUT ROWID""",
        'INSERT INTO unplaced (article) SELECT "key" FROM articles ORDER BY "key"',
        "DROP TABLE event_reports",
        "DROP TABLE events",
        """CREATE TABLE events ("key" INTEGER NOT NULL, id VARCHAR NOT NULL, first_on DATE, last_on DATE, disputed
        VARCHAR NOT NULL, PRIMARY KEY ("key"), UNIQUE (id))""",
        'CREATE INDEX events_newest ON events (last_on, "key")',
        """CREATE TABLE event_blocks (block BIGINT NOT NULL, day INTEGER NOT NULL, report INTEGER NOT NULL, PRIMARY
        KEY (block, day, report)) WITHOUT ROWID""",
        """CREATE TABLE event_pins (report_id VARCHAR NOT NULL, label VARCHAR NOT NULL, PRIMARY KEY (report_id))
        WITHOUT ROWID""",
        "CREATE INDEX ix_event_pins_label ON event_pins (label)",
        "CREATE TABLE unmerged (article INTEGER NOT NULL, PRIMARY KEY (article))",
        """CREATE TABLE event_reports ("key" INTEGER NOT NULL, report_id VARCHAR NOT NULL, article INTEGER NOT NULL,
        event INTEGER, leader INTEGER, rank BIGINT NOT NULL, features TEXT NOT NULL, score DOUBLE, "by" VARCHAR NOT
        NULL, joined_at DATETIME NOT NULL, trace JSON NOT NULL, PRIMARY KEY ("key"), UNIQUE (report_id), FOREIGN
        KEY(event) REFERENCES events ("key"))""",
        "CREATE INDEX ix_event_reports_leader ON event_reports (leader)",
        "CREATE INDEX ix_event_reports_event ON event_reports (event)",
        "CREATE INDEX ix_event_reports_article ON event_reports (article)",
        """CREATE TRIGGER readings_added_unmerged AFTER INSERT ON readings BEGIN INSERT OR IGNORE INTO unmerged
        VALUES (new.article); END""",
        """CREATE TRIGGER readings_changed_unmerged AFTER UPDATE OF current ON readings BEGIN INSERT OR IGNORE INTO
        unmerged VALUES (new.article); END""",
        """CREATE TRIGGER readings_dropped_unmerged AFTER DELETE ON readings BEGIN INSERT OR IGNORE INTO unmerged
        VALUES (old.article); END""",
        """CREATE TRIGGER articles_changed_unmerged AFTER UPDATE OF status ON articles BEGIN INSERT OR IGNORE INTO
        unmerged VALUES (new.key); END""",
        """CREATE TRIGGER articles_dropped_unmerged AFTER DELETE ON articles BEGIN INSERT OR IGNORE INTO unmerged
        VALUES (old.key); END""",
        'INSERT INTO unmerged SELECT "key" FROM articles',
    ),
}
"""Version → the statements that make it of the one before."""


def migrate(connection: Connection, steps: Mapping[int, tuple[Step, ...]]) -> int:
    """Brings the ledger forward, under the write lock that `connection` must hold; the version that it then has.

    Another process may have done it while this one waited: its version is asked for again. Raises LedgerVersionError where a
    step is missing: no ledger of that version was ever kept so.
    """
    version: int = connection.execute(select(schema.dragoman.c.version)).scalar_one()
    while version < schema.VERSION:
        version += 1
        if version not in steps:
            raise LedgerVersionError(
                f"No ledger of version {version - 1} is carried over here: make it anew from a backup."
            )
        for step in steps[version]:
            if isinstance(step, str):
                connection.exec_driver_sql(step)
            else:
                step(connection)
        connection.execute(update(schema.dragoman).values(version=version))
    return version
