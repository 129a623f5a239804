"""How fast a kept PDF is served, beside a file of its size by Starlette's FileResponse in the same application.

`python -m benchmarks stored-pdfs`, or `python -m benchmarks.stored_pdfs`.
"""

import asyncio
import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from socket import socket

from sqlmodel import col, select
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Route

from app.contexts import invoice_links
from app.factory import create_app
from app.logs.configuration import configure_logs
from app.serving.server import listen, serve_app
from app.settings import Settings
from benchmarks.database import add_key, add_seller, migrated
from benchmarks.findings import Finding, tell
from intake.synthetic.loading import load_synthetic
from models.access.viewer import Role
from models.billing.invoice import Invoice, InvoiceStatus
from models.values.instant import system_clock
from resolvers.signing.invoice_links import InvoiceAddress
from storage.database import Database

BOUND = 0.5
ROUNDS = 12
ROUND_SECONDS = 0.5
CONNECTIONS = 8

STATIC, LINK, KEY = "static file", "kept PDF by its link", "kept PDF with a key"


async def measure_stored_pdfs() -> list[Finding]:
    """Asks for each in turn, round after round, so that what else the machine does falls on all alike."""
    with tempfile.TemporaryDirectory(prefix="calmony-bench-") as folder:
        settings = _settings(Path(folder))
        async with migrated(settings.database_url) as database:
            requests = await _prepare(database, settings)
        async with _serving(settings) as port:
            size = await _keep(port, requests[LINK])
            (Path(folder) / "static.pdf").write_bytes(b"%PDF" + bytes(size - 4))
            rounds = [{name: await _rate(port, request) for name, request in requests.items()} for _ in range(ROUNDS)]
    return [_judge(name, rounds) for name in requests]


def _settings(folder: Path) -> Settings:
    return Settings(
        database_url=f"sqlite+aiosqlite:///{folder / 'bench.db'}",
        pdf_store=folder / "pdf",
        rate_requests=0,
        rate_pdf_links=0,
        log_format="json",
    )


async def _prepare(database: Database, settings: Settings) -> dict[str, bytes]:
    """What is sent for each."""
    now, project = system_clock(), await add_seller(database)
    await load_synthetic(database, project, live_mode=True, customers=5, seed=1, now=now)
    key, invoice_id = await add_key(database, project, Role.VIEWER), await _an_invoice(database)
    link = invoice_links(settings).url(InvoiceAddress(project, True, invoice_id), now)
    return {
        STATIC: _request("/static.pdf"),
        LINK: _request(link.removeprefix(settings.base_url)),
        KEY: _request(f"/invoices/{invoice_id}.pdf", f"Authorization: Bearer {key.secret}\r\n"),
    }


async def _an_invoice(database: Database) -> str:
    async with database.sessions() as session:
        paid = select(Invoice.id).where(col(Invoice.status) == InvoiceStatus.PAID)
        return (await session.exec(paid.order_by(col(Invoice.id)).limit(1))).one()


def _request(path: str, headers: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: bench\r\n{headers}\r\n".encode()


@asynccontextmanager
async def _serving(settings: Settings) -> AsyncIterator[int]:
    listener = listen("127.0.0.1", 0)
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(settings, listener))
    server.start()
    try:
        yield listener.getsockname()[1]
    finally:
        server.terminate()
        server.join()


def _serve(settings: Settings, listener: socket) -> None:
    file = settings.pdf_store.parent / "static.pdf"

    def respond(_: Request) -> FileResponse:
        return FileResponse(file)

    app = create_app(settings)
    app.router.routes.append(Route("/static.pdf", respond))
    with Path(os.devnull).open("w") as nowhere:
        configure_logs(settings, nowhere)
        serve_app(app, listener, settings)


async def _keep(port: int, request: bytes) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    size = await _ask(reader, writer, request)
    writer.close()
    return size


async def _rate(port: int, request: bytes) -> float:
    until = time.perf_counter() + ROUND_SECONDS

    async def ask_on() -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        count = 0
        while time.perf_counter() < until:
            await _ask(reader, writer, request)
            count += 1
        writer.close()
        return count

    started = time.perf_counter()
    count = sum(await asyncio.gather(*(ask_on() for _ in range(CONNECTIONS))))
    return count / (time.perf_counter() - started)


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> int:
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if not head.startswith(b"http/1.1 200"):
        raise RuntimeError(head.decode())
    size = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
    await reader.readexactly(size)
    return size


def _judge(name: str, rounds: list[dict[str, float]]) -> Finding:
    rate = statistics.median(each[name] for each in rounds)
    # Of each round, for the machine may have been slower in another.
    ratio = statistics.median(each[name] / each[STATIC] for each in rounds)
    return Finding(name, f"{rate:,.0f} a second, {ratio:.2f} × the static file (at least {BOUND})", ratio >= BOUND)


if __name__ == "__main__":
    raise SystemExit(not tell(asyncio.run(measure_stored_pdfs())))
