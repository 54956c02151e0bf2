"""What holds of a ledger on a server alone. All that holds of both is in the other tests, which run on both."""

from __future__ import annotations

import gzip
import multiprocessing
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.errors import LedgerBusyError, LedgerError, LedgerVersionError
from dragoman.ledger import Ledger, ReportQuery, open_ledger
from dragoman.ledger.schema import VERSION
from dragoman.ledger.server_steps import STEPS
from dragoman.records import Span, Statement
from tests.ledger.samples import make_entry
from tests.ledger.strategies import entries

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.synchronize import Event

    from dragoman.records import Entry
    from tests.server import Server

Postgres = tuple["Server", str]
SEVERAL = settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def server(postgres: Postgres) -> Server:
    return postgres[0]


@pytest.fixture
def both(path: Path, database: str) -> Iterator[tuple[Ledger, Ledger]]:
    """The same, empty, in a file and on a server."""
    with open_ledger(path) as file, open_ledger(database) as served:
        yield file, served


def name_database(address: str) -> str:
    return address.partition("@/")[2].partition("?")[0]


# --- the same as in a file -------------------------------------------------------------------------------------------

LETTERS = "aAÅåäÉéßſİıǅ中ٱ½²٣ -'’.,\0\ufdd0_*\"ｆ\u0301\u0345ЖжΣςﬁ"
TEXTS = st.text(st.sampled_from(LETTERS), min_size=1, max_size=30) | st.text(min_size=1, max_size=30).filter(
    lambda text: not any("\ud800" <= c <= "\udfff" for c in text)
)


@SEVERAL
@given(texts=st.lists(TEXTS, min_size=1, max_size=5), asked=st.lists(TEXTS, max_size=3))
def test_both_find_the_same_texts_by_the_same_words(
    both: tuple[Ledger, Ledger], texts: list[str], asked: list[str]
) -> None:
    written = [_say(n, text) for n, text in enumerate(texts)]
    for ledger in both:
        ledger.write_many(written, run=ledger.begin_run(code=str(time.monotonic_ns()), weights="a"))
    words = [word for text in texts for word in text.split()][:6]
    for question in (*asked, *texts, *words, *(f"{word[:2]}*" for word in words), *(f'"{text}"' for text in texts)):
        file, served = (
            {(m.kind, m.article_id, m.statement_id, m.excerpt) for m in each.find_text(question, limit=100)}
            for each in both
        )
        assert file == served, question
    for question in texts:
        assert both[0].find_statements(text=question) == both[1].find_statements(text=question)
        reports = [ledger.find_reports(ReportQuery(text=question, condition=question)) for ledger in both]
        assert reports[0] == reports[1]
    for ledger in both:
        assert ledger.check() == []
        for entry in written:
            ledger.delete(entry.article.id)


def _say(number: int, text: str) -> Entry:
    """An article whose text, and whose one statement, is this."""
    entry = make_entry(number, statements=1)
    whole = Span(0, len(text))
    article = replace(entry.article, text=text, furniture=())
    said = Statement(f"{article.id}-s", (), None, (), (whole,), "indirect", "asserts", 0.5)
    report = replace(entry.reports[0], evidence=(whole,), asserted_by="author", conditions=(), actors=(), recipients=())
    return replace(entry, article=article, statements=(said,), reports=(report,))


@SEVERAL
@given(entry=entries())
def test_a_copy_of_a_ledger_on_a_server_is_a_file_with_all_of_it(
    database: str, entry: Entry, tmp_path_factory: pytest.TempPathFactory
) -> None:
    # Actors of examples before are still there, and may have any id.
    entry = replace(entry, article=replace(entry.article, id=f"article {time.monotonic_ns()}"))
    target = tmp_path_factory.mktemp("copy") / "x.ledger"
    with open_ledger(database) as ledger:
        ledger.write(entry, run=ledger.begin_run(code=str(time.monotonic_ns()), weights="a"))
        title = f"Another \0 title {time.monotonic_ns()}"  # the log of an example before knows this article too
        ledger.correct(entry.article.id, {"title": title}, who="ana", why="seen")
        ledger.note_seen("feed", "one", outcome="read")
        ledger.backup(target)
        wanted = (list(ledger.entries()), ledger.runs(), ledger.find_corrections(), ledger.get_followed("feed"))
        ledger.delete(entry.article.id)
    with open_ledger(target) as copy:
        assert wanted == (list(copy.entries()), copy.runs(), copy.find_corrections(), copy.get_followed("feed"))
        assert copy.check() == []


