"""Several servers, as in production: PostgreSQL, and what stands before it and beside it."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from app.migrations import migrate
from storage.database import Database
from tests.app.cluster.servers import PostgresServer, make_postgres, pgbouncer

_NUMBERS = count(1)
# Few, so that callers take turns on each.
POOLED_CONNECTIONS = 2


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
