"""Two servers on one database, and the balancer between them and their clients."""

import asyncio
import sys
from asyncio.subprocess import PIPE, STDOUT
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from benchmarks.soak.server import ROOT, Server

COUNT = 2
# How long a replica to which nothing more is sent has to answer what was sent, and the client to read its answers.
DRAIN_SECONDS, READ_SECONDS = 60.0, 0.3
DRAIN_LOOKS = 1000


class Replicas:
    """Servers that share a database and the folder of stored PDFs; they start with `secret_key`, by the code in `root`.

    `waiting` counts the requests that each has not answered yet.
    """

    def __init__(self, database_url: str, secret_key: str, root: Path = ROOT) -> None:
        self._folder = TemporaryDirectory(prefix="calmony-bench-", ignore_cleanup_errors=True)
        self._environment = {
            "CALMONY_DATABASE_URL": database_url,
            "CALMONY_PDF_STORE": str(Path(self._folder.name) / "pdf"),
            "CALMONY_SECRET_KEY": secret_key,
        }
        self.all = [Server(database_url, self._environment, root) for _ in range(COUNT)]
        self.waiting: Counter[Server] = Counter()
        self._serving: list[Server] = []

    @property
    def errors(self) -> list[str]:
        """The lines that any of them logged about what nobody expected."""
        return [error for server in self.all for error in server.errors]

    def choose(self) -> list[Server]:
        """Those to try, in this order: the one that was not asked for longest first."""
        if self._serving:
            self._serving.append(self._serving.pop(0))
        return self._serving[::-1] or self.all

    async def start(self) -> None:
        """Returns when all are ready."""
        await asyncio.gather(*(server.start() for server in self.all))
        self._serving = list(self.all)

    async def stop(self) -> list[int]:
        """Sends SIGTERM to all; their exit codes."""
        self._serving = []
        return list(await asyncio.gather(*(server.stop() for server in self.all)))

    async def kill(self) -> None:
        """Kills all, and removes the PDFs that they stored."""
        await asyncio.gather(*(server.kill() for server in self.all))
        self._folder.cleanup()

    async def roll(self, secret_key: str | None = None) -> None:
        """Restarts one after the other by this code while the rest serve, with another secret key if one is given."""
        if secret_key is not None:
            self._environment["CALMONY_SECRET_KEY"] = secret_key
        for server in self.all:
            self._serving.remove(server)
            await self._drain(server)
            if code := await server.stop():
                server.errors.append(f"SIGTERM ended it with {code}")
            server.set(self._environment)
            server.root = ROOT
            await server.start()
            self._serving.append(server)

    async def _drain(self, server: Server) -> None:
        for _ in range(DRAIN_LOOKS):
            if not self.waiting[server]:
                break
            await asyncio.sleep(DRAIN_SECONDS / DRAIN_LOOKS)
        await asyncio.sleep(READ_SECONDS)

    async def run(self, *words: str, **environment: str) -> tuple[int, str]:
        """A command of this code beside them: its exit code, and all that it said."""
        command = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "app",
            *words,
            cwd=ROOT,
            env=self._environment | environment,
            stdout=PIPE,
            stderr=STDOUT,
        )
        told, _ = await command.communicate()
        return command.returncode or 0, told.decode()


class Balancer(httpx.AsyncBaseTransport):
    """Sends each request to the next replica, and to another if that one takes no connection."""

    def __init__(self, replicas: Replicas, limits: httpx.Limits) -> None:
        self._replicas = replicas
        self._transport = httpx.AsyncHTTPTransport(limits=limits)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """As httpx asks for it; raises ConnectError where no replica takes the connection."""
        *others, last = self._replicas.choose()
        for server in others:
            try:
                return await self._send(request, server)
            except httpx.ConnectError:
                continue
        return await self._send(request, last)

    async def _send(self, request: httpx.Request, server: Server) -> httpx.Response:
        request.url = request.url.copy_with(port=server.port)
        self._replicas.waiting[server] += 1
        try:
            return await self._transport.handle_async_request(request)
        finally:
            self._replicas.waiting[server] -= 1

    async def aclose(self) -> None:
        """Closes its connections."""
        await self._transport.aclose()
