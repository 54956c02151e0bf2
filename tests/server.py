"""A PostgreSQL of the tests' own: started in a temporary folder, on a socket, with nothing kept safe that need not be."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path

USER = "postgres"
OPTIONS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=60", "listen_addresses=''")


@cache
def find_binaries() -> Path | None:
    """Where initdb and pg_ctl are; None where there is no server."""
    known = [Path(found).resolve().parent] if (found := shutil.which("initdb")) else []
    known += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in known if (folder / "pg_ctl").exists()), None)


def find_lack() -> str | None:
    """Why there is no server to test on; None where there is one."""
    if find_spec("psycopg") is None:
        return "psycopg is not installed: pip install 'dragoman[postgres]'"
    if find_binaries() is None:
        return "there is no PostgreSQL here: apt-get install postgresql"
    if os.geteuid() == 0 and not any(each.pw_name == USER for each in pwd.getpwall()):
        return f"root cannot run PostgreSQL, and there is no user {USER}"
    return None


@dataclass(slots=True)
class Server:
    """A server that runs. Databases are made of others, as templates."""

    folder: Path
    user: str
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def address(self, database: str) -> str:
        """Where a ledger in this database lies."""
        return f"postgresql+psycopg://{self.user}@/{database}?host={self.folder}"

    def create(self, *, template: str = "template0", encoding: str = "UTF8") -> str:
        """A database like another one; its name."""
        name = f"d{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING '{encoding}' LC_COLLATE 'C' LC_CTYPE 'C'")
        return name

    def drop(self, name: str) -> None:
        """Takes a database away, whoever is in it."""
        self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def run(self, statement: str, *, database: str = "postgres") -> list[tuple[object, ...]]:
        """Asks, past all that a ledger looks after."""
        import psycopg

        with psycopg.connect(host=str(self.folder), user=self.user, dbname=database, autocommit=True) as raw:
            cursor = raw.execute(statement)  # type: ignore[call-overload]
            return cursor.fetchall() if cursor.description else []


@contextmanager
def run_server() -> Iterator[Server]:
    """A server, for as long as the block lasts. There must be one to run (`find_lack`)."""
    binaries = find_binaries()
    assert binaries is not None
    as_root = os.geteuid() == 0
    user = USER if as_root else pwd.getpwuid(os.geteuid()).pw_name
    folder = Path(tempfile.mkdtemp(prefix="dragoman-"))
    try:
        if as_root:
            shutil.chown(folder, USER)

        def command(name: str, *arguments: str) -> None:
            ran = subprocess.run(
                [binaries / name, *arguments, "-D", folder / "data"], cwd=folder, user=user if as_root else None,
                stdin=subprocess.DEVNULL, stdout=(folder / "said").open("a"), stderr=subprocess.STDOUT,
            )  # fmt: skip
            assert ran.returncode == 0, (folder / "said").read_text()

        command("initdb", "--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C", f"--username={user}")
        settings = " ".join(f"-c {option}" for option in (*OPTIONS, f"unix_socket_directories={folder}"))
        command("pg_ctl", "start", "--wait", "--timeout=60", "-l", str(folder / "log"), "-o", settings)
        try:
            yield Server(folder, user)
        finally:
            command("pg_ctl", "stop", "--mode=immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
