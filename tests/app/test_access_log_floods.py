"""The access log under many reads: nobody's is lost because of others, and of whom some are lost is told."""

import asyncio

import pytest
from dirty_equals import IsPartialDict
from sqlmodel import col, select

from app.access_log import recorder as app_recorder
from app.access_log.recorder import ReadRecorder
from models.access.customer_read import CustomerRead, ReadWay
from models.billing.customer import Customer
from storage.database import Database
from tests.app.conftest import LogLines
from tests.factories import NOW, make_customer, make_project, make_viewer, save


async def customers_read(database: Database) -> list[str]:
    async with database.sessions() as session:
        return list(await session.exec(select(CustomerRead.customer_id).order_by(col(CustomerRead.customer_id))))


async def test_who_reads_a_lot_hides_no_read_of_theirs_or_of_others(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await save(database, make_project(), [make_customer(number) for number in range(1, 6)])
    monkeypatch.setattr(app_recorder, "MOST_WAITING", 4)
    monkeypatch.setattr(app_recorder, "WRITTEN_AT", 3)
    recorder, ada = ReadRecorder(database, lambda: NOW), make_viewer(signed_in=True, credential_id="op_1")

    recorder.note(ada, ReadWay.GRAPHQL, Customer, ["cus_1", "cus_2", "cus_3"])
    # As between two requests.
    await asyncio.sleep(0)
    recorder.note(ada, ReadWay.GRAPHQL, Customer, ["cus_4", "cus_5"])
    await recorder.flush()

    assert await customers_read(database) == [f"cus_{number}" for number in range(1, 6)]


async def test_of_one_read_of_more_than_there_is_room_for_as_much_is_recorded_as_there_is(
    database: Database, monkeypatch: pytest.MonkeyPatch, log_lines: LogLines
) -> None:
    await save(database, make_project(), [make_customer(number) for number in range(1, 6)])
    monkeypatch.setattr(app_recorder, "MOST_WAITING", 3)
    recorder, ada = ReadRecorder(database, lambda: NOW), make_viewer(signed_in=True, credential_id="op_1")

    recorder.note(ada, ReadWay.GRAPHQL, Customer, [f"cus_{number}" for number in range(1, 6)])
    await recorder.flush()

    assert await customers_read(database) == ["cus_1", "cus_2", "cus_3"]
    lost = [line for line in log_lines() if line["event"] == "reads of customers not recorded"]
    assert lost == [IsPartialDict(count=2, operator_id="op_1")]
