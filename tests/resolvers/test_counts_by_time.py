"""Counts of customers who were created in a range of time are exact, wherever it begins and ends."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.upkeep.facets import fold_all
from models.billing.invoice import InvoiceStatus
from models.summaries.customer_count import EVER, WIDTHS
from models.values.instant import DAY, HOUR, Instant
from resolvers.customers.customers import count_customers
from resolvers.customers.filter.customer_filter import CustomerFilter
from resolvers.customers.filter.time_spans import split_range
from storage.database import Database
from tests.conftest import QueryLog
from tests.factories import NOW, make_context, make_customer, make_invoice, make_project, save

# From before 1970 to far beyond now.
MOMENTS = st.none() | st.integers(-(10**16), 10**16) | st.integers(-50, 50).map(lambda n: NOW + n * HOUR // 2)


@given(since=MOMENTS, until=MOMENTS)
def test_a_range_is_cut_without_gaps_and_the_most_of_it_into_the_coarsest_spans(
    since: int | None, until: int | None
) -> None:
    cut = split_range(since, until)

    parts = sorted(part for part in (*cut.spans, *cut.ends) if part[0] < part[1])
    first, last = -EVER if since is None else since, EVER if until is None else until
    assert all(one[1] == next_one[0] for one, next_one in pairwise(parts))
    assert ([] if not parts else [parts[0][0], parts[-1][1]]) == ([first, last] if first < last else [])
    assert sum(end[1] - end[0] for end in cut.ends if end[0] < end[1]) < 2 * HOUR
    for place, span in enumerate(cut.spans):
        width, wider = WIDTHS[place // 2], WIDTHS[min(place // 2 + 1, len(WIDTHS) - 1)]
        assert span[0] % width == span[1] % width == 0
        assert span[1] - span[0] < 2 * wider


async def test_a_count_of_a_range_is_of_those_who_were_created_in_it(database: Database) -> None:
    ages = (0, 1, HOUR, HOUR + 1, 5 * HOUR, DAY, 9 * DAY, 40 * DAY, 41 * DAY - 7, 400 * DAY, 3_000 * DAY)
    created_conditions = [Instant(NOW // HOUR * HOUR - age) for age in ages]
    customers = [make_customer(number, created_at=moment) for number, moment in enumerate(created_conditions)]
    invoices = [make_invoice(each) for each in customers[::2]]
    await save(database, make_project(), customers[:7])
    await fold_all(database)
    await save(database, customers[7:], invoices)
    bounds = [None, *sorted({Instant(moment + more) for moment in created_conditions[::2] for more in (0, 1)}), None]
    pairs = [*combinations(bounds, 2)]
    context = make_context(database)

    found = [
        [
            await count_customers(
                context, CustomerFilter(created_from=since, created_before=until, invoice_status=status)
            )
            for status in (None, (InvoiceStatus.PAID,))
        ]
        for since, until in pairs
    ]

    def count(moments: list[Instant], since: Instant | None, until: Instant | None) -> int:
        return sum((since is None or since <= each) and (until is None or each < until) for each in moments)

    assert found == [[count(created_conditions, *pair), count(created_conditions[::2], *pair)] for pair in pairs]


@pytest.mark.one_database
async def test_a_count_of_a_range_is_one_statement(database: Database, queries: QueryLog) -> None:
    await save(database, make_project(), make_customer())
    queries.clear()

    for status in (None, (InvoiceStatus.PAID,)):
        wanted = CustomerFilter(created_from=Instant(1), created_before=NOW, invoice_status=status)
        await count_customers(make_context(database), wanted)

    assert len(queries) == 2
