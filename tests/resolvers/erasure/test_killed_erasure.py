"""An erasure that is killed: nothing of it has happened, and the next one is whole."""

import signal

from models.access.viewer import Role
from resolvers.erasure.erase import erase_customer
from resolvers.erasure.papers import list_papers
from storage.database import Database
from tests.conftest import QueryLog
from tests.factories import make_context, make_project, save
from tests.resolvers.erasure.erased_customers import SECRET, make_everything, tables_with
from tests.resolvers.erasure.killed_erasure import erase_until
from tests.verification import assert_verified

KILLS = 4


async def test_killed_anywhere_an_erasure_has_not_happened_and_the_next_one_is_whole(
    database: Database, database_url: str, queries: QueryLog
) -> None:
    await save(database, make_project(), make_everything(1), make_everything(2))
    context = make_context(database, role=Role.ADMIN)
    papers = await list_papers(context, "cus_2")
    queries.clear()
    await erase_customer(context, "cus_2", papers, 10)
    statements = len(queries)
    async with database.engine.connect() as connection:
        before = await tables_with(connection, SECRET)

    for kill in range(1, KILLS + 1):
        assert erase_until(database_url, statements * kill // KILLS) == -signal.SIGKILL
        async with database.engine.connect() as connection:
            assert await tables_with(connection, SECRET) == before

    assert erase_until(database_url, None) == 0
    async with database.engine.connect() as connection:
        assert await tables_with(connection, SECRET) == {}
    await assert_verified(database)
