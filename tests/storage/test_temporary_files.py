"""What is written leaves nothing in temporary files of SQLite, which nobody would overwrite."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from storage.database import Database

_PAGES = 300


def is_temporary_open() -> bool:
    """Whether this process has a temporary file of SQLite open: it is unlinked at once, but has its name."""
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):
            if "etilqs" in str(descriptor.readlink()):
                return True
    return False


@pytest.mark.one_database
@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only Linux tells of open files so")
async def test_rows_and_pages_of_a_large_write_stay_in_memory(database: Database) -> None:
    found: list[bool] = []

    def look(number: int) -> int:
        found.append(is_temporary_open())
        return number

    async with database.engine.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        await driver.create_function("look", 1, look)
        async with connection.begin():
            await connection.exec_driver_sql("CREATE TABLE noted (number INTEGER UNIQUE NOT NULL, text TEXT)")
            numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {_PAGES})"
            await connection.exec_driver_sql(f"INSERT INTO noted {numbers} SELECT i, hex(zeroblob(2000)) FROM n")

            await connection.exec_driver_sql("UPDATE noted SET text = look(number) || text, number = -number")

    assert found == [False] * _PAGES
