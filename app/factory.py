"""The application put together: its routes, its middleware, and what lives as long as it does."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from app.auth import Authenticator
from app.callers import HttpCallers, invoice_links
from app.graphiql import graphiql_routes
from app.graphql import graphql_routes
from app.health import health_routes
from app.key_usage import KeyUsage
from app.logs import configure_logs
from app.open_database import open_database
from app.refusals import REFUSALS
from app.rendering import rendering
from app.request_log import RequestLog
from app.settings import Settings, read_settings
from app.state import AppState
from models.instant import Clock, system_clock
from pdf.routes import Callers, invoice_routes
from schema.execution import Executor

GRAPHIQL_BUNDLE = Path(__file__).parent.parent / "graphiql" / "dist"


def create_app(settings: Settings, *, clock: Clock = system_clock, graphiql_key: str | None = None) -> Starlette:
    """The service on the database of `settings`.

    `graphiql_key` is the key that the GraphiQL page starts with, for everybody who opens it.
    """
    return Starlette(
        routes=_routes(settings, graphiql_key),
        middleware=[Middleware(RequestLog, clock=clock)],
        exception_handlers=dict(REFUSALS),
        lifespan=_lifespan(settings, clock),
    )


def create_app_from_environment() -> Starlette:
    """What each of several worker processes serves."""
    settings = read_settings()
    configure_logs(settings)
    return create_app(settings)


def _routes(settings: Settings, graphiql_key: str | None) -> list[BaseRoute]:
    callers = HttpCallers(settings)
    return [
        *graphql_routes(Executor(), callers),
        *invoice_routes(invoice_links(settings), Callers(callers.identify, callers.open_context)),
        *health_routes(),
        *graphiql_routes(GRAPHIQL_BUNDLE, graphiql_key),
    ]


def _lifespan(settings: Settings, clock: Clock) -> Callable[[Starlette], AbstractAsyncContextManager[AppState]]:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[AppState]:
        async with AsyncExitStack() as stack:
            database = await stack.enter_async_context(open_database(settings.database_url))
            key_usage = KeyUsage(database, settings.key_usage_interval)
            await stack.enter_async_context(key_usage.running())
            documents = await stack.enter_async_context(rendering(settings))
            yield AppState(
                settings=settings,
                clock=clock,
                database=database,
                authenticator=Authenticator(database, key_usage, clock),
                documents=documents,
            )

    return lifespan
