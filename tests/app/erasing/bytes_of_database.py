"""Every byte that a database has on the disk."""

from pathlib import Path

import asyncpg
from sqlalchemy import make_url

_RELATIONS = "SELECT pg_relation_filepath(oid) FROM pg_class WHERE relkind IN ('r', 'i', 't', 'm')"


async def read_bytes(database_url: str) -> bytes:
    """SQLite: its file and its log as they are. PostgreSQL: all tables, indexes and catalogues after VACUUM FULL.

    A plain VACUUM frees the space of deleted rows, but overwrites it only when it is needed.
    """
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        path = Path(url.database or "")
        return b"".join(each.read_bytes() for each in sorted(path.parent.glob(f"{path.name}*")))
    connection = await asyncpg.connect(url.set(drivername="postgresql").render_as_string(hide_password=False))
    try:
        await connection.execute("VACUUM FULL")
        await connection.execute("CHECKPOINT")
        folder = Path(await connection.fetchval("SHOW data_directory"))
        paths = [folder / row[0] for row in await connection.fetch(_RELATIONS) if row[0]]
        return b"".join(path.read_bytes() for path in paths if path.exists())
    finally:
        await connection.close()


def find_texts(content: bytes, *texts: str) -> set[str]:
    """Those that are in it, whatever their case."""
    lowered = content.lower()
    return {text for text in texts if text.lower().encode() in lowered}