def test_a_text_with_more_words_than_a_vector_holds_is_found_all_the_same(database: str) -> None:
    text = " ".join(f"w{n:x}{'y' * 40}" for n in range(30_000)) + " " + "z" * 3000 + " end"
    with open_ledger(database) as ledger:
        ledger.write(_say(1, text), run=ledger.begin_run(code="1", weights="a"))
        assert ledger.check() == []
        for asked in ("end", f"w7{'y' * 40}", "z" * 3000, "z" * 700 + "*", f'"{"z" * 3000} end"'):
            assert len(ledger.find_text(asked)) == 2, asked[:20]
        assert ledger.find_text("z" * 2999) == []


# --- what is wrong with the place ------------------------------------------------------------------------------------


def test_a_ledger_of_a_newer_version_is_left_alone(server: Server, database: str) -> None:
    server.run("UPDATE dragoman SET version = 99", database=name_database(database))
    with pytest.raises(LedgerVersionError, match=r"version 99.*Install the newer"):
        open_ledger(database)


OLD = Path(__file__).with_name("versions") / "3.server.sql.gz"
"""What pg_dump makes of a ledger that the program with schema 3 wrote: three articles, one read again, a correction."""


@pytest.fixture
def old(server: Server, empty: str) -> str:
    server.run(gzip.decompress(OLD.read_bytes()).decode(), database=name_database(empty))
    return empty


def draw(server: Server, address: str) -> set[tuple[object, ...]]:
    """What the server says of the ledger's columns, indexes, constraints and triggers."""
    questions = (
        """SELECT table_name, column_name, data_type, collation_name, is_nullable, column_default
        FROM information_schema.columns WHERE table_schema = 'public'""",
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        """SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace""",
        """SELECT pg_get_triggerdef(t.oid), p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
        WHERE NOT t.tgisinternal""",
    )
    return {tuple(row) for asked in questions for row in server.run(asked, database=name_database(address))}


def test_an_old_ledger_is_of_this_version_once_it_is_opened_and_as_a_new_one_is(
    server: Server, old: str, database: str
) -> None:
    with open_ledger(old) as ledger:
        assert (ledger.status().version, ledger.check()) == (VERSION, [])
        first = ledger.runs()[-1]
        assert list(ledger.entries(as_of=first)) == [make_entry(n) for n in range(3)]
        assert [each.field for each in ledger.find_corrections()] == ["manner"]
        assert ledger.get_statement(make_entry(2).statements[0].id)[1].manner == "mixed"
        assert (sum(ledger.place()), ledger.merge(), ledger.check()) == (3, 3, [])
        assert ledger.write(make_entry(5), run=ledger.begin_run(code="2", weights="c")).entry == make_entry(5)
    with open_ledger(database) as new:
        new.note_seen("feed.xml", "one", outcome="read")
    assert draw(server, old) == draw(server, database)


def test_a_step_that_fails_leaves_the_ledger_as_it_was(
    server: Server, old: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = draw(server, old)
    monkeypatch.setitem(STEPS, VERSION, (*STEPS[VERSION], "CREATE TABLE dragoman (twice INTEGER)"))
    with pytest.raises(LedgerError, match="already exists"):
        open_ledger(old)
    assert draw(server, old) == before
    assert server.run("SELECT version FROM dragoman", database=name_database(old)) == [(3,)]


def test_a_ledger_of_a_version_that_no_server_had_says_so(server: Server, database: str) -> None:
    server.run("UPDATE dragoman SET version = 1", database=name_database(database))
    with pytest.raises(LedgerVersionError, match="backup"):
        open_ledger(database)


def test_a_database_with_something_else_is_refused_and_a_schema_of_it_is_a_place(server: Server, empty: str) -> None:
    name = name_database(empty)
    server.run("CREATE TABLE recipes (name text)", database=name)
    with pytest.raises(LedgerError, match=r"something else.*left as it is"):
        open_ledger(empty)
    server.run("CREATE SCHEMA news", database=name)
    with open_ledger(f"{empty}&options=-csearch_path%3Dnews") as ledger:
        ledger.write(make_entry(1), run=ledger.begin_run(code="1", weights="a"))
        assert ledger.check() == []
    assert server.run("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", database=name) == [("recipes",)]


def test_an_empty_database_becomes_a_ledger_only_if_it_may(empty: str) -> None:
    with pytest.raises(LedgerError, match="is no ledger"):
        open_ledger(empty, create=False)
    open_ledger(empty).close()
    open_ledger(empty, create=False).close()


def test_a_database_of_another_encoding_is_refused(server: Server) -> None:
    name = server.create(encoding="LATIN1")
    with pytest.raises(LedgerError, match="encoding"):
        open_ledger(server.address(name))
    server.drop(name)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql+psycopg://me:secret@/nothing?host={folder}", "does not exist"),
        ("postgresql+psycopg://{user}:secret@/nothing?host={folder}", r"does not exist.*createdb|cannot be"),
        ("postgresql+psycopg://me:secret@localhost:1/x", "cannot be reached"),
        ("postgresql://me:secret@/x?host=/nowhere", "cannot be reached"),
    ],
)
def test_a_server_that_cannot_be_reached_is_said_without_secrets(server: Server, address: str, said: str) -> None:
    with pytest.raises(LedgerError, match=said) as raised:
        open_ledger(address.format(folder=server.folder, user=server.user))
    assert "secret" not in str(raised.value)


