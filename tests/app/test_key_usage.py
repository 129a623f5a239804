"""When a key was last used, written behind the requests."""

from app.keys.usage import KeyUsage
from app.upkeep.flushing import flushing
from models.access.api_key import ApiKey
from models.values.instant import SECOND, Instant
from storage.database import Database
from tests.app.conftest import AddKey
from tests.conftest import QueryLog
from tests.factories import NOW

LATER = Instant(NOW + SECOND)


async def last_use(database: Database, key_id: str) -> Instant | None:
    async with database.sessions() as session:
        return (await session.get_one(ApiKey, key_id)).last_used_at


async def test_any_number_of_uses_of_any_number_of_keys_are_one_statement(
    database: Database, add_key: AddKey, queries: QueryLog
) -> None:
    keys = [await add_key() for _ in range(3)]
    usage = KeyUsage(database)
    queries.clear()

    for key in keys:
        usage.note(key.row.id, NOW)
        usage.note(key.row.id, LATER)
    noted = len(queries)
    await usage.flush()
    written = len([sql for sql in queries if sql.startswith("UPDATE")])
    queries.clear()
    await usage.flush()

    assert (noted, written, queries) == (0, 1, [])
    assert [await last_use(database, key.row.id) for key in keys] == [LATER] * 3


async def test_an_earlier_use_never_overwrites_a_later_one(database: Database, add_key: AddKey) -> None:
    key = await add_key(now=NOW)
    usage = KeyUsage(database)

    for at in (LATER, NOW):
        usage.note(key.row.id, at)
        await usage.flush()

    assert await last_use(database, key.row.id) == LATER


async def test_what_was_noted_is_written_when_the_service_stops(database: Database, add_key: AddKey) -> None:
    key = await add_key()
    usage = KeyUsage(database)

    async with flushing(usage, 60):
        usage.note(key.row.id, NOW)

    assert await last_use(database, key.row.id) == NOW


async def test_uses_that_could_not_be_written_are_kept_for_the_next_time(database: Database, add_key: AddKey) -> None:
    key = await add_key()
    usage = KeyUsage(database)
    usage.note(key.row.id, NOW)

    def refuse(_sql: str) -> None:
        raise OSError("the disk is full")

    database.observers.append(refuse)
    await usage.flush()
    database.observers.remove(refuse)
    assert await last_use(database, key.row.id) is None
    await usage.flush()

    assert await last_use(database, key.row.id) == NOW
