"""The page of what was cancelled: who, when, why and by whom, of all customers."""

from collections.abc import Callable
from typing import Any

import pytest

from models.access.project import Project
from models.billing.cancellation import CancellationCause, CancellationReason
from models.billing.subscription import SubscriptionStatus
from models.values.instant import DAY
from storage.database import Database
from tests.app.conftest import log_lines
from tests.dashboard.conftest import Operator
from tests.dashboard.reading import Page
from tests.factories import (
    NOW,
    later,
    make_customer,
    make_item,
    make_plan,
    make_product,
    make_subscription,
    save,
)

__all__ = ["log_lines"]

PAGE = "/dashboard/cancellations"
CANCELED = SubscriptionStatus.CANCELED


async def fill(database: Database, count: int = 1) -> None:
    """A scheduled end, one that was asked for and has come, one for want of payment, and others that are none of it."""
    ada, grace, plan = make_customer(1, name="Ada"), make_customer(2, name="Grace"), make_plan()
    asked = {"cancellation_cause": CancellationCause.REQUESTED, "cancellation_requested_by": "bo@post.example"}
    failed = {"cancellation_cause": CancellationCause.PAYMENT_FAILED, "status": CANCELED}
    subscriptions = [
        make_subscription(ada, 1, **asked, cancel_at=later(9), cancellation_requested_at=NOW - DAY),
        make_subscription(
            grace,
            2,
            **asked,
            status=CANCELED,
            cancellation_requested_at=NOW - 9 * DAY,
            ended_at=NOW - 2 * DAY,
            cancellation_reason=CancellationReason.TOO_EXPENSIVE,
            cancellation_comment="Moves to tea",
        ),
        *(make_subscription(grace, number, **failed, ended_at=NOW - 3 * DAY) for number in range(10, 10 + count)),
        make_subscription(ada, 4),
        make_subscription(ada, 5, status=SubscriptionStatus.INCOMPLETE_EXPIRED, ended_at=NOW - DAY),
    ]
    foreign = make_customer(1, live_mode=False)
    await save(database, ada, grace, foreign, make_product(), plan, subscriptions)
    await save(database, make_subscription(foreign, 1, cancel_at=later(9), cancellation_requested_at=NOW - DAY))
    await save(database, [make_item(each, plan) for each in subscriptions])


def rows(page: Page) -> list[list[str]]:
    return page.rows("cancelled")


async def test_it_tells_who_cancelled_what_and_why(operator: Operator, database: Database, project: Project) -> None:
    await fill(database)

    page = await operator.open(PAGE)

    club = "Coffee club · Plan 1"
    assert rows(page) == [
        ["Ada", f"{club} Active", "21 Nov 2026, 12:00 UTC", "1 Dec 2026", "–", "bo@post.example"],
        [
            "Grace",
            f"{club} Cancelled",
            "19 Nov 2026, 12:00 UTC",
            "19 Nov 2026",
            "Payment failed: nobody asked for it to end",
            "–",
        ],
        [
            "Grace",
            f"{club} Cancelled",
            "13 Nov 2026, 12:00 UTC",
            "20 Nov 2026",
            "Too expensive: Moves to tea",
            "bo@post.example",
        ],
    ]
    assert page.link("Ada") == "/dashboard/customers/cus_1"
    assert page.link(club) == "/dashboard/subscriptions/sub_1_1"
    assert (await operator.open("/dashboard/customers")).link("Cancellations") == PAGE


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"from": "2026-11-21"}, ["Ada"]),
        ({"to": "2026-11-19"}, ["Grace", "Grace"]),
        ({"from": "2026-11-19", "to": "2026-11-21"}, ["Ada", "Grace"]),
        ({"from": "2026-11-22"}, []),
    ],
)
async def test_it_is_narrowed_to_days_of_which_the_last_counts(
    operator: Operator, database: Database, project: Project, query: dict[str, str], found: list[str]
) -> None:
    await fill(database)

    page = await operator.open(PAGE, **query)

    assert [row[0] for row in rows(page)] == found
    assert bool(page.texts("//p[@class='nothing']")) is not bool(found)


@pytest.mark.one_database
async def test_the_last_seven_days_are_a_link(operator: Operator, database: Database, project: Project) -> None:
    await fill(database)

    week = (await operator.open(PAGE)).link("Last 7 days")

    assert week == f"{PAGE}?from=2026-11-16&to=2026-11-22"
    assert [row[0] for row in rows(await operator.open(week))] == ["Ada", "Grace"]


async def test_its_pages_have_each_once_and_cost_the_same(
    operator: Operator, database: Database, project: Project, log_lines: Callable[[], list[dict[str, Any]]]
) -> None:
    await fill(database, 30)

    first = await operator.open(PAGE)
    second = await operator.open(first.link("Older →") or "")
    back = await operator.open(second.link("← Newer") or "")

    counted = [line["statements"] for line in log_lines()][-3:]
    assert [len(rows(page)) for page in (first, second)] == [20, 12]
    assert rows(back) == rows(first)
    assert counted == [4, 4, 4]
    links = [link for page in (first, second) for link in page.tree.xpath("//tbody//td[2]//a/@href")]
    assert len(set(links)) == 32


@pytest.mark.one_database
@pytest.mark.parametrize("query", [{"from": "soon"}, {"after": "nonsense"}])
async def test_an_invalid_address_is_told_as_such(
    operator: Operator, database: Database, project: Project, query: dict[str, str]
) -> None:
    page = await operator.open(PAGE, **query)

    assert (page.status, page.text("//h1")) == (400, "This page can’t be shown")
