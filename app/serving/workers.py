"""Several worker processes under one supervisor, and the folder where they share their measures."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import connection, parent_process
from pathlib import Path
from socket import socket
from tempfile import TemporaryDirectory
from threading import Thread

from prometheus_client.multiprocess import mark_process_dead
from uvicorn import Config
from uvicorn.supervisors import Multiprocess


@contextmanager
def shared_folder() -> Iterator[Path]:
    """An empty folder for this start alone: what an earlier one counted must not be counted again."""
    with TemporaryDirectory(prefix="calmony-metrics-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


class CountedWorkers(Multiprocess):
    """uvicorn's supervisor, which also takes the gauges of ended workers out of the shared folder.

    Their counters stay: what an ended worker did was done.
    """

    def __init__(self, config: Config, sockets: list[socket], folder: Path) -> None:
        super().__init__(config, sockets)
        self._folder = folder
        self._known: frozenset[int | None] = frozenset()

    def keep_subprocess_alive(self) -> None:
        """Looks after the workers, twice a second."""
        super().keep_subprocess_alive()
        current = frozenset(process.pid for process in self.processes)
        for ended in self._known - current:
            mark_process_dead(ended, str(self._folder))  # type: ignore[no-untyped-call]
        self._known = current


def end_with_supervisor() -> None:
    """Ends this worker, as SIGTERM does, once its supervisor was killed: else it would serve on, and hold the port."""
    supervisor = parent_process()
    if supervisor is not None:
        Thread(target=_end_after, args=(supervisor.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    connection.wait([sentinel])
    os.kill(os.getpid(), signal.SIGTERM)
