"""The database of the settings."""

from app.settings import Settings
from storage.database import Database


def open_database(settings: Settings) -> Database:
    """Opens it without connecting; raises UnsupportedDatabase."""
    pooled = settings.database_pooler is not None
    return Database(settings.database_url, pooled=pooled, read_url=settings.database_read_url)
