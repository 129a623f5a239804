"""The database itself: SQLite or PostgreSQL."""
