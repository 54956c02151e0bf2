"""A ledger on a server of an earlier version → one of this version: what was done then, as SQL that never changes.

The counterpart of `migrations.STEPS`, which carries files over. Ledgers on servers begin with version 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.ledger.server_words import add_role_words

if TYPE_CHECKING:
    from dragoman.ledger.migrations import Step

_UNMERGED = (
    """CREATE FUNCTION {table}_{what}_unmerged() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN
    INSERT INTO unmerged VALUES ({key}) ON CONFLICT DO NOTHING; RETURN NULL; END$$""",
    """CREATE TRIGGER {table}_{what}_unmerged AFTER {event} ON {table}
    FOR EACH ROW EXECUTE FUNCTION {table}_{what}_unmerged()""",
)

STEPS: dict[int, tuple[Step, ...]] = {
    4: (
        "DROP TABLE event_reports",
        "DROP TABLE events",
        """CREATE TABLE events (key BIGSERIAL NOT NULL, id VARCHAR COLLATE "C" NOT NULL, first_on DATE, last_on DATE, disputed
        VARCHAR COLLATE "C" NOT NULL, PRIMARY KEY (key), UNIQUE (id))""",
        "CREATE INDEX events_newest ON events (last_on, key)",
        """CREATE TABLE event_reports (key BIGSERIAL NOT NULL, report_id VARCHAR COLLATE "C" NOT NULL, article BIGINT NOT NULL,
        event BIGINT, leader BIGINT, rank BIGINT NOT NULL, features TEXT COLLATE "C" NOT NULL, score DOUBLE PRECISION, by
        VARCHAR COLLATE "C" NOT NULL, joined_at TIMESTAMP WITHOUT TIME ZONE NOT NULL, trace JSON NOT NULL, PRIMARY KEY (key),
        UNIQUE (report_id), FOREIGN KEY(event) REFERENCES events (key))""",
        "CREATE INDEX ix_event_reports_article ON event_reports (article)",
        "CREATE INDEX ix_event_reports_event ON event_reports (event)",
        "CREATE INDEX ix_event_reports_leader ON event_reports (leader)",
        "CREATE TABLE event_blocks (block BIGINT NOT NULL, day INTEGER NOT NULL, report BIGINT NOT NULL, "
        "PRIMARY KEY (block, day, report))",
        """CREATE TABLE event_pins (report_id VARCHAR COLLATE "C" NOT NULL, label VARCHAR COLLATE "C" NOT NULL,
        PRIMARY KEY (report_id))""",
        "CREATE INDEX ix_event_pins_label ON event_pins (label)",
        "CREATE TABLE unmerged (article BIGINT NOT NULL, PRIMARY KEY (article))",
        """CREATE TABLE unplaced (key BIGSERIAL NOT NULL, article BIGINT NOT NULL, PRIMARY KEY (key), FOREIGN KEY(article)
        REFERENCES articles (key) ON DELETE CASCADE)""",
        "CREATE INDEX ix_unplaced_article ON unplaced (article)",
        """CREATE TABLE stories (key BIGSERIAL NOT NULL, id VARCHAR COLLATE "C" NOT NULL, first_on DATE, last_on DATE, origins
        INTEGER NOT NULL, articles INTEGER NOT NULL, PRIMARY KEY (key), UNIQUE (id))""",
        "CREATE INDEX ix_stories_last_on ON stories (last_on)",
        """CREATE TABLE placements (article BIGINT NOT NULL, reading BIGINT NOT NULL, length INTEGER NOT NULL, published_at
        TIMESTAMP WITHOUT TIME ZONE, day INTEGER NOT NULL, outlet VARCHAR COLLATE "C", agency VARCHAR COLLATE "C", cited
        VARCHAR COLLATE "C", cited_share DOUBLE PRECISION, copy_of BIGINT, copy_score DOUBLE PRECISION, near BIGINT,
        near_score DOUBLE PRECISION, pinned VARCHAR COLLATE "C", story BIGINT, origin BIGINT, origin_name VARCHAR COLLATE "C",
        how VARCHAR COLLATE "C", score DOUBLE PRECISION, runs BYTEA NOT NULL, terms BYTEA NOT NULL, PRIMARY KEY (article),
        FOREIGN KEY(article) REFERENCES articles (key) ON DELETE CASCADE, FOREIGN KEY(story) REFERENCES stories (key))""",
        "CREATE INDEX ix_placements_copy_of ON placements (copy_of)",
        "CREATE INDEX ix_placements_near ON placements (near)",
        "CREATE INDEX ix_placements_origin ON placements (origin)",
        "CREATE INDEX ix_placements_story ON placements (story)",
        "CREATE TABLE runs_of_words (run BIGINT NOT NULL, article BIGINT NOT NULL, PRIMARY KEY (run, article))",
        """CREATE TABLE terms (term BIGINT NOT NULL, day INTEGER NOT NULL, article BIGINT NOT NULL, weight INTEGER NOT NULL,
        PRIMARY KEY (term, day, article))""",
        """CREATE TABLE role_words (actor BIGINT NOT NULL, words TEXT COLLATE "C" NOT NULL, PRIMARY KEY (actor), FOREIGN
        KEY(actor) REFERENCES actors (key) ON DELETE CASCADE)""",
        add_role_words,
        *(
            ddl.format(table=table, what=what, event=event, key=key)
            for table, what, event, key in (
                ("readings", "added", "INSERT", "new.article"),
                ("readings", "changed", "UPDATE OF current", "new.article"),
                ("readings", "dropped", "DELETE", "old.article"),
                ("articles", "changed", "UPDATE OF status", "new.key"),
                ("articles", "dropped", "DELETE", "old.key"),
            )
            for ddl in _UNMERGED
        ),
        "INSERT INTO unplaced (article) SELECT key FROM articles ORDER BY key",
        "INSERT INTO unmerged SELECT key FROM articles",
    ),
}
"""Version → the steps that make it of the one before."""
