"""A process of its test: changes one subscription many times at once, when all processes have started."""

import asyncio
from threading import Barrier

from models.billing.cancellation import CancellationRequest, CancellationTiming
from models.values.instant import DAY, Instant, system_clock
from resolvers.subscriptions.changes import SubscriptionChange, cancel_subscription, resume_subscription
from storage.database import Database
from tests.factories import make_context


async def change(database: Database, number: int) -> SubscriptionChange:
    """One of every three resumes, the others schedule and reschedule; by the machine's clock."""
    context = make_context(database, clock=system_clock, name=f"Operator {number}")
    if number % 3 == 2:
        return await resume_subscription(context, "sub_1_1", None)
    cancel_at = Instant(system_clock() + (number + 1) * DAY)
    request = CancellationRequest(CancellationTiming.ON_DATE, cancel_at, None, f"Change {number}")
    return await cancel_subscription(context, "sub_1_1", request, None)


async def change_all(database: Database, numbers: range) -> None:
    """Every change at once, in one process."""
    await asyncio.gather(*(change(database, number) for number in numbers))


def run(url: str, numbers: range, all_there: Barrier) -> None:
    """What the process does."""
    asyncio.run(_run(url, numbers, all_there))


async def _run(url: str, numbers: range, all_there: Barrier) -> None:
    database = Database(url)
    all_there.wait()
    await change_all(database, numbers)
    await database.close()
