"""What lives as long as the service: built in order, closed in reverse."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from starlette.applications import Starlette

from app.access_log.recorder import ReadRecorder
from app.access_log.sweep import sweep_access_log_regularly
from app.contexts import customer_tokens
from app.database.opening import open_service_database
from app.database.readiness import begin_readiness
from app.documents.manifests import TrustedManifests
from app.documents.refreshing import refresh_regularly
from app.http.app_state import AppState
from app.http.cors import headers_for
from app.keys.authenticator import Authenticator
from app.keys.usage import KeyUsage
from app.large_requests.large_requests import LargeRequests, closing_large_requests
from app.metrics.measured_renders import MeasuredRenders
from app.metrics.samples import Pools, sample_regularly
from app.rates.admission import Admission
from app.rates.limiters import limiter_of
from app.rates.memory import Seconds
from app.rates.rates import make_rates
from app.redis.server import RedisServer, closing_redis
from app.serving.bounds import bounds_of
from app.serving.connections import Connections
from app.sessions.accounts import Accounts
from app.sessions.authenticator import SessionAuthenticator
from app.sessions.parts import sign_in_parts
from app.sessions.sign_in import SignIn
from app.sessions.usage import SessionUsage
from app.settings import Settings
from app.single_sign_on.opening import open_single_sign_on
from app.telemetry import Telemetry
from app.upkeep.background import background_task
from app.upkeep.erasures import finish_erasures_regularly
from app.upkeep.facets import refresh_facets_regularly
from app.upkeep.failures import Failures
from app.upkeep.figures import refresh_figures_regularly
from app.upkeep.flushing import flushing
from app.upkeep.idempotency_sweep import sweep_regularly
from app.upkeep.scheduled_ends import write_ends_regularly
from models.values.instant import Clock
from pdf.store.folder_store import FolderStore
from pdf.store.invoice_pdfs import InvoicePdfs, Observe, Renderer
from pdf.workers.pool import RenderPool
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Lifespan:
    """What it is built from; `run` is Starlette's lifespan."""

    settings: Settings
    clock: Clock
    seconds: Seconds
    telemetry: Telemetry
    redis: RedisServer | None
    manifests: TrustedManifests

    @asynccontextmanager
    async def run(self, _: Starlette) -> AsyncIterator[AppState]:
        """Yields what each request finds in `request.state`."""
        settings, clock, metrics = self.settings, self.clock, self.telemetry.metrics
        async with (
            closing_redis(self.redis),
            open_service_database(settings, self.redis) as database,
            _note_regularly(database, clock, settings.key_usage_interval) as noted,
            upkeep(database, clock, settings, Failures(metrics.observe_failed_upkeep)),
            background_task(refresh_regularly(self.manifests, metrics.observe_manifest)),
            self._watch(database) as (renders, connections),
            closing_large_requests(LargeRequests(settings, self.telemetry.tell_trace)) as large_requests,
            open_invoice_pdfs(settings, renders, metrics.observe_document) as invoice_pdfs,
        ):
            rates = make_rates(settings, limiter_of(self.redis, self.seconds))
            keys = Authenticator(database, noted.keys, clock, customer_tokens(settings))
            parts = sign_in_parts(settings, database, rates, clock)
            sessions = SessionAuthenticator(database, noted.sessions, clock, settings.session_idle_limit)
            yield AppState(
                settings=settings,
                clock=clock,
                database=database,
                readiness=await begin_readiness(database),
                admission=Admission(keys, rates),
                session_admission=Admission(sessions, rates),
                sign_in=SignIn(parts, metrics.observe_sign_in),
                single_sign_on=open_single_sign_on(settings, database, parts, clock, metrics.observe_sign_in),
                accounts=Accounts(database, parts, clock, settings.session_idle_limit),
                read_recorder=noted.reads,
                rates=rates,
                connections=connections,
                renders=renders,
                large_requests=large_requests,
                invoice_pdfs=invoice_pdfs,
            )

    @asynccontextmanager
    async def _watch(self, database: Database) -> AsyncIterator[tuple[MeasuredRenders, Connections]]:
        """The render pool and the clients' connections, both measured, as the database is."""
        telemetry, observe = self.telemetry, self.telemetry.metrics.observe_ended_connection
        headers = partial(headers_for, origins=self.settings.cors_origins)
        connections = Connections(bounds_of(self.settings), observe, self.seconds, headers)
        async with start_render_pool(self.settings) as pool, telemetry.watch(database):
            renders = telemetry.measured(pool)
            sampled = sample_regularly(telemetry.metrics, Pools(database, renders, connections))
            async with background_task(connections.sweep_regularly()), background_task(sampled):
                yield renders, connections


class _Noted(NamedTuple):
    """What requests note, which is written in batches: the last uses of keys and sessions, and who read whom."""

    keys: KeyUsage
    sessions: SessionUsage
    reads: ReadRecorder


@asynccontextmanager
async def _note_regularly(database: Database, clock: Clock, interval: float) -> AsyncIterator[_Noted]:
    noted = _Noted(KeyUsage(database), SessionUsage(database), ReadRecorder(database, clock))
    async with flushing(noted.keys, interval), flushing(noted.sessions, interval), flushing(noted.reads, interval):
        yield noted


@asynccontextmanager
async def upkeep(database: Database, clock: Clock, settings: Settings, failures: Failures) -> AsyncIterator[None]:
    """The background tasks that write what is due, for as long as the service runs."""
    async with (
        background_task(sweep_access_log_regularly(database, clock, settings.audit_days, failures)),
        background_task(sweep_regularly(database, clock, failures)),
        background_task(write_ends_regularly(database, clock, failures)),
        background_task(refresh_facets_regularly(database, clock, failures)),
        background_task(refresh_figures_regularly(database, clock, failures)),
        background_task(finish_erasures_regularly(database, settings.pdf_store, clock, failures)),
    ):
        yield


@asynccontextmanager
async def start_render_pool(settings: Settings) -> AsyncIterator[RenderPool]:
    """The processes that render PDFs; they go on starting while the rest is built."""
    pool = RenderPool(settings.pdf_workers, settings.pdf_time_limit, settings.pdf_max_waiting)
    await pool.start()
    try:
        yield pool
    finally:
        await pool.close()


@asynccontextmanager
async def open_invoice_pdfs(settings: Settings, renders: Renderer, observe: Observe) -> AsyncIterator[InvoicePdfs]:
    """The PDFs of invoices: stored in the folder of the settings, made by `renders` where they are missing."""
    store = FolderStore(settings.pdf_store)
    await asyncio.to_thread(store.tidy)
    pdfs = InvoicePdfs(renders, store, observe)
    try:
        yield pdfs
    finally:
        await pdfs.close()
