"""The composition root: the application with its routes, its middleware and its lifespan."""

import time
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from app.contexts import invoice_links
from app.documents.limits import limits_of
from app.documents.persisted_documents import open_persisted_documents, open_trusted_manifests
from app.http.accept import wants_page
from app.http.application import Application
from app.http.callers import HttpCallers
from app.http.compression import Compression
from app.http.cors import cors_middleware
from app.http.dashboard_callers import dashboard_callers
from app.http.erasing_callers import erasing_callers
from app.http.graphiql import graphiql_routes
from app.http.graphql import graphql_route
from app.http.health import health_routes
from app.http.hosts import AllowedHosts
from app.http.metrics import metrics_routes
from app.http.openapi.document import openapi_routes
from app.http.refusals import REFUSALS
from app.http.security_headers import SecurityHeaders
from app.http.shortcut import Shortcut
from app.lifespan import Lifespan
from app.logs.configuration import configure_logs, keep_loggers
from app.rates.memory import Seconds
from app.redis.server import find_redis
from app.serving.garbage_collection import freeze_heap
from app.serving.workers import end_with_supervisor
from app.settings import Settings, read_settings
from app.telemetry import open_telemetry
from dashboard.routes import dashboard_routes
from engine.executor import Executor
from models.values.instant import Clock, system_clock
from pdf.http.routes import InvoiceAccess, invoice_routes

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
    telemetry = open_telemetry(settings)
    callers = HttpCallers(settings)
    executor = Executor(limits_of(settings), settings.introspection, settings.plans)
    redis = find_redis(settings)
    manifests = open_trusted_manifests(settings, executor.documents)
    persisted = open_persisted_documents(settings, executor.documents, manifests.trusted, redis)
    graphql = graphql_route(executor, persisted, callers)
    return Application(
        routes=[
            graphql,
            *_other_routes(settings, callers, graphiql_key),
            *metrics_routes(telemetry.metrics, settings.metrics_token),
        ],
        middleware=[
            Middleware(SecurityHeaders, settings=settings),
            *cors_middleware(settings),
            *telemetry.middleware(),
            Middleware(AllowedHosts, settings=settings),
            *([Middleware(Compression)] if settings.compression else []),
            Middleware(Shortcut, route=graphql),
        ],
        exception_handlers=dict(REFUSALS),
        lifespan=Lifespan(settings, clock, seconds, telemetry, redis, manifests).run,
    )


def create_app_from_environment() -> Starlette:
    """What each of several worker processes serves."""
    settings = read_settings()
    configure_logs(settings)
    keep_loggers()
    end_with_supervisor()
    app = create_app(settings)
    freeze_heap()
    return app


def _other_routes(settings: Settings, callers: HttpCallers, graphiql_key: str | None) -> list[BaseRoute]:
    access = InvoiceAccess(
        callers.identify,
        callers.admit_link,
        callers.open_context,
        callers.list_projects,
        callers.find_revoked_until,
        wants_page,
    )
    return [
        *invoice_routes(invoice_links(settings), access),
        *dashboard_routes(dashboard_callers(callers), erasing_callers(settings)),
        *health_routes(),
        *openapi_routes(),
        *graphiql_routes(GRAPHIQL_BUNDLE, graphiql_key),
    ]
