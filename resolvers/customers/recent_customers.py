"""The customers whom somebody who is signed in viewed last."""

from typing import Any

from sqlalchemy import Select, select

from models.access.customer_read import CustomerRead, ReadWay
from models.billing.customer import Customer
from resolvers.context import RequestContext
from resolvers.customers.customers_by_id import load_customers_by_id
from resolvers.errors import Forbidden
from resolvers.paging.orders import NEWEST
from resolvers.scopes import Scope, number_parameter, text_parameter

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
    return await load_customers_by_id(reads, list(dict.fromkeys(row[0] for row in rows))[:most])


def _reads_of(scope: Scope) -> Select[Any]:
    read = scope.table(CustomerRead)
    is_theirs = (read.c.operator_id == text_parameter("operator"), read.c.way == text_parameter("way"))
    wanted = select(read.c.customer_id).where(scope.bounds(read), *is_theirs)
    return wanted.order_by(*NEWEST.by(read, False)).limit(number_parameter("most"))
