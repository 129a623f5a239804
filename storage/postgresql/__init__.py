"""PostgreSQL: a database server."""
