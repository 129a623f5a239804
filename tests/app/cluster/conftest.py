"""Several servers, as in production: PostgreSQL, and what stands before it and beside it."""

import asyncio
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pytest

from app.database.migrations import migrate
from storage.database import Database
from tests.app.cluster.servers import PostgresServer, make_postgres, make_standby, pgbouncer

_NUMBERS = count(1)
# Few, so that callers take turns on each.
POOLED_CONNECTIONS = 2


class Replica(NamedTuple):
    """A server that follows another, and can be held up."""

    primary: PostgresServer
    standby: PostgresServer

    def pause(self) -> None:
        """From here on it has nothing new."""
        self.catch_up()
        self.standby.psql("SELECT pg_wal_replay_pause()")
        wait_until(lambda: self.standby.psql("SELECT pg_get_wal_replay_pause_state()") == "paused")

    def resume(self) -> None:
        """It follows again."""
        self.standby.psql("SELECT pg_wal_replay_resume()")

    def catch_up(self) -> None:
        """Waits until it has everything."""
        written = self.primary.psql("SELECT pg_current_wal_lsn()")
        wait_until(lambda: self.standby.psql(f"SELECT pg_last_wal_replay_lsn() >= '{written}'") == "t")


def wait_until(is_so: Callable[[], bool]) -> None:
    """Asks again and again, for ten seconds."""
    deadline = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture(scope="session")
def server_folder() -> Iterator[Path]:
    """Where servers keep what they write: pytest's own folders are closed to other users."""
    folder = Path(tempfile.mkdtemp(prefix="calmony-cluster-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def primary(server_folder: Path) -> Iterator[PostgresServer]:
    """A server with a migrated database, `migrated`."""
    server = make_postgres(server_folder / "primary")
    with server.begin():
        server.psql("CREATE DATABASE migrated")
        asyncio.run(_migrate(server.url("migrated")))
        yield server


@pytest.fixture(scope="session")
def standby(primary: PostgresServer, server_folder: Path) -> Iterator[PostgresServer]:
    """A server that follows the primary."""
    server = make_standby(primary, server_folder / "standby")
    with server.begin():
        yield server


@pytest.fixture
def replica(standby: PostgresServer, primary: PostgresServer, database_name: str) -> Iterator[Replica]:
    """The standby as a replica of the test's database, which it has."""
    replica = Replica(primary, standby)
    replica.catch_up()
    yield replica
    replica.resume()


@pytest.fixture
def database_name(primary: PostgresServer) -> str:
    """A migrated and empty database of the test's own on the primary."""
    name = f"test_{next(_NUMBERS)}"
    primary.psql(f"CREATE DATABASE {name} TEMPLATE migrated")
    return name


@pytest.fixture
def pooler_port(primary: PostgresServer, server_folder: Path) -> Iterator[int]:
    """Where PgBouncer listens."""
    with pgbouncer(primary, server_folder / f"pgbouncer_{next(_NUMBERS)}", POOLED_CONNECTIONS) as port:
        yield port


async def _migrate(url: str) -> None:
    async with Database(url) as database:
        await migrate(database)