def test_who_may_only_read_reads_and_is_told_so(server: Server, database: str) -> None:
    name = name_database(database)
    with open_ledger(database) as ledger:
        ledger.write(make_entry(1), run=ledger.begin_run(code="1", weights="a"))
    server.run("DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN; GRANT pg_read_all_data TO reader", database=name)
    with open_ledger(database.replace(f"//{server.user}@", "//reader@")) as ledger:
        assert ledger.get_entry(make_entry(1).article.id) == make_entry(1)
        with pytest.raises(LedgerError, match=r"cannot be read or written.*right"):
            ledger.begin_run(code="1", weights="b")


def test_a_server_that_is_stopped_under_way_is_said_and_then_goes_on(server: Server, database: str) -> None:
    with open_ledger(database) as ledger:
        run = ledger.begin_run(code="1", weights="a")
        server.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            f"WHERE datname = '{name_database(database)}' AND pid <> pg_backend_pid()"
        )
        with pytest.raises(LedgerError, match=r"stopped|cannot be reached"):
            ledger.write(make_entry(1), run=run)
        assert ledger.write(make_entry(1), run=run).outcome == "new"


# --- locks -----------------------------------------------------------------------------------------------------------


def _hold(address: str, held: Event) -> None:
    with open_ledger(address) as ledger, ledger._write():
        held.set()
        time.sleep(600)


def test_the_lock_of_a_writer_that_was_killed_is_free_at_once(database: str) -> None:
    forked = multiprocessing.get_context("fork")
    held = forked.Event()
    holder = forked.Process(target=_hold, args=(database, held))
    holder.start()
    assert held.wait(60)
    with open_ledger(database, timeout_s=0.1) as ledger, pytest.raises(LedgerBusyError):
        ledger.begin_run(code="1", weights="a")
    holder.kill()
    holder.join()
    with open_ledger(database, timeout_s=5) as ledger:
        ledger.begin_run(code="1", weights="a")


def test_ledgers_in_schemas_of_one_database_do_not_wait_for_each_other(server: Server, empty: str) -> None:
    for name in ("one", "two"):
        server.run(f"CREATE SCHEMA {name}", database=name_database(empty))
    one, two = (open_ledger(f"{empty}&options=-csearch_path%3D{name}", timeout_s=0.1) for name in ("one", "two"))
    with one, two, one._write():
        run = two.begin_run(code="1", weights="a")
        assert two.runs() == [run]


# --- damage ----------------------------------------------------------------------------------------------------------

PLANTED = [
    ("orphan", "SET session_replication_role = replica; DELETE FROM readings WHERE key = 2"),
    ("span", "UPDATE statements SET source_start = -1 WHERE key = 2"),
    ("half_written", "DELETE FROM statements WHERE key = 3"),
    ("text_hash", "UPDATE articles SET text = text || ' (sic)' WHERE key = 1"),
    ("text_index", "UPDATE statement_words SET words = ' stray ' WHERE statement = 1"),
    ("text_index", "UPDATE article_words SET lexemes = 'stray' WHERE article = 1"),
    ("text_index", "DELETE FROM report_words"),
    ("damaged", "DROP TABLE hops"),
]


@pytest.mark.parametrize(("kind", "damage"), PLANTED)
def test_planted_damage_is_found(server: Server, database: str, kind: str, damage: str) -> None:
    with open_ledger(database) as ledger:
        ledger.write_many([make_entry(n) for n in range(5)], run=ledger.begin_run(code="1", weights="a"))
        assert ledger.check() == []
        server.run(damage, database=name_database(database))
        assert kind in {problem.kind for problem in ledger.check()}
