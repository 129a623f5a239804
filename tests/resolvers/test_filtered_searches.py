"""A search beside a filter by facets finds the same customers, whether it goes by who is found or by who fits."""

from itertools import product
from typing import Any

import pytest

from models.billing.invoice import InvoiceStatus
from models.billing.subscription import SubscriptionStatus
from models.values.instant import Instant
from resolvers.customers.customers import count_customers, list_customers
from resolvers.customers.filter.customer_filter import ORDERS, CustomerFilter, CustomerOrder
from resolvers.customers.search_results import bounded_scans, counts, filtered_branches
from resolvers.customers.search_results.filtered_branches import SearchSizes
from resolvers.paging.estimate import Estimate
from resolvers.paging.page_requests import PageRequest
from storage.database import Database
from tests.factories import NOW, make_context, make_customer, make_invoice, make_project, make_subscription, save

NAMES = ("Roman Holiday", "Romana Roe", "Grand Romano", "Bea Roe")
TEXTS = ("roman", "ro", "r", "roman holiday", "oman", "romam", "gold", "cus_3", "roe ro", "nobody")
FILTERS: list[dict[str, Any]] = [
    {"subscription_status": (SubscriptionStatus.PAST_DUE,)},
    {"overdue": True},
    {"overdue": False, "metadata": (("tier", "Gold"),)},
    {"at_risk": True, "created_before": Instant(NOW - 5)},
]
# Between these the invoices fall due.
MOMENTS = (NOW, Instant(NOW + 10))


async def add_customers(database: Database) -> None:
    numbers = range(24)
    people = [
        make_customer(
            number, name=NAMES[number % 4], created_at=NOW - number // 2, extra={"tier": "Gold"} if number % 6 else {}
        )
        for number in numbers
    ]
    late = [make_subscription(each, status=SubscriptionStatus.PAST_DUE) for each in people[::3]]
    due = [make_invoice(each, status=InvoiceStatus.OPEN, due_at=Instant(NOW + 5)) for each in people[::5]]
    await save(database, make_project(), people, late, due)


async def ask(database: Database, wanted: CustomerFilter, now: Instant) -> tuple[list[str], list[str], int]:
    """The first page, all of it page by page, and the count."""
    pages: list[str] = []
    request = PageRequest(3)
    while True:
        page = await list_customers(make_context(database, now=now), wanted, CustomerOrder.RELEVANCE, request)
        pages += [row.id for row in page.rows]
        if not page.has_next:
            break
        request = PageRequest(3, after=ORDERS[CustomerOrder.RELEVANCE].position_of(page.rows[-1]))
    whole = await list_customers(make_context(database, now=now), wanted, CustomerOrder.RELEVANCE, PageRequest(100))
    return [row.id for row in whole.rows], pages, await count_customers(make_context(database, now=now), wanted)


async def test_all_ways_find_the_same(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    await add_customers(database)
    found: dict[tuple[bool, int], dict[Any, Any]] = {(True, 200): {}, (False, 200): {}, (False, 1): {}}

    for (from_filter, long), answers in found.items():
        monkeypatch.setattr(SearchSizes, "starts_from_filter", lambda *_, from_filter=from_filter: from_filter)
        monkeypatch.setattr(filtered_branches, "LONG", long)
        for text, (at, parts), now in product(TEXTS, enumerate(FILTERS), MOMENTS):
            answers[text, at, now] = await ask(database, CustomerFilter(search=text, **parts), now)

    by_fit_and_by_search, walked = list(found.values())[:2], found[False, 1]
    assert by_fit_and_by_search == [walked, walked]
    assert all(whole == pages and len(whole) == count for whole, pages, count in walked.values())
    assert sum(map(len, (whole for whole, *_ in walked.values()))) > 100


async def test_a_count_looks_at_so_many_and_says_that_it_is_an_estimate(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add_customers(database)
    monkeypatch.setattr(filtered_branches, "LONG", 1)
    monkeypatch.setattr(bounded_scans, "MOST_STEPS", 6)
    monkeypatch.setattr(bounded_scans, "STEPS_FOR_ROW", 0)
    monkeypatch.setattr(counts, "MOST_STEPS", 6)
    wanted = CustomerFilter(search="r", at_risk=True)

    count = await count_customers(make_context(database), wanted)

    assert isinstance(count, Estimate)
    assert 0 < count <= 24


@pytest.mark.parametrize(
    ("sizes", "starts_from_filter"),
    [
        (SearchSizes(matching=0, customers=1_000_000, entries=1_000_000), True),
        (SearchSizes(matching=4_000, customers=1_000_000, entries=1_000_000), True),
        (SearchSizes(matching=10_000, customers=1_000_000, entries=1_000_000), False),
        (SearchSizes(matching=800, customers=10_000, entries=10_000), False),
        (SearchSizes(matching=200, customers=10_000, entries=10_000), True),
        (SearchSizes(matching=800, customers=10_000, entries=300), False),
        (SearchSizes(matching=700_000, customers=1_000_000, entries=1_000_000), False),
        (SearchSizes(), False),
    ],
)
def test_a_page_goes_the_way_on_which_less_is_looked_up(sizes: SearchSizes, starts_from_filter: bool) -> None:
    assert sizes.starts_from_filter(21) == starts_from_filter
