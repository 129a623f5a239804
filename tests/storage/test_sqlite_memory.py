"""What SQLite may keep in memory is bounded for the process, however many connections read."""

from contextlib import AsyncExitStack
from pathlib import Path

from storage.concurrency.lanes import PLACES
from storage.dialect import READ_CONNECTIONS
from storage.sqlite.connections import Connections
from storage.sqlite.quick_reads import QuickReads


async def test_all_connections_together_map_and_cache_a_hundred_megabytes(sqlite_template: Path) -> None:
    in_loop, in_threads = QuickReads(sqlite_template), Connections(sqlite_template, READ_CONNECTIONS + PLACES, 1)
    settings = [[in_loop.read(f"PRAGMA {name}", []) for name in ("mmap_size", "cache_size")]]

    async with AsyncExitStack() as stack:
        for _ in range(READ_CONNECTIONS + PLACES):
            connection = await stack.enter_async_context(in_threads.lend())
            settings.append(
                [await connection.execute_fetchall(f"PRAGMA {name}") for name in ("mmap_size", "cache_size")]  # type: ignore[misc]
            )
    in_loop.close()
    await in_threads.close()

    numbers = [[rows[0][0] for rows in setting if rows] for setting in settings]
    mapped, cached = map(sum, zip(*numbers, strict=True))
    assert len(numbers) == READ_CONNECTIONS + PLACES + 1
    assert mapped == 64 * 1024 * 1024
    # Kibibytes are negative; a positive number would be pages.
    assert -32 * 1024 <= cached < -31 * 1024
    assert all(cache < 0 for _, cache in numbers)
