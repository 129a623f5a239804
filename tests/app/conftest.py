"""The application on the test's own database, and the command line on it."""

import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from asgi_lifespan import LifespanManager
from typer.testing import CliRunner, Result

from app.cli import cli
from app.factory import create_app
from app.logs.configuration import configure_logs
from app.redis.server import RedisServer
from app.sessions.cookies import session_cookie
from app.settings import Settings
from models.access.api_key import NewApiKey, new_api_key
from models.access.operator import Operator
from models.access.project import Project
from models.access.viewer import Role
from models.values.instant import Instant
from storage.database import Database
from tests.app.redis_process import RedisProcess, redis_process
from tests.app.sellers import Sellers, add_sellers
from tests.app.shared_renders import PoolMaker, shared_renders
from tests.app.signing_in import QUICK_HASHER
from tests.app.timer import Timer
from tests.factories import NOW, make_operator, make_project, make_session, save

AddSession = Callable[..., Awaitable[dict[str, str]]]
AddKey = Callable[..., Awaitable[NewApiKey]]
Run = Callable[..., Result]
LogLines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def settings(database_url: str) -> Settings:
    return Settings(database_url=database_url)


@pytest.fixture(scope="session")
def pool_maker() -> Iterator[PoolMaker]:
    with shared_renders() as maker:
        yield maker


@pytest.fixture(autouse=True)
def renders_on_demand(pool_maker: PoolMaker, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Services of this process print in one process, unless a test is marked `own_renders` or lowers a limit."""
    pool_maker.shares = request.node.get_closest_marker("own_renders") is None
    monkeypatch.setattr("app.lifespan.RenderPool", pool_maker)
    monkeypatch.setattr("pdf.workers.pool.RenderPool", pool_maker)


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """A password is hashed in no time; the work that the service takes for it is tested where the rule lives."""
    monkeypatch.setattr("models.access.operator.HASHER", QUICK_HASHER)


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """The whole application, its lifespan running, at the fixed time NOW."""
    app = create_app(settings, clock=lambda: NOW)
    async with LifespanManager(app) as manager:
        transport = httpx.ASGITransport(app=manager.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            yield client


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisProcess]:
    """A Redis of the test's own."""
    with redis_process(tmp_path) as started:
        yield started


@pytest.fixture
async def shared(redis: RedisProcess) -> AsyncIterator[RedisServer]:
    """It, as a process of the service sees it."""
    server = RedisServer(redis.url)
    yield server
    await server.close()


@pytest.fixture
async def project(database: Database) -> Project:
    project = make_project()
    await save(database, project)
    return project


@pytest.fixture
def add_key(database: Database, project: Project) -> AddKey:
    """`await add_key(role=…, live_mode=…, name=…)`: a stored key and its secret."""

    async def add(**overrides: Any) -> NewApiKey:
        values = {"live_mode": True, "role": Role.VIEWER, "name": "Shop", "now": Instant(NOW)}
        key = new_api_key(project.id, **values | overrides)
        await save(database, key.row)
        return key

    return add


@pytest.fixture
def add_session(database: Database, project: Project, settings: Settings) -> AddSession:
    """`await add_session(operator, revoked_at=…)`: a stored operator's stored session, as the header it comes with."""

    async def add(operator: Operator | None = None, **overrides: Any) -> dict[str, str]:
        operator = operator or make_operator()
        session = make_session(operator, **overrides)
        async with database.sessions() as stored:
            known = await stored.get(Operator, operator.id)
        await save(database, [] if known else operator, session.row)
        return {"Cookie": session_cookie(settings).write(session.token).partition(";")[0]}

    return add


@pytest.fixture
async def sellers(database: Database, add_key: AddKey) -> Sellers:
    """Keys of two projects and both modes, with a customer each that has one of everything."""
    return await add_sellers(database, add_key)


@pytest.fixture
def run(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("key", "list", input=…)`: the command line on the test's database."""
    monkeypatch.setenv("CALMONY_DATABASE_URL", database_url)
    return lambda *words, **options: CliRunner().invoke(cli, list(words), **options)


@pytest.fixture
def log_lines() -> Iterator[LogLines]:
    """What is logged as JSON from here on, a call away."""
    root, stream = logging.getLogger(), StringIO()
    handlers, level = root.handlers[:], root.level
    configure_logs(Settings(log_format="json"), stream)
    # The test's own client logs too.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def timer() -> Timer:
    return Timer()
