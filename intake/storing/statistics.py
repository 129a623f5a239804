"""What SQLite knows of the sizes of its tables, by which it chooses its indexes."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

# Rows of each index that are looked at: enough for the choice, and milliseconds on a table of any size.
ANALYSIS_LIMIT = 1000


async def refresh_statistics(connection: AsyncConnection) -> None:
    """Learns them anew on SQLite; PostgreSQL does so by itself."""
    if connection.dialect.name == "sqlite":
        await connection.execute(text(f"PRAGMA analysis_limit={ANALYSIS_LIMIT}"))
        await connection.execute(text("ANALYZE"))
