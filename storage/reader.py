"""Reads on the driver itself, without SQLAlchemy's engine."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any, TypeVar

from storage.statement import Row, Statement

# Runs one compiled read and gives its decoded rows.
Fetch = Callable[[Statement, Mapping[str, Any]], Awaitable[list[Row]]]
Result = TypeVar("Result")


class Reader(ABC):
    """Runs compiled reads on a few connections that can't write."""

    def fetch_nowait(self, _statement: Statement, _values: Mapping[str, Any]) -> list[Row] | None:
        """The decoded rows if they can be read without waiting; None if `fetch` must read them."""
        return None

    @abstractmethod
    async def fetch(self, statement: Statement, values: Mapping[str, Any]) -> list[Row]:
        """The decoded rows; raises the driver's error when the database is gone."""

    def share_transaction(self, work: Coroutine[Any, Any, Result]) -> Awaitable[Result]:
        """The result of the work; reads that it makes without waiting may share one transaction."""
        return work

    @abstractmethod
    def snapshot(self) -> AbstractAsyncContextManager[Fetch]:
        """A connection whose reads all see the database at the moment of the first one.

        Its transaction ends with the context, also when the caller fails or is cancelled.
        """

    @abstractmethod
    async def close(self) -> None:
        """Ends every connection."""
