"""Old idempotency records go, and none that may still be asked for."""

import pytest
from sqlmodel import col, select

from app.upkeep import idempotency_sweep
from app.upkeep.idempotency_sweep import sweep
from models.access.project import Project
from models.billing.idempotency import KEPT_FOR, IdempotencyRecord
from models.values.instant import Instant
from storage.database import Database
from tests.factories import NOW, save


def make_record(key: str, age: int) -> IdempotencyRecord:
    return IdempotencyRecord(
        project_id="prj_1",
        live_mode=True,
        mutation="cancelSubscription",
        key=key,
        input_hash="0" * 64,
        answer={"subscription": None},
        created_at=Instant(NOW - age),
    )


async def keys_of(database: Database) -> list[str]:
    async with database.sessions() as session:
        return list(await session.exec(select(IdempotencyRecord.key).order_by(col(IdempotencyRecord.key))))


async def test_records_past_their_day_are_swept_and_younger_ones_stay(database: Database, project: Project) -> None:
    ages = {"new": 0, "last minute": KEPT_FOR - 1, "a day": KEPT_FOR, "a week": 7 * KEPT_FOR}
    await save(database, [make_record(key, age) for key, age in ages.items()])

    first, second = await sweep(database, NOW), await sweep(database, NOW)

    assert (first, second) == (2, 0)
    assert await keys_of(database) == ["last minute", "new"]


async def test_a_sweep_takes_no_more_than_a_batch_and_the_oldest_first(
    database: Database, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idempotency_sweep, "BATCH", 2)
    await save(database, [make_record(f"{days} days", days * KEPT_FOR) for days in (1, 2, 3, 4, 5)])

    swept = [await sweep(database, NOW)]
    left = await keys_of(database)
    swept += [await sweep(database, NOW), await sweep(database, NOW)]

    assert swept == [2, 2, 1]
    assert left == ["1 days", "2 days", "3 days"]
    assert await keys_of(database) == []
