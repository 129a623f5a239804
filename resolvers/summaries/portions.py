"""The customers of one project and mode, some at a time."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import Select, select

from models.billing.customer import Customer
from resolvers.reads import Reads
from resolvers.scopes import Scope, number_parameter, text_parameter
from storage.statements import among

AT_ONCE = 500


async def portions_of_customers(reads: Reads, customer_ids: Sequence[str] | None) -> AsyncIterator[dict[str, int]]:
    """Of these customers, or of all, those who are there, with the moments at which they were created."""
    if customer_ids is not None:
        for start in range(0, len(customer_ids), AT_ONCE):
            keys = list(customer_ids[start : start + AT_ONCE])
            yield {row[0]: row[1] for row in await reads.fetch(these_customers, keys=keys)}
        return
    after = ""
    while rows := await reads.fetch(_next_customers, after=after, most=AT_ONCE):
        after = rows[-1][0]
        yield {row[0]: row[1] for row in rows}


def these_customers(scope: Scope) -> Select[Any]:
    """Those bound as `keys`, with the moments at which they were created."""
    customer = scope.table(Customer)
    return select(customer.c.id, customer.c.created_at).where(
        scope.bounds(customer), among(customer.c.id, "keys", scope.dialect)
    )


def _next_customers(scope: Scope) -> Select[Any]:
    customer = scope.table(Customer)
    wanted = select(customer.c.id, customer.c.created_at).where(scope.bounds(customer))
    return wanted.where(customer.c.id > text_parameter("after")).order_by(customer.c.id).limit(number_parameter("most"))
