"""Opens the database that the settings name."""

from app.redis.server import RedisServer
from app.redis.written_positions import RedisWrittenPositions
from app.settings import Settings
from storage.database import Database


def open_database(settings: Settings) -> Database:
    """For a command, which reads what is stored at this moment, however long it takes; raises UnsupportedDatabase."""
    return Database(settings.database_url, pooled=_is_pooled(settings))


def open_service_database(settings: Settings, redis: RedisServer | None) -> Database:
    """For requests: with a time limit for each read, and on the replica; raises UnsupportedDatabase.

    With `redis`, processes know of each other's writes.
    """
    return Database(
        settings.database_url,
        pooled=_is_pooled(settings),
        read_url=settings.database_read_url,
        written_positions=None if redis is None else RedisWrittenPositions(redis),
        read_seconds=settings.execution_time_limit,
    )


def _is_pooled(settings: Settings) -> bool:
    return settings.database_pooler is not None
