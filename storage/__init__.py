"""The database itself: SQLite or PostgreSQL. `database.Database` is opened from a URL; `Dialect` is what differs."""
