"""The application served by uvicorn on a socket of its own."""

import asyncio
import os
import signal
import socket
import sys
from contextlib import suppress
from ipaddress import ip_address
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from app.logs.configuration import keep_loggers
from app.serving.bounded_protocol import BoundedProtocol
from app.serving.garbage_collection import freeze_heap
from app.serving.workers import CountedWorkers, shared_folder
from app.settings import Settings, share_metrics
from app.user_error import UserError

BACKLOG = 2048


def listen(host: str, port: int) -> socket.socket:
    """A bound socket, so that a taken port is known before anything else; raises UserError."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise UserError(f"Can't listen on {host} port {port}: {_reason(error)}.") from error
    listener.set_inheritable(True)
    return listener


def url_of(host: str, listener: socket.socket) -> str:
    """Where a browser on this machine reaches the listener."""
    with suppress(ValueError):
        address = ip_address(host)
        host = "127.0.0.1" if address.is_unspecified else f"[{host}]" if address.version == 6 else host
    return f"http://{host}:{listener.getsockname()[1]}"


def server_config(
    app: ASGIApp | str, settings: Settings, workers: int = 1, protocol: type[asyncio.Protocol] = BoundedProtocol
) -> uvicorn.Config:
    """How uvicorn serves the application, or the one that the function of this name makes in each worker."""
    return uvicorn.Config(
        app,
        factory=isinstance(app, str),
        workers=workers,
        loop="asyncio" if sys.platform == "win32" else "uvloop",
        http=protocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        # What a stranger writes into X-Forwarded-For must change neither a rate nor who may read the metrics.
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=settings.stop_time_limit,
    )


def serve_app(
    app: ASGIApp, listener: socket.socket, settings: Settings, protocol: type[asyncio.Protocol] = BoundedProtocol
) -> None:
    """Serves in this process until SIGTERM or SIGINT, then ends what is in flight."""
    keep_loggers()
    freeze_heap()
    # Not before: while garbage is collected, what a handler raises is lost, and the order to stop with it.
    signal.signal(signal.SIGTERM, _end)
    with suppress(KeyboardInterrupt):
        uvicorn.Server(server_config(app, settings, protocol=protocol)).run(sockets=[listener])


def serve_from_environment(listener: socket.socket, settings: Settings, workers: int) -> None:
    """Serves in several processes, each of which builds the application from the environment."""
    config = server_config("app.factory:create_app_from_environment", settings, workers=workers)
    with shared_folder() as folder:
        share_metrics(folder)
        CountedWorkers(config, [listener], folder).run()


def _reason(error: OSError) -> str:
    # The interpreter adds the address, which we say ourselves; errors of the resolver have numbers below zero.
    number = error.errno or 0
    return os.strerror(number) if number > 0 else str(error.strerror or error)


def _end(_signal: int, _frame: FrameType | None) -> None:
    # uvicorn raises the signal again once it has stopped; that is a normal end.
    raise SystemExit(0)
