"""Databases of a test's own on the PostgreSQL server of all tests."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
from sqlalchemy import make_url


@contextmanager
def created(postgres_url: str, name: str, options: str = "") -> Iterator[str]:
    """The URL of a new database, which goes with the test; `options` are those of CREATE DATABASE."""
    url = make_url(postgres_url)
    name = f"{url.database}_{name}"
    asyncio.run(_execute(postgres_url, f"CREATE DATABASE {name} {options}"))
    yield url.set(database=name).render_as_string(hide_password=False)
    asyncio.run(_execute(postgres_url, f"DROP DATABASE {name} WITH (FORCE)"))


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))
    await connection.execute(statement)
    await connection.close()
