"""The database of the settings."""

from app.settings import Settings
from app.shared.redis_server import RedisServer
from app.shared.written_positions import SharedCommits
from storage.database import Database


def open_database(settings: Settings, read_seconds: float | None = None, redis: RedisServer | None = None) -> Database:
    """Opens it without connecting; raises UnsupportedDatabase.

    No read takes longer than `read_seconds`. With `redis`, processes know of each other's writes.
    """
    return Database(
        settings.database_url,
        pooled=settings.database_pooler is not None,
        read_url=settings.database_read_url,
        commits=None if redis is None else SharedCommits(redis),
        read_seconds=read_seconds,
    )
