"""The database itself: SQLite or PostgreSQL.

What is kept in memory between reads, here and in the packages above that read:

| cache | where | bound | lives as long as |
| --- | --- | --- | --- |
| compiled statements | `resolvers.reads._compile` | 1,024 | the process |
| compiled upserts | `intake.storing.writes._upsert_into` | one for each kind of object and dialect | the process |
| what makes a model of a row | `models.hydration.hydrator` | 64, one for each table | the process |
| prepared statements of SQLite's quick reads | `storage.sqlite.quick_reads` | 512 | the connection |
| prepared statements of other connections | the drivers | 128 on SQLite, 100 on PostgreSQL | each connection |
| pages of the file that SQLite read | `storage.sqlite.memory` | 64 MB mapped, 32 MB read | the process |
| what a request read | `resolvers.loaders.Loaders` | what it asks for | the request, or its next write |
"""
