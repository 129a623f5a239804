"""What copies the rows of a table from a database in memory into one of the same tables."""

from collections.abc import Awaitable, Callable

from sqlalchemy import Table

CopyRows = Callable[[Table], Awaitable[None]]
