"""Figures are kept for as long as the clock leaves them as they are, and then computed anew."""

import pytest
from hypothesis import HealthCheck, given, settings

from app.upkeep import figures as upkeep
from app.upkeep.due import refresh_due
from app.upkeep.figures import refresh_due_figures
from models.billing.invoice import InvoiceStatus
from models.billing.plan import BillingInterval
from models.values.instant import Instant
from resolvers.figures.figures import MOST_SUBSCRIPTIONS
from resolvers.figures.refreshing import refresh_figures
from resolvers.figures.verifying_figures import find_differing_figures
from resolvers.summaries.outdated_figures import FIGURES
from resolvers.summaries.scoped_transaction import ScopedTransaction
from storage.database import Database
from tests.factories import (
    NOW,
    later,
    make_context,
    make_customer,
    make_invoice,
    make_item,
    make_plan,
    make_project,
    make_subscription,
    save,
)
from tests.resolvers.figures.billed import read_kept
from tests.resolvers.summaries.generated_customers import AROUND, GeneratedCustomer, many_customers, save_in_own_project
from tests.verification import assert_verified, refresh_all_figures

# Together they have a denominator of more than 64 bits.
PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53)


@given(customers=many_customers())
@settings(
    max_examples=min(settings().max_examples, 15),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_they_are_right_at_every_moment_for_which_they_are_kept(
    database: Database, customers: list[GeneratedCustomer]
) -> None:
    project = await save_in_own_project(database, customers)

    for kept_at in AROUND[::2]:
        async with database.engine.begin() as connection:
            await refresh_figures(ScopedTransaction(connection, project, True, kept_at), len(customers))

        for now in AROUND:
            reads = make_context(database, now=now, project_id=project).reads
            assert await find_differing_figures(reads, None) == []


async def test_what_the_clock_has_changed_is_kept_anew_a_batch_at_a_time(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "BATCH", 2)
    customers = [make_customer(number) for number in range(3)]
    invoices = [make_invoice(each, status=InvoiceStatus.OPEN, due_at=later(1)) for each in customers]
    await save(database, make_project(), customers, invoices)

    kept = [
        await refresh_due_figures(database, now) for now in (NOW, NOW, NOW, later(1), Instant(later(1) + 1), later(2))
    ]

    assert kept == [2, 1, 0, 0, 2, 1]
    assert {until for _, until in (await read_kept(database)).values()} == {None}
    await assert_verified(database, later(2))


async def test_those_of_very_many_subscriptions_are_not_kept_and_not_computed_again_and_again(
    database: Database,
) -> None:
    many, most, plan = make_customer(1), make_customer(2), make_plan()
    sizes = ((many, MOST_SUBSCRIPTIONS + 1), (most, MOST_SUBSCRIPTIONS))
    subscriptions = [make_subscription(each, number) for each, size in sizes for number in range(size)]
    await save(database, make_project(), many, most, plan, subscriptions, [make_item(s, plan) for s in subscriptions])

    await refresh_all_figures(database)

    kept = await read_kept(database)
    assert kept["cus_1"] == (None, later(20))
    assert kept["cus_2"][0] is not None
    await assert_verified(database)


async def test_those_with_numbers_beyond_64_bits_are_not_kept_and_nobody_else_waits_for_them(
    database: Database,
) -> None:
    customer, other = make_customer(1), make_customer(2)
    plans = [make_plan(days, interval=BillingInterval.DAY, interval_count=days) for days in PRIMES]
    subscriptions = [make_subscription(customer, plan.interval_count) for plan in plans]
    items = [make_item(each, plan) for each, plan in zip(subscriptions, plans, strict=True)]
    await save(database, make_project(), customer, other, plans, subscriptions, items)

    await refresh_all_figures(database)

    kept = await read_kept(database)
    assert kept["cus_1"] == (None, later(20))
    assert kept["cus_2"][0] is not None
    await assert_verified(database)


async def test_a_project_that_fails_leaves_the_others_their_turn(database: Database) -> None:
    await save(
        database,
        make_project(),
        make_project(id="prj_2", name="Other"),
        make_customer(1),
        make_customer(2, project_id="prj_2"),
    )

    async def keep(transaction: ScopedTransaction, most: int) -> int:
        if transaction.scope["project_id"] == "prj_1":
            raise ValueError("a fault")
        return (await refresh_figures(transaction, most)).customers

    with pytest.raises(ValueError, match="a fault"):
        await refresh_due(database, FIGURES.c.until, NOW, 10, keep)

    assert (await read_kept(database)).keys() == {"cus_2"}
