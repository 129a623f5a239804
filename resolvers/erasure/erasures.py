"""Finds the record of an erasure."""

from typing import Any

from sqlalchemy import Select, bindparam, select

from models.billing.erasure import Erasure, hash_of_erased
from resolvers.context import RequestContext
from resolvers.scopes import Scope

_COLUMNS = tuple(Erasure.model_fields)


Erased = dict[str, Any]


async def find_erasure(context: RequestContext, customer_id: str) -> Erased | None:
    """The row of the erasure of the viewer's customer, by the columns' names; None for a customer's token."""
    viewer = context.viewer
    customer_hash = hash_of_erased(viewer.project_id, viewer.live_mode, customer_id)
    rows = await context.reads.fetch(_select_one, customer_hash=customer_hash)
    return dict(zip(_COLUMNS, rows[0], strict=True)) if rows else None


def _select_one(scope: Scope) -> Select[Any]:
    erasure = scope.table(Erasure, "erasure")
    its_own = erasure.c.customer_hash == bindparam("customer_hash")
    return select(*(erasure.c[name] for name in _COLUMNS)).where(scope.bounds(erasure), its_own)
