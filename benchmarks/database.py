"""A migrated database of a benchmark's own, with a seller and keys."""

import secrets
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from app.admin.keys import create_key
from app.admin.projects import create_project
from app.migrations import migrate
from app.open_database import open_database
from models.api_key import NewApiKey
from models.database import Database
from models.instant import system_clock
from models.viewer import Role


@contextmanager
def sqlite_url() -> Iterator[str]:
    """The URL of a file that is there for as long as the context lasts."""
    with tempfile.TemporaryDirectory(prefix="calmony-bench-", ignore_cleanup_errors=True) as folder:
        yield f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}"


@asynccontextmanager
async def migrated(url: str) -> AsyncIterator[Database]:
    """The database of the URL at the newest revision."""
    async with open_database(url) as database:
        await migrate(database)
        yield database


async def add_seller(database: Database) -> str:
    """A project's id."""
    return (await create_project(database, f"Bench {secrets.token_hex(4)}", system_clock())).id


async def add_key(database: Database, project: str, role: Role) -> NewApiKey:
    """A live key of the project."""
    return await create_key(database, project, live_mode=True, role=role, name="Bench", now=system_clock())
