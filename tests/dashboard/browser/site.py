"""The application served to a browser, at the fixed time NOW, on a database that each test fills."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from sqlalchemy import delete

from app.database.migrations import migrate
from app.factory import create_app
from app.serving.server import listen, server_config, url_of
from app.sessions.cookies import session_cookie
from app.settings import Settings
from models.access.operator import Operator
from models.access.viewer import Role
from models.tables import METADATA
from models.values.instant import Clock
from storage.database import Database
from tests.factories import NOW, make_operator, make_session, save

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Site:
    """Where the pages are, and what is behind them."""

    url: str
    settings: Settings
    database: Database

    async def sign_in(self, role: Role = Role.OPERATOR) -> dict[str, str]:
        """The cookie of a session, as a browser keeps it, of the operator of this role."""
        operator = make_operator(id=f"op_{role}", email=f"{role.lower()}@post.example", role=role)
        session = make_session(operator)
        async with self.database.sessions() as stored:
            known = await stored.get(Operator, operator.id)
        await save(self.database, [] if known else operator, session.row)
        name, _, value = session_cookie(self.settings).write(session.token).partition(";")[0].partition("=")
        return {"name": name, "value": value, "domain": HOST, "path": "/"}

    async def empty(self) -> None:
        """Forgets everything that is stored."""
        async with self.database.sessions.begin() as session:
            for table in reversed(METADATA.sorted_tables):
                await session.exec(delete(table))


@asynccontextmanager
async def serving(folder: Path, clock: Clock = lambda: NOW, **values: Any) -> AsyncIterator[Site]:
    """A real server in this process, on a port of its own, with these settings."""
    url = f"sqlite+aiosqlite:///{folder / 'site.db'}"
    listener = listen(HOST, 0)
    settings = Settings(database_url=url, pdf_workers=1, **values).reached_at(url_of(HOST, listener))
    database = Database(url)
    await migrate(database)
    app = create_app(settings, clock=clock)
    server = uvicorn.Server(server_config(app, settings))
    running = asyncio.create_task(server._serve(sockets=[listener]))
    try:
        yield Site(settings.base_url, settings, database)
    finally:
        server.should_exit = True
        await running
        await database.close()
