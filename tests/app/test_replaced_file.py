"""A database whose file is replaced under a running service, as by a backup that is moved to its place."""

import shutil
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from sqlalchemy import insert

from models.tables import METADATA
from storage.database import Database
from storage.dialect import DatabaseReplaced
from tests.app.sellers import Sellers, bearer

CANCEL = """
mutation {
  cancelSubscription(input: {subscriptionId: "sub_1_1", timing: IMMEDIATELY}) { subscription { status } }
}
"""
PROJECT = METADATA.tables["project"]
REPLACED = "The database's file was replaced or removed while it was open: restart what uses it."

pytestmark = pytest.mark.one_database


def move_copy_over(path: Path) -> None:
    shutil.copyfile(path, path.with_suffix(".copy"))
    path.with_suffix(".copy").replace(path)


def file_of(database: Database) -> Path:
    return Path(database.url.database or "")


@pytest.mark.parametrize("lose", [move_copy_over, Path.unlink], ids=["replaced", "removed"])
async def test_a_service_whose_file_was_replaced_is_not_ready_and_refuses_changes(
    lose: Callable[[Path], None], client: httpx.AsyncClient, sellers: Sellers, database: Database
) -> None:
    key = bearer(sellers.operator.secret)
    ready = await client.get("/readyz")

    lose(file_of(database))
    unready = await client.get("/readyz")
    refused = await client.post("/graphql", json={"query": CANCEL}, headers=key)

    assert ready.status_code == 200
    assert (unready.status_code, unready.json()) == (503, {"status": "unready", "reason": REPLACED})
    assert refused.status_code == 503
    assert refused.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"


async def test_what_was_begun_before_the_file_was_replaced_is_not_confirmed(database: Database) -> None:
    with pytest.raises(DatabaseReplaced):
        await write_and_replace(database)

    async with (
        Database(database.url.render_as_string(hide_password=False)) as restarted,
        restarted.engine.begin() as connection,
    ):
        assert (await connection.execute(PROJECT.select().where(PROJECT.c.id == "prj_9"))).all() == []


async def write_and_replace(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(insert(PROJECT).values(id="prj_9", name="Late", created_at=0))
        move_copy_over(file_of(database))
