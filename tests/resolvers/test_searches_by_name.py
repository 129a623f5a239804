"""A search or metadata by name: the same page whether they are sorted, met in the order of names, or given up there."""

import pytest

from models.billing.invoice import InvoiceStatus
from models.billing.subscription import SubscriptionStatus
from models.values.instant import DAY, Instant
from resolvers.customers.customers import list_customers
from resolvers.customers.export.customers import export_customers
from resolvers.customers.filter.customer_filter import CustomerFilter, CustomerOrder
from resolvers.customers.search_results import pages_by_name
from resolvers.paging.orders import BY_NAME
from resolvers.paging.page_requests import PageRequest
from storage.database import Database
from tests.conftest import QueryLog
from tests.factories import NOW, make_context, make_customer, make_invoice, make_project, make_subscription, save

ACTIVE, LATE = (SubscriptionStatus.ACTIVE,), (SubscriptionStatus.PAST_DUE,)
WANTED = {
    "one letter": {"search": "a"},
    "words": {"search": "ada roe"},
    "a piece from inside": {"search": "ovelac"},
    "a typo": {"search": "lovelase"},
    "an id": {"search": "cus_7"},
    "nobody": {"search": "zebra"},
    "metadata": {"metadata": (("tier", "gold"),)},
    "metadata together": {"metadata": (("tier", "gold"), ("half", "0"))},
    "a search beside metadata": {"search": "ada", "metadata": (("tier", "gold"),)},
    "of a range of time": {"search": "ada", "created_from": NOW - 60 * DAY, "created_before": NOW - 9 * DAY},
    "who is subscribed": {"search": "roe", "subscription_status": ACTIVE},
    "few who fit": {"search": "roe", "subscription_status": LATE},
    "nobody who fits": {"search": "roe", "invoice_status": (InvoiceStatus.DRAFT,)},
    "all together": {"search": "ada", "metadata": (("half", "0"),), "overdue": False, "created_before": NOW - 9 * DAY},
}
FIRST, LAST = ("Ada", "ada", "Bea", "Zoë"), ("Roe", "Lovelace", "Ælfric")


async def add_people(database: Database) -> None:
    """Of the order of names those of one last name are neither together nor spread evenly."""
    people = [
        make_customer(
            number,
            name=None if number == 50 else f"{FIRST[number // 20 % 4]} {LAST[number % 3]}",
            extra={"tier": "gold" if number % 4 == 0 else "iron", "half": str(number % 2)},
            created_at=Instant(NOW - number * DAY),
        )
        for number in range(1, 90)
    ]
    statuses = {each.id: LATE[0] if at % 20 == 4 else ACTIVE[0] for at, each in enumerate(people)}
    held = [make_subscription(each, status=statuses[each.id]) for each in people[::2]]
    late = [make_invoice(each, status=InvoiceStatus.OPEN, due_at=Instant(NOW - 1)) for each in people[::9]]
    await save(database, make_project(), people, held, late)


@pytest.mark.parametrize("name", WANTED)
async def test_every_page_is_the_same_in_whichever_way_it_is_read(
    database: Database, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    await add_people(database)
    context, wanted = make_context(database), CustomerFilter(**WANTED[name])

    async def read(request: PageRequest) -> list[str]:
        return [row.id for row in (await list_customers(context, wanted, CustomerOrder.NAME, request)).rows]

    found = await list_customers(context, wanted, CustomerOrder.OLDEST, PageRequest(100))
    rows = sorted(found.rows, key=BY_NAME.position_of)
    ids, places = [row.id for row in rows], [BY_NAME.position_of(row) for row in rows]
    assert bool(ids) is not name.startswith("nobody")
    # All are sorted; those who are found are met within so many; or they are given up at some place.
    for most in (10_000, 40, 5):
        monkeypatch.setattr(pages_by_name, "most_sorted", lambda *_, most=most, **__: most)
        assert await read(PageRequest(100)) == ids
        assert await read(PageRequest(4)) == ids[:4]
        assert await read(PageRequest(4, backward=True)) == ids[-4:]
        for at in {len(ids) // 2, len(ids) - 1} if ids else ():
            assert await read(PageRequest(4, after=places[at])) == ids[at + 1 : at + 5]
            assert await read(PageRequest(4, before=places[at], backward=True)) == ids[max(at - 4, 0) : at]
        chunks = await export_customers(context, wanted, CustomerOrder.NAME, 25)
        assert [row.customer.id async for rows in chunks for row in rows] == ids


@pytest.mark.parametrize(
    ("wanted", "most", "statements"),
    [
        # How many there are, how many entries, and the page.
        (CustomerFilter(metadata=(("tier", "gold"),)), 10_000, 3),
        # The same of fewer who fit.
        (CustomerFilter(metadata=(("tier", "gold"),), subscription_status=LATE), 10_000, 3),
        # Whom the search meets by name, and these.
        (CustomerFilter(metadata=(("half", "1"),)), 40, 4),
        # Fewer than a page: whether others come behind them; and all after all.
        (CustomerFilter(metadata=(("tier", "gold"),)), 1, 5),
    ],
)
async def test_a_page_takes_as_many_statements_whatever_is_stored(
    database: Database,
    queries: QueryLog,
    monkeypatch: pytest.MonkeyPatch,
    wanted: CustomerFilter,
    most: int,
    statements: int,
) -> None:
    monkeypatch.setattr(pages_by_name, "most_sorted", lambda *_, **__: most)
    await add_people(database)
    queries.clear()

    await list_customers(make_context(database), wanted, CustomerOrder.NAME, PageRequest(5))

    assert len(queries) == statements
