"""The customers whom somebody who is signed in viewed last."""

from typing import Any

from sqlalchemy import Select, select

from models.access.customer_read import CustomerRead, ReadWay
from models.billing.customer import Customer
from models.hydration import hydrate
from models.scoped import column_names, columns_of
from resolvers.context import RequestContext
from resolvers.errors import Forbidden
from resolvers.paging.orders import NEWEST
from resolvers.scopes import Scope, number_parameter, text_parameter
from storage.statements import among

# So many entries of the access log are looked through, however often one customer was viewed.
_MOST_ENTRIES = 100


async def list_recent_customers(context: RequestContext, most: int) -> list[Customer]:
    """Up to `most` customers whom the viewer viewed on pages, the last one first; raises Forbidden.

    The access log tells them, which is written a second or so after a page was read.
    """
    viewer, reads = context.viewer, context.reads
    if not viewer.may_list:
        raise Forbidden("A customer's token can't list customers.")
    rows = await reads.fetch(_reads_of, operator=viewer.credential_id, way=ReadWay.PAGE, most=_MOST_ENTRIES)
    ids = list(dict.fromkeys(row[0] for row in rows))[:most]
    if not ids:
        return []
    found = {customer.id: customer for customer in hydrate(Customer, await reads.fetch(_customers, keys=ids))}
    return [found[each] for each in ids if each in found]


def _reads_of(scope: Scope) -> Select[Any]:
    read = scope.table(CustomerRead)
    is_theirs = (read.c.operator_id == text_parameter("operator"), read.c.way == text_parameter("way"))
    wanted = select(read.c.customer_id).where(scope.bounds(read), *is_theirs)
    return wanted.order_by(*NEWEST.by(read, False)).limit(number_parameter("most"))


def _customers(scope: Scope) -> Select[Any]:
    """Not as objects found by their ids: to be listed here is no reading."""
    table = scope.table(Customer)
    columns = columns_of(Customer, table, column_names(Customer))
    return select(*columns).where(scope.bounds(table), among(table.c.id, "keys", scope.dialect))
