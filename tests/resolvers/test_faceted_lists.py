"""Lists and counts of customers by filters are what the models say of each, in every order, at every moment."""

from itertools import chain, combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.billing.customer import Customer
from models.billing.invoice import InvoiceStatus
from models.billing.subscription import SubscriptionStatus
from models.summaries.facets import AT_RISK, INVOICE_FACETS, OVERDUE, RISK_FACETS, SUBSCRIPTION_FACETS, Risk, all_of
from models.values.instant import Instant
from resolvers.customers.customers import count_customers, list_customers
from resolvers.customers.filter.customer_filter import ORDERS, CustomerFilter, CustomerOrder
from resolvers.customers.lists import sort_or_scan
from resolvers.paging.page_requests import PageRequest
from storage.database import Database
from tests.conftest import QueryLog
from tests.factories import (
    NOW,
    make_context,
    make_customer,
    make_invoice,
    make_project,
    make_subscription,
    save,
)
from tests.resolvers.summaries.generated_customers import GeneratedCustomer, many_customers, save_in_own_project

PARTS: dict[str, Any] = {
    "subscription_status": st.lists(st.sampled_from(SubscriptionStatus), max_size=3).map(tuple),
    "invoice_status": st.lists(st.sampled_from(InvoiceStatus), max_size=3).map(tuple),
    "overdue": st.booleans(),
    "at_risk": st.booleans(),
    "risk": st.lists(st.sampled_from(Risk), max_size=2).map(tuple),
    "created_from": st.integers(NOW - 3, NOW + 1),
    "created_before": st.integers(NOW - 3, NOW + 1),
}
_GIVEN = list(chain.from_iterable(combinations(PARTS, size) for size in range(len(PARTS) + 1)))


@st.composite
def filters(draw: Any) -> CustomerFilter:
    """A filter of any of the parts."""
    return CustomerFilter(**{name: draw(PARTS[name]) for name in draw(st.sampled_from(_GIVEN))})


def fits(wanted: CustomerFilter, customer: Customer, facets: int) -> bool:
    """The filter of one customer with these facets, part by part."""
    held = [
        facets & all_of(SUBSCRIPTION_FACETS[each] for each in wanted.subscription_status or ()) != 0,
        facets & all_of(INVOICE_FACETS[each] for each in wanted.invoice_status or ()) != 0,
        bool(facets & OVERDUE) is wanted.overdue,
        bool(facets & AT_RISK) is wanted.at_risk,
        facets & all_of(RISK_FACETS[each] for each in wanted.risk or ()) != 0,
        wanted.created_from is not None and customer.created_at >= wanted.created_from,
        wanted.created_before is not None and customer.created_at < wanted.created_before,
    ]
    return all(held for held, name in zip(held, PARTS, strict=True) if getattr(wanted, name) is not None)


@given(
    customers=many_customers(8),
    wanted=filters(),
    # Without a search, customers have no relevance.
    order=st.sampled_from([order for order in CustomerOrder if order is not CustomerOrder.RELEVANCE]),
    now=st.integers(NOW - 3, NOW + 3).map(Instant),
    size=st.integers(1, 4),
    backward=st.booleans(),
    # Of so few customers, those of a range are sorted for a list by name, and otherwise none are.
    uneven=st.sampled_from([0, sort_or_scan.UNEVEN]),
)
@settings(
    max_examples=min(settings().max_examples, 40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_pages_and_counts_are_of_those_who_fit(
    database: Database,
    customers: list[GeneratedCustomer],
    wanted: CustomerFilter,
    order: CustomerOrder,
    now: Instant,
    size: int,
    backward: bool,
    uneven: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sort_or_scan, "UNEVEN", uneven)
    project = await save_in_own_project(database, customers)
    found = [each.customer for each in customers if fits(wanted, each.customer, each.facets_at(now))]
    by = ORDERS[order]
    expected = [row.id for row in sorted(found, key=by.position_of, reverse=by.descending)]

    def context() -> Any:
        return make_context(database, now=now, project_id=project)

    pages: list[list[str]] = []
    place = None
    while not pages or place is not None:
        request = PageRequest(size, backward, **{"before" if backward else "after": place})
        page = await list_customers(context(), wanted, order, request)
        has_more = page.has_previous if backward else page.has_next
        pages.append([row.id for row in page.rows])
        place = by.position_of(page.rows[0 if backward else -1]) if has_more else None
    listed = list(chain.from_iterable(reversed(pages) if backward else pages))
    at_once = await list_customers(context(), wanted, order, PageRequest(100))

    assert listed == expected
    assert [row.id for row in at_once.rows] == expected
    assert await count_customers(context(), wanted) == len(expected)


@pytest.mark.parametrize("wanted", [CustomerFilter(overdue=True), CustomerFilter(overdue=False), CustomerFilter()])
async def test_a_page_and_its_count_are_one_statement_each(
    database: Database, queries: QueryLog, wanted: CustomerFilter
) -> None:
    for number in (10, 20):
        customers = [make_customer(number + nth) for nth in range(10)]
        invoices = [
            make_invoice(customer, status=InvoiceStatus.OPEN, due_at=Instant(NOW + nth))
            for nth, customer in enumerate(customers)
        ]
        ends = [make_subscription(customer, cancel_at=Instant(NOW + 9)) for customer in customers]
        project = [make_project()] if number == 10 else []
        await save(database, project, customers, invoices, ends)
        queries.clear()

        context = make_context(database, now=Instant(NOW + 5))
        await list_customers(context, wanted, CustomerOrder.NEWEST, PageRequest())
        await count_customers(context, wanted)

        assert len(queries) == 2


async def test_a_page_by_name_of_a_range_is_two_statements(database: Database, queries: QueryLog) -> None:
    await save(database, make_project(), make_customer())
    queries.clear()

    wanted = CustomerFilter(created_from=Instant(1), overdue=False)
    page = await list_customers(make_context(database), wanted, CustomerOrder.NAME, PageRequest())

    assert [row.id for row in page.rows] == ["cus_1"]
    assert len(queries) == 2
