"""Databases in memory: each begins with the same content, and no thread but the caller's works for it."""

import pickle
import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from storage.in_memory import InMemory

pytestmark = pytest.mark.one_database

ADD = text("INSERT INTO thing VALUES (:name)")


async def make_template() -> InMemory:
    async with InMemory().open() as database, database.engine.connect() as connection:
        async with connection.begin():
            await connection.execute(text("CREATE TABLE thing (name TEXT PRIMARY KEY)"))
            await connection.execute(ADD, {"name": "first"})
        return InMemory(database.serialize())


async def add(template: InMemory, *names: str) -> list[str]:
    """Adds things to a database of its own, and lists those that it has then."""
    async with template.open() as database, database.engine.begin() as connection:
        for name in names:
            await connection.execute(ADD, {"name": name})
        return list((await connection.execute(text("SELECT name FROM thing ORDER BY name"))).scalars())


async def test_each_database_begins_with_the_same_content() -> None:
    template = await make_template()

    assert await add(template, "second") == ["first", "second"]
    assert await add(template, "third") == ["first", "third"]
    assert await add(pickle.loads(pickle.dumps(template)), "fourth") == ["first", "fourth"]


async def test_after_an_error_the_next_database_is_whole() -> None:
    template = await make_template()

    with pytest.raises(IntegrityError):
        await add(template, "second", "first")

    assert await add(template, "third") == ["first", "third"]


async def test_statements_are_compiled_once_for_all_databases() -> None:
    template = await make_template()

    async with template.open() as one:
        pass
    async with template.open() as other:
        assert other.engine is one.engine


async def test_no_other_thread_works_for_it() -> None:
    template = await make_template()
    before = threading.active_count()

    async with template.open() as database, database.engine.begin() as connection:
        assert list((await connection.execute(text("SELECT name FROM thing"))).scalars()) == ["first"]
        assert threading.active_count() == before
