"""Statements that are built from a scope, each compiled once in a process.

`prepare_read` is the one cache of them: 1,024 for the process, by builder, shape, dialect and kind of viewer.
"""

import asyncio
from collections.abc import Callable
from functools import lru_cache
from threading import Lock
from typing import Any

from sqlalchemy import SelectBase

from resolvers.scopes import Scope
from storage.dialect import Dialect
from storage.statement import Statement
from storage.statements import compile_statement

Build = Callable[..., SelectBase]


class PreparedRead:
    """The statement `build(scope, *shape)`; `compiled` is None until it is needed."""

    def __init__(
        self, build: Build, dialect: Dialect, one_customer: bool, shape: tuple[Any, ...], decoded: bool
    ) -> None:
        self.compiled: Statement | None = None
        self._parts = (build, dialect, one_customer, shape, decoded)
        self._lock = Lock()

    def compile(self) -> Statement:
        """The statement, compiled in this thread unless that is done."""
        with self._lock:
            if self.compiled is None:
                build, dialect, one_customer, shape, decoded = self._parts
                self.compiled = compile_statement(build(Scope(dialect, one_customer), *shape), dialect, decoded=decoded)
            return self.compiled

    async def compile_soon(self) -> Statement:
        """The statement. If a part of its shape `compiles_slowly`, it is compiled in another thread.

        Some take a fifth of a second of processor time, for which all others would wait.
        """
        *_, shape, _ = self._parts
        if any(getattr(part, "compiles_slowly", False) for part in shape):
            return await asyncio.to_thread(self.compile)
        return self.compile()


@lru_cache(maxsize=1024)
def prepare_read(
    build: Build, dialect: Dialect, one_customer: bool, shape: tuple[Any, ...], decoded: bool
) -> PreparedRead:
    """The one for these; `shape` must be hashable."""
    return PreparedRead(build, dialect, one_customer, shape, decoded)
