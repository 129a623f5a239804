"""The application put together: its routes, its middleware, and what lives as long as it does."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from app.http.callers import HttpCallers, customer_tokens, invoice_links
from app.http.cors import cors_middleware
from app.http.dashboard_callers import dashboard_callers
from app.http.graphiql import graphiql_routes
from app.http.graphql import graphql_route
from app.http.health import health_routes
from app.http.refusals import REFUSALS
from app.http.security_headers import SecurityHeaders
from app.http.shortcut import Shortcut
from app.keys.authenticator import Authenticator
from app.keys.usage import KeyUsage
from app.limits import limits_of
from app.logs.configuration import configure_logs, keep_loggers
from app.metrics.routes import metrics_routes
from app.observation import Observation, open_observation
from app.open_database import open_database
from app.persisted_documents import open_documents
from app.rates.admission import Admission
from app.rates.counting import counting
from app.rates.memory import Seconds
from app.rendering.keeping import keeping
from app.rendering.pool import rendering
from app.serving.settling import settle
from app.sessions.authenticator import SessionAuthenticator
from app.sessions.sightings import SessionSightings
from app.sessions.sign_in import SignIn
from app.settings import Settings, read_settings
from app.state import AppState
from app.upkeep.idempotency_sweep import sweeping
from dashboard.routes import dashboard_routes
from engine.executor import Executor
from models.values.instant import Clock, system_clock
from pdf.http.routes import Callers, invoice_routes

GRAPHIQL_BUNDLE = Path(__file__).parent.parent / "graphiql" / "dist"


def create_app(
    settings: Settings,
    *,
    clock: Clock = system_clock,
    seconds: Seconds = time.monotonic,
    graphiql_key: str | None = None,
) -> Starlette:
    """The service on the database of `settings`.

    Rates are counted by `seconds`, which never goes back; what is stored and shown has its time from `clock`.
    `graphiql_key` is the key that the GraphiQL page starts with, for everybody who opens it.
    """
    observation = open_observation(settings)
    callers = HttpCallers(settings)
    executor = Executor(limits_of(settings), settings.introspection, settings.plans)
    graphql = graphql_route(executor, open_documents(settings, executor.documents.get), callers)
    return Starlette(
        routes=[
            graphql,
            *_other_routes(settings, callers, graphiql_key),
            *metrics_routes(observation.metrics, settings.metrics_token),
        ],
        middleware=[
            Middleware(SecurityHeaders, settings=settings),
            *cors_middleware(settings),
            *observation.middleware(),
            Middleware(Shortcut, route=graphql),
        ],
        exception_handlers=dict(REFUSALS),
        lifespan=_lifespan(settings, clock, seconds, observation),
    )


def create_app_from_environment() -> Starlette:
    """What each of several worker processes serves."""
    settings = read_settings()
    configure_logs(settings)
    keep_loggers()
    app = create_app(settings)
    settle()
    return app


def _other_routes(settings: Settings, callers: HttpCallers, graphiql_key: str | None) -> list[BaseRoute]:
    return [
        *invoice_routes(invoice_links(settings), Callers(callers.identify, callers.admit_link, callers.open_context)),
        *dashboard_routes(dashboard_callers(callers)),
        *health_routes(),
        *graphiql_routes(GRAPHIQL_BUNDLE, graphiql_key),
    ]


def _lifespan(
    settings: Settings, clock: Clock, seconds: Seconds, observation: Observation
) -> Callable[[Starlette], AbstractAsyncContextManager[AppState]]:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[AppState]:
        async with AsyncExitStack() as stack:
            database = await stack.enter_async_context(open_database(settings.database_url))
            key_usage = KeyUsage(database, settings.key_usage_interval)
            await stack.enter_async_context(key_usage.running())
            sightings = SessionSightings(database, settings.key_usage_interval)
            await stack.enter_async_context(sightings.running())
            await stack.enter_async_context(sweeping(database, clock))
            pool = await stack.enter_async_context(rendering(settings))
            documents = await stack.enter_async_context(observation.watching(database, pool))
            kept = await stack.enter_async_context(keeping(settings, documents, observation.metrics.observe_document))
            rates = await stack.enter_async_context(counting(settings, seconds))
            authenticator = Authenticator(database, key_usage, clock, customer_tokens(settings))
            sessions = SessionAuthenticator(database, sightings, clock, settings.session_idle_limit)
            count = observation.metrics.observe_sign_in
            yield AppState(
                settings=settings,
                clock=clock,
                database=database,
                admission=Admission(authenticator, rates),
                session_admission=Admission(sessions, rates),
                sign_in=SignIn(database, rates, clock, settings.session_time_limit, count),
                rates=rates,
                documents=documents,
                kept_documents=kept,
            )

    return lifespan
