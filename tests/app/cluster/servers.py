"""Servers of Debian's packages, each a process of the test's own. Where one is not installed, the test is skipped."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.free_ports import free_port

PATIENCE = 30
POSTGRES = Path("/usr/lib/postgresql")
# PostgreSQL and PgBouncer refuse to run as root.
USER = "postgres" if os.getuid() == 0 else None


def find_program(name: str) -> str:
    """Its path; skips the test where it is not installed."""
    of_server = max(POSTGRES.glob(f"*/bin/{name}"), default=None)
    found = of_server or shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if found is None or (USER is not None and not _has_user(USER)):
        pytest.skip(f"no {name} is here: what needs several servers stays untested")
    return str(found)


def _has_user(name: str) -> bool:
    with suppress(KeyError):
        return bool(pwd.getpwnam(name))
    return False


def run_as_server(*words: str | Path, **options: Any) -> str:
    """What a program prints that ends by itself; it runs as the user that servers run as."""
    ended = subprocess.run(words, user=USER, capture_output=True, text=True, timeout=PATIENCE, check=False, **options)
    assert ended.returncode == 0, f"{words}: {ended.stderr}"
    return ended.stdout


def make_server_folder(folder: Path) -> Path:
    """An empty folder that belongs to the user that servers run as."""
    folder.mkdir(mode=0o700)
    if USER is not None:
        shutil.chown(folder, USER)
    return folder


@contextmanager
def serving(port: int, *words: str | Path) -> Iterator[subprocess.Popen[bytes]]:
    """A server that takes connections at the port, ended with the context."""
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(words, user=USER, **quiet) as process:
        try:
            _wait_for(process, port)
            yield process
        finally:
            # HAProxy takes the first as "at once", PostgreSQL the second. Those that are stopped end too.
            for each in (signal.SIGTERM, signal.SIGQUIT, signal.SIGCONT):
                process.send_signal(each)
            with suppress(subprocess.TimeoutExpired):
                process.wait(PATIENCE)
            process.kill()


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, f"{process.args!r} ended before it was ready"
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    raise AssertionError(f"{process.args!r} was never ready")


class PostgresServer:
    """A PostgreSQL server; `begin` it for as long as it shall run."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = free_port()

    @contextmanager
    def begin(self, *settings: str) -> Iterator[subprocess.Popen[bytes]]:
        """Runs it with these settings, each as `name=value`."""
        words = [word for setting in (*_SETTINGS, *settings) for word in ("-c", setting)]
        server = find_program("postgres")
        with serving(self.port, server, "-D", self.data, "-p", str(self.port), *words) as process:
            self._wait_until_it_answers()
            yield process

    def psql(self, sql: str, database: str = "postgres") -> str:
        """What a statement returns, as text."""
        words = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "calmony", "-d", database, "-qAtc", sql]
        return run_as_server(find_program("psql"), *words, cwd="/").strip()

    def url(self, database: str, port: int | None = None) -> str:
        """Where the database is reached, at the server's own port or another one."""
        return f"postgresql+asyncpg://calmony@127.0.0.1:{port or self.port}/{database}"

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + PATIENCE
        words = [find_program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        while subprocess.run(words, check=False).returncode != 0:
            assert time.monotonic() < deadline, "PostgreSQL takes no connections"
            time.sleep(0.02)


# Nothing here must survive a power failure.
_SETTINGS = (
    "fsync=off",
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=60",
    "shared_buffers=32MB",
    "autovacuum=off",
)


def make_postgres(folder: Path) -> PostgresServer:
    """A new and empty server, whose user `calmony` may do everything."""
    program, data = find_program("initdb"), make_server_folder(folder)
    words = ["-D", data, "-U", "calmony", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions"]
    run_as_server(program, *words, cwd="/")
    return PostgresServer(data)


@contextmanager
def pgbouncer(server: PostgresServer, folder: Path, connections: int) -> Iterator[int]:
    """PgBouncer in transaction mode before all databases of the server; yields its port."""
    program, port = find_program("pgbouncer"), free_port()
    settings = make_server_folder(folder) / "pgbouncer.ini"
    settings.write_text(
        f"[databases]\n* = host=127.0.0.1 port={server.port} user=calmony\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\n"
        f"pool_mode = transaction\ndefault_pool_size = {connections}\nmax_client_conn = 500\n"
    )
    settings.chmod(0o644)
    with serving(port, program, "-q", settings):
        yield port


def make_standby(primary: PostgresServer, folder: Path) -> PostgresServer:
    """A copy of the primary, which follows it."""
    source = ["-h", "127.0.0.1", "-p", str(primary.port), "-U", "calmony"]
    data = make_server_folder(folder)
    run_as_server(find_program("pg_basebackup"), "-D", data, "-R", "-c", "fast", "--no-sync", *source, cwd="/")
    return PostgresServer(data)
