"""SQLite: an embedded database in one file."""
