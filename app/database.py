"""The database of the settings."""

from app.settings import Settings
from storage.database import Database


def open_database(settings: Settings, read_seconds: float | None = None) -> Database:
    """Opens it without connecting; no read takes longer than `read_seconds`. Raises UnsupportedDatabase."""
    pooled = settings.database_pooler is not None
    return Database(
        settings.database_url,
        pooled=pooled,
        read_url=settings.database_read_url,
        read_seconds=read_seconds,
    )
