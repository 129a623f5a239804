"""A server that follows the primary and only reads: how far it has come, and when it is left alone."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from storage.dialect import Dialect
from storage.reader import Reader
from storage.statement import Row, Statement
from storage.unavailable import DRIVER_ERRORS

# How long a read waits for the replica to come up to a write, and how often it looks.
WAIT_SECONDS = 0.2
LOOK_SECONDS = 0.01
# How long nobody waits again for a replica that was too far behind, and nobody asks one that failed.
BEHIND_SECONDS = 1.0
FAILED_SECONDS = 5.0

Fetch = Callable[[Statement, Mapping[str, Any]], Awaitable[list[Row]]]

_logger = logging.getLogger(__name__)


class ReplicaFailed(Exception):
    """The replica gave no answer; the primary will, or will say what is wrong."""


class Replica:
    """Reads on a second server."""

    def __init__(self, reader: Reader, dialect: Dialect) -> None:
        self._reader = reader
        self._dialect = dialect
        self._replayed = dialect.replayed_position()
        self._waits_from = 0.0
        self._asked_from = 0.0

    @property
    def answers(self) -> bool:
        """Whether it has not failed in the last FAILED_SECONDS."""
        return time.monotonic() >= self._asked_from

    async def fetch(self, statement: Statement, values: Mapping[str, Any]) -> list[Row]:
        """The decoded rows; raises ReplicaFailed, and then it is left alone for a while.

        What takes too long here would do so on the primary: the driver's error is raised.
        """
        try:
            return await self._reader.fetch(statement, values)
        except DRIVER_ERRORS as error:
            if self._dialect.took_too_long(error):
                raise
            self._asked_from = time.monotonic() + FAILED_SECONDS
            _logger.warning("the replica fails, so reads use the primary: %s", type(error).__name__)
            raise ReplicaFailed from error

    async def reaches(self, position: int, fetch: Fetch) -> bool:
        """Whether it comes up to the position within WAIT_SECONDS; `fetch` asks it."""
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                return await self._look(position, fetch)
        except (ReplicaFailed, TimeoutError):
            self._waits_from = time.monotonic() + BEHIND_SECONDS
            return False

    async def close(self) -> None:
        """Ends every connection."""
        await self._reader.close()

    async def _look(self, position: int, fetch: Fetch) -> bool:
        while True:
            [(replayed,)] = await fetch(self._replayed, {})
            if replayed >= position:
                return True
            if time.monotonic() < self._waits_from:
                return False
            await asyncio.sleep(LOOK_SECONDS)
