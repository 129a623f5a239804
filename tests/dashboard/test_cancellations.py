"""The page of what was cancelled: who, when, why and by whom, of all customers."""

import csv
from collections.abc import Callable
from typing import Any

import pytest

from dashboard.cancellations.csv_export import COLUMNS
from models.access.project import Project
from models.billing.cancellation import CancellationCause, CancellationReason
from models.billing.subscription import SubscriptionStatus
from models.values.instant import DAY
from resolvers.subscriptions.cancellation_rows import export_cancellations
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

PAGE, FILE = "/dashboard/cancellations", "/dashboard/cancellations.csv"
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


async def export(operator: Operator, path: str = FILE, **query: str) -> list[list[str]]:
    """The rows of the file, below its head."""
    text = (await operator.get(path, **query)).content.decode("utf-8-sig")
    head, *found = csv.reader(text.splitlines(keepends=True))
    assert head == list(COLUMNS)
    return found


async def test_the_file_says_what_the_page_says_but_for_machines(
    operator: Operator, database: Database, project: Project
) -> None:
    await fill(database)

    found = await export(operator)

    club = "Coffee club · Plan 1"
    failed = "Payment failed: nobody asked for it to end"
    asked = "Too expensive: Moves to tea"
    days = {day: f"2026-{day}T12:00:00Z" for day in ("11-13", "11-19", "11-20", "11-21", "12-01")}
    assert found == [
        ["sub_1_1", "cus_1", "Ada", club, "Active", days["11-21"], days["12-01"], "", "bo@post.example"],
        ["sub_2_10", "cus_2", "Grace", club, "Cancelled", days["11-19"], days["11-19"], failed, ""],
        ["sub_2_2", "cus_2", "Grace", club, "Cancelled", days["11-13"], days["11-20"], asked, "bo@post.example"],
    ]
    assert [row[0] for row in await export(operator, FILE.replace("/dashboard", "/dashboard/test"))] == ["sub_1_1"]


async def test_the_file_is_narrowed_as_the_page_is(operator: Operator, database: Database, project: Project) -> None:
    await fill(database, 30)

    page = await operator.open(PAGE, to="2026-11-19")
    older = await operator.open(page.link("Older →") or "")

    assert page.link("Export CSV") == older.link("Export CSV") == f"{FILE}?to=2026-11-19"
    assert [row[2] for row in await export(operator, to="2026-11-19")] == ["Grace"] * 31
    assert [row[2] for row in await export(operator, **{"from": "2026-11-21"})] == ["Ada"]
    assert await export(operator, **{"from": "2026-11-22"}) == []


async def test_each_is_in_the_file_once_however_many_parts_it_has(
    operator: Operator,
    database: Database,
    project: Project,
    log_lines: Callable[[], list[dict[str, Any]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(export_cancellations, "__defaults__", (5,))
    await fill(database, 30)

    found = await export(operator)

    assert (len(found), len({row[0] for row in found})) == (32, 32)
    # Who asks, and three of each part.
    assert log_lines()[-1]["statements"] == 1 + 3 * 7


@pytest.mark.one_database
async def test_what_a_spreadsheet_would_run_stays_text(
    operator: Operator, database: Database, project: Project
) -> None:
    formula, customer = "=HYPERLINK(A1)", make_customer(name="=HYPERLINK(A1)")
    ended = make_subscription(
        customer,
        status=CANCELED,
        ended_at=NOW - DAY,
        cancellation_requested_at=NOW - DAY,
        cancellation_requested_by=formula,
        cancellation_cause=CancellationCause.REQUESTED,
        cancellation_comment=formula,
    )
    plan = make_plan(product_name=formula, name=formula)
    await save(database, customer, make_product(), plan, ended, make_item(ended, plan))

    [row] = await export(operator)

    assert [row[at] for at in (2, 7, 8)] == [f"'{formula}"] * 3
    assert row[3].startswith("'=")


@pytest.mark.one_database
async def test_what_cant_be_exported_is_told_as_a_page(operator: Operator, project: Project) -> None:
    page = await operator.open(FILE, to="soon")

    assert (page.status, page.text("//h1")) == (400, "This list can’t be exported")


@pytest.mark.one_database
@pytest.mark.parametrize("query", [{"from": "soon"}, {"after": "nonsense"}])
async def test_an_invalid_address_is_told_as_such(
    operator: Operator, database: Database, project: Project, query: dict[str, str]
) -> None:
    page = await operator.open(PAGE, **query)

    assert (page.status, page.text("//h1")) == (400, "This page can’t be shown")
