"""A database that reads in a fixed order, so that both executors meet the same error first and share the same reads."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from storage.database import Database
from storage.statement import Row, Statement
from storage.statement_count import count_statement

# Turns of the event loop: more than the dataloaders need from one value to the next read.
TURNS = 20


class OrderlyDatabase(Database):
    """Reads end in the order in which they were asked for, and only when all that could be asked has been."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._turn = asyncio.Lock()

    async def fetch(self, statement: Statement, values: Mapping[str, Any]) -> list[Row]:
        async with self._turn:
            for _ in range(TURNS):
                await asyncio.sleep(0)
            return await super().fetch(statement, values)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = OrderlyDatabase(database_url)
    database.observers.append(count_statement)
    yield database
    await database.close()
